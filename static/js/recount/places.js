// The methods that add up: choose, approve, dots, score, judge, yesno, consent.
import { compare, ratio, read, sum, times, write, zeros } from "./exact.js";
import { cut, group } from "./ties.js";

const best = (scores, keys) => group(keys.filter((key) => scores[key]), (a, b) => scores[b] - scores[a]);

export function countOptions(ballots, poll, tie) {
  const votes = zeros(poll.keys);
  for (const { choice, votes: weight } of ballots) for (const key of choice.options ?? []) votes[key] += weight;
  return { ...cut(best(votes, poll.keys), poll.select, tie), figures: figuresOf(poll, (key) => ({ votes: votes[key] })) };
}

const figuresOf = (poll, figure) => Object.fromEntries(poll.keys.map((key) => [key, figure(key)]));

function addMarks(ballots, poll) {
  const [votes, total] = [zeros(poll.keys), zeros(poll.keys)];
  let cast = 0;
  for (const { choice, votes: weight } of ballots) {
    if (!choice.marks) continue;
    cast += weight;
    for (const [key, mark] of Object.entries(choice.marks)) {
      if (mark > 0) votes[key] += weight;
      total[key] += weight * mark;
    }
  }
  return { votes, total, cast };
}

export function countDots(ballots, poll, tie) {
  const { votes, total } = addMarks(ballots, poll);
  return { ...cut(best(total, poll.keys), poll.select, tie), figures: figuresOf(poll, (key) => ({ votes: votes[key], points: total[key] })) };
}

export function countScores(ballots, poll, tie) {
  const { votes, total, cast } = addMarks(ballots, poll);
  const mean = (key) => write(ratio(BigInt(total[key]), BigInt(Math.max(cast, 1))));
  return { ...cut(best(total, poll.keys), poll.select, tie), figures: figuresOf(poll, (key) => ({ votes: votes[key], total: total[key], mean: mean(key) })) };
}

export function countGrades(ballots, poll, tie) {
  const grades = poll.grades;
  const counts = Object.fromEntries(poll.keys.map((key) => [key, grades.map(() => 0)]));
  let cast = 0;
  for (const { choice, votes } of ballots) {
    if (!choice.marks) continue;
    cast += votes;
    for (const key of poll.keys) { // no grade is the lowest
      const place = Object.hasOwn(choice.marks, key) ? grades.indexOf(choice.marks[key]) : grades.length - 1;
      counts[key][place] += votes;
    }
  }
  const medians = Object.fromEntries(poll.keys.map((key) => [key, takeMedians(counts[key], cast)]));
  const wanted = poll.keys.filter((key) => counts[key].at(-1) < cast);
  const groups = group(wanted, (a, b) => {
    const place = medians[a].findIndex((grade, at) => grade !== medians[b][at]);
    return place < 0 ? 0 : medians[a][place] - medians[b][place];
  });
  const figures = figuresOf(poll, (key) => ({
    votes: cast - counts[key].at(-1), grades: counts[key], median: cast ? grades[medians[key][0]] : null,
  }));
  return { ...cut(groups, poll.select, tie), figures };
}

// The median grade (the lower of two in the middle), then the one that is left without it, and so on to the last.
function takeMedians(counts, cast) {
  const left = [...counts];
  const taken = new Uint8Array(cast);
  for (let size = cast; size; size -= 1) {
    let grade = 0;
    for (let seen = left[0]; seen <= size >> 1; seen += left[grade]) grade += 1;
    taken[cast - size] = grade;
    left[grade] -= 1;
  }
  return taken;
}

const addAnswers = (ballots, answers) => {
  const figures = zeros([...answers, "blank"]);
  for (const { choice, votes } of ballots) figures[choice.answer ?? "blank"] += votes;
  return figures;
};

export function countYesNo(ballots, poll, tie, roll) {
  const figures = addAnswers(ballots, ["yes", "no", "abstain"]);
  const { base, adopted } = judge(figures, poll.rule, roll);
  return { status: figures.yes + figures.no ? "decided" : "no_result", winners: [], tied: [], figures, adopted, base };
}

function judge(figures, rule, roll) {
  const base = { expressed: figures.yes + figures.no, cast: sum(Object.values(figures)), ...roll }[rule.base];
  const gap = compare(ratio(BigInt(figures.yes)), times(read(rule.majority), ratio(BigInt(base))));
  return { base, adopted: figures.yes > 0 && base > 0 && (rule.strict ? gap > 0 : gap >= 0) };
}

export function countConsent(ballots) {
  const figures = addAnswers(ballots, ["support", "agree", "reserve", "aside", "object"]);
  const agreeing = figures.support + figures.agree + figures.reserve;
  return {
    status: agreeing || figures.object ? "decided" : "no_result", winners: [], tied: [], figures,
    adopted: agreeing > 0 && !figures.object,
  };
}

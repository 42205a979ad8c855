// The single transferable vote by the Scottish rules (S.S.I. 2007/42, rules 45 to 52), in whole hundred-thousandths of a vote.
import { byText, ratio, sorted, write, zeros } from "./exact.js";
import { fold } from "./rankings.js";
import { outcomes, settle } from "./ties.js";

const UNIT = 100_000n;
const MOST_RUNS = 1000;
const MOST_WORK = 600_000;
const units = (number) => write(ratio(number, UNIT));

export function countTransfers(ballots, poll, tie) {
  const papers = fold(ballots).map(({ order, votes }) => ({ order: order.flat(), votes: BigInt(votes) }));
  const nothing = () => Object.fromEntries(poll.keys.map((key) => [key, { votes: 0, final: 0 }]));
  if (!papers.length) return { status: "no_result", winners: [], tied: [], figures: nothing() };
  const { count, outcome } = tie?.rank(poll.keys) ? drawn(papers, poll, tie) : explored(papers, poll, tie);
  const figures = nothing();
  for (const stage of count.stages) for (const [key, votes] of Object.entries(stage)) figures[key].final = units(votes);
  for (const [key, votes] of Object.entries(count.stages[0])) figures[key].votes = units(votes);
  return { ...outcome, figures };
}

function drawn(papers, poll, tie) {
  const count = run(papers, poll, (keys, best) => tie.rank(keys).at(best ? 0 : -1));
  return { count, outcome: { status: "decided", winners: count.elected, tied: [] } };
}

function explored(papers, poll, tie) {
  const most = Math.max(1, Math.min(MOST_RUNS, Math.floor(MOST_WORK / papers.length)));
  const counts = [...outcomes((pick) => run(papers, poll, (keys) => pick(keys)), most + 1)];
  const first = counts[0];
  const sets = counts.length > most ? [first.sure, [...first.sure, ...first.open]] : counts.map(({ elected }) => elected);
  const sometimes = [...new Set(sets.flat())];
  const always = sometimes.filter((key) => sets.every((set) => set.includes(key)));
  if (always.length === sometimes.length) return { count: first, outcome: { status: "decided", winners: first.elected, tied: [] } };
  first.stages.splice(first.firstTie + 1);
  const winners = always.sort((a, b) => first.elected.indexOf(a) - first.elected.indexOf(b));
  const tied = sorted(sometimes.filter((key) => !always.includes(key)));
  return { count: first, outcome: settle(winners, tied, poll.select - winners.length, tie) };
}

// One count from the first preferences to the last place; choose(keys, best) tells apart options equal at every stage.
function run(papers, poll, choose) {
  const seats = poll.select;
  const ranked = new Set(papers.flatMap(({ order }) => order));
  const standing = new Set(poll.keys);
  const piles = Object.fromEntries(poll.keys.map((key) => [key, []]));
  const votes = zeros(poll.keys, 0n);
  const all = papers.reduce((total, paper) => total + paper.votes, 0n);
  const quota = (all / BigInt(seats + 1) + 1n) * UNIT;
  const found = { elected: [], stages: [], firstTie: null, sure: [], open: [] };
  const waiting = new Set();

  const give = (order, number, value) => {
    const place = order.findIndex((key) => standing.has(key));
    if (place < 0) return;
    piles[order[place]].push({ order: order.slice(place + 1), number, value });
    votes[order[place]] += number * value;
  };
  const elect = () => {
    let reached = [...standing].filter((key) => votes[key] >= quota);
    for (const key of reached) { waiting.add(key); standing.delete(key); }
    if (standing.size + found.elected.length + reached.length <= seats) {
      reached = [...reached, ...[...standing].filter((key) => ranked.has(key))];
      standing.clear();
    }
    found.elected.push(...reached.sort((a, b) => (votes[a] === votes[b] ? byText(a, b) : votes[a] > votes[b] ? -1 : 1)));
  };
  const last = () => {
    const fewest = [...standing].reduce((least, key) => (votes[key] < least ? votes[key] : least), all * UNIT);
    const keys = sorted([...standing].filter((key) => votes[key] === fewest));
    const idle = keys.filter((key) => !ranked.has(key));
    if (idle.length) return [idle[0]];
    if (!fewest && standing.size - keys.length >= seats - found.elected.length) return [keys[0]];
    return keys;
  };
  const pick = (keys, best) => {
    let left = keys;
    for (const stage of [...found.stages].reverse()) {
      const wanted = left.map((key) => stage[key]).reduce((one, two) => ((one > two) === best ? one : two));
      left = left.filter((key) => stage[key] === wanted);
      if (left.length === 1) return left[0];
    }
    if (found.firstTie === null) {
      const open = [...standing].filter((key) => ranked.has(key));
      Object.assign(found, { firstTie: found.stages.length - 1, sure: [...found.elected], open });
    }
    return choose(sorted(left), best);
  };

  for (const paper of papers) give(paper.order, paper.votes, UNIT);
  for (;;) {
    found.stages.push({ ...votes });
    elect();
    if (found.elected.length >= seats || !standing.size) return found;
    const over = [...waiting].filter((key) => votes[key] > quota);
    const key = over.length ? pick(over, true) : pick(last(), false);
    const pile = piles[key];
    piles[key] = [];
    if (over.length) {
      const [held, surplus] = [votes[key], votes[key] - quota];
      votes[key] = quota;
      waiting.delete(key);
      for (const { order, number, value } of pile) give(order, number, surplus * value / held);
    } else {
      standing.delete(key);
      delete votes[key];
      for (const { order, number, value } of pile) give(order, number, value);
    }
  }
}

// Rankings counted by rounds of elimination (instant run-off) and by pairs (Schulze).
import { sorted, sum, zeros } from "./exact.js";
import { settle } from "./ties.js";

const MOST_STATES = 5000;
const MOST_WORK = 10_000_000;

// Identical rankings together; blank ones are out.
export function fold(ballots) {
  const folded = new Map();
  for (const { choice, votes } of ballots) {
    if (!choice.ranking || !votes) continue;
    const name = JSON.stringify(choice.ranking);
    if (!folded.has(name)) folded.set(name, { order: choice.ranking, votes: 0 });
    folded.get(name).votes += votes;
  }
  return [...folded.values()];
}

// ---- instant run-off ----

export function countRunoff(ballots, poll, tie) {
  const papers = fold(ballots).map(({ order, votes }) => ({ order: order.flat(), votes }));
  let totals = count(papers, poll.keys);
  const figures = Object.fromEntries(poll.keys.map((key) => [key, { votes: totals[key], final: totals[key] }]));
  if (!papers.length) return { status: "no_result", winners: [], tied: [], figures };
  for (;;) {
    for (const [key, votes] of Object.entries(totals)) figures[key].final = votes;
    const leader = leaderOf(totals);
    if (leader !== null) return { status: "decided", winners: [leader], tied: [], figures };
    let last = lastOf(totals);
    if (last.length > 1 && totals[last[0]]) {
      const order = tie?.rank(last);
      if (!order) {
        const winners = winnersFrom(papers, Object.keys(totals));
        if (winners.length > 1) return { ...settle([], sorted(winners), 1, tie), figures };
      }
      last = order ? order.slice(-1) : last.slice(0, 1);
    }
    totals = count(papers, Object.keys(totals).filter((key) => !last.includes(key)));
  }
}

function count(papers, standing) {
  const totals = zeros(standing);
  for (const { order, votes } of papers) {
    const key = order.find((one) => Object.hasOwn(totals, one));
    if (key !== undefined) totals[key] += votes;
  }
  return totals;
}

function leaderOf(totals) {
  const all = sum(Object.values(totals));
  return Object.keys(totals).find((key) => 2 * totals[key] > all) ?? null;
}

function lastOf(totals) {
  const fewest = Math.min(...Object.values(totals));
  return sorted(Object.keys(totals).filter((key) => totals[key] === fewest));
}

// All who win in some way the ties may fall; all who stand when these are too many to be looked at.
function winnersFrom(papers, standing) {
  const most = Math.min(MOST_STATES, Math.floor(MOST_WORK / papers.length));
  const [winners, seen, waiting] = [new Set(), new Set(), [standing]];
  while (waiting.length) {
    const here = waiting.pop();
    const name = JSON.stringify(sorted(here));
    if (seen.has(name)) continue;
    if (seen.size >= most) return standing;
    seen.add(name);
    const totals = count(papers, here);
    const leader = leaderOf(totals);
    if (leader !== null) winners.add(leader);
    else for (const key of lastOf(totals)) waiting.push(here.filter((other) => other !== key));
  }
  return [...winners];
}

// ---- Schulze ----

export function countPairs(ballots, poll, tie) {
  const { keys } = poll;
  const [firsts, ranked] = [zeros(keys), new Set()];
  const over = Object.fromEntries(keys.map((key) => [key, zeros(keys.filter((other) => other !== key))]));
  for (const { order, votes } of fold(ballots)) {
    const below = new Set(keys);
    for (const key of order[0]) firsts[key] += votes;
    for (const group of order) {
      for (const key of group) below.delete(key);
      for (const key of group) {
        ranked.add(key);
        for (const other of below) over[key][other] += votes;
      }
    }
  }
  const paths = strengthsOf(over, keys);
  const pool = keys.filter((key) => ranked.has(key));
  const above = Object.fromEntries(pool.map((key) => [key, pool.filter((other) => other !== key && paths[other][key] > paths[key][other])]));
  const figures = Object.fromEntries(keys.map((key) => [key, { votes: firsts[key], over: over[key], paths: paths[key] }]));
  return { ...choose(above, poll.select, tie), figures };
}

function strengthsOf(over, keys) {
  const strength = Object.fromEntries(keys.map((key) => [key, Object.fromEntries(
    Object.entries(over[key]).map(([other, votes]) => [other, votes > over[other][key] ? votes : 0]),
  )]));
  for (const middle of keys) for (const from of keys) for (const to of keys) {
    if (from === middle || to === middle || from === to) continue;
    strength[from][to] = Math.max(strength[from][to], Math.min(strength[from][middle], strength[middle][to]));
  }
  return strength;
}

function choose(above, places, tie) {
  const pool = Object.keys(above);
  const below = (key) => pool.filter((other) => above[other].includes(key)).length;
  const sure = sorted(pool.filter((key) => pool.length - below(key) <= places)).sort((a, b) => above[a].length - above[b].length);
  const near = sorted(pool.filter((key) => above[key].length < places && !sure.includes(key)));
  if (!near.length) return { status: sure.length ? "decided" : "no_result", winners: sure, tied: [] };
  const order = tie?.rank(near);
  if (!order) return settle(sure, near, places - sure.length, tie);
  const taken = [];
  const isNext = (key) => !taken.includes(key) && above[key].every((other) => sure.includes(other) || taken.includes(other));
  while (taken.length < near.length) taken.push(order.find(isNext));
  return { status: "decided", winners: [...sure, ...taken.slice(0, places - sure.length)], tied: [] };
}

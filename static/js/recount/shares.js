// Equal shares, with everybody's share raised by one unit at a time, until the next step would spend more than the budget.
import { byText, sorted, sum } from "./exact.js";
import { Run } from "./purchases.js";
import { outcomes } from "./ties.js";

const PLAIN_COST = 1_000_000n;
const MOST_WAYS = 64;

export function countShares(ballots, poll, tie) {
  const votes = new Map();
  for (const { choice, votes: weight } of ballots) {
    if (!choice.options?.length || !weight) continue;
    const name = JSON.stringify(choice.options);
    votes.set(name, (votes.get(name) ?? 0) + weight);
  }
  const room = new Room(votes, poll);
  const result = room.voters ? decide(room, poll, tie) : { status: "no_result", winners: [], tied: [] };
  const figures = Object.fromEntries(poll.keys.map((key) => [key, {
    votes: room.support.get(key) ?? 0, cost: Number(room.costs.get(key)), paid: result.winners.includes(key) ? Number(room.costs.get(key)) : 0,
  }]));
  return { ...result, figures };
}

function decide(room, poll, tie) {
  if (tie?.rank(poll.keys)) {
    const bought = raise(room, () => (run, keys) => tie.rank(keys)[0]);
    return { status: bought.length ? "decided" : "no_result", winners: bought, tied: [] };
  }
  const ways = [...outcomes((pick) => raise(room, () => openOrder(room, pick)), MOST_WAYS + 1)];
  if (ways.length > MOST_WAYS) return { status: "tie", winners: [], tied: sorted(room.backers.keys()) };
  let always = ways[0].filter((key) => ways.every((way) => way.includes(key)));
  const sometimes = new Set(ways.flat());
  for (const twins of room.twins.values()) { // they could change places: their fate is one
    if (twins.some((key) => sometimes.has(key))) for (const key of twins) sometimes.add(key);
    if (!twins.every((key) => always.includes(key))) always = always.filter((key) => !twins.includes(key));
  }
  if (sometimes.size === always.length) return { status: always.length ? "decided" : "no_result", winners: ways[0], tied: [] };
  const rank = (a, b) => room.support.get(b) - room.support.get(a) || Number(room.costs.get(a) - room.costs.get(b)) || byText(a, b);
  return { status: "tie", winners: always.sort(rank), tied: sorted([...sometimes].filter((key) => !always.includes(key))) };
}

class Room {
  constructor(votes, poll) {
    const lists = [...votes.keys()].map((name) => JSON.parse(name));
    this.votes = [...votes.values()];
    this.voters = sum(this.votes);
    this.budget = poll.budget ? BigInt(poll.budget) : BigInt(poll.select) * PLAIN_COST;
    this.costs = new Map(poll.keys.map((key) => [key, poll.budget ? BigInt(poll.costs[key]) : PLAIN_COST]));
    this.backers = new Map();
    lists.forEach((keys, place) => { for (const key of keys) this.backers.set(key, [...(this.backers.get(key) ?? []), place]); });
    this.support = new Map([...this.backers].map(([key, places]) => [key, sum(places.map((place) => this.votes[place]))]));
    this.twins = this.findTwins();
    this.work = 0;
  }

  findTwins() {
    const same = new Map();
    for (const key of sorted(this.backers.keys())) {
      const name = JSON.stringify([`${this.costs.get(key)}`, this.backers.get(key)]);
      same.set(name, [...(same.get(name) ?? []), key]);
    }
    return new Map([...same.values()].flatMap((keys) => keys.map((key) => [key, keys])));
  }
}

function raise(room, order) {
  const choose = order();
  let run = new Run(room, 0n, choose);
  while (run.bought.length < room.backers.size) {
    const after = new Run(room, run.steps + run.same(), choose);
    const spent = after.bought.reduce((total, key) => total + room.costs.get(key), 0n);
    if (spent > room.budget) break;
    run = after;
  }
  return run.bought;
}

// Ties that nothing settles: as pick says, the same options always in the same order.
function openOrder(room, pick) {
  const beaten = new Map();
  return (run, keys) => {
    const groups = split(room, keys);
    const free = groups.filter((group) => group.length === 1 || run.canAllPay(group)).flat();
    if (free.length) return sorted(free)[0];
    const group = groups[0];
    const firsts = [...new Set(group.map((key) => room.twins.get(key).find((twin) => group.includes(twin))))];
    const open = firsts.filter((key) => !firsts.some((other) => beaten.get(key)?.has(other)));
    const chosen = open.length === 1 ? open[0] : pick(open);
    const above = [chosen, ...(beaten.get(chosen) ?? [])];
    for (const other of group.filter((key) => key !== chosen)) {
      for (const by of beaten.values()) if (by.has(other)) for (const key of above) by.add(key);
      beaten.set(other, new Set([...(beaten.get(other) ?? []), ...above]));
    }
    return chosen;
  };
}

// Options in groups: two with a common supporter are in the same one.
function split(room, keys) {
  let groups = [];
  for (const key of keys) {
    const mine = new Set(room.backers.get(key));
    const joined = groups.filter(({ places }) => [...places].some((place) => mine.has(place)));
    groups = groups.filter((group) => !joined.includes(group));
    groups.push({ keys: [...joined.flatMap((group) => group.keys), key], places: new Set([...mine, ...joined.flatMap(({ places }) => [...places])]) });
  }
  return groups.map((group) => sorted(group.keys));
}

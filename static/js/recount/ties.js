// Ties: what was declared before the vote, and otherwise every way they may fall.
import { sorted } from "./exact.js";
import { sha256 } from "./sha256.js";

export async function readTie(tie, options) {
  if (!tie) return null;
  let order = tie.by === "criterion" ? tie.order ?? [] : null;
  if (tie.by === "lot" && tie.seed) {
    const digests = await Promise.all(options.map(async (key) => [await sha256(`concertaction-lot/1\n${tie.seed}\n${key}`), key]));
    order = digests.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, key]) => key);
  }
  const rank = (keys) => {
    const known = order?.filter((key) => keys.includes(key)) ?? [];
    return known.length && known.length === keys.length ? known : null;
  };
  return { by: tie.by, rank };
}

// Options equal for fewer places: as the procedure says, or left tied.
export function settle(winners, tied, room, tie) {
  const order = tie && (tie.by === "keep" ? tied : tie.rank(tied));
  if (!order) return { status: "tie", winners, tied };
  return { status: "decided", winners: [...winners, ...(tie.by === "keep" ? order : order.slice(0, room))], tied: [] };
}

// Fill places from groups of equal options, best first.
export function cut(groups, places, tie) {
  const winners = [];
  for (const group of groups) {
    const room = places - winners.length;
    if (room <= 0) break;
    if (group.length > room) return settle(winners, sorted(group), room, tie);
    winners.push(...sorted(group));
  }
  return { status: winners.length ? "decided" : "no_result", winners, tied: [] };
}

// Keys in groups of equal ones, best first; `before(a, b)` is negative when a stands above b.
export function group(keys, before) {
  const groups = [];
  for (const key of [...keys].sort(before)) {
    if (groups.length && before(groups.at(-1)[0], key) === 0) groups.at(-1).push(key);
    else groups.push([key]);
  }
  return groups;
}

// Run a count once for each way its ties may fall: run(pick) counts from the beginning, pick(keys) gives one of them.
export function* outcomes(run, most) {
  const paths = [[]];
  for (let turn = 0; turn < most && paths.length; turn += 1) {
    const path = paths.pop();
    const taken = [];
    yield run((keys) => {
      const ways = sorted(keys);
      const chosen = taken.length < path.length ? path[taken.length] : ways[0];
      if (taken.length >= path.length) for (const other of ways.slice(1).reverse()) paths.push([...taken, other]);
      taken.push(chosen);
      return chosen;
    });
  }
}

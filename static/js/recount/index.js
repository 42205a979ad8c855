// Redo everything that a sealed file claims: its seal, its lot, its roll and its result; what differs is told by a code.
import { canonical, sealOf } from "./canonical.js";
import { byText, sum, TooLong } from "./exact.js";
import { countConsent, countDots, countGrades, countOptions, countScores, countYesNo } from "./places.js";
import { countPairs, countRunoff } from "./rankings.js";
import { sha256 } from "./sha256.js";
import { countShares } from "./shares.js";
import { readTie } from "./ties.js";
import { countTransfers } from "./transfers.js";
import { isAllowed } from "./choices.js";

const COUNTS = {
  choose: countOptions, approve: countOptions, yesno: countYesNo, dots: countDots, score: countScores, judge: countGrades,
  consent: countConsent, rank_irv: countRunoff, rank_schulze: countPairs, rank_stv: countTransfers, equal_shares: countShares,
};
const PARTS = ["status", "winners", "tied", "figures", "adopted", "quorum", "colleges"];

// Count the ballots of a record; throws TooLong for what a page cannot redo within reason.
export async function count(record) {
  const { poll: stated, roll = {} } = record;
  const options = stated.options ?? [];
  const poll = {
    method: stated.method, select: stated.select ?? 1, rule: stated.rule ?? {}, grades: stated.grades, budget: stated.budget,
    keys: options.map(({ id }) => id), costs: Object.fromEntries(options.map(({ id, cost }) => [id, cost])),
  };
  const tie = await readTie(poll.rule.tie, poll.keys);
  const ballots = record.ballots.map(({ choice, weight = 1, count: number = 1, sector }) => ({ choice, votes: weight * number, sector }));
  const { base, ...result } = COUNTS[poll.method](ballots, poll, tie, roll);
  if (poll.rule.colleges) addColleges(result, ballots, poll, roll);
  if (poll.rule.quorum) addQuorum(result, ballots, poll.rule.quorum, roll);
  return result;
}

function addColleges(result, ballots, poll, roll) {
  result.colleges = Object.fromEntries(poll.rule.colleges.map((key) => {
    const { figures, base, adopted } = countYesNo(ballots.filter(({ sector }) => sector === key), poll, null, roll.colleges?.[key] ?? {});
    return [key, { figures, base, adopted }];
  }));
  result.adopted = Object.values(result.colleges).every(({ adopted }) => adopted);
}

function addQuorum(result, ballots, quorum, roll) {
  const [above, below] = quorum.share.split("/").map(BigInt);
  const part = above * BigInt(roll[quorum.of]);
  const needed = Number(part / below + (quorum.strict || part % below ? 1n : 0n));
  const helps = ({ choice }) => quorum.count !== "expressed" || !(choice.blank || choice.answer === "abstain");
  const counted = sum(ballots.filter(helps).map(({ votes }) => votes));
  result.quorum = { counted, needed, reached: counted >= needed };
  if (counted >= needed) return;
  Object.assign(result, { status: "quorum_missed", winners: [], tied: [] });
  if ("adopted" in result) result.adopted = false;
}

// What the file says and what its own ballots give: {seal, result, differences: [{code, stated, found}], tooLong}.
export async function recount(record) {
  const seal = await sealOf(record);
  const differences = [];
  const tell = (code, stated, found) => differences.push({ code, stated, found });
  if (record.seal !== seal) tell("seal", record.seal, seal);
  const ids = record.ballots.map(({ id }) => id);
  if (ids.some((id, place) => place && byText(ids[place - 1] ?? "", id ?? "") >= 0)) tell("order");
  const foreign = record.ballots.findIndex(({ choice }) => !isAllowed(choice, record.poll));
  if (foreign >= 0) tell("ballot", ids[foreign] ?? foreign + 1);
  const voted = sum(record.ballots.map(({ weight = 1, count: number = 1 }) => weight * number));
  if (record.roll?.voted !== voted) tell("voted", record.roll?.voted, voted);
  if (!(voted <= record.roll?.entitled)) tell("entitled", record.roll?.entitled, voted);
  const { tie } = record.poll.rule ?? {};
  if (tie?.by === "lot") {
    const hash = `sha256:${await sha256(`concertaction-lot/1\n${tie.seed}`)}`;
    if (tie.hash !== hash) tell("lot", tie.hash, hash);
  }
  if (foreign >= 0) return { seal, differences };
  try {
    const result = await count(record);
    for (const part of PARTS) if (part in result || part in record.result) compare(part, record.result[part], result[part], tell);
    return { seal, result, differences };
  } catch (error) {
    if (error instanceof TooLong) return { seal, differences, tooLong: true };
    throw error;
  }
}

function compare(part, stated, found, tell) {
  if (stated === undefined && (part === "quorum" || part === "colleges")) return;
  if (canonical(stated ?? null) !== canonical(found ?? null)) tell(part, stated, found);
}

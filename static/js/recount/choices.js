// Is a ballot one that the paper allows? Nothing is cut down at counting: one that is not allowed is a fault of the file.
import { sum } from "./exact.js";

const ANSWERS = { yesno: ["yes", "no", "abstain"], consent: ["support", "agree", "reserve", "aside", "object"] };

export function isAllowed(choice, poll) {
  if ("blank" in choice) return choice.blank === true && poll.blank !== false && Object.keys(choice).length === 1;
  const keys = new Set((poll.options ?? []).map(({ id }) => id));
  if (poll.method in ANSWERS) return ANSWERS[poll.method].includes(choice.answer);
  if (poll.method.startsWith("rank_")) return isRanking(choice.ranking, poll, keys);
  if (choice.marks) return isMarked(Object.entries(choice.marks), poll, keys);
  const named = choice.options ?? [];
  const [least, most] = poll.method === "choose" ? [1, 1] : [poll.minimum ?? 1, poll.maximum ?? keys.size];
  return areKnown(named, keys) && named.length >= least && named.length <= most;
}

const areKnown = (named, keys) => new Set(named).size === named.length && named.every((key) => keys.has(key));

function isRanking(groups, poll, keys) {
  return Array.isArray(groups) && areKnown(groups.flat(), keys)
    && groups.every(({ length }) => length === 1 || (length > 1 && poll.method === "rank_schulze"))
    && groups.length >= (poll.minimum ?? 1) && groups.length <= (poll.maximum ?? keys.size);
}

function isMarked(entries, poll, keys) {
  const marks = entries.map(([, mark]) => mark);
  if (!entries.length || !areKnown(entries.map(([key]) => key), keys)) return false;
  if (poll.method === "judge") return marks.every((mark) => poll.grades.includes(mark));
  if (poll.method === "score") return marks.every((mark) => Number.isInteger(mark) && mark >= 0 && mark <= poll.maximum);
  return marks.every((mark) => Number.isInteger(mark) && mark >= 1 && mark <= poll.maximum)
    && sum(marks) <= poll.points && sum(marks) >= (poll.minimum ?? 1);
}

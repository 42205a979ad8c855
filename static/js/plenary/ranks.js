// Ranks and words as every ballot knows them; what puts options in order is fetched only for a ballot that ranks.
import { fillIn, wordsOf } from "./view.js";

export const one = (form, name, key) => form.querySelector(`[data-${name}="${CSS.escape(key)}"]`);

export const textOf = (form, key) => one(form, "label", key)?.textContent.trim() ?? key;

// Pairs of option and rank, as groups of equal options, best first; and back.
export function groupsOf(pairs) {
  const groups = [];
  for (const [key, rank] of pairs) if (rank) (groups[rank] ??= []).push(key);
  return groups.filter(Boolean);
}
export const ranksOf = (groups = []) => new Map(groups.flatMap((group, place) => group.map((key) => [key, place + 1])));

// The texts of a choice that was made, in the words of its form, which are those of the server.
function markOf(form, key, mark) {
  const radio = form.querySelector(`[type=radio][name="mark:${CSS.escape(key)}"][value="${CSS.escape(mark)}"]`);
  return fillIn(wordsOf(form, Number(mark) || 0), { option: textOf(form, key), mark: radio?.nextElementSibling.textContent ?? mark });
}

function rankOf(form, group, place) {
  const names = new Intl.ListFormat(document.documentElement.lang).format(group.map((key) => textOf(form, key)));
  return group.length > 1 ? fillIn(form.dataset.other, { rank: place + 1, names }) : `${place + 1}. ${names}`;
}

export function labels(form, { blank, answer, reason, options, marks, ranking }) {
  if (blank) return [form.querySelector("[data-blank]").dataset.blank];
  if (reason) return [fillIn(form.dataset.other, { option: textOf(form, answer), mark: reason })];
  if (ranking) return ranking.map((group, place) => rankOf(form, group, place));
  if (marks) return Object.entries(marks).map(([key, mark]) => markOf(form, key, mark));
  return (options ?? [answer]).map((key) => textOf(form, key));
}

// Ranks as every ballot knows them; what puts options in order is fetched only for a ballot that ranks.
export const one = (form, name, key) => form.querySelector(`[data-${name}="${CSS.escape(key)}"]`);

export const textOf = (form, key) => one(form, "label", key)?.textContent.trim() ?? key;

// Pairs of option and rank, as groups of equal options, best first; and back.
export function groupsOf(pairs) {
  const groups = [];
  for (const [key, rank] of pairs) if (rank) (groups[rank] ??= []).push(key);
  return groups.filter(Boolean);
}
export const ranksOf = (groups = []) => new Map(groups.flatMap((group, place) => group.map((key) => [key, place + 1])));

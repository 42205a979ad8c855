// Exact numbers (fractions of whole ones) and what several counts have in common. Written apart from the server's own count, from docs/methods.md.
const gcd = (a, b) => {
  while (b) [a, b] = [b, a % b];
  return a < 0n ? -a : a;
};

export const ratio = (above, below = 1n) => {
  const common = (below < 0n ? -1n : 1n) * gcd(above, below);
  return { n: above / common, d: below / common };
};
export const read = (text) => {
  const [above, below = "1"] = String(text).split("/");
  return ratio(BigInt(above), BigInt(below));
};
export const plus = (a, b) => ratio(a.n * b.d + b.n * a.d, a.d * b.d);
export const minus = (a, b) => ratio(a.n * b.d - b.n * a.d, a.d * b.d);
export const times = (a, b) => ratio(a.n * b.n, a.d * b.d);
export const over = (a, b) => ratio(a.n * b.d, a.d * b.n);
export const compare = (a, b) => {
  const gap = a.n * b.d - b.n * a.d;
  return gap < 0n ? -1 : gap > 0n ? 1 : 0;
};
// the next whole number above
export const ceil = (a) => (a.n >= 0n ? (a.n + a.d - 1n) / a.d : -(-a.n / a.d));
export const write = (a) => (a.d === 1n ? Number(a.n) : `${a.n}/${a.d}`);

// in the order of code points, as the server sorts; it is a way of writing and decides nothing
export const byText = (a, b) => {
  const [left, right] = [Array.from(a), Array.from(b)];
  const place = left.findIndex((letter, at) => letter !== right[at]);
  if (place < 0) return left.length - right.length;
  return right[place] === undefined ? 1 : left[place].codePointAt(0) - right[place].codePointAt(0);
};
export const sorted = (keys) => [...keys].sort(byText);
export const zeros = (keys, value = 0) => Object.fromEntries(keys.map((key) => [key, value]));
export const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

// A count that cannot be redone here, in a page, within reason: nothing is said of it.
export class TooLong extends Error {}

// The canonical form of a record (RFC 8785, kept to strings, booleans, null and whole numbers), its seal, a ballot's receipt.
import { sha256 } from "./sha256.js";

export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  // by UTF-16 code units, which is how JavaScript compares
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

export const receiptOf = (poll, secret) => sha256(`concertaction-ballot/1\n${poll}\n${secret.toLowerCase()}`);

export async function sealOf(record) {
  const { seal, ...bare } = record;
  return `sha256:${await sha256(canonical(bare))}`;
}

// What anyone can redo: the canonical form of a record (RFC 8785, kept to strings, booleans, null and whole numbers), its seal, a receipt.
export const canHash = Boolean(globalThis.crypto?.subtle);

export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  // by UTF-16 code units, which is how JavaScript compares
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

async function hash(text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const receiptOf = (poll, secret) => hash(`concertaction-ballot/1\n${poll}\n${secret.toLowerCase()}`);

export async function sealOf(record) {
  const { seal, ...bare } = record;
  return `sha256:${await hash(canonical(bare))}`;
}

// What this device keeps: a number of its own, and for each poll and seat {secret, draft, pending, receipt, choice}.
const PREFIX = "concertaction:ballot:";
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const draw = () => hex(crypto.getRandomValues(new Uint8Array(16)));
export const nameOf = (poll, owner) => `${PREFIX}${poll}:${owner}`;

// Without storage nothing may be sent by the script: the plain form then does it all.
export function canKeep() {
  try {
    localStorage.setItem(`${PREFIX}try`, "1");
    localStorage.removeItem(`${PREFIX}try`);
    return true;
  } catch {
    return false;
  }
}

export function keptIn(name) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? {};
  } catch {
    return {};
  }
}

export const keep = (name, value) => localStorage.setItem(name, JSON.stringify(value));

// Everything kept about a poll, whatever the seat.
export function keptOf(poll) {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(nameOf(poll, ""))).map(keptIn).filter(({ secret }) => secret);
  } catch {
    return [];
  }
}

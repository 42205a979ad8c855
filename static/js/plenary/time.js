export const wait = (time) => new Promise((done) => { setTimeout(done, time); });
export const between = (low, high) => low + Math.random() * (high - low);

// Waits that grow to a cap, each drawn below its limit: those whom one failure strikes do not come back together.
export function growing(first, most) {
  let limit = first;
  return {
    next: () => between(first / 10, limit = Math.min(2 * limit, most)),
    reset: () => { limit = first; },
  };
}

// The purchases of equal shares at one share, followed with the share as an unknown: every comparison made tells up to which share it
// comes out the same, so that the steps between are known to change nothing.
import { sorted, TooLong } from "./exact.js";

const MOST_WORK = 20_000_000;

// The purchases at one share: budget ÷ voters and so many units more. A number is {v, m}: its value, and how much it grows for each
// unit more of the share, both in parts of 1 ÷ unit.
export class Run {
  constructor(room, steps, choose) {
    Object.assign(this, { room, steps, bought: [], soonest: null });
    this.unit = BigInt(room.voters);
    this.balances = room.votes.map(() => ({ v: room.budget + steps * this.unit, m: this.unit }));
    this.left = [...room.backers.keys()].sort((a, b) => room.support.get(b) - room.support.get(a));
    for (let found = this.cheapest(); found.length; found = this.cheapest()) {
      const key = found.length === 1 ? found[0] : choose(this, sorted(found));
      this.buy(key);
    }
  }

  // Note a comparison of v with 0: when, as the share grows, would it come out otherwise?
  note(v, m) {
    if (!m || (v > 0n && m > 0n) || (v < 0n && m < 0n)) return;
    const [n, d] = [v < 0n ? -v : v, m < 0n ? -m : m];
    if (!this.soonest || n * this.soonest.d < this.soonest.n * d) this.soonest = { n, d };
  }

  // How many steps further something may be different, for the first time.
  same() {
    if (!this.soonest) throw new TooLong("nothing ever changes");
    const steps = (this.soonest.n + this.soonest.d - 1n) / this.soonest.d;
    return steps || 1n;
  }

  // What an option asks: {v, m} ÷ votes is what each of those pays who can; null when all its supporters have does not pay for it.
  offer(key) {
    const { room } = this;
    const places = room.backers.get(key);
    room.work += places.length;
    if (room.work > MOST_WORK) throw new TooLong("equal shares");
    let [v, m, votes] = [room.costs.get(key) * this.unit, 0n, BigInt(room.support.get(key))];
    let [all, growth] = [-v, 0n];
    for (const place of places) {
      const count = BigInt(room.votes[place]);
      all += this.balances[place].v * count;
      growth += this.balances[place].m * count;
    }
    this.note(all, growth);
    if (all < 0n) return null;
    for (const place of [...places].sort((a, b) => (this.balances[a].v < this.balances[b].v ? -1 : 1))) {
      if (this.balances[place].v * votes >= v) break;
      const count = BigInt(room.votes[place]);
      v -= this.balances[place].v * count;
      m -= this.balances[place].m * count;
      votes -= count;
    }
    for (const place of places) this.note(this.balances[place].v * votes - v, this.balances[place].m * votes - m);
    return { key, v, m, votes, weight: votes * room.costs.get(key) };
  }

  // The options that ask least for each unit of cost; of these, those with most votes, then those that cost least.
  cheapest() {
    const { room } = this;
    const offers = [];
    let best = null;
    for (const key of this.left) {
      // it never asks less than 1 ÷ its votes, as will all that follow, and what the best asks only falls as shares grow
      if (best && best.weight * this.unit > best.v * BigInt(room.support.get(key))) break;
      const offer = this.offer(key);
      if (!offer) continue;
      offers.push(offer);
      if (!best || offer.v * best.weight < best.v * offer.weight) best = offer;
    }
    if (!best) return [];
    const equal = [];
    for (const offer of offers) {
      const gap = offer.v * best.weight - best.v * offer.weight;
      this.note(gap, offer.m * best.weight - best.m * offer.weight);
      if (!gap) equal.push(offer.key);
    }
    this.offers = new Map(offers.map((offer) => [offer.key, offer]));
    const most = Math.max(...equal.map((key) => room.support.get(key)));
    const loved = equal.filter((key) => room.support.get(key) === most);
    const least = loved.map((key) => room.costs.get(key)).reduce((one, two) => (one < two ? one : two));
    return loved.filter((key) => room.costs.get(key) === least);
  }

  buy(key) {
    const { v, m, votes } = this.offers.get(key);
    this.unit *= votes;
    for (const balance of this.balances) {
      balance.v *= votes;
      balance.m *= votes;
    }
    for (const place of this.room.backers.get(key)) {
      const balance = this.balances[place];
      if (balance.v >= v) { balance.v -= v; balance.m -= m; } else { balance.v = 0n; balance.m = 0n; }
    }
    this.reduce();
    this.left = this.left.filter((other) => other !== key);
    this.bought.push(key);
  }

  reduce() {
    let common = this.unit;
    const add = (number) => { for (let b = number < 0n ? -number : number; b;) [common, b] = [b, common % b]; };
    for (const { v, m } of this.balances) {
      if (common === 1n) return;
      add(v);
      add(m);
    }
    if (common === 1n) return;
    this.unit /= common;
    for (const balance of this.balances) { balance.v /= common; balance.m /= common; }
  }

  // Can every supporter of these options pay what all of them that they named ask together? Then their order changes nothing.
  canAllPay(keys) {
    const owed = new Map();
    for (const key of keys) {
      const offer = this.offers.get(key);
      for (const place of this.room.backers.get(key)) owed.set(place, [...(owed.get(place) ?? []), offer]);
    }
    let can = true;
    for (const [place, offers] of owed) {
      const whole = offers.reduce((product, { votes }) => product * votes, 1n);
      const total = (name) => this.balances[place][name] * whole - offers.reduce((debt, offer) => debt + offer[name] * (whole / offer.votes), 0n);
      this.note(total("v"), total("m"));
      can = can && total("v") >= 0n;
    }
    return can;
  }
}

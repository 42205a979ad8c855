// The ballot box of this device: one secret a poll and seat, kept before anything is sent, so that nothing can be lost
// between a tap and its acknowledgement.
import { draw, keep, keptIn, nameOf } from "./keep.js";
import { deliver } from "./line.js";
import { growing, wait } from "./time.js";

const FINAL = new Set(["no_seat", "wrong_room", "forbidden", "not_entitled", "poll_not_open", "poll_closed", "ballot_elsewhere",
  "secret_in_use", "invalid", "too_large", "not_found"]);

// Wait, or go on at once when the line stands again.
async function pause(socket, time) {
  let up;
  await Promise.race([wait(time), new Promise((done) => { up = done; socket.once("connect", done); })]);
  socket.off("connect", up);
}

export class Box {
  constructor(seat) {
    this.seat = seat;
    this.owner = seat.split(".")[1];
    this.sending = new Set();
  }

  name(poll) {
    return nameOf(poll, this.owner);
  }

  get(poll) {
    return keptIn(this.name(poll));
  }

  put(poll, more) {
    const kept = { ...this.get(poll), ...more };
    keep(this.name(poll), kept);
    return kept;
  }

  // Two tabs share one secret: the lock lets only the first draw it.
  async secret(poll) {
    const draws = () => this.get(poll).secret ?? this.put(poll, { secret: draw() }).secret;
    return navigator.locks ? navigator.locks.request(this.name(poll), draws) : draws();
  }

  // Send what is pending until it is acknowledged or refused for good; calls told(poll, answer).
  async send(poll, socket, told) {
    if (this.sending.has(poll)) return;
    this.sending.add(poll);
    const pauses = growing(400, 20000);
    while (this.get(poll).pending) {
      const choice = this.get(poll).pending;
      const answer = await this.once(poll, choice, socket);
      const error = answer?.error?.code;
      if (answer?.receipt || FINAL.has(error)) {
        // another choice may have been made while this one was on its way: then that one is sent next
        const same = JSON.stringify(this.get(poll).pending) === JSON.stringify(choice);
        if (answer.receipt) this.put(poll, { receipt: answer.receipt, choice });
        if (same) this.put(poll, { pending: null });
        if (same) told(poll, answer);
        pauses.reset();
      } else {
        await pause(socket, pauses.next());
      }
    }
    this.sending.delete(poll);
  }

  async once(poll, choice, socket) {
    try {
      return await deliver(socket, this.seat, { poll, secret: await this.secret(poll), choice });
    } catch {
      return null;
    }
  }
}

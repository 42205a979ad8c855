// Where this phone's seat stands in a poll, and what tells that a vote waits.
import { keep } from "./keep.js";

const title = document.title.replace(/^● /, "");
const icon = document.querySelector('link[rel="icon"]');
const stillIcon = icon.getAttribute("href");

// What the device kept, else what the roll said.
export class Standing {
  constructor(box, { role, poll, status }) {
    this.box = box;
    this.role = role;
    this.told = { poll, status };
    this.isChanging = false;
  }

  of(poll) {
    if (this.role === "observer") return "observer";
    const kept = poll ? this.box.get(poll) : {};
    if (kept.pending) return "sending";
    if (kept.receipt) return this.isChanging ? "changing" : "voted";
    if (poll !== this.told.poll) return "unvoted";
    return this.isChanging && this.told.status === "voted" ? "changing" : this.told.status;
  }

  // The plain form holds the ballot when it was cast without the script, from this browser.
  isPlain(poll) {
    return poll === this.told.poll && this.told.status === "voted" && !this.box.get(poll).receipt;
  }

  tell(poll, status) {
    this.told = { poll, status };
  }

  // What the roll says when the line stands, and when the chair admits the seat; tells whether anything changed.
  hear({ poll, entitled, voted, outside }) {
    const before = this.of(poll);
    if (!entitled) this.tell(poll, outside ? "outside" : "late");
    else if (voted && before === "unvoted") this.tell(poll, "elsewhere");
    else if (!voted && before === "late") this.tell(poll, "unvoted");
    return this.of(poll) !== before;
  }
}

// The tab's title and icon, a shake where that is allowed, and the site's other pages.
export class Attention {
  constructor({ code, joinKey, badge, liveIcon, role }, owner, keeps) {
    Object.assign(this, { badge, liveIcon });
    this.votes = role !== "observer";
    this.room = keeps && this.votes ? { code, key: joinKey, owner } : null;
  }

  flag(isWaiting) {
    document.title = isWaiting ? `${this.badge} ${title}` : title;
    icon.setAttribute("href", isWaiting ? this.liveIcon : stillIcon);
  }

  // ../band.js reads where to ask for an open vote, and in which poll there is nothing to do.
  note({ poll, state }, status) {
    const isWaiting = status === "unvoted";
    this.flag(state === "open" && isWaiting);
    if (this.room) keep("concertaction:room", { ...this.room, done: isWaiting ? "" : poll });
  }

  ring() {
    this.flag(this.votes);
    if (this.votes && navigator.userActivation?.hasBeenActive) navigator.vibrate?.([120, 80, 120]);
  }
}

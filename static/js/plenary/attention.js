// What tells that a vote waits: the tab's title and icon, a shake where that is allowed, and the site's other pages.
import { keep } from "./keep.js";

const title = document.title.replace(/^● /, "");
const icon = document.querySelector('link[rel="icon"]');
const stillIcon = icon.getAttribute("href");

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

  // core/band.js reads where to ask for an open vote, and in which poll there is nothing to do.
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

// The phone in the room. The server made the page; this follows the room, sends the ballot and never lets go of it.
import { follow, wait } from "./line.js";
import { Box, canKeep } from "./box.js";
import { equip, labels } from "./ballot.js";
import { counts, fetchPart, parse, swap } from "./view.js";

const root = document.querySelector("[data-room]");
const place = root.querySelector("[data-view]");
const spoken = root.querySelector("[data-say]");
const { code, seat, role } = root.dataset;
const keeps = canKeep();
const box = new Box(seat);
const first = { poll: place.dataset.poll, status: place.dataset.status };
const title = document.title;
let wanted = `${place.dataset.poll}:${place.dataset.state}`;
let isChanging = false;
let socket;

const item = (text) => Object.assign(document.createElement("li"), { textContent: text });
const say = (text) => { spoken.textContent = text ?? ""; };

// What this device knows of its own ballot; for a poll that was there when the page was made, else what the roll said.
function statusOf(poll) {
  if (role === "observer") return "observer";
  const kept = poll ? box.get(poll) : {};
  if (kept.pending) return "sending";
  if (kept.receipt) return isChanging ? "changing" : "voted";
  if (poll !== first.poll) return "unvoted";
  return isChanging && first.status === "voted" ? "changing" : first.status;
}

function mark() {
  const { poll, state } = place.dataset;
  const status = statusOf(poll);
  place.dataset.status = status;
  for (const part of place.querySelectorAll("[data-if]")) part.hidden = !part.dataset.if.split(" ").includes(status);
  for (const part of root.querySelectorAll("[data-phase]")) part.hidden = part.dataset.phase !== state;
  document.title = state === "open" && status === "unvoted" ? `${root.dataset.badge} ${title}` : title;
  const form = place.querySelector("[data-ballot]");
  const list = place.querySelector("[data-mine]");
  const kept = poll ? box.get(poll) : {};
  if (form && list && kept.choice) list.replaceChildren(...labels(form, kept.choice).map(item));
  for (const part of kept.receipt ? place.querySelectorAll("[data-receipt]") : []) part.textContent = kept.receipt;
}

function told(poll, answer) {
  isChanging = false;
  const error = answer.error?.code;
  if (error === "no_seat" || error === "wrong_room" || error === "poll_closed") return void location.reload();
  if (poll !== place.dataset.poll) return;
  if (error) {
    if (error === "ballot_elsewhere" || error === "not_entitled") Object.assign(first, { poll, status: error === "not_entitled" ? "late" : "elsewhere" });
    mark();
    const note = place.querySelector("[data-note]");
    if (note) note.textContent = answer.error.message;
    return;
  }
  mark();
  const head = place.querySelector("[data-recorded]");
  say(head.textContent);
  head.tabIndex = -1;
  head.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function send(poll) {
  const slow = setTimeout(() => {
    const note = place.querySelector("[data-note]");
    if (note && box.get(poll).pending) note.textContent = note.dataset.slow;
  }, 4000);
  box.send(poll, socket, (...all) => { clearTimeout(slow); told(...all); });
}

// Give the form of an open poll its behaviour, unless the plain form holds the ballot (or the device can keep nothing).
function prepare() {
  const { poll } = place.dataset;
  const form = place.querySelector("[data-ballot]");
  if (form) {
    const kept = box.get(poll);
    const isPlain = !keeps || (poll === first.poll && first.status === "voted" && !kept.receipt);
    if (!isPlain) {
      equip(form, kept.pending ?? kept.draft ?? kept.choice ?? null, {
        draft: (choice) => box.put(poll, { draft: choice }),
        submit: async (choice) => {
          await box.secret(poll);
          box.put(poll, { pending: choice, draft: choice });
          mark();
          send(poll);
        },
      });
      if (kept.pending) send(poll);
    }
  }
  mark();
}

async function show(snapshot) {
  const { poll, present = 0 } = snapshot;
  if (snapshot.ended) return leave();
  const key = poll ? `${poll.id}:${poll.state}` : ":";
  counts(root, "present", present);
  if (key === wanted) return;
  if (!keeps && poll) return void location.reload();
  wanted = key;
  isChanging = false;
  if (poll?.state === "open") alert();
  // everyone asks for the same part at once: spread over a second a thousand phones
  if (poll) await wait(Math.random() * Math.min(2000, present));
  const part = poll ? await fetchPart(root.dataset.views.replace("POLL", poll.id), {
    credentials: "omit", alive: () => wanted === key, accept: (found) => found.querySelector("[data-of]")?.dataset.of === key,
  }) : parse(root.querySelector("template[data-lobby]").innerHTML);
  if (!part || wanted !== key) return;
  Object.assign(place.dataset, { poll: poll?.id ?? "", state: poll?.state ?? "" });
  swap(place, part);
  prepare();
  scrollTo(0, 0);
  say(place.querySelector("[data-announce]")?.textContent);
}

// The room has ended: its page says so.
function leave() {
  setTimeout(() => location.reload(), Math.random() * 2000);
}

// The band and the title change before the ballot is there; the phone shakes where that is allowed.
function alert() {
  for (const part of root.querySelectorAll("[data-phase]")) part.hidden = part.dataset.phase !== "open";
  document.title = `${root.dataset.badge} ${title}`;
  if (role !== "observer" && navigator.userActivation?.hasBeenActive) navigator.vibrate?.([120, 80, 120]);
}

place.addEventListener("click", (event) => {
  const button = event.target.closest("[data-change], [data-keep]");
  if (!button) return;
  event.preventDefault();
  isChanging = "change" in button.dataset;
  mark();
  place.querySelector(isChanging ? "[data-ballot] input" : "[data-change]")?.focus({ preventScroll: true });
  scrollTo(0, 0);
});

// What the roll says of this seat, told when the line stands and when the chair admits it.
function heard({ poll, entitled, voted }) {
  const before = statusOf(poll);
  if (!entitled) Object.assign(first, { poll, status: "late" });
  else if (voted && before === "unvoted") Object.assign(first, { poll, status: "elsewhere" });
  else if (!voted && before === "late") Object.assign(first, { poll, status: "unvoted" });
  if (poll === place.dataset.poll && statusOf(poll) !== before) mark();
}

addEventListener("storage", mark); // another tab of this device voted
socket = follow(code, { seat }, {
  state: show,
  counts: (message) => counts(root, "present", message.present),
  voter: heard,
  link: (link) => { root.querySelector("[data-offline]").hidden = link !== "none"; },
  gone: leave,
});
prepare();

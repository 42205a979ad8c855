// The phone in the room. The server made the page; this follows the room, sends the ballot and never lets go of it.
import { follow } from "./line.js";
import { asides } from "./asides.js";
import { Box } from "./box.js";
import { canKeep } from "./keep.js";
import { between, wait } from "./time.js";
import { Attention, Standing } from "./standing.js";
import { equip, fill, focusFirst } from "./ballot.js";
import { labels } from "./ranks.js";
import { counts, fetchPart, parse, swap } from "./view.js";

const root = document.querySelector("[data-room]");
const place = root.querySelector("[data-view]");
const over = root.querySelector(".room-over");
const head = over.parentElement;
const { code, seat, role, views, groups } = root.dataset;
const keeps = canKeep();
const box = new Box(seat);
const attention = new Attention(root.dataset, box.owner, keeps);
const standing = new Standing(box, { role, poll: place.dataset.poll, status: place.dataset.status });
let wanted = `${place.dataset.poll}:${place.dataset.state}`;
let socket;

const say = (text) => { root.querySelector("[data-say]").textContent = text ?? ""; };
const item = (textContent) => Object.assign(document.createElement("li"), { textContent });
const beside = asides(root, { seat, code, say });

// Show of the page what concerns this voter, and nothing else.
function mark() {
  const { poll, state } = place.dataset;
  const status = place.dataset.status = standing.of(poll);
  for (const part of place.querySelectorAll("[data-if]")) part.hidden = !part.dataset.if.split(" ").includes(status);
  for (const part of root.querySelectorAll("[data-phase]")) part.hidden = part.dataset.phase !== state;
  // over a ballot in hand what is told stands at its foot, above the button: nothing moves, and nothing lies under it
  const form = place.querySelector("[data-ballot]");
  const home = form?.hidden === false ? form.querySelector(".vote-bar") : head;
  if (over.parentElement !== home) home.prepend(over);
  attention.note(place.dataset, status);
  const kept = poll ? box.get(poll) : {};
  if (form && kept.choice) place.querySelector("[data-mine]").replaceChildren(...labels(form, kept.choice).map(item));
  for (const part of kept.receipt ? place.querySelectorAll("[data-receipt]") : []) part.textContent = kept.receipt;
}

const note = (text) => { for (const line of place.querySelectorAll("[data-note]")) line.textContent = text; };

// Some votes are for some sectors, or for the people of one workshop.
const isMeant = ({ electorate }) => !electorate || Object.values(electorate).flat().some(({ id }) => groups.includes(` ${id} `));

// A ballot was acknowledged, or refused for good.
function told(poll, { error }) {
  standing.isChanging = false;
  if (["no_seat", "wrong_room", "poll_closed"].includes(error?.code)) return renew();
  if (poll !== place.dataset.poll) return;
  if (error?.code === "ballot_elsewhere") standing.tell(poll, "elsewhere");
  if (error?.code === "not_entitled") standing.tell(poll, "late");
  mark();
  if (error) return note(error.message);
  const told = place.querySelector("[data-recorded]");
  say(told.textContent);
  told.tabIndex = -1;
  told.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function send(poll) {
  const line = place.querySelector("[data-note]");
  const slow = setTimeout(() => box.get(poll).pending && note(line.dataset.slow), 4000);
  box.send(poll, socket, (...all) => { clearTimeout(slow); told(...all); });
}

// Give the form of an open poll its behaviour, unless the plain form holds the ballot or the device can keep nothing.
function prepare() {
  const { poll } = place.dataset;
  const form = place.querySelector("[data-ballot]");
  if (form && keeps && !standing.isPlain(poll)) {
    const kept = box.get(poll);
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
  mark();
}

async function show(snapshot) {
  const { poll, present = 0 } = snapshot;
  if (snapshot.ended || (snapshot.entry && snapshot.entry !== root.dataset.entry)) return leave();
  const key = poll ? `${poll.id}:${poll.state}` : ":";
  counts(root, "present", present);
  beside.show(snapshot, present);
  if (key === wanted) return;
  if (!keeps && poll) return renew();
  wanted = key;
  standing.isChanging = false;
  if (poll?.state === "open") isMeant(poll) ? ring() : standing.tell(poll.id, "outside");
  // everyone asks for the same part at once: spread over a second a thousand phones
  if (poll) await wait(between(0, Math.min(2000, present)));
  const part = poll ? await fetchPart(views.replace("POLL", poll.id), {
    credentials: "omit", alive: () => wanted === key, accept: (found) => found.querySelector("[data-of]")?.dataset.of === key,
  }) : parse(root.querySelector("template[data-lobby]").innerHTML);
  if (!part || wanted !== key) return;
  Object.assign(place.dataset, { poll: poll?.id ?? "", state: poll?.state ?? "" });
  swap(place, part);
  prepare();
  scrollTo(0, 0);
  say(place.querySelector("[data-announce]")?.textContent);
}

// The room has ended, or the seat is elsewhere: its page says so, and is read from its top.
const renew = () => { scrollTo(0, 0); location.reload(); };
const leave = () => setTimeout(renew, between(0, 2000));

// The band and the title change before the ballot is there.
function ring() {
  for (const part of root.querySelectorAll("[data-phase]")) part.hidden = part.dataset.phase !== "open";
  attention.ring();
}

place.addEventListener("click", (event) => {
  const button = event.target.closest("[data-change], [data-keep]");
  if (!button) return;
  event.preventDefault();
  standing.isChanging = "change" in button.dataset;
  const { choice } = box.get(place.dataset.poll);
  const form = place.querySelector("[data-ballot]");
  // a change starts from the vote that counts
  if (choice) fill(form, choice);
  mark();
  if (standing.isChanging) focusFirst(form);
  else place.querySelector("[data-change]").focus({ preventScroll: true });
  scrollTo(0, 0);
});

// another tab of this device voted
addEventListener("storage", mark);
socket = follow(code, { seat }, {
  state: show,
  counts: (message) => counts(root, "present", message.present),
  ...beside.on,
  voter: (message) => { if (standing.hear(message) && message.poll === place.dataset.poll) mark(); },
  link: (link) => { root.querySelector("[data-offline]").hidden = link !== "none"; },
  gone: leave,
});
prepare();

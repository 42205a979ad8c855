// The console follows the room: each part is drawn by the server and put in place when it changed, never under the hand that uses it.
import { countTo, startClock } from "./band.js";
import { listenToKeys } from "./keys.js";
import { letDrag } from "./run.js";
import { follow } from "./line.js";
import { wait } from "./time.js";
import { counts, fetchPart } from "./view.js";
import { begin } from "./spoken.js";

const root = document.querySelector("[data-console]");
const { code, key: joinKey, part, token } = root.dataset;
const partsOf = (place) => [...place.querySelectorAll("[data-part-name]")];
const namesOf = (place) => partsOf(place).map((element) => element.dataset.partName).join(" ");
// the form's token differs at each drawing and says nothing; the clock goes by itself
const source = (element) => element.outerHTML.replace(/(name="csrf_token" value=")[^"]*/g, "$1").replace(/data-(elapsed|spoken)="\d+"/g, "")
  .replace(/(data-time|\d")>[\d:]*/g, "$1").replace(/ data-until="[\d.]*"/g, "");
const drawn = new Map();
const remember = () => { for (const element of partsOf(root)) drawn.set(element.dataset.partName, source(element)); };
let isStale = false;
let isFetching = false;

// In use: a field holds the keyboard, a form has been unfolded, a question is asked, an act is on its way.
function isInUse(element) {
  return Boolean(document.querySelector("dialog[open]") || element.querySelector('[aria-busy="true"], details[data-hold][open]')
    || element.matches("details[data-hold][open]")
    || (element.contains(document.activeElement) && document.activeElement.matches("input, textarea, select")));
}

function put(old, element) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const open = [...old.querySelectorAll("details[open][id]")].map(({ id }) => id);
  old.replaceWith(element);
  for (const details of element.querySelectorAll("details[id]")) if (open.includes(details.id)) details.open = true;
  if (focused) ((focused.id && document.getElementById(focused.id)) || element.querySelector("button, a, summary"))?.focus({ preventScroll: true });
}

// Put what changed in place; tells whether something had to be left as it was.
function place(found) {
  let isLeft = false;
  const change = (old, element) => {
    const isFree = !isInUse(old);
    if (isFree) put(old, element);
    else isLeft = true;
    return isFree;
  };
  for (const section of root.querySelectorAll(":scope > section")) {
    const fresh = found.querySelector(`section.${section.classList[0]}`);
    if (namesOf(section) !== namesOf(fresh)) {
      if (change(section, fresh)) for (const element of partsOf(fresh)) drawn.set(element.dataset.partName, source(element));
      continue;
    }
    for (const element of partsOf(fresh)) {
      const name = element.dataset.partName;
      const text = source(element);
      if (drawn.get(name) !== text && change(section.querySelector(`[data-part-name="${name}"]`), element)) drawn.set(name, text);
    }
  }
  return isLeft;
}

async function refresh() {
  isStale = true;
  if (isFetching) return;
  isFetching = true;
  while (isStale) {
    isStale = false;
    const found = await fetchPart(part);
    if (!found.querySelector("section")) return void location.reload(); // signed out meanwhile
    const isLeft = found && place(found);
    await wait(isLeft ? 1500 : 400);
    isStale ||= isLeft;
  }
  isFetching = false;
}

setInterval(() => {
  const now = performance.now() / 1000;
  for (const clock of root.querySelectorAll("[data-elapsed]")) {
    clock.start ??= now - Number(clock.dataset.elapsed);
    const seconds = Math.floor(now - clock.start);
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
}, 1000);

// What was taken out may be put back for a while; it stays while somebody is at it.
function letGo(toast) {
  const hide = () => { if (toast.matches(":hover, :focus-within")) setTimeout(hide, 2000); else toast.hidden = true; };
  setTimeout(hide, 10000);
}

begin(root);
remember();
startClock(root);
if (root.querySelector("[data-keys]")) listenToKeys(root); // the pages beside the console have none
letDrag(root);
root.querySelectorAll("[data-toast]").forEach(letGo);
let later = 0;
// how many are here, and how many are on their way back
function pill(present, reconnecting) {
  counts(document, "present", present);
  counts(document, "reconnecting", reconnecting);
  for (const part of document.querySelectorAll("[data-pill] [data-reconnecting]")) part.hidden = !reconnecting;
}
const soon = () => { clearTimeout(later); later = setTimeout(refresh, 700); };
// the note-taker follows as a screen does
follow(code, { ...(token && { token }), room: code, key: joinKey }, {
  state: (snapshot) => { countTo(snapshot.until); refresh(); },
  run: refresh,
  console: ({ present, reconnecting }) => {
    pill(present, reconnecting);
    soon();
  },
  pulse: soon,
  floor: soon,
  questions: soon,
  counts: ({ present, voted }) => { counts(document, "present", present); counts(root, "voted", voted); },
  link: (link) => { root.querySelector("[data-offline]").hidden = link !== "none"; },
  gone: () => location.reload(),
});

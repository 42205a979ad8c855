// The console follows the room: each part is drawn by the server and put in place when it changed, never under the hand that is using it.
import { follow, wait } from "./line.js";
import { counts, fetchPart } from "./view.js";

const root = document.querySelector("[data-console]");
const { code, part, token } = root.dataset;
const named = (place) => new Map([...place.querySelectorAll("[data-part-name]")].map((element) => [element.dataset.partName, element]));
// the form token differs at each drawing and says nothing
const source = (element) => element.outerHTML.replace(/(name="csrf_token" value=")[^"]*/g, "$1").replace(/data-elapsed="\d+">[\d:]*/g, "");
const drawn = new Map([...named(root)].map(([name, element]) => [name, source(element)]));
let isStale = false;
let isFetching = false;

// A part is in use while a field in it holds the keyboard, a reason is being written, or a question is asked.
function isInUse(element) {
  if (document.querySelector("dialog[open]") || element.querySelector('[aria-busy="true"]')) return true;
  if ([...element.querySelectorAll("details[data-hold]")].some((details) => details.open)) return true;
  return element.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");
}

function place(found) {
  let isLeft = false;
  for (const [name, element] of named(found)) {
    const old = root.querySelector(`[data-part-name="${name}"]`);
    const text = source(element);
    if (!old || drawn.get(name) === text) continue;
    if (isInUse(old)) { isLeft = true; continue; }
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const open = new Set([...old.querySelectorAll("details[open][id]")].map((details) => details.id));
    drawn.set(name, text);
    old.replaceWith(element);
    for (const details of element.querySelectorAll("details[id]")) if (open.has(details.id)) details.open = true;
    if (focused) ((focused.id && document.getElementById(focused.id)) || element.querySelector("button, a, summary"))?.focus({ preventScroll: true });
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
    const isLeft = found && place(found);
    await wait(isLeft ? 1500 : 400);
    isStale ||= isLeft;
  }
  isFetching = false;
}

const tick = () => {
  const now = performance.now() / 1000;
  for (const clock of root.querySelectorAll("[data-elapsed]")) {
    clock.start ??= now - Number(clock.dataset.elapsed);
    const seconds = Math.floor(now - clock.start);
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
};
setInterval(tick, 1000);

let later = 0;
follow(code, { token, room: code }, {
  state: refresh,
  run: refresh,
  console: () => { clearTimeout(later); later = setTimeout(refresh, 700); },
  counts: ({ present, voted }) => { counts(root, "present", present); counts(root, "voted", voted); },
  link: (link) => { root.querySelector("[data-offline]").hidden = link !== "none"; },
  gone: () => location.reload(),
});

// The hall's screen: shows the last good state whatever happens, and the next one as soon as the server has drawn it.
import { follow } from "./line.js";
import { turnPages } from "./pages.js";
import { counts, fetchPart } from "./view.js";

const root = document.querySelector("[data-screen]");
const { code, key: joinKey, part } = root.dataset;
const stage = () => root.querySelector("[data-stage]");
const of = (place) => place.querySelector("[data-stage]")?.dataset.of;
let wanted = of(root);
let last = {};
let pulsed = "";
let turn = 0;
let isDrawing = false;
let isStale = false;

// Put the stage of this key in place, again as long as figures moved meanwhile; a newer key takes over at once.
async function draw(key) {
  const mine = ++turn;
  isDrawing = true;
  do {
    isStale = false;
    const found = await fetchPart(part, { alive: () => turn === mine, accept: (drawn) => of(drawn) === key });
    if (!found) return;
    stage().replaceWith(found.querySelector("[data-stage]"));
    turnPages(stage());
  } while (isStale);
  isDrawing = false;
}

function show(snapshot) {
  last = snapshot;
  const { poll, pulse, present, voted } = snapshot;
  const key = (poll ? `${poll.id}:${poll.state}` : ":") + (pulse ? ` ${pulse.id}` : "");
  const told = pulse ? JSON.stringify(pulse) : "";
  const isMoved = told !== pulsed;
  counts(root, "present", present);
  pulsed = told;
  if (key !== wanted) {
    wanted = key;
    draw(key);
  } else if (!isMoved) counts(root, "voted", voted);
  else if (isDrawing) isStale = true;
  else draw(key);
}

follow(code, { room: code, key: joinKey }, {
  state: show,
  pulse: ({ pulse }) => show({ ...last, pulse }),
  counts: ({ present, voted }) => { Object.assign(last, { present, voted }); counts(root, "present", present); if (stage().dataset.of === wanted) counts(root, "voted", voted); },
  link: (link) => { root.querySelector("[data-offline]").hidden = link !== "none"; },
});

turnPages(stage());

// the machine that shows this must not fall asleep
const stayAwake = () => { if (!document.hidden) navigator.wakeLock?.request("screen").catch(() => {}); };
document.addEventListener("visibilitychange", stayAwake);
stayAwake();

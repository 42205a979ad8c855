// The hall's screen: shows the last good state whatever happens, and the next one as soon as the server has drawn it.
import { countTo, showMessage, startClock } from "./band.js";
import { keepFit } from "./fit.js";
import { follow } from "./line.js";
import { turnPages } from "./pages.js";
import { begin } from "./spoken.js";
import { counts, fetchPart } from "./view.js";

const root = document.querySelector("[data-screen]");
const { code, key: joinKey, part } = root.dataset;
const stage = () => root.querySelector("[data-stage]");
const of = (place) => place.querySelector("[data-stage]")?.dataset.of;
let wanted = of(root);
let last = {};
let pulsed = null;
let turn = 0;
let isDrawing = false;
let isStale = false;
let isBlind = false;
let link = "";

// Put the stage of this key in place, again as long as figures moved meanwhile; a newer key takes over at once.
async function draw(key) {
  const mine = ++turn;
  isDrawing = true;
  do {
    isStale = false;
    const found = await fetchPart(part, {
      alive: () => turn === mine, accept: (drawn) => of(drawn) === key, failed: () => { isBlind = true; tellLink(); },
    });
    if (!found) return;
    isBlind = false;
    tellLink();
    stage().replaceWith(found.querySelector("[data-stage]"));
    equip();
  } while (isStale);
  isDrawing = false;
}

// A line that is lost, or a stage that could not be fetched: the last good one stays, and says so.
function tellLink() {
  root.querySelector("[data-offline]").hidden = link !== "none" && !isBlind;
}

// Give the stage that was just put in place what moves in it.
function equip() {
  if (last.room) showMessage(stage(), last.message);
  turnPages(stage());
  keepFit(stage());
}

function show(snapshot) {
  last = snapshot;
  const { poll, pulse, floor, questions, present, voted } = snapshot;
  const hidden = poll?.state === "published" && snapshot.reveal === false ? ":-" : "";
  const key = (poll ? `${poll.id}:${poll.state}${hidden}` : ":") + (pulse ? ` ${pulse.id}` : "")
    + (floor?.open || floor?.speaking ? ` f${floor.speaking ?? 0}` : "") + (questions?.screen ? ` q${questions.id}` : "");
  const told = JSON.stringify([pulse, questions?.screen && questions]);
  counts(root, "waiting", floor?.waiting);
  const isMoved = told !== pulsed && pulsed !== null;
  counts(root, "present", present);
  const band = stage().querySelector("[data-message]");
  const before = band.textContent;
  showMessage(stage(), snapshot.message);
  if (band.textContent !== before) keepFit(stage());
  pulsed = told;
  if (key !== wanted) {
    wanted = key;
    draw(key);
  } else if (!isMoved) counts(root, "voted", voted);
  else if (isDrawing) isStale = true;
  else draw(key);
}

follow(code, { room: code, key: joinKey }, {
  state: (snapshot) => { countTo(snapshot.until); show(snapshot); },
  pulse: ({ pulse }) => show({ ...last, pulse }),
  floor: ({ floor }) => show({ ...last, floor }),
  questions: ({ questions }) => show({ ...last, questions }),
  counts: ({ present, voted }) => { Object.assign(last, { present, voted }); counts(root, "present", present); if (stage().dataset.of === wanted) counts(root, "voted", voted); },
  link: (found) => { link = found; tellLink(); },
});

startClock(root);
begin(root);
equip();
// this runs before the first paint: nothing is seen until it is fitted in its own letters, or they are late
root.style.visibility = "hidden";
Promise.race([document.fonts.ready, new Promise((done) => setTimeout(done, 1000))]).then(() => { root.style.visibility = ""; });

// the machine that shows this must not fall asleep
const stayAwake = () => { if (!document.hidden) navigator.wakeLock?.request("screen").catch(() => {}); };
document.addEventListener("visibilitychange", stayAwake);
stayAwake();

// The hall's screen as text: drawn again at each change of phase, spoken sparingly, its figures moved in silence.
import { equipBand } from "./band.js";
import { follow } from "./line.js";
import { counts, fetchPart, fillIn, swap } from "./view.js";
import { between, wait } from "./time.js";

const EVERY = 10000; // how often, at most, a count is spoken
const root = document.querySelector("[data-twin]");
const place = root.querySelector("[data-stage]");
const spoken = root.querySelector("[data-say]");
const { code, key: joinKey, part } = root.dataset;
const shown = () => place.querySelector("[data-of]").dataset;
let wanted = shown().of;
let pulsed = "";
let last = {};
let said = 0;
let timer = null;

async function draw(key, isPhase, present) {
  if (isPhase) await wait(between(0, Math.min(2000, present)));
  const found = await fetchPart(part, { alive: () => wanted === key, accept: (drawn) => drawn.querySelector("[data-of]")?.dataset.of === key });
  if (!found || wanted !== key) return;
  swap(place, found);
  if (!isPhase) return;
  spoken.textContent = [".eyebrow", "h1", ".verdict-word"].map((name) => place.querySelector(name)?.textContent.trim()).filter(Boolean).join(". ");
  said = Date.now();
}

function speak() {
  timer = null;
  said = Date.now();
  const { entitled } = shown();
  if (entitled > 0 && wanted.includes(":open")) spoken.textContent = fillIn(spoken.dataset.counted, { voted: last.voted, entitled });
}

function figures({ present, voted }) {
  const isMoved = voted !== last.voted;
  last = { present, voted };
  counts(root, "present", present);
  counts(root, "voted", voted);
  if (isMoved) timer ??= setTimeout(speak, Math.max(0, said + EVERY - Date.now()));
}

function show(snapshot) {
  const { poll, pulse, floor, questions, present } = snapshot;
  const key = (poll ? `${poll.id}:${poll.state}` : ":") + (pulse ? ` ${pulse.id}:${pulse.state}` : "")
    + (floor?.speaking ? ` f${floor.speaking}` : "") + (questions?.screen ? ` q${questions.id}` : "");
  const told = JSON.stringify([pulse, questions?.screen && questions]);
  counts(root, "waiting", floor?.waiting);
  const isPhase = key !== wanted;
  const isMoved = told !== pulsed && pulsed !== "";
  pulsed = told;
  wanted = key;
  if (isPhase || isMoved) draw(key, isPhase, present);
  figures(snapshot);
}

const showBand = equipBand(root, (text) => { spoken.textContent = text; });
let state = {};
follow(code, { room: code, key: joinKey }, {
  state: (snapshot) => { state = snapshot; showBand(snapshot); show(snapshot); },
  pulse: ({ pulse }) => show(Object.assign(state, last, { pulse })),
  floor: ({ floor }) => show(Object.assign(state, last, { floor })),
  questions: ({ questions }) => show(Object.assign(state, last, { questions })),
  counts: figures,
  link: (link) => { root.querySelector("[data-offline]").hidden = link !== "none"; },
  gone: () => location.reload(),
});

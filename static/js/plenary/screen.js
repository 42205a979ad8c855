// The hall's screen: shows the last good state whatever happens, and the next one as soon as the server has drawn it.
import { follow } from "./line.js";
import { counts, fetchPart } from "./view.js";

const root = document.querySelector("[data-screen]");
const { code, part } = root.dataset;
const stage = () => root.querySelector("[data-stage]");
let wanted = stage().dataset.of;

async function show(snapshot) {
  const key = snapshot.poll ? `${snapshot.poll.id}:${snapshot.poll.state}` : ":";
  counts(root, "present", snapshot.present);
  if (key === wanted) return void counts(root, "voted", snapshot.voted);
  wanted = key;
  const found = await fetchPart(part, { alive: () => wanted === key, accept: (drawn) => drawn.querySelector("[data-stage]")?.dataset.of === key });
  if (found) stage().replaceWith(found.querySelector("[data-stage]"));
}

follow(code, { room: code }, {
  state: show,
  counts: ({ present, voted }) => { counts(root, "present", present); if (stage().dataset.of === wanted) counts(root, "voted", voted); },
  link: (link) => { root.querySelector("[data-offline]").hidden = link !== "none"; },
});

// the machine that shows this must not fall asleep
const stayAwake = () => { if (!document.hidden) navigator.wakeLock?.request("screen").catch(() => {}); };
document.addEventListener("visibilitychange", stayAwake);
stayAwake();

// A shared station: the ballot's form is equipped and sent as a plain form; nothing is kept, and who leaves is forgotten.
import { follow } from "./line.js";
import { equip, held } from "./ballot.js";
import { between } from "./time.js";

const IDLE = 60000;
const WARNED = 45000;
const root = document.querySelector("[data-station]");
const finish = root.querySelector("[data-finish]");
const idle = root.querySelector("[data-idle]");
const form = root.querySelector("[data-ballot]");
const { code, key, state } = root.dataset;

if (form) equip(form, held(form), { draft: () => {}, submit: () => form.submit() });
root.querySelector("[data-print]")?.addEventListener("click", () => print());

// What was refused is the answer to what somebody typed: the browser must not keep it, to be sent again by the next person.
history.replaceState(null, "", root.dataset.address);
// A page that comes back from the browser's own memory is asked for again: it may be somebody else's.
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());

if (finish) {
  let warn;
  let leave;
  const wake = () => {
    clearTimeout(warn);
    clearTimeout(leave);
    idle.hidden = true;
    warn = setTimeout(() => { idle.hidden = false; }, WARNED);
    leave = setTimeout(() => finish.submit(), IDLE);
  };
  for (const name of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(name, wake, { passive: true });
  wake();
}

follow(code, { room: code, key }, {
  state: ({ poll, ended }) => {
    const now = poll ? `${poll.id}:${poll.state}` : ":";
    if (ended || now !== state) setTimeout(() => location.reload(), between(0, 500));
  },
  gone: () => setTimeout(() => location.reload(), 2000),
});

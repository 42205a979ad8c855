// The desk of a day, while its page is open: it looks for people and notes their arrival with or without the network.
// The list is in memory only; what waits to be sent is kept on the device until it is, and nothing else.
import { readBadges } from "./desk_badges.js";
import { drawPeople, fill } from "./desk_rows.js";
import { draw } from "./keep.js";
import { growing, wait } from "./time.js";

const root = document.querySelector("[data-desk]");
const part = (name) => root.querySelector(`[data-${name}]`);
const token = root.querySelector("[name=csrf_token]").value;
const KEPT = `concertaction:desk:${root.dataset.desk}`;
const EVERY = 5000;
const retry = growing(1000, 15000);
const desk = { people: [], here: {}, queue: read(), arrive };
let sign = "";
let isGone = false;
let isLate = false;
let sending = null;

function read() {
  try { return JSON.parse(localStorage.getItem(KEPT)) ?? []; } catch { return []; }
}

function keep() {
  try {
    if (desk.queue.length) localStorage.setItem(KEPT, JSON.stringify(desk.queue));
    else localStorage.removeItem(KEPT);
  } catch { /* a device that keeps nothing still sends while the page is open */ }
}

async function ask(path, body) {
  const answer = await fetch(root.dataset.base + path, {
    cache: "no-store", signal: AbortSignal.timeout?.(8000),
    ...(body && { method: "POST", body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", "X-CSRFToken": token } }),
  });
  isLate = answer.redirected || answer.status === 401 || answer.status === 403;
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return answer.json();
}

function show() {
  drawPeople(root, desk);
  const line = part("line");
  const waiting = desk.queue.length ? fill(line.dataset.waiting, { n: desk.queue.length }) : "";
  const text = [isLate ? line.dataset.late : isGone ? line.dataset.gone : "", waiting].filter(Boolean).join(" ");
  if (text === line.textContent) return;
  line.textContent = text || (line.hidden ? "" : line.dataset.sent);
  line.hidden = !line.textContent;
}

function refuse(act, says) {
  const name = act.name ?? desk.people.find((one) => one.id === act.person)?.name ?? "";
  part("refused").append(Object.assign(document.createElement("li"), { textContent: `${name} : ${says}` }));
  part("refused").hidden = false;
}

function arrive(act) {
  desk.queue.push({ key: draw(), at: new Date().toISOString(), ...act });
  keep();
  show();
  send();
}

function send() {
  sending ??= sendAll().finally(() => { sending = null; });
}

async function sendAll() {
  while (desk.queue.length) {
    try {
      const { results } = await ask("arrivees/", desk.queue.slice(0, 100));
      isGone = false;
      retry.reset();
      for (const told of results) {
        const act = desk.queue.find((one) => one.key === told.key);
        desk.queue = desk.queue.filter((one) => one.key !== told.key);
        if (act && told.state === "refused") refuse(act, told.says);
        else desk.here[told.person] = told.hour;
      }
      keep();
      await follow();
    } catch {
      isGone = !isLate;
      show();
      await Promise.race([wait(retry.next()), new Promise((back) => { addEventListener("online", back, { once: true }); })]);
    }
  }
  show();
}

async function follow() {
  try {
    const state = await ask("arrivees.json");
    if (state.sign !== sign) ({ people: desk.people, sign } = await ask("liste.json"));
    desk.here = state.here;
    isGone = false;
  } catch {
    isGone = !isLate;
  }
  show();
}

document.querySelector("[data-walk-in]").addEventListener("submit", (event) => {
  const form = event.target;
  const name = form.elements.name.value.trim();
  const isHere = event.submitter?.name === "here";
  if (!name || (!isGone && !(isHere && sign))) return; // who is only expected is added by the plain form
  event.preventDefault();
  if (!isHere) return;
  arrive({ name, organisation: form.elements.organisation.value.trim(), sector: form.elements.sector?.value ?? "",
    capacity: new FormData(form).get("capacity") ?? "personal" });
  form.reset();
});
document.getElementById("q").addEventListener("input", () => drawPeople(root, desk));
document.querySelector("[role=search]").addEventListener("submit", (event) => {
  if (!desk.people.length) return;
  event.preventDefault();
  drawPeople(root, desk);
});
addEventListener("online", () => { send(); follow(); });
readBadges(root, desk);

await follow();
send();
for (;;) {
  await wait(EVERY);
  if (!document.hidden && !sending) await follow();
}

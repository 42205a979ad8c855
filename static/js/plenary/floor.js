// The floor on a phone: the public part is everybody's, where this seat stands comes to it alone.
import { floorKey } from "./asides.js";
import { count, fetchPart, swap } from "./view.js";
import { between, wait } from "./time.js";
import * as spoken from "./spoken.js";

// Gives {show(floor, present), turn(standing)}.
export function equip(place, { seat, code, say }) {
  const root = place.querySelector("[data-floor-of]");
  const name = place.dataset.name;
  let wanted = root?.dataset.floorOf ?? "";
  let version = -1;
  let mine = JSON.parse(place.dataset.turn);

  function mark() {
    for (const part of place.querySelectorAll("[data-turn-if]")) part.hidden = !part.dataset.turnIf.split(" ").includes(mine.state);
    if (mine.place) count(place.querySelector("[data-place]"), mine.place);
    const clock = place.querySelector(".floor-mine [data-spoken]");
    if (clock && mine.state === "speaking") spoken.set(clock, mine);
    for (const part of place.querySelectorAll("[data-named]")) {
      part.hidden = !name;
      part.querySelector("[data-name]").textContent = name && `${place.dataset.colon}${name}`;
    }
  }

  const call = async (path, method = "POST", body = {}) => (await fetch(`/api/v1/rooms/${code}/floor${path}`, {
    method, credentials: "omit", signal: AbortSignal.timeout?.(10000),
    headers: { Authorization: `Bearer ${seat}`, ...(method === "POST" && { "Content-Type": "application/json" }) },
    ...(method === "POST" && { body: JSON.stringify(body) }),
  })).json();

  // « C’est à vous » is said at once; a place in the list only when it is the first.
  function turn(standing) {
    const before = mine;
    mine = standing;
    mark();
    if (before.state === mine.state && before.place === mine.place) return;
    if (mine.state === "speaking" && before.state !== "speaking" && navigator.userActivation?.hasBeenActive) navigator.vibrate?.([200, 80, 200]);
    if (mine.state !== before.state || mine.place === 1) say(place.querySelector(`.floor-mine[data-turn-if="${mine.state}"] b, p[data-turn-if="${mine.state}"]`)?.textContent);
  }

  place.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const data = new FormData(form);
    const note = place.querySelector("[data-floor-note]");
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    note.textContent = "";
    try {
      const answer = form.dataset.floorForm === "withdraw" ? await call("/withdrawal")
        : await call("/requests", "POST", { ...(data.get("label") && { label: data.get("label") }), named: data.has("named") });
      if (answer.error) note.textContent = answer.error.message;
      else turn(answer);
      place.querySelector("form:not([hidden]) button")?.focus({ preventScroll: true });
    } catch {
      note.textContent = note.dataset.failed;
    }
    form.ariaBusy = null;
  });

  async function show(floor, present) {
    if (!floor || floor.version === version) return;
    version = floor.version;
    const key = floorKey(floor);
    if (key !== wanted) {
      wanted = key;
      await wait(between(0, Math.min(2000, present)));
      const part = await fetchPart(place.dataset.views.replace("FLOOR", floor.id), {
        credentials: "omit", alive: () => wanted === key, accept: (found) => found.querySelector("[data-floor-of]")?.dataset.floorOf === key,
      });
      if (!part) return;
      swap(place, part);
      place.hidden = !(floor.open || floor.speaking);
      mark();
    }
    // those who wait ask where they stand now: they are few, and each asks for itself
    if (mine.state === "none" || version !== floor.version) return;
    place.hidden = false;
    await wait(between(0, 1500));
    try {
      const { mine: told } = await call("", "GET");
      if (version === floor.version && told) turn(told);
    } catch { /* the next change asks again */ }
  }

  mark();
  spoken.begin(place);
  return { show, turn };
}

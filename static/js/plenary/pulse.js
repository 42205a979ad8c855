// The flash poll on a phone. The device remembers how often it answered; nothing of it goes with an answer but the seat's token.
import { count, fetchPart } from "./view.js";
import { between, wait } from "./time.js";

const usedIn = (name) => { try { return Number(localStorage.getItem(name)) || 0; } catch { return 0; } };
const use = (name, used) => { try { localStorage.setItem(name, used); } catch { /* the server counts as well */ } };

// Gives {show(pulse, present)}, to be called with each snapshot.
export function equip(place, { seat, say }) {
  const part = () => place.querySelector("[data-pulse-of]");
  let wanted = part()?.dataset.pulseOf ?? "";

  function mark() {
    const form = place.querySelector("[data-pulse-form]");
    if (!form) return;
    const most = Number(part().dataset.most);
    const left = most - usedIn(nameOf());
    form.hidden ||= left <= 0;
    const note = place.querySelector("[data-pulse-note]");
    if (form.hidden) note.textContent = note.dataset.done;
    else if (left < most) count(note, left);
  }

  const nameOf = () => `concertaction:pulse:${wanted.split(":")[0]}`;

  place.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const field = form.querySelector("input[name=answer]");
    const answer = event.submitter?.value || field?.value || "";
    const [id] = wanted.split(":");
    const note = place.querySelector("[data-pulse-note]");
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    try {
      const sent = await fetch(`/api/v1/pulses/${id}/answers`, {
        method: "POST", credentials: "omit", signal: AbortSignal.timeout?.(10000),
        headers: { "Content-Type": "application/json", Authorization: `Bearer ${seat}` }, body: JSON.stringify({ answer }),
      });
      const { left, error } = await sent.json();
      const most = Number(part().dataset.most);
      if (error) note.textContent = error.fields?.answer ?? error.message;
      if (sent.ok || error?.code === "pulse_answered") use(nameOf(), most - (left ?? 0));
      if (sent.ok) {
        if (field) field.value = "";
        mark();
      }
    } catch {
      note.textContent = note.dataset.failed;
    }
    form.ariaBusy = null;
    if (form.hidden) { note.tabIndex = -1; note.focus({ preventScroll: true }); }
  });

  mark();
  return { show: async (pulse, present) => {
    const key = pulse ? `${pulse.id}:${pulse.state}` : "";
    if (key === wanted) return;
    wanted = key;
    if (pulse) await wait(between(0, Math.min(2000, present)));
    const found = pulse && await fetchPart(place.dataset.views.replace("PULSE", pulse.id), {
      credentials: "omit", alive: () => wanted === key, accept: (drawn) => drawn.querySelector("[data-pulse-of]")?.dataset.pulseOf === key,
    });
    if (wanted !== key) return;
    place.replaceChildren(...(found ? [found] : []));
    place.hidden = !found;
    mark();
    say(place.querySelector("h2")?.textContent);
  } };
}

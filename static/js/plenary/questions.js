// Questions from the room on a phone. What this seat asked and supports stays with it; the list is everybody's.
import { fetchPart, swap } from "./view.js";
import { between, wait } from "./time.js";

export function equip(place, { seat, code, say }) {
  const at = (name) => place.querySelector(`[data-${name}]`);
  const root = () => at("questions-of");
  const rows = (where) => [...where.querySelectorAll("[data-question]")];
  const order = (where) => rows(where).map((row) => row.dataset.question).join();
  let version = Number(root()?.dataset.version ?? -1);
  let wanted = version;
  let kept = null; // a newer part whose order has not been put in place
  let own = JSON.parse(place.dataset.own);

  const call = async (path, method = "POST", body = {}) => {
    const answer = await fetch(`/api/v1${path}`, {
      method, credentials: "omit", signal: AbortSignal.timeout?.(10000),
      headers: { Authorization: `Bearer ${seat}`, ...(method === "POST" && { "Content-Type": "application/json" }) },
      ...(method === "POST" && { body: JSON.stringify(body) }),
    });
    return answer.json();
  };

  function mark() {
    if (!root()) return;
    const asked = new Map(own.asked.map((question) => [question.id, question]));
    for (const row of rows(place)) {
      row.querySelector("[data-own]").hidden = !asked.delete(row.dataset.question);
      row.querySelector("button").ariaPressed = String(own.supported.includes(row.dataset.question));
    }
    const unread = at("unread");
    const items = [...asked.values()].filter(({ state }) => unread.dataset[state]).map(({ text, state }) => {
      const item = Object.assign(document.createElement("li"), { textContent: `${text} ` });
      item.append(Object.assign(document.createElement("small"), { className: "muted", textContent: unread.dataset[state] }));
      return item;
    });
    unread.hidden = !items.length;
    unread.querySelector("ul").replaceChildren(...items);
    for (const part of place.querySelectorAll("[data-named]")) {
      part.hidden = !place.dataset.name;
      part.querySelector("[data-name]").textContent = place.dataset.name && `${place.dataset.colon}${place.dataset.name}`;
    }
  }

  // A list in another order is not put under the finger: its figures are, and a button offers the rest.
  function take(part) {
    const fresh = part.querySelector("[data-questions-of]");
    version = Number(fresh.dataset.version);
    if (root()?.dataset.questionsOf !== fresh.dataset.questionsOf) {
      swap(place, part);
    } else if (order(part) === order(place) || !rows(place).length) {
      renew(part);
    } else {
      kept = part;
      for (const row of rows(part)) {
        const old = place.querySelector(`[data-question="${CSS.escape(row.dataset.question)}"] [data-support]`);
        if (old) old.textContent = row.querySelector("[data-support]").textContent;
      }
      at("renew").hidden = false;
    }
    mark();
    if (at("unread").hidden) at("ask-note").textContent = "";
  }

  function renew(part) {
    const list = at("asked-list");
    swap(list, document.createRange().createContextualFragment(part.querySelector("[data-asked-list]").innerHTML));
    at("renew").hidden = true;
    kept = null;
  }

  place.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-renew]") || !kept) return;
    renew(kept);
    mark();
    place.querySelector("h2").tabIndex = -1;
    place.querySelector("h2").focus();
  });

  async function support(form) {
    const row = form.closest("[data-question]");
    const { question } = row.dataset;
    const isWanted = !own.supported.includes(question);
    const { support: number, error } = await call(`/questions/${question}/support${isWanted ? "" : "/withdrawal"}`);
    if (error) return say(error.message);
    own.supported = isWanted ? [...own.supported, question] : own.supported.filter((id) => id !== question);
    row.querySelector("[data-support]").textContent = number;
    mark();
  }

  async function ask(form) {
    const note = at("ask-note");
    const data = new FormData(form);
    const answer = await call(`/rooms/${code}/questions`, "POST", { text: data.get("text"), sign: data.get("sign") });
    if (answer.error) {
      note.textContent = answer.error.fields?.text ?? answer.error.message;
      return;
    }
    own.asked = [...own.asked, answer];
    form.querySelector("textarea").value = "";
    note.textContent = answer.state === "waiting" ? note.dataset.sent : note.dataset.listed;
    mark();
  }

  place.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    try {
      await ("supportForm" in form.dataset ? support(form) : ask(form));
    } catch {
      const note = at("ask-note");
      note.textContent = note.dataset.failed;
    }
    form.ariaBusy = null;
  });

  async function fetchList(questions, present) {
    const mine = wanted = questions.version;
    await wait(between(0, Math.min(2000, present)));
    if (document.hidden || wanted !== mine) return; // a phone that sleeps asks when it wakes
    const part = await fetchPart(place.dataset.views.replace("ROUND", questions.id), {
      credentials: "omit", alive: () => wanted === mine, accept: (found) => Number(found.querySelector("[data-version]")?.dataset.version) >= mine,
    });
    if (!part) return;
    if (own.asked.some(({ state }) => state === "waiting")) own = await call(`/rooms/${code}/questions/own`, "GET").catch(() => own);
    place.hidden = false;
    take(part);
  }

  let last = null;
  const show = async (questions, present) => {
    last = questions ? [questions, present] : null;
    if (!questions) {
      place.hidden = true;
      place.replaceChildren();
      version = wanted = -1;
    } else if (questions.version !== wanted || questions.id !== root()?.dataset.questionsOf.split(":")[0]) await fetchList(questions, present);
  };
  document.addEventListener("visibilitychange", () => { if (!document.hidden && last && last[0].version > version) fetchList(...last); });
  mark();
  return { show };
}

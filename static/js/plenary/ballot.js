// The ballot under the finger: what it says, how far it is filled, what was half filled. It is never drawn again while it is open.
import { count } from "./view.js";
import { groupsOf, ranksOf } from "./ranks.js";

let ranking = null; // the script of a ballot that ranks, once it is there

const fields = (form) => [...form.querySelectorAll("input:not([type=hidden]), select, textarea")];
const blankOf = (form) => form.querySelector("[data-blank]");

// Give what a form holds in the contract's words, or null when nothing is chosen.
export function held(form) {
  if (blankOf(form)?.checked) return { blank: true };
  const data = [...new FormData(form)].filter(([, value]) => value.trim());
  const all = (name) => data.filter(([key]) => key === name).map(([, value]) => value);
  const by = (kind) => data.filter(([key]) => key.startsWith(kind)).map(([key, value]) => [key.slice(kind.length), value]);
  const [options, [answer], [reason], marks, ranks] = [all("options"), all("answer"), all("reason"), by("mark:"), by("rank:")];
  if (answer || reason) return { answer, ...(reason && { reason: reason.trim() }) };
  if (options.length) return { options };
  if (ranks.length) return { ranking: groupsOf(ranks) };
  if (!marks.length) return null;
  return { marks: Object.fromEntries(marks.map(([key, value]) => [key, "words" in form.dataset ? value : Number(value)])) };
}

export function fill(form, choice) {
  const ranks = ranksOf(choice?.ranking);
  for (const input of fields(form)) {
    const [kind, ...rest] = input.name.split(":");
    const key = rest.join(":");
    const value = { mark: choice?.marks?.[key], rank: ranks.get(key) }[kind] ?? choice?.[kind] ?? "";
    if (input.matches("[type=radio], [type=checkbox]")) {
      input.checked = input === blankOf(form) ? choice?.blank === true : [value].flat().map(String).includes(input.value);
    } else {
      input.value = value;
    }
  }
  refresh(form);
}

const spent = (form) => Object.values(held(form)?.marks ?? {}).reduce((sum, mark) => sum + mark, 0);

function refresh(form) {
  const { maximum, points, size } = form.dataset;
  const choice = held(form);
  const said = form.querySelector("[data-chosen]");
  const typed = form.querySelector("[data-typed]");
  if (form.dataset.ballot === "options") {
    const chosen = choice?.options?.length ?? 0;
    count(said, chosen, { max: maximum });
    for (const input of form.querySelectorAll('[name="options"]')) input.ariaDisabled = input.type === "checkbox" && chosen >= maximum && !input.checked;
  } else if (form.dataset.ballot === "ranking") {
    if (ranking) count(said, ranking.draw(form), { max: size });
  } else if (points) {
    count(said, points - spent(form));
    for (const button of form.querySelectorAll("[data-step]")) {
      const { value, max } = button.parentNode.querySelector("input");
      const isMore = button.dataset.step > 0;
      button.ariaDisabled = isMore ? Number(value) >= Number(max) || spent(form) >= points : Number(value) < 1;
    }
  } else {
    count(said, Object.keys(choice?.marks ?? {}).length, { max: size });
  }
  if (typed) count(typed, form.elements.reason.value.length, { max: form.elements.reason.maxLength });
}

// Keep a number within its own limit and within the points that are left; tells which limit was met, or "".
function limit(form, input) {
  if (!input.value) return "";
  const { points } = form.dataset;
  const most = Number(input.max);
  const left = points ? points - spent(form) + Number(input.value) : most;
  const wish = Math.trunc(Number(input.value));
  const given = Math.max(0, Math.min(wish, most, left));
  if (String(given) !== input.value || !given) input.value = given || (points ? "" : 0);
  return wish <= given ? "" : left < most ? "most" : "each";
}

// Where to begin, or to begin again.
export const focusFirst = (form) => (form.querySelector("[data-place]") ?? fields(form)[0]).focus({ preventScroll: true });

// What is missing before a ballot can be sent, by the name of its sentence.
function missing(form, made) {
  const { minimum, points } = form.dataset;
  if (!made || "answer" in made && !made.answer) return "none";
  if (made.answer === "object" && !made.reason) return "reason";
  const given = points && made.marks ? spent(form) : (made.options ?? made.ranking)?.length;
  return given < minimum ? "least" : "";
}

// on: {draft(choice), submit(choice)}
export function equip(form, choice, on) {
  const note = form.querySelector("[data-note]");
  const { reason } = form.elements;
  const blank = form.querySelector("[data-blank][type=checkbox]");
  let aside = null; // what was there before the ballot was made blank
  const explain = (name) => {
    note.textContent = name ? note.dataset[name] : "";
    if (!reason) return;
    reason.ariaInvalid = name === "reason";
    form.querySelector("[data-reason-fault]").textContent = name === "reason" ? note.textContent : "";
  };
  const changed = (why) => {
    if (blank && why !== "blank") blank.checked = false; // whatever is chosen takes a blank ballot back
    explain(why === "blank" ? "" : why);
    refresh(form);
    on.draft(held(form));
  };
  const ranks = form.dataset.ballot === "ranking";
  if (!ranks) form.dataset.equipped = "";
  fill(form, choice);
  form.addEventListener("input", ({ target }) => {
    if (target === blank) {
      const isBlank = blank.checked;
      blank.checked = false;
      if (isBlank) aside = held(form);
      fill(form, isBlank ? { blank: true } : aside);
      return changed("blank");
    }
    if (target.type === "number") return changed(limit(form, target));
    const isOver = target.type === "checkbox" && form.querySelectorAll('[name="options"]:checked').length > Number(form.dataset.maximum);
    if (isOver) target.checked = false;
    changed(isOver ? "most" : "");
  });
  form.addEventListener("click", ({ target }) => {
    if (!("step" in target.dataset)) return;
    const input = target.parentNode.querySelector("input");
    input.value = Number(input.value) + Number(target.dataset.step);
    changed(limit(form, input));
  });
  if (ranks) import("./ranking.js").then((module) => {
    ranking = module;
    ranking.equipRanking(form, () => changed(""), () => explain("most"));
    form.dataset.equipped = "";
    refresh(form);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const made = held(form);
    const why = missing(form, made);
    explain(why);
    if (why === "reason") return reason.focus();
    if (why) return focusFirst(form);
    if (made.answer && made.answer !== "object") delete made.reason;
    on.submit(made);
  });
}

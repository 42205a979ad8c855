// The ballot under the finger: what it says, how many choices are left, what was half filled. It is never drawn again while it is open.
import { count } from "./view.js";

const inputs = (form) => [...form.querySelectorAll('input:is([name="options"], [name="answer"], [name="blank"])')];

// Give the contract's choice that a form holds, or null when nothing is chosen.
export function read(form) {
  const checked = inputs(form).filter((input) => input.checked);
  if (checked.some((input) => input.name === "blank" || input.value === "blank")) return { blank: true };
  if (!checked.length) return null;
  return checked[0].name === "answer" ? { answer: checked[0].value } : { options: checked.map((input) => input.value) };
}

export function fill(form, choice) {
  for (const input of inputs(form)) {
    input.checked = Boolean(choice) && (input.name === "blank" || input.value === "blank" ? choice.blank === true
      : input.name === "answer" ? choice.answer === input.value : choice.options?.includes(input.value) ?? false);
  }
  refresh(form);
}

// The labels of a choice, as they stand on the form.
export function labels(form, choice) {
  const before = read(form);
  fill(form, choice);
  const texts = inputs(form).filter((input) => input.checked).map((input) => input.closest("label").querySelector("[data-label]").textContent.trim());
  fill(form, before);
  return texts;
}

function refresh(form) {
  const maximum = Number(form.dataset.maximum);
  const options = inputs(form).filter((input) => input.name === "options");
  const chosen = options.filter((input) => input.checked).length;
  if (options.length) count(form.querySelector("[data-chosen]"), chosen, { max: maximum });
  for (const input of options) input.setAttribute("aria-disabled", String(chosen >= maximum && !input.checked));
}

// on: {draft(choice), submit(choice)}
export function equip(form, choice, on) {
  const note = form.querySelector("[data-note]");
  const explain = (name) => { note.textContent = name ? note.dataset[name] : ""; };
  fill(form, choice);
  form.addEventListener("change", ({ target }) => {
    explain("");
    if (target.name === "blank" && target.checked) {
      for (const input of inputs(form)) if (input !== target) input.checked = false;
    } else if (target.name === "options" && target.checked) {
      for (const input of form.querySelectorAll('input[name="blank"]')) input.checked = false;
      if (form.querySelectorAll('input[name="options"]:checked').length > Number(form.dataset.maximum)) {
        target.checked = false;
        explain("most");
      }
    }
    refresh(form);
    on.draft(read(form));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const made = read(form);
    const few = made?.options && made.options.length < Number(form.dataset.minimum);
    explain(made && !few ? "" : made ? "least" : "none");
    if (made && !few) on.submit(made);
    else inputs(form)[0].focus();
  });
}

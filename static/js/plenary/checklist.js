// A form that prepares a vote: how many pistes are ticked, the order of a criterion, and what the room will read.
import { count, parse } from "./view.js";

const form = document.querySelector("[data-recipe]");
const list = form.querySelector("[data-checklist]");
const card = document.querySelector("[data-preview-card]");
const boxesOf = (place) => [...place.querySelectorAll('input[type="checkbox"]')];
const show = () => list && count(list.querySelector("[data-ticked]"), boxesOf(list).filter((box) => box.checked).length);
let turn = 0;
let later;

async function preview() {
  const mine = ++turn;
  try {
    const answer = await fetch(form.dataset.recipe, { method: "POST", body: new FormData(form) });
    const text = await answer.text();
    if (answer.ok && !answer.redirected && turn === mine) card.replaceChildren(parse(text));
  } catch { /* no network for now: what stands there was true of what was saved */ }
}

function changed() {
  show();
  clearTimeout(later);
  later = setTimeout(preview, 400);
}

form.addEventListener("click", ({ target }) => {
  const all = target.closest("[data-all]");
  if (all) {
    const boxes = boxesOf(all.closest("fieldset"));
    const ticked = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !ticked;
    changed();
  }
  if (target.closest("[data-copy-options]")) {
    const ticked = boxesOf(list).filter((box) => box.checked).map((box) => box.closest("label").querySelector("[data-name]").textContent);
    const typed = form.elements.others.value.split("\n").map((line) => line.split(/[|;]/)[0].trim()).filter(Boolean);
    form.elements.tie_order.value = [...ticked, ...typed].join("\n");
    form.querySelector('[name="tie"][value="criterion"]').checked = true;
    changed();
    form.elements.tie_order.focus();
  }
});
form.addEventListener("input", changed);
// the criterion's own fields open with it
form.addEventListener("change", ({ target }) => {
  if (target.name === "tie") form.querySelector("[data-criterion]")?.toggleAttribute("open", target.value === "criterion");
});
show();

// « Tout cocher » of a group, and how many are ticked in all.
import { count } from "./view.js";

const list = document.querySelector("[data-checklist]");
const show = () => count(list.querySelector("[data-ticked]"), list.querySelectorAll('input[type="checkbox"]:checked').length);

list.addEventListener("click", (event) => {
  const button = event.target.closest("[data-all]");
  if (!button) return;
  const boxes = [...button.closest("fieldset").querySelectorAll('input[type="checkbox"]')];
  const all = boxes.every((box) => box.checked);
  for (const box of boxes) box.checked = !all;
  show();
});
list.addEventListener("change", show);
show();

// An order of preference, by buttons first and by dragging on top. The plain form's lists of numbers hold it; the rows of the order say
// which of two equal options stands first.
import { groupsOf, one, ranksOf, textOf } from "./ranks.js";
import { fillIn } from "./view.js";

const all = (form, selector) => [...form.querySelectorAll(selector)];
const field = (form, key) => form.elements[`rank:${key}`];

// Groups after one option was moved: "add", "out", "up", "down", or "same": to the rank of the one before it, or away from it.
export function move(groups, key, how) {
  const at = groups.findIndex((group) => group.includes(key));
  const rest = groups.map((group) => group.filter((other) => other !== key));
  const above = Math.max(0, at - 1);
  const alone = at >= 0 && !rest[at].length;
  if (how === "add") rest.push([key]);
  if (how === "up") rest.splice(alone ? above : at, 0, [key]);
  if (how === "down") rest.splice(at + 1 + alone, 0, [key]);
  if (how === "same" && groups[at][0] === key) rest[above].push(key);
  else if (how === "same") rest.splice(at + 1, 0, [key]);
  return rest.filter((group) => group.length);
}

const rows = (form) => all(form, "[data-key]").map((row) => [row.dataset.key, row]);
const current = (form) => groupsOf(rows(form).map(([key]) => [key, field(form, key).value]));

function tell(form, key) {
  const groups = current(form);
  const rank = ranksOf(groups).get(key);
  const { placed, shared, left } = form.querySelector("[data-pool]").dataset;
  return fillIn(!rank ? left : groups[rank - 1].length > 1 ? shared : placed, { option: textOf(form, key), n: rank, max: groups.length });
}

// Draw the order again; rows that do not move are not touched, so that what has the focus keeps it. Gives how many stand in it.
export function draw(form) {
  const groups = current(form);
  const ranks = ranksOf(groups);
  const list = form.querySelector("[data-order]");
  for (const [key, row] of rows(form)) row.hidden = !ranks.has(key);
  [...ranks].forEach(([key, rank], place) => {
    const row = one(form, "key", key);
    const isTied = groups[rank - 1][0] !== key;
    if (list.children[place] !== row) list.insertBefore(row, list.children[place]);
    row.querySelector("[data-rank]").textContent = rank;
    row.classList.toggle("tied", isTied);
    for (const button of all(row, "[data-move]")) {
      const how = button.dataset.move;
      button.ariaDisabled = JSON.stringify(move(groups, key, how)) === JSON.stringify(groups);
      if (how === "same") button.ariaPressed = isTied;
    }
  });
  for (const button of all(form, "[data-place]")) {
    const key = button.dataset.place;
    const rank = ranks.get(key);
    button.ariaPressed = ranks.has(key);
    button.ariaDisabled = !rank && groups.length >= form.dataset.maximum;
    button.ariaLabel = rank ? tell(form, key) : fillIn(form.querySelector("[data-pool]").dataset.add, { option: textOf(form, key) });
    button.firstChild.textContent = rank ?? "";
  }
  form.querySelector("[data-empty]").hidden = ranks.size > 0;
  return ranks.size;
}

// Drag a row by its handle; what is let go between two equal options joins them.
function drag(form, list, put) {
  let row = null;
  const shown = () => all(list, "li:not([hidden])");
  const on = (name, act) => list.addEventListener(`pointer${name}`, act);
  const drop = () => {
    if (!row) return;
    const { key } = row.dataset;
    row.classList.remove("dragged");
    row = null;
    const ranks = shown().map((other) => [other.dataset.key, field(form, other.dataset.key).value]);
    const at = ranks.findIndex(([other]) => other === key);
    const before = ranks[at - 1]?.[1];
    ranks[at][1] = before === ranks[at + 1]?.[1] ? before : "";
    put(ranks.reduce((groups, [other, rank], place) => {
      if (place && rank === ranks[place - 1][1]) groups.at(-1).push(other);
      else groups.push([other]);
      return groups;
    }, []), key);
  };
  on("down", (event) => {
    if (!event.target.closest("[data-grip]")) return;
    event.preventDefault();
    row = event.target.closest("li");
    row.classList.add("dragged");
    list.setPointerCapture(event.pointerId);
  });
  on("move", ({ clientY }) => {
    if (!row) return;
    if (clientY < 90) scrollBy(0, -12);
    if (clientY > innerHeight - 190) scrollBy(0, 12);
    const next = shown().find((other) => other !== row && clientY < other.getBoundingClientRect().top + other.offsetHeight / 2);
    list.insertBefore(row, next ?? shown().at(-1).nextSibling);
  });
  on("up", drop);
  on("cancel", drop);
}

// changed(): the order is another; full(): there is no rank left
export function equipRanking(form, changed, full) {
  const put = (groups, key) => {
    const ranks = ranksOf(groups);
    for (const [other] of rows(form)) field(form, other).value = ranks.get(other) ?? "";
    changed();
    form.querySelector("[data-spoken]").textContent = tell(form, key);
  };
  form.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-place], [data-move]");
    if (!button) return;
    const row = button.closest("[data-key]");
    const key = row?.dataset.key ?? button.dataset.place;
    const how = button.dataset.move ?? (button.ariaPressed === "true" ? "out" : "add");
    if (how === "add" && button.ariaDisabled === "true") return full();
    const near = row && how === "out" ? [row.nextElementSibling, row.previousElementSibling].find((other) => other && !other.hidden) : row;
    put(move(current(form), key, how), key);
    (near ? near.querySelector(`[data-move="${how}"]`) : one(form, "place", key)).focus({ preventScroll: true });
  });
  drag(form, form.querySelector("[data-order]"), put);
}

// The run of show is put in order by dragging as well: a handle beside each poll to come. Its buttons do the same by keyboard.
export function letDrag(root) {
  let item = null;

  const lines = () => [...root.querySelectorAll(".run > li")];

  function move({ clientY }) {
    if (!item) return;
    const others = lines().filter((line) => line !== item);
    const after = others.find((line) => { const { top, height } = line.getBoundingClientRect(); return clientY < top + height / 2; });
    if (after) after.before(item);
    else item.parentElement.append(item);
  }

  function drop() {
    if (!item) return;
    const place = lines().indexOf(item);
    item.classList.remove("is-dragged");
    const form = root.querySelector("[data-place-form]");
    form.action = form.action.replace(/votes\/[^/]+\//, `votes/${item.dataset.poll}/`);
    form.elements.place.value = place;
    if (place === item.from) item.ariaBusy = null;
    else form.requestSubmit();
    item = null;
  }

  root.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-drag]");
    if (!handle) return;
    event.preventDefault();
    item = handle.closest("li");
    item.from = lines().indexOf(item);
    item.ariaBusy = "true"; // the console leaves the list alone meanwhile
    item.classList.add("is-dragged");
  });
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);
}

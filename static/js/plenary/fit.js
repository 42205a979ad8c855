// The hall's screen never scrolls and cuts no name: what does not fit is set smaller, step by step. Rules and options that do not
// stand together are pages, turned every quarter of a minute or by the arrows.
const SMALLEST = 0.5;
const STEP = 0.03;
const SECONDS = 14;
let stop = () => {};

function isTooLong(place) {
  if (place.scrollHeight > place.clientHeight + 1 || place.scrollWidth > place.clientWidth + 1) return true;
  for (const part of place.querySelectorAll(".what, .stage-options, .stage-rules > *")) {
    if (part.scrollHeight > part.clientHeight + 3 || part.scrollWidth > part.clientWidth + 1) return true;
  }
  return false;
}

export function fit(stage) {
  const place = stage.querySelector("[data-fit]");
  if (!place) return;
  for (let scale = 1; scale >= SMALLEST; scale -= STEP) {
    place.style.setProperty("--fit", scale.toFixed(2));
    if (!isTooLong(place)) return;
  }
}

export function keepFit(stage) {
  stop();
  const again = () => fit(stage);
  const watcher = new ResizeObserver(again);
  watcher.observe(stage);
  document.fonts.ready.then(again);
  const turner = turnPanes(stage, again);
  stop = () => { watcher.disconnect(); turner(); };
  fit(stage);
}

function turnPanes(stage, again) {
  const place = stage.querySelector(".paged[data-panes]");
  if (!place) return () => {};
  const panes = [...place.querySelectorAll("[data-pane]")];
  const note = stage.querySelector("[data-pane-of]");
  const words = note.textContent;
  let page = 0;
  let timer = 0;
  const show = (wanted) => {
    page = (wanted + panes.length) % panes.length;
    panes.forEach((pane, place) => pane.classList.toggle("is-on", place === page));
    note.textContent = words.replace("{n}", page + 1).replace("{pages}", panes.length);
    note.hidden = false;
    again();
    clearTimeout(timer);
    timer = setTimeout(() => show(page + 1), 1000 * SECONDS);
  };
  const turn = ({ key }) => {
    if (["ArrowRight", "ArrowDown", "PageDown", " "].includes(key)) show(page + 1);
    if (["ArrowLeft", "ArrowUp", "PageUp"].includes(key)) show(page - 1);
  };
  document.addEventListener("keydown", turn);
  show(0);
  return () => { clearTimeout(timer); document.removeEventListener("keydown", turn); };
}

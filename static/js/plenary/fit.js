// The hall's screen never scrolls and cuts no name. What does not fit is set smaller, down to what the back of a hall can read;
// what does not fit even then is shown page after page, turned by itself or by the arrows.
const SMALLEST = 0.0262; // of the screen's height, or of its width where it stands upright
const STEP = 0.03;
const SECONDS = 14;
const LIST = ".stage-options, .others, .rules-text ul";
const PARTS = `.what, ${LIST}, .stage-rules > *, .stage-body > *, .winners`;
const LARGEST = 1.5; // times what the sheet says
const SLACK = 0.007; // the tail of a letter may hang out of its line
let stop = () => {};

const seen = (place, selector) => [...place.querySelectorAll(selector)].filter((part) => part.offsetParent);

function isTooLong(place, parts) {
  const slack = innerHeight * SLACK;
  return [place, ...seen(place, parts)].some((part) =>
    part.scrollHeight > part.clientHeight + slack || part.scrollWidth > part.clientWidth + slack);
}

const sizeOf = (place) => Math.min(...seen(place, "li, .what, .n, .cost, p").map((part) => parseFloat(getComputedStyle(part).fontSize)));

// Set a place as large as its parts fit in the whole; tells whether they do at a size that can be read.
function shrink(place, whole, parts) {
  for (let scale = 1; scale > 0.4; scale -= STEP) {
    place.style.setProperty("--fit", scale.toFixed(2));
    if (sizeOf(place) < Math.min(innerHeight, innerWidth) * SMALLEST) {
      place.style.setProperty("--fit", (scale + STEP).toFixed(2));
      return false;
    }
    if (!isTooLong(whole, parts)) return true;
  }
  return false;
}

// Where there is room to spare, set a part of a place larger than its sheet says, as long as it fits.
function grow(part, place, fits = () => !isTooLong(place, PARTS)) {
  let scale = Number(part.style.getPropertyValue("--fit") || place.style.getPropertyValue("--fit"));
  const set = (scale) => part.style.setProperty("--fit", scale.toFixed(2));
  do set(scale += STEP); while (scale < LARGEST && fits());
  if (!fits()) set(scale - STEP);
}

// Set what is seen of a place as large as fits; gives how many pages it takes.
function fit(place) {
  const winners = place.querySelector(".winners");
  winners?.style.removeProperty("--fit");
  for (const list of place.querySelectorAll(LIST)) {
    list.classList.remove("is-paged");
    list.style.blockSize = "";
    list.style.removeProperty("--fit");
    list.scrollLeft = 0;
  }
  if (shrink(place, place, PARTS)) {
    // a few lines stand large as they are: it is many that are small
    if (place.querySelector(".stage-options > :nth-child(6), .others")) grow(place, place);
    for (const list of place.querySelectorAll(".others, .winners")) grow(list, place);
    return 1;
  }
  const lists = seen(place, LIST);
  for (const list of lists) list.classList.add("is-paged");
  // the others have their pages: those that won, which have none, may be set smaller than they need
  if (winners) shrink(winners, place, ".winners .what, .stage-body > *, .winners");
  const pages = Math.max(1, ...lists.map(pagesOf));
  for (const list of lists) {
    grow(list, place, () => pagesOf(list) <= pages && !isTooLong(place, ".what, .winners, .stage-reveal"));
    level(list, pages);
  }
  return pages;
}

const gapOf = (list) => parseFloat(getComputedStyle(list).columnGap) || 0;

// a last page that is half full is a page
const pagesOf = (list) => Math.ceil((list.scrollWidth + gapOf(list)) / (list.clientWidth + gapOf(list)) - 0.1);

// Share a list among its pages, so that the last one does not show a single line.
function level(list, pages) {
  const whole = list.clientHeight;
  for (let part = 1 - STEP; part > 0.4; part -= STEP) {
    list.style.blockSize = `${part * whole}px`;
    if (pagesOf(list) > pages) {
      list.style.blockSize = `${(part + STEP) * whole}px`;
      return;
    }
  }
}

// Fit a stage, again at each change of its size, and turn its pages: rules and options apart, each as long as it takes.
export function keepFit(stage) {
  stop();
  const place = stage.querySelector("[data-fit]");
  if (!place) return;
  const panes = place.matches(".paged") ? [...place.querySelectorAll("[data-pane]")] : [place];
  const note = stage.querySelector("[data-pane-of]");
  let views = [];
  let at = 0;
  let timer = 0;
  let fitted = null; // the pane that stands as it was last fitted
  let size = "";

  const put = (pane) => { if (panes.length > 1) for (const one of panes) one.classList.toggle("is-on", one === pane); };

  function show(wanted) {
    at = (wanted + views.length) % views.length;
    const { pane, page } = views[at];
    if (pane !== fitted) {
      put(pane);
      fit(place);
      fitted = pane;
    }
    for (const list of seen(place, ".is-paged")) list.scrollLeft = page * (list.clientWidth + gapOf(list));
    clearTimeout(timer);
    if (note) note.hidden = views.length < 2;
    if (views.length < 2) return;
    if (note) note.textContent = note.dataset.paneOf.replace("{n}", at + 1).replace("{pages}", views.length);
    timer = setTimeout(() => show(at + 1), 1000 * SECONDS);
  }

  const sizeNow = () => `${innerHeight} ${stage.clientWidth} ${stage.clientHeight}`;

  function measure() {
    size = sizeNow();
    fitted = panes.at(-1);
    views = panes.flatMap((pane) => { put(pane); return Array.from({ length: fit(place) }, (_, page) => ({ pane, page })); });
    show(Math.min(at, views.length - 1));
  }

  function turn({ key }) {
    if (views.length < 2) return;
    if (["ArrowRight", "ArrowDown", "PageDown", " "].includes(key)) show(at + 1);
    if (["ArrowLeft", "ArrowUp", "PageUp"].includes(key)) show(at - 1);
  }

  const watcher = new ResizeObserver(() => { if (sizeNow() !== size) measure(); });
  watcher.observe(stage);
  document.addEventListener("keydown", turn);
  stop = () => { watcher.disconnect(); clearTimeout(timer); document.removeEventListener("keydown", turn); stop = () => {}; };
  measure();
  if (document.fonts.status === "loading") document.fonts.ready.then(measure);
}

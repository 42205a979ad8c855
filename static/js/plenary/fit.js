// The hall's screen never scrolls and cuts no name. What does not fit is set smaller, down to what the back of a hall can read;
// what does not fit even then is shown page after page, turned by itself or by the arrows.
const SMALLEST = 0.0262; // of the screen's height
const STEP = 0.03;
const SECONDS = 14;
const LIST = ".stage-options, .others, .rules-text ul";
const SLACK = 0.007; // the tail of a letter may hang out of its line
let stop = () => {};

const seen = (place, selector) => [...place.querySelectorAll(selector)].filter((part) => part.offsetParent);

function isTooLong(place) {
  const slack = innerHeight * SLACK;
  return [place, ...seen(place, `.what, ${LIST}, .stage-rules > *, .stage-body > *, .winners`)].some((part) =>
    part.scrollHeight > part.clientHeight + slack || part.scrollWidth > part.clientWidth + slack);
}

const sizeOf = (place) => Math.min(...seen(place, "li, .what, .n, .cost, p").map((part) => parseFloat(getComputedStyle(part).fontSize)));

// Set what is seen of a place as large as fits; gives how many pages it takes.
function fit(place) {
  for (const list of place.querySelectorAll(LIST)) {
    list.classList.remove("is-paged");
    list.scrollLeft = 0;
  }
  const floor = innerHeight * SMALLEST;
  for (let scale = 1; scale > 0.4; scale -= STEP) {
    place.style.setProperty("--fit", scale.toFixed(2));
    if (sizeOf(place) < floor) {
      place.style.setProperty("--fit", (scale + STEP).toFixed(2));
      break;
    }
    if (!isTooLong(place)) return 1;
  }
  const lists = seen(place, LIST);
  for (const list of lists) list.classList.add("is-paged");
  // a last page that is half full is a page
  return Math.max(1, ...lists.map((list) => Math.ceil((list.scrollWidth + gapOf(list)) / (list.clientWidth + gapOf(list)) - 0.1)));
}

const gapOf = (list) => parseFloat(getComputedStyle(list).columnGap) || 0;

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

  const put = (pane) => { if (panes.length > 1) for (const one of panes) one.classList.toggle("is-on", one === pane); };

  function show(wanted) {
    at = (wanted + views.length) % views.length;
    const { pane, page } = views[at];
    put(pane);
    fit(place);
    for (const list of seen(place, ".is-paged")) list.scrollLeft = page * (list.clientWidth + gapOf(list));
    clearTimeout(timer);
    if (note) note.hidden = views.length < 2;
    if (views.length < 2) return;
    if (note) note.textContent = note.dataset.paneOf.replace("{n}", at + 1).replace("{pages}", views.length);
    timer = setTimeout(() => show(at + 1), 1000 * SECONDS);
  }

  function measure() {
    views = panes.flatMap((pane) => { put(pane); return Array.from({ length: fit(place) }, (_, page) => ({ pane, page })); });
    show(Math.min(at, views.length - 1));
  }

  function turn({ key }) {
    if (views.length < 2) return;
    if (["ArrowRight", "ArrowDown", "PageDown", " "].includes(key)) show(at + 1);
    if (["ArrowLeft", "ArrowUp", "PageUp"].includes(key)) show(at - 1);
  }

  const watcher = new ResizeObserver(measure);
  watcher.observe(stage);
  document.fonts.ready.then(measure);
  document.addEventListener("keydown", turn);
  stop = () => { watcher.disconnect(); clearTimeout(timer); document.removeEventListener("keydown", turn); stop = () => {}; };
  measure();
}

// A wording longer than the screen is shown page after page, each as long as it takes to read; the arrows turn it too.
const LETTERS_A_SECOND = 22;
const SHORTEST = 12;
let stop = () => {};

export function turnPages(stage) {
  stop();
  const place = stage.querySelector("[data-wording]");
  const text = place?.querySelector("blockquote");
  if (!text) return;
  const note = place.querySelector("[data-page-of]");
  let page = 0;
  let timer = null;

  function measure() {
    const { columnGap, paddingInlineStart, paddingInlineEnd } = getComputedStyle(text);
    const step = text.clientWidth - parseFloat(paddingInlineStart) - parseFloat(paddingInlineEnd) + parseFloat(columnGap);
    return { step, pages: Math.max(1, Math.ceil((text.scrollWidth - text.clientWidth) / step + 0.98)) };
  }

  function show(wanted) {
    note.hidden = true; // its line is the text's when there is one page
    place.classList.remove("is-paged");
    if (measure().pages > 1) {
      note.hidden = false;
      place.classList.add("is-paged");
    }
    const { step, pages } = measure();
    page = (wanted + pages) % pages;
    text.scrollLeft = page * step;
    note.textContent = note.dataset.pageOf.replace("{n}", page + 1).replace("{pages}", pages);
    clearTimeout(timer);
    if (pages > 1) timer = setTimeout(() => show(page + 1), 1000 * Math.max(SHORTEST, text.textContent.length / pages / LETTERS_A_SECOND));
  }

  function turn(event) {
    const by = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    show(page + by);
  }

  const again = () => show(page);
  const watcher = new ResizeObserver(again);
  watcher.observe(stage);
  document.fonts.ready.then(again);
  document.addEventListener("keydown", turn);
  stop = () => { clearTimeout(timer); watcher.disconnect(); document.removeEventListener("keydown", turn); };
  show(0);
}

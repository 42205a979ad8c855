// Parts of a page that the server renders and the script puts in place, and the words that hang on a number.
import { growing, wait } from "./time.js";

const plurals = new Intl.PluralRules(document.documentElement.lang);
const numbers = new Intl.NumberFormat(document.documentElement.lang);

// Put values in the gaps of a sentence: « {n} personnes ».
export const fillIn = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
// Give the sentence of a number, data-one or data-other of an element.
export const wordsOf = ({ dataset }, number) => (plurals.select(number) === "one" && dataset.one) || dataset.other || "{n}";

export function count(element, number, more = {}) {
  if (!element || number === undefined || number === null) return;
  const written = Object.entries({ n: number, ...more }).map(([name, value]) => [name, numbers.format(value)]);
  const text = fillIn(wordsOf(element, number), Object.fromEntries(written));
  if (element.textContent !== text) element.textContent = text;
}

export const counts = (root, name, number, more) => {
  for (const element of root.querySelectorAll(`[data-${name}]`)) {
    if (element.localName === "meter") element.value = number;
    else count(element, number, more);
  }
};

export function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

// Fetch a part until accept(part) takes it or alive() no longer wants it; gives null in that case.
// failed() is told of each answer that could not be used.
export async function fetchPart(url, { accept = () => true, alive = () => true, failed = () => {}, ...options } = {}) {
  const pauses = growing(250, 10000);
  while (alive()) {
    try {
      const answer = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout?.(10000), ...options });
      if (answer.ok) {
        const part = parse(await answer.text());
        if (!alive()) return null;
        if (accept(part)) return part;
      }
    } catch { /* no network for now: asked again below */ }
    failed();
    await wait(pauses.next());
  }
  return null;
}

// Put new content in place; the keyboard stays near where it was.
export function swap(place, content) {
  const had = place.contains(document.activeElement) ? document.activeElement : null;
  const id = had?.id;
  place.replaceChildren(content);
  if (!had) return;
  const target = (id && document.getElementById(id)) || place.querySelector("h1, h2");
  if (target?.matches("h1, h2")) target.tabIndex = -1;
  target?.focus({ preventScroll: true });
}

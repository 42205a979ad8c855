"""axe on a page as it stands: its rules for WCAG 2.2 AA, and its advice."""

from pathlib import Path

import axe_playwright_python

SCRIPT = Path(axe_playwright_python.__file__).parent / "axe.min.js"
# Contrast takes axe four fifths of its time, and a list of a hundred rows is a hundred times the same: of the texts
# that look alike, down to what lies behind them, it is given the first.
MARK_LOOKS = """() => {
  const grounds = new WeakMap(), looks = new Set(), seen = new Set();
  const ground = (element) => {
    if (!element) return "";
    if (grounds.has(element)) return grounds.get(element);
    const { backgroundColor, backgroundImage, opacity, position, filter, mixBlendMode } = getComputedStyle(element);
    const own = [backgroundColor, backgroundImage, opacity, position, filter, mixBlendMode].join();
    const exempt = element.matches(":disabled, [aria-disabled=true]") || element.control?.disabled;
    const whole = `${ground(element.parentElement)}/${own}${exempt ? "!" : ""}${element.offsetWidth < 2 ? "?" : ""}`;
    // what a transparent box adds is nothing, and so its children look as its parent's do
    const kept = own === plain && !exempt && element.offsetWidth > 1 ? ground(element.parentElement) : whole;
    grounds.set(element, kept);
    return kept;
  };
  const plain = "rgba(0, 0, 0, 0),none,1,static,none,normal";
  for (const one of document.querySelectorAll("[data-look]")) one.removeAttribute("data-look");
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (seen.has(element) || !texts.currentNode.data.trim() || !element.checkVisibility({ visibilityProperty: true }))
      continue;
    seen.add(element);
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(element);
    const look = [ground(element), color, fontSize, fontWeight, textShadow].join("|");
    if (!looks.has(look)) element.dataset.look = "";
    looks.add(look);
  }
  for (const one of document.querySelectorAll("input, select, textarea")) one.dataset.look = "";
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-look]" }] });
}"""
# only what fails is described and sent back: describing all that holds takes as long as looking
RUN = f"""(options) => {{ ({MARK_LOOKS})();
  return axe.run(document, {{ preload: false, resultTypes: ["violations"], ...options }})
    .then(({{ violations }}) =>
      violations.flatMap(({{ id, nodes }}) => nodes.map(({{ html }}) => `${{id}}: ${{html}}`))); }}"""
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


def faults(page, options=None):
    """Give what axe finds wrong on a page, as « rule: element »; `options` choose the rules, or all are asked."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT.read_text())
    return page.evaluate(RUN, options or {})


def assert_accessible(page):
    """Ask axe everything by day, and by night what the night changes: the colours."""
    for scheme, options in (("light", None), ("dark", COLOURS)):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert not (found := faults(page, options)), (scheme, found)

"""axe on a page as it stands: its rules for WCAG 2.2 AA, and its advice."""

from pathlib import Path

import axe_playwright_python

SCRIPT = Path(axe_playwright_python.__file__).parent / "axe.min.js"
# only what fails is described and sent back: describing all that holds takes as long as looking
RUN = """(options) => axe.run(document, { preload: false, resultTypes: ["violations"], ...options })
  .then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)))"""
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

"""Colours that the style sheets put together are readable in both schemes (WCAG 2.2: 4.5 for text, 3 for edges)."""

import itertools
import math
import re

import pytest

from forum.core.config import ROOT

SHEETS = ROOT / "static/css"
COLOUR = re.compile(r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)")
SCHEMES = {"light": 0, "dark": 1}
GROUNDS = ("paper", "surface", "sunken", "brand-soft")
THEMES = tuple(f"theme-{number}" for number in range(1, 7))
TEXT, EDGE = 4.5, 3


def read_tokens():
    """Give {name: (light, dark)} in OKLab; the part for more contrast is left out."""
    sheet = (SHEETS / "tokens.css").read_text(encoding="utf-8").split("@media (prefers-contrast")[0]
    found = {}
    for name, value in re.findall(r"--([\w-]+): ([^;]+);", sheet):
        colours = [to_oklab(*map(float, match)) for match in COLOUR.findall(value)]
        if colours:
            found[name] = (colours[0], colours[-1])
    return found


def to_oklab(lightness, chroma, hue):
    return lightness / 100, chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))


def to_linear(colour):
    """Give linear red, green, blue (Ottosson's matrices)."""
    lightness, a, b = colour
    long = (lightness + .3963377774 * a + .2158037573 * b) ** 3
    middle = (lightness - .1055613458 * a - .0638541728 * b) ** 3
    short = (lightness - .0894841775 * a - 1.2914855480 * b) ** 3
    return (4.0767416621 * long - 3.3077115913 * middle + .2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * middle - .3413193965 * short,
            -.0041960863 * long - .7034186147 * middle + 1.7076147010 * short)


def luminance(colour):
    red, green, blue = (min(1, max(0, part)) for part in to_linear(colour))
    return .2126 * red + .7152 * green + .0722 * blue


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + .05) / (darker + .05)


def mix(colour, ground, share):
    """Mix as color-mix(in oklab) does."""
    return tuple(part * share + under * (1 - share) for part, under in zip(colour, ground, strict=True))


TOKENS = read_tokens()
# (text, ground, share of the text's own or another colour mixed into the ground, least contrast)
PAIRS = (
    *((text, ground, None, TEXT) for text, ground in itertools.product(
        ("ink", "ink-2", "brand", "yes", "no", "live", *THEMES), GROUNDS)),
    *(("edge", ground, None, EDGE) for ground in GROUNDS),
    *((theme, ground, (theme, .13), TEXT)
      for theme, ground in itertools.product((*THEMES, "brand"), ("paper", "surface"))),
    *((theme, "surface", (theme, .17), TEXT) for theme in (*THEMES, "brand")),
    *(("on-brand", ground, None, TEXT) for ground in ("brand", "brand-deep", "live", "yes")),
    *((text, "live-soft", None, TEXT) for text in ("live", "ink", "ink-2")),
    *((text, "warn-soft", None, TEXT) for text in ("warn", "ink", "ink-2")),
    ("ink", "surface", ("yes", .16), TEXT), ("ink", "surface", ("yes", .09), TEXT),
    ("yes", "surface", ("yes", .08), TEXT),
    ("ink-2", "surface", ("no", .09), TEXT), ("no", "surface", ("no", .06), TEXT), ("ink", "mark", None, TEXT),
)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("text", "ground", "mixed", "least"), PAIRS)
def test_a_pair_is_readable(text, ground, mixed, least, scheme):
    at = SCHEMES[scheme]
    under = TOKENS[ground][at]
    if mixed:
        under = mix(TOKENS[mixed[0]][at], under, mixed[1])
    assert contrast(TOKENS[text][at], under) >= least


@pytest.mark.parametrize("name", TOKENS)
def test_a_colour_can_be_shown_as_it_is_written(name):
    for colour in TOKENS[name]:
        assert all(-.003 <= part <= 1.003 for part in to_linear(colour)), "outside sRGB: screens would change it"


# vermilion is for what is live and nothing else: the sheets that may name it, and for what
LIVE = {
    "tokens.css": "its value",
    "live.css": "the dot, the words and the band of what is live",
    "buttons.css": "the act of opening or closing",
    "badges.css": "the mark of a vote in progress",
    "bars.css": "participation in an open vote",
    "console.css": "the open vote in the run of show, and the time left",
    "vote.css": "the time left before the announced end of the open vote",
}


def test_vermilion_is_only_for_what_is_live():
    named = {path.name for path in SHEETS.glob("*.css") if "var(--live" in path.read_text(encoding="utf-8")}
    assert named <= set(LIVE)


def test_no_colour_is_written_outside_the_tokens():
    written = re.compile(r"(?<![\w-])(?:oklch|rgb|hsl)a?\(|#[0-9a-f]{3,8}\b", re.IGNORECASE)
    # the hall's screen is darker than a dark page; paper and a QR code are black on white; a dialog dims what is behind
    allowed = {"tokens.css", "projector.css", "print.css", "console.css", "messages.css"}
    assert not [path.name for path in SHEETS.glob("*.css")
                if path.name not in allowed and written.search(path.read_text(encoding="utf-8"))]


def test_the_order_names_every_sheet_once():
    order = (SHEETS / "order.txt").read_text(encoding="utf-8").split()
    assert sorted(order) == sorted(path.name for path in SHEETS.glob("*.css"))
    assert order[0] == "layers.css"


@pytest.mark.parametrize("path", sorted(SHEETS.glob("*.css")), ids=lambda path: path.name)
def test_every_rule_stands_in_a_layer(path):
    sheet = re.sub(r"/\*.*?\*/|@font-face \{[^}]*\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL).strip()
    assert re.fullmatch(r"(@layer [\w, ]+;\s*)?(@layer \w+ \{.*\})?", sheet, re.DOTALL)

"""The colours of the pages, as ink on paper: what `static/css/` says of pictures, in words that any program draws.

Custom properties, `light-dark()`, `oklch()` and `color-mix()` are worked out; the light scheme is the printed one.
"""

import re
from functools import cache
from math import cos, radians, sin

from forum.core.config import ROOT

SHEETS = ROOT / "static" / "css"
FACES = {"text": '"Atkinson Hyperlegible Next"', "display": '"Bricolage Grotesque"'}
TOKEN = re.compile(r"--([\w-]+): light-dark\(oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)")
VARIABLE = re.compile(r"var\(--([\w-]+)\)")
MIX = re.compile(r"color-mix\(in oklab, var\(--([\w-]+)\) (\d+)%, var\(--([\w-]+)\)\)")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@cache
def list_inks():
    """Give {name of a token: its light colour as (lightness, a, b) of Oklab}."""
    inks = {}
    for name, light, chroma, hue in TOKEN.findall((SHEETS / "tokens.css").read_text()):
        turn = radians(float(hue))
        inks.setdefault(name, (float(light) / 100, float(chroma) * cos(turn), float(chroma) * sin(turn)))
    return inks | {"paper": (1.0, 0.0, 0.0)}


def write_hex(ink):
    """Write an Oklab colour as "#rrggbb" (B. Ottosson, "A perceptual color space for image processing", 2020)."""
    light, a, b = ink
    long, middle, short = ((light + x * a + y * b) ** 3 for x, y in (
        (0.3963377774, 0.2158037573), (-0.1055613458, -0.0638541728), (-0.0894841775, -1.2914855480)))
    linear = (4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
              -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
              -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short)
    return "#" + "".join(f"{round(255 * _bend(min(max(part, 0), 1))):02x}" for part in linear)


def _bend(part):
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def _mix(found):
    first, share, second = list_inks()[found[1]], int(found[2]) / 100, list_inks()[found[3]]
    return write_hex(tuple(share * one + (1 - share) * two for one, two in zip(first, second, strict=True)))


@cache
def style_of_pictures():
    """Give the style sheet of the pictures of results, to stand inside each of them when it is printed."""
    sheet = COMMENT.sub("", (SHEETS / "charts.css").read_text()).strip()
    sheet = sheet.removeprefix("@layer components {").removesuffix("}")
    sheet = MIX.sub(_mix, sheet)
    return VARIABLE.sub(lambda found: FACES.get(found[1]) or write_hex(list_inks()[found[1]]), sheet).strip()


def dress(svg):
    """Give a picture of the pages that is drawn alike by itself: its style within it."""
    head, closing, rest = svg.partition(">")
    return f'{head} xmlns="http://www.w3.org/2000/svg"{closing}<style>{style_of_pictures()}</style>{rest}'


def shape_of(svg):
    """Give the width and the height of a picture, from its viewBox."""
    return tuple(float(number) for number in re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())

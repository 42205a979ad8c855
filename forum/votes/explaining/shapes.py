"""What a method says of a result beside its sentences: tables, pictures of them, and the measure of its bars."""

from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup, escape

from forum.core.i18n import _, format_number, format_percent, ngettext


@dataclass(frozen=True)
class Table:
    """Hold a table of texts: `rows` are tuples as long as `head`, the first cell of each names its row.

    `note` is a sentence below it, or "".
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Picture:
    """Hold a drawing whose numbers all stand in a table beside it; `title` says in a sentence what it shows."""

    title: str
    svg: Markup


@dataclass(frozen=True)
class Measure:
    """Say what the bar of an option compares: `words` with the unit, `part` of `whole`, and its `order`, best lowest.

    `share` is a percentage in words, or "" where none has a meaning.
    """

    words: str
    part: int
    whole: int
    order: int
    share: str = ""


def by_votes(result, paper, cast):
    """Measure each option by its votes, as a share of the ballots cast."""
    return {key: Measure(say_votes(figure["votes"]), figure["votes"], cast, -figure["votes"],
                         format_percent(figure["votes"], cast))
            for key, figure in result["figures"].items()}


def say_votes(number):
    """Say a number of votes."""
    return ngettext("%(written)s voix", "%(written)s voix", number, written=format_number(number))


def order_keys(result, measures):
    """List the options of a result, best first: those that won as they won, those at a tie, the others by measure."""
    place = {key: number for number, key in enumerate(result["winners"])}
    return sorted(measures, key=lambda key: (("won", "tied", "").index(standing_of(result, key)), place.get(key, 0),
                                             measures[key].order))


def standing_of(result, key):
    """Say where an option stands: "won", "tied" or ""."""
    return "won" if key in result["winners"] else "tied" if key in result["tied"] else ""


def name_all(names):
    """Write names one after the other: « A, B et C »."""
    *first, last = names
    return _("%(first)s et %(last)s", first=", ".join(first), last=last) if first else last


def write_mean(number):
    """Write a result's number, "7/2" or 3, with two decimals, rounded half up: « 3,50 », "3.50"."""
    exact = Fraction(number)
    hundredths = (exact.numerator * 200 + exact.denominator) // (exact.denominator * 2)
    whole, rest = divmod(hundredths, 100)
    return _("%(whole)s,%(rest)s", whole=format_number(whole), rest=f"{rest:02}")


def clip(text, most):
    """Shorten a text that has to stand on one line of a picture; the table has it whole."""
    return text if len(text) <= most else text[:most - 1].rstrip() + "…"


def picture(title, width, height, parts, css="chart"):
    """Put SVG elements (Markup) into a picture; width and height are in units of about a pixel on a phone."""
    svg = Markup('<svg class="{}" viewBox="0 0 {} {}" role="img"><title>{}</title>{}</svg>').format(
        css, width, height, title, Markup("").join(parts))
    return Picture(title, svg)


def element(name, text=None, **attributes):
    """Write one SVG element, everything in it escaped: `css` is its class, `_` in a name stands for a hyphen."""
    written = Markup("").join(
        Markup(' {}="{}"').format("class" if name == "css" else name.replace("_", "-"), value)
        for name, value in attributes.items() if value is not None)
    return Markup("<{0}{1}>{2}</{0}>").format(name, written, escape("" if text is None else text))

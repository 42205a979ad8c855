"""What the page of an import shows: its lines, a page at a time, where each stands and what is wrong with it."""

from dataclasses import dataclass

from forum.core.i18n import _
from forum.imports import placing, queries, rules
from forum.imports.faults import ROLES, say
from forum.imports.services import mark_of, unpack

PAGE = 50
FILTERS = ("", "left", "faults")
# how far in a line stands on the page
INSIDE = {role: depth for depth, roles in enumerate((
    ("context", "asks", "questions", "finding", "piste", "discussion", "wording", "parked", "parked_title", "proposals",
     "text", "speaker", "part_text"), ("finding_point", "remark", "point", "proposal")), 1) for role in roles}


@dataclass
class Row:
    """One line on the page; `mark` tells it from one that has changed since."""

    place: int
    role: str
    text: str
    number: str
    mark: str
    under: str
    fault: object
    inside: int


def confirmation(event, row, wanted="", page=1, late=None):
    """Give what the page of an import shows; `late` holds {place: Line} typed for lines that others had changed."""
    lines, late = unpack(row.lines), late or {}
    outline = placing.place(lines, queries.known_themes(event.id), queries.known_numbers(event.id))
    places = [place for place, line in enumerate(lines) if _is_wanted(place, line, wanted, outline)]
    pages = max(1, -(-len(places) // PAGE))
    page = min(max(page, 1), pages)
    names = {number: theme["title"] for number, theme in outline.themes.items() if theme["title"]}
    counted = placing.count(lines)
    return {
        "rows": [_row(place, lines[place], outline, names, late.get(place))
                 for place in places[(page - 1) * PAGE:page * PAGE]],
        "counts": [(role, ROLES[role], counted[role]) for role in rules.COUNTED if role in counted],
        "left": counted.get("left", 0), "faults": sorted(outline.faults), "total": len(lines), "found": len(places),
        "page": page, "pages": pages, "wanted": wanted, "roles": ROLES,
        "page_of": {place: 1 + place // PAGE for place in outline.faults},
    }


def _is_wanted(place, line, wanted, outline):
    return {"": True, "left": line.role == "left", "faults": place in outline.faults}[wanted]


def _row(place, line, outline, names, typed):
    shown = typed or line
    fault = say("stale") if typed else outline.faults.get(place) and say(outline.faults[place])
    return Row(place, shown.role, shown.text, shown.number, mark_of(line), _under(outline.places[place], names), fault,
               INSIDE.get(shown.role, 0))


def _under(where, names):
    if where is None:
        return ""
    kind, key = where
    if kind == "theme":
        return _("Thème %(number)s", number=key) + (f" · {names[key]}" if key in names else "")
    if kind == "recommendation":
        return _("Recommandation %(number)s", number=key)
    return key

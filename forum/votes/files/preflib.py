"""PrefLib: orders, complete or not, with ties or without (`.soc .soi .toc .toi`), and categories (`.cat`).

Lines that begin with # describe the file; then come `count: 3,1,{2,4}`, alternatives best first, and in a `.cat` the
alternatives of each category in turn. What the description says of their numbers is held against the content. Numbers
are the ids of the options. Format: N. Mattei and T. Walsh, "PrefLib: A Library for Preferences", 2013, and preflib.org.
"""

import re
from itertools import chain

from forum.votes.files.sheet import Sheet, check_options, list_lines, pick_ranked, read_whole, show
from forum.votes.strict_json import Unreadable

# whether the orders are complete, and whether they may hold ties
DATA_TYPES = {"soc": (True, False), "soi": (False, False), "toc": (True, True), "toi": (False, True),
              "cat": (False, True)}
NUMBERED = re.compile(r"(ALTERNATIVE|CATEGORY) NAME ([0-9]{1,9})", re.ASCII)
UNIQUE = ("NUMBER UNIQUE ORDERS", "NUMBER UNIQUE PREFERENCES")


def read_preflib(text, method=None, select=None, extension=""):
    """Read the text of a PrefLib file. Orders are counted by rank_irv, or rank_stv for several places; a .cat by judge.

    `extension` tells the kind of data where the file does not.
    """
    lines = list_lines(text)
    head, first = _read_head(lines)
    size = head.number("NUMBER ALTERNATIVES", 1)
    check_options(size, head.line_of("NUMBER ALTERNATIVES"))
    labels = {str(number): head.names["ALTERNATIVE"].get(number, str(number)) for number in range(1, size + 1)}
    kind = _tell_type(head, extension)
    sheet = Sheet("grades" if kind == "cat" else "ranking", labels)
    grades = _list_grades(head) if kind == "cat" else ()
    _read_orders(sheet, chain(first, lines), kind, grades)
    head.compare("NUMBER VOTERS", sheet.total, "the counts add up to")
    for name in UNIQUE:
        head.compare(name, len(sheet.rows), "the file holds")
    if kind == "cat":
        return sheet.use(method, select, "judge", grades=grades)
    return sheet.use(method, select, pick_ranked(select))


def _tell_type(head, extension):
    stated = head.values.get("DATA TYPE", ("",))[0].lower()
    if stated in DATA_TYPES:
        return stated
    if "NUMBER CATEGORIES" in head.values:
        return "cat"
    return extension if extension in DATA_TYPES else "toi"


class _Head:
    """Hold the lines that describe the file: {field: (value, line)} and the names of what is numbered."""

    def __init__(self):
        self.values, self.names, self.end = {}, {"ALTERNATIVE": {}, "CATEGORY": {}}, 1

    def add(self, text, line):
        name, colon, value = text.lstrip("#").partition(":")
        name, value = name.strip(), value.strip()
        if not colon:
            return
        if name in self.values:
            raise Unreadable(line, f"{name[:40]} is there twice")
        self.values[name] = value, line
        numbered = NUMBERED.fullmatch(name)
        if numbered:
            self.names[numbered[1]][int(numbered[2])] = value

    def line_of(self, name):
        return self.values.get(name, ("", self.end))[1]

    def number(self, name, least):
        if name not in self.values:
            raise Unreadable(self.end, f"{name} is missing from the lines before this one")
        value, line = self.values[name]
        return read_whole(value, line, name, least)

    def compare(self, name, found, what):
        """Hold a number that the file states, if it does, against what was found."""
        if name in self.values and self.number(name, 0) != found:
            raise Unreadable(self.line_of(name), f"{name} is {self.values[name][0]}, but {what} {found}")


def _read_head(lines):
    """Read the lines that describe the file; give them, and [(number, text)] of the first line that follows."""
    head, first = _Head(), []
    for number, line in lines:
        head.end = number
        if line.startswith("#"):
            head.add(line, number)
        elif line and not line.isspace():
            first.append((number, line))
            break
    head.number("NUMBER VOTERS", 0)
    size = head.number("NUMBER ALTERNATIVES", 1)
    for number in head.names["ALTERNATIVE"]:
        if not 1 <= number <= size:
            name = f"ALTERNATIVE NAME {number}"
            raise Unreadable(head.line_of(name), f"{name}, but there are {size} alternatives")
    return head, first


def _list_grades(head):
    """Give the names of the categories, best first, each different from the others."""
    size = head.number("NUMBER CATEGORIES", 1)
    line = head.line_of("NUMBER CATEGORIES")
    if size > 12:
        raise Unreadable(line, f"there are {size:,} categories, more than the 12 that can be grades")
    names = [head.names["CATEGORY"].get(number) or f"Category {number}" for number in range(1, size + 1)]
    return tuple(f"{name} ({place})" if name in names[:place - 1] else name for place, name in enumerate(names, 1))


def _read_orders(sheet, lines, kind, grades):
    """Read the orders into the sheet."""
    complete, ties = DATA_TYPES[kind]
    keys = {key: (key,) for key in sheet.labels}
    for line, text in lines:
        if text.startswith("#") or not text or text.isspace():
            continue
        count, colon, order = text.partition(":")
        if not colon:
            raise Unreadable(line, "a line must be a count, a colon and an order")
        votes = read_whole(count, line, "a count", 1)
        ranks = _read_ranks(order, line, keys, kind == "cat")
        named = [key for rank in ranks for key in rank]
        if len(set(named)) < len(named):
            raise Unreadable(line, f"the alternative {_find_twice(named)} is there twice")
        if complete and len(named) < len(keys):
            raise Unreadable(line, f"a .{kind} order must name all {len(keys)} alternatives, not {len(named)}")
        if not ties and any(len(rank) > 1 for rank in ranks):
            raise Unreadable(line, f"a .{kind} order must have no ties")
        if kind == "cat":
            if len(ranks) > len(grades):
                raise Unreadable(line, f"there are {len(ranks)} categories here, and {len(grades)} in all")
            ranks = tuple((key, grades[place]) for place, rank in enumerate(ranks) for key in rank)
        sheet.add(ranks, votes, line)


def _read_ranks(order, line, keys, may_be_empty):
    """Read « 3,{1,2},4 »: between braces a tie, or the alternatives of a category."""
    before, *pieces = order.split("{")
    ranks = [_rank_of(part, line, keys) for part in _list_outside(before, line, True, not pieces)]
    for place, piece in enumerate(pieces, 1):
        inside, closing, after = piece.partition("}")
        if not closing:
            raise Unreadable(line, "a brace is not closed")
        parts = inside.split(",") if inside.strip() else []
        if not parts and not may_be_empty:
            raise Unreadable(line, "a rank is empty")
        ranks.append(tuple(_rank_of(part, line, keys)[0] for part in parts))
        ranks += [_rank_of(part, line, keys) for part in _list_outside(after, line, False, place == len(pieces))]
    return tuple(ranks)


def _list_outside(text, line, is_first, is_last):
    """List what stands between two braces, or before the first, or after the last; commas keep it apart from them."""
    parts = text.split(",")
    beside = ([] if is_first else parts[:1]) + ([] if is_last else parts[-1:])
    if "".join(beside).strip() or (len(parts) < 2 and not is_first and not is_last):
        raise Unreadable(line, "a comma is missing beside a brace")
    return parts[0 if is_first else 1:len(parts) if is_last else -1]


def _rank_of(part, line, keys):
    """Give the one-key rank of an alternative; raises Unreadable when it is none."""
    key = part.strip()
    if key not in keys:
        raise Unreadable(line, f"{show(key)} is not the number of an alternative")
    return keys[key]


def _find_twice(named):
    seen = set()
    return next(key for key in named if key in seen or seen.add(key))

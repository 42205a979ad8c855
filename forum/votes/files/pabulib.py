"""Pabulib: a participatory budget, its projects with their costs, and the votes (`.pb`).

Three parts, META, PROJECTS and VOTES, each with a line of column names and columns between semicolons. `vote_type`
tells what a vote holds: approvals, one choice, points for some projects (cumulative, scoring), or an order. Where the
file's own `rule` is equal shares, its budget and costs are used; other rules of cities are not ours, and the type of
the votes chooses the method. A vote without a project is a blank ballot. Project numbers are the ids of the options.
Limits that the file states for a vote (min_length, max_sum_cost…) are not applied to votes that the city took. Format:
pabulib.org.
"""

import csv
from fractions import Fraction
from math import lcm

from forum.votes.files.sheet import Sheet, check_options, find_limits, list_lines, pick_ranked, read_whole, show
from forum.votes.strict_json import Unreadable

PARTS = ("META", "PROJECTS", "VOTES")
# what a type of vote holds, and the method that counts it when nothing else is said
VOTE_TYPES = {"approval": ("options", "approve"), "choose-1": ("options", "choose"), "cumulative": ("marks", "dots"),
              "scoring": ("marks", "score"), "ordinal": ("ranking", None)}
SHARES = ("equalshares", "equal_shares", "equal-shares", "mes")
LARGEST, DECIMALS = 10**15, 2  # three would be thousands as often


def read_pabulib(text, method=None, select=None):
    """Read the text of a .pb file, to be counted by the method that its rule or the type of its votes asks for."""
    parts = _Parts(text)
    meta = _read_meta(parts)
    budget = _read_amount(*meta["budget"], "the budget")
    kind, default = _choose_kind(meta)
    costs, labels = _read_projects(parts)
    _compare(meta, "num_projects", len(labels))
    sheet = Sheet(kind, labels)
    for line, row in parts.rows("VOTES", "voter_id", "vote"):
        sheet.add(_read_vote(row, line, kind, labels), 1, line)
    parts.end()
    _compare(meta, "num_votes", sheet.total)
    if kind == "options" and meta.get("rule", ("", 1))[0].lower().startswith(SHARES):
        default = "equal_shares"
    settings = _price(budget, list(costs.values())) if (method or default) == "equal_shares" else {}
    if kind == "marks":
        settings = find_limits(sheet, _read_limit(meta, "max_sum_points"), _read_limit(meta, "max_points"))
    return sheet.use(method, select, default or pick_ranked(select), **settings)


class _Parts:
    """Go through the three parts of a file, one after the other, as they must come."""

    def __init__(self, text):
        self._lines = ((number, line) for number, line in list_lines(text) if line.strip(" \t;"))
        self.line, self._next = 1, None
        self._step()

    def _step(self):
        found = next(self._lines, None)
        self.line, self._next = found or (self.line, None)

    def _name(self):
        """Give the name of the part that begins at this line, "" where none does."""
        word = (self._next or "").strip(" \t;").upper()
        return word if word in PARTS else ""

    def rows(self, name, *needed):
        """Yield (line, cells by the names of their columns) of a part that has to begin here."""
        if self._name() != name:
            raise Unreadable(self.line, f"the part {name} must begin here")
        self._step()
        columns = [] if self._next is None or self._name() else _split_cells(self._next, self.line)
        columns = [column.lower() for column in columns]
        for column in needed:
            if column not in columns:
                raise Unreadable(self.line, f"the column {column} is missing from {name}")
        self._step()
        while self._next is not None and not self._name():
            cells = _split_cells(self._next, self.line)
            if len(cells) > len(columns):
                raise Unreadable(self.line, f"there are {len(cells)} columns here, and {len(columns)} have a name")
            yield self.line, dict.fromkeys(needed, "") | dict(zip(columns, cells, strict=False))
            self._step()

    def end(self):
        """Refuse anything that follows the last part; raises Unreadable."""
        if self._next is not None:
            raise Unreadable(self.line, f"{show(self._next)} is not expected here")


def _split_cells(line, number):
    if '"' not in line:
        return [cell.strip() for cell in line.split(";")]
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=";"))]
    except (csv.Error, StopIteration) as error:
        raise Unreadable(number, f"this line cannot be cut into columns ({error})") from None


def _read_meta(parts):
    """Give {key: (value, line)}."""
    meta, line = {}, 1
    for line, row in parts.rows("META", "key", "value"):
        key = row["key"].lower()
        if key in meta:
            raise Unreadable(line, f"{key[:40]} is there twice")
        meta[key] = row["value"], line
    for name in ("vote_type", "budget"):
        if name not in meta:
            raise Unreadable(line, f"{name} is missing from META")
    return meta


def _choose_kind(meta):
    word, line = meta["vote_type"]
    if word.lower() not in VOTE_TYPES:
        raise Unreadable(line, f"the vote_type {show(word)} is not one of: {', '.join(VOTE_TYPES)}")
    return VOTE_TYPES[word.lower()]


def _read_amount(text, line, what):
    """Read an amount as an exact fraction, with at most two decimals behind a point or a comma."""
    whole, _, rest = text.replace(",", ".").partition(".")
    rest = rest.rstrip("0")
    if not rest:
        return Fraction(read_whole(whole, line, what, 1, LARGEST))
    if len(rest) > DECIMALS or not rest.isascii() or not rest.isdigit():
        raise Unreadable(line, f"{what} must be a number with at most {DECIMALS} decimals, not {show(text)}")
    return read_whole(whole, line, what, 0, LARGEST) + Fraction(int(rest), 10 ** len(rest))


def _price(budget, costs):
    """Give the budget and the costs as whole numbers of the largest parts that hold them all, and these parts."""
    scale = lcm(*(amount.denominator for amount in (budget, *costs)))
    return {"budget": int(budget * scale), "costs": tuple(int(cost * scale) for cost in costs), "scale": scale}


def _read_limit(meta, name):
    return read_whole(*meta[name], name) if name in meta else 0


def _compare(meta, name, found):
    if name in meta and read_whole(*meta[name], name) != found:
        raise Unreadable(meta[name][1], f"{name} is {meta[name][0]}, but the file holds {found}")


def _read_projects(parts):
    """Give the costs and the names of the projects, by their ids."""
    costs, labels = {}, {}
    for line, row in parts.rows("PROJECTS", "project_id", "cost"):
        key = row["project_id"]
        if not key:
            raise Unreadable(line, "a project has no project_id")
        if key in costs:
            raise Unreadable(line, f"the project {show(key)} is there twice")
        costs[key] = _read_amount(row["cost"], line, "a cost")
        labels[key] = row.get("name") or key
        check_options(len(labels), line)
    return costs, labels


def _read_vote(row, line, kind, labels):
    """Give the ballot of a line, () for a blank one."""
    keys = [key.strip() for key in row["vote"].split(",")] if row["vote"] else []
    for key in keys:
        if key not in labels:
            raise Unreadable(line, f"the project {show(key)} is not in this file")
    if len(set(keys)) < len(keys):
        raise Unreadable(line, "a project is there twice")
    if kind == "options":
        return tuple(sorted(keys))
    if kind == "ranking":
        return tuple((key,) for key in keys)
    points = [read_whole(point, line, "a number of points", 0, 10**9)
              for point in row.get("points", "").split(",")] if keys else []
    if len(points) != len(keys):
        raise Unreadable(line, f"there are {len(keys)} projects and {len(points)} numbers of points")
    return tuple((key, point) for key, point in sorted(zip(keys, points, strict=True)) if point)

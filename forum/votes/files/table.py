"""Tables (CSV): a line of headings, then a line for each ballot, columns between commas, semicolons or tabs.

Either the headings are options, and a cell holds what the ballot says of one: a rank (1 is best; equal ranks are a
tie), a mark, a grade in words, or a cross. Or they are ranks, « rang 1 », "rank 1", « choix 1 », "choice 1", and a cell
holds the name of the option at that rank (several joined by = are a tie). An empty cell says nothing. A column « nombre
» or "count" tells how many ballots a line stands for, « poids » or "weight" what each of them weighs; columns that name
the ballot, its time or its voter are read over. Names of options are their ids.
"""

import csv
import io
import re
import unicodedata

from forum.votes.files.sheet import Sheet, check_options, find_limits, pick_ranked, read_whole, show
from forum.votes.methods import judge
from forum.votes.sealing import LARGEST_INTEGER
from forum.votes.strict_json import Unreadable

SEPARATORS = ",;\t"
RANK = re.compile(r"(?:rang|rank|choix|choice|pr\wf\wrence)\s*(?:n[o°º]\s*|#\s*)?([0-9]{1,4})", re.IGNORECASE)
COUNTS = {"nombre", "count", "bulletins", "ballots", "poids", "weight"}
OTHERS = {"id", "bulletin", "ballot", "votant", "voter", "horodateur", "timestamp", "milieu", "sector", "secteur",
          "canal", "channel"}
CROSSES = {"x", "✓", "✗", "oui", "yes"}
LONGEST_NAME = 300


def read_table(text, method=None, select=None):
    """Read the text of a table. Without a method, what the cells hold chooses it.

    Ranks: rank_irv, or rank_stv for several places. Marks: score. Grades: judge. Crosses, or marks that are all 0 or 1:
    approve. Numbers are ranks when a method that ranks is asked for, or when each ballot numbers its options 1, 2, 3…
    """
    rows = _list_rows(unicodedata.normalize("NFC", text))
    line, headings = next(rows, (1, None))
    if headings is None:
        raise Unreadable(1, "the file is empty")
    table = _Headings(headings, line)
    if table.ranks:
        sheet, default = _read_ranks(rows, table), pick_ranked(select)
        return sheet.use(method, select, default)
    plain = Sheet(None, {})
    for line, cells in rows:
        plain.add(table.take(cells, line), table.votes(cells, line), line)
    kind = _tell_kind(plain.rows, method)
    sheet = Sheet(kind, {name: name for name in table.options})
    for ballot, (line, votes) in plain.rows.items():
        sheet.add(READ[kind](ballot, line, method), votes, line)
    default = {"ranking": pick_ranked(select), "options": "approve", "marks": "score", "grades": "judge"}[kind]
    limits = find_limits(sheet) if kind == "marks" else {}
    if limits and (method or default) == "score":
        limits["maximum"] = max(limits["maximum"], 5)
    return sheet.use(method, select, default, **limits)


def _list_rows(text):
    """Give (line, cells) for each row that is not empty; a cell in double quotes may hold line ends."""
    first = text.lstrip("\r\n").partition("\n")[0]
    bare = re.sub(r'"[^"]*"', "", first)
    separator = max(SEPARATORS, key=bare.count)
    if separator not in bare:
        raise Unreadable(1, "the first line must hold headings between commas, semicolons or tabs")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(line, f"this row cannot be cut into columns ({error})") from None


class _Headings:
    """Know what each column is: an option, a rank, or a number of ballots."""

    def __init__(self, names, line):
        self.size, self.ranks, self.options, self.counts, self.known = len(names), {}, {}, [], {}
        for place, name in enumerate(names):
            rank = RANK.fullmatch(name)
            if rank:
                self.ranks.setdefault(int(rank[1]), []).append(place)
            elif name.casefold() in COUNTS:
                self.counts.append(place)
            elif name and name.casefold() not in OTHERS:
                if name in self.options:
                    raise Unreadable(line, f"the option {show(name)} is there twice")
                self.options[_check_name(name, line)] = place
        if self.ranks and self.options:
            raise Unreadable(line, f"the headings are ranks, but {show(next(iter(self.options)))} is none")
        check_options(len(self.options), line)
        self.ranks = [place for rank in sorted(self.ranks) for place in self.ranks[rank]]

    def take(self, cells, line):
        """Give ((option, cell)…) of the cells that say something; equal ones are one object."""
        if len(cells) > self.size:
            raise Unreadable(line, f"there are {len(cells)} columns here, and {self.size} have a heading")
        pairs = [(name, cells[place]) for name, place in self.options.items() if place < len(cells) and cells[place]]
        return tuple([self.known.setdefault(pair, pair) for pair in pairs])

    def votes(self, cells, line):
        votes = 1
        for place in self.counts:
            if place < len(cells) and cells[place]:
                votes *= read_whole(cells[place], line, "a number of ballots or a weight")
        if votes > LARGEST_INTEGER:
            raise Unreadable(line, "the votes add up to more than can be sealed")
        return votes


def _check_name(name, line):
    if len(name) > LONGEST_NAME:
        raise Unreadable(line, f"the name {show(name)} is longer than {LONGEST_NAME} characters")
    return name


def _read_ranks(rows, table):
    """Read ballots that name an option at each rank; every name that is met is an option."""
    labels, sheet = {}, Sheet("ranking", {})
    for line, cells in rows:
        if len(cells) > table.size:
            raise Unreadable(line, f"there are {len(cells)} columns here, and {table.size} have a heading")
        ranks = []
        for place in table.ranks:
            cell = cells[place] if place < len(cells) else ""
            names = tuple(name.strip() for name in cell.split("=")) if "=" in cell else (cell,)
            ranks.append(tuple(name for name in names if name))
            for name in ranks[-1]:
                labels.setdefault(_check_name(name, line), name)
        check_options(len(labels), line)
        sheet.add(tuple(ranks) if any(ranks) else (), table.votes(cells, line), line)
    sheet.labels = labels
    return sheet


def _tell_kind(ballots, method):
    """Tell what the cells hold: "ranking", "options", "marks" or "grades"."""
    cells = {cell for ballot in ballots for _, cell in ballot}
    if not all(cell.isascii() and cell.isdigit() for cell in cells - {"0"}):
        return "options" if {cell.casefold() for cell in cells} <= CROSSES | {"0", "1"} else "grades"
    if method is not None:
        return "ranking" if method.startswith("rank_") else "options" if method in OF_OPTIONS else "marks"
    if all(_is_numbered(ballot) for ballot in ballots):
        return "ranking"
    return "options" if cells <= {"0", "1"} else "marks"


OF_OPTIONS = ("choose", "approve", "equal_shares")


def _is_numbered(ballot):
    """Tell whether a ballot numbers its options 1, 2, 3… each once."""
    return {cell.lstrip("0") for _, cell in ballot} == {str(number) for number in range(1, len(ballot) + 1)}


def _read_numbers(ballot, line, method):
    """Read ranks: options with the same number share one, and ranks that nobody is at close up."""
    ranks = {}
    for name, cell in ballot:
        ranks.setdefault(read_whole(cell, line, f"the rank of {show(name)}", 1), []).append(name)
    return tuple(tuple(ranks[rank]) for rank in sorted(ranks))


def _read_crosses(ballot, line, method):
    for name, cell in ballot:
        if cell.casefold() not in CROSSES | {"0", "1"}:
            raise Unreadable(line, f"{show(cell)} at {show(name)} is neither a cross, nor 0 or 1")
    return tuple(name for name, cell in ballot if cell != "0")


def _read_marks(ballot, line, method):
    """Read marks; for dots nought is nothing, and a ballot of noughts is blank."""
    marks = [(name, read_whole(cell, line, f"the mark of {show(name)}")) for name, cell in ballot]
    return tuple(pair for pair in marks if pair[1] or method != "dots")


def _read_grades(ballot, line, method):
    known = {grade.casefold(): grade for grade in judge.GRADES}
    for _, cell in ballot:
        if cell.casefold() not in known:
            raise Unreadable(line, f"{show(cell)} is neither a number nor one of the grades {', '.join(judge.GRADES)}")
    return tuple((name, known[cell.casefold()]) for name, cell in ballot)


READ = {"ranking": _read_numbers, "options": _read_crosses, "marks": _read_marks, "grades": _read_grades}

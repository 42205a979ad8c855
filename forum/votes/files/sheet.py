"""What the readers of other kinds of files have in common: lines, options, ballots, and how they come to a count."""

import re

from forum.votes.faults import Invalid
from forum.votes.majority import Roll, Rule
from forum.votes.methods import METHODS, Paper, count, read_choice
from forum.votes.methods.paper import BLANK
from forum.votes.methods.ranking import close_up, write_choice
from forum.votes.reading import MOST_OPTIONS, find_faults, reason_of
from forum.votes.sealing import LARGEST_INTEGER
from forum.votes.strict_json import Unreadable

LINE_ENDS = re.compile("\r\n|\n|\r")
WHOLE = re.compile(r"[0-9]{1,16}", re.ASCII)
MOST_MARKS = 3_000_000  # in all different ballots together, each counting for a few more: they are held in memory
A_FEW = 4
HOLDS = {"ranking": "rankings", "options": "options that are named", "marks": "marks in numbers",
         "grades": "grades in words"}
COUNTED_BY = {"ranking": ("rank_irv", "rank_schulze", "rank_stv"), "options": ("choose", "approve", "equal_shares"),
              "marks": ("dots", "score"), "grades": ("judge",)}


def read_text(data):
    """Give the text of a file in UTF-8, with or without a byte order mark; raises Unreadable with the line."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(data.count(b"\n", 0, error.start) + 1, "this is not UTF-8") from None


def list_lines(text):
    """Yield (number, line without its end) for each line of a text, counted from 1."""
    begin = number = 0
    for number, end in enumerate(LINE_ENDS.finditer(text), 1):
        yield number, text[begin:end.start()]
        begin = end.end()
    yield number + 1, text[begin:]


def read_whole(text, line, what, least=0, most=LARGEST_INTEGER):
    """Read a whole number of ordinary digits; raises Unreadable when it is none, or out of bounds."""
    text = text.strip()
    if not WHOLE.fullmatch(text):
        raise Unreadable(line, f"{what} must be a whole number, not {show(text)}")
    number = int(text)
    if not least <= number <= most:
        bounds = f"at least {least}" if number < least else f"at most {most:,}"
        raise Unreadable(line, f"{what} must be {bounds}, not {number}")
    return number


def show(text):
    """Quote a piece of a file in a refusal, short and on one line."""
    return repr(text if len(text) <= 40 else text[:39] + "…")


def check_options(number, line):
    """Refuse a file with more options than any method counts; raises Unreadable."""
    if number > MOST_OPTIONS[None]:
        raise Unreadable(line, f"there are {number:,} options, and at most {MOST_OPTIONS[None]:,} can be counted")


class Sheet:
    """Hold the options and the ballots of a file, to be counted as those of a poll.

    `kind` says what its ballots hold: "ranking", "options", "marks" (numbers) or "grades" (words). Identical ballots
    are held once, with the line of the first.
    """

    def __init__(self, kind, labels):
        self.kind, self.labels = kind, labels
        self.rows, self.total, self.marks, self.paper = {}, 0, 0, None

    def add(self, ballot, votes, line):
        """Add votes for a ballot, a tuple of ranks (keys, best first, to be closed up), of keys, or of (key, mark)."""
        self.total += votes
        if self.total > LARGEST_INTEGER:
            raise Unreadable(line, "the votes add up to more than can be sealed")
        row = self.rows.get(ballot)
        if row is not None:
            row[1] += votes
            return
        self.rows[ballot] = [line, votes]
        self.marks += len(ballot) + A_FEW
        if self.marks > MOST_MARKS:
            raise Unreadable(line, "there are more different ballots than can be counted")

    def use(self, method, select, default, **settings):
        """Choose the method (`default` where none is given) and the settings it takes, as far as they are known."""
        method = method or default
        if method not in COUNTED_BY[self.kind]:
            suited = ", ".join(COUNTED_BY[self.kind])
            raise Unreadable(1, f"this file holds {HOLDS[self.kind]}, which {method} does not count ({suited} can)")
        known = METHODS[method].SETTINGS
        taken = {name: value for name, value in settings.items()
                 if value is not None and (name in known or name == "scale" and "costs" in known)}
        self.paper = Paper(method, tuple(self.labels), select or 1, **taken)
        for name, reason in find_faults(self.paper):
            raise Unreadable(1, f"{name}: {reason}")
        return self

    def count(self):
        """Count the ballots and give the contract's `result`, with `labels` where options have names beside their ids.

        Raises Unreadable at the first ballot that is not allowed.
        """
        ballots = [(self._read(ballot, line), votes) for ballot, (line, votes) in self.rows.items()]
        try:
            result = count(ballots, self.paper, Rule(), Roll())
        except Invalid as error:
            raise Unreadable(1, _say(error)) from None
        named = any(key != label for key, label in self.labels.items())
        return result | ({"labels": self.labels} if named else {})

    def _read(self, ballot, line):
        if not ballot:
            return BLANK
        if self.kind == "ranking":
            choice = write_choice(close_up(ballot, METHODS[self.paper.method].TAKES_TIES))
        elif self.kind == "options":
            choice = {"options": list(ballot)}
        else:
            choice = {"marks": dict(ballot)}
        try:
            return read_choice(choice, self.paper)
        except Invalid as error:
            raise Unreadable(line, _say(error)) from None


def _say(error):
    place, fault = next(iter(error.faults.items()))
    return f"{place}: {reason_of(fault)}"


def pick_ranked(select):
    """Name the method that counts rankings when none is said: for one place, or for several."""
    return "rank_stv" if select and select > 1 else "rank_irv"


def find_limits(sheet, points=0, maximum=0):
    """Give the settings of marks in numbers: what the file says, or what its ballots hold where that is more."""
    marks = [[mark for _, mark in ballot] for ballot in sheet.rows]
    most = max((max(row) for row in marks if row), default=1)
    spread = max((sum(row) for row in marks), default=1)
    return {"points": max(points, spread, 1), "maximum": max(maximum, most, 1)}

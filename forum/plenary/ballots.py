"""The plain form of a ballot: what it offers, the contract's choice that it sent, and what it holds of a choice."""

import re
from dataclasses import dataclass, field, replace

from forum.core.errors import Refusal
from forum.core.i18n import lazy
from forum.votes.explaining import EXPLAINED
from forum.votes.faults import Invalid
from forum.votes.methods import METHODS

WHOLE = re.compile(r"[+-]?[0-9]{1,9}")
NOTHING_CHOSEN = lazy("Faites votre choix, puis touchez Voter.")
BLANK_AND_MORE = lazy("Un bulletin blanc ne contient rien d’autre : gardez l’un ou l’autre.")
# a longer scale is a number to write, not a row of buttons
LONGEST_ROW = 10
# what is wrong with the marks together, not with one
BETWEEN_MARKS = ("too_few_points", "too_many_points")


@dataclass(frozen=True)
class Form:
    """Say what the form of a poll offers.

    `kind` names its template; `answers` are (value, word, meaning), `grades` (value, word) in the order they are shown;
    `least` and `most` bound the choices, the ranks, or what one option is given; an objection carries a reason of at
    most `longest` characters.
    """

    kind: str
    least: int = 1
    most: int = 1
    answers: tuple = ()
    grades: tuple = ()
    is_scale: bool = False
    ties: bool = False
    longest: int = 0

    @property
    def is_single(self):
        """Tell whether one answer excludes the others by itself."""
        return self.kind == "answer" or (self.kind == "options" and self.most == 1)


@dataclass(frozen=True)
class Held:
    """Hold what stands in each field of a form; `marks` and `ranks` are by option."""

    blank: bool = False
    answer: str | None = None
    reason: str = ""
    options: frozenset = frozenset()
    marks: dict = field(default_factory=dict)
    ranks: dict = field(default_factory=dict)

    @classmethod
    def of(cls, choice):
        """Give what a form holds of a choice, be it one that was refused."""
        groups = choice.get("ranking")
        ranks = {key: rank for rank, group in enumerate(groups, 1) for key in group} if isinstance(groups, list) else {}
        return cls(choice.get("blank") is True, choice.get("answer"), choice.get("reason", ""),
                   frozenset(choice.get("options", ())), choice.get("marks", {}), ranks)


def form_of(row):
    """Give the Form of a poll's row."""
    method, paper = METHODS[row.method], row.paper
    if method.BALLOT == "answer":
        return answer_form(method)
    if method.BALLOT == "marks":
        grades = grades_of(paper)
        is_scale = method.NAME == "score" and bool(grades)
        return Form("marks", paper.minimum or 1, paper.maximum or 0, grades=grades, is_scale=is_scale)
    size = len(paper.options)
    most = 1 if method.NAME == "choose" else paper.maximum or size
    return Form(method.BALLOT, paper.minimum or 1, most, ties=getattr(method, "TAKES_TIES", False))


def answer_form(method):
    """Give the Form of a question: its answers, each with what it means where a word does not say it."""
    explained = EXPLAINED[method.NAME]
    meanings = getattr(explained, "MEANINGS", {})
    answers = tuple((answer, explained.ANSWERS[answer](), meanings[answer]() if meanings else "")
                    for answer in method.ANSWERS)
    return Form("answer", answers=answers, longest=getattr(method, "LONGEST_REASON", 0))


def grades_of(paper):
    """Give the marks that an option may be given, as (value, word); none where a number is written."""
    if paper.method == "score":
        return tuple((mark, str(mark)) for mark in range(paper.maximum + 1)) if paper.maximum <= LONGEST_ROW else ()
    return tuple((word, EXPLAINED["judge"].say_grade(word)) for word in paper.grades)


def read_form(values, method=None):
    """Give the contract's choice that a plain form sent; what contradicts itself is sent on to be refused.

    `method` is that of the poll, where it is known: grades that are numbers are words to a majority judgment.
    """
    options = values.getlist("options")
    if values.get("answer") == "blank" or options == [""]:
        return {"blank": True}
    marks = {name[5:]: read_mark(value, method) for name, value in values.items()
             if name.startswith("mark:") and value.strip()}
    ranks = {name[5:]: value for name, value in values.items() if name.startswith("rank:") and value.strip()}
    choice = {"blank": True} if values.get("blank") else {}
    if values.get("answer"):
        choice["answer"] = values["answer"]
    if values.get("reason", "").strip() and values.get("answer") == "object":
        choice["reason"] = values["reason"].strip()
    if options:
        choice["options"] = options
    if marks:
        choice["marks"] = marks
    return choice | ({"ranking": read_ranks(ranks)} if ranks else {})


def read_mark(text, method):
    """Give a mark as a number where it is one; anything else is left as it was typed, to be refused and shown again."""
    text = text.strip()
    return int(text) if method != "judge" and WHOLE.fullmatch(text) else text


def read_ranks(ranks):
    """Give the ranking that {option: rank as text} stands for: equal ranks are a tie, skipped ones close up."""
    if not all(WHOLE.fullmatch(rank.strip()) for rank in ranks.values()):
        return None
    groups = {}
    for key, rank in ranks.items():
        groups.setdefault(int(rank), []).append(key)
    return [groups[rank] for rank in sorted(groups)]


def refuse_unclear(choice):
    """Refuse a form that a person would not call a ballot, in a sentence for a person: raises Refusal("invalid")."""
    if not choice:
        raise Refusal("invalid", NOTHING_CHOSEN)
    if "blank" in choice and len(choice) > 1:
        raise Refusal("invalid", BLANK_AND_MORE)


@dataclass(frozen=True)
class Refused:
    """A ballot that is sent back: what it held, what is wrong with it, and the fields that this is about."""

    choice: dict
    fault: str
    fields: dict

    @classmethod
    def of(cls, row, choice, refusal):
        """Give the ballot that was refused for a poll's row."""
        fault = str(next(iter(refusal.fields.values()), refusal.message))
        return cls(choice, fault, point_out(row, choice, fault))


def point_out(row, choice, sentence):
    """Give {field: sentence} for the fields of a refused choice that its fault is about: options, or "reason"."""
    method, paper = METHODS[row.method], row.paper
    if "blank" in choice:
        return {}
    if choice.get("answer") == "object":
        return {"reason": sentence}
    if method.BALLOT == "ranking":
        groups = choice.get("ranking") or ()
        return {} if method.TAKES_TIES else {key: sentence for group in groups if len(group) > 1 for key in group}
    return {key: sentence for key, mark in choice.get("marks", {}).items() if is_wrong(method, paper, key, mark)}


def is_wrong(method, paper, key, mark):
    """Tell whether a mark would be refused whatever stands beside it."""
    try:
        method.read_choice({"marks": {key: mark}}, replace(paper, minimum=None))
    except Invalid as error:
        return error.faults["choice"].code not in BETWEEN_MARKS
    return False

"""Scores: each voter marks the options from 0 to `maximum`; the `select` options with the highest total win.

An option that a ballot does not mark gets 0 from it, so that totals and means put the options in the same order.
Method: range voting; W. D. Smith, "Range voting", 2000.
"""

from dataclasses import replace
from fractions import Fraction

from forum.votes.faults import Invalid
from forum.votes.methods.places import (
    check_number,
    check_select,
    check_sum,
    explain_places,
    read_marks,
    write_number,
)
from forum.votes.ties import cut, rank_by

NAME = "score"
BALLOT = "marks"
SETTINGS = ("select", "maximum")
TAKES_OPTIONS = True
TAKES_MAJORITY = False
HIGHEST = 5
LONGEST_SCALE = 10_000


def most(paper):
    """Give the highest mark: five, unless the paper says another."""
    return HIGHEST if paper.maximum is None else paper.maximum


def check(paper):
    """Return the faults of the paper's settings, by field: 1 ≤ maximum ≤ 10 000, 1 ≤ select ≤ options."""
    return check_number("maximum", most(paper), 1, LONGEST_SCALE) | check_select(paper)


def settle(paper):
    """Give the paper with its highest mark spelled out."""
    return replace(paper, maximum=most(paper))


def read_choice(choice, paper):
    """Give the choice in its one canonical form, marked options in the paper's order; raises Invalid("choice").

    A mark of 0 stays: it says what the voter did. At least one option is marked.
    """
    marks, highest = read_marks(choice, paper), most(paper)
    if not marks:
        raise Invalid.at("choice", "nothing_marked")
    for mark in marks.values():
        if type(mark) is not int or not 0 <= mark <= highest:
            raise Invalid.at("choice", "out_of_scale", high=highest)
    return {"marks": {key: marks[key] for key in paper.options if key in marks}}


def tally(ballots, paper, rule, roll):
    """Count [(canonical choice, votes)…] and give the contract's `result`.

    `votes` are the ballots that marked an option above 0, `total` the sum of its marks, `mean` that sum over all
    ballots that are not blank, 0 where there are none. An option whose total is 0 never wins. Raises Invalid("ballots")
    when the marks add up to more than can be sealed.
    """
    votes, total, cast = dict.fromkeys(paper.options, 0), dict.fromkeys(paper.options, 0), 0
    for choice, weight in ballots:
        marks = choice.get("marks")
        if marks is None:
            continue
        cast += weight
        for key, mark in marks.items():
            if mark:
                votes[key] += weight
                total[key] += weight * mark
    figures = {key: {"votes": votes[key], "total": check_sum(total[key]),
                     "mean": write_number(Fraction(total[key], max(cast, 1)))} for key in paper.options}
    return cut(rank_by(total), paper.select, rule.tie) | {"figures": figures}


def explain(result, paper, rule, roll):
    """Say in codes and numbers why the result is what it is."""
    return explain_places(result, paper, "total")

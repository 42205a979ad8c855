"""Dots: each voter spreads points over the options, at most `maximum` on one; the `select` with most points win.

Also called cumulative voting, or dotmocracy. Points that are not spread are lost. Method: A. T. Cole, "Legal and
mathematical aspects of cumulative voting", 1950.
"""

from dataclasses import replace

from forum.votes.faults import Invalid
from forum.votes.methods.places import check_number, check_select, check_sum, explain_places, read_marks
from forum.votes.ties import cut, rank_by

NAME = "dots"
BALLOT = "marks"
SETTINGS = ("select", "minimum", "maximum", "points")
TAKES_OPTIONS = True
TAKES_MAJORITY = False
POINTS = 10
MOST_POINTS = 10_000


def points_of(paper):
    """Give how many points a voter has: as many as one option may get where only that is said, else ten."""
    if paper.points is not None:
        return paper.points
    return POINTS if paper.maximum is None else paper.maximum


def most(paper):
    """Give how many points one option may get from a ballot: all, unless the paper says fewer."""
    return points_of(paper) if paper.maximum is None else paper.maximum


def least(paper):
    """Give how many points a ballot must spread: one, unless the paper says more."""
    return 1 if paper.minimum is None else paper.minimum


def check(paper):
    """Return the faults of the paper's settings, by field.

    1 ≤ points; 1 ≤ maximum ≤ points; 1 ≤ minimum ≤ what a ballot can spread; 1 ≤ select ≤ options.
    """
    faults = check_number("points" if paper.points is not None else "maximum", points_of(paper), 1, MOST_POINTS)
    if not faults:
        faults |= check_number("maximum", most(paper), 1, points_of(paper))
        most_spread = min(points_of(paper), most(paper) * len(paper.options))
        faults |= {} if faults else check_number("minimum", least(paper), 1, most_spread)
    return faults | check_select(paper)


def settle(paper):
    """Give the paper with its limits spelled out."""
    return replace(paper, points=points_of(paper), maximum=most(paper), minimum=least(paper))


def read_choice(choice, paper):
    """Give the choice in its one canonical form, options with points in the paper's order; raises Invalid("choice").

    Nought is the same as nothing, and left out.
    """
    marks, limit = read_marks(choice, paper), most(paper)
    for mark in marks.values():
        if type(mark) is not int or mark < 0:
            raise Invalid.at("choice", "not_points")
        if mark > limit:
            raise Invalid.at("choice", "too_many_on_one", maximum=limit)
    given = sum(marks.values())
    if given > points_of(paper):
        raise Invalid.at("choice", "too_many_points", points=points_of(paper), given=given)
    if given < least(paper):
        raise Invalid.at("choice", "too_few_points", minimum=least(paper), given=given)
    return {"marks": {key: marks[key] for key in paper.options if marks.get(key)}}


def tally(ballots, paper, rule, roll):
    """Count [(canonical choice, votes)…] and give the contract's `result`.

    `votes` are the ballots that gave an option something, `points` what they gave. An option without a point never
    wins. Raises Invalid("ballots") when the points are more than can be sealed.
    """
    votes, points = dict.fromkeys(paper.options, 0), dict.fromkeys(paper.options, 0)
    for choice, weight in ballots:
        for key, mark in choice.get("marks", {}).items():
            votes[key] += weight
            points[key] += weight * mark
    check_sum(sum(points.values()))
    standing = cut(rank_by(points), paper.select, rule.tie)
    return standing | {"figures": {key: {"votes": votes[key], "points": points[key]} for key in paper.options}}


def explain(result, paper, rule, roll):
    """Say in codes and numbers why the result is what it is."""
    return explain_places(result, paper, "points")

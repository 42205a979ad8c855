"""What the methods that fill a number of places have in common: how many, and why they were filled as they are."""

from dataclasses import replace

from forum.votes.faults import Fault, Invalid
from forum.votes.majority import write_fraction
from forum.votes.methods.paper import Remark
from forum.votes.sealing import LARGEST_INTEGER


def check_number(name, value, low, high):
    """Return the fault of a setting, by field, that is not from `low` to `high`."""
    return {} if low <= value <= high else {name: Fault("out_of_bounds", {"low": low, "high": high})}


def check_select(paper):
    """Return the fault of the number of options to be chosen, by field: 1 ≤ select ≤ options."""
    return check_number("select", paper.select, 1, len(paper.options))


def least(paper):
    """Give how many options, or ranks, a ballot must fill at least: one, unless the paper says more."""
    return 1 if paper.minimum is None else paper.minimum


def most(paper):
    """Give how many options, or ranks, a ballot may fill at most: all, unless the paper says fewer."""
    return len(paper.options) if paper.maximum is None else paper.maximum


def check_limits(paper):
    """Return the faults of the paper's settings, by field: 1 ≤ minimum ≤ maximum ≤ options, 1 ≤ select ≤ options."""
    faults = check_number("maximum", most(paper), 1, len(paper.options))
    return (faults or check_number("minimum", least(paper), 1, most(paper))) | check_select(paper)


def settle_limits(paper):
    """Give the paper with its limits spelled out."""
    return replace(paper, minimum=least(paper), maximum=most(paper))


def check_sum(number):
    """Give a number that the ballots add up to; raises Invalid("ballots") when it is too large to be sealed."""
    if number > LARGEST_INTEGER:
        raise Invalid.at("ballots", "sum_too_large")
    return number


def write_number(value):
    """Write an exact number as results hold it: a whole one as it is, another as "7/2"; raises Invalid("ballots")."""
    check_sum(max(value.numerator, value.denominator))
    return value.numerator if value.denominator == 1 else write_fraction(value)


def read_marks(choice, paper):
    """Give the marks of a choice, {option: anything}; raises Invalid("choice") when it is no answer of that kind."""
    marks = choice.get("marks") if len(choice) == 1 else None
    if not isinstance(marks, dict):
        raise Invalid.at("choice", "not_a_choice")
    if not paper.keys.issuperset(marks):
        raise Invalid.at("choice", "foreign_option")
    return marks


def explain_places(result, paper, measure="votes"):
    """Say in codes and numbers why the places are filled; what was equal in a tie is a figure, `measure`."""
    if result["status"] == "no_result":
        return [Remark("no_choice")]
    winners, tied = result["winners"], result["tied"]
    if not tied:
        return [Remark("selected", {"count": len(winners), "places": paper.select})]
    return [Remark("tied", {"count": len(tied), "places": paper.select - len(winners), "clear": len(winners),
                            measure: result["figures"][tied[0]][measure]})]

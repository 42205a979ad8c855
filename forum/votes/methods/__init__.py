"""The ways of voting, each a module with the same few names.

`NAME`; `BALLOT`, the kind of answer ("options", "answer", "marks" or "ranking"); `SETTINGS`, the fields of the paper
that it takes; `TAKES_OPTIONS`, `TAKES_MAJORITY`: what its polls may be given; `check(paper)` → faults of its settings
by field, those it does not take being absent; `settle(paper)` → the paper with its limits spelled out;
`read_choice(choice, paper)` → the canonical choice, or raises Invalid; `tally(ballots, paper, rule, roll)` → the
contract's `result`; `explain(result, paper, rule, roll)` → remarks for the presenters. A new method is a module, a line
here, and its words and picture in `votes/explaining/`.
"""

from forum.votes.faults import Fault, Invalid
from forum.votes.methods import (
    approve,
    choose,
    consent,
    dots,
    equal_shares,
    judge,
    rank_irv,
    rank_schulze,
    rank_stv,
    score,
    yesno,
)
from forum.votes.methods.paper import BLANK, SETTINGS, Paper, Remark

__all__ = ["METHODS", "Paper", "Remark", "check", "count", "explain", "read_choice"]

METHODS = {method.NAME: method for method in (
    choose, approve, yesno, dots, score, judge, consent, rank_irv, rank_schulze, rank_stv,
    equal_shares,
)}


def read_choice(choice, paper):
    """Give a choice in its one canonical form, a JSON object; raises Invalid when the paper does not allow it.

    What was sent is judged here, once, when it is cast; nothing is ever cut down at counting.
    """
    if not isinstance(choice, dict) or not all(isinstance(name, str) for name in choice):
        raise Invalid.at("choice", "not_a_choice")
    if "blank" in choice:
        if len(choice) > 1 or choice["blank"] is not True:
            raise Invalid.at("choice", "not_a_choice")
        if not paper.blank:
            raise Invalid.at("choice", "blank_not_allowed")
        return BLANK
    return METHODS[paper.method].read_choice(choice, paper)


def count(ballots, paper, rule, roll, colleges=None):
    """Count [(canonical choice, votes)…] once and give the contract's `result`; the only place where a result is made.

    `colleges` is {key: its part of the ballots} where the rule names colleges: the majority has to hold in each. A
    missed quorum is a status of its own: the figures stand, nothing wins and nothing is adopted.
    """
    ballots = list(ballots)
    result = METHODS[paper.method].tally(ballots, paper, rule, roll)
    if rule.colleges:
        result["colleges"] = {key: _count_college((colleges or {}).get(key, ()), paper, rule, roll.of_college(key))
                              for key in rule.colleges}
        result["adopted"] = all(college["adopted"] for college in result["colleges"].values())
    if rule.quorum is not None:
        result["quorum"] = quorum = rule.quorum.judge(ballots, roll)
        if not quorum["reached"]:
            result |= {"status": "quorum_missed", "winners": [], "tied": []}
            if "adopted" in result:
                result["adopted"] = False
    return result


def _count_college(ballots, paper, rule, roll):
    method = METHODS[paper.method]
    result = method.tally(ballots, paper, rule, roll)
    figures = result["figures"]
    return {"figures": figures, "base": method.base_size(figures, rule, roll), "adopted": result["adopted"]}


def explain(result, paper, rule, roll, cast):
    """Say in codes and numbers why a result is what it is; `cast` is the number of votes cast. Quorum first."""
    remarks = []
    if rule.quorum is not None:
        code = "quorum_missed" if result["status"] == "quorum_missed" else "quorum_reached"
        voted = result.get("quorum", {}).get("counted", cast)
        needed = rule.quorum.needed(roll)
        remarks.append(Remark(code, {"count": voted, "cast": voted, "needed": needed, "of": rule.quorum.of}))
    if result["status"] != "quorum_missed":
        remarks += METHODS[paper.method].explain(result, paper, rule, roll)
    return remarks


def check(paper):
    """Return what is wrong with a paper, by field: settings its method does not take, else what the method finds."""
    method = METHODS[paper.method]
    empty = Paper(paper.method)
    faults = {name: Fault("not_taken") for name in SETTINGS
              if name not in method.SETTINGS and getattr(paper, name) != getattr(empty, name)}
    return check_options(paper) | faults or method.check(paper)


def check_options(paper):
    """Return the fault of a paper whose method takes no options, or needs two."""
    takes = METHODS[paper.method].TAKES_OPTIONS
    if not takes and paper.options:
        return {"options": Fault("not_taken")}
    if takes and len(paper.options) < 2:
        return {"options": Fault("too_few_options", {"least": 2})}
    return {}

"""One question, answered yes, no or abstain, and adopted by a majority that the rule states.

An abstention is an act and counts as cast; a blank ballot is cast and says nothing; who did not vote is in neither.
"""

from forum.votes.faults import Invalid
from forum.votes.majority import is_reached, least_votes
from forum.votes.methods.paper import Remark

NAME = "yesno"
BALLOT = "answer"
SETTINGS = ()
TAKES_OPTIONS = False
TAKES_MAJORITY = True
ANSWERS = ("yes", "no", "abstain")
AGREEING = ("yes",)


def check(paper):
    """Return the faults of the paper's settings, by field: a question has one answer, so there is nothing to set."""
    return {}


def settle(paper):
    """Give the paper as it is: there is nothing to set."""
    return paper


def read_choice(choice, paper):
    """Give the choice in its one canonical form; raises Invalid("choice") otherwise."""
    answer = choice.get("answer") if len(choice) == 1 else None
    if not isinstance(answer, str) or answer not in ANSWERS:
        raise Invalid.at("choice", "not_a_choice")
    return {"answer": answer}


def tally(ballots, paper, rule, roll):
    """Count [(canonical choice, votes)…] against the rule and give the contract's `result`.

    Without a yes or a no there is no result, and nothing is adopted.
    """
    figures = dict.fromkeys((*ANSWERS, "blank"), 0)
    for choice, weight in ballots:
        figures[choice.get("answer", "blank")] += weight
    is_answered = figures["yes"] + figures["no"] > 0
    base = base_size(figures, rule, roll)
    return {
        "status": "decided" if is_answered else "no_result",
        "winners": [],
        "tied": [],
        "figures": figures,
        "adopted": is_answered and is_reached(rule.majority, rule.strict, figures["yes"], base),
    }


def base_size(figures, rule, roll):
    """Give the number of votes the majority is measured against; raises Invalid when the roll does not tell it."""
    if rule.base == "expressed":
        return figures["yes"] + figures["no"]
    if rule.base == "cast":
        return sum(figures.values())
    return roll.size(rule.base)


def explain(result, paper, rule, roll):
    """Say in codes and numbers why the result is what it is."""
    figures = result["figures"]
    if result["status"] == "no_result":
        return [Remark("no_answer")]
    if "colleges" in result:
        return [Remark("college_adopted" if college["adopted"] else "college_rejected", {
            "college": key, "yes": college["figures"]["yes"], "base": college["base"],
            "needed": max(1, least_votes(rule.majority, rule.strict, college["base"]))})
            for key, college in result["colleges"].items()]
    base = base_size(figures, rule, roll)
    needed = max(1, least_votes(rule.majority, rule.strict, base))
    code = "adopted" if result["adopted"] else "rejected"
    return [Remark(code, {"yes": figures["yes"], "base": base, "needed": needed})]

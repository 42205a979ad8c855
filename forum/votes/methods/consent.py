"""Consent: one proposal, answered by a grade of agreement; adopted when nobody objects and somebody agrees.

The grades are five of those of S. Kaner, "Facilitator's Guide to Participatory Decision-Making", 1996; the decision is
that of sociocracy: an objection says why the proposal would harm, and stops it. Who stands aside stops nothing.
"""

from forum.votes.faults import Invalid
from forum.votes.methods.paper import Remark
from forum.votes.texts import find_fault, tidy

NAME = "consent"
BALLOT = "answer"
SETTINGS = ()
TAKES_OPTIONS = False
TAKES_MAJORITY = False
ANSWERS = ("support", "agree", "reserve", "aside", "object")
AGREEING = ("support", "agree", "reserve")
LONGEST_REASON = 500


def check(paper):
    """Return the faults of the paper's settings, by field: a proposal has one answer, so there is nothing to set."""
    return {}


def settle(paper):
    """Give the paper as it is: there is nothing to set."""
    return paper


def read_choice(choice, paper):
    """Give the choice in its one canonical form; an objection, and it alone, has a reason; raises Invalid("choice")."""
    answer = choice.get("answer")
    if not isinstance(answer, str) or answer not in ANSWERS or not set(choice) <= {"answer", "reason"}:
        raise Invalid.at("choice", "not_a_choice")
    if answer != "object":
        if "reason" in choice:
            raise Invalid.at("choice", "reason_not_asked")
        return {"answer": answer}
    return {"answer": answer, "reason": read_reason(choice.get("reason"))}


def read_reason(reason):
    """Give the text of a reason, 1 to 500 characters, without the space around it; raises Invalid("choice")."""
    if reason is None:
        raise Invalid.at("choice", "reason_missing")
    if not isinstance(reason, str):
        raise Invalid.at("choice", "not_text")
    text = tidy(reason)
    fault = find_fault(text, LONGEST_REASON, is_long=True)
    if fault:
        raise Invalid({"choice": fault}) if text else Invalid.at("choice", "reason_missing")
    return text


def tally(ballots, paper, rule, roll):
    """Count [(canonical choice, votes)…] and give the contract's `result`.

    Without an agreement or an objection there is no result, and nothing is adopted.
    """
    figures = dict.fromkeys((*ANSWERS, "blank"), 0)
    for choice, weight in ballots:
        figures[choice.get("answer", "blank")] += weight
    agreeing = sum(figures[answer] for answer in AGREEING)
    return {
        "status": "decided" if agreeing or figures["object"] else "no_result",
        "winners": [],
        "tied": [],
        "figures": figures,
        "adopted": agreeing > 0 and not figures["object"],
    }


def explain(result, paper, rule, roll):
    """Say in codes and numbers why the result is what it is."""
    figures = result["figures"]
    if result["status"] == "no_result":
        return [Remark("no_agreement")]
    if not result["adopted"]:
        return [Remark("objected", {"count": figures["object"]})]
    agreeing = sum(figures[answer] for answer in AGREEING)
    return [Remark("consented", {"count": agreeing}), *([Remark("reserved", {"count": figures["reserve"]})]
                                                        if figures["reserve"] else [])]

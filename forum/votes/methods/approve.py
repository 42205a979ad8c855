"""Approval: each voter names the options they accept, between a minimum and a maximum; `select` of them win.

Approval counts rank acceptance: their shares are shares of voters and may add up to more than 100 %. Method:
S. J. Brams and P. C. Fishburn, "Approval Voting", 1978; block approval when several win.
"""

from forum.votes.faults import Invalid
from forum.votes.methods.places import check_limits, explain_places, least, most, settle_limits
from forum.votes.ties import cut, rank_by

NAME = "approve"
BALLOT = "options"
SETTINGS = ("select", "minimum", "maximum")
TAKES_OPTIONS = True
TAKES_MAJORITY = False

check = check_limits
settle = settle_limits


def read_choice(choice, paper):
    """Give the choice in its one canonical form, options in the paper's order; raises Invalid("choice") otherwise."""
    keys = choice.get("options") if len(choice) == 1 else None
    if not isinstance(keys, list):
        raise Invalid.at("choice", "not_a_choice")
    if not all(isinstance(key, str) for key in keys) or not paper.keys.issuperset(keys):
        raise Invalid.at("choice", "foreign_option")
    chosen = set(keys)
    if len(chosen) < len(keys):
        raise Invalid.at("choice", "option_twice")
    if len(keys) > most(paper):
        raise Invalid.at("choice", "too_many", maximum=most(paper), given=len(keys))
    if len(keys) < least(paper):
        raise Invalid.at("choice", "too_few", minimum=least(paper), given=len(keys))
    return {"options": [key for key in paper.options if key in chosen]}


def tally(ballots, paper, rule, roll):
    """Count [(canonical choice, votes)…] and give the contract's `result`.

    The `select` options with the most votes win. When those at the cut-off have as many votes as each other and do not
    all fit, they are `tied` and only those above them win. An option without a vote never wins. Options that have as
    many votes stand in the order of their ids, which is a way of writing and decides nothing.
    """
    votes = dict.fromkeys(paper.options, 0)
    for choice, weight in ballots:
        for key in choice.get("options", ()):
            votes[key] += weight
    standing = cut(rank_by(votes), paper.select, rule.tie)
    return standing | {"figures": {key: {"votes": votes[key]} for key in paper.options}}


def explain(result, paper, rule, roll):
    """Say in codes and numbers why the result is what it is."""
    return explain_places(result, paper)

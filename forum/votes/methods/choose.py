"""One choice: each voter names one option; the `select` options with the most votes win.

The most votes need not be a majority. Several winners make it the single non-transferable vote.
"""

from forum.votes.faults import Invalid
from forum.votes.methods import approve
from forum.votes.methods.places import check_select, explain_places

NAME = "choose"
BALLOT = "options"
SETTINGS = ("select",)
TAKES_OPTIONS = True
TAKES_MAJORITY = False


def check(paper):
    """Return the faults of the paper's settings, by field: 1 ≤ select ≤ options."""
    return check_select(paper)


def settle(paper):
    """Give the paper as it is: a ballot names one option, which is no setting."""
    return paper


def read_choice(choice, paper):
    """Give the choice in its one canonical form, {"options": [one]}; raises Invalid("choice") otherwise."""
    keys = choice.get("options") if len(choice) == 1 else None
    if not isinstance(keys, list):
        raise Invalid.at("choice", "not_a_choice")
    if not all(isinstance(key, str) for key in keys) or not paper.keys.issuperset(keys):
        raise Invalid.at("choice", "foreign_option")
    if len(keys) > 1:
        raise Invalid.at("choice", "too_many", maximum=1, given=len(keys))
    if not keys:
        raise Invalid.at("choice", "too_few", minimum=1, given=0)
    return {"options": [keys[0]]}


tally = approve.tally


def explain(result, paper, rule, roll):
    """Say in codes and numbers why the result is what it is."""
    return explain_places(result, paper)

"""Equal shares: each voter holds the same part of a budget, and options are bought by those who want them.

Every voter starts with the budget ÷ the votes of all ballots that name an option (blank ones hold nothing). The
supporters of an option pay for it in equal shares, or with all they have left. Next bought is always the option whose
largest payment is least for each unit of its cost. Then everybody's share is raised by one unit of currency and all is
done again from the beginning, until the next step would spend more than the budget, or nothing with a vote is left to
buy; what stood before that step is the result, with no other completion. Without a budget, every option costs
1,000,000 and the budget is `select` of them. Method: D. Peters and M. Skowron, "Proportionality and the Limits of
Welfarism", EC 2020; D. Peters, G. Pierczyński and P. Skowron, "Proportional Participatory Budgeting with Additive
Utilities", NeurIPS 2021 (here with cost utilities).

Options that are equal: first the one with more votes, then the one that costs less, then as the lot or the criterion
declared before the vote says. Without one, every way these ties may fall is followed (a tie between the same options
always falls the same way): those bought in all ways win, those bought in some are tied.
"""

from dataclasses import replace
from fractions import Fraction
from itertools import takewhile

from forum.votes.faults import Fault
from forum.votes.majority import write_fraction
from forum.votes.methods import approve
from forum.votes.methods.paper import Remark
from forum.votes.methods.purchases import Electorate
from forum.votes.methods.raising import follow, list_purchases
from forum.votes.sealing import LARGEST_INTEGER

NAME = "equal_shares"
BALLOT = "options"
SETTINGS = ("select", "minimum", "maximum", "budget", "costs")
TAKES_OPTIONS = True
TAKES_MAJORITY = False
PLAIN_COST = 1_000_000
MILLION = 1_000_000

read_choice = approve.read_choice
settle = approve.settle


def check(paper):
    """Return the faults of the paper's settings, by field: those of approval; a budget and costs, both or neither."""
    faults = approve.check(paper if paper.budget is None else replace(paper, select=1))
    if paper.budget is None:
        return faults | ({"budget": Fault("required")} if paper.costs else {})
    if paper.budget < 1:
        faults["budget"] = Fault("empty")
    if len(paper.costs) < len(paper.options) or min(paper.costs, default=1) < 1:
        faults["costs"] = Fault("required")
    return faults


def price(paper):
    """Give the budget and {option: cost}, those of a paper without a budget included."""
    if paper.budget is None:
        return paper.select * PLAIN_COST, dict.fromkeys(paper.options, PLAIN_COST)
    return paper.budget, paper.cost_of


def tally(ballots, paper, rule, roll):
    """Count [(canonical choice, votes)…] and give the contract's `result`.

    `figures` has `votes`, `cost` and `paid` (the cost of what is bought, else 0) of each option. `rounds` are the
    purchases in their order, at the last share: `option`, `cost`, `payment` ("n/d", the most a supporter pays),
    `supporters`, `short` (how many of them gave all they had left, which was less), `spent` so far; of a tie, those
    that come first in every way. `budget`, `spent` and `voters`; `start` and `share` ("n/d"): what each voter holds at
    first and in the end (in a tie, where the first of its ways ends). Payments of more digits than a seal holds are
    rounded up to a millionth.
    Raises Invalid("ballots") for ballots so contrived that counting them would take minutes.
    """
    budget, costs = price(paper)
    electorate = Electorate(_fold(ballots), costs, paper.scale)
    ways, is_settled = follow(electorate, budget, rule.tie) if electorate.voters else ([], True)
    result = _merge(ways, electorate, is_settled)
    amounts = {key: _write(Fraction(cost, paper.scale)) for key, cost in costs.items()}
    figures = {key: {"votes": electorate.support.get(key, 0), "cost": amounts[key],
                     "paid": amounts[key] if key in result["winners"] else 0} for key in paper.options}
    start = Fraction(budget, electorate.voters or 1)
    share = min((way.share for way in ways or ()), default=start)
    spent = sum(costs[key] for key in result["winners"])
    return result | {"figures": figures, "budget": _write(Fraction(budget, paper.scale)),
                     "spent": _write(Fraction(spent, paper.scale)), "voters": electorate.voters,
                     "start": _write(start / paper.scale), "share": _write(share / paper.scale)}


def _fold(ballots):
    """Count identical ballots together: {(options named): votes}."""
    folded = {}
    for choice, votes in ballots:
        keys = tuple(choice.get("options", ()))
        if keys and votes:
            folded[keys] = folded.get(keys, 0) + votes
    return folded


def _write(number):
    """Write an exact number; one that takes too many digits for that is rounded up to a millionth."""
    if max(number.numerator, number.denominator) > LARGEST_INTEGER:
        number = Fraction(-(-number.numerator * MILLION // number.denominator), MILLION)
    return number.numerator if number.denominator == 1 else write_fraction(number)


def _merge(ways, electorate, is_settled):
    """Put the ways that ties may fall into one result; None stands for more of them than can be followed.

    Then nothing is sure, and every option with a vote is tied: which ways were followed must not decide.
    """
    if ways is None:
        return {"status": "tie", "winners": [], "tied": sorted(electorate.backers), "rounds": []}
    in_all, in_some = _compare([set(way.bought) for way in ways], electorate.twins.values() if not is_settled else ())
    rounds = [_write_rounds(way, electorate) for way in ways]
    if in_some > in_all:
        winners = sorted(in_all, key=lambda key: (-electorate.support[key], electorate.costs[key], key))
        common = takewhile(lambda row: all(other == row[0] for other in row) and row[0]["option"] in in_all,
                           zip(*rounds, strict=False))
        return {"status": "tie", "winners": winners, "tied": sorted(in_some - in_all),
                "rounds": [row[0] for row in common]}
    first = ways[0].bought if ways else ()
    result = {"status": "decided" if first else "no_result", "winners": list(first), "tied": [],
              "rounds": rounds[0] if rounds else []}
    return result | ({"settled": ways[0].settled} if ways and ways[0].settled else {})


def _compare(outcomes, all_twins):
    """Give what is bought in all ways and what is bought in some; twins could change places, so their fates are one."""
    in_all = set.intersection(*outcomes) if outcomes else set()
    in_some = set().union(*outcomes)
    for twins in all_twins:
        if in_some.intersection(twins):
            in_some.update(twins)
        if not in_all.issuperset(twins):
            in_all.difference_update(twins)
    return in_all, in_some


def _write_rounds(way, electorate):
    rounds, spent = [], 0
    unit = electorate.unit
    for key, offer in list_purchases(electorate, way):
        spent += electorate.costs[key]
        rounds.append({"option": key, "cost": _write(Fraction(electorate.costs[key], unit)),
                       "payment": _write(offer.payment / unit), "supporters": electorate.support[key],
                       "short": offer.short, "spent": _write(Fraction(spent, unit))})
    return rounds


def explain(result, paper, rule, roll):
    """Say in codes and numbers why the result is what it is."""
    count, spent, budget = len(result["winners"]), result["spent"], result["budget"]
    if result["status"] == "tie":
        return [Remark("shares_tied", {"count": len(result["tied"]), "clear": count})]
    if result["status"] == "no_result":
        return [Remark("shares_nothing" if result["voters"] else "no_choice")]
    money = {"spent": spent, "budget": budget, "left": budget - spent}
    return [Remark("shares_bought" if paper.budget else "selected", {"count": count, "places": paper.select} | money)]

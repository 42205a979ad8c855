"""Schulze: voters rank, each pair of options is compared, and what beats all others, directly or by a path, wins.

Method: M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
election method", Social Choice and Welfare 36, 2011; the strength of a defeat is its winning votes. Options that a
ballot does not rank come after those that it does, all equal.
"""

from forum.votes.methods.paper import Remark
from forum.votes.methods.places import check_limits, settle_limits
from forum.votes.methods.ranking import fold, read_ranking
from forum.votes.ties import settle as settle_tie

NAME = "rank_schulze"
BALLOT = "ranking"
SETTINGS = ("select", "minimum", "maximum")
TAKES_OPTIONS = True
TAKES_MAJORITY = False
TAKES_TIES = True
FIELD = 64  # bits of a counter: votes stay below 2⁵³

check = check_limits
settle = settle_limits


def read_choice(choice, paper):
    """Give the ranking in its one canonical form, ties allowed; raises Invalid("choice") otherwise."""
    return read_ranking(choice, paper, ties=TAKES_TIES)


def tally(ballots, paper, rule, roll):
    """Count [(canonical choice, votes)…] and give the contract's `result`.

    `figures`: `votes` = ballots that put the option first, alone or not; `over` = {other: votes of the ballots that put
    it above the other}; `paths` = {other: strength of its strongest path to the other, 0 where there is none}. An
    option stands above another when its strongest path to it is stronger than the one back. The `select` that stand
    above the others win, and those that do only if a tie falls well are `tied`; an option that no ballot ranks never
    wins.
    """
    papers = fold(ballots)
    over = compare(papers, paper.options)
    paths = find_strengths(over)
    firsts, ranked = dict.fromkeys(paper.options, 0), set()
    for order, votes in papers.items():
        ranked.update(*order)
        for key in order[0]:
            firsts[key] += votes
    above = {key: {other for other in ranked - {key} if paths[other][key] > paths[key][other]} for key in ranked}
    return _choose(above, paper.select, rule.tie) | {"figures": {
        key: {"votes": firsts[key], "over": over[key], "paths": paths[key]} for key in paper.options}}


def compare(papers, options):
    """Give {option: {other: votes of the ballots that put it above the other}} from {groups: votes}.

    A row of counters is one whole number, with a field for each option: a ballot adds its votes to all the options
    below at once, which is ten times as fast as one after the other.
    """
    one = {key: 1 << FIELD * place for place, key in enumerate(options)}
    rows = dict.fromkeys(options, 0)
    everyone = sum(one.values())
    for order, votes in papers.items():
        below = everyone * votes
        for group in order:
            for key in group:
                below -= one[key] * votes
            for key in group:
                rows[key] += below
    mask = (1 << FIELD) - 1
    return {key: {other: row >> FIELD * place & mask for place, other in enumerate(options) if other != key}
            for key, row in rows.items()}


def find_strengths(over):
    """Give {option: {other: strength of the strongest path}}; a path is as strong as the weakest of its defeats."""
    strength = {key: {other: votes if votes > over[other][key] else 0 for other, votes in row.items()}
                for key, row in over.items()}
    for middle in over:
        onward = strength[middle]
        for key, row in strength.items():
            if key != middle and (reach := row[middle]):
                for other, further in onward.items():
                    if other != key and row[other] < (through := min(reach, further)):
                        row[other] = through
    return strength


def _choose(above, places, tie):
    """Fill places from a partial order, {option: those above it}; those sure of a place win, the others are tied."""
    below = {key: sum(key in others for others in above.values()) for key in above}
    sure = sorted((key for key in above if len(above) - below[key] <= places), key=lambda key: (len(above[key]), key))
    near = sorted(key for key in above if len(above[key]) < places and key not in sure)
    if not near:
        return {"status": "decided" if sure else "no_result", "winners": sure, "tied": []}
    order = tie and tie.rank(near)
    if not order:
        return settle_tie(sure, near, places - len(sure), tie)
    taken = []
    while len(taken) < len(near):  # the declared order tells equal options apart, it never puts one above its better
        taken.append(next(key for key in order if key not in taken and above[key] <= {*sure, *taken}))
    return {"status": "decided", "winners": sure + taken[:places - len(sure)], "tied": [],
            "settled": {"by": tie.by, "tied": near, "order": taken}}


def find_condorcet(figures):
    """Give the option that more ballots put above than below each other one; None when none is."""
    return next((key for key, figure in figures.items()
                 if all(votes > figures[other]["over"][key] for other, votes in figure["over"].items())), None)


def explain(result, paper, rule, roll):
    """Say in codes and numbers why the result is what it is."""
    if result["status"] == "no_result":
        return [Remark("no_ranking")]
    remarks = []
    condorcet = find_condorcet(result["figures"])
    if condorcet is not None:
        remarks.append(Remark("condorcet", {"option": condorcet}))
    elif len(result["winners"]) == 1:
        remarks.append(Remark("schulze_paths", {"option": result["winners"][0]}))
    else:
        remarks.append(Remark("no_condorcet"))
    if result["tied"]:
        remarks.append(Remark("schulze_tied", {"count": len(result["tied"]), "options": result["tied"],
                                               "places": paper.select - len(result["winners"])}))
    elif paper.select > 1:
        remarks.append(Remark("selected", {"count": len(result["winners"])}))
    return remarks

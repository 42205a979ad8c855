"""Instant run-off: voters rank, the last option leaves round after round, until one has more than half.

One option wins. Method: preferential voting of Robert's Rules of Order (12th ed., 45:62-69) as Maine counts it (Revised
Statutes, title 21-A, §723-A): a ballot counts for its best option still standing and is exhausted when none is left;
"more than half" is of the ballots that still count.
"""

from forum.votes.methods.paper import Remark
from forum.votes.methods.places import check_limits, settle_limits
from forum.votes.methods.ranking import fold_strict, read_ranking, say_settled
from forum.votes.ties import settle as settle_tie

NAME = "rank_irv"
BALLOT = "ranking"
SETTINGS = ("minimum", "maximum")
TAKES_OPTIONS = True
TAKES_MAJORITY = False
TAKES_TIES = False
# how many rankings may be looked at, in all, to see where an unsettled tie leads
MOST_WORK = 10_000_000
MOST_STATES = 5_000

check = check_limits
settle = settle_limits


def read_choice(choice, paper):
    """Give the ranking in its one canonical form; raises Invalid("choice") for a tie or anything else not allowed."""
    return read_ranking(choice, paper, ties=TAKES_TIES)


def tally(ballots, paper, rule, roll):
    """Count [(canonical choice, votes)…] and give the contract's `result`.

    `figures`: `votes` = first preferences, `final` = votes in the last round in which the option stood. `rounds`, one
    for each count: `votes` of the options standing, `exhausted` = votes of ballots with no option left, then what comes
    of it: `elected` (more than half), `eliminated` (the last; in the first round all without a vote leave together) and
    `tied` (those last with as many votes, whom the declared order, or nothing, told apart). When nothing does, every
    way is looked at: one winner in all of them is the winner; otherwise the rounds stop there and those who win in some
    ways are tied.
    """
    papers = fold_strict(ballots)
    rounds, drawn = [], set()
    totals = _count(papers, paper.options)
    figures = {key: {"votes": totals[key], "final": totals[key]} for key in paper.options}
    if not papers:
        return {"status": "no_result", "winners": [], "tied": [], "figures": figures, "rounds": []}
    total = sum(papers.values())
    outcome = None
    while outcome is None:
        entry = {"votes": totals, "exhausted": total - sum(totals.values())}
        rounds.append(entry)
        for key, votes in totals.items():
            figures[key]["final"] = votes
        outcome = _conclude(entry, papers, rule.tie, drawn)
        if outcome is None:
            totals = _count(papers, [key for key in totals if key not in entry["eliminated"]])
    if "settled" not in outcome and rule.tie:
        outcome |= say_settled(rule.tie, drawn)
    return outcome | {"figures": figures, "rounds": rounds}


def _count(papers, standing):
    """Give the votes of each option standing: each ballot counts for the best of them that it ranks."""
    totals = dict.fromkeys(standing, 0)
    for order, votes in papers.items():
        for key in order:
            if key in totals:
                totals[key] += votes
                break
    return totals


def _conclude(entry, papers, tie, drawn):
    """Note in a round who is elected or leaves; give the outcome once there is one."""
    totals = entry["votes"]
    leader = find_majority(totals)
    if leader is not None:
        entry["elected"] = [leader]
        return {"status": "decided", "winners": [leader], "tied": []}
    last = _find_last(totals)
    if len(last) > 1 and totals[last[0]]:
        entry["tied"] = last
        order = tie and tie.rank(last)
        if order:
            drawn.update(last)
            last = order[-1:]
        else:
            winners = _list_winners(papers, totals)
            if len(winners) > 1:
                return settle_tie([], sorted(winners), 1, tie)
            last = last[:1]
    entry["eliminated"] = last
    return None


def find_majority(totals):
    """Give the option that has more than half of the votes that still count; None when none has."""
    leader = max(totals, key=totals.get)
    return leader if 2 * totals[leader] > sum(totals.values()) else None


def _find_last(totals):
    fewest = min(totals.values())
    return sorted(key for key, votes in totals.items() if votes == fewest)


def _list_winners(papers, totals):
    """Give all who win in some way that ties may fall from here: what comes depends only on who stands.

    When there are more states than may be looked at, all who stand are given.
    """
    most = min(MOST_STATES, MOST_WORK // len(papers))
    winners, seen, waiting = set(), set(), [frozenset(totals)]
    while waiting:
        standing = waiting.pop()
        if standing in seen:
            continue
        if len(seen) >= most:
            return set(totals)
        seen.add(standing)
        here = _count(papers, standing)
        leader = find_majority(here)
        if leader is not None:
            winners.add(leader)
        else:
            waiting += [standing - {key} for key in _find_last(here)]
    return winners


def explain(result, paper, rule, roll):
    """Say in codes and numbers why the result is what it is."""
    if result["status"] == "no_result":
        return [Remark("no_ranking")]
    rounds = result["rounds"]
    last = rounds[-1]
    live = sum(last["votes"].values())
    if result["tied"]:
        return [Remark("irv_tied", {"count": len(result["tied"]), "options": result["tied"], "round": len(rounds)})]
    remarks = []
    if "elected" in last:
        winner = last["elected"][0]
        code = "irv_first_round" if len(rounds) == 1 else "irv_elected"
        remarks.append(Remark(code, {"count": last["votes"][winner], "option": winner, "votes": last["votes"][winner],
                                     "live": live, "round": len(rounds)}))
    if last["exhausted"]:
        remarks.append(Remark("irv_exhausted", {"count": last["exhausted"], "votes": last["exhausted"]}))
    return remarks

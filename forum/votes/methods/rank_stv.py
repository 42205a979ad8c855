"""Single transferable vote: voters rank, several options win, and no vote is spent on more than its option needs.

Method: Scottish Local Government Elections Order 2007 (S.S.I. 2007/42), schedule 1, rules 45 to 52. The quota is fixed;
a surplus moves on with all the ballots of its option, each at a lower value, to five decimals (the rest is lost). Votes
are counted here in whole hundred-thousandths.
"""

from fractions import Fraction

from forum.votes.majority import write_fraction
from forum.votes.methods.paper import Remark
from forum.votes.methods.places import check_limits, settle_limits
from forum.votes.methods.ranking import fold_strict, read_ranking, say_settled
from forum.votes.ties import list_outcomes
from forum.votes.ties import settle as settle_tie

NAME = "rank_stv"
BALLOT = "ranking"
SETTINGS = ("select", "minimum", "maximum")
TAKES_OPTIONS = True
TAKES_MAJORITY = False
TAKES_TIES = False
UNIT = 100_000
# how many rankings may be gone through, in all, to see where unsettled ties lead
MOST_WORK = 600_000
MOST_RUNS = 1_000

check = check_limits
settle = settle_limits


def read_choice(choice, paper):
    """Give the ranking in its one canonical form; raises Invalid("choice") for a tie or anything else not allowed."""
    return read_ranking(choice, paper, ties=TAKES_TIES)


def tally(ballots, paper, rule, roll):
    """Count [(canonical choice, votes)…] and give the contract's `result`.

    `figures`: `votes` = first preferences, `final` = votes at the last stage in which the option stood ("n/d").
    `rounds`, one for each stage: `votes` of the options not excluded ("n/d"), `exhausted` = votes of ballots with no
    option left, `lost` = what five decimals let fall, `quota`; then what comes of it: `elected`, and `surplus` (whose
    votes above the quota move on) or `eliminated`, and `tied` (those equal at every stage, whom the declared order, or
    nothing, told apart). When nothing does, every way is looked at: options that win in all of them win; otherwise the
    rounds stop there and those that win in some ways are tied. An option that no ballot ranks never wins.
    """
    papers = fold_strict(ballots)
    figures = {key: {"votes": 0, "final": 0} for key in paper.options}
    if not papers:
        return {"status": "no_result", "winners": [], "tied": [], "figures": figures, "rounds": []}
    count, outcome = _settle_ties(papers, paper, rule.tie)
    for stage in count.rounds:
        for key, votes in stage["votes"].items():
            figures[key]["final"] = votes
    figures = {key: figure | {"votes": count.rounds[0]["votes"][key]} for key, figure in figures.items()}
    return outcome | {"figures": figures, "rounds": count.rounds}


def _settle_ties(papers, paper, tie):
    """Count with the declared order, or in every way that ties may fall; give a count and its outcome."""
    def run(choose):
        return Count(papers, paper).run(choose)

    if tie and tie.rank(paper.options):
        drawn = set()

        def draw(keys, best):
            drawn.update(keys)
            return tie.rank(keys)[0 if best else -1]

        count = run(draw)
        return count, {"status": "decided", "winners": count.elected, "tied": []} | say_settled(tie, drawn)
    most = max(1, min(MOST_RUNS, MOST_WORK // len(papers)))
    first, outcomes = None, set()
    for number, count in enumerate(list_outcomes(lambda pick: run(lambda keys, best: pick(keys)), most + 1)):
        first = first or count
        outcomes.add(frozenset(count.elected))
        if number == most:  # too many ways: only what was elected before the first tie is sure
            outcomes = {frozenset(first.sure), first.sure | first.open}
    always, sometimes = frozenset.intersection(*outcomes), frozenset.union(*outcomes)
    if always == sometimes:
        return first, {"status": "decided", "winners": first.elected, "tied": []}
    del first.rounds[first.first_tie + 1:]
    for name in ("surplus", "eliminated"):
        first.rounds[-1].pop(name, None)
    winners = sorted(always, key=lambda key: (first.elected.index(key), key))
    return first, settle_tie(winners, sorted(sometimes - always), paper.select - len(winners), tie)


class Count:
    """Count once, from the first preferences to the last place; `elected` is in the order of election."""

    def __init__(self, papers, paper):
        self.seats = paper.select
        self.standing = set(paper.options)
        self.ranked = {key for order in papers for key in order}
        self.elected, self.waiting, self.rounds, self.history = [], set(), [], []
        self.exhausted, self.total = 0, sum(papers.values()) * UNIT
        self.quota = (sum(papers.values()) // (self.seats + 1) + 1) * UNIT  # rule 46
        self.piles = {key: [] for key in paper.options}  # (ranking, place in it, ballots, value of each)
        self.votes = dict.fromkeys(paper.options, 0)
        self.first_tie, self.sure, self.open = None, frozenset(), frozenset()
        for order, ballots in papers.items():
            self._give(order, 0, ballots, UNIT)

    def run(self, choose):
        """Count to the end; `choose(keys, best)` gives the one that comes first, or last, of options all equal."""
        while True:
            stage = self._note_stage()
            self._elect(stage)
            if len(self.elected) >= self.seats or not self.standing:
                return self
            over = [key for key in self.waiting if self.votes[key] > self.quota]
            if over:  # rules 48 and 49: the largest surplus
                key = self._pick(over, max, choose, stage)
                stage["surplus"] = [key]
                self._move_surplus(key)
            else:  # rules 50 and 51: the fewest votes
                key = self._pick(self._find_last(), min, choose, stage)
                stage["eliminated"] = [key]
                self._exclude(key)

    def _note_stage(self):
        self.history.append(dict(self.votes))
        lost = self.total - sum(self.votes.values()) - self.exhausted
        stage = {"votes": {key: write_units(votes) for key, votes in self.votes.items()},
                 "exhausted": write_units(self.exhausted), "lost": write_units(lost), "quota": self.quota // UNIT}
        self.rounds.append(stage)
        return stage

    def _elect(self, stage):
        """Elect who reaches the quota (rule 47), then all who stand when they are as many as the places (rule 52)."""
        reached = [key for key in self.standing if self.votes[key] >= self.quota]
        self.waiting.update(reached)
        self.standing.difference_update(reached)
        if len(self.standing) + len(self.elected) + len(reached) <= self.seats:
            reached += self.standing & self.ranked
            self.standing = set()
        reached.sort(key=lambda key: (-self.votes[key], key))
        self.elected += reached
        if reached:
            stage["elected"] = reached

    def _find_last(self):
        fewest = min(self.votes[key] for key in self.standing)
        last = [key for key in self.standing if self.votes[key] == fewest]
        idle = [key for key in last if key not in self.ranked]
        if idle:
            return [min(idle)]
        if not fewest and len(self.standing) - len(last) >= self.seats - len(self.elected):
            return [min(last)]  # all of them leave, and none has a ballot to pass on: their order decides nothing
        return last

    def _pick(self, keys, extreme, choose, stage):
        """Find who has most (max) or fewest (min) votes now, else at the latest earlier stage where they differ."""
        for votes in reversed(self.history):
            wanted = extreme(votes[key] for key in keys)
            keys = [key for key in keys if votes[key] == wanted]
            if len(keys) == 1:
                return keys[0]
        if self.first_tie is None:
            self.first_tie = len(self.rounds) - 1
            self.sure, self.open = frozenset(self.elected), frozenset(self.standing & self.ranked)
        stage["tied"] = sorted(keys)
        return choose(sorted(keys), extreme is max)

    def _move_surplus(self, key):
        """Pass on all the ballots of an option, each worth surplus × its value ÷ votes, to five decimals (rule 48)."""
        votes = self.votes[key]
        surplus = votes - self.quota
        pile, self.piles[key], self.votes[key] = self.piles[key], [], self.quota
        self.waiting.discard(key)
        for order, place, ballots, value in pile:
            self._give(order, place + 1, ballots, surplus * value // votes)

    def _exclude(self, key):
        """Pass on the ballots of an option that leaves, at the value they came with (rule 50)."""
        self.standing.discard(key)
        del self.votes[key]
        for order, place, ballots, value in self.piles.pop(key):
            self._give(order, place + 1, ballots, value)

    def _give(self, order, place, ballots, value):
        """Give ballots to the next option in their order that still stands; without one they are exhausted."""
        while place < len(order) and order[place] not in self.standing:
            place += 1
        if place < len(order):
            key = order[place]
            self.piles[key].append((order, place, ballots, value))
            self.votes[key] += ballots * value
        else:
            self.exhausted += ballots * value


def write_units(units):
    """Write a number of hundred-thousandths of a vote: an int when whole, else "n/d" reduced."""
    value = Fraction(units, UNIT)
    return value.numerator if value.denominator == 1 else write_fraction(value)


def explain(result, paper, rule, roll):
    """Say in codes and numbers why the result is what it is."""
    if result["status"] == "no_result":
        return [Remark("no_ranking")]
    rounds = result["rounds"]
    quota, ballots = rounds[0]["quota"], sum(rounds[0]["votes"].values())
    remarks = [Remark("stv_quota", {"count": quota, "quota": quota, "ballots": ballots, "places": paper.select})]
    if result["tied"]:
        remarks.append(Remark("stv_tied", {"count": len(result["tied"]), "options": result["tied"],
                                           "places": paper.select - len(result["winners"]), "round": len(rounds)}))
    else:
        remarks.append(Remark("stv_elected", {"count": len(result["winners"]), "options": result["winners"]}))
    return remarks

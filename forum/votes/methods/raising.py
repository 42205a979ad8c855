"""Raising everybody's share, step by step, until the next step would spend more than the budget; ties on the way.

Steps where nothing can change are passed over: as long as two shares are known to buy the same, and all between them.
"""

from dataclasses import dataclass
from fractions import Fraction

from forum.votes.faults import Invalid
from forum.votes.methods.purchases import Course, compare_shares
from forum.votes.ties import MOST_BRANCHES, list_outcomes

# as much as is done in about twenty seconds, and more for more ballots
MOST_WORK, MOST_WORK_EACH = 120_000_000, 1_000
FIRST_LEAP, GROWTH, SLOWER, CAUTION, MOST_PATIENCE = 4, 8, Fraction(3, 2), Fraction(15, 16), 16


class _TooManyWays(Exception):  # noqa: N818 - what happens when ties are too many to follow, no error
    pass


@dataclass(frozen=True)
class Way:
    """Hold one way the ties may fall: what is `bought`, in order, at the last share; `settled` as the contract says."""

    bought: tuple
    share: Fraction
    settled: dict | None = None


def follow(electorate, budget, tie):
    """Give the ways that ties may fall (None when they are too many), and whether a procedure put options in order."""
    if tie is not None and tie.rank(list(electorate.backers)) is not None:
        return [_raise_shares(electorate, budget, _Declared(electorate, tie))], True

    ways = []

    def run(pick):
        if ways and (len(ways) == MOST_BRANCHES or electorate.work > most_work(electorate) // 4):
            raise _TooManyWays
        ways.append(_raise_shares(electorate, budget, _Open(electorate, pick)))

    try:
        list(list_outcomes(run, MOST_BRANCHES + 1))
    except _TooManyWays:
        return None, False
    return ways, False


def list_purchases(electorate, way):
    """Give (key, Offer) for each purchase of a way, at its last share."""
    course = Course(electorate, way.share)
    for key in way.bought:
        yield key, course.offer(key)
        course.buy(key)


def _raise_shares(electorate, budget, order):
    """Raise the shares by one unit at a time; give the Way that stands when the next step would spend too much."""
    share = Fraction(budget, electorate.voters)
    bought, unchanged, patience = _buy(electorate, share, order), 0, 1
    while len(bought) < len(electorate.backers):
        if unchanged >= patience:  # leaps are worth their while where nothing has changed for some steps
            reached = _skip(electorate, bought, share, order)
            patience = 1 if reached > share else min(2 * patience, MOST_PATIENCE)
            share, unchanged = reached, 0
        _check_work(electorate)
        after = _buy(electorate, share + electorate.unit, order)
        if sum(electorate.costs[key] for key in after) > budget:
            break
        share, unchanged, bought = share + electorate.unit, unchanged + 1 if after == bought else 0, after
    return Way(tuple(bought), share, order.say_settled(share, bought))


def most_work(electorate):
    """Give how much work a count may take: ballots can be contrived so that every step is another."""
    return MOST_WORK + MOST_WORK_EACH * sum(map(len, electorate.backers.values()))


def _check_work(electorate):
    if electorate.work > most_work(electorate):
        raise Invalid.at("ballots", "too_long_to_count")


def _skip(electorate, bought, share, order):
    """Give the largest share found, in whole steps, up to which all buy the same.

    Leaps grow as long as they hold; one that does not says how far a shorter one may go.
    """
    leap, growth = FIRST_LEAP, GROWTH
    while leap > 1:
        _check_work(electorate)
        part = compare_shares(electorate, bought, share, share + leap * electorate.unit, order.list_free)
        if part is None:
            share += leap * electorate.unit
            leap = int(leap * growth)
        else:
            leap, growth = int(leap * part * CAUTION), SLOWER
    return share


def _buy(electorate, share, order):
    """Give the options bought at one share, in their order."""
    course, bought = Course(electorate, share), []
    while keys := course.list_cheapest():
        keys = _prefer(electorate, keys)
        bought.append(keys[0] if len(keys) == 1 else order.choose(course, keys))
        course.buy(bought[-1])
    return bought


def _prefer(electorate, keys):
    """Of options that ask the same, give those with the most votes, and of these the ones that cost least."""
    ranks = {key: (-electorate.support[key], electorate.costs[key]) for key in keys}
    best = min(ranks.values())
    return sorted(key for key in keys if ranks[key] == best)


def _list_free(electorate, course, keys):
    """Give those of some equal options that will all be bought next, whatever their order, which changes nothing.

    So it is when no supporter of one supports another, or when all who do can pay for all of them.
    """
    free = set()
    for group in _split(electorate, keys):
        if len(group) == 1 or course.can_all_pay(group):
            free.update(group)
    return free


def _split(electorate, keys):
    """Put options in groups: two with a common supporter are in the same one."""
    groups = []
    for key in keys:
        backers, names = set(electorate.backers[key]), [key]
        apart = []
        for others, theirs in groups:
            if backers.isdisjoint(others):
                apart.append((others, theirs))
            else:
                backers |= others
                names += theirs
        groups = [*apart, (backers, names)]
    return [sorted(names) for _, names in groups]


class _Declared:
    """Settle ties by the order declared before the vote."""

    list_free = None

    def __init__(self, electorate, tie):
        self.electorate, self.tie = electorate, tie

    def choose(self, course, keys):
        return self.tie.rank(keys)[0]

    def say_settled(self, share, bought):
        """Give the contract's `settled` when a tie that mattered was met at the last share; None otherwise."""
        course, tied = Course(self.electorate, share), set()
        for key in bought:
            keys = _prefer(self.electorate, course.list_cheapest())
            if len(keys) > 1:
                tied |= set(keys) - _list_free(self.electorate, course, keys)
            course.buy(key)
        return {"by": self.tie.by, "tied": sorted(tied), "order": self.tie.rank(sorted(tied))} if tied else None


class _Open:
    """Let ties fall as `pick` says, a tie between the same options always the same way.

    Twins are taken in a fixed order, as any other gives the same with their names changed.
    """

    def __init__(self, electorate, pick):
        self.electorate, self.pick, self.beaten = electorate, pick, {}

    def list_free(self, course, keys):
        return _list_free(self.electorate, course, _prefer(self.electorate, keys))

    def choose(self, course, keys):
        free = self.list_free(course, keys)
        if free:
            return min(free)
        group = _split(self.electorate, keys)[0]
        firsts = {next(key for key in self.electorate.twins[one] if key in group) for one in group}
        open_ones = [key for key in firsts if firsts.isdisjoint(self.beaten.get(key, ()))]
        chosen = open_ones[0] if len(open_ones) == 1 else self.pick(open_ones)
        self._note(chosen, [key for key in group if key != chosen])
        return chosen

    def _note(self, best, others):
        """Note that an option comes before others, and so do all that come before it."""
        above = {best, *self.beaten.get(best, ())}
        for other in others:
            for beaten_by in self.beaten.values():
                if other in beaten_by:
                    beaten_by |= above
            self.beaten.setdefault(other, set()).update(above)

    def say_settled(self, share, bought):
        return None

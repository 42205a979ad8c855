"""The purchases of the method of equal shares for one share of the budget, and how far that share may grow unnoticed.

Ballots that name the same options are counted together, and so are all that have paid for the same purchases. With the
same purchases in the same order a larger share leaves nobody less and makes nobody pay more: every balance grows with
the share and every payment falls. So two shares, compared at each purchase, tell what happens at all shares between.
All numbers are integers and fractions.
"""

from collections import OrderedDict
from fractions import Fraction
from functools import cached_property
from heapq import heapify, heappop, heappush
from math import gcd
from operator import mul
from typing import NamedTuple

QUICK_PASSES = 8
MOST_KEPT, FEW = 2_000_000, 16
ONE_OFFER = 60  # the work of an offer beside going through its supporters
HALF = Fraction(1, 2)


class Offer(NamedTuple):
    """What an option asks of each of its supporters: `rate` is `payment` ÷ cost; `short` of them give all they have."""

    rate: Fraction
    payment: Fraction
    short: int


class Stage:
    """Hold the classes of ballots that have paid for the same purchases, after some of them; the same at every share.

    `classes` gives the class of each ballot; `parents` and `pays` say, for each class, where it comes from and whether
    it paid for the last purchase.
    """

    def __init__(self, electorate, path, classes, before=None, parents=(0,), pays=(0,)):
        self.electorate, self.path, self.classes, self.before = electorate, path, classes, before
        self.parents, self.pays = parents, pays
        self.found, self.most = {}, {}

    @cached_property
    def paid(self):
        """What each class has paid as long as nobody was short, and the parts of 1 ÷ which it is counted in."""
        if self.before is None:
            return [0], 1
        paid, unit = self.before.paid
        cost, votes = self.electorate.costs[self.path[-1]], self.electorate.support[self.path[-1]]
        scale = votes // gcd(votes, cost * unit)
        price = cost * unit * scale // votes
        return [paid[parent] * scale + (price if pays else 0)
                for parent, pays in zip(self.parents, self.pays, strict=True)], unit * scale

    def supporters(self, key):
        """Give the classes that support an option, the votes of each in them, and these votes in all."""
        if key not in self.found:
            votes, classes, counted = self.electorate.votes, self.classes, {}
            backers = self.electorate.backers[key]
            for ballot in backers:
                number = classes[ballot]
                counted[number] = counted.get(number, 0) + votes[ballot]
            self.found[key] = list(counted), list(counted.values()), self.electorate.support[key]
            self.electorate.work += len(backers)
        return self.found[key]

    def most_paid(self, key):
        """Give the most that a supporter of an option has paid, as long as nobody was short."""
        if key not in self.most:
            paid, unit = self.paid
            self.most[key] = Fraction(max([paid[number] for number in self.supporters(key)[0]]), unit)
        return self.most[key]

    def split(self, key):
        """Give the stage after one more purchase."""
        halves = [2 * number for number in self.classes]
        for ballot in self.electorate.backers[key]:
            halves[ballot] += 1
        places = {number: place for place, number in enumerate(dict.fromkeys(halves))}
        self.electorate.work += 2 * len(halves)
        return Stage(self.electorate, (*self.path, key), [places[number] for number in halves], self,
                     [number >> 1 for number in places], [number & 1 for number in places])


class Electorate:
    """Hold the ballots: {(keys named): votes} with the cost of each key; `work` counts the operations done so far.

    `unit` of the parts in which costs are counted make one unit of currency, by which the shares are raised.
    """

    def __init__(self, ballots, costs, unit=1):
        self.unit = unit
        self.votes = list(ballots.values())
        self.backers = {key: [] for key in costs}
        for place, keys in enumerate(ballots):
            for key in keys:
                self.backers[key].append(place)
        self.backers = {key: backers for key, backers in self.backers.items() if backers}
        self.costs = costs
        self.voters = sum(self.votes)
        self.support = {key: sum(self.votes[ballot] for ballot in backers) for key, backers in self.backers.items()}
        self.twins = self._find_twins()
        self.work = 0
        self.start = Stage(self, (), [0] * len(self.votes))
        self.stages = OrderedDict()
        self.most_stages = FEW + MOST_KEPT // (len(self.votes) + 1)

    def after(self, stage, key):
        """Give the stage after one more purchase; those used last are kept, as near shares buy nearly the same."""
        path = (*stage.path, key)
        if path in self.stages:
            self.stages.move_to_end(path)
        else:
            self.stages[path] = stage.split(key)
            if len(self.stages) > self.most_stages:
                self.stages.popitem(last=False)
        return self.stages[path]

    def _find_twins(self):
        """Give {key: the options with the same cost and the same supporters, itself among them, in a fixed order}."""
        same = {}
        for key in sorted(self.backers):
            same.setdefault((self.costs[key], tuple(self.backers[key])), []).append(key)
        return {key: keys for keys in same.values() for key in keys}


class Course:
    """Follow the purchases at one share: what is left to each class, and what each option would ask of it.

    Balances are kept as integers, `unit` of them making one unit of currency. As long as nobody was short they are the
    share less what the stage knows to be paid, and only worked out when they are needed.
    """

    def __init__(self, electorate, share):
        self.electorate, self.stage, self.share = electorate, electorate.start, share
        self.unit, self.balances, self.is_calm = 0, None, True
        self.left = set(electorate.backers)
        self.fresh = {}
        # an option asks more and more as others are bought: what it asked once is a floor of what it asks later
        self.floors = {key: Fraction(1, electorate.support[key]) for key in self.left}
        self.waiting = [(floor, key) for key, floor in self.floors.items()]
        heapify(self.waiting)

    def offer(self, key):
        """Give what an option asks now; None when all that its supporters have left does not pay for it."""
        if key not in self.fresh:
            self.fresh[key] = found = self._work_out(key)
            if found is None:
                self.left.discard(key)  # balances only fall: it never will
            else:
                self.floors[key] = found.rate
        return self.fresh[key]

    def _settle(self):
        """Work out the balances, where nobody has been short so far."""
        if self.balances is None:
            share, (paid, unit) = self.share, self.stage.paid
            scale = unit // gcd(unit, share.denominator)
            self.unit = share.denominator * scale
            whole, step = share.numerator * scale, self.unit // unit
            self.balances = [whole - debt * step for debt in paid]
            self.electorate.work += len(self.balances)

    def _work_out(self, key):
        """Find the payment that, made by all who can and with all that the others have, pays the cost exactly."""
        self.electorate.work += ONE_OFFER
        if self.is_calm:
            cost, votes, stage = self.electorate.costs[key], self.electorate.support[key], self.stage
            if (self.share - stage.most_paid(key)) * votes >= cost:
                return Offer(Fraction(1, votes), Fraction(cost, votes), 0)
        self._settle()
        numbers, counts, votes = self.stage.supporters(key)
        rest = self.electorate.costs[key] * self.unit
        self.electorate.work += len(numbers) * (1 + self.unit.bit_length() // 512)
        every = self.balances
        balances = [every[number] for number in numbers]
        if min(balances) * votes >= rest:
            return self._ask(key, rest, votes)
        if sum(map(mul, balances, counts)) < rest:
            return None
        rich = list(zip(balances, counts, strict=True))
        for turn in range(len(rich)):
            least = -(-rest // votes)  # a whole balance is below rest ÷ votes exactly when it is below this
            poor = [pair for pair in rich if pair[0] < least]
            if not poor:
                break
            rest -= sum([balance * count for balance, count in poor])
            votes -= sum([count for _, count in poor])
            rich = [pair for pair in rich if pair[0] >= least]
            self.electorate.work += len(rich)
            if turn >= QUICK_PASSES:
                rest, votes, rich = _fill(rich, rest, votes)
                break
        return self._ask(key, rest, votes)

    def _ask(self, key, rest, votes):
        payment = Fraction(rest, votes * self.unit)
        return Offer(payment / self.electorate.costs[key], payment, self.electorate.support[key] - votes)

    def list_cheapest(self):
        """Give the options that ask least per unit of their cost, all that ask the same; [] when none can be paid."""
        best, found, waiting = None, [], self.waiting
        while waiting and (best is None or waiting[0][0] <= best):
            _, key = heappop(waiting)
            if key not in self.left:
                continue
            offer = self.offer(key)
            if offer is None:
                continue
            if best is None or offer.rate < best:
                best = offer.rate
            found.append((offer.rate, key))
        for pair in found:
            heappush(waiting, pair)
        return [key for rate, key in found if rate == best]

    def buy(self, key):
        """Make the supporters of an option pay what it asks."""
        _, payment, short = self.offer(key)
        if short or not self.is_calm:
            self._settle()
        self.stage = self.electorate.after(self.stage, key)
        self.left.remove(key)
        self.fresh = {}
        if not short and self.is_calm:
            self.balances = None
            return
        self.is_calm = False
        scale = payment.denominator // gcd(payment.denominator, self.unit)
        self.unit *= scale
        price = payment.numerator * (self.unit // payment.denominator)
        before = [balance * scale for balance in self.balances] if scale > 1 else self.balances
        self.balances = [(left if (left := before[parent] - price) > 0 else 0) if pays else before[parent]
                         for parent, pays in zip(self.stage.parents, self.stage.pays, strict=True)]
        self.electorate.work += 2 * len(self.balances) * (1 + self.unit.bit_length() // 512)

    def total(self, key):
        """Give all that the supporters of an option have left."""
        self._settle()
        numbers, counts, _ = self.stage.supporters(key)
        return Fraction(sum([self.balances[number] * count for number, count in zip(numbers, counts, strict=True)]),
                        self.unit)

    def can_all_pay(self, keys):
        """Tell whether every supporter of these options has left what all of those that they named ask together."""
        owed = {}
        self._settle()
        for key in keys:
            payment = self.offer(key).payment
            for ballot in self.electorate.backers[key]:
                owed[ballot] = owed.get(ballot, 0) + payment
        self.electorate.work += 10 * len(owed)
        return all(self.balances[self.stage.classes[ballot]] >= debt * self.unit for ballot, debt in owed.items())


def _fill(pairs, rest, votes):
    """Finish what the quick passes began: take (balance, votes) from the lowest up while it is below rest ÷ votes."""
    pairs = sorted(pairs)
    for place, (balance, count) in enumerate(pairs):
        if balance * votes >= rest:
            return rest, votes, pairs[place:]
        rest -= balance * count
        votes -= count
    return rest, votes, []


def compare_shares(electorate, sequence, low, high, is_free):
    """Give None when at every share from `low` to `high` the purchases are those of `low`.

    Otherwise, when that is not sure, give the part of the way, from 0 to 1, up to which it may be.

    Floors and ceilings come from the two ends. Where the same voters give all they have at both ends, what an option
    asks is linear in between, so that equal or different at both ends means all the way. `is_free(course, keys)` gives
    the options of a tie whose order does not matter, to be the same at both ends; None when ties are in order already.
    """
    one, two = Course(electorate, low), Course(electorate, high)
    linear = True
    for key in sequence:
        ours = one.offer(key), two.offer(key)
        equal = [key]
        electorate.work += 2 * len(two.left)
        for other in sorted(two.left - {key}):
            if other in electorate.twins[key]:
                equal.append(other)
            elif two.floors[other] <= ours[0].rate:
                part, is_equal = _compare(one, two, other, ours, linear)
                if part is not None:
                    return part
                if is_equal:
                    equal.append(other)
        if is_free is not None and len(equal) > 1 and is_free(one, equal) != is_free(two, equal):
            return HALF
        linear = linear and ours[0].short == ours[1].short
        one.buy(key)
        two.buy(key)
    late = [key for key in sorted(two.left) if two.offer(key) is not None]
    return min((_reach(one.total(key), electorate.costs[key], two.total(key)) for key in late), default=None)


def _reach(low, goal, high):
    """Give the part of the way from one number to another at which a goal between them is met, if it is straight."""
    return (goal - low) / (high - low) if low < goal <= high else HALF


def _compare(one, two, other, ours, linear):
    """Compare another option with the next purchase: (None, whether it asks the same) where that is so all the way.

    Where it is not sure, the first number is the part of the way up to which it may be.
    """
    late = two.offer(other)
    if late is None or late.rate > ours[0].rate:
        return None, False
    early = one.offer(other)
    if early is None:
        return HALF, False
    gaps = early.rate - ours[0].rate, late.rate - ours[1].rate
    if ours[0].rate == ours[1].rate and early.rate == late.rate:
        return None, not gaps[0]
    if linear and early.short == late.short and ours[0].short == ours[1].short:
        if gaps == (0, 0) or min(gaps) > 0:
            return None, not gaps[0]
        return (_reach(-gaps[0], 0, -gaps[1]) if gaps[0] > 0 else 0), False
    return (_reach(-early.rate, -ours[0].rate, -late.rate) if gaps[0] else HALF), False

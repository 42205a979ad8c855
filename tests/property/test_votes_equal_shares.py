"""Equal shares: the same as its definition followed to the letter, a unit at a time; and what it promises to groups."""

from fractions import Fraction
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from forum.votes.majority import Roll, Rule
from forum.votes.methods import Paper, count
from forum.votes.ties import Tie

# the same examples at each run, however busy the machine is
steady = settings(deadline=None, derandomize=True, max_examples=120)
KEYS = ("a", "b", "c", "d", "e")
groups = st.lists(st.sets(st.sampled_from(KEYS), min_size=1).map(lambda keys: tuple(sorted(keys))), min_size=1,
                  max_size=8)
prices = st.lists(st.integers(1, 12), min_size=5, max_size=5) | st.integers(1, 12).map(lambda cost: [cost] * 5)
budgets = st.integers(1, 60)
orders = st.permutations(KEYS).map(tuple)


def shares(voters, costs, budget, tie=None, keys=KEYS):
    """Count ballots, each a tuple of options, or (options, votes)."""
    ballots = [voter if isinstance(voter[0], dict) else ({"options": list(voter)}, 1) for voter in voters]
    cost_of = dict(zip(KEYS, costs, strict=True))
    paper = Paper("equal_shares", keys, budget=budget, costs=tuple(cost_of[key] for key in keys))
    return count(ballots, paper, Rule(tie=tie), Roll())


def declared(order):
    return Tie("criterion", "l’âge", tuple(order))


def buy(voters, costs, share, order):
    """Buy at one share, by the words of the method; each voter is on their own, and nothing is remembered."""
    left, bought = [share] * len(voters), []
    while True:
        offers = []
        for key, cost in costs.items():
            backers = [place for place, voter in enumerate(voters) if key in voter]
            if key in bought or sum(left[place] for place in backers) < cost:
                continue
            rest, number = Fraction(cost), len(backers)
            for place in sorted(backers, key=left.__getitem__):
                if left[place] * number >= rest:
                    break
                rest, number = rest - left[place], number - 1
            offers.append((rest / number / cost, -len(backers), cost, order.index(key), key, rest / number))
        if not offers:
            return bought
        *_, key, payment = min(offers)
        left = [max(one - payment, 0) if key in voter else one for one, voter in zip(left, voters, strict=True)]
        bought.append(key)


def follow_to_the_letter(voters, costs, budget, order):
    """Raise everybody's share by one, and by one more, until the next step would spend too much."""
    costs = {key: cost for key, cost in costs.items() if any(key in voter for voter in voters)}
    share = Fraction(budget, len(voters))
    bought = buy(voters, costs, share, order)
    while set(bought) != set(costs):
        after = buy(voters, costs, share + 1, order)
        if sum(costs[key] for key in after) > budget:
            break
        share, bought = share + 1, after
    return bought, share


@steady
@given(groups, prices, budgets, orders)
def test_it_is_the_definition_followed_to_the_letter(voters, costs, budget, order):
    bought, share = follow_to_the_letter(voters, dict(zip(KEYS, costs, strict=True)), budget, order)
    result = shares(voters, costs, budget, declared(order))
    assert result["winners"] == bought
    assert Fraction(result["share"]) == share


@settings(steady, max_examples=40)
@given(groups, prices, budgets)
def test_undeclared_ties_are_what_every_order_of_the_options_gives(voters, costs, budget):
    ways = [set(follow_to_the_letter(voters, dict(zip(KEYS, costs, strict=True)), budget, order)[0])
            for order in permutations(KEYS)]
    result = shares(voters, costs, budget)
    assert set(result["winners"]) == set.intersection(*ways)
    assert set(result["tied"]) == set.union(*ways) - set.intersection(*ways)


@steady
@given(groups, st.lists(st.integers(1, 10**6), min_size=5, max_size=5), st.integers(1, 10**7))
def test_it_never_spends_more_than_the_budget_and_everybody_pays_at_most_their_share(voters, costs, budget):
    result = shares(voters, costs, budget)
    assert result["spent"] == sum(result["figures"][key]["cost"] for key in result["winners"]) <= budget
    paid = dict.fromkeys(range(len(voters)), Fraction(0))
    for entry in result["rounds"]:
        backers = [place for place, voter in enumerate(voters) if entry["option"] in voter]
        share, price = Fraction(result["share"]), Fraction(entry["payment"])
        short = [place for place in backers if share - paid[place] < price]
        total = sum(min(share - paid[place], price) for place in backers)
        assert (len(backers), len(short), total) == (entry["supporters"], entry["short"], entry["cost"])
        for place in backers:
            paid[place] += min(share - paid[place], price)


@steady
@given(groups, prices, budgets, st.permutations(KEYS), st.randoms(use_true_random=False))
def test_order_of_ballots_and_of_options_changes_nothing(voters, costs, budget, turned, draw):
    shuffled = draw.sample(voters, len(voters))
    assert shares(voters, costs, budget) == shares(shuffled, costs, budget, keys=tuple(turned))


@steady
@given(groups, prices, budgets, st.permutations(KEYS))
def test_names_of_the_options_change_nothing(voters, costs, budget, names):
    called = dict(zip(KEYS, names, strict=True))
    cost_of = {called[key]: cost for key, cost in zip(KEYS, costs, strict=True)}
    before = shares(voters, costs, budget)
    after = shares([tuple(sorted(called[key] for key in voter)) for voter in voters],
                   [cost_of[key] for key in KEYS], budget)
    assert (after["status"], after["spent"], after["share"]) == (before["status"], before["spent"], before["share"])
    for name in ("winners", "tied"):
        assert set(after[name]) == {called[key] for key in before[name]}


@steady
@given(st.lists(st.tuples(st.sets(st.sampled_from(KEYS), min_size=1), st.integers(0, 4)), min_size=1, max_size=6),
       prices, budgets)
def test_weight_is_as_many_ballots(cast, costs, budget):
    weighed = [({"options": sorted(keys)}, votes) for keys, votes in cast]
    alone = [(choice, 1) for choice, votes in weighed for _ in range(votes)]
    assert shares(weighed, costs, budget) == shares(alone, costs, budget)


@steady
@given(st.integers(2, 5), st.integers(1, 4), st.integers(0, 6), st.data())
def test_a_group_large_enough_for_an_option_that_all_of_it_wants_gets_one(select, size, others, data):
    """A group of voters ÷ places who agree on something is not left with nothing."""
    wanted = data.draw(st.sets(st.sampled_from(KEYS), min_size=1))
    rest = data.draw(st.lists(st.sets(st.sampled_from(KEYS), min_size=1), min_size=others, max_size=others))
    group = [sorted(wanted | data.draw(st.sets(st.sampled_from(KEYS), max_size=2))) for _ in range(size)]
    if size * select < size + others:
        return
    ballots = [({"options": keys}, 1) for keys in group] + [({"options": sorted(keys)}, 1) for keys in rest]
    result = count(ballots, Paper("equal_shares", KEYS, select=select), Rule(tie=declared(KEYS)), Roll())
    assert any(key in result["winners"] for keys in group for key in keys)

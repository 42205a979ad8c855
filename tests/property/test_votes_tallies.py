"""What must hold of every count: who votes, in which order, and how options are called changes nothing."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from forum.votes.majority import BASES, Quorum, Roll, Rule
from forum.votes.methods import Paper, count, read_choice

# the same examples at each run, however busy the machine is
steady = settings(deadline=None, derandomize=True, max_examples=200)
KEYS = ("a", "b", "c", "d", "e")
RANKS = Rule()
SHARES = st.sampled_from([Fraction(1, 2), Fraction(2, 3), Fraction(3, 5), Fraction(3, 4), Fraction(1, 3), Fraction(1)])

papers = st.builds(lambda select: Paper("approve", KEYS, select=select, minimum=1, maximum=5), st.integers(1, 5))
blank = st.just({"blank": True})
choices = st.sets(st.sampled_from(KEYS), min_size=1).map(lambda keys: {"options": sorted(keys)}) | blank
ballots = st.lists(st.tuples(choices, st.integers(0, 3)), max_size=12)
answers = st.sampled_from([{"answer": "yes"}, {"answer": "no"}, {"answer": "abstain"}, {"blank": True}])
opinions = st.lists(st.tuples(answers, st.integers(0, 3)), max_size=12)
rules = st.builds(lambda share, strict, base: Rule(share, strict and share < 1, base), SHARES, st.booleans(),
                  st.sampled_from(BASES))
rolls = st.builds(lambda present, absent: Roll(present + absent, present), st.integers(0, 40), st.integers(0, 40))


def votes_of(result):
    return {key: figure["votes"] for key, figure in result["figures"].items()}


@steady
@given(ballots, papers)
def test_winners_and_tied_are_those_that_a_plain_reading_gives(cast, paper):
    result = count(cast, paper, RANKS, Roll(99, 99))
    votes = {key: sum(weight for choice, weight in cast if key in choice.get("options", ())) for key in KEYS}
    assert votes_of(result) == votes
    fits = {key for key in KEYS if votes[key] and sum(votes[other] >= votes[key] for other in KEYS) <= paper.select}
    near = {key for key in KEYS if votes[key] and sum(votes[other] > votes[key] for other in KEYS) < paper.select}
    assert (set(result["winners"]), set(result["tied"])) == (fits, near - fits)
    assert [votes[key] for key in result["winners"]] == sorted((votes[key] for key in fits), reverse=True)
    assert result["status"] == ("tie" if near - fits else "decided" if fits else "no_result")


@steady
@given(ballots, papers, st.permutations(KEYS), st.data())
def test_order_of_ballots_and_of_options_changes_nothing(cast, paper, turned, data):
    other = Paper("approve", tuple(turned), select=paper.select, minimum=1, maximum=5)
    shuffled = data.draw(st.permutations(cast))
    assert count(cast, paper, RANKS, Roll(99, 99)) == count(shuffled, other, RANKS, Roll(99, 99))


@steady
@given(ballots, papers, st.permutations(KEYS))
def test_names_of_the_options_change_nothing(cast, paper, names):
    called = dict(zip(KEYS, names, strict=True))

    def call(choice):
        return {"options": [called[key] for key in choice["options"]]} if "options" in choice else choice

    before = count(cast, paper, RANKS, Roll(99, 99))
    after = count([(call(choice), weight) for choice, weight in cast], paper, RANKS, Roll(99, 99))
    assert after["status"] == before["status"]
    for name in ("winners", "tied"):
        assert set(after[name]) == {called[key] for key in before[name]}
    assert votes_of(after) == {called[key]: votes for key, votes in votes_of(before).items()}


@steady
@given(ballots, papers, st.sampled_from(KEYS), st.integers(0, 11))
def test_one_approval_more_never_harms_an_option(cast, paper, key, place):
    before = count(cast, paper, RANKS, Roll(99, 99))
    if place >= len(cast) or key in cast[place][0].get("options", ()):
        return
    choice, weight = cast[place]
    changed = [*cast]
    changed[place] = {"options": [*choice.get("options", ()), key]}, weight
    after = count(changed, paper, RANKS, Roll(99, 99))
    standing = {name: 2 if name in after["winners"] else 1 if name in after["tied"] else 0 for name in KEYS}
    stood = {name: 2 if name in before["winners"] else 1 if name in before["tied"] else 0 for name in KEYS}
    assert standing[key] >= stood[key]
    assert all(standing[name] <= stood[name] for name in KEYS if name != key) or not weight


@steady
@given(ballots, papers)
def test_weight_is_as_many_ballots(cast, paper):
    alone = [(choice, 1) for choice, weight in cast for _ in range(weight)]
    assert count(cast, paper, RANKS, Roll(99, 99)) == count(alone, paper, RANKS, Roll(99, 99))


@steady
@given(opinions, rules, rolls)
def test_adoption_is_the_comparison_of_two_fractions(cast, rule, roll):
    result = count(cast, Paper("yesno"), rule, roll)
    figures = result["figures"]
    bases = {"expressed": figures["yes"] + figures["no"], "cast": sum(weight for _, weight in cast),
             "present": roll.present, "entitled": roll.entitled}
    base = bases[rule.base]
    share = Fraction(figures["yes"], base) if base else None
    reaches = share is not None and (share > rule.majority if rule.strict else share >= rule.majority)
    is_answered = figures["yes"] + figures["no"] > 0
    assert result["adopted"] is (reaches and is_answered and figures["yes"] > 0)
    assert result["status"] == ("decided" if is_answered else "no_result")


@steady
@given(opinions, rules, rolls)
def test_one_yes_more_never_turns_an_adoption_into_a_rejection(cast, rule, roll):
    before = count(cast, Paper("yesno"), rule, roll)
    after = count([*cast, ({"answer": "yes"}, 1)], Paper("yesno"), rule, roll)
    assert after["adopted"] >= before["adopted"]


@steady
@given(opinions, rules, rolls, SHARES, st.booleans(), st.sampled_from(["entitled", "present"]))
def test_quorum_decides_by_all_votes_cast_and_keeps_the_figures(cast, rule, roll, share, strict, of):
    strict = strict and share < 1
    free = count(cast, Paper("yesno"), rule, roll)
    held = count(cast, Paper("yesno"), Rule(rule.majority, rule.strict, rule.base, Quorum(share, of, strict)), roll)
    voted, whole = sum(weight for _, weight in cast), getattr(roll, of)
    is_met = voted > share * whole if strict else voted >= share * whole
    assert held["figures"] == free["figures"]
    assert held.pop("quorum")["reached"] is is_met
    assert held == (free if is_met else {**free, "status": "quorum_missed", "adopted": False})


@steady
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | st.sampled_from(
    ["a", "b", "options", "answer", "yes", "blank"]), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["options", "answer", "blank", "ranking", "marks"]), inner, max_size=2), max_leaves=8))
def test_any_value_is_a_canonical_choice_or_refused(value):
    for paper in (Paper("approve", KEYS, minimum=1, maximum=2), Paper("yesno")):
        try:
            choice = read_choice(value, paper)
        except ValueError:
            continue
        assert read_choice(choice, paper) == choice
        assert set(choice) <= {"options", "answer", "blank"}

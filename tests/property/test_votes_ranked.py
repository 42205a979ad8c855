"""What must hold of every count of rankings, whoever votes, in whatever order, and however options are called."""

from fractions import Fraction
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from forum.votes.majority import Roll, Rule
from forum.votes.methods import Paper, count, read_choice
from forum.votes.methods.ranking import close_up
from forum.votes.ties import Tie

# the same examples at each run, however busy the machine is
steady = settings(deadline=None, derandomize=True, max_examples=150)
KEYS = ("a", "b", "c", "d", "e")
RULE, ROLL = Rule(), Roll(99, 99)
METHODS = st.sampled_from(["rank_irv", "rank_schulze", "rank_stv"])

orders = st.builds(lambda keys, cut: keys[:cut], st.permutations(KEYS), st.integers(1, 5))
strict = orders.map(lambda keys: {"ranking": [[key] for key in keys]})
blank = st.just({"blank": True})
ballots = st.lists(st.tuples(strict | strict | strict | blank, st.integers(0, 4)), max_size=14)
places = st.integers(1, 4)


@st.composite
def weak(draw):
    """Draw a ranking with ties."""
    groups = []
    for key in draw(orders):
        if groups and draw(st.booleans()):
            groups[-1].append(key)
        else:
            groups.append([key])
    return {"ranking": [sorted(group) for group in groups]}


tied_ballots = st.lists(st.tuples(weak() | blank, st.integers(0, 4)), max_size=14)


def paper_of(method, select=1, keys=KEYS):
    return Paper(method, tuple(keys), select=1 if method == "rank_irv" else select, minimum=1, maximum=len(keys))


def outcome(result):
    return result["status"], sorted(result["winners"]), result["tied"]


def over(cast, key, other):
    """Give the votes of the ballots that put an option above another, from the ballots themselves."""
    def place(choice, wanted):
        return next((rank for rank, group in enumerate(choice["ranking"]) if wanted in group), len(KEYS))
    return sum(votes for choice, votes in cast if "ranking" in choice and place(choice, key) < place(choice, other))


# ---- all three ----

@steady
@given(METHODS, ballots, places, st.permutations(KEYS), st.data())
def test_order_of_ballots_and_of_options_changes_nothing(method, cast, select, turned, data):
    shuffled = data.draw(st.permutations(cast))
    before = count(cast, paper_of(method, select), RULE, ROLL)
    assert before == count(shuffled, paper_of(method, select, turned), RULE, ROLL)


@steady
@given(METHODS, ballots, places, st.permutations(KEYS))
def test_names_of_the_options_change_nothing(method, cast, select, names):
    called = dict(zip(KEYS, names, strict=True))
    renamed = [({"ranking": [[called[key] for key in group] for group in choice["ranking"]]}
                if "ranking" in choice else choice, votes) for choice, votes in cast]
    before = count(cast, paper_of(method, select), RULE, ROLL)
    after = count(renamed, paper_of(method, select), RULE, ROLL)
    assert after["status"] == before["status"]
    for name in ("winners", "tied"):
        assert set(after[name]) == {called[key] for key in before[name]}
    for key in KEYS:
        assert after["figures"][called[key]]["votes"] == before["figures"][key]["votes"]


@steady
@given(METHODS, ballots, places)
def test_weight_is_as_many_ballots(method, cast, select):
    alone = [(choice, 1) for choice, votes in cast for _ in range(votes)]
    assert count(cast, paper_of(method, select), RULE, ROLL) == count(alone, paper_of(method, select), RULE, ROLL)


@steady
@given(METHODS, ballots, places)
def test_places_are_filled_or_told_open(method, cast, select):
    paper = paper_of(method, select)
    result = count(cast, paper, RULE, ROLL)
    ranked = {key for choice, votes in cast if votes for group in choice.get("ranking", ()) for key in group}
    assert ranked.issuperset([*result["winners"], *result["tied"]])
    assert set(result["winners"]).isdisjoint(result["tied"])
    fill = min(paper.select, len(ranked))
    if result["status"] == "tie":
        assert len(result["winners"]) < fill < len(result["winners"]) + len(result["tied"])
    else:
        assert result["tied"] == []
        assert len(result["winners"]) == fill
        assert (result["status"] == "decided") is bool(ranked)


@steady
@given(METHODS, ballots, places, st.permutations(KEYS))
def test_declared_order_chooses_among_the_outcomes_of_a_tie(method, cast, select, order):
    paper = paper_of(method, select)
    free = count(cast, paper, RULE, ROLL)
    drawn = count(cast, paper, Rule(tie=Tie("criterion", "ancienneté", tuple(order))), ROLL)
    assert drawn["status"] in ("decided", "no_result")
    assert set(free["winners"]) <= set(drawn["winners"]) <= {*free["winners"], *free["tied"]}


@settings(steady, max_examples=40)
@given(METHODS, st.lists(st.tuples(strict, st.integers(1, 2)), max_size=6), st.integers(1, 2))
def test_tied_are_those_whom_some_order_makes_win_and_another_does_not(method, cast, select):
    paper = paper_of(method, select)
    free = count(cast, paper, RULE, ROLL)
    ways = [set(count(cast, paper, Rule(tie=Tie("criterion", "x", order)), ROLL)["winners"])
            for order in permutations(KEYS)]
    # a declared order is one and the same all along: it may not reach all that several lots could
    assert set(free["winners"]) <= set.intersection(*ways)
    assert set.union(*ways) <= {*free["winners"], *free["tied"]}
    if method == "rank_schulze":
        assert (set(free["winners"]), set(free["tied"])) == (
            set.intersection(*ways), set.union(*ways) - set.intersection(*ways))


@steady
@given(weak())
def test_canonical_form_is_its_own(choice):
    paper = paper_of("rank_schulze")
    assert read_choice(read_choice(choice, paper), paper) == read_choice(choice, paper)
    assert close_up(choice["ranking"], ties=True) == choice["ranking"]


@steady
@given(st.lists(st.lists(st.sampled_from(KEYS), max_size=3), max_size=7), st.booleans())
def test_paper_that_is_closed_up_is_a_ranking(ranks, ties):
    groups = close_up(ranks, ties)
    method = "rank_schulze" if ties else "rank_irv"
    if groups:
        read_choice({"ranking": groups}, paper_of(method))


# ---- instant run-off ----

@steady
@given(ballots)
def test_run_off_adds_up_and_its_winner_has_more_than_half(cast):
    result = count(cast, paper_of("rank_irv"), RULE, ROLL)
    total = sum(votes for choice, votes in cast if "ranking" in choice)
    for entry in result["rounds"]:
        assert sum(entry["votes"].values()) + entry["exhausted"] == total
    if result["status"] == "decided":
        last = result["rounds"][-1]["votes"]
        assert 2 * last[result["winners"][0]] > sum(last.values())


@steady
@given(ballots)
def test_run_off_never_elects_who_loses_all_duels(cast):
    result = count(cast, paper_of("rank_irv"), RULE, ROLL)
    for key in result["winners"]:
        assert any(over(cast, key, other) >= over(cast, other, key) for other in KEYS if other != key)


# ---- Schulze ----

@steady
@given(tied_ballots)
def test_schulze_compares_as_the_ballots_say(cast):
    figures = count(cast, paper_of("rank_schulze"), RULE, ROLL)["figures"]
    assert figures.keys() == set(KEYS)
    for key, figure in figures.items():
        assert figure["over"] == {other: over(cast, key, other) for other in KEYS if other != key}


@steady
@given(tied_ballots)
def test_schulze_elects_who_wins_all_duels(cast):
    result = count(cast, paper_of("rank_schulze"), RULE, ROLL)
    for key in KEYS:
        if all(over(cast, key, other) > over(cast, other, key) for other in KEYS if other != key):
            assert result["winners"] == [key]


@steady
@given(tied_ballots, st.data())
def test_schulze_never_harms_who_is_raised(cast, data):
    before = count(cast, paper_of("rank_schulze"), RULE, ROLL)
    places = [place for place, (choice, _) in enumerate(cast) if "ranking" in choice]
    if not places:
        return
    place, key = data.draw(st.sampled_from(places)), data.draw(st.sampled_from(KEYS))
    choice, votes = cast[place]
    others = [[other for other in group if other != key] for group in choice["ranking"]]
    raised = [*cast]
    raised[place] = {"ranking": [[key], *filter(None, others)]}, votes
    after = count(raised, paper_of("rank_schulze"), RULE, ROLL)
    if key in before["winners"]:
        assert after["winners"] == [key]
    elif key in before["tied"]:
        assert key in [*after["winners"], *after["tied"]]


@steady
@given(tied_ballots)
def test_schulze_paths_are_the_strongest_there_are(cast):
    figures = count(cast, paper_of("rank_schulze"), RULE, ROLL)["figures"]

    def strength(path):
        steps = zip(path, path[1:], strict=False)
        return min((figures[key]["over"][other] if figures[key]["over"][other] > figures[other]["over"][key] else 0)
                   for key, other in steps)

    for key in KEYS:
        for other in KEYS:
            if other != key:
                between = [step for step in KEYS if step not in (key, other)]
                paths = [(key, *steps, other) for size in range(4) for steps in permutations(between, size)]
                assert figures[key]["paths"][other] == max(map(strength, paths))


# ---- Scottish transfers ----

@steady
@given(ballots, places)
def test_transfers_add_up_and_lose_next_to_nothing(cast, select):
    result = count(cast, paper_of("rank_stv", select), RULE, ROLL)
    total = sum(votes for choice, votes in cast if "ranking" in choice)
    for entry in result["rounds"]:
        kept = sum(Fraction(votes) for votes in entry["votes"].values())
        assert kept + Fraction(entry["exhausted"]) + Fraction(entry["lost"]) == total
        assert 0 <= Fraction(entry["lost"]) <= Fraction(total * len(KEYS), 100_000)


@steady
@given(st.lists(st.tuples(strict, st.integers(0, 9)), max_size=10), st.sets(st.sampled_from(KEYS), min_size=1),
       st.integers(1, 30), places, st.data())
def test_cohesive_group_gets_the_places_its_quotas_are_worth(cast, solid, size, select, data):
    backed = data.draw(st.permutations(sorted(solid)))
    cast = [*cast, ({"ranking": [[key] for key in backed]}, size)]
    result = count(cast, paper_of("rank_stv", select), RULE, ROLL)
    together = sum(votes for choice, votes in cast if votes and len(choice["ranking"]) >= len(solid)
                   and {group[0] for group in choice["ranking"][:len(solid)]} == solid)
    quota = sum(votes for _, votes in cast) // (select + 1) + 1
    due = min(together // quota, len(solid))
    if result["status"] == "decided":
        assert len(solid & set(result["winners"])) >= due
    else:
        free = select - len(result["winners"])
        assert len(solid & set(result["winners"])) + min(free, len(solid & set(result["tied"]))) >= due


@steady
@given(ballots, places)
def test_quota_elects_and_nobody_is_out_and_in(cast, select):
    result = count(cast, paper_of("rank_stv", select), RULE, ROLL)
    out = {key for entry in result["rounds"] for key in entry.get("eliminated", ())}
    elected = [key for entry in result["rounds"] for key in entry.get("elected", ())]
    assert out.isdisjoint(elected)
    assert len(elected) == len(set(elected))
    for entry in result["rounds"][-1:]:
        reached = {key for key, votes in entry["votes"].items() if Fraction(votes) >= entry["quota"]}
        assert reached <= set(elected)
    if result["status"] == "decided":
        assert elected == result["winners"]

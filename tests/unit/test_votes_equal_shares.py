"""Equal shares: who pays what, when it stops, what a tie becomes, and that a million steps are as quick as one."""

import random
import time

import pytest

from forum.core.i18n import in_language
from forum.votes.explaining import equal_shares as words
from forum.votes.faults import Invalid
from forum.votes.majority import Roll, Rule
from forum.votes.methods import Paper, check, count, explain, read_choice
from forum.votes.ties import Tie

KEYS = ("a", "b", "c", "d")


def named(*groups):
    """Give ballots from "abc" or ("abc", votes)."""
    pairs = [group if isinstance(group, tuple) else (group, 1) for group in groups]
    return [({"options": list(keys)}, votes) for keys, votes in pairs]


def shares(*groups, tie=None, keys=KEYS, **settings):
    return count(named(*groups), Paper("equal_shares", keys, **settings), Rule(tie=tie), Roll())


def bought(result):
    return [(entry["option"], entry["payment"], entry["short"]) for entry in result["rounds"]]


def test_supporters_pay_equal_shares_or_all_they_have_left():
    # 10 each; a takes 8 from four of them, two of whom have but 2 left for b: 5 for the fifth
    result = shares(("a", 2), ("ab", 2), ("b", 1), budget=50, costs=(32, 9, 99, 99))
    assert bought(result) == [("a", 8, 0), ("b", 5, 2)]
    # b asks 5 ÷ 20, less than a with 9 ÷ 36; a can be paid once everybody holds 12
    result = shares(("ab", 2), ("a", 2), ("b", 2), budget=60, costs=(36, 20, 99, 99))
    assert bought(result) == [("b", 5, 0), ("a", 11, 2)]


def test_figures_say_votes_cost_and_what_was_paid():
    result = shares(("ab", 6), ("c", 3), budget=100, costs=(40, 30, 33, 5))
    assert result["figures"] == {"a": {"votes": 6, "cost": 40, "paid": 0}, "b": {"votes": 6, "cost": 30, "paid": 30},
                                 "c": {"votes": 3, "cost": 33, "paid": 33}, "d": {"votes": 0, "cost": 5, "paid": 0}}
    assert (result["status"], result["winners"], result["spent"], result["budget"]) == ("decided", ["b", "c"], 63, 100)
    assert (result["start"], result["share"], result["voters"]) == ("100/9", "100/9", 9)
    assert result["rounds"][1] == {"option": "c", "cost": 33, "payment": 11, "supporters": 3, "short": 0, "spent": 63}


def test_share_is_raised_until_the_next_step_would_spend_too_much():
    # 10 each: nobody can pay alone; with 20 each, a; with 30 each, b would be bought as well
    result = shares("a", "b", "c", keys=("a", "b", "c"), budget=30, costs=(20, 30, 31))
    assert (result["winners"], result["share"]) == (["a"], 29)


def test_without_a_budget_every_option_costs_a_million():
    result = shares(("a", 5), ("b", 4), ("c", 1), keys=("a", "b", "c"), select=2)
    assert (result["winners"], result["budget"]) == (["a", "b"], 2_000_000)
    # the third could be paid once everybody has a million
    assert result["share"] == 999_999 + (0 if 2_000_000 % 10 == 0 else 1)


def test_everything_wanted_is_bought_when_the_budget_lasts():
    result = shares("ab", "b", keys=("a", "b", "c"), budget=1000, costs=(5, 5, 5))
    assert (result["status"], set(result["winners"]), result["spent"]) == ("decided", {"a", "b"}, 10)


def test_blank_ballots_hold_no_share_and_no_ballot_gives_no_result():
    blank = [({"blank": True}, 50)]
    paper = Paper("equal_shares", ("a", "b"), budget=10, costs=(5, 6))
    assert count(named("a", "b") + blank, paper, Rule(), Roll())["start"] == 5
    for ballots in ([], blank, named(("a", 0))):
        result = count(ballots, paper, Rule(), Roll())
        assert (result["status"], result["winners"], result["rounds"]) == ("no_result", [], [])


def test_two_that_can_only_be_paid_at_the_same_step_are_both_left_out():
    result = shares("a", "b", keys=("a", "b"), select=1)
    assert (result["status"], result["winners"]) == ("no_result", [])
    assert explain(result, Paper("equal_shares", ("a", "b")), Rule(), Roll(), 2)[0].code == "shares_nothing"


# ---- ties ----

def test_tie_goes_to_more_votes_then_to_the_lower_cost():
    result = shares(("ab", 2), ("b", 1), ("c", 1), keys=("a", "b", "c"), budget=8, costs=(4, 6, 99))
    assert result["winners"][0] == "b"


def test_tie_that_matters_is_left_open_or_settled_as_declared():
    # everybody wants both and there is money for one
    tied = shares(("ab", 4), keys=("a", "b"), select=1)
    assert (tied["status"], tied["winners"], tied["tied"], tied["rounds"]) == ("tie", [], ["a", "b"], [])
    open_tie = shares(("ab", 4), ("a", 1), ("b", 1), ("c", 6), keys=("a", "b", "c"), budget=24, costs=(10, 10, 12))
    assert (open_tie["status"], open_tie["winners"], open_tie["tied"]) == ("tie", ["c"], ["a", "b"])
    lot = Tie("criterion", "le plus ancien", ("b", "c", "a"))
    settled = shares(("ab", 4), ("a", 1), ("b", 1), ("c", 6), keys=("a", "b", "c"), budget=24, costs=(10, 10, 12),
                     tie=lot)
    assert (settled["status"], set(settled["winners"])) == ("decided", {"b", "c"})
    assert settled["settled"] == {"by": "criterion", "tied": ["a", "b"], "order": ["b", "a"]}


def test_tie_whose_order_changes_nothing_is_no_tie():
    result = shares(("ab", 3), ("c", 3), keys=("a", "b", "c"), budget=120, costs=(30, 30, 60))
    assert (result["status"], set(result["winners"])) == ("decided", {"a", "b", "c"})


def test_more_ties_than_can_be_followed_leave_all_open_whatever_their_names():
    keys = tuple(f"o{number:02}" for number in range(24))
    ring = [({"options": [keys[place], keys[(place + 1) % 24]]}, 1) for place in range(24)]
    result = count(ring, Paper("equal_shares", keys, budget=24 * 7, costs=(12,) * 24), Rule(), Roll())
    assert result["status"] in ("tie", "no_result", "decided")
    if result["status"] == "tie":
        assert result["winners"] == []
        assert result["tied"] == sorted(keys)


# ---- settings and choices ----

@pytest.mark.parametrize(("settings", "field"), [
    ({"budget": 10}, "costs"), ({"costs": (1, 2, 3, 4)}, "budget"), ({"budget": 10, "costs": (1, 2, 3)}, "costs"),
    ({"budget": 10, "costs": (1, 2, 0, 4)}, "costs"), ({"budget": 0, "costs": (1, 2, 3, 4)}, "budget"),
    ({"select": 5}, "select"), ({"select": 0}, "select"), ({"maximum": 5}, "maximum"), ({"minimum": 0}, "minimum"),
    ({"points": 5}, "points"),
])
def test_settings_that_have_no_meaning_are_refused(settings, field):
    assert field in check(Paper("equal_shares", KEYS, **settings))


def test_settings_that_have_one_are_taken():
    assert check(Paper("equal_shares", KEYS, select=4, minimum=1, maximum=3)) == {}
    assert check(Paper("equal_shares", KEYS, budget=10, costs=(1, 2, 3, 40), maximum=2)) == {}


def test_choice_is_a_list_of_options():
    paper = Paper("equal_shares", KEYS, maximum=2)
    assert read_choice({"options": ["c", "a"]}, paper) == {"options": ["a", "c"]}
    for choice in ({"options": ["a", "b", "c"]}, {"options": ["a", "a"]}, {"options": []}, {"options": ["z"]}, {}):
        with pytest.raises(Invalid):
            read_choice(choice, paper)


# ---- speed ----

def test_millions_of_steps_take_no_time():
    keys = tuple("abcdefgh")
    draw = random.Random(3)
    ballots = [({"options": sorted(draw.sample(keys, draw.randint(1, 4)))}, draw.randint(1, 3)) for _ in range(40)]
    costs = tuple(draw.randint(10**9, 10**11) for _ in keys)
    began = time.monotonic()
    result = count(ballots, Paper("equal_shares", keys, budget=sum(costs) // 2, costs=costs), Rule(), Roll())
    assert time.monotonic() - began < 5
    assert result["spent"] <= result["budget"]


def test_weights_as_large_as_a_file_may_hold():
    half = 2**52 - 1
    result = shares(("ab", half), ("b", half), keys=("a", "b"), budget=10**12, costs=(10**11, 9 * 10**11))
    assert set(result["winners"]) == {"a", "b"}


# ---- words ----

def test_purchases_are_told_and_drawn(app):
    paper = Paper("equal_shares", KEYS, minimum=1, maximum=4, budget=100, costs=(40, 30, 33, 5))
    result = shares(("ab", 6), ("c", 3), budget=100, costs=(40, 30, 33, 5))
    labels = {key: key.upper() * 3 for key in KEYS}
    for language in ("fr", "en"):
        with app.test_request_context("/"), in_language(language):
            (table,), (drawn,) = words.list_tables(result, paper, labels), words.draw(result, paper, labels)
            assert all(len(row) == len(table.head) for row in table.rows)
            assert [row[0] for row in table.rows] == ["BBB", "CCC"]
            assert drawn.svg.count("chart-bar") == 3
            assert 'role="img"' in drawn.svg
            assert len(words.say_rules(paper)) == 5
            said = words.REMARKS["shares_bought"]({"count": 2, "spent": "63", "budget": "100", "left": "37"})
            assert "63" in said
            assert "37" in said
            for code in ("shares_nothing", "shares_tied", "no_choice", "selected"):
                assert words.REMARKS[code]({"count": 3})

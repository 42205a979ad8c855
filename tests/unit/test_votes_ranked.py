"""Rankings: what a ballot may say, and what instant run-off, Schulze and the Scottish transfers make of them."""

import os
import re
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import pytest

from forum.votes.explaining import EXPLAINED
from forum.votes.explaining.rank_schulze import find_path
from forum.votes.faults import Invalid
from forum.votes.majority import Quorum, Roll, Rule
from forum.votes.methods import METHODS, Paper, check, count, explain, read_choice
from forum.votes.methods.ranking import close_up, write_choice
from forum.votes.ties import Tie, draw_lots

RANKED = ("rank_irv", "rank_schulze", "rank_stv")
KEYS = ("a", "b", "c", "d", "e")
ROLL = Roll(1000, 1000)
LOT = Rule(tie=Tie("lot", seed="une graine"))


def paper_of(method, keys=KEYS, **settings):
    return METHODS[method].settle(Paper(method, tuple(keys), **settings))


def rank(text):
    """Read "a b=c" as a ranking of three options, the last two tied."""
    return {"ranking": [group.split("=") for group in text.split()]}


def cast(**ballots):
    """Read cast(abc=3) as three ballots that rank a, b and c."""
    return [(rank(" ".join(order)), votes) for order, votes in ballots.items()]


def tally(method, ballots, keys=KEYS, rule=Rule(), **settings):  # noqa: B008 — a rule is frozen
    return count(ballots, paper_of(method, keys, **settings), rule, ROLL)


def votes_of(result):
    return [{key: Fraction(votes) for key, votes in entry["votes"].items()} for entry in result["rounds"]]


# ---- what a ballot may say ----

@pytest.mark.parametrize("method", RANKED)
def test_ranking_takes_one_canonical_form(method):
    assert read_choice(rank("c a"), paper_of(method)) == rank("c a")
    assert read_choice({"blank": True}, paper_of(method)) == {"blank": True}


def test_tied_options_stand_in_the_order_of_the_paper():
    assert read_choice(rank("d=a c=b"), paper_of("rank_schulze")) == rank("a=d b=c")


@pytest.mark.parametrize("method", RANKED)
@pytest.mark.parametrize(("choice", "code"), [
    ({"ranking": []}, "too_few_ranks"),
    ({"ranking": [[]]}, "empty_rank"),
    ({"ranking": [["a"], []]}, "empty_rank"),
    ({"ranking": [["a"], ["a"]]}, "option_twice"),
    ({"ranking": [["a", "a"]]}, "option_twice"),
    ({"ranking": [["z"]]}, "foreign_option"),
    ({"ranking": [["a"], ["A"]]}, "foreign_option"),
    ({"ranking": [[True]]}, "foreign_option"),
    ({"ranking": [[1]]}, "foreign_option"),
    ({"ranking": [[None]]}, "foreign_option"),
    ({"ranking": [[["a"]]]}, "foreign_option"),
    ({"ranking": [[{"id": "a"}]]}, "foreign_option"),
    ({"ranking": ["a", "b"]}, "not_a_choice"),
    ({"ranking": "ab"}, "not_a_choice"),
    ({"ranking": {"a": 1}}, "not_a_choice"),
    ({"ranking": 1}, "not_a_choice"),
    ({"ranking": True}, "not_a_choice"),
    ({"ranking": None}, "not_a_choice"),
    ({"ranking": [["a"]], "weight": 2}, "not_a_choice"),
    ({"options": ["a"]}, "not_a_choice"),
    ({}, "not_a_choice"),
])
def test_ranking_that_is_not_allowed_is_refused(method, choice, code):
    with pytest.raises(Invalid) as error:
        read_choice(choice, paper_of(method))
    assert {name: fault.code for name, fault in error.value.faults.items()} == {"choice": code}


@pytest.mark.parametrize("method", ["rank_irv", "rank_stv"])
def test_tie_is_refused_where_the_method_takes_none(method):
    with pytest.raises(Invalid, match="tie_not_allowed"):
        read_choice(rank("a b=c"), paper_of(method))


def test_limits_are_ranks_to_fill():
    paper = paper_of("rank_schulze", minimum=2, maximum=3)
    assert read_choice(rank("a=b c=d e"), paper) == rank("a=b c=d e")
    with pytest.raises(Invalid, match="too_few_ranks"):
        read_choice(rank("a=b=c=d=e"), paper)
    with pytest.raises(Invalid, match="too_many_ranks"):
        read_choice(rank("a b c d"), paper)


@pytest.mark.parametrize(("method", "settings", "field"), [
    ("rank_irv", {"maximum": 6}, "maximum"), ("rank_irv", {"minimum": 3, "maximum": 2}, "minimum"),
    ("rank_irv", {"select": 2}, "select"), ("rank_stv", {"select": 6}, "select"), ("rank_stv", {"select": 0}, "select"),
    ("rank_schulze", {"points": 3}, "points"),
])
def test_settings_out_of_bounds_are_refused(method, settings, field):
    assert list(check(Paper(method, KEYS, **settings))) == [field]


@pytest.mark.parametrize(("ranks", "tied", "ended"), [
    ([["a"], [], ["b"]], [["a"], ["b"]], [["a"], ["b"]]),
    ([["a"], ["b"], ["a"], ["c"]], [["a"], ["b"], ["c"]], [["a"], ["b"], ["c"]]),
    ([["a"], ["b", "c"], ["d"]], [["a"], ["b", "c"], ["d"]], [["a"]]),
    ([["a", "b"], ["c"]], [["a", "b"], ["c"]], []),
    ([["a"], ["a", "b"], ["c"]], [["a"], ["b"], ["c"]], [["a"], ["b"], ["c"]]),
    ([["a", "a"], ["b"]], [["a"], ["b"]], [["a"], ["b"]]),
    ([], [], []),
])
def test_paper_that_skips_repeats_or_overvotes_is_closed_up(ranks, tied, ended):
    assert close_up(ranks, ties=True) == tied
    assert close_up(ranks, ties=False) == ended


def test_paper_that_ranks_nothing_counts_as_blank():
    assert write_choice(close_up([["a", "b"], ["c"]], ties=False)) == {"blank": True}
    assert write_choice([["a"]]) == rank("a")


# ---- instant run-off ----

def test_last_leave_one_by_one_until_one_has_more_than_half():
    result = tally("rank_irv", cast(acb=8, bca=7, cba=4, dab=2), keys="abcd")
    assert (result["status"], result["winners"], result["tied"]) == ("decided", ["b"], [])
    assert [entry["votes"] for entry in result["rounds"]] == [
        {"a": 8, "b": 7, "c": 4, "d": 2}, {"a": 10, "b": 7, "c": 4}, {"a": 10, "b": 11}]
    assert [entry.get("eliminated") for entry in result["rounds"]] == [["d"], ["c"], None]
    assert result["rounds"][-1]["elected"] == ["b"]
    assert result["figures"] == {"a": {"votes": 8, "final": 10}, "b": {"votes": 7, "final": 11},
                                 "c": {"votes": 4, "final": 4}, "d": {"votes": 2, "final": 2}}


def test_more_than_half_of_the_ballots_that_still_count_is_enough():
    result = tally("rank_irv", cast(a=4, b=3, c=2, d=1), keys="abcd")
    assert result["winners"] == ["a"]
    assert [entry["exhausted"] for entry in result["rounds"]] == [0, 1, 3]


def test_half_is_not_more_than_half():
    result = tally("rank_irv", cast(a=2, b=1, c=1))
    assert len(result["rounds"]) > 1


def test_options_without_a_first_choice_leave_together():
    result = tally("rank_irv", cast(abde=3, bade=2, cbad=2), keys="abcde")
    assert result["rounds"][0]["eliminated"] == ["d", "e"]
    assert "tied" not in result["rounds"][0]


def test_tie_that_changes_nothing_is_told_and_passed_over():
    result = tally("rank_irv", cast(a=5, b=2, c=2), keys="abc")
    assert result["winners"] == ["a"]
    result = tally("rank_irv", cast(a=5, da=1, b=2, cb=2), keys="abcd")
    assert (result["status"], result["winners"]) == ("decided", ["a"])
    result = tally("rank_irv", cast(ab=4, b=3, ca=2, da=2), keys="abcd")
    assert (result["status"], result["winners"], result["rounds"][0]["tied"]) == ("decided", ["a"], ["c", "d"])


def test_tie_that_changes_the_winner_stays_a_tie():
    result = tally("rank_irv", cast(a=4, bc=3, cb=3), keys="abc")
    assert (result["status"], result["winners"], result["tied"]) == ("tie", [], ["b", "c"])
    assert result["rounds"] == [{"votes": {"a": 4, "b": 3, "c": 3}, "exhausted": 0, "tied": ["b", "c"]}]


def test_last_two_with_as_many_votes_are_tied():
    assert tally("rank_irv", cast(a=3, b=3), keys="ab")["tied"] == ["a", "b"]


def test_declared_order_says_who_leaves():
    ballots = cast(a=4, bc=3, cb=3)
    result = tally("rank_irv", ballots, keys="abc", rule=LOT)
    first, second = draw_lots("une graine", ["b", "c"])
    assert (result["status"], result["winners"]) == ("decided", [first])
    assert result["rounds"][0]["eliminated"] == [second]
    assert result["settled"] == {"by": "lot", "tied": ["b", "c"], "order": [first, second]}
    criterion = Rule(tie=Tie("criterion", "la plus ancienne", ("c", "a", "b")))
    assert tally("rank_irv", ballots, keys="abc", rule=criterion)["winners"] == ["c"]


def test_other_procedures_wait_for_the_end():
    ballots = cast(a=4, bc=3, cb=3)
    kept = tally("rank_irv", ballots, keys="abc", rule=Rule(tie=Tie("keep")))
    assert (kept["status"], kept["winners"]) == ("decided", ["b", "c"])
    assert tally("rank_irv", ballots, keys="abc", rule=Rule(tie=Tie("runoff")))["tied"] == ["b", "c"]
    assert tally("rank_irv", ballots, keys="abc", rule=Rule(tie=Tie("lot")))["status"] == "tie"


# ---- Schulze ----

# the example of the paper's section 3, with 45 voters: the strongest paths are printed there
PAPER_EXAMPLE = cast(acbed=5, adecb=5, bedac=8, cabed=3, caebd=7, cbade=2, dceba=7, ebadc=8)
PAPER_PATHS = {"a": {"b": 28, "c": 28, "d": 30, "e": 24}, "b": {"a": 25, "c": 28, "d": 33, "e": 24},
               "c": {"a": 25, "b": 29, "d": 29, "e": 24}, "d": {"a": 25, "b": 28, "c": 28, "e": 24},
               "e": {"a": 25, "b": 28, "c": 28, "d": 31}}


def test_strongest_paths_decide_where_comparisons_turn_in_a_circle():
    result = tally("rank_schulze", PAPER_EXAMPLE)
    assert (result["status"], result["winners"]) == ("decided", ["e"])
    assert {key: figure["paths"] for key, figure in result["figures"].items()} == PAPER_PATHS
    assert result["figures"]["a"]["over"] == {"b": 20, "c": 26, "d": 30, "e": 22}
    assert tally("rank_schulze", PAPER_EXAMPLE, select=3)["winners"] == ["e", "a", "c"]


def test_option_that_wins_all_its_duels_wins():
    result = tally("rank_schulze", cast(abc=3, bca=2, cba=2), keys="abc")
    assert result["winners"] == ["b"]
    paper = paper_of("rank_schulze", "abc")
    assert [remark.code for remark in explain(result, paper, Rule(), ROLL, 7)] == ["condorcet"]


def test_options_left_out_come_last_and_equal():
    result = tally("rank_schulze", [(rank("a"), 2), (rank("b=c a"), 3)], keys="abcd")
    over = {key: figure["over"] for key, figure in result["figures"].items()}
    assert over == {"a": {"b": 2, "c": 2, "d": 5}, "b": {"a": 3, "c": 0, "d": 3}, "c": {"a": 3, "b": 0, "d": 3},
                    "d": {"a": 0, "b": 0, "c": 0}}
    assert (result["status"], result["tied"]) == ("tie", ["b", "c"])
    assert result["figures"]["b"]["votes"] == 3


def test_options_that_no_path_parts_are_tied_at_the_cut_only():
    ballots = [(rank("a b=c d"), 4), (rank("a c=b d"), 3)]
    assert tally("rank_schulze", ballots, keys="abcd")["winners"] == ["a"]
    two = tally("rank_schulze", ballots, keys="abcd", select=2)
    assert (two["status"], two["winners"], two["tied"]) == ("tie", ["a"], ["b", "c"])
    assert tally("rank_schulze", ballots, keys="abcd", select=3)["winners"] == ["a", "b", "c"]
    drawn = tally("rank_schulze", ballots, keys="abcd", select=2, rule=LOT)
    assert drawn["winners"] == ["a", draw_lots("une graine", ["b", "c"])[0]]
    assert drawn["settled"]["tied"] == ["b", "c"]


def test_tie_between_options_that_are_not_all_equal_respects_their_order():
    # a is above b; c is level with both: two places go to a, and to b or c
    ballots = [(rank("a b"), 1), (rank("c"), 1)]
    result = tally("rank_schulze", ballots, keys="abc", select=1)
    assert (result["winners"], result["tied"]) == ([], ["a", "c"])
    result = tally("rank_schulze", ballots, keys="abc", select=2)
    assert (result["winners"], result["tied"]) == (["a"], ["b", "c"])
    for order in ("bca", "cba"):
        rule = Rule(tie=Tie("criterion", "ancienneté", tuple(order)))
        assert tally("rank_schulze", ballots, keys="abc", select=2, rule=rule)["winners"] == ["a", order[0]]


def test_path_is_the_shortest_of_the_strongest():
    figures = tally("rank_schulze", PAPER_EXAMPLE)["figures"]
    assert find_path("e", "a", figures) == ("e", "b", "a")
    assert find_path("a", "d", figures) == ("a", "d")
    alone = tally("rank_schulze", cast(ab=1), keys="ab")["figures"]
    assert find_path("b", "a", alone) == ()


# ---- Scottish transfers ----

def test_surplus_moves_with_all_ballots_at_five_decimals():
    # quota 12 // 3 + 1 = 5; a has 8 and 3 too many: 3 ÷ 8 = 0.375 a ballot
    result = tally("rank_stv", cast(ab=5, ac=2, a=1, b=1, c=3), keys="abc", select=2)
    assert [entry["quota"] for entry in result["rounds"]] == [5, 5, 5]
    assert result["rounds"][1]["votes"] == {"a": 5, "b": "23/8", "c": "15/4"}
    assert result["rounds"][1]["exhausted"] == "3/8"
    assert result["winners"] == ["a", "c"]
    assert result["figures"]["a"] == {"votes": 8, "final": 5}


def test_sixth_decimal_is_lost():
    # quota 10 // 2 + 1 = 6 for one place, 4 for two: 7 − 4 = 3, and 3 ÷ 7 = 0.42857142… on each ballot
    result = tally("rank_stv", cast(ab=7, c=2, b=1), keys="abc", select=2)
    assert result["rounds"][1]["votes"]["b"] == write(1 + 7 * Fraction(42857, 100_000))
    assert result["rounds"][1]["lost"] == write(3 - 7 * Fraction(42857, 100_000))


def write(value):
    return f"{value.numerator}/{value.denominator}"


def test_ballot_moves_on_at_the_value_it_came_with():
    # a passes on its ten ballots at 0.2; b, excluded, passes them on at that value and its own at one
    result = tally("rank_stv", cast(abd=10, b=2, bd=1, c=4, d=5), keys="abcd", select=2)
    assert result["rounds"][0]["quota"] == 8
    assert [entry["votes"] for entry in result["rounds"][1:]] == [
        {"a": 8, "b": 5, "c": 4, "d": 5}, {"a": 8, "b": 5, "d": 5}, {"a": 8, "d": 8}]
    assert [entry["exhausted"] for entry in result["rounds"]] == [0, 0, 4, 6]


def test_equal_at_the_bottom_are_told_apart_by_the_latest_stage_where_they_differed():
    # once a has left, b and c have three each: b had fewer before
    result = tally("rank_stv", cast(ab=1, b=2, c=3, d=4, e=5), select=2)
    assert [entry.get("eliminated") for entry in result["rounds"][:3]] == [["a"], ["b"], ["c"]]
    assert (result["status"], result["winners"]) == ("decided", ["e", "d"])


def test_no_stage_follows_when_those_left_are_as_many_as_the_places():
    result = tally("rank_stv", cast(a=9, b=3, c=1), keys="abc", select=3)
    assert len(result["rounds"]) == 1
    assert result["winners"] == ["a", "b", "c"]


def test_option_that_nobody_ranks_takes_no_place():
    result = tally("rank_stv", cast(a=3, b=1), keys="abcd", select=3)
    assert (result["status"], result["winners"]) == ("decided", ["a", "b"])


def test_tie_that_the_stages_do_not_settle_stays_open():
    result = tally("rank_stv", cast(a=4, b=1, c=1), keys="abc", select=2)
    assert (result["status"], result["winners"], result["tied"]) == ("tie", ["a"], ["b", "c"])
    assert result["rounds"][-1]["tied"] == ["b", "c"]
    assert "eliminated" not in result["rounds"][-1]
    drawn = tally("rank_stv", cast(a=4, b=1, c=1), keys="abc", select=2, rule=LOT)
    assert drawn["winners"] == ["a", draw_lots("une graine", ["b", "c"])[0]]


def test_lot_gives_the_first_surplus_to_the_first_in_order():
    ballots = cast(acd=4, bdc=4, c=1, d=1)
    for order in ("abcd", "bacd"):
        rule = Rule(tie=Tie("criterion", "ancienneté", tuple(order)))
        result = tally("rank_stv", ballots, keys="abcd", select=3, rule=rule)
        assert result["rounds"][0]["surplus"] == [order[0]]


def test_too_many_ways_leave_open_all_who_stood():
    keys = [f"o{number:02}" for number in range(20)]
    ballots = [({"ranking": [[key]]}, 2) for key in keys]
    result = tally("rank_stv", ballots, keys=keys, select=5)
    assert (result["status"], result["winners"], result["tied"]) == ("tie", [], keys)


# ---- all three ----

@pytest.mark.parametrize("method", RANKED)
def test_without_a_ranking_there_is_no_result(method):
    for ballots in ([], [({"blank": True}, 3)], [(rank("a"), 0)]):
        result = tally(method, ballots)
        assert (result["status"], result["winners"], result["tied"]) == ("no_result", [], [])
        assert all(figure["votes"] == 0 for figure in result["figures"].values())
        assert [remark.code for remark in explain(result, paper_of(method), Rule(), ROLL, 0)] == ["no_ranking"]
        assert EXPLAINED[method].draw(result, paper_of(method), {}) == []
        assert EXPLAINED[method].list_tables(result, paper_of(method), {}) == []


@pytest.mark.parametrize("method", RANKED)
def test_missed_quorum_keeps_the_count(method):
    result = tally(method, cast(ab=3), rule=Rule(quorum=Quorum(Fraction(1, 2), "entitled")))
    assert (result["status"], result["winners"]) == ("quorum_missed", [])
    assert result["figures"]["a"]["votes"] == 3


# ---- words and pictures ----

LABELS = {key: f"Piste {key.upper()} <b>&</b>" for key in KEYS}
COUNTED = {
    "decided": cast(abc=8, bca=7, cba=4, dab=2, e=1),
    "tie": cast(a=4, bc=3, cb=3),
    "one round": cast(a=5, b=1),
    "circle": PAPER_EXAMPLE,
}


@pytest.mark.parametrize("ballots", COUNTED.values(), ids=COUNTED)
@pytest.mark.parametrize("method", RANKED)
def test_result_is_told_drawn_and_tabled(method, ballots):
    words, paper = EXPLAINED[method], paper_of(method)
    result = count(ballots, paper, Rule(), ROLL)
    assert words.title()
    assert all(words.say_rules(paper))
    for remark in METHODS[method].explain(result, paper, Rule(), ROLL):
        params = dict(remark.params) | {"option": "A", "options": "A et B"}
        assert "%(" not in words.REMARKS[remark.code](params)
    tables = words.list_tables(result, paper, LABELS)
    assert tables
    for table in tables:
        assert {len(row) for row in table.rows} == {len(table.head)}
    assert set(words.measure(result, paper, 30)) == set(KEYS)
    for picture in words.draw(result, paper, LABELS):
        root = ElementTree.fromstring(str(picture.svg))  # noqa: S314 — our own drawing
        assert root.get("role") == "img"
        assert root.find("title").text == picture.title
        assert "style" not in str(picture.svg)
        assert "<b>" not in str(picture.svg)
        assert not re.search(r'="-', str(picture.svg))


def test_ballot_is_written_rank_by_rank():
    said = EXPLAINED["rank_schulze"].say_choice(rank("b a=c"), {"a": "A", "b": "B", "c": "C"})
    assert said == ["1. B", "2. A et C, à égalité"]


def test_rounds_say_where_votes_go():
    result = tally("rank_irv", cast(acb=8, bca=7, cba=4, dab=2), keys="abcd")
    events, votes = EXPLAINED["rank_irv"].list_tables(result, paper_of("rank_irv", "abcd"), dict(zip("abcd", "ABCD",
                                                                                                strict=True)))
    assert events.rows[0][1] == "«\u00a0D\u00a0» sort, avec 2 voix. Ses voix vont ainsi\u00a0: 2 à «\u00a0A\u00a0»."
    assert votes.rows[1] == ("A", "8", "10", "10")


# ---- real ballots, where they are kept ----

REAL = os.environ.get("FORUM_REAL_BALLOTS")
if REAL:
    CALTON = Path(REAL) / "glasgow2007-stv" / "Calton-2007.blt"
    # public figures of Calton ward, Glasgow 2007: the votes after each stage of Thewliss and Simpson
    THEWLISS = "1143 1175.68855 1196.68855 1221.72082 1231.409 1282.75309 1360.12945 1300 1300 1300"
    SIMPSON = ("628 1035.05847 1050.74665 1072.12301 1086.94027 1115.3489 1189.88661 1199.81406 1271.90931 "
               "1393.86735")

    def test_calton_2007_is_counted_as_it_was():
        lines = CALTON.read_text().splitlines()
        rows = [line.split() for line in lines[1:lines.index("0")]]
        ballots = [({"ranking": [[key] for key in row[1:-1]]}, int(row[0])) for row in rows]
        result = tally("rank_stv", ballots, keys=[str(number) for number in range(1, 11)], select=3)
        assert result["winners"] == ["8", "10", "9"]
        assert {entry["quota"] for entry in result["rounds"]} == {1300}
        assert [entry["10"] for entry in votes_of(result)] == [Fraction(votes) for votes in THEWLISS.split()]
        assert [entry["9"] for entry in votes_of(result)] == [Fraction(votes) for votes in SIMPSON.split()]

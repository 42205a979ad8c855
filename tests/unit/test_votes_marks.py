"""Dots, scores and majority judgment: what a ballot may say, and what the count gives."""

import time
from fractions import Fraction

import pytest

from forum.votes.faults import Invalid
from forum.votes.majority import Quorum, Roll, Rule
from forum.votes.methods import METHODS, Paper, check, count, explain, read_choice
from forum.votes.methods.judge import GRADES, median_of, separate
from forum.votes.sealing import LARGEST_INTEGER
from forum.votes.ties import Tie

OPTIONS = ("a", "b", "c")
DOTS = Paper("dots", OPTIONS, points=10, maximum=6, minimum=2)
SCORE = Paper("score", OPTIONS, maximum=5)
JUDGE = Paper("judge", OPTIONS, grades=("Bien", "Moyen", "Mal"))
ROLL = Roll(100, 100)
BLANK = ({"blank": True}, 1)
STANDING = ("status", "winners", "tied")


def marks(**given):
    return {"marks": given}


def tally(paper, *ballots, rule=None):
    """Count ballots written as {option: mark}, or as (that, votes)."""
    ballots = [ballot if isinstance(ballot, tuple) else (ballot, 1) for ballot in ballots]
    ballots = [(read_choice(choice if "blank" in choice else {"marks": choice}, paper), votes)
               for choice, votes in ballots]
    return count(ballots, paper, rule or Rule(), ROLL)


def standing(result):
    return tuple(result[name] for name in STANDING)


def code_of(choice, paper):
    with pytest.raises(Invalid) as refusal:
        read_choice(choice, paper)
    (fault,) = refusal.value.faults.items()
    assert fault[0] == "choice"
    return fault[1].code


# ---- what a ballot may say ----

@pytest.mark.parametrize("paper", [DOTS, SCORE, JUDGE])
@pytest.mark.parametrize(("choice", "code"), [
    ({"marks": None}, "not_a_choice"), ({"marks": []}, "not_a_choice"), ({"marks": "a"}, "not_a_choice"),
    ({"marks": [["a", 1]]}, "not_a_choice"), ({"marks": 1}, "not_a_choice"), ({"marks": True}, "not_a_choice"),
    ({"marks": {"a": 1}, "blank": True}, "not_a_choice"), ({"marks": {"a": 1}, "why": "…"}, "not_a_choice"),
    ({"marks": {"z": 1}}, "foreign_option"), ({"marks": {"A": 1}}, "foreign_option"),
    ({"marks": {1: 1}}, "foreign_option"), ({"marks": {None: 1}}, "foreign_option"),
    ({"marks": {"": 1}}, "foreign_option"),
    ({"options": ["a"]}, "not_a_choice"), ({"answer": "yes"}, "not_a_choice"), ({"ranking": [["a"]]}, "not_a_choice"),
    ({}, "not_a_choice"), ([], "not_a_choice"), (None, "not_a_choice"), ("marks", "not_a_choice"),
    ({"blank": 1}, "not_a_choice"),
])
def test_choice_that_is_no_marks_is_refused(paper, choice, code):
    assert code_of(choice, paper) == code


WRONG_MARKS = [None, True, False, "3", 1.0, float("nan"), float("inf"), [], [1], {}, {"a": 1}, -1, -(10**400), 10**400]


@pytest.mark.parametrize("mark", WRONG_MARKS, ids=lambda mark: repr(mark)[:9])
def test_mark_of_a_wrong_kind_is_refused(mark):
    code = "too_many_on_one" if type(mark) is int and mark > 0 else "not_points"
    assert code_of(marks(a=3, b=mark), DOTS) == code
    assert code_of(marks(a=3, b=mark), SCORE) == "out_of_scale"
    assert code_of(marks(a="Bien", b=mark), JUDGE) == "unknown_grade"


def test_deeply_nested_mark_is_refused_without_following_it():
    nested = leaf = []
    for _ in range(20_000):
        leaf.append([])
        leaf = leaf[0]
    for paper in (DOTS, SCORE, JUDGE):
        assert code_of(marks(a=nested), paper) in ("not_points", "out_of_scale", "unknown_grade")


def test_marks_stand_in_the_order_of_the_paper():
    assert list(read_choice(marks(c=1, a=2), DOTS)["marks"]) == ["a", "c"]
    assert list(read_choice(marks(c=1, a=2), SCORE)["marks"]) == ["a", "c"]
    assert list(read_choice(marks(c="Mal", a="Bien"), JUDGE)["marks"]) == ["a", "c"]


def test_no_points_on_an_option_are_left_out_and_a_mark_of_nought_is_kept():
    assert read_choice(marks(a=2, b=0), DOTS) == marks(a=2)
    assert read_choice(marks(a=0, b=0), SCORE) == marks(a=0, b=0)


@pytest.mark.parametrize(("given", "code", "params"), [
    ({"a": 7}, "too_many_on_one", {"maximum": 6}),
    ({"a": 6, "b": 5}, "too_many_points", {"points": 10, "given": 11}),
    ({"a": 1}, "too_few_points", {"minimum": 2, "given": 1}),
    ({"a": 0}, "too_few_points", {"minimum": 2, "given": 0}),
    ({}, "too_few_points", {"minimum": 2, "given": 0}),
])
def test_points_keep_to_what_there_is_to_spread(given, code, params):
    with pytest.raises(Invalid) as refusal:
        read_choice({"marks": given}, DOTS)
    fault = refusal.value.faults["choice"]
    assert (fault.code, fault.params) == (code, params)
    assert read_choice(marks(a=6, b=4), DOTS) == marks(a=6, b=4)


def test_something_has_to_be_marked():
    assert code_of(marks(), SCORE) == code_of(marks(), JUDGE) == "nothing_marked"


def test_scale_is_from_nought_to_its_highest_mark():
    assert read_choice(marks(a=5, b=0), SCORE) == marks(a=5, b=0)
    assert code_of(marks(a=6), SCORE) == "out_of_scale"


def test_grade_is_one_of_the_poll_s_to_the_letter():
    for grade in ("bien", "Bien ", "Excellent", "", "0"):
        assert code_of(marks(a=grade), JUDGE) == "unknown_grade"


# ---- the settings ----

@pytest.mark.parametrize(("given", "settled"), [
    ({}, (10, 10, 1)), ({"points": 6}, (6, 6, 1)), ({"maximum": 4}, (4, 4, 1)),
    ({"points": 6, "maximum": 2}, (6, 2, 1)), ({"points": 6, "minimum": 6}, (6, 6, 6)),
])
def test_points_are_ten_or_as_many_as_one_option_may_get(given, settled):
    paper = METHODS["dots"].settle(Paper("dots", OPTIONS, **given))
    assert (paper.points, paper.maximum, paper.minimum) == settled
    assert not check(paper)


def test_settings_left_open_are_spelled_out():
    assert METHODS["score"].settle(Paper("score", OPTIONS)).maximum == 5
    assert METHODS["judge"].settle(Paper("judge", OPTIONS)).grades == GRADES
    assert len(GRADES) == 7


@pytest.mark.parametrize(("method", "given", "field", "code"), [
    ("dots", {"points": 0}, "points", "out_of_bounds"), ("dots", {"points": 10_001}, "points", "out_of_bounds"),
    ("dots", {"maximum": 0}, "maximum", "out_of_bounds"),
    ("dots", {"points": 3, "maximum": 4}, "maximum", "out_of_bounds"),
    ("dots", {"points": 9, "maximum": 2, "minimum": 7}, "minimum", "out_of_bounds"),
    ("dots", {"minimum": 0}, "minimum", "out_of_bounds"), ("dots", {"select": 4}, "select", "out_of_bounds"),
    ("dots", {"grades": ("x", "y")}, "grades", "not_taken"), ("dots", {"budget": 5}, "budget", "not_taken"),
    ("score", {"maximum": 0}, "maximum", "out_of_bounds"), ("score", {"maximum": 10_001}, "maximum", "out_of_bounds"),
    ("score", {"minimum": 1}, "minimum", "not_taken"), ("score", {"select": 0}, "select", "out_of_bounds"),
    ("score", {"points": 5}, "points", "not_taken"),
    ("judge", {"grades": ("x",)}, "grades", "wrong_number_of_grades"),
    ("judge", {"grades": tuple("abcdefghijklm")}, "grades", "wrong_number_of_grades"),
    ("judge", {"grades": ("x", "y", "x")}, "grades", "grade_twice"),
    ("judge", {"grades": ("x", " ")}, "grades", "empty"),
    ("judge", {"maximum": 2}, "maximum", "not_taken"), ("judge", {"select": 9}, "select", "out_of_bounds"),
])
def test_settings_that_cannot_be_are_refused(method, given, field, code):
    faults = check(Paper(method, OPTIONS, **given))
    assert {name: fault.code for name, fault in faults.items()} == {field: code}


# ---- dots ----

def test_most_points_win_whoever_they_come_from():
    result = tally(DOTS, {"a": 6}, {"b": 2, "c": 2}, {"b": 2, "c": 1})
    assert result == {"status": "decided", "winners": ["a"], "tied": [], "figures": {
        "a": {"votes": 1, "points": 6}, "b": {"votes": 2, "points": 4}, "c": {"votes": 2, "points": 3}}}
    assert list(result["figures"]["a"]) == ["votes", "points"]


def test_weights_multiply_points_and_blank_ballots_give_none():
    result = tally(DOTS, ({"a": 2}, 3), ({"b": 5}, 1), BLANK, ({"c": 6}, 0))
    assert result["figures"] == {"a": {"votes": 3, "points": 6}, "b": {"votes": 1, "points": 5},
                                 "c": {"votes": 0, "points": 0}}


@pytest.mark.parametrize("paper", [DOTS, SCORE])
def test_equal_sums_at_the_cut_off_are_tied(paper):
    result = tally(paper, {"a": 2}, {"b": 1, "c": 1}, {"b": 1, "c": 1})
    assert standing(result) == ("tie", [], ["a", "b", "c"])
    two = Paper(paper.method, OPTIONS, select=2, points=paper.points, maximum=paper.maximum)
    assert standing(tally(two, {"a": 3}, {"b": 2}, {"c": 2})) == ("tie", ["a"], ["b", "c"])
    kept = tally(two, {"a": 3}, {"b": 2}, {"c": 2}, rule=Rule(tie=Tie("keep")))
    assert standing(kept) == ("decided", ["a", "b", "c"], [])
    chosen = tally(two, {"a": 3}, {"b": 2}, {"c": 2}, rule=Rule(tie=Tie("criterion", "x", ("c", "b", "a"))))
    assert standing(chosen) == ("decided", ["a", "c"], [])
    assert chosen["settled"] == {"by": "criterion", "tied": ["b", "c"], "order": ["c", "b"]}


@pytest.mark.parametrize("paper", [DOTS, SCORE, JUDGE])
@pytest.mark.parametrize("ballots", [(), (BLANK,), (BLANK, BLANK)])
def test_without_a_mark_there_is_no_result(paper, ballots):
    result = tally(paper, *ballots)
    assert standing(result) == ("no_result", [], [])
    assert [remark.code for remark in explain(result, paper, Rule(), ROLL, len(ballots))] == ["no_choice"]


def test_sum_that_cannot_be_sealed_is_refused_and_not_cut():
    for paper in (DOTS, SCORE):
        assert tally(paper, ({"a": 2}, LARGEST_INTEGER // 2))["winners"] == ["a"]
        with pytest.raises(Invalid):
            tally(paper, ({"a": 2}, LARGEST_INTEGER))


# ---- score ----

def test_highest_total_wins_and_a_missing_mark_is_nought():
    result = tally(SCORE, {"a": 5}, {"a": 0, "b": 3}, {"b": 3, "c": 1}, BLANK)
    assert standing(result) == ("decided", ["b"], [])
    assert result["figures"] == {"a": {"votes": 1, "total": 5, "mean": "5/3"}, "b": {"votes": 2, "total": 6, "mean": 2},
                                 "c": {"votes": 1, "total": 1, "mean": "1/3"}}


def test_option_marked_nought_by_all_never_wins():
    assert standing(tally(SCORE, {"a": 0, "b": 0})) == ("no_result", [], [])


def test_mean_is_exact_and_in_lowest_terms():
    result = tally(SCORE, ({"a": 5}, 10**12), ({"a": 4}, 10**12 + 1))
    assert Fraction(result["figures"]["a"]["mean"]) == Fraction(9 * 10**12 + 4, 2 * 10**12 + 1)
    assert tally(SCORE)["figures"]["a"]["mean"] == 0


# ---- judge ----

def test_median_is_the_lower_of_two_in_the_middle():
    assert [median_of(counts) for counts in ([1, 0, 0], [1, 1, 0], [2, 1, 1], [3, 1, 0], [1, 1, 1], [0, 0, 4])] == [
        0, 1, 1, 0, 1, 2]


def test_best_majority_grade_wins_not_the_most_praised():
    result = tally(JUDGE, {"a": "Bien"}, {"a": "Bien", "b": "Moyen"}, {"b": "Moyen"}, {"b": "Moyen"}, {"c": "Mal"})
    assert standing(result) == ("decided", ["b"], [])
    assert result["figures"] == {"a": {"votes": 2, "grades": [2, 0, 3], "median": "Mal"},
                                 "b": {"votes": 3, "grades": [0, 3, 2], "median": "Moyen"},
                                 "c": {"votes": 0, "grades": [0, 0, 5], "median": "Mal"}}
    assert result == tally(JUDGE, *({"c": "Mal"} | ballot for ballot in (
        {"a": "Bien"}, {"a": "Bien", "b": "Moyen"}, {"b": "Moyen"}, {"b": "Moyen"}, {})))


def test_equal_medians_are_parted_by_taking_them_away_one_by_one():
    # a: B B M M X, b: B M M M X; both "Moyen"; then the lower of B B M X is M, of B M M X is M; then B B X and B M X
    result = tally(JUDGE, {"a": "Bien", "b": "Bien"}, {"a": "Bien", "b": "Moyen"}, {"a": "Moyen", "b": "Moyen"},
                   {"a": "Moyen", "b": "Moyen"}, {"a": "Mal", "b": "Mal"})
    assert standing(result) == ("decided", ["a"], [])
    assert separate(result["figures"]["a"]["grades"], result["figures"]["b"]["grades"]) == (2, 0, 1)


def test_equal_profiles_are_a_true_tie():
    result = tally(JUDGE, {"a": "Bien", "b": "Mal"}, {"a": "Mal", "b": "Bien"})
    assert standing(result) == ("tie", [], ["a", "b"])
    (remark,) = explain(result, JUDGE, Rule(), ROLL, 2)
    assert (remark.code, remark.params) == ("tied_profiles", {"count": 2, "places": 1, "options": ["a", "b"]})
    assert separate([1, 0, 1], [1, 0, 1]) is None


def test_option_that_all_reject_never_wins_even_when_places_are_left():
    three = Paper("judge", OPTIONS, select=3, grades=JUDGE.grades)
    assert standing(tally(three, {"a": "Bien", "b": "Moyen"})) == ("decided", ["a", "b"], [])
    assert standing(tally(three, {"a": "Mal"})) == ("no_result", [], [])


def test_weights_multiply_grades_and_a_missed_quorum_keeps_them():
    rule = Rule(quorum=Quorum(Fraction(1, 2), "entitled"))
    result = tally(JUDGE, ({"a": "Bien"}, 3), ({"b": "Moyen"}, 0), rule=rule)
    assert standing(result) == ("quorum_missed", [], [])
    assert result["figures"]["a"] == {"votes": 3, "grades": [3, 0, 0], "median": "Bien"}
    assert result["figures"]["b"]["grades"] == [0, 0, 3]


def test_close_call_among_billions_is_found_at_once():
    one, other = 10**15, 10**15 + 1
    paper = Paper("judge", ("a", "b"), grades=("Bien", "Moyen", "Mal"))
    start = time.perf_counter()
    result = count([(marks(a="Bien", b="Bien"), one), (marks(a="Bien", b="Moyen"), 1), (marks(a="Mal", b="Mal"), other),
                    (marks(a="Moyen", b="Moyen"), 5)], paper, Rule(), ROLL)
    assert time.perf_counter() - start < 1
    assert standing(result) == ("decided", ["a"], [])
    assert result["figures"]["a"]["grades"] == [one + 1, 5, other]

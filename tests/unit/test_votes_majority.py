"""Majorities and quorums in exact integers, at their boundaries."""

from fractions import Fraction

import pytest

from forum.votes.faults import Invalid
from forum.votes.majority import Quorum, Roll, is_reached, least_votes, read_fraction, read_rule

TWO_THIRDS, HALF, ALL = Fraction(2, 3), Fraction(1, 2), Fraction(1)


@pytest.mark.parametrize(("share", "strict", "votes", "base", "reached"), [
    (TWO_THIRDS, False, 20, 30, True),
    (TWO_THIRDS, True, 20, 30, False),
    (TWO_THIRDS, False, 19, 30, False),
    (TWO_THIRDS, False, 21, 31, True),
    (TWO_THIRDS, False, 20, 31, False),
    (HALF, True, 5, 10, False),
    (HALF, False, 5, 10, True),
    (HALF, True, 6, 11, True),
    (HALF, True, 5, 11, False),
    (ALL, False, 9, 9, True),
    (ALL, False, 8, 9, False),
    (HALF, False, 0, 0, False),
    (TWO_THIRDS, False, 0, 0, False),
    (TWO_THIRDS, False, 3, 0, False),
    (Fraction(1, 3), False, 0, 7, False),
])
def test_majority_is_reached_exactly_at_its_share(share, strict, votes, base, reached):
    assert is_reached(share, strict, votes, base) is reached


def test_majority_stays_exact_where_floats_do_not():
    base = 3 * 10**15
    assert is_reached(TWO_THIRDS, False, 2 * 10**15, base)
    assert not is_reached(TWO_THIRDS, False, 2 * 10**15 - 1, base)
    assert not is_reached(TWO_THIRDS, True, 2 * 10**15, base)


@pytest.mark.parametrize(("strict", "of", "needed"), [
    (False, 10, 5), (False, 11, 6), (False, 1, 1), (False, 0, 0),
    (True, 10, 6), (True, 11, 6), (True, 1, 1), (True, 0, 1),
])
def test_quorum_rounds_up_and_more_than_means_one_above(strict, of, needed):
    assert Quorum(HALF, "entitled", strict).needed(Roll(entitled=of)) == needed


def test_least_votes_is_the_smallest_number_that_reaches():
    for base in range(40):
        for share in (HALF, TWO_THIRDS, Fraction(3, 5), ALL):
            for strict in (False, True):
                needed = least_votes(share, strict, base)
                reaching = [votes for votes in range(1, base + 1) if is_reached(share, strict, votes, base)]
                assert reaching == list(range(max(1, needed), base + 1))


def test_rule_needs_the_figure_it_is_measured_against():
    with pytest.raises(Invalid) as refusal:
        Quorum(HALF, "present").needed(Roll(entitled=3))
    assert refusal.value.faults["roll.present"].code == "required"


@pytest.mark.parametrize("text", ["2/3", "1/2", "1/1", "4/6", "999999/999999"])
def test_fraction_is_read(text):
    above, below = text.split("/")
    assert read_fraction(text) == Fraction(int(above), int(below))


@pytest.mark.parametrize("text", [
    "0/3", "3/2", "1/0", "0/0", "-1/2", "1/-2", "1/2/3", "2 / 3", " 2/3", "2/3\n", "0.5", "", "½", "٢/٣", "2/", "/3",
    "1" * 7 + "/" + "2" * 7, None, 2, 0.5, True, ["2/3"], {"a": 1},
])
def test_what_is_not_a_share_is_refused(text):
    assert read_fraction(text) is None


def test_rule_spells_out_its_defaults():
    assert read_rule(None, True).to_json() == {"majority": "1/2", "strict": True, "base": "expressed"}
    assert read_rule({"majority": "2/3"}, True).to_json() == {"majority": "2/3", "strict": False, "base": "expressed"}
    assert read_rule({"majority": "2/4", "strict": False, "base": "cast"}, True).to_json() == {
        "majority": "1/2", "strict": False, "base": "cast"}
    assert read_rule({"quorum": {"share": "1/2", "of": "entitled"}}, True).to_json() == {
        "majority": "1/2", "strict": True, "base": "expressed",
        "quorum": {"share": "1/2", "of": "entitled", "strict": False}}


def test_rule_of_a_method_that_only_ranks_holds_a_quorum_and_nothing_else():
    assert read_rule(None, False).to_json() == {}
    assert read_rule({"quorum": {"share": "1/3"}}, False).to_json() == {
        "quorum": {"share": "1/3", "of": "entitled", "strict": False}}
    with pytest.raises(Invalid) as refusal:
        read_rule({"majority": "2/3", "base": "cast"}, False)
    assert {name: fault.code for name, fault in refusal.value.faults.items()} == {
        "rule.majority": "no_majority", "rule.base": "no_majority"}


def test_rule_that_was_read_reads_back_the_same():
    full = {"majority": "3/5", "strict": True, "base": "present", "quorum": {"share": "2/3", "strict": True}}
    for data in (full, {}, None):
        rule = read_rule(data, True)
        assert read_rule(rule.to_json(), True) == rule


@pytest.mark.parametrize(("rule", "field", "code"), [
    ([], "rule", "not_object"),
    ("2/3", "rule", "not_object"),
    ({"majority": "3/2"}, "rule.majority", "not_fraction"),
    ({"majority": 0.66}, "rule.majority", "not_fraction"),
    ({"majority": "1/1", "strict": True}, "rule.majority", "never_reached"),
    ({"majority": "2/3", "strict": 1}, "rule.strict", "not_boolean"),
    ({"majority": "2/3", "strict": "no"}, "rule.strict", "not_boolean"),
    ({"majority": "2/3", "base": "everyone"}, "rule.base", "not_one_of"),
    ({"majority": "2/3", "base": ["cast"]}, "rule.base", "not_one_of"),
    ({"tie": {"by": "keep"}}, "rule.tie", "no_tie"),
    ({"quorum": "1/2"}, "rule.quorum", "not_object"),
    ({"quorum": {}}, "rule.quorum.share", "not_fraction"),
    ({"quorum": {"share": "1/2", "of": "cast"}}, "rule.quorum.of", "not_one_of"),
    ({"quorum": {"share": "1/1", "strict": True}}, "rule.quorum.share", "never_reached"),
    ({"quorum": {"share": "1/2", "after": 3}}, "rule.quorum.after", "unknown_field"),
])
def test_malformed_rule_is_refused_at_its_field(rule, field, code):
    with pytest.raises(Invalid) as refusal:
        read_rule(rule, True)
    assert refusal.value.faults[field].code == code

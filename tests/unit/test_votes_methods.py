"""Choose, approve, yesno and consent: what a ballot may say, and what the count gives."""

from fractions import Fraction

import pytest

from forum.votes.faults import Invalid
from forum.votes.majority import Quorum, Roll, Rule
from forum.votes.methods import METHODS, Paper, check, count, explain, read_choice
from forum.votes.ties import Tie

PAPER = Paper("approve", ("a", "b", "c", "d"), select=2, minimum=1, maximum=3)
YESNO = Paper("yesno")
TWO_THIRDS = Rule(Fraction(2, 3))
RANKS = Rule()
HALF_OF_ROLL = Quorum(Fraction(1, 2), "entitled")
BLANK = ({"blank": True}, 1)


def approvals(*groups):
    return [({"options": list(group)}, 1) for group in groups]


def answers(yes=0, no=0, abstain=0, blank=0):
    told = [("yes", yes), ("no", no), ("abstain", abstain)]
    return [({"answer": word}, 1) for word, times in told for _ in range(times)] + [BLANK] * blank


def count_approvals(*groups, paper=PAPER, rule=RANKS, entitled=100):
    return count(approvals(*groups), paper, rule, Roll(entitled, entitled))


def count_answers(rule=TWO_THIRDS, entitled=100, present=90, **told):
    return count(answers(**told), YESNO, rule, Roll(entitled, present))


def test_methods_are_known_by_the_name_of_the_contract():
    assert {"choose", "approve", "yesno", "dots", "score", "judge", "consent"} <= set(METHODS)
    assert all(name == method.NAME for name, method in METHODS.items())


# ---- what a ballot may say ----

def test_choice_takes_one_canonical_form():
    assert read_choice({"options": ["c", "a"]}, PAPER) == {"options": ["a", "c"]}
    assert read_choice({"options": ["a", "c"]}, PAPER) == {"options": ["a", "c"]}
    assert read_choice({"answer": "abstain"}, YESNO) == {"answer": "abstain"}
    assert read_choice({"blank": True}, PAPER) == read_choice({"blank": True}, YESNO) == {"blank": True}


@pytest.mark.parametrize(("choice", "code"), [
    ({"options": ["a", "b", "c", "d"]}, "too_many"),
    ({"options": []}, "too_few"),
    ({"options": ["a", "a"]}, "option_twice"),
    ({"options": ["a", "z"]}, "foreign_option"),
    ({"options": ["A"]}, "foreign_option"),
    ({"options": ["a "]}, "foreign_option"),
    ({"options": [["a"]]}, "foreign_option"),
    ({"options": [None]}, "foreign_option"),
    ({"options": [1]}, "foreign_option"),
    ({"options": [True]}, "foreign_option"),
    ({"options": [{"id": "a"}]}, "foreign_option"),
    ({"options": ["z"] * 100_000}, "foreign_option"),
    ({"options": ["a"] * 100_000}, "option_twice"),
    ({"options": "a"}, "not_a_choice"),
    ({"options": {"a": True}}, "not_a_choice"),
    ({"options": None}, "not_a_choice"),
    ({"options": ["a"], "blank": True}, "not_a_choice"),
    ({"options": ["a"], "weight": 5}, "not_a_choice"),
    ({"answer": "yes"}, "not_a_choice"),
    ({"ranking": [["a"]]}, "not_a_choice"),
    ({"marks": {"a": 10**400}}, "not_a_choice"),
    ({"blank": 1}, "not_a_choice"),
    ({"blank": False}, "not_a_choice"),
    ({}, "not_a_choice"),
    ([], "not_a_choice"),
    (["a"], "not_a_choice"),
    ("a", "not_a_choice"),
    (None, "not_a_choice"),
    (True, "not_a_choice"),
    (1, "not_a_choice"),
    (float("nan"), "not_a_choice"),
    ({1: ["a"]}, "not_a_choice"),
])
def test_choice_that_the_paper_does_not_allow_is_refused(choice, code):
    with pytest.raises(Invalid) as refusal:
        read_choice(choice, PAPER)
    assert refusal.value.faults["choice"].code == code


@pytest.mark.parametrize("choice", [
    {"answer": "maybe"}, {"answer": "YES"}, {"answer": True}, {"answer": 1}, {"answer": ["yes"]},
    {"answer": {"yes": 1}}, {"answer": None}, {"answer": "yes", "blank": True}, {"answer": "yes", "why": "…"},
    {"options": ["yes"]}, {"options": []},
])
def test_answer_that_is_none_of_three_is_refused(choice):
    with pytest.raises(Invalid) as refusal:
        read_choice(choice, YESNO)
    assert refusal.value.faults["choice"].code == "not_a_choice"


def test_deeply_nested_choice_is_refused_without_following_it():
    nested = leaf = []
    for _ in range(20_000):
        leaf.append([])
        leaf = leaf[0]
    for choice in (nested, {"options": nested}, {"answer": nested}, {"blank": nested}):
        for paper in (PAPER, YESNO):
            with pytest.raises(Invalid):
                read_choice(choice, paper)


def test_blank_ballot_is_refused_where_the_poll_takes_none():
    with pytest.raises(Invalid) as refusal:
        read_choice({"blank": True}, Paper("yesno", blank=False))
    assert refusal.value.faults["choice"].code == "blank_not_allowed"


# ---- approve ----

def test_options_with_most_votes_win_best_first():
    result = count_approvals("ab", "ab", "b", "c", "d")
    assert result == {"status": "decided", "winners": ["b", "a"], "tied": [],
                      "figures": {"a": {"votes": 2}, "b": {"votes": 3}, "c": {"votes": 1}, "d": {"votes": 1}}}


def test_tie_at_the_cut_off_leaves_the_clear_ones_and_tells_the_tied():
    result = count_approvals("ab", "ac", "a")
    assert (result["status"], result["winners"], result["tied"]) == ("tie", ["a"], ["b", "c"])


def test_tie_for_every_place_has_no_winner():
    result = count_approvals("abc", "abc")
    assert (result["status"], result["winners"], result["tied"]) == ("tie", [], ["a", "b", "c"])


def test_equal_options_that_all_fit_are_not_a_tie():
    result = count_approvals("ab", "ab", "c")
    assert (result["status"], result["winners"], result["tied"]) == ("decided", ["a", "b"], [])


def test_option_without_a_vote_never_wins():
    result = count_approvals("a", "a")
    assert (result["status"], result["winners"], result["tied"]) == ("decided", ["a"], [])
    assert result["figures"]["d"] == {"votes": 0}


def test_order_of_the_options_decides_nothing():
    ballots = approvals("ab", "ac", "a", "d")
    turned = Paper("approve", ("d", "c", "b", "a"), select=2, maximum=3)
    assert count(ballots, PAPER, RANKS, Roll(9, 9)) == count(ballots, turned, RANKS, Roll(9, 9))


@pytest.mark.parametrize("ballots", [[], [BLANK], [BLANK] * 5])
def test_approval_without_a_single_choice_has_no_result(ballots):
    result = count(ballots, PAPER, RANKS, Roll(9, 9))
    assert (result["status"], result["winners"], result["tied"]) == ("no_result", [], [])


def test_weights_multiply_approvals():
    ballots = [({"options": ["a"]}, 3), ({"options": ["b"]}, 2), ({"options": ["b"]}, 2)]
    result = count(ballots, PAPER, RANKS, Roll(9, 9))
    assert result["winners"] == ["b", "a"]
    assert result["figures"]["b"] == {"votes": 4}


def test_weight_nought_is_a_ballot_that_moves_nothing():
    result = count([({"options": ["a"]}, 0)], PAPER, RANKS, Roll(9, 9))
    assert result["status"] == "no_result"


def test_approval_below_its_quorum_keeps_its_figures_and_chooses_nothing():
    rule = Rule(quorum=HALF_OF_ROLL)
    missed = count_approvals("a", "a", rule=rule, entitled=5)
    assert missed["status"] == "quorum_missed"
    assert missed["winners"] == missed["tied"] == []
    assert missed["figures"]["a"] == {"votes": 2}
    assert count_approvals("a", "a", rule=rule, entitled=4)["status"] == "decided"


def test_blank_ballots_help_the_quorum():
    ballots = [*approvals("a"), BLANK]
    assert count(ballots, PAPER, Rule(quorum=HALF_OF_ROLL), Roll(4, 4))["status"] == "decided"


# ---- yesno ----

def test_exactly_two_thirds_adopt_unless_more_is_asked():
    assert count_answers(yes=20, no=10)["adopted"] is True
    assert count_answers(yes=19, no=10, abstain=0)["adopted"] is False
    assert count_answers(Rule(Fraction(2, 3), strict=True), yes=20, no=10)["adopted"] is False


@pytest.mark.parametrize(("base", "adopted"), [
    ("expressed", True), ("cast", True), ("present", False), ("entitled", False)])
def test_each_base_measures_what_it_says(base, adopted):
    # 30 expressed, 40 cast, 45 present, 60 entitled; 24 yes
    rule = Rule(Fraction(3, 5), base=base)
    assert count_answers(rule, yes=24, no=6, abstain=6, blank=4, present=45, entitled=60)["adopted"] is adopted


def test_abstentions_and_blanks_count_as_cast_and_not_as_expressed():
    assert count_answers(Rule(Fraction(1, 2), True), yes=2, no=1, abstain=50, blank=40)["adopted"] is True
    assert count_answers(Rule(Fraction(1, 2), True, "cast"), yes=2, no=1, abstain=1)["adopted"] is False


def test_four_figures_are_told_apart():
    assert count_answers(yes=4, no=3, abstain=2, blank=1)["figures"] == {"yes": 4, "no": 3, "abstain": 2, "blank": 1}


@pytest.mark.parametrize("told", [{}, {"abstain": 9}, {"blank": 9}, {"abstain": 3, "blank": 3}])
def test_without_a_yes_or_a_no_there_is_no_result_and_nothing_is_adopted(told):
    for rule in (TWO_THIRDS, Rule(Fraction(1, 2)), Rule(Fraction(1, 2), base="cast")):
        result = count_answers(rule, **told)
        assert (result["status"], result["adopted"]) == ("no_result", False)


def test_unanimous_no_is_decided_and_not_adopted():
    result = count_answers(no=4)
    assert (result["status"], result["adopted"]) == ("decided", False)


def test_missed_quorum_is_a_status_of_its_own_with_its_figures():
    rule = Rule(Fraction(1, 2), True, quorum=HALF_OF_ROLL)
    result = count_answers(rule, yes=49, entitled=99)
    assert (result["status"], result["adopted"], result["figures"]["yes"]) == ("quorum_missed", False, 49)
    assert count_answers(rule, yes=50, entitled=99)["adopted"] is True


def test_quorum_of_the_present_is_measured_against_the_present():
    rule = Rule(Fraction(1, 2), True, quorum=Quorum(Fraction(1, 2), "present", strict=True))
    assert count_answers(rule, yes=45, present=90)["status"] == "quorum_missed"
    assert count_answers(rule, yes=46, present=90)["status"] == "decided"


def test_weights_are_in_the_numerator_and_in_the_denominator():
    ballots = [({"answer": "yes"}, 5), ({"answer": "no"}, 1), ({"answer": "no"}, 1)]
    result = count(ballots, YESNO, TWO_THIRDS, Roll(7, 7))
    assert result["figures"] == {"yes": 5, "no": 2, "abstain": 0, "blank": 0}
    assert result["adopted"] is True


def test_result_of_a_rule_that_needs_the_roll_is_refused_without_it():
    with pytest.raises(Invalid):
        count(answers(yes=1), YESNO, Rule(Fraction(1, 2), base="entitled"), Roll())


# ---- choose ----

CHOOSE = Paper("choose", ("a", "b", "c"))


def count_choices(keys, paper=CHOOSE, rule=RANKS):
    return count([({"options": [key]}, 1) for key in keys], paper, rule, Roll(100, 100))


@pytest.mark.parametrize(("choice", "code"), [
    ({"options": ["a", "b"]}, "too_many"), ({"options": ["a", "a"]}, "too_many"), ({"options": []}, "too_few"),
    ({"options": ["z"]}, "foreign_option"), ({"options": [True]}, "foreign_option"),
    ({"options": [0]}, "foreign_option"), ({"options": [None]}, "foreign_option"),
    ({"options": [["a"]]}, "foreign_option"), ({"options": [{}]}, "foreign_option"),
    ({"options": "a"}, "not_a_choice"), ({"options": None}, "not_a_choice"),
    ({"options": {"a": 1}}, "not_a_choice"), ({"options": ["a"], "reason": "…"}, "not_a_choice"),
    ({"answer": "a"}, "not_a_choice"), ({"marks": {"a": 1}}, "not_a_choice"), (["a"], "not_a_choice"),
])
def test_one_option_is_chosen_no_more_and_no_less(choice, code):
    with pytest.raises(Invalid) as refusal:
        read_choice(choice, CHOOSE)
    assert refusal.value.faults["choice"].code == code
    assert read_choice({"options": ["b"]}, CHOOSE) == {"options": ["b"]}


def test_most_votes_win_without_a_majority():
    result = count_choices("aabbbcc")
    assert (result["status"], result["winners"]) == ("decided", ["b"])
    assert result["figures"] == {"a": {"votes": 2}, "b": {"votes": 3}, "c": {"votes": 2}}


def test_tie_of_choices_is_told_and_settled_as_announced():
    assert count_choices("aabbc")["tied"] == ["a", "b"]
    lot = Rule(tie=Tie("lot", seed="11" * 16))
    settled = count_choices("aabbc", rule=lot)
    assert settled["winners"] == settled["settled"]["order"][:1]
    assert count_choices("aabbc", rule=Rule(tie=Tie("runoff")))["status"] == "tie"


def test_no_setting_but_select_is_taken_by_a_single_choice():
    assert not check(CHOOSE)
    assert check(Paper("choose", ("a", "b"), select=3))["select"].code == "out_of_bounds"
    for name, value in (("maximum", 1), ("minimum", 1), ("points", 3), ("grades", ("x", "y")), ("budget", 9)):
        assert {field: fault.code for field, fault in check(Paper("choose", ("a", "b"), **{name: value})).items()} == {
            name: "not_taken"}


# ---- consent ----

CONSENT = Paper("consent")


def consent(**told):
    ballots = [(BLANK[0] if word == "blank" else {"answer": word}, times) for word, times in told.items()]
    return count(ballots, CONSENT, RANKS, Roll(100, 100))


@pytest.mark.parametrize("answer", ["support", "agree", "reserve", "aside"])
def test_only_an_objection_has_a_reason(answer):
    assert read_choice({"answer": answer}, CONSENT) == {"answer": answer}
    for reason in ("Voilà pourquoi.", "", None):
        with pytest.raises(Invalid) as refusal:
            read_choice({"answer": answer, "reason": reason}, CONSENT)
        assert refusal.value.faults["choice"].code == "reason_not_asked"


def test_reason_stands_without_the_space_around_it():
    told = read_choice({"answer": "object", "reason": "  Deux lignes,\r\nl’une sous l’autre. \n"}, CONSENT)
    assert told == {"answer": "object", "reason": "Deux lignes,\nl’une sous l’autre."}
    assert read_choice(told, CONSENT) == told
    assert read_choice({"answer": "object", "reason": "r" * 500}, CONSENT)["reason"] == "r" * 500


@pytest.mark.parametrize(("choice", "code"), [
    ({"answer": "object"}, "reason_missing"), ({"answer": "object", "reason": None}, "reason_missing"),
    ({"answer": "object", "reason": ""}, "reason_missing"),
    ({"answer": "object", "reason": " \t\n"}, "reason_missing"),
    ({"answer": "object", "reason": 1}, "not_text"), ({"answer": "object", "reason": True}, "not_text"),
    ({"answer": "object", "reason": ["x"]}, "not_text"), ({"answer": "object", "reason": {"fr": "x"}}, "not_text"),
    ({"answer": "object", "reason": "x" * 501}, "too_long"),
    ({"answer": "object", "reason": "a\x00b"}, "bad_characters"),
    ({"answer": "object", "reason": "a\ud800b"}, "bad_characters"),
    ({"answer": "object", "reason": "a\u202eb"}, "bad_characters"),
    ({"answer": "object", "reason": "x", "why": "y"}, "not_a_choice"),
    ({"answer": "object", "reason": "x", "blank": True}, "not_a_choice"),
    ({"answer": "yes"}, "not_a_choice"), ({"answer": "blank"}, "not_a_choice"), ({"answer": True}, "not_a_choice"),
    ({"answer": 0}, "not_a_choice"), ({"answer": ["agree"]}, "not_a_choice"), ({"answer": None}, "not_a_choice"),
    ({"reason": "x"}, "not_a_choice"), ({"options": ["agree"]}, "not_a_choice"), ({}, "not_a_choice"),
])
def test_answer_that_is_no_grade_of_agreement_is_refused(choice, code):
    with pytest.raises(Invalid) as refusal:
        read_choice(choice, CONSENT)
    assert refusal.value.faults["choice"].code == code


@pytest.mark.parametrize(("told", "status", "adopted"), [
    ({"support": 3}, "decided", True), ({"reserve": 1}, "decided", True), ({"agree": 1, "aside": 40}, "decided", True),
    ({"support": 99, "object": 1}, "decided", False), ({"object": 1}, "decided", False),
    ({"support": 2, "object": 0}, "decided", True),
    ({}, "no_result", False), ({"aside": 9}, "no_result", False), ({"blank": 9, "aside": 1}, "no_result", False),
])
def test_proposal_is_adopted_when_nobody_objects_and_somebody_agrees(told, status, adopted):
    result = consent(**told)
    assert (result["status"], result["adopted"], result["winners"], result["tied"]) == (status, adopted, [], [])
    nobody = dict.fromkeys(("support", "agree", "reserve", "aside", "object", "blank"), 0)
    assert result["figures"] == nobody | told


def test_missed_quorum_adopts_nothing_by_consent():
    rule = Rule(quorum=HALF_OF_ROLL)
    assert count([({"answer": "agree"}, 1)], CONSENT, rule, Roll(3, 3))["adopted"] is False


def test_remarks_of_consent_tell_objections_and_reservations():
    def codes(**told):
        return [(remark.code, remark.params.get("count")) for remark in
                explain(consent(**told), CONSENT, RANKS, Roll(100, 100), 9)]

    assert codes(support=2, reserve=1) == [("consented", 3), ("reserved", 1)]
    assert codes(support=2, object=1) == [("objected", 1)]
    assert codes(aside=2) == [("no_agreement", None)]


# ---- why ----

def test_remarks_give_the_numbers_behind_the_verdict():
    rule = Rule(Fraction(2, 3), quorum=HALF_OF_ROLL)
    result = count_answers(rule, yes=32, no=9, abstain=5, entitled=52)
    quorum, verdict = explain(result, YESNO, rule, Roll(52, 50), 46)
    assert (quorum.code, quorum.params) == ("quorum_reached", {"count": 46, "cast": 46, "needed": 26,
                                                                     "of": "entitled"})
    assert (verdict.code, verdict.params) == ("adopted", {"yes": 32, "base": 41, "needed": 28})


def test_remarks_of_a_tie_tell_how_many_compete_for_how_many_places():
    result = count_approvals("ab", "ac", "a")
    (remark,) = explain(result, PAPER, RANKS, Roll(9, 9), 3)
    assert (remark.code, remark.params) == ("tied", {"count": 2, "places": 1, "clear": 1, "votes": 1})


def test_remarks_of_a_missed_quorum_say_only_that():
    rule = Rule(Fraction(1, 2), quorum=HALF_OF_ROLL)
    result = count_answers(rule, yes=1)
    assert [remark.code for remark in explain(result, YESNO, rule, Roll(100, 90), 1)] == ["quorum_missed"]

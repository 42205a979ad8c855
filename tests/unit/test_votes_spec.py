"""A poll as it is prepared: what is taken, what is refused, and at which field."""

import pytest

from forum.votes.faults import Invalid
from forum.votes.spec import read_spec

OPTIONS = [{"id": "a", "label": "Observatoire"}, {"id": "b", "label": {"fr": "Fonds", "en": "Fund"}},
           {"id": "c", "label": "Guides"}]


def approve(**more):
    return {"question": "Quelles pistes?", "method": "approve", "options": OPTIONS, **more}


def yesno(**more):
    return {"question": {"fr": "Adopter?", "en": "Adopt?"}, "method": "yesno", **more}


def faults_of(body):
    with pytest.raises(Invalid) as refusal:
        read_spec(body)
    return {name: fault.code for name, fault in refusal.value.faults.items()}


def test_short_body_has_sensible_defaults():
    spec = read_spec(approve())
    assert (spec.select, spec.minimum, spec.maximum) == (1, None, None)
    assert (spec.secret, spec.blank, spec.admission, spec.indicative) == (True, True, False, False)
    assert spec.rule.to_json() == {}
    assert read_spec(yesno()).rule.to_json() == {"majority": "1/2", "strict": True, "base": "expressed"}


def test_texts_are_a_string_or_two_languages():
    spec = read_spec(approve())
    assert (spec.question_fr, spec.question_en) == ("Quelles pistes?", None)
    assert [(option.label_fr, option.label_en) for option in spec.options] == [
        ("Observatoire", None), ("Fonds", "Fund"), ("Guides", None)]
    assert read_spec(yesno()).question_en == "Adopt?"
    assert read_spec(yesno(question={"fr": "Adopter?"})).question_en is None
    assert read_spec(yesno(question={"fr": "Adopter?", "en": None})).question_en is None


def test_space_around_texts_is_left_out():
    assert read_spec(yesno(question="  Adopter?\n")).question_fr == "Adopter?"
    assert read_spec(yesno(wording="Un.\r\n\r\nDeux.")).wording_fr == "Un.\n\nDeux."


def test_subjects_are_kept_and_turned_into_nodes():
    options = [{"id": "a", "label": "A", "subject": "piste:2007-2C"},
               {"id": "b", "label": "B", "subject": "piste:2007-3D"}, {"id": "c", "label": "C"}]
    spec = read_spec(approve(options=options, subject="recommendation:2021-2.1"))
    assert spec.subjects == ("recommendation:2021-2.1", "piste:2007-2C", "piste:2007-3D")
    placed = spec.with_nodes({"piste:2007-2C": 7, "recommendation:2021-2.1": 9})
    assert placed.subject_node_id == 9
    assert [option.node_id for option in placed.options] == [7, None, None]


def test_null_stands_for_a_field_that_is_not_there():
    names = ("subject", "select", "maximum", "minimum", "secret", "blank", "rule")
    assert read_spec(approve(**dict.fromkeys(names))) == read_spec(approve())


def test_limits_themselves_are_allowed():
    many = [{"id": str(place), "label": "x" * 300} for place in range(100)]
    spec = read_spec(approve(question="q" * 500, options=many, minimum=100, maximum=100, select=100))
    assert spec.paper.select == 100


@pytest.mark.parametrize("body", [None, [], "approve", 3, True, [{}]])
def test_body_that_is_no_object_is_refused(body):
    assert faults_of(body) == {"body": "not_object"}


def test_every_fault_is_told_at_once():
    assert faults_of({"method": "yesno", "secret": "yes", "select": "2", "votes": 1}) == {
        "question": "required", "secret": "not_boolean", "select": "not_integer", "votes": "unknown_field"}


@pytest.mark.parametrize(("change", "field", "code"), [
    ({"question": ""}, "question", "empty"),
    ({"question": "  "}, "question", "empty"),
    ({"question": None}, "question", "required"),
    ({"question": 5}, "question", "not_text"),
    ({"question": ["x"]}, "question", "not_text"),
    ({"question": {}}, "question.fr", "required"),
    ({"question": {"en": "Only?"}}, "question.fr", "required"),
    ({"question": {"fr": "Q", "de": "Q"}}, "question.de", "unknown_field"),
    ({"question": {"fr": ["Q"]}}, "question.fr", "not_text"),
    ({"question": "q" * 501}, "question", "too_long"),
    ({"question": "a\x00b"}, "question", "bad_characters"),
    ({"question": "a\nb"}, "question", "bad_characters"),
    ({"question": "a\u2028b"}, "question", "bad_characters"),
    ({"question": "a\ud800b"}, "question", "bad_characters"),
    ({"question": "a\u202eb"}, "question", "bad_characters"),
    ({"wording": "a\x07b"}, "wording", "bad_characters"),
    ({"wording": "w" * 20_001}, "wording", "too_long"),
    ({"method": "chose"}, "method", "not_one_of"),
    ({"method": None}, "method", "required"),
    ({"method": ["approve"]}, "method", "not_one_of"),
    ({"method": {"approve": 1}}, "method", "not_one_of"),
    ({"options": None}, "options", "too_few_options"),
    ({"options": []}, "options", "too_few_options"),
    ({"options": OPTIONS[:1]}, "options", "too_few_options"),
    ({"options": {"a": "A"}}, "options", "not_list"),
    ({"options": "ab"}, "options", "not_list"),
    ({"options": OPTIONS * 400}, "options", "too_many_options"),
    ({"options": ["a", "b"]}, "options.0", "not_object"),
    ({"options": [{"id": "a"}, OPTIONS[1]]}, "options.0.label", "required"),
    ({"options": [{"label": "A"}, OPTIONS[1]]}, "options.0.id", "required"),
    ({"options": [{"id": 1, "label": "A"}, OPTIONS[1]]}, "options.0.id", "not_text"),
    ({"options": [{"id": "x" * 65, "label": "A"}, OPTIONS[1]]}, "options.0.id", "too_long"),
    ({"options": [OPTIONS[0], {"id": "a", "label": "B"}]}, "options.1.id", "same_key"),
    ({"options": [OPTIONS[0], {"id": " a", "label": "B"}]}, "options.1.id", "same_key"),
    ({"options": [OPTIONS[0], {"id": "b", "label": "x" * 301}]}, "options.1.label", "too_long"),
    ({"options": [OPTIONS[0], {"id": "b", "label": "B", "votes": 9}]}, "options.1.votes", "unknown_field"),
    ({"maximum": 4}, "maximum", "out_of_bounds"),
    ({"maximum": 0}, "maximum", "out_of_bounds"),
    ({"maximum": -1}, "maximum", "out_of_bounds"),
    ({"maximum": 10**30}, "maximum", "out_of_bounds"),
    ({"maximum": 2.0}, "maximum", "not_integer"),
    ({"maximum": True}, "maximum", "not_integer"),
    ({"maximum": "2"}, "maximum", "not_integer"),
    ({"maximum": [2]}, "maximum", "not_integer"),
    ({"minimum": 0}, "minimum", "out_of_bounds"),
    ({"minimum": 3, "maximum": 2}, "minimum", "out_of_bounds"),
    ({"minimum": 4}, "minimum", "out_of_bounds"),
    ({"select": 0}, "select", "out_of_bounds"),
    ({"select": 4}, "select", "out_of_bounds"),
    ({"secret": 1}, "secret", "not_boolean"),
    ({"blank": "true"}, "blank", "not_boolean"),
    ({"subject": 5}, "subject", "not_text"),
    ({"subject": "s" * 101}, "subject", "too_long"),
    ({"rule": {"majority": "2/3"}}, "rule.majority", "no_majority"),
    ({"rule": []}, "rule", "not_object"),
    ({"indicative": False}, "indicative", "unknown_field"),
    ({"state": "open"}, "state", "unknown_field"),
    ({"x" * 5000: 1}, "x" * 40, "unknown_field"),
])
def test_malformed_poll_is_refused_at_its_field(change, field, code):
    assert faults_of(approve(**change))[field] == code


@pytest.mark.parametrize("tie", [{"by": "keep"}, {"by": "lot"}, {"by": "criterion", "text": "x", "order": []}])
def test_proposal_for_consent_has_no_last_place_to_settle(tie):
    with pytest.raises(Invalid) as refusal:
        read_spec({"question": "Q", "method": "consent", "rule": {"tie": tie}})
    assert refusal.value.faults["rule.tie"].code == "no_tie"


@pytest.mark.parametrize(("change", "field"), [
    ({"options": OPTIONS}, "options"), ({"maximum": 1}, "maximum"), ({"minimum": 1}, "minimum"),
    ({"select": 2}, "select")])
def test_question_with_yes_or_no_takes_no_options(change, field):
    assert faults_of(yesno(**change)) == {field: "not_taken"}

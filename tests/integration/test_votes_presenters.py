"""A poll in words and lengths: nothing before publication, the same numbers everywhere, both languages."""

import pytest

from forum.core.database import db
from forum.core.i18n import in_language
from forum.votes import presenters, queries, services
from forum.votes.faults import Fault
from forum.votes.words import SENTENCES, sentence_of
from tests.support.polls import APPROVE, YESNO, act, cast, keep_app, open_poll, opened, prepare, slip, voters

NBSP = "\u00a0"


@pytest.fixture(scope="module")
def app(backend):
    yield from keep_app(backend, "presenters")


def poll_of(poll_id):
    db.session.rollback()
    return queries.get_poll(poll_id)


def published(body, ballots, roll=52, **more):
    poll_id = opened(body, roll, **more)
    cast(*(slip(poll_id, number, choice) for number, choice in enumerate(ballots)))
    act("close_poll", poll_id, roll)
    act("publish", poll_id)
    return poll_of(poll_id)


@pytest.mark.parametrize("body", [APPROVE, YESNO])
def test_nothing_of_a_result_is_shown_before_publication(app, body):
    choice = "a" if body is APPROVE else "yes"
    poll_id = opened(body)
    for name in (None, "close_poll"):
        if name:
            cast(slip(poll_id, 1, choice))
            act(name, poll_id, 5)
        poll = poll_of(poll_id)
        assert presenters.result_bars(poll) == presenters.verdict_sentences(poll) == []
        assert presenters.outcome_word(poll) == presenters.unanimity_notice(poll) == ""
    act("cancel", poll_id, "motif")
    assert presenters.result_bars(poll_of(poll_id)) == []


@pytest.mark.parametrize(("rule", "sentence"), [
    ({"majority": "2/3"}, "Adopté si au moins les deux tiers des votes exprimés sont pour."),
    ({"majority": "2/3", "strict": True}, "Adopté si plus des deux tiers des votes exprimés sont pour."),
    (None, "Adopté si plus de la moitié des votes exprimés sont pour."),
    ({"majority": "3/4", "base": "cast"}, "Adopté si au moins les trois quarts de tous les bulletins sont pour."),
    ({"majority": "1/1", "base": "present"}, "Adopté si la totalité des personnes présentes votent pour."),
    ({"majority": "7/10", "base": "entitled"}, "Adopté si au moins 7/10 des personnes inscrites votent pour."),
    ({"majority": "7/10", "strict": True}, "Adopté si plus de 7/10 des votes exprimés sont pour."),
])
def test_majority_is_a_sentence(app, rule, sentence):
    assert presenters.rule_sentences(poll_of(prepare(YESNO, rule=rule))) == [sentence]


def test_rule_of_priorities_is_sentences(app):
    poll = poll_of(prepare(rule={"quorum": {"share": "1/2"}}))
    assert presenters.rule_sentences(poll) == [
        "Jusqu’à 3 choix.", "Les 2 options qui ont le plus de voix sont retenues.",
        "Une égalité à la dernière place n’est tranchée ni par l’ordre ni par le hasard.",
        "Le vote vaut si au moins la moitié des personnes inscrites ont voté."]
    assert presenters.rule_sentences(poll_of(prepare(maximum=1, select=1)))[:2] == [
        "1 seul choix.", "L’option qui a le plus de voix est retenue."]
    assert presenters.rule_sentences(poll_of(prepare(minimum=2)))[0] == "De 2 à 3 choix."
    assert presenters.rule_sentences(poll_of(prepare(minimum=3)))[0] == "3 choix, ni plus ni moins."


def test_verdict_gives_its_real_numbers(app):
    ballots = ["yes"] * 32 + ["no"] * 9 + ["abstain"] * 5
    poll = published({**YESNO, "rule": {"majority": "2/3", "quorum": {"share": "1/2"}}}, ballots)
    assert presenters.outcome_word(poll) == "Adopté"
    assert presenters.verdict_sentences(poll) == [
        f"Le quorum est atteint{NBSP}: 46 votes, il en fallait 26.",
        f"Adopté{NBSP}: 32 pour sur 41, il en fallait 28."]
    assert [(bar.key, bar.votes, bar.whole, bar.share) for bar in presenters.result_bars(poll)] == [
        ("yes", 32, 46, f"70{NBSP}%"), ("no", 9, 46, f"20{NBSP}%"), ("abstain", 5, 46, f"11{NBSP}%"),
        ("blank", 0, 46, f"0{NBSP}%")]


@pytest.mark.parametrize(("body", "ballots", "word", "sentence"), [
    (YESNO, ["yes", "no"], "Non adopté", f"Non adopté{NBSP}: 1 pour sur 2, il en fallait 2."),
    (YESNO, ["abstain"], "Sans résultat", f"Personne n’a voté pour ni contre{NBSP}: il n’y a pas de résultat."),
    (APPROVE, [], "Sans résultat", f"Aucune option n’a reçu de voix{NBSP}: il n’y a pas de résultat."),
    (APPROVE, ["ab", "a", "b"], "2 options retenues", "2 options retenues."),
    (APPROVE, ["ab", "ac"], "Égalité", f"2 options à égalité, avec 1 voix; places à pourvoir{NBSP}: 1."),
    ({**YESNO, "rule": {"quorum": {"share": "1/2"}}}, ["yes"], "Quorum non atteint",
     f"Le quorum n’est pas atteint{NBSP}: 1 vote, il en fallait 26."),
])
def test_each_outcome_has_its_word_and_its_sentence(app, body, ballots, word, sentence):
    poll = published(body, ballots)
    assert presenters.outcome_word(poll) == word
    assert presenters.verdict_sentences(poll) == [sentence]


def test_bars_of_priorities_are_best_first_and_shares_of_voters(app):
    poll = published(APPROVE, ["abc", "ab", "ad", {"blank": True}], roll=10)
    assert [(bar.key, bar.votes, bar.share, bar.standing) for bar in presenters.result_bars(poll)] == [
        ("a", 3, f"75{NBSP}%", "won"), ("b", 2, f"50{NBSP}%", "won"), ("c", 1, f"25{NBSP}%", ""),
        ("d", 1, f"25{NBSP}%", ""), ("e", 0, f"0{NBSP}%", "")]
    tied = published(APPROVE, ["ab", "ac"], roll=10)
    assert {bar.key: bar.standing for bar in presenters.result_bars(tied)} == {
        "a": "won", "b": "tied", "c": "tied", "d": "", "e": ""}


def test_notices_tell_secret_from_named_and_what_shares_mean(app):
    secret, named = poll_of(prepare()), poll_of(prepare(YESNO, secret=False))
    assert any("secret" in sentence for sentence in presenters.notices(secret))
    assert any("cent pour cent" in sentence for sentence in presenters.notices(secret))
    assert any("nominatif" in sentence for sentence in presenters.notices(named))
    assert not any("cent pour cent" in sentence for sentence in presenters.notices(named))
    secret.indicative = True
    assert presenters.notices(secret)[0].startswith("Vote indicatif")
    db.session.rollback()


def test_unanimity_is_said_since_it_hides_nobody(app):
    assert "chacun sait" in presenters.unanimity_notice(published(YESNO, ["yes"] * 3))
    assert "chacun sait" in presenters.unanimity_notice(published(APPROVE, ["ab"] * 3))
    assert presenters.unanimity_notice(published(YESNO, ["yes", "no"])) == ""
    assert presenters.unanimity_notice(published(YESNO, [])) == ""
    assert presenters.unanimity_notice(published(YESNO, ["yes"] * 3, secret=False)) == ""


def test_quorum_needed_is_told_once_the_roll_is_known(app):
    poll_id = prepare(YESNO, rule={"quorum": {"share": "1/2", "strict": True}})
    assert presenters.quorum_needed(poll_of(poll_id)) is None
    open_poll(poll_id, voters(11))
    assert presenters.quorum_needed(poll_of(poll_id)) == 6
    assert presenters.quorum_needed(poll_of(opened())) is None


def test_words_follow_the_page_s_language(app):
    options = [{"id": "a", "label": {"fr": "Un", "en": "One"}}, {"id": "b", "label": "B"}]
    poll = published({**APPROVE, "options": options, "maximum": 2}, ["a"])
    with in_language("en"):
        assert [bar.label for bar in presenters.result_bars(poll)] == ["One", "B"]
        assert presenters.result_bars(poll)[0].share == "100%"


def test_every_fault_has_a_sentence(app):
    numbers = ("low", "high", "limit", "least", "most", "given", "maximum", "minimum", "points")
    params = {"words": "a, b", **dict.fromkeys(numbers, 1)}
    for code in SENTENCES:
        sentence = str(sentence_of(Fault(code, params)))
        assert sentence.endswith(".")
        assert "%(" not in sentence


def test_refusal_s_sentences_are_in_the_language_of_whoever_reads_them(app):
    with pytest.raises(services.Refusal) as refusal:
        services.read_spec({**APPROVE, "maximum": 9})
    assert str(refusal.value.fields["maximum"]) == "Choisissez un nombre de 1 à 5."

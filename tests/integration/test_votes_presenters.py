"""A poll in words and lengths: nothing before publication, the same numbers everywhere, both languages."""

from xml.etree import ElementTree

import pytest

from forum.core.database import db
from forum.core.i18n import in_language
from forum.votes import presenters, queries, services
from forum.votes.faults import Fault
from forum.votes.words import SENTENCES, sentence_of
from tests.support.polls import APPROVE, YESNO, act, cast, keep_app, open_poll, opened, prepare, slip, voters

NBSP = "\u00a0"
OPTIONS = [{"id": key, "label": f"Piste {key}"} for key in "abc"]
CHOOSE = {"question": "Laquelle?", "method": "choose", "options": OPTIONS}
DOTS = {"question": "Combien?", "method": "dots", "points": 6, "maximum": 4, "minimum": 2, "options": OPTIONS}
SCORE = {"question": "Quelle note?", "method": "score", "options": OPTIONS}
JUDGE = {"question": "Quelle mention?", "method": "judge", "options": OPTIONS, "select": 2}
CONSENT = {"question": "Consentez-vous?", "method": "consent"}
ALL = [CHOOSE, APPROVE, YESNO, DOTS, SCORE, JUDGE, CONSENT]
OBJECTION = {"answer": "object", "reason": "Le coût <n’est pas> dit."}


def marks(**given):
    return {"marks": given}


DOTTED = [marks(a=4, b=2), marks(b=3), marks(c=2), {"blank": True}]
SCORED = [marks(a=5, b=3), marks(a=2, b=0), marks(b=5), {"blank": True}]
JUDGED = [marks(a="Excellent", b="Bien"), marks(a="Bien", b="Bien"), marks(a="Bien", b="Passable")]
CONSENTED = [{"answer": "support"}, {"answer": "reserve"}, {"answer": "aside"}, OBJECTION]
CASTS = {"choose": ["a", "a", "b"], "approve": ["ab", "ac", "a"], "yesno": ["yes", "no", "yes"], "dots": DOTTED,
         "score": SCORED, "judge": JUDGED, "consent": CONSENTED}


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
        assert presenters.explain_tables(poll) == presenters.draw_pictures(poll) == []
        assert presenters.list_objections(poll) == []
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


@pytest.mark.parametrize(("body", "sentences"), [
    (CHOOSE, ["1 seul choix.", "L’option qui a le plus de voix est retenue."]),
    (DOTS, ["6 points à répartir entre les options.", "4 points au plus sur une même option.",
            "Au moins 2 points à répartir.", "Les points qui ne sont pas répartis ne comptent pour personne.",
            "L’option qui a le plus de points est retenue."]),
    ({**SCORE, "select": 2}, [
        "Chaque option reçoit une note de 0, la plus basse, à 5, la plus haute.", "Une option sans note compte pour 0.",
        "Les 2 options qui ont les plus hauts totaux sont retenues."]),
    (JUDGE, [
        f"Chaque option reçoit une mention, de la meilleure à la dernière{NBSP}: Excellent, Très bien, Bien, "
        "Assez bien, Passable, Insuffisant, À rejeter.",
        f"Une option sans mention compte comme «{NBSP}À rejeter{NBSP}».",
        "La mention majoritaire d’une option est celle du milieu, quand toutes ses mentions sont rangées.",
        "Les 2 options qui ont les meilleures mentions majoritaires sont retenues.",
        "Entre deux options de même mention majoritaire, on retire cette mention à chacune, une à la fois, jusqu’à "
        "ce que celles du milieu diffèrent."]),
])
def test_rule_of_each_method_is_sentences(app, body, sentences):
    tie = "Une égalité à la dernière place n’est tranchée ni par l’ordre ni par le hasard."
    assert presenters.rule_sentences(poll_of(prepare(body))) == [*sentences, tie]


def test_rule_of_consent_has_no_last_place_and_no_majority(app):
    assert presenters.rule_sentences(poll_of(prepare(CONSENT))) == [
        "Cinq réponses, du soutien à l’objection.",
        "Adopté si personne n’objecte et si au moins une personne donne son accord.",
        "Une objection dit pourquoi; sa raison est publiée avec les bulletins.", "Se tenir à l’écart n’empêche rien."]


def test_procedure_for_a_tie_is_said_beforehand(app):
    def said(tie):
        return presenters.rule_sentences(poll_of(prepare(CHOOSE, rule={"tie": tie})))[2:]

    assert said({"by": "keep"}) == ["À égalité à la dernière place, toutes les options à égalité sont retenues."]
    assert said({"by": "runoff"}) == ["À égalité à la dernière place, un nouveau vote départage les options à égalité."]
    assert said({"by": "criterion", "text": "la moins chère.", "order": ["c", "a", "b"]}) == [
        f"À égalité à la dernière place, un critère annoncé départage{NBSP}: la moins chère.",
        f"Ordre selon ce critère{NBSP}: Piste c, Piste a, Piste b."]
    lot, fingerprint = said({"by": "lot"})
    assert lot.startswith("À égalité à la dernière place, un tirage au sort départage.")
    assert fingerprint.startswith(f"Empreinte du germe{NBSP}: sha256:")


def test_tie_that_was_settled_says_how(app):
    def said(tie, **more):
        poll = published({**CHOOSE, "rule": {"tie": tie}}, ["a", "a", "b", "b", "c"], **more)
        return poll, presenters.verdict_sentences(poll)

    assert said({"by": "keep"})[1] == [
        "2 options retenues.",
        f"À égalité à la dernière place, toutes sont retenues, comme annoncé{NBSP}: Piste a et Piste b."]
    assert said({"by": "criterion", "text": "la moins chère", "order": ["c", "b", "a"]})[1] == [
        "1 option retenue.",
        f"Égalité entre Piste a et Piste b, départagées par le critère annoncé{NBSP}: la moins chère.",
        f"Ordre selon ce critère{NBSP}: Piste b, Piste a."]
    assert said({"by": "runoff"})[1] == [
        f"2 options à égalité, avec 2 voix; places à pourvoir{NBSP}: 1.", "Un nouveau vote départage ces 2 options."]
    poll, lot = said({"by": "lot"})
    assert lot[1] == "Égalité entre Piste a et Piste b, départagées par le tirage au sort annoncé."
    assert lot[3:] == [f"Germe du tirage{NBSP}: {poll.lot_seed}",
                       f"Empreinte annoncée avant le vote{NBSP}: {poll.rule['tie']['hash']}"]
    assert poll.lot_seed not in " ".join(presenters.rule_sentences(poll))


def test_seed_of_a_lot_is_said_to_nobody_before_publication(app):
    poll_id = opened({**CHOOSE, "rule": {"tie": {"by": "lot"}}})
    cast(slip(poll_id, 0, "a"), slip(poll_id, 1, "b"))
    act("close_poll", poll_id, 2)
    poll = poll_of(poll_id)
    assert poll.lot_seed not in " ".join([*presenters.rule_sentences(poll), *presenters.verdict_sentences(poll)])


def test_missed_quorum_says_nothing_of_a_tie_that_it_undid(app):
    poll = published({**CHOOSE, "rule": {"tie": {"by": "keep"}, "quorum": {"share": "1/2"}}}, ["a", "b"])
    assert presenters.verdict_sentences(poll) == [f"Le quorum n’est pas atteint{NBSP}: 2 votes, il en fallait 26."]


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
    (DOTS, [], "Sans résultat", f"Aucune option n’a reçu de point{NBSP}: il n’y a pas de résultat."),
    (DOTS, [marks(a=2), marks(b=2)], "Égalité", f"2 options à égalité, avec 2 points; places à pourvoir{NBSP}: 1."),
    (SCORE, [marks(a=0)], "Sans résultat",
     f"Aucune option n’a reçu de note au-dessus de 0{NBSP}: il n’y a pas de résultat."),
    (SCORE, [marks(a=3, b=3)], "Égalité", f"2 options à égalité, avec un total de 3; places à pourvoir{NBSP}: 1."),
    (JUDGE, [marks(a="À rejeter")], "Sans résultat",
     f"Aucune option n’a reçu mieux que la dernière mention{NBSP}: il n’y a pas de résultat."),
    (JUDGE, [marks(a="Bien", b="Passable", c="Passable")], "Égalité",
     f"2 options à égalité, avec exactement les mêmes mentions{NBSP}: Piste b et Piste c; places à pourvoir{NBSP}: 1."),
    (CONSENT, [{"answer": "agree"}] * 2, "Adopté", f"Adopté{NBSP}: aucune objection, 2 voix favorables."),
    (CONSENT, [{"answer": "agree"}, OBJECTION], "Non adopté", f"Non adopté{NBSP}: 1 objection."),
    (CONSENT, [{"answer": "aside"}], "Sans résultat",
     f"Personne n’a donné son accord ni objecté{NBSP}: il n’y a pas de résultat."),
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


def compared(poll):
    return [(bar.key, bar.measure.words, bar.measure.part, bar.measure.whole, bar.share, bar.standing)
            for bar in presenters.result_bars(poll)]


def test_bars_compare_what_the_method_does_with_its_unit(app):
    assert compared(published(CHOOSE, ["a", "a", "b"])) == [
        ("a", "2 voix", 2, 3, f"67{NBSP}%", "won"), ("b", "1 voix", 1, 3, f"33{NBSP}%", ""),
        ("c", "0 voix", 0, 3, f"0{NBSP}%", "")]
    assert compared(published(DOTS, DOTTED)) == [
        ("b", "5 points", 5, 11, "", "won"), ("a", "4 points", 4, 11, "", ""), ("c", "2 points", 2, 11, "", "")]
    first = presenters.result_bars(published(DOTS, DOTTED))[0]
    assert presenters.split_measure(first) == {"number": "5", "unit": "points"}  # never shown as votes
    assert compared(published(SCORE, SCORED)) == [
        ("b", "2,67 sur 5 en moyenne", 8, 15, "", "won"), ("a", "2,33 sur 5 en moyenne", 7, 15, "", ""),
        ("c", "0,00 sur 5 en moyenne", 0, 5, "", "")]
    assert compared(published(JUDGE, JUDGED)) == [
        ("a", "Bien", 4, 6, "", "won"), ("b", "Bien", 4, 6, "", "won"), ("c", "À rejeter", 0, 6, "", "")]
    assert [(bar.label, bar.votes) for bar in presenters.result_bars(published(CONSENT, CONSENTED))] == [
        ("Soutien", 1), ("Accord", 0), ("Accord avec réserve", 1), ("Je me tiens à l’écart", 1), ("Objection", 1),
        ("Bulletin blanc", 0)]


def test_without_a_ballot_every_method_still_has_its_words(app):
    for body in ALL:
        poll = published(body, [])
        assert len(presenters.verdict_sentences(poll)) == 1
        assert all(bar.votes == 0 for bar in presenters.result_bars(poll))
        assert presenters.explain_tables(poll) is not None
        assert presenters.draw_pictures(poll) is not None


def test_tables_hold_the_figures_and_what_parted_equal_grades(app):
    (dots,) = presenters.explain_tables(published(DOTS, DOTTED))
    assert dots.rows[0] == ("Piste b", "5", f"45{NBSP}%", "2")
    (score,) = presenters.explain_tables(published(SCORE, SCORED))
    assert score.rows[0] == ("Piste b", "8", "2,67", "2")
    grades, partings = presenters.explain_tables(published(JUDGE, JUDGED))
    assert grades.rows[0] == ("Piste a", "Bien", "1", "0", "2", "0", "0", "0", "0")
    assert partings.rows == (("Piste a", "Piste b", "1", "Bien", "Passable"),)
    (consent,) = presenters.explain_tables(published(CONSENT, CONSENTED))
    assert [(row[0], row[2]) for row in consent.rows][-2:] == [("Objection", "1"), ("Bulletin blanc", "0")]
    for table in (dots, score, grades, partings, consent):
        assert all(len(row) == len(table.head) for row in table.rows)


@pytest.mark.parametrize("body", [DOTS, SCORE, JUDGE, CONSENT], ids=lambda body: body["method"])
def test_picture_is_well_formed_named_and_holds_no_markup_of_a_label(app, body):
    hostile = [{"id": key, "label": f'<script>"{key}"&</script>' + "x" * 90} for key in "abc"]
    poll = published({**body, "options": hostile} if "options" in body else body, CASTS[body["method"]])
    (picture,) = presenters.draw_pictures(poll)
    drawn = ElementTree.fromstring(str(picture.svg))  # noqa: S314 – what we drew ourselves
    assert drawn.get("role") == "img"
    assert drawn.find("title").text == picture.title
    assert "<script" not in picture.svg
    assert "style" not in picture.svg
    assert all(float(rect.get("x")) + float(rect.get("width")) <= 360 for rect in drawn.iter("rect"))


def test_objections_are_read_from_the_record_once_it_is_published(app):
    again = {**OBJECTION, "reason": "À revoir."}
    poll = published(CONSENT, [OBJECTION, again, OBJECTION, {"answer": "agree"}])
    assert presenters.list_objections(poll) == ["Le coût <n’est pas> dit.", "À revoir."]
    assert presenters.list_objections(published(CONSENT, [{"answer": "agree"}])) == []


@pytest.mark.parametrize(("body", "choice", "words"), [
    (CHOOSE, {"options": ["b"]}, ["Piste b"]), (APPROVE, {"options": ["a", "c"]}, ["Piste a", "Piste c"]),
    (YESNO, {"answer": "abstain"}, ["Abstention"]),
    (DOTS, marks(a=1, b=3), [f"Piste a{NBSP}: 1 point", f"Piste b{NBSP}: 3 points"]),
    (SCORE, marks(a=0), [f"Piste a{NBSP}: 0"]), (JUDGE, marks(a="À rejeter"), [f"Piste a{NBSP}: À rejeter"]),
    (CONSENT, {"answer": "aside"}, ["Je me tiens à l’écart"]),
    (CONSENT, {"answer": "object", "reason": "Non."}, [f"Objection{NBSP}: Non."]),
    (DOTS, {"blank": True}, ["Bulletin blanc"]),
])
def test_choice_is_words(app, body, choice, words):
    assert presenters.choice_words(poll_of(prepare(body)), choice) == words


@pytest.mark.parametrize("body", ALL, ids=lambda body: body["method"])
def test_every_method_speaks_english_too(app, body):
    poll = published(body, CASTS[body["method"]])
    french = [presenters.method_title(poll), *presenters.rule_sentences(poll), *presenters.verdict_sentences(poll),
              *(cell for table in presenters.explain_tables(poll) for cell in (table.caption, *table.head))]
    with in_language("en"):
        english = [presenters.method_title(poll), *presenters.rule_sentences(poll), *presenters.verdict_sentences(poll),
                   *(cell for table in presenters.explain_tables(poll) for cell in (table.caption, *table.head))]
    assert len(english) == len(french)
    same = {"Option", "Total", "Points", "Excellent", "Passable"}
    assert not [text for text, other in zip(french, english, strict=True) if text == other and text not in same]


def test_notices_tell_secret_from_named_and_what_shares_mean(app):
    secret, named = poll_of(prepare()), poll_of(prepare(YESNO, secret=False))
    assert any("secret" in sentence for sentence in presenters.notices(secret))
    assert any("cent pour cent" in sentence for sentence in presenters.notices(secret))
    assert any("nominatif" in sentence for sentence in presenters.notices(named))
    assert not any("cent pour cent" in sentence for sentence in presenters.notices(named))
    for body in (CHOOSE, {**APPROVE, "maximum": 1}, DOTS, SCORE, JUDGE):  # one choice each, or no shares of voters
        said = presenters.notices(poll_of(prepare(body)))
        assert any("classent" in sentence for sentence in said)
        assert not any("cent pour cent" in sentence for sentence in said)
    secret.indicative = True
    assert presenters.notices(secret)[0].startswith("Vote indicatif")
    db.session.rollback()


def test_unanimity_is_said_since_it_hides_nobody(app):
    assert "chacun sait" in presenters.unanimity_notice(published(YESNO, ["yes"] * 3))
    assert "chacun sait" in presenters.unanimity_notice(published(APPROVE, ["ab"] * 3))
    for body, ballot in ((CHOOSE, "a"), (DOTS, marks(a=4)), (SCORE, marks(a=5, b=0)), (JUDGE, marks(a="Bien")),
                         (CONSENT, {"answer": "agree"})):
        assert "chacun sait" in presenters.unanimity_notice(published(body, [ballot] * 3))
        assert presenters.unanimity_notice(published(body, [*[ballot] * 3, {"blank": True}])) == ""
    assert presenters.unanimity_notice(published(DOTS, [marks(a=2), marks(a=4)])) == ""
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


def test_majority_judgment_says_what_won_the_last_place(app):
    said = presenters.verdict_sentences(published(JUDGE | {"select": 1}, JUDGED))
    assert said == [
        "1 option retenue.", f"Mention majoritaire de «{NBSP}Piste a{NBSP}»{NBSP}: Bien.",
        f"«{NBSP}Piste b{NBSP}» a la même; quand 1 mention est retirée à chacune, celle du milieu est "
        f"«{NBSP}Bien{NBSP}» pour la première et «{NBSP}Passable{NBSP}» pour la seconde."]
    assert presenters.verdict_sentences(published(JUDGE, JUDGED)) == [
        "2 options retenues.", f"Mention majoritaire de «{NBSP}Piste b{NBSP}»{NBSP}: Bien."]


def test_screen_says_in_a_line_that_a_tie_was_settled(app):
    ballots = [{"ranking": [[key]]} for key in "aabb"]
    poll = published({**CHOOSE, "method": "rank_irv", "rule": {"tie": {"by": "lot"}}}, ballots)
    assert presenters.settled_line(poll) == "Égalité départagée par le tirage au sort annoncé."
    assert "Des égalités en cours de compte sont départagées par le tirage au sort annoncé." in (
        presenters.verdict_sentences(poll))
    assert presenters.settled_line(published(CHOOSE, ["a", "a", "b"])) == ""

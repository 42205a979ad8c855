"""The console's doors: who comes in, what the two recipes prepare, and acts that a plain form carries."""

import re
import secrets

import pytest

from forum.core.database import db, transaction
from forum.deliberation import services as deliberation
from forum.plenary import writer
from forum.plenary.queries import list_run
from tests.support.forum import count_queries
from tests.support.rooms import APPROVE, YESNO, make_day, open_room, prepare, sit
from tests.support.sites import token_of

WORDING = {"source": "text", "wording": "Un texte.", "question_fr": "Adopter?", "majority": "2/3 expressed",
           "secrecy": "secret"}
PISTES = {"question_fr": "Q?", "pistes": ["2031-1A", "2031-1B"], "maximum": 1, "select": 1, "secrecy": "secret"}


@pytest.fixture
def room(cast):
    event = make_day(cast)
    with transaction():
        theme = deliberation.add_theme(cast.ana, event.slug, {"title_fr": "Acteurs"})
        db.session.flush()
        for title in ("Outils", "Guides", "Réseaux", "Fonds"):
            deliberation.add_piste(cast.ana, theme.id, {"title_fr": title, "title_en": None})
    return open_room(cast, event)


@pytest.fixture
def fred(sign_in):
    return sign_in("fred")


def console(room, rest=""):
    return f"/fr/salle/{room.code}/console/{rest}"


def post(client, address, page=None, **data):
    """Send a form with the token of a page (by default the one it is sent to)."""
    token = token_of(client, page or address)
    db.session.rollback()  # what the test itself reads would keep a closed poll's rows in use
    return client.post(address, data={"csrf_token": token, **data})


def run_of(room):
    db.session.rollback()
    db.session.expire_all()
    return [poll for _item, poll in list_run(room.id)]


def act(client, room, poll, word, **data):
    return post(client, console(room, f"votes/{poll.id}/{word}/"), console(room), **data)


def test_visitors_sign_in_first_and_others_are_refused(app, sign_in, room):
    answer = app.test_client().get(console(room))
    assert answer.status_code == 302
    assert "/fr/connexion/?next=" in answer.headers["Location"]
    for name in ("paul", "mia"):
        assert sign_in(name).get(console(room)).status_code == 403
    assert sign_in("sol").get(console(room)).status_code == 200


def test_an_unknown_code_is_answered_as_to_anybody_who_guesses(fred):
    assert fred.get("/fr/salle/000000/console/").status_code == 404


@pytest.mark.parametrize(("fields", "rule"), [
    ({}, {"majority": "2/3", "strict": False, "base": "expressed"}),
    ({"majority": "1/2 expressed"}, {"majority": "1/2", "strict": True, "base": "expressed"}),
    ({"majority": "1/2 entitled"}, {"majority": "1/2", "strict": True, "base": "entitled"}),
    ({"quorum": "1/2"}, {"majority": "2/3", "strict": False, "base": "expressed",
                         "quorum": {"share": "1/2", "of": "entitled", "strict": False}}),
])
def test_a_majority_sentence_becomes_the_rule(fred, room, fields, rule):
    assert post(fred, console(room, "nouveau/libelle/"), **{**WORDING, **fields}).status_code == 303
    poll = run_of(room)[0]
    assert poll.rule == rule
    assert (poll.wording_fr, poll.method, poll.indicative) == ("Un texte.", "yesno", True)
    page = fred.get(console(room, f"votes/{poll.id}/")).get_data(as_text=True)
    assert f'value="{fields.get("majority", "2/3 expressed")}" checked' in page


def test_pistes_become_options_with_their_badges_and_own_choices_follow(fred, room):
    answer = post(fred, console(room, "nouveau/pistes/"), question_fr="Lesquelles?", question_en="Which?",
                  pistes=["2031-1D", "2031-1A"], others="Autre chose\n\n  Encore autre chose ", maximum=2, minimum=1,
                  select=1, secrecy="named")
    assert answer.status_code == 303
    poll = run_of(room)[0]
    assert [(option.key, option.label_fr, option.subject) for option in poll.options] == [
        ("1A", "Outils", "piste:2031-1A"), ("1D", "Fonds", "piste:2031-1D"), ("x1", "Autre chose", None),
        ("x2", "Encore autre chose", None)]
    assert (poll.maximum, poll.select, poll.secret, poll.blank) == (2, 1, False, False)
    page = fred.get(console(room, f"votes/{poll.id}/")).get_data(as_text=True)
    assert 'value="2031-1D" checked' in page
    assert "Encore autre chose" in page


@pytest.mark.parametrize(("recipe", "fields", "field"), [
    ("pistes", {**PISTES, "pistes": ["2031-1A"]}, "pistes"),
    ("pistes", {**PISTES, "select": 9}, "select"),
    ("pistes", {**PISTES, "pistes": ["2031-9Z", "2031-1B"]}, "pistes"),
    ("pistes", {**PISTES, "question_fr": ""}, "question_fr"),
    ("libelle", {**WORDING, "wording": " "}, "wording"),
    ("libelle", {**WORDING, "source": "recommendation:9999-1"}, "source"),
    ("libelle", {**WORDING, "question_fr": "q" * 501}, "question_fr"),
])
def test_a_fault_is_told_at_its_field_and_nothing_is_prepared(fred, room, recipe, fields, field):
    answer = post(fred, console(room, f"nouveau/{recipe}/"), **fields)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert f'href="#{field}"' in page
    assert run_of(room) == []


def test_a_whole_vote_goes_by_plain_forms(fred, cast, room):
    sit(room)
    poll = prepare(cast, room, YESNO)
    for word, state in (("ouvrir", "open"), ("fermer", "closed"), ("publier", "published")):
        assert act(fred, room, poll, word).status_code == 303
        assert run_of(room)[0].state == state
        assert act(fred, room, poll, word).status_code == 303  # pressed twice


def test_a_tie_that_a_run_off_settles_offers_it_once_prefilled(fred, cast, room):
    seats = [sit(room) for _ in range(4)]
    body = {**APPROVE, "maximum": 1, "select": 1, "rule": {"tie": {"by": "runoff"}}}
    poll = prepare(cast, room, body)
    act(fred, room, poll, "ouvrir")
    for seat, key in zip(seats, "abab", strict=True):
        writer.cast_vote(poll.id, seat, secrets.token_hex(16), {"options": [key]})
    for word in ("fermer", "publier"):
        act(fred, room, poll, word)
    place = console(room, f"?vote={poll.id}")
    words = "Préparer le second tour entre les options à égalité"
    assert words in fred.get(place).get_data(as_text=True)
    made = act(fred, room, poll, "second-tour")
    assert made.status_code == 303
    second = run_of(room)[1]
    assert (second.state, second.previous_id) == ("prepared", poll.id)
    assert [option.key for option in second.options] == ["a", "b"]
    assert words not in fred.get(place).get_data(as_text=True)
    keep = prepare(cast, room, {**body, "rule": {}})
    assert words not in fred.get(console(room, f"?vote={keep.id}")).get_data(as_text=True)


def test_a_cancellation_needs_its_reason(fred, cast, room):
    poll = prepare(cast, room, APPROVE)
    act(fred, room, poll, "ouvrir")
    assert act(fred, room, poll, "annuler", reason=" ").status_code == 303
    assert run_of(room)[0].state == "open"
    act(fred, room, poll, "annuler", reason="Une piste manquait.")
    assert run_of(room)[0].cancel_reason == "Une piste manquait."


def test_what_the_second_may_not_do_before_taking_over_is_told_and_not_done(fred, sign_in, cast, room):
    poll = prepare(cast, room, YESNO)
    act(fred, room, poll, "ouvrir")
    sol = sign_in("sol")
    act(sol, room, poll, "fermer")
    assert "Prenez la main pour agir" in sol.get(console(room)).get_data(as_text=True)
    assert run_of(room)[0].state == "open"
    post(sol, console(room, "commande/"), console(room))
    act(sol, room, poll, "fermer")
    assert run_of(room)[0].state == "closed"


def in_hand(page):
    """Give the question of the poll that a console shows in its middle."""
    return re.search(r"<h1>(.*?)</h1>", page)[1]


def test_the_console_keeps_the_announced_poll_in_hand_and_the_one_shown_when_control_is_taken(fred, cast, room):
    prepare(cast, room, {**YESNO, "question": {"fr": "La première?"}})
    second = prepare(cast, room, {**YESNO, "question": {"fr": "La seconde?"}, "rehearsal": True})
    assert in_hand(fred.get(console(room)).get_data(as_text=True)) == "La première?"
    taken = post(fred, console(room, "commande/"), console(room), vote=second.id)
    assert taken.location.endswith(f"?vote={second.id}")
    act(fred, room, second, "annoncer")
    page = fred.get(console(room)).get_data(as_text=True)
    assert in_hand(page) == "La seconde?"
    assert page.count("<b>répétition</b>") == 1, "the run of show says which of the votes does not count"


def test_the_console_has_the_open_poll_in_hand_before_one_that_waits_to_be_published(fred, cast, room):
    first = prepare(cast, room, {**YESNO, "question": {"fr": "La première?"}})
    second = prepare(cast, room, {**YESNO, "question": {"fr": "La seconde?"}})
    for poll, steps in ((first, ("ouvrir", "fermer")), (second, ("ouvrir",))):
        for step in steps:
            act(fred, room, poll, step)
    assert in_hand(fred.get(console(room)).get_data(as_text=True)) == "La seconde?"


def test_a_poll_of_another_room_is_not_found(fred, cast, room):
    other = open_room(cast, make_day(cast, "autre", "2032"))
    poll = prepare(cast, other, YESNO)
    assert act(fred, room, poll, "ouvrir").status_code == 404
    assert fred.get(console(room, f"votes/{poll.id}/")).status_code == 404
    assert run_of(other)[0].state == "prepared"


def test_names_of_those_who_have_not_voted_are_shown_in_named_polls_only(fred, cast, room):
    sit(room, name="Zoé Silencieuse")
    named, secret = prepare(cast, room, YESNO, secret=False), prepare(cast, room, YESNO)
    act(fred, room, named, "ouvrir")
    assert "Zoé Silencieuse" in fred.get(console(room)).get_data(as_text=True)
    act(fred, room, named, "fermer")
    act(fred, room, secret, "ouvrir")
    assert "Zoé Silencieuse" not in fred.get(console(room, f"?vote={secret.id}")).get_data(as_text=True)


def test_the_console_asks_as_much_of_the_database_whatever_the_votes_and_seats(app, fred, cast, room):
    def ask():
        with count_queries() as statements:
            assert fred.get(console(room)).status_code == 200
        return len(statements)

    prepare(cast, room, APPROVE)
    few = ask()
    for _ in range(8):
        prepare(cast, room, APPROVE)
        sit(room)
    assert ask() == few


def test_the_room_is_ended_after_a_question(fred, room):
    assert "Terminer la salle" in fred.get(console(room, "fin/")).get_data(as_text=True)
    assert post(fred, console(room, "fin/")).status_code == 303
    assert fred.get(console(room)).status_code == 404


def test_the_list_of_rooms_opens_one_for_who_may(fred, sign_in, room):
    page = fred.get("/fr/journees/journee/salles/").get_data(as_text=True)
    assert f"/fr/salle/{room.code}/console/" in page
    post(fred, console(room, "fin/"))
    refused = sign_in("paul")
    assert "disabled" in refused.get("/fr/journees/journee/salles/").get_data(as_text=True)
    assert post(refused, "/fr/journees/journee/salle/", "/fr/journees/journee/salles/").status_code == 403
    opened = post(fred, "/fr/journees/journee/salle/", "/fr/journees/journee/salles/")
    assert opened.status_code == 303
    assert "/console/" in opened.headers["Location"]

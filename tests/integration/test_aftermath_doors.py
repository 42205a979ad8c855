"""The plain doors around a vote: proxies, hand counts, a correction, problems, reservations, on phone and console."""

import json
import re

import pytest
from sqlalchemy import select

from forum.core.database import db, transaction
from forum.events.services import give_role
from forum.plenary.tellers import counting
from forum.plenary.tellers.models import Proxy
from forum.votes.models import Ballot, Incident, Reservation
from forum.votes.queries import get_poll, get_record, list_counts, list_reservations
from forum.votes.recount import judge
from tests.support.rooms import APPROVE, YESNO, do, make_day, open_room, prepare
from tests.support.sites import sign_in_as, token_of

ALLOWED = {**YESNO, "rule": {"majority": "1/2", "proxies": 2}}


@pytest.fixture
def room(cast):
    return open_room(cast, make_day(cast))


@pytest.fixture
def fred(app, room):
    return sign_in_as(app, "fred")


@pytest.fixture
def phone(app, room):
    client = app.test_client()
    send(client, f"/fr/salle/{room.code}/siege/", f"/fr/salle/{room.code}/", sector="community", capacity="personal")
    return client


def send(client, address, page=None, **fields):
    """Send a form with the token of the page it stands on; gives (status, the page it leads to or shows)."""
    token = token_of(client, page or address)
    answer = client.post(address, data={"csrf_token": token, **fields})
    text = client.get(answer.location).get_data(as_text=True) if answer.status_code == 303 else ""
    return answer.status_code, text or answer.get_data(as_text=True)


def ask(query):
    """Ask the database as it stands now."""
    db.session.rollback()
    return db.session.scalar(query)


def opened(cast, room, body=YESNO):
    poll = prepare(cast, room, body)
    do("open_poll", cast.fred, poll)
    return poll


def console(room, rest=""):
    return f"/fr/salle/{room.code}/console/{rest}"


# ---- proxies ----


def test_a_phone_votes_for_itself_and_for_the_absent_without_a_script(app, cast, room, fred, phone):
    address = console(room, "procurations/")
    status, page = send(fred, address, holder="1", name="Mme Absente")
    assert (status, "Mme Absente, par le siège 1" in page) == (303, True)
    opened(cast, room, ALLOWED)
    home = f"/fr/salle/{room.code}/"
    page = phone.get(home).get_data(as_text=True)
    other = re.search(r'href="(/fr/salle/\d+/\?pour=[^"]+)">Mme Absente', page)[1]
    assert "phone.js" in page
    assert "phone.js" not in phone.get(other).get_data(as_text=True)
    poll_id = re.search(r'name="poll" value="([^"]+)"', page)[1]
    key = ask(select(Proxy.key))
    status, page = send(phone, f"{home}vote/", home, poll=poll_id, answer="yes")
    assert (status, 'data-status="voted"' in page) == (303, True)
    status, page = send(phone, f"{home}vote/", other, **{"poll": poll_id, "answer": "no", "for": key})
    assert 'data-status="voted"' in page
    changed = {"poll": poll_id, "answer": "abstain", "for": key}
    status, page = send(phone, f"{home}vote/", f"{other}&modifier=1", **changed)
    assert "Abstention" in page
    db.session.rollback()
    assert sorted(db.session.scalars(select(Ballot.choice))) == ['{"answer":"abstain"}', '{"answer":"yes"}']
    assert phone.get(f"{home}?pour=proxy:autre").status_code == 404


def test_proxy_form_is_sent_back_with_its_faults_and_taken_back_by_a_button(app, cast, room, fred, phone):
    address = console(room, "procurations/")
    for fields, words in (({}, "error-summary"), ({"holder": "9", "name": "X"}, "Aucun siège"),
                          ({"holder": "1", "name": "X", "own_seat": "1"}, "Aucun autre siège")):
        status, page = send(fred, address, **fields)
        assert (status, words in page) == (422, True)
    send(fred, address, holder="1", name="X")
    status, page = send(fred, f"{address}{ask(select(Proxy.id))}/retirer/", address)
    assert (status, "Aucune procuration" in page) == (303, True)
    opened(cast, room)
    assert "disabled" in fred.get(address).get_data(as_text=True)


# ---- hand counts ----


def test_two_tellers_count_paper_and_the_poll_closes(app, cast, room, fred):
    with transaction():
        give_role(room.event_id, cast.mia.id, "teller")
    mia, poll = sign_in_as(app, "mia"), opened(cast, room)
    address = console(room, f"votes/{poll.id}/decompte/")
    status, page = send(mia, f"{address}paper/", address, people="10", number0="6", number1="3", number2="")
    assert (status, "Saisi par Mia Membre" in page) == (303, True)
    status, page = send(fred, console(room, f"votes/{poll.id}/fermer/"), console(room))
    assert "attend d’être confirmé" in page
    seen = re.search(r'name="seen" value="(\w+)"', page := mia.get(address).get_data(as_text=True))[1]
    assert "Une autre personne doit le confirmer" in page
    send(mia, f"{address}paper/confirmer/", address, seen=seen)
    db.session.rollback()
    assert list_counts(poll.id)[0].confirmed_at is None
    status, page = send(fred, f"{address}paper/confirmer/", address, seen=seen)
    assert "Confirmé par Fred Anime" in page
    for act in ("fermer", "publier"):
        send(fred, console(room, f"votes/{poll.id}/{act}/"), console(room))
    db.session.rollback()
    record = json.loads(get_record(poll.id))
    assert (record["result"]["figures"]["yes"], record["channels"][0]["confirmed_by"]) == (6, "Fred Anime")
    assert judge(json.dumps(record).encode()).code == 0


@pytest.mark.parametrize(("fields", "words"), [
    ({"people": "2", "number0": "3"}, "plus que de personnes"),
    ({"people": "5", "number1": "deux"}, "Écrivez un nombre"),
    ({"people": "", "number0": "1"}, "Écrivez un nombre"), ({"people": "5", "number0": "-1"}, "Écrivez un nombre"),
    ({"people": "5", "number0": "٣"}, "Écrivez un nombre"),
    ({"people": "5", "number0": "9999999"}, "Écrivez un nombre"),
])
def test_bad_count_is_sent_back_as_it_was_typed(app, cast, room, fred, fields, words):
    poll = opened(cast, room)
    address = console(room, f"votes/{poll.id}/decompte/")
    status, page = send(fred, f"{address}hands/", address, **fields)
    assert (status, words in page) == (422, True)
    assert list_counts(poll.id) == []


def test_lines_are_typed_for_what_cannot_be_listed(app, cast, room, fred):
    poll = opened(cast, room, APPROVE)
    address = console(room, f"votes/{poll.id}/decompte/")
    for lines, words in (("a", "Ligne 1"), ("٣ : a", "Ligne 1"), ("9999999 : a", "Ligne 1"), ("1 : z", "has-error")):
        status, page = send(fred, f"{address}paper/", address, people="5", lines=lines)
        assert (status, words in page) == (422, True), lines
    status, page = send(fred, f"{address}paper/", address, people="5", lines="2 : a, b\n1 : blanc")
    assert (status, "2 : a, b" in page) == (303, True)  # to be entered anew as it was typed
    objecting = opened_alone(cast, room, fred, poll, {"question": "D’accord?", "method": "consent"})
    address = console(room, f"votes/{objecting.id}/decompte/")
    status, page = send(fred, f"{address}hands/", address, people="9", number1="4", lines="2 : le budget manque")
    assert (status, "Objection" in page, "le budget manque" in page) == (303, True, True)
    db.session.rollback()
    assert sorted(list_counts(objecting.id)[0].choices.values()) == [2, 4]


def opened_alone(cast, room, fred, before, body):
    """Cancel the open poll and open another."""
    do("cancel_poll", cast.fred, before, "Autre chose d’abord")
    return opened(cast, room, body)


@pytest.mark.parametrize(("kind", "choice", "line"), [
    ("options", {"options": ["a", "c"]}, "a, c"),
    ("ranking", {"ranking": [["a"], ["b", "c"]]}, "a > b = c"), ("marks", {"marks": {"a": 3, "b": 1}}, "a=3, b=1"),
    ("answer", {"answer": "object", "reason": "Le budget, lui, manque"}, "Le budget, lui, manque"),
    ("marks", {"marks": {"a": "Très bien"}}, "a=Très bien"), ("options", {"blank": True}, "blanc"),
])
def test_a_ballot_is_read_as_it_is_written(kind, choice, line):
    assert counting.write_said(choice) == line
    assert counting.read_lines(f"\n 12\u00a0: {line} \n", kind) == [(choice, 12)]


def test_count_page_is_for_tellers(app, cast, room):
    poll = opened(cast, room)
    paul = sign_in_as(app, "paul")
    assert paul.get(console(room, f"votes/{poll.id}/decompte/")).status_code == 403


# ---- another round ----


def test_correction_leads_to_the_corrected_poll(app, cast, room, fred):
    poll = opened(cast, room, {**YESNO, "wording": "Un texte fôtif."})
    address = console(room, f"votes/{poll.id}/corriger/")
    page = fred.get(address).get_data(as_text=True)
    assert "Un texte fôtif." in page
    form = {"question_fr": "Adopter?", "source": "text", "wording": "Un texte juste.", "secrecy": "secret",
            "majority": "2/3 expressed", "base": "", "strictness": "", "quorum": ""}
    status, page = send(fred, address, **form, reason="")
    assert (status, "Écrivez ce qui est corrigé" in page) == (422, True)
    assert get_poll(poll.id).state == "open"
    status, page = send(fred, address, **form, reason="Une faute")
    assert status == 303
    assert "Un texte juste." in page
    db.session.rollback()
    assert get_poll(poll.id).state == "cancelled"


def test_runoff_is_a_button_of_the_published_poll(app, cast, room, fred):
    poll = opened(cast, room, APPROVE)
    for act in ("fermer", "publier"):
        send(fred, console(room, f"votes/{poll.id}/{act}/"), console(room))
    assert "Préparer un second tour" in fred.get(console(room)).get_data(as_text=True)
    status, page = send(fred, console(room, f"votes/{poll.id}/second-tour/"), console(room))
    assert (status, "Vote préparé" in page) == (303, True)


# ---- what is said ----


def test_problem_is_told_from_a_phone_and_answered_on_the_console(app, cast, room, fred, phone):
    poll = opened(cast, room)
    address = f"/fr/salle/{room.code}/probleme/"
    status, page = send(phone, address, poll=poll.id, text="L’écran est noir.\nDepuis midi.", name="")
    assert (status, "Merci" in page) == (303, True)
    after = console(room, f"votes/{poll.id}/suites/")
    assert "L’écran est noir." in fred.get(after).get_data(as_text=True)
    ident = ask(select(Incident.id))
    status, page = send(fred, f"{after}problemes/{ident}/", after, answer="upheld", reason="Réparé.")
    assert (status, "Réparé." in page) == (303, True)
    status, page = send(fred, f"{after}probleme/", after, text="Dit au micro.", name="Jo")
    assert "Dit au micro." in page
    for fields in ({"text": ""}, {"poll": "x" * 22}, {"text": "x" * 1001}):
        assert send(phone, address, **{"poll": poll.id, "text": "a", "name": "", **fields})[0] == 422
    assert app.test_client().get(address).status_code == 401


def test_reservation_is_told_from_a_phone_and_shown_once_read(app, cast, room, fred, phone):
    poll = opened(cast, room)
    address = f"/fr/salle/{room.code}/reserve/"
    assert "Aucun vote n’est encore fermé" in phone.get(address).get_data(as_text=True)
    do("close_poll", cast.fred, poll)
    assert send(phone, address, poll=poll.id, text="Sans budget, non.", name="Jo", organisation="")[0] == 303
    after, ident = console(room, f"votes/{poll.id}/suites/"), ask(select(Reservation.id))
    send(fred, f"{after}reserves/{ident}/montrer/", after)
    db.session.rollback()
    assert [row.text for row in list_reservations(poll.id)] == ["Sans budget, non."]
    status, page = send(fred, f"{after}reserve/", after, text="Sur papier.", name="", organisation="")
    assert "Sur papier." in page


def test_a_phone_that_says_too_much_is_slowed(app, cast, room, phone):
    poll = opened(cast, room)
    address = f"/fr/salle/{room.code}/probleme/"
    codes = [send(phone, address, poll=poll.id, text=f"Encore {number}", name="")[0] for number in range(8)]
    assert codes == [303] * 6 + [429] * 2


def test_program_says_problems_and_reservations_and_corrects(app, cast, room):
    poll = opened(cast, room)
    seat = app.test_client()
    taken = seat.post(f"/api/v1/rooms/{room.code}/seats", json={"sector": "community"}).json["seat"]
    headers = {"Authorization": f"Bearer {taken}"}
    path = f"/api/v1/polls/{poll.id}/"
    assert seat.post(f"{path}problems", json={"text": "Non."}, headers=headers).status_code == 201
    assert seat.post(f"{path}problems", json={"text": ""}, headers=headers).status_code == 422
    assert seat.post(f"{path}problems", json={"text": "Non."}).status_code == 401
    assert seat.post(f"{path}reservations", json={"text": "Trop tôt."}, headers=headers).status_code == 409

"""The phone's doors without a script: seats by cookie, ballots by a plain form, nothing told too early."""

import json
import re

import pytest
from sqlalchemy import select

from forum.core.database import db
from forum.votes.models import Ballot
from tests.support.rooms import APPROVE, YESNO, do, make_day, open_room, prepare, sit
from tests.support.sites import token_in


@pytest.fixture
def room(cast):
    return open_room(cast, make_day(cast))


def enter(client, room, **more):
    """Take a seat through the form and give the room's page."""
    page = client.get(f"/fr/salle/{room.code}/").get_data(as_text=True)
    answer = client.post(f"/fr/salle/{room.code}/siege/", data={
        "csrf_token": token_in(page), "sector": "community", "capacity": "personal", **more})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer


def look(client, room, query=""):
    return client.get(f"/fr/salle/{room.code}/{query}").get_data(as_text=True)


def vote(client, room, poll, **choice):
    token = token_in(look(client, room, "?modifier=1"))
    return client.post(f"/fr/salle/{room.code}/vote/", data={"csrf_token": token, "poll": poll.id, **choice})


def status_of(page):
    return re.search(r'data-status="(\w+)"', page)[1]


def cookies_of(answer):
    return {line.partition("=")[0]: line for line in answer.headers.getlist("Set-Cookie")}


def choices():
    """Give the choices that stand in the urn now."""
    db.session.rollback()
    return [json.loads(choice) for choice in db.session.scalars(select(Ballot.choice))]


def test_a_seat_is_a_cookie_that_no_script_reads_and_no_other_site_sends(client, room):
    answer = enter(client, room)
    cookie = cookies_of(answer)[f"seat-{room.code}"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert status_of(look(client, room)) == "unvoted"


def test_the_same_device_sent_again_is_the_same_seat(app, room):
    numbers = set()
    for _ in range(2):
        client = app.test_client()
        enter(client, room, device="a" * 32)
        numbers.add(re.search(r"Siège (\d+)", look(client, room))[1])
    assert len(numbers) == 1


@pytest.mark.parametrize("wrong", [{"sector": "elsewhere"}, {"capacity": "king"}, {"name": "n" * 81}])
def test_a_wrong_seat_is_refused_with_a_sentence(client, room, wrong):
    page = look(client, room)
    answer = client.post(f"/fr/salle/{room.code}/siege/", data={
        "csrf_token": token_in(page), "sector": "community", "capacity": "personal", **wrong})
    assert answer.status_code == 422
    assert 'class="error-summary"' in answer.get_data(as_text=True)


def test_a_device_that_drew_no_number_is_given_one(client, room):
    enter(client, room, device="short")


def test_a_seat_of_another_room_opens_nothing(app, cast, room):
    other = open_room(cast, make_day(cast, "autre", "2032"))
    client = app.test_client()
    token = cookies_of(enter(client, room))[f"seat-{room.code}"].partition("=")[2].partition(";")[0]
    client.set_cookie(f"seat-{other.code}", token)
    assert "Prenez un siège" in look(client, other)


def test_the_secret_of_the_plain_form_is_a_cookie_drawn_with_the_ballot_and_stored_nowhere(app, client, cast, room):
    enter(client, room)
    poll = prepare(cast, room, APPROVE)
    do("open_poll", cast.fred, poll)
    shown = client.get(f"/fr/salle/{room.code}/")
    cookie = cookies_of(shown)[f"ballot-{poll.id}"]
    assert "HttpOnly" in cookie
    secret = cookie.partition("=")[2].partition(";")[0]
    assert re.fullmatch("[0-9a-f]{32}", secret)
    assert secret not in shown.get_data(as_text=True)
    assert vote(client, room, poll, options=["a", "b"]).status_code == 303
    assert status_of(look(client, room)) == "voted"
    db.session.rollback()
    dump = "\n".join(str(row) for table in db.metadata.sorted_tables for row in db.session.execute(table.select()))
    assert secret not in dump


def test_a_ballot_is_changed_and_counted_once(client, cast, room):
    enter(client, room)
    poll = prepare(cast, room, APPROVE)
    do("open_poll", cast.fred, poll)
    vote(client, room, poll, options=["a", "b"])
    assert 'value="a" checked' in look(client, room, "?modifier=1")
    vote(client, room, poll, options=["c"])
    assert choices() == [{"options": ["c"]}]


@pytest.mark.parametrize("choice", [
    {"options": ["a", "b", "c", "d"]}, {"options": ["z"]}, {"options": ["a"], "blank": "1"}, {"answer": "yes"}, {}])
def test_a_wrong_ballot_changes_nothing_and_says_why(client, cast, room, choice):
    enter(client, room)
    poll = prepare(cast, room, APPROVE)
    do("open_poll", cast.fred, poll)
    answer = vote(client, room, poll, **choice)
    assert answer.status_code == 422
    assert re.search(r"data-note[^>]*>[^<]+<", answer.get_data(as_text=True))
    assert choices() == []
    assert status_of(look(client, room)) == "unvoted"


def test_a_ballot_cast_elsewhere_is_said_to_count_and_cannot_be_changed_here(app, client, cast, room):
    enter(client, room, device="b" * 32)
    poll = prepare(cast, room, YESNO)
    do("open_poll", cast.fred, poll)
    vote(client, room, poll, answer="yes")
    other = app.test_client()
    enter(other, room, device="b" * 32)
    assert status_of(look(other, room)) == "elsewhere"
    assert "Votre vote est enregistré et compte." in look(other, room)
    answer = vote(other, room, poll, answer="no")
    assert answer.status_code == 303
    assert choices() == [{"answer": "yes"}]


def test_late_seats_and_observers_are_told_where_they_stand(app, cast, room):
    poll = prepare(cast, room, YESNO)
    observer, late = app.test_client(), app.test_client()
    enter(observer, room, capacity="observer")
    do("open_poll", cast.fred, poll)
    enter(late, room)
    assert status_of(look(observer, room)) == "observer"
    assert status_of(look(late, room)) == "late"


def test_nothing_is_told_of_a_result_before_it_is_published(app, client, cast, room):
    enter(client, room)
    poll = prepare(cast, room, YESNO)
    stranger = app.test_client()
    addresses = (f"/fr/votes/{poll.id}/", f"/fr/votes/{poll.id}/vue/", f"/fr/votes/{poll.id}/verifier/")
    assert [stranger.get(address).status_code for address in addresses] == [404] * 3
    do("open_poll", cast.fred, poll)
    vote(client, room, poll, answer="yes")
    for act in ("close_poll", None):
        for address in (*addresses, f"/fr/salle/{room.code}/ecran/", f"/fr/salle/{room.code}/"):
            page = client.get(address).get_data(as_text=True)
            assert "verdict-word" not in page
            assert "sha256:" not in page
        if act:
            do(act, cast.fred, poll)
    do("publish_poll", cast.fred, poll)
    for address in (addresses[0], addresses[1], f"/fr/salle/{room.code}/ecran/", f"/fr/salle/{room.code}/"):
        assert "verdict-word" in client.get(address).get_data(as_text=True)


def test_a_receipt_is_found_among_the_ballots_by_cookie_or_by_pasting(app, client, cast, room):
    enter(client, room)
    for _ in range(3):
        sit(room)
    poll = prepare(cast, room, YESNO)
    do("open_poll", cast.fred, poll)
    vote(client, room, poll, answer="no")
    receipt = re.search(r"[0-9a-f]{64}", look(client, room))[0]
    do("close_poll", cast.fred, poll)
    do("publish_poll", cast.fred, poll)

    def is_found(page):
        return re.search(r'data-verdict="found">', page) is not None

    own = client.get(f"/fr/votes/{poll.id}/verifier/").get_data(as_text=True)
    pasted = app.test_client().get(f"/fr/votes/{poll.id}/verifier/?recu={receipt.upper()}").get_data(as_text=True)
    other = app.test_client().get(f"/fr/votes/{poll.id}/verifier/?recu={'0' * 64}").get_data(as_text=True)
    assert (is_found(own), is_found(pasted), is_found(other)) == (True, True, False)
    assert receipt in own


def test_sixty_wrong_codes_slow_the_typed_ones_but_never_a_scanned_key(app, room):
    client = app.test_client()
    for number in range(60):
        assert client.get(f"/fr/salle/?code={number:06d}").status_code == 404
    assert client.get(f"/fr/salle/?code={room.code}").status_code == 429
    assert client.get(f"/fr/salle/{room.code}/").status_code == 429
    scanned = client.get(f"/r/{room.join_key}")
    assert scanned.status_code == 302
    page = client.get(scanned.headers["Location"]).get_data(as_text=True)
    answer = client.post(re.search(r'action="([^"]+siege/[^"]*)"', page)[1], data={
        "csrf_token": token_in(page), "sector": "community", "capacity": "personal"})
    assert answer.status_code == 303
    assert client.get(f"/fr/salle/{room.code}/").status_code == 200


def test_an_ended_room_thanks_those_who_had_a_seat_and_is_unknown_to_others(app, client, cast, room):
    enter(client, room)
    do("end_room", cast.fred, room)
    assert "La salle est fermée" in look(client, room)
    assert app.test_client().get(f"/fr/salle/{room.code}/").status_code == 404


def test_a_public_part_of_a_poll_is_kept_for_all_phones_and_forgotten_when_it_moves(app, cast, room):
    sit(room)
    poll = prepare(cast, room, YESNO)
    do("open_poll", cast.fred, poll)
    phones = app.test_client()
    for state in ("open", "closed", "published"):
        if state != "open":
            do({"closed": "close_poll", "published": "publish_poll"}[state], cast.fred, poll)
        for _ in range(2):
            assert f'data-of="{poll.id}:{state}"' in phones.get(f"/fr/votes/{poll.id}/vue/").get_data(as_text=True)


def test_an_earlier_round_stands_on_the_page_of_the_next(client, cast, room):
    sit(room)
    first = prepare(cast, room, YESNO)
    do("open_poll", cast.fred, first)
    do("cancel_poll", cast.fred, first, "Le libellé manquait.")
    second = do("duplicate_poll", cast.fred, first)
    do("open_poll", cast.fred, second)
    page = client.get(f"/fr/votes/{second.id}/").get_data(as_text=True)
    assert f'href="/fr/votes/{first.id}/"' in page
    assert "Le libellé manquait." in client.get(f"/fr/votes/{first.id}/").get_data(as_text=True)

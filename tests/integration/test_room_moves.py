"""A seat that goes to another device: one is live at a time, and a ballot that was cast stays where it was cast."""

import re
import secrets
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from forum.core.database import db, transaction, utc_now
from forum.core.errors import Forbidden, Refusal
from forum.events.services import give_role
from forum.plenary import queries, services
from forum.plenary.entry import codes as pass_codes
from forum.plenary.entry import passes
from forum.plenary.entry.models import SeatMove
from forum.plenary.hall import halls
from forum.plenary.models import RoomAct, Seat
from forum.plenary.presenters import seat_token
from forum.plenary.seating import seating
from forum.plenary.writer import cast_vote
from tests.support.rooms import YESNO, do, make_day, open_room, prepare, sit
from tests.support.sites import token_in

YES, NO = {"answer": "yes"}, {"answer": "no"}


@pytest.fixture
def room(cast):
    return open_room(cast, make_day(cast))


def offer(seat):
    with transaction():
        return services.offer_move(seat)


def take_over(room, code, device=None):
    with transaction():
        row = services.take_over(room.id, code, device or secrets.token_hex(16))
    return queries.find_seat(seat_token(row))


def refused(room, code, device=None):
    with pytest.raises(Refusal) as refusal:
        take_over(room, code, device)
    assert list(refusal.value.fields) == ["slip"]
    return refusal.value.code


def test_the_token_before_is_refused_at_once_and_the_ballot_stays_where_it_was_cast(app, cast, room):
    old = sit(room)
    poll = prepare(cast, room, YESNO)
    do("open_poll", cast.fred, poll)
    cast_vote(poll.id, old, "1" * 32, YES)
    token, code = seat_token(old), offer(old)
    new = take_over(room, code.lower())
    assert (new.id, new.number, new.generation) == (old.id, old.number, 2)
    assert queries.find_seat(token) is None
    with pytest.raises(Refusal, match="ballot_elsewhere"):
        cast_vote(poll.id, new, "2" * 32, NO)
    assert refused(room, code) == "invalid"
    again = take_over(room, offer(new))
    assert (queries.find_seat(seat_token(new)), again.generation) == (None, 3)


def test_a_code_is_good_once_for_ten_minutes_and_the_last_one_alone(app, room):
    seat = sit(room)
    first, second = offer(seat), offer(seat)
    assert refused(room, first) == "invalid"
    db.session.rollback()
    assert second not in "\n".join(str(row) for row in db.session.execute(SeatMove.__table__.select()))
    with transaction():
        db.session.execute(update(SeatMove).values(expires_at=utc_now() - timedelta(seconds=1)))
    assert refused(room, second) == "invalid"
    assert [refused(room, code) for code in ("", "ABCD", "x" * 400, "0OIL1111")] == ["invalid"] * 4


def test_a_device_leaves_its_own_open_seat_and_keeps_one_that_is_somebodys(app, cast, room):
    device = secrets.token_hex(16)
    other, seat = sit(room, device=device), sit(room)
    moved = take_over(room, offer(seat), device)
    assert (moved.id, db.session.get(Seat, other.id).released_at is not None) == (seat.id, True)
    with transaction():
        assert services.take_seat(room.id, device=device, sector="community") == (db.session.get(Seat, seat.id), False)
    with transaction():
        services.set_entry(cast.fred, room.id, "slips")
        services.make_slips(cast.fred, room.id, 2)
    one, two = [pass_codes.code_of(row.nonce) for row in passes.list_slips(room.id)]
    held = secrets.token_hex(16)
    mine, theirs = sit(room, device=held, slip=one), sit(room, slip=two)
    assert refused(room, offer(theirs), held) == "forbidden"
    new = take_over(room, offer(mine), secrets.token_hex(16))
    assert new.entry == "slips"
    with pytest.raises(Refusal) as refusal:
        sit(room, device=held, slip=one)
    assert "Changer d’appareil" in str(refusal.value.message)


def test_the_desk_hands_a_seat_over_by_its_number_and_it_is_written_down(app, cast, room):
    seat = sit(room)
    with pytest.raises(Forbidden), transaction():
        services.offer_move_of(cast.paul, room.id, seat.number)
    with transaction():
        give_role(room.event_id, cast.paul.id, "desk")
    with transaction():
        code = services.offer_move_of(cast.paul, room.id, seat.number)
    assert take_over(room, code).id == seat.id
    assert db.session.scalars(select(RoomAct.detail).where(RoomAct.act == "seat_handed")).all() == [str(seat.number)]
    with pytest.raises(Refusal) as refusal, transaction():
        services.offer_move_of(cast.paul, room.id, 999)
    assert list(refusal.value.fields) == ["number"]


def test_the_plain_pages_move_a_seat_and_tell_the_phone_before(app, cast, room):
    address = f"/fr/salle/{room.code}/"
    old, new = app.test_client(), app.test_client()
    page = old.get(address).get_data(as_text=True)
    old.post(f"{address}siege/", data={"csrf_token": token_in(page), "sector": "community", "capacity": "personal"})
    page = old.get(f"{address}deplacer/").get_data(as_text=True)
    shown = old.post(f"{address}deplacer/code/", data={"csrf_token": token_in(page)}).get_data(as_text=True)
    code = re.search(r'class="room-code">([A-Z0-9-]{9})<', shown)[1]
    page = new.get(f"{address}deplacer/?jeton={code}").get_data(as_text=True)
    assert f'value="{code}"' in page
    wrong = new.post(f"{address}deplacer/ici/", data={"csrf_token": token_in(page), "slip": "ABCDEFGH"})
    assert (wrong.status_code, "ne vaut plus" in wrong.get_data(as_text=True)) == (422, True)
    answer = new.post(f"{address}deplacer/ici/", data={"csrf_token": token_in(page), "slip": code})
    assert answer.status_code == 303
    assert "Siège 1" in new.get(address).get_data(as_text=True)
    assert "Votre siège est maintenant sur un autre appareil" in old.get(address).get_data(as_text=True)


def test_a_seat_that_nobody_moved_is_not_said_to_be_elsewhere(app, cast, room):
    device, address = app.test_client(), f"/fr/salle/{room.code}/"
    page = device.get(address).get_data(as_text=True)
    device.post(f"{address}siege/", data={"csrf_token": token_in(page), "sector": "community", "capacity": "personal"})
    with transaction():
        services.set_entry(cast.fred, room.id, "slips")
        services.make_slips(cast.fred, room.id, 1)
    page = device.get(address).get_data(as_text=True)
    refused = device.post(f"{address}siege/", data={"csrf_token": token_in(page), "slip": "ABCD-EFGH"})
    assert refused.status_code == 422
    assert "autre appareil." not in refused.get_data(as_text=True)
    slip = pass_codes.code_of(passes.list_slips(room.id)[0].nonce)
    without_sector = device.post(f"{address}siege/", data={"csrf_token": token_in(page), "slip": slip})
    said = without_sector.get_data(as_text=True)
    assert ("Choisissez votre milieu." in said, "Choisissez parmi" in said) == (True, False)


def test_a_process_that_has_not_heard_of_a_move_yet_knows_the_new_device_and_counts_nothing_of_the_one_before(
        app, cast, room, monkeypatch):
    old = sit(room)
    poll = prepare(cast, room, YESNO)
    do("open_poll", cast.fred, poll)
    new = take_over(room, offer(old))
    seating().remember(old)  # what such a process still believes
    monkeypatch.setattr(halls(), "is_shared", True)
    with pytest.raises(Refusal, match="no_seat"):
        cast_vote(poll.id, old, "1" * 32, YES)
    assert queries.find_seat(seat_token(new)) == new
    assert queries.find_seat(seat_token(old)) is None
    assert cast_vote(poll.id, new, "2" * 32, NO)["first"]

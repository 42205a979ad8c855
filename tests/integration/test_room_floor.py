"""Speaking requests: one a seat, one speaker, an order that is fair, names only where they were agreed to."""

import json
import threading
from datetime import timedelta
from functools import cache

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from forum.accounts.queries import find_account
from forum.accounts.services import make_api_token
from forum.core.database import db, transaction, utc_now
from forum.core.errors import Forbidden, Refusal
from forum.plenary import services
from forum.plenary.contract import tables as contract
from forum.plenary.floor import rules as floor_rules
from forum.plenary.floor.contract import FloorAnswer
from forum.plenary.floor.models import Floor, Turn
from forum.plenary.floor.presenters import desk_floor, floor_answer, stage_floor
from forum.plenary.hall import hall_of, halls
from forum.plenary.presenters import seat_token, snapshot
from tests.support.cast import PEOPLE
from tests.support.forum import send
from tests.support.polls import keep_app
from tests.support.rooms import room_on_shared_day, sit
from tests.support.sites import sign_in_as


@pytest.fixture(scope="module")
def app(backend):
    yield from keep_app(backend, "floor")


@pytest.fixture(scope="module")
def people(app):
    return cache(lambda name: sign_in_as(app, name))


@pytest.fixture
def room(cast):
    """Give a room of its own on the one day that these tests share."""
    with room_on_shared_day(cast) as room:
        yield room


def do(service, *values, **more):
    with transaction():
        return getattr(services, service)(*values, **more)


def ask(seat, label=None, is_named=False):
    return do("ask_floor", seat, label, is_named)[0]


def refused(code, act, *values, **more):
    with pytest.raises(Refusal) as refusal:
        act(*values, **more)
    assert refusal.value.code == code
    return refusal.value


def queue(room):
    return [turn["who"].replace("\u00a0", " ") for turn in desk_floor(room)["floor"]["queue"]]


def mine(room, seat):
    return floor_answer(room, seat)["mine"]


def test_nobody_asks_before_the_list_is_opened_nor_after_it_is_closed_and_who_waits_stays(cast, room):
    seats = [sit(room) for _ in range(3)]
    assert snapshot(room)["floor"] is None
    refused("floor_closed", ask, seats[0])
    do("open_floor", cast.fred, room.id)
    first = ask(seats[0])
    assert do("ask_floor", seats[0], None, False) == (first, False), "asking twice is one request"
    ask(seats[1])
    shown = contract.Snapshot.model_validate(snapshot(room)).floor
    assert (shown.open, shown.waiting, shown.speaking) == (True, 2, None)
    do("close_floor", cast.fred, room.id)
    refused("floor_closed", ask, seats[2])
    assert queue(room) == ["Siège 1", "Siège 2"]
    assert mine(room, seats[1]) == {"state": "waiting", "place": 2}
    do("withdraw_floor", seats[0])
    do("withdraw_floor", seats[0])
    assert (mine(room, seats[0])["state"], mine(room, seats[1])["place"]) == ("none", 1)


def test_the_floor_is_given_taken_back_skipped_and_each_seat_knows_where_it_stands(cast, room):
    seats = [sit(room) for _ in range(4)]
    told = []
    halls().on_turn = lambda hall, seat_id, what: told.append((seat_id, what["state"]))
    do("open_floor", cast.fred, room.id, seconds=60)
    turns = [ask(seat) for seat in seats]
    assert do("give_floor", cast.fred, room.id).id == turns[0].id
    assert mine(room, seats[0]) == {"state": "speaking", "elapsed": 0, "seconds": 60}
    do("skip_turn", cast.fred, turns[1].id)
    assert queue(room) == ["Siège 3", "Siège 4", "Siège 2"]
    do("remove_turn", cast.fred, turns[2].id)
    do("give_floor", cast.fred, room.id, turns[3].id)
    assert (mine(room, seats[0])["state"], mine(room, seats[3])["state"]) == ("none", "speaking")
    do("end_turn", cast.fred, turns[3].id)
    do("end_turn", cast.fred, turns[3].id)
    do("withdraw_floor", seats[1])
    assert snapshot(room)["floor"]["speaking"] is None
    assert refused("invalid", do, "give_floor", cast.fred, room.id).message
    assert told[4:] == [(seats[0].id, "speaking"), (seats[1].id, "waiting"), (seats[2].id, "removed"),
                        (seats[0].id, "none"), (seats[3].id, "speaking"), (seats[3].id, "none"), (seats[1].id, "none")]


def test_a_name_is_shown_only_by_who_agreed_and_never_broadcast(cast, room, client):
    shy, bold = sit(room, name="Ana Discrète"), sit(room, name="Béa Franche", sector="university")
    do("open_floor", cast.fred, room.id)
    ask(shy), ask(bold, is_named=True)
    do("give_floor", cast.fred, room.id)
    assert stage_floor(room)["speaker"]["who"] == "Siège\u00a01"
    page = client.get(f"/fr/salle/{room.code}/ecran/").get_data(as_text=True)
    assert "Siège\u00a01" in page
    assert "Ana Discrète" not in page
    do("give_floor", cast.fred, room.id)
    page = client.get(f"/fr/salle/{room.code}/ecran/").get_data(as_text=True)
    assert "Béa Franche" in page
    assert "Universitaire" in page
    broadcast = json.dumps(snapshot(room))
    assert all(word not in broadcast for word in ("Ana", "Béa", str(shy.id), str(bold.id)))
    assert client.get(f"/fr/paroles/{snapshot(room)['floor']['id']}/vue/").status_code == 200


def test_sectors_take_turns_and_speech_is_summed_by_sector_on_the_console(cast, room):
    community, other = [sit(room) for _ in range(3)], sit(room, sector="university")
    do("open_floor", cast.fred, room.id, turn_order="sectors")
    for seat in (*community, other):
        ask(seat)
    assert queue(room) == ["Siège 1", "Siège 4", "Siège 2", "Siège 3"]
    do("give_floor", cast.fred, room.id)
    with transaction():
        db.session.execute(update(Turn).where(Turn.state == "speaking").values(
            began_at=utc_now() - timedelta(seconds=200)))
    do("give_floor", cast.fred, room.id)
    shares = desk_floor(room)["floor"]["shares"]
    assert [(sector, turns) for sector, turns, _seconds in shares] == [("Communautaire", 1), ("Universitaire", 1)]
    assert 200 <= shares[0][2] < 260


def test_labels_are_asked_for_only_where_the_room_wants_them(cast, room):
    seats = [sit(room) for _ in range(3)]
    do("open_floor", cast.fred, room.id)
    assert ask(seats[0], "for").label == ""
    assert set(refused("invalid", do, "set_floor", cast.fred, room.id, turn_order="labels").fields) == {"turn_order"}
    do("set_floor", cast.fred, room.id, has_labels=True, turn_order="labels")
    assert ask(seats[1], "for").label == "for"
    assert ask(seats[2], "procedure").label == "procedure"
    assert queue(room)[0] == "Siège 3"
    assert set(refused("invalid", ask, sit(room), "peut-être").fields) == {"label"}
    for seconds in (0, 14, 1801, None):
        assert set(refused("invalid", do, "set_floor", cast.fred, room.id, seconds=seconds).fields) == {"seconds"}


def test_somebody_without_a_phone_is_put_in_the_list_by_hand(cast, room):
    do("add_turn", cast.fred, room.id, "  Salle ", "community")
    do("add_turn", cast.fred, room.id, "Mme Untel")
    assert queue(room) == ["Salle", "Mme Untel"]
    assert set(refused("invalid", do, "add_turn", cast.fred, room.id, "\u200b", "moon").fields) == {"name", "sector"}
    assert set(refused("invalid", do, "add_turn", cast.fred, room.id, "n" * 81).fields) == {"name"}


def test_a_seat_that_asks_and_withdraws_without_end_is_made_to_wait(cast, room):
    seat = sit(room)
    do("open_floor", cast.fred, room.id)
    for _ in range(floor_rules.MOST_REQUESTS):
        ask(seat)
        do("withdraw_floor", seat)
    refused("too_many", ask, seat)
    ask(sit(room))


def test_only_who_runs_the_room_leads_and_every_act_says_why_not(cast, room):
    seat = sit(room)
    do("open_floor", cast.fred, room.id)
    turn = ask(seat)
    for act, values in (("open_floor", [room.id]), ("close_floor", [room.id]), ("set_floor", [room.id]),
                        ("add_turn", [room.id, "Salle"]), ("give_floor", [room.id]), ("end_turn", [turn.id]),
                        ("end_speaking", [room.id]), ("skip_turn", [turn.id]), ("remove_turn", [turn.id])):
        with pytest.raises(Forbidden):
            do(act, cast.paul, *values)
    do("give_floor", cast.sol, room.id)


def test_of_two_consoles_that_saw_the_same_speaker_one_alone_decides(cast, room):
    turns = [(do("open_floor", cast.fred, room.id), ask(sit(room)))[1] for _ in range(3)]
    do("give_floor", cast.fred, room.id, turns[0].id, seen=0)
    assert do("give_floor", cast.sol, room.id, turns[0].id, seen=0).id == turns[0].id, "the same wish is granted twice"
    refused("floor_taken", do, "give_floor", cast.sol, room.id, turns[1].id, seen=0)
    do("give_floor", cast.fred, room.id, turns[1].id, seen=turns[0].id)
    refused("floor_taken", do, "give_floor", cast.sol, room.id, turns[2].id, seen=turns[0].id)


def test_two_consoles_at_the_same_instant_give_the_floor_to_one_person(cast, app, room):
    do("open_floor", cast.fred, room.id)
    turns = [ask(sit(room)).id for _ in range(6)]
    outcomes, together = [], threading.Barrier(6)

    def give(turn_id):
        with app.app_context():
            together.wait()
            try:
                outcomes.append(do("give_floor", cast.fred, room.id, turn_id, seen=0).id)
            except Refusal as refusal:
                outcomes.append(refusal.code)
            finally:
                db.session.remove()

    hands = [threading.Thread(target=give, args=(turn_id,)) for turn_id in turns]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(60)
    db.session.rollback()
    speaking = db.session.scalars(select(Turn.id).where(Turn.room_id == room.id, Turn.state == "speaking")).all()
    assert [outcome for outcome in outcomes if outcome != "floor_taken"] == speaking
    assert len(outcomes) == 6


def test_one_seat_that_asks_from_two_tabs_at_once_has_one_request(cast, app, room):
    seat = sit(room)
    do("open_floor", cast.fred, room.id)
    found, together = [], threading.Barrier(4)

    def wish():
        with app.app_context():
            together.wait()
            found.append(do("ask_floor", seat)[0].id)
            db.session.remove()

    hands = [threading.Thread(target=wish) for _ in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(60)
    assert len(found) == 4
    assert len(set(found)) == 1


@pytest.mark.parametrize("values", [
    {"state": "speaking", "began_at": "now"}, {"state": "waiting", "seat_id": "seat"}, {"state": "speaking"},
    {"state": "done", "began_at": "now"}, {"state": "dancing"}, {"label": "maybe"},
    {"state": "waiting", "began_at": "now"},
], ids=str)
def test_the_database_refuses_what_must_not_be(cast, room, values):
    seat = sit(room)
    do("open_floor", cast.fred, room.id)
    ask(seat), ask(sit(room))
    do("give_floor", cast.fred, room.id, seen=0)
    given = {"now": utc_now(), "seat": seat.id}
    row = {"state": "waiting", "name": "", "sector": "", "label": "", "seconds": 60, "room_id": room.id, "position": 9,
           **{name: given.get(value, value) for name, value in values.items()}}
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(insert(Turn).values(**row))


def test_when_the_room_ends_names_and_seats_are_dropped_and_times_stay(cast, room):
    seats = [sit(room, name="Ana") for _ in range(3)]
    do("open_floor", cast.fred, room.id)
    for seat in seats:
        ask(seat, is_named=True)
    do("give_floor", cast.fred, room.id)
    do("give_floor", cast.fred, room.id)
    do("end_room", cast.fred, room.id)
    db.session.rollback()
    turns = db.session.scalars(select(Turn).where(Turn.room_id == room.id).order_by(Turn.id)).all()
    assert [turn.state for turn in turns] == ["done", "done", "withdrawn"]
    assert {(turn.name, turn.seat_id, turn.number, turn.asked_at, turn.sector) for turn in turns} == {
        ("", None, None, None, "community")}
    assert all(turn.ended_at for turn in turns[:2])
    assert not db.session.scalar(select(Floor.is_open).where(Floor.room_id == room.id))
    refused("unknown_room", ask, seats[0])


# ---- doors ----


def test_a_program_asks_reads_leads_and_is_refused_in_the_contracts_words(cast, client, room):
    seat = sit(room)
    with transaction():
        token = make_api_token(find_account(PEOPLE["fred"][0]))

    def call(method, path, body=None, who=None):
        return client.open(f"/api/v1/rooms/{room.code}/floor{path}", method=method, json=body,
                           headers={"Authorization": f"Bearer {who}"} if who else {})

    mine_ = seat_token(seat)
    assert call("GET", "").json == {"floor": None, "speaker": None}
    assert call("POST", "/requests", {}, mine_).json["error"]["code"] == "floor_closed"
    assert call("POST", "/requests", {}).json["error"]["code"] == "no_seat"
    assert call("POST", "/opening", {"order": "request"}, mine_).status_code == 403
    opened = call("POST", "/opening", {"labels": True, "order": "labels", "seconds": 90}, token)
    assert (opened.status_code, FloorAnswer.model_validate(opened.json).floor.labels) == (200, True)
    assert call("POST", "/opening", {"order": "luck"}, token).status_code == 422
    first = call("POST", "/requests", {"label": "against"}, mine_)
    assert (first.status_code, first.json) == (201, {"state": "waiting", "place": 1})
    assert call("POST", "/requests", {}, mine_).status_code == 200
    given = call("POST", "/turn", {"seen": 0}, token).json
    assert (given["speaker"]["seat"], given["speaker"]["label"], given["speaker"]["name"]) == (1, "against", None)
    assert call("GET", "", None, mine_).json["mine"]["seconds"] == 90
    assert call("POST", "/withdrawal", {}, mine_).json == {"state": "none"}
    again = call("POST", "/turn", {"turn": given["speaker"]["id"], "seen": 0}, token)
    assert (again.status_code, again.json["error"]["code"]) == (409, "floor_taken")
    assert call("POST", "/turn/end", {}, token).status_code == 200
    assert call("POST", "/closing", {}, token).json["floor"]["open"] is False


def test_the_console_and_a_phone_without_a_script_do_it_all_by_plain_forms(cast, client, people, room):
    fred, console = people("fred"), f"/fr/salle/{room.code}/console/"
    assert "Ouvrir la liste" in fred.get(console).get_data(as_text=True)
    assert send(fred, f"{console}parole/ouvrir/", console).status_code == 303
    assert send(fred, f"{console}parole/reglages/", f"{console}parole/", turn_order="labels", has_labels="y",
                seconds="45").status_code == 303
    faulty = send(fred, f"{console}parole/reglages/", f"{console}parole/", turn_order="request", seconds="3")
    assert (faulty.status_code, 'href="#seconds"' in faulty.get_data(as_text=True)) == (422, True)
    assert send(fred, f"{console}parole/ajouter/", f"{console}parole/", name="Mme Untel", sector="university",
                label="for").status_code == 303
    assert send(fred, f"{console}parole/ajouter/", f"{console}parole/", name="").status_code == 422
    seat, place = sit(room, name="Ana Phone"), f"/fr/salle/{room.code}/"
    client.set_cookie(f"seat-{room.code}", seat_token(seat))
    page = client.get(place).get_data(as_text=True)
    assert "Demander la parole" in page
    assert "Montrer mon nom" in page
    send(client, f"{place}parole/", place, act="ask", label="against", named="1")
    assert "Vous êtes à la place 2 dans la liste." in client.get(place).get_data(as_text=True)
    turn = hall_of(room.id).floor_state.queue[1]
    assert turn.name == "Ana Phone"
    send(fred, f"{console}parole/donner/", console, turn=turn.id, seen=0)
    assert "Vous avez la parole." in client.get(place).get_data(as_text=True)
    page = fred.get(console).get_data(as_text=True)
    assert "Ana Phone · Communautaire · Contre" in page
    send(fred, f"{console}parole/{turn.id}/terminer/", console)
    assert "Qui a parlé, par milieu" in fred.get(f"{console}parole/").get_data(as_text=True)
    assert send(fred, f"{console}parole/999999/retirer/", console).status_code == 404
    assert people("paul").get(f"{console}parole/").status_code == 403


def test_a_seat_that_the_way_in_no_longer_admits_waits_for_no_floor_and_speaks_no_more(cast, room):
    do("open_floor", cast.fred, room.id)
    speaker, waiting, observer = sit(room), sit(room), sit(room, capacity="observer")
    turn = ask(speaker)
    do("give_floor", cast.fred, room.id, turn.id)
    ask(waiting)
    ask(observer)
    do("add_turn", cast.fred, room.id, "Salle")
    do("set_entry", cast.fred, room.id, "slips")
    assert desk_floor(room)["floor"]["speaker"] is None
    assert queue(room) == [f"Siège {observer.number}", "Salle"], "who was admitted otherwise keeps a place"
    assert mine(room, waiting) == {"state": "none"}
    do("set_entry", cast.fred, room.id, "open")
    assert ask(waiting).state == floor_rules.WAITING

"""Weights of seats, on both databases: given between votes, counted in named polls whose rule says so, in one unit."""

import json
import secrets

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from forum.core.database import db, transaction
from forum.core.errors import Forbidden, Refusal
from forum.plenary import services
from forum.plenary.hall import hall_of
from forum.plenary.queries import list_acts
from forum.plenary.tellers import weights
from forum.plenary.tellers.models import SeatWeight
from forum.plenary.writer import cast_vote
from forum.votes.queries import get_poll, get_record
from forum.votes.recount import judge
from tests.support.rooms import APPROVE, YESNO, do, make_day, open_room, prepare, sit
from tests.support.sites import sign_in_as, token_of

YES, NO = {"answer": "yes"}, {"answer": "no"}
WEIGHTED = {**YESNO, "secret": False, "rule": {"majority": "1/2", "base": "present", "weighted": True, "proxies": 1,
                                               "quorum": {"share": "1/2", "of": "entitled"}}}


@pytest.fixture
def room(cast):
    return open_room(cast, make_day(cast))


def weigh(cast, room, seat, weight):
    with transaction():
        services.weigh_seat(cast.fred, room.id, seat.number, weight)


def vote(poll, seat, choice, represented=None):
    return cast_vote(poll.id, seat, secrets.token_hex(16), choice, represented)


def closed(cast, poll):
    for name in ("close_poll", "publish_poll"):
        do(name, cast.fred, poll)
    db.session.rollback()
    return json.loads(get_record(poll.id))


def test_a_named_poll_counts_by_the_weights_frozen_at_its_opening(cast, room):
    heavy, light, third = sit(room, name="Ana"), sit(room, name="Ben"), sit(room, name="Cé")
    weigh(cast, room, heavy, 5)
    weigh(cast, room, third, 3)
    with transaction():  # who is represented weighs what their own seat does
        key = services.grant_proxy(cast.fred, room.id, light.number, "Cé", own_seat=third.number).key
    hall_of(room.id).presence.gone(third.id)
    poll = prepare(cast, room, WEIGHTED)
    do("open_poll", cast.fred, poll)
    hall = hall_of(room.id)
    light_and_represented = 4
    assert (get_poll(poll.id).entitled, get_poll(poll.id).present_opening) == (9, 5 + light_and_represented)
    vote(poll, heavy, NO)
    vote(poll, light, YES)
    assert hall.snapshot()["voted"] == 6  # in the unit of `entitled`
    vote(poll, light, YES, key)
    assert hall.snapshot()["voted"] == 9
    with pytest.raises(Forbidden):
        weigh(cast, room, light, 2)
    record = closed(cast, poll)
    assert {ballot["voter"]: ballot.get("weight", 1) for ballot in record["ballots"]} == {"Ana": 5, "Ben": 1, "Cé": 3}
    assert record["roll"] | {"entitled": 9, "present": 9, "present_closing": 9, "voted": 9} == record["roll"]
    assert record["result"]["figures"] == {"yes": 4, "no": 5, "abstain": 0, "blank": 0}
    assert (record["result"]["adopted"], record["result"]["quorum"]["counted"]) == (False, 9)
    assert judge(json.dumps(record).encode()).code == 0
    record["ballots"][0]["weight"] = 2
    assert judge(json.dumps(record).encode()).code == 1


@pytest.mark.parametrize("body", [YESNO, {**APPROVE, "secret": False}])
def test_a_poll_whose_rule_does_not_say_so_counts_one_vote_a_seat(cast, room, body):
    seats = [sit(room), sit(room)]
    weigh(cast, room, seats[0], 7)
    poll = prepare(cast, room, body)
    do("open_poll", cast.fred, poll)
    assert get_poll(poll.id).entitled == 2
    record = closed(cast, poll)
    assert "weighted" not in record["poll"]["rule"]


def test_weights_would_show_the_ballots_of_a_secret_poll(cast, room):
    with pytest.raises(Refusal) as refusal:
        prepare(cast, room, {**WEIGHTED, "secret": True})
    assert list(refusal.value.fields) == ["rule.weighted"]
    with pytest.raises(Refusal) as refusal:
        prepare(cast, room, {**YESNO, "secret": False, "rule": {"weighted": 1}})
    assert list(refusal.value.fields) == ["rule.weighted"]


def test_a_latecomer_is_admitted_with_their_weight(cast, room):
    sit(room)
    poll = prepare(cast, room, {**WEIGHTED, "admission": True})
    do("open_poll", cast.fred, poll)
    late = sit(room)
    with transaction():  # as it would stand had it been given before
        db.session.add(SeatWeight(seat_id=late.id, room_id=room.id, weight=4))
    do("admit_seat", cast.fred, poll, late.id)
    assert get_poll(poll.id).entitled == 5
    vote(poll, late, YES)
    assert closed(cast, poll)["result"]["figures"]["yes"] == 4


def test_weights_are_judged_and_noted(cast, room):
    seat, observer = sit(room), sit(room, capacity="observer")
    for number, weight, field in ((99, 2, "number"), (observer.number, 2, "number"), (seat.number, 0, "weight"),
                                  (seat.number, 1001, "weight")):
        with pytest.raises(Refusal) as refusal, transaction():
            services.weigh_seat(cast.fred, room.id, number, weight)
        assert list(refusal.value.fields) == [field]
    with pytest.raises(Forbidden), transaction():
        services.weigh_seat(cast.paul, room.id, seat.number, 2)
    for weight in (3, 3, 1):
        weigh(cast, room, seat, weight)
    assert weights.list_weights(room.id) == []
    assert [act.detail for act in list_acts(room.id) if act.act == "weight"] == [
        f"{seat.number} → {weight}" for weight in (3, 3, 1)]
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(insert(SeatWeight), [{"seat_id": seat.id, "room_id": room.id, "weight": 1}])


def test_the_console_has_a_page_for_them(app, cast, room):
    seat = sit(room, name="Ana")
    fred, address = sign_in_as(app, "fred"), f"/fr/salle/{room.code}/console/poids/"

    def send(**fields):
        token = token_of(fred, address)
        answer = fred.post(address, data={"csrf_token": token, **fields})
        return answer.status_code, fred.get(address).get_data(as_text=True) + answer.get_data(as_text=True)

    assert send(number="99", weight="2")[0] == 422
    status, page = send(number=str(seat.number), weight="4")
    assert (status, "Ana" in page, "4 voix" in page) == (303, True, True)
    status, page = send(number=str(seat.number), weight="1")
    assert (status, "Chaque siège a une voix." in page) == (303, True)
    assert sign_in_as(app, "paul").get(address).status_code == 403

"""From seats to a decision on its trail: what the acts on a room do, on both databases."""

import secrets

import pytest

from forum.core.database import db
from forum.core.errors import Forbidden, Refusal
from forum.plenary import services
from forum.plenary.hall import hall_of
from forum.plenary.writer import cast_vote
from tests.support.rooms import APPROVE, YESNO, do, make_day, open_room, prepare, sit


@pytest.fixture
def event(cast):
    return make_day(cast)


@pytest.fixture
def room(cast, event):
    return open_room(cast, event)


def vote(poll, seat, choice, secret=None):
    return cast_vote(poll.id, seat, secret or secrets.token_hex(16), choice)


def test_a_vote_goes_from_the_lobby_to_a_published_result(cast, room):
    seats = [sit(room) for _ in range(12)]
    poll = prepare(cast, room, YESNO)
    hall = hall_of(room.id)
    assert hall.snapshot()["phase"] == "lobby"
    assert hall.snapshot()["poll"] is None
    do("open_poll", cast.fred, poll)
    assert hall.snapshot()["phase"] == "open"
    assert hall.snapshot()["poll"]["entitled"] == 12
    for seat, answer in zip(seats, ["yes"] * 8 + ["no"] * 3, strict=False):
        assert vote(poll, seat, {"answer": answer})["first"]
    assert hall.snapshot()["voted"] == 11
    do("close_poll", cast.fred, poll)
    assert hall.snapshot()["phase"] == "closed"
    assert "result" not in hall.snapshot()["poll"]
    do("publish_poll", cast.fred, poll)
    shown = hall.snapshot()
    assert shown["phase"] == "published"
    assert shown["poll"]["result"]["figures"] == {"yes": 8, "no": 3, "abstain": 0, "blank": 0}
    assert shown["poll"]["result"]["adopted"]
    assert shown["voted"] == 11

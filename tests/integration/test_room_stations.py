"""A shared station: a plain form by which one votes after the other, and that keeps nothing of any of them."""

import json
import re

import pytest

from forum.core.database import db, transaction
from forum.core.errors import Refusal
from forum.plenary import services
from forum.plenary.entry import codes as pass_codes
from forum.plenary.entry import passes
from forum.votes.models import Poll
from forum.votes.presenters import notices
from forum.votes.queries import get_record
from tests.support.rooms import YESNO, do, make_day, open_room, prepare, sit
from tests.support.sites import token_in


@pytest.fixture
def room(cast):
    return open_room(cast, make_day(cast))


class Tablet:
    """Hold the browser of a station."""

    def __init__(self, app, room, key):
        self.client, self.address = app.test_client(), f"/fr/salle/{room.code}/poste/"
        self.client.get(f"{self.address}?poste={key}")
        self.seat = ""  # whose ballot the last page bore

    def look(self, query=""):
        return self.client.get(self.address + query, follow_redirects=True).get_data(as_text=True)

    def send(self, word, **fields):
        page = self.look()
        if found := re.search(r'name="seat" value="(\d+)"', page):
            self.seat = found[1]
        sent = {"csrf_token": token_in(page), "seat": self.seat, **fields}
        return self.client.post(f"{self.address}{word}/", data=sent)

    def kept(self):
        """Give the names of the cookies of a voter that the browser still holds."""
        return {cookie.key for cookie in self.client._cookies.values() if cookie.key.startswith(("poste-", "ballot-"))}


def tablet(app, cast, room):
    with transaction():
        _, key = services.open_station(cast.fred, room.id)
    return Tablet(app, room, key)


def by_slips(cast, room, count):
    with transaction():
        services.set_entry(cast.fred, room.id, "slips")
        services.make_slips(cast.fred, room.id, count, sector="community")
    return [pass_codes.code_of(row.nonce) for row in passes.list_slips(room.id)]


def opened(cast, room, **more):
    poll = prepare(cast, room, {**YESNO, **more})
    do("open_poll", cast.fred, poll)
    return poll


def test_two_voters_follow_each_other_and_nothing_of_the_first_is_left(app, cast, room):
    first, second = by_slips(cast, room, 2)
    station = tablet(app, cast, room)
    poll = opened(cast, room)
    assert station.send("commencer", slip=first).status_code == 303
    station.send("vote", poll=poll.id, answer="yes")
    page = station.look()
    assert re.search(r'class="typed-code">(?:[0-9a-f]{4} ?){4}<', page)
    station.send("vote", poll=poll.id, answer="no")
    left = station.send("terminer")
    assert left.headers["Clear-Site-Data"]
    assert station.kept() == {f"poste-{room.code}", f"poste-langue-{room.code}"}
    assert "typed-code" not in station.look()
    station.send("commencer", slip=second)
    station.send("vote", poll=poll.id, answer="yes")
    station.send("terminer")
    station.send("commencer", slip=first)
    assert "il ne peut plus être modifié" in station.look()
    station.look("?oublier=1")
    assert station.kept() == {f"poste-{room.code}", f"poste-langue-{room.code}"}
    for name in ("close_poll", "publish_poll"):
        do(name, cast.fred, poll)
    record = json.loads(get_record(poll.id))
    assert record["result"]["figures"] == {"yes": 1, "no": 1, "abstain": 0, "blank": 0}
    assert record["poll"]["stations"] is True
    assert [(one["act"], one["after"]) for one in record["incidents"]] == [("admitted", 1), ("admitted", 2)]
    assert not [one for one in record["incidents"] if {"slip", "seat", "number"} & one.keys()]


def test_the_station_speaks_its_own_language_again_after_each_voter(app, cast, room):
    first, second = by_slips(cast, room, 2)
    station = tablet(app, cast, room)
    french, english = station.address, station.address.replace("/fr/", "/en/")
    opened(cast, room)
    station.send("commencer", slip=first)
    station.address = english
    assert station.send("terminer").location == french
    station.send("commencer", slip=second)
    assert station.client.get(f"{english}?oublier=1").location == french
    station.client.set_cookie(f"poste-langue-{room.code}", "../x")
    assert station.send("terminer").location == english


def test_the_page_of_whoever_stood_there_before_votes_for_nobody(app, cast, room):
    first, second = by_slips(cast, room, 2)
    station = tablet(app, cast, room)
    poll = opened(cast, room)
    station.send("commencer", slip=first)
    before = re.search(r'name="seat" value="(\d+)"', station.look())[1]
    station.send("terminer")
    station.send("commencer", slip=second)
    for seat in (before, "", "x"):
        station.send("vote", poll=poll.id, answer="yes", seat=seat)
        assert "Ce poste vous avait oublié" in station.look()
        assert "typed-code" not in station.look()
    station.send("vote", poll=poll.id, answer="yes")
    assert "typed-code" in station.look()


def test_an_open_room_warns_that_nothing_prevents_voting_twice(app, cast, room):
    station = tablet(app, cast, room)
    poll = opened(cast, room)
    page = station.look()
    assert "voter deux fois" in page
    assert "voter deux fois" in " ".join(notices(db.session.get(Poll, poll.id)))
    assert station.send("commencer").status_code == 422
    station.send("commencer", sector="community")
    station.send("vote", poll=poll.id, answer="yes")
    assert "typed-code" in station.look()


def test_a_seat_of_a_phone_does_not_come_to_a_station_and_a_late_station_admits_nobody(app, cast, room):
    code, other = by_slips(cast, room, 2)
    sit(room, slip=code)
    opened(cast, room)
    station = tablet(app, cast, room)
    assert "Changer d’appareil" in station.send("commencer", slip=code).get_data(as_text=True)
    assert station.send("commencer", slip=other).status_code == 303
    assert "vous voterez au prochain" in station.look()


def test_a_station_that_was_closed_is_one_no_longer(app, cast, room):
    station = tablet(app, cast, room)
    with transaction():
        services.close_station(cast.fred, room.id, 1)
    assert station.client.get(station.address).status_code == 403
    assert app.test_client().get(station.address).status_code == 403
    with transaction():
        services.set_entry(cast.fred, room.id, "accounts")
    with pytest.raises(Refusal), transaction():
        services.open_station(cast.fred, room.id)


def test_a_wrong_code_says_so_and_a_wrong_ballot_comes_back(app, cast, room):
    code, = by_slips(cast, room, 1)
    station = tablet(app, cast, room)
    poll = opened(cast, room)
    wrong = station.send("commencer", slip="ABCDEFGH")
    assert (wrong.status_code, "ne porte ce code" in wrong.get_data(as_text=True)) == (422, True)
    station.send("commencer", slip=code)
    assert station.send("vote", poll=poll.id).status_code == 422
    assert station.send("vote", poll=poll.id, answer="yes").status_code == 303

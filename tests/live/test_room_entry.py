"""Slips and moves against the clock: two devices at one instant are one seat, and one ballot."""

import re
import secrets
import threading
import urllib.error
import urllib.parse
import urllib.request

import pytest
import socketio
from sqlalchemy import select

from forum.accounts.queries import find_account, find_viewer
from forum.core.database import db, transaction
from forum.plenary import services
from forum.plenary.entry.codes import code_of
from forum.plenary.entry.passes import list_slips
from forum.plenary.models import Room
from tests.live.conftest import wait_until
from tests.support.cast import PEOPLE


def race(*calls):
    """Make calls at the same instant; gives what each gave."""
    gate, found = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        gate.wait()
        found[place] = call()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


class Page:
    """Ask for the plain pages as one browser."""

    def __init__(self, site, **cookies):
        self.site, self.cookies = site, cookies

    def ask(self, path, **fields):
        data = urllib.parse.urlencode(fields).encode() if fields else None
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        address = f"{self.site.address}/fr/salle/{self.site.code}/{path}"
        request = urllib.request.Request(address, data, {"Cookie": kept})  # noqa: S310 - our own server
        opener = urllib.request.build_opener(Stay)
        try:
            answer = opener.open(request, timeout=20)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            for line in answer.headers.get_all("Set-Cookie", []):
                name, _, rest = line.partition("=")
                self.cookies[name] = rest.partition(";")[0]
            return answer.read().decode()

    def send(self, page, path, **fields):
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.ask(page))[1]
        return self.ask(path, csrf_token=token, **fields)


class Stay(urllib.request.HTTPRedirectHandler):
    """Follow no redirection: its answer sets the cookie."""

    def redirect_request(self, *args):
        return None


def offer(site, seat):
    """Ask for a code as the phone in this seat does."""
    shown = Page(site, **{f"seat-{site.code}": seat}).send("deplacer/", "deplacer/code/")
    return re.search(r'class="room-code">([A-Z0-9-]{9})<', shown)[1]


def move(site, code):
    """Take a seat over on another device; gives its new token, or None."""
    page = Page(site)
    page.send("deplacer/", "deplacer/ici/", slip=code, device=secrets.token_hex(16))
    return page.cookies.get(f"seat-{site.code}")


def test_two_devices_with_one_slip_at_the_same_instant_are_one_seat(site):
    with site.app.app_context():
        fred = find_viewer(find_account(PEOPLE["fred"][0]).id)
        room = db.session.scalar(select(Room).where(Room.code == site.code))
        with transaction():  # before the server knows the room
            services.set_entry(fred, room.id, "slips")
            services.make_slips(fred, room.id, 6)
        codes = [code_of(row.nonce) for row in list_slips(room.id)]
        db.session.remove()
        db.engine.dispose()
    for code in codes:
        def sit(code=code):
            wish = {"slip": code, "sector": "community", "device": secrets.token_hex(16)}
            return site.call("POST", f"/rooms/{site.code}/seats", wish)[0]

        assert sorted(race(sit, sit, sit)) == [201, 403, 403]
    assert site.act("opening")["entitled"] == len(codes)


def test_a_seat_that_moves_cuts_the_phone_before_and_refuses_its_token(site):
    old = site.sit()
    phone = site.phone(old)
    phone.wait("state")
    new = move(site, offer(site, old))
    assert new != old
    wait_until(lambda: not phone.io.connected)
    assert site.call("POST", f"/polls/{site.polls[0]}/ballots", {"secret": "1" * 32, "choice": {}}, old)[0] == 401
    with pytest.raises(socketio.exceptions.ConnectionError):
        site.phone(old)
    site.phone(new).wait("state")
    assert site.snapshot()["present"] == 1


def test_one_code_moves_a_seat_to_one_device(site):
    seat = site.sit()
    code = offer(site, seat)
    assert sum(token is not None for token in race(*[lambda: move(site, code)] * 3)) == 1


def test_the_old_and_the_new_device_at_the_same_instant_cast_one_ballot(site):
    seats = [site.sit() for _ in range(6)]
    site.act("opening")

    def vote(seat, choice):
        sent = {"secret": secrets.token_hex(16), "choice": {"options": [choice]}}
        status, answer = site.call("POST", f"/polls/{site.polls[0]}/ballots", sent, seat)
        return status, answer.get("error", {}).get("code")

    for seat in seats:
        code = offer(site, seat)
        first, second = race(lambda: vote(seat, "a"), lambda: vote(move(site, code), "b"))  # noqa: B023
        assert first in {(201, None), (409, "ballot_elsewhere"), (401, "no_seat")}
        assert [first[0], second[0]].count(201) == 1, (first, second)
    site.act("closing")
    site.act("publication")
    assert len(site.record()["ballots"]) == len(seats)

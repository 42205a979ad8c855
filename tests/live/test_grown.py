"""Several processes serve one room as one: what is done through one is seen, counted, forgotten through the others."""

import copy
import json
import os
import secrets
import signal
import subprocess
import sys
import urllib.request
from contextlib import suppress

import pytest
import socketio

from forum.core.config import ROOT
from tests.live.conftest import ROOMS, Client, make_site, wait_until
from tests.live.test_room_entry import move, offer, race
from tests.live.test_room_pulses import Desk, answer
from tests.support.grown import need_the_programs, serve_grown

pytestmark = pytest.mark.postgresql
CHOICE = {"options": ["a"]}


@pytest.fixture(scope="module")
def grown(backend, tmp_path_factory):
    """Serve one database from two processes for this module; gives (database's address, the set-up)."""
    url = backend.fresh_url("grown")
    with serve_grown(url, tmp_path_factory.mktemp("grown")) as made:
        yield url, made


@pytest.fixture
def site(grown, tmp_path):
    """Give a room reached through nginx; `through(site, 0)` is the same room through the first process alone."""
    url, server = grown
    site = make_site(server, url, tmp_path, next(ROOMS))
    yield site
    site.close()


def through(site, number):
    """Give the same room, reached through one of the processes."""
    member = copy.copy(site)
    member.server = site.server.members[number]
    return member


@pytest.fixture
def both(site):
    return through(site, 0), through(site, 1)


def get(site, path):
    """Give a page as a visitor without cookies reads it."""
    with urllib.request.urlopen(site.address + path, timeout=20) as page:  # noqa: S310 - our own server
        return page.read()


def test_everybody_is_told_each_transition_and_the_same_figures_whichever_process_they_hold(site, both):
    first, second = both
    seats = [place.sit() for place in both for _ in range(3)]
    phones = [first.phone(seats[0]), second.phone(seats[1]), first.phone(seats[4]), second.phone(seats[5])]
    everybody = [*phones, *(place.connect(auth) for place in both for auth in ({"room": site.code},
                                                                               {"token": site.token}))]
    wait_until(lambda: [place.snapshot()["present"] for place in both] == [6, 6])
    assert first.act("opening")["entitled"] == 6
    for client in everybody:
        client.wait("state", lambda value: value["phase"] == "open")
    secret = secrets.token_hex(16)
    assert "receipt" in phones[0].vote(site.polls[0], CHOICE, secret)
    # the seat's ballot is known wherever its phone comes back
    assert second.phone(seats[0]).wait("voter")["voted"] is True
    assert phones[1].vote(site.polls[0], CHOICE, secret)["error"]["code"] == "secret_in_use"
    assert all("receipt" in phone.vote(site.polls[0], CHOICE, secrets.token_hex(16)) for phone in phones[1:])
    assert "receipt" in second.call("POST", f"/polls/{site.polls[0]}/ballots",
                                    {"secret": secrets.token_hex(16), "choice": CHOICE}, seats[2])[1]
    for client in everybody:
        client.wait("counts", lambda value: value["voted"] == 5)
    for place in both:
        wait_until(lambda place=place: place.snapshot()["voted"] == 5)
    second.act("closing")
    first.act("publication")
    for client in everybody:
        client.wait("state", lambda value: value["phase"] == "published")
        phases = [state["phase"] for state in client.told("state")]
        assert [phase for number, phase in enumerate(phases) if phase not in phases[:number]] == [
            "lobby", "open", "closed", "published"]
        numbers = [value["sequence"] for kind, value in client.messages if kind in ("state", "counts")]
        assert numbers == sorted(numbers)
    roll = site.record()["roll"]
    assert (roll["entitled"], roll["present"], roll["present_closing"], roll["voted"]) == (6, 6, 6, 5)
    assert everybody[0].told("state")[-1]["poll"] == everybody[1].told("state")[-1]["poll"]


def test_a_page_changed_through_one_process_is_fresh_on_the_other_at_the_next_read(site, both):
    page = f"/fr/votes/{site.polls[0]}/"
    read = []
    for number, act in enumerate(("opening", "closing", "publication")):
        doer, reader = both[number % 2], both[1 - number % 2]
        reader.act(act)
        read += [get(doer, page), get(reader, page)]
        assert read[-1] == read[-2] == get(doer, page)
    assert len(set(read)) == 3
    site.act("opening", poll=1)
    site.act("closing", poll=1)
    for place in both:
        assert get(place, f"/fr/votes/{site.polls[1]}/")
    for place in both:
        assert place.call("GET", f"/polls/{site.polls[1]}/record")[0] == 409
    both[0].act("publication", poll=1)
    assert both[1].call("GET", f"/polls/{site.polls[1]}/record")[0] == 200


def test_flash_polls_are_counted_together_and_answered_once(site, both):
    first, second = both
    screen = second.connect({"room": site.code})
    desk = Desk(first)
    pulse = desk.launch(kind="mood", is_shown="1")
    screen.wait("state", lambda value: value["pulse"] is not None)
    seats = [site.sit() for _ in range(6)]
    assert {answer(both[number % 2], pulse, seat, "good")[0] for number, seat in enumerate(seats)} == {201}
    screen.wait("pulse", lambda value: value["pulse"]["answers"] == 6)
    for place in both:
        wait_until(lambda place=place: place.snapshot()["pulse"]["answers"] == 6)
    assert answer(second, pulse, seats[0], "good")[1]["error"]["code"] == "pulse_answered"


def test_a_seat_moved_through_one_process_is_cut_off_at_the_other_at_once_and_casts_one_ballot(site, both):
    first, second = both
    seats = [place.sit() for place in both for _ in range(4)]
    phones = [(place, seat, place.phone(seat)) for place, seat in zip([second, first] * 4, seats, strict=True)]
    for _place, _seat, phone in phones:
        phone.wait("state")
    site.act("opening")

    def vote(place, seat, choice):
        sent = {"secret": secrets.token_hex(16), "choice": {"options": [choice]}}
        status, answer = place.call("POST", f"/polls/{site.polls[0]}/ballots", sent, seat)
        return status, answer.get("error", {}).get("code")

    # the device before is refused wherever it asks, as soon as the code has served at the other process
    for other, old, phone in phones[:4]:
        here = first if other is second else second
        new = move(here, offer(other, old))
        assert [vote(place, old, "a") for place in (other, here)] == [(401, "no_seat")] * 2
        wait_until(lambda phone=phone: not phone.io.connected)
        with pytest.raises(socketio.exceptions.ConnectionError):
            other.phone(old)
        assert other.phone(new).wait("voter")["voted"] is False
        assert (vote(here, new, "b"), vote(other, old, "a")) == ((201, None), (401, "no_seat"))
    # and where both devices vote at the same instant, each at its own process, one ballot stands
    for other, old, _phone in phones[4:]:
        here = first if other is second else second
        code = offer(here, old)
        sent = race(lambda: vote(other, old, "a"), lambda: vote(here, move(here, code), "b"))  # noqa: B023
        assert [status for status, _error in sent].count(201) == 1, sent
    site.act("closing")
    site.act("publication")
    record = site.record()
    assert (len(record["ballots"]), record["roll"]["voted"], record["roll"]["entitled"]) == (8, 8, 8)


def test_a_line_by_long_polling_holds_behind_nginx_with_and_without_its_number(site):
    phones = [site.phone(transports=("polling",)) for _ in range(2)]
    for number in range(4):
        phones.append(Client(f"{site.address}?u={number}", {"seat": site.sit()}, transports=("polling",)))
    site.clients += phones[2:]
    site.connect({"room": site.code, "key": site.join_key}, transports=("polling",))
    site.act("opening")
    for phone in phones:
        phone.wait("state", lambda value: value["phase"] == "open")
    assert "receipt" in phones[0].vote(site.polls[0], CHOICE, "a" * 32)


def run_with_all_it_starts(command, seconds):
    """Give what a command prints; whatever it started ends with it, also when it takes too long."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               start_new_session=True)
    try:
        printed, said = process.communicate(timeout=seconds)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert process.returncode == 0, said[-3000:]
    return printed


def test_a_vote_goes_on_while_a_process_redis_or_the_database_fails(backend):
    need_the_programs()
    command = [sys.executable, "-m", "benchmarks.grown_load", "--clients", "60", "--database",
               backend.fresh_url("faults")]
    votes = json.loads(run_with_all_it_starts(command, seconds=200))
    assert [vote["fault"] for vote in votes] == ["none", "member", "redis", "postgresql"]
    for vote in votes:
        assert (vote["ballots"], vote["missing"], vote["extra"], vote["told_differently"]) == (60, 0, 0, 0), vote
        assert vote["caught_up_seconds"] < 15, vote

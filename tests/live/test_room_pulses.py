"""A flash poll on the sockets: everybody is told its transitions, only screens and consoles how it goes."""

import http.cookiejar
import threading
import time
import urllib.parse
import urllib.request

import pytest

from forum.plenary.contract.tables import Snapshot
from forum.plenary.pulses.contract import PulseChanged
from tests.live.conftest import wait_until
from tests.support.cast import PASSWORD, PEOPLE
from tests.support.sites import token_in

SEATS = 30


class Desk:
    """The console's plain forms, as fred's browser sends them."""

    def __init__(self, site):
        self.site = site
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self.console = f"/fr/salle/{site.code}/console/"
        self.send("/fr/connexion/", "/fr/connexion/", email=PEOPLE["fred"][0], password=PASSWORD)

    def get(self, path):
        with self.browser.open(self.site.address + path, timeout=20) as answer:
            return answer.read().decode()

    def send(self, path, page, **fields):
        data = urllib.parse.urlencode({"csrf_token": token_in(self.get(page)), **fields}).encode()
        with self.browser.open(self.site.address + path, data, timeout=20) as answer:
            return answer.read().decode()

    def launch(self, **fields):
        """Prepare and launch a flash poll; give its id."""
        page = f"{self.console}nouveau/sondage/"
        self.send(page, page, question_fr="Ça va?", launch="1", **fields)
        return self.site.snapshot()["pulse"]["id"]

    def act(self, pulse, act):
        self.send(f"{self.console}sondages/{pulse}/{act}/", self.console)


@pytest.fixture
def desk(site):
    return Desk(site)


def answer(site, pulse, seat, text):
    return site.call("POST", f"/pulses/{pulse}/answers", {"answer": text}, seat)


def test_everybody_hears_of_a_flash_poll_and_only_watchers_of_its_counts(site, desk):
    seats = [site.sit() for _ in range(SEATS)]
    phone = site.phone(seats[0])
    screen, console = site.connect({"room": site.code}), site.connect({"token": site.token})
    pulse = desk.launch(kind="mood", shown="live")
    for client in (phone, screen, console):
        state = client.wait("state", lambda value: value["pulse"])
        assert Snapshot.model_validate(state).pulse.state == "running"
    for seat in seats:
        assert answer(site, pulse, seat, "good") == (201, {"left": 0})
    for client in (screen, console):
        told = client.wait("pulse", lambda value: value["pulse"]["answers"] == SEATS)
        assert {row.key: row.count for row in PulseChanged.model_validate(told).pulse.counts}["good"] == SEATS
    assert phone.told("pulse") == []
    assert site.snapshot()["pulse"]["answers"] == SEATS
    desk.act(pulse, "terminer")
    assert phone.wait("state", lambda value: value["pulse"] and value["pulse"]["state"] == "ended")
    site.act("opening")
    for client in (phone, screen):
        assert client.wait("state", lambda value: value["phase"] == "open")["pulse"] is None
        numbers = [value["sequence"] for kind, value in client.messages if kind in ("state", "counts", "pulse")]
        assert numbers == sorted(numbers)


def test_a_screen_is_told_twice_a_second_at_most_and_in_the_end_the_truth(site, desk):
    seats = [site.sit() for _ in range(SEATS)]
    pulse = desk.launch(kind="words", shown="live")
    screen, times = site.connect({"room": site.code}), []
    screen.wait("state")
    screen.io.on("pulse", lambda value: (times.append(time.monotonic()), screen.messages.append(("pulse", value))),
                 namespace="/plenary")
    begun = time.monotonic()
    for place, seat in enumerate(seats):
        assert answer(site, pulse, seat, f"mot {place % 7}")[0] == 201
        time.sleep(0.05)
    wait_until(lambda: screen.told("pulse") and screen.told("pulse")[-1]["pulse"]["answers"] == SEATS)
    # over the whole: where one message was late, the next one comes soon after it
    assert len(times) <= 2 + (times[-1] - begun) / 0.5
    assert sum(row["count"] for row in screen.told("pulse")[-1]["pulse"]["counts"]) == SEATS


def test_answers_that_come_together_all_count(site, desk):
    seats = [site.sit() for _ in range(SEATS)]
    pulse = desk.launch(kind="mood", shown="live")
    codes = []
    hands = [threading.Thread(target=lambda seat=seat: codes.append(answer(site, pulse, seat, "good")[0]))
             for seat in seats for _ in range(2)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(codes) == [201] * SEATS + [409] * SEATS
    assert site.snapshot()["pulse"]["answers"] == SEATS

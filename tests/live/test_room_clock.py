"""The machine's clock jumps an hour while a room votes: nobody is cut, slowed or signed out, and the vote goes on."""

import json
import re
import time
from glob import glob

from forum.votes.sealing import receipt_of
from tests.live.conftest import wait_until
from tests.live.test_room_log import Person, sign_in
from tests.support.cast import PASSWORD
from tests.support.databases import skip_or_fail

FAKETIME = next(iter(glob("/usr/lib/*/faketime/libfaketimeMT.so.1")), None)
HOUR = 3600


class Clock:
    """Set the clock of a served process, the steady one apart, as somebody who sets the machine's does."""

    def __init__(self, site, folder):
        self.offset = folder / "offset"
        self.set(0)
        site.server.env = {"LD_PRELOAD": FAKETIME, "FAKETIME_TIMESTAMP_FILE": str(self.offset), "FORUM_LOG": "json",
                           "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}

    def set(self, seconds):
        self.offset.write_text(f"{seconds:+d}s\n")


def elapsed_on(person, site):
    """Give how long the console says that the vote has been open; only who is signed in sees it."""
    (elapsed,) = re.findall(r'data-elapsed="([^"]+)"', person.ask(f"/fr/salle/{site.code}/console/")[1])
    return elapsed


def test_an_hour_forward_and_two_back_in_mid_vote_change_nothing(own_site, tmp_path):
    if FAKETIME is None:
        skip_or_fail("libfaketime is not installed (apt-get install faketime)")
    site = own_site
    clock = Clock(site, tmp_path)
    site.server.start()
    seats = [site.sit() for _ in range(12)]
    phones = [site.phone(seat) for seat in seats[:6]]
    phones += [site.connect({"seat": seat}, transports=("polling",)) for seat in seats[6:9]]
    fred = sign_in(site, "fred", PASSWORD)
    console = site.connect({"token": site.token, "room": site.code})
    site.act("opening")
    secret = [f"{number:032x}" for number in range(12)]

    def vote(numbers):
        for number in numbers:
            answer = phones[number].vote(site.polls[0], {"options": ["a"]}, secret[number])
            assert answer["receipt"] == receipt_of(site.polls[0], secret[number])

    vote((0, 6))
    assert int(elapsed_on(fred, site)) < 60
    clock.set(HOUR)
    vote((1, 2, 7))
    console.wait("counts", lambda value: value["voted"] == 5)
    assert int(elapsed_on(fred, site)) >= HOUR - 1
    clock.set(-HOUR)
    vote((3, 4, 8))
    late = {"secret": secret[9], "choice": {"options": ["b"]}}
    assert site.call("POST", f"/polls/{site.polls[0]}/ballots", late, seats[9])[0] == 201
    console.wait("counts", lambda value: value["voted"] == 9)
    assert all(phone.io.connected for phone in phones)
    assert site.snapshot()["present"] == 12, "those who were seen by HTTP are there still"
    assert elapsed_on(fred, site).isdigit()
    checks = json.loads(Person(site.address).ask("/health")[1])["checks"]
    assert all(checks[name]["ok"] for name in ("database", "schema", "disk")), checks
    began = time.monotonic()
    site.act("closing")
    site.act("publication")
    assert time.monotonic() - began < 10
    record = site.record()
    assert len(record["ballots"]) == 9
    assert record["roll"]["voted"] == 9
    wait_until(lambda: site.snapshot()["phase"] == "published")
    stamps = [json.loads(line)["time"][:13] for line in site.server.log if line.startswith("{")]
    assert len(set(stamps)) >= 2, "the clock did not jump"

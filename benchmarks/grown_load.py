"""Several processes under load, and a part of them failing in mid-vote.

`python -m benchmarks.grown_load --database URL [--faults none,member,redis,postgresql] [--rounds 1] [--clients 60]`
prints the figures of each vote as JSON: ballots missing or beyond one a voter, how long until every screen was right.
"""

from gevent import monkey

if __name__ == "__main__":
    monkey.patch_all()

import argparse  # noqa: E402 - the sockets must be patched before anything imports them
import json  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402

import gevent  # noqa: E402
import psycopg  # noqa: E402
from gevent.pool import Pool  # noqa: E402

from benchmarks.room_client import Connection, Phone, allow_files  # noqa: E402
from benchmarks.room_load import compare, take_seats, vote_through_a_fault  # noqa: E402
from forum.core.config import ROOT  # noqa: E402
from tests.support.grown import Grown  # noqa: E402

CATCH_UP_SECONDS = 20


class Site:
    """A room served by several processes, with what the measuring names."""

    def __init__(self, database, processes, polls):
        self.folder = tempfile.TemporaryDirectory(prefix="grown-load-")
        self.database = database
        self.processes = processes
        self.polls = polls

    def __enter__(self):
        command = [sys.executable, "-m", "benchmarks.room_world", self.database, self.folder.name, str(self.polls)]
        made = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
        self.code, self.token, *self.polls = json.loads(made.stdout.splitlines()[-1])
        self.grown = Grown(self.database, Path(self.folder.name), self.processes).start()
        self.address = ("127.0.0.1", self.grown.front.port)
        return self

    def __exit__(self, *error):
        self.grown.stop()
        self.folder.cleanup()

    def end_a_member(self):
        """Kill one process as a power cut would, and start it again."""
        self.grown.members[0].kill()
        self.grown.members[0].start()

    def end_redis(self):
        """Kill Redis, leave it away for a second, and start it again, empty."""
        self.grown.redis.kill()
        gevent.sleep(1)
        self.grown.redis.start()

    def end_connections(self):
        """End every connection to the database twice, as its restart would."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            for _ in range(2):
                connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                                   "WHERE datname = current_database() AND pid <> pg_backend_pid()")
                gevent.sleep(0.3)


FAULTS = {"none": lambda site: None, "member": Site.end_a_member, "redis": Site.end_redis,
          "postgresql": Site.end_connections}


def measure(site, clients, faults, seconds):
    """Seat and connect everybody, then hold one vote through each fault; gives a list of figures by name."""
    phones = [Phone(site.address, {"seat": seat}) for seat in take_seats(site, clients)]
    Pool(200).map(Phone.connect, phones)
    until(lambda: all_are_told(site, "present", clients))
    return [hold(site, phones, fault, poll, seconds) for fault, poll in zip(faults, site.polls, strict=True)]


def hold(site, phones, fault, poll, seconds):
    """Open, vote through a fault, close, publish; gives the figures by name."""
    site.poll = poll
    figures = {"fault": fault, "clients": len(phones)}
    figures |= vote_through_a_fault(site, phones, lambda: FAULTS[fault](site), seconds)
    figures["caught_up_seconds"] = until(lambda: all_are_told(site, "voted", len(phones)) and heard(phones))
    figures["present_again_seconds"] = until(lambda: all_are_told(site, "present", len(phones)))
    figures |= compare(site, poll, phones)
    until(lambda: all(phone.phase == "published" for phone in phones))
    figures["told_differently"] = len({json.dumps(phone.state["poll"], sort_keys=True) for phone in phones}) - 1
    return figures


def all_are_told(site, name, value):
    """Tell whether each process says the same of the room."""
    snapshots = []
    for member in site.grown.members:
        line = Connection(("127.0.0.1", member.arguments["port"]))
        snapshots.append(line.call("GET", f"/api/v1/rooms/{site.code}")[1])
        line.close()
    return all(snapshot[name] == value for snapshot in snapshots)


def heard(phones):
    """Tell whether every phone was told that all have voted."""
    return all(phone.voted == len(phones) for phone in phones)


def until(check):
    """Give how long it took until something held; raises RuntimeError when it never does."""
    begun = time.perf_counter()
    while not check():
        if time.perf_counter() - begun > CATCH_UP_SECONDS:
            raise RuntimeError("the screens never caught up")
        gevent.sleep(0.1)
    return time.perf_counter() - begun


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", required=True, help="a PostgreSQL address with an empty database")
    parser.add_argument("--faults", default=",".join(FAULTS), help="a vote is held through each of these")
    parser.add_argument("--rounds", type=int, default=1, help="how often each fault is tried")
    parser.add_argument("--clients", type=int, default=60)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=2, help="how long each vote lasts")
    wanted = parser.parse_args()
    allow_files()
    faults = wanted.faults.split(",") * wanted.rounds
    with Site(wanted.database, wanted.processes, len(faults)) as site:
        print(json.dumps(measure(site, wanted.clients, faults, wanted.seconds), indent=1))


if __name__ == "__main__":
    main()

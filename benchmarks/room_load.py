"""The room under load: seats, sockets, an opening, everybody's vote, and a kill in mid-vote.

`python -m benchmarks.room_load [--clients 3000] [--burst 3000] [--database URL] [--kill] [--bare]` prints the figures
as JSON.
"""

from gevent import monkey

if __name__ == "__main__":
    monkey.patch_all()

import argparse  # noqa: E402 - the sockets must be patched before anything imports them
import json  # noqa: E402
import os  # noqa: E402
import random  # noqa: E402
import re  # noqa: E402
import secrets  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402
from statistics import median  # noqa: E402

import gevent  # noqa: E402
from gevent.pool import Pool  # noqa: E402

from benchmarks.reporting import Figure, say  # noqa: E402
from benchmarks.room_client import Connection, Phone, allow_files, call_all, percentile, pin, pinned  # noqa: E402
from forum.core.config import ROOT  # noqa: E402
from tests.support.servers import ServedApplication  # noqa: E402

CLIENTS = 3000
WIDTH = 64
TURNS = 2
VOTING_SECONDS = 10
SERVER_CORE, CLIENT_CORE = 0, 1
SECTORS = ("community", "university", "government")


def run():
    """Measure our room and the bare echo in turns, each in a process of its own; gives the medians."""
    turns = [(measure_apart("--bare"), measure_apart()) for _ in range(TURNS)]
    bare, ours = (middle(runs) for runs in zip(*turns, strict=True))
    killed = measure_apart("--kill")
    size = int(ours["clients"])
    return [
        Figure("seats taken a second", ours["seats_a_second"], "seats/s", bare["seats_a_second"]),
        Figure("sockets opened a second", ours["sockets_a_second"], "sockets/s", bare["sockets_a_second"]),
        Figure("votes acknowledged a second", ours["votes_a_second"], "votes/s", bare["votes_a_second"],
               note="all at the same instant; ours are committed first"),
        Figure(f"last of {size} clients sees an opening", ours["opening_last_ms"], "ms", bare["opening_last_ms"],
               goal=2000, goal_on="value", at_least=False),
        Figure(f"acknowledgement p99, {size} votes in {VOTING_SECONDS} s", ours["ack_p99_ms"], "ms", bare["ack_p99_ms"],
               goal=500, goal_on="value", at_least=False),
        Figure(f"time until all {size} have voted", ours["voting_seconds"], "s", bare["voting_seconds"], goal=15,
               goal_on="value", at_least=False),
        Figure("votes refused or unanswered", ours["refused"], "votes", goal=0, goal_on="value", at_least=False),
        Figure("acknowledged ballots that the sealed file lacks", ours["missing"], "ballots", goal=0, goal_on="value",
               at_least=False),
        Figure("the same after kill -9 in mid-vote", killed["missing"], "ballots", goal=0, goal_on="value",
               at_least=False, note=f"all had voted {killed['voting_seconds']:.1f} s after the opening"),
        Figure("ballots beyond one a voter after kill -9", killed["extra"], "ballots", goal=0, goal_on="value",
               at_least=False),
    ]


def middle(runs):
    """Give the median of each figure; what must be nothing counts by its worst."""
    worst = {name: max(run[name] for run in runs) for name in ("refused", "missing", "extra") if name in runs[0]}
    return {name: median(run[name] for run in runs) for name in runs[0] if name != "server_cpu_seconds"} | worst


def measure_apart(*flags):
    """Measure in a fresh process, patched and pinned; gives the figures by name."""
    say(f"room_load {' '.join(flags) or '(ours)'}")
    answer = subprocess.run([*pinned(CLIENT_CORE), sys.executable, "-m", "benchmarks.room_load", *flags], cwd=ROOT,
                            stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(answer.stdout)


# ---- in the measuring process ----


class Bare:
    """The echo, with the names that the measuring uses."""

    code, poll, token = "000000", "poll", None

    def __enter__(self):
        self.process = subprocess.Popen([*pinned(SERVER_CORE), sys.executable, "-m", "benchmarks.bare_room"], cwd=ROOT,
                                        stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        self.address = ("127.0.0.1", int(line.rsplit(":", 1)[1]))
        return self

    def __exit__(self, *error):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class Ours:
    """Our server on a fresh database with one room and two prepared polls."""

    def __init__(self, database):
        self.folder = tempfile.TemporaryDirectory(prefix="room-load-")
        self.database = database or f"sqlite:///{self.folder.name}/room.db"

    def __enter__(self):
        command = [sys.executable, "-m", "benchmarks.room_world", self.database, self.folder.name]
        made = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
        self.code, self.token, self.poll, self.second = json.loads(made.stdout.splitlines()[-1])
        self.server = ServedApplication(self.database, Path(self.folder.name), prefix=pinned(SERVER_CORE)).start()
        self.address = ("127.0.0.1", self.server.arguments["port"])
        return self

    @property
    def process(self):
        return self.server.process

    def power_cut(self):
        """Kill the server and start it again."""
        self.server.kill()
        self.server.start()

    def __exit__(self, *error):
        self.server.stop()
        self.folder.cleanup()


def processor_seconds(site):
    """Give the processor time that the server has used."""
    fields = Path(f"/proc/{site.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def act(site, poll, name):
    """Open, close or publish a poll."""
    status, answer = Connection(site.address).call("POST", f"/api/v1/polls/{poll}/{name}", {}, site.token)
    if status != 200:
        raise RuntimeError(f"{name}: {status} {answer}")


def resident_kilobytes(site):
    """Give the memory that the server holds, in KiB."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{site.process.pid}/status").read_text())
    return int(found[1])


def take_seats(site, clients):
    """Take seats; gives their tokens."""
    answers = call_all(site.address, [("POST", f"/api/v1/rooms/{site.code}/seats",
                                       {"sector": SECTORS[place % 3], "device": secrets.token_hex(16)}, None)
                                      for place in range(clients)], WIDTH)
    if any(status != 201 for status, _ in answers):
        raise RuntimeError(f"a seat was refused: {next(answer for answer in answers if answer[0] != 201)}")
    return [answer["seat"] for _, answer in answers]


def measure(site, clients, kill=False, burst=None):
    """Seat, connect, open, vote, count; gives the figures by name. At the end `burst` phones vote at one instant."""
    figures = {"clients": clients}
    memory = resident_kilobytes(site)
    begun = arriving = time.perf_counter()
    seats = take_seats(site, clients)
    figures["seats_a_second"] = clients / (time.perf_counter() - begun)
    used = [processor_seconds(site)]
    phones = [Phone(site.address, {"seat": seat}) for seat in seats]
    begun = time.perf_counter()
    Pool(200).map(Phone.connect, phones)
    figures["sockets_a_second"] = clients / (time.perf_counter() - begun)
    figures["connected_seconds"] = time.perf_counter() - arriving
    used.append(processor_seconds(site))
    gevent.sleep(1)
    figures["kilobytes_a_seat"] = (resident_kilobytes(site) - memory) / clients
    if kill:
        figures |= vote_through_a_fault(site, phones, site.power_cut, VOTING_SECONDS / 2)
        return figures | compare(site, site.poll, phones)
    figures |= see_opening(site, phones)
    used.append(processor_seconds(site))
    figures |= vote_over(phones, site.poll, VOTING_SECONDS)
    used.append(processor_seconds(site))
    if isinstance(site, Ours):
        figures |= compare(site, site.poll, phones)
        act(site, site.second, "opening")
        gevent.sleep(2)
    used.append(processor_seconds(site))
    figures |= vote_at_once(phones[:burst], getattr(site, "second", site.poll))
    used.append(processor_seconds(site))
    figures["server_cpu_seconds"] = {name: round(after - before, 2) for name, before, after in zip(
        ("connecting", "opening", "voting", "between", "voting at once"), used, used[1:], strict=False)}
    figures["server_cpu_seconds"]["seating and start"] = used[0]
    return figures


def see_opening(site, phones):
    """Open the poll; gives how long until half and until the last of the phones saw it."""
    for phone in phones:
        phone.seen.clear()
    begun = time.perf_counter()
    gevent.spawn(act, site, site.poll, "opening")
    deadline = begun + 30
    while time.perf_counter() < deadline and not all(phone.seen for phone in phones):
        gevent.sleep(0.05)
    delays = [1000 * (min(phone.seen.values()) - begun) for phone in phones if phone.seen]
    if len(delays) < len(phones):
        raise RuntimeError(f"{len(phones) - len(delays)} clients never saw the opening")
    return {"opening_median_ms": percentile(delays, 0.5), "opening_last_ms": max(delays)}


def vote_over(phones, poll, seconds):
    """Let everybody vote at a moment of their own; gives the acknowledgements' delays and what was refused."""
    moments = random.Random(1)
    begun = time.perf_counter()

    def one(phone):
        gevent.sleep(moments.uniform(0, seconds))
        at = time.perf_counter()
        phone.answer = phone.vote(poll, {"options": [moments.choice("abcde")]})
        return time.perf_counter() - at

    delays = [1000 * delay for delay in Pool(len(phones)).map(one, phones)]
    told = tell_of_counts(phones, begun, seconds)
    refused = [phone.answer for phone in phones if not phone.answer or "receipt" not in phone.answer]
    return {"voting_seconds": time.perf_counter() - begun, "ack_p50_ms": percentile(delays, 0.5),
            "ack_p95_ms": percentile(delays, 0.95), "ack_p99_ms": percentile(delays, 0.99), "ack_last_ms": max(delays),
            "refused": len(refused), **told}


def tell_of_counts(phones, begun, seconds):
    """Give how often the screen that was told least often was told the participation, and how late screens are.

    A count is late by the time since it reached the first of the phones.
    """
    ended = begun + seconds
    heard = [[(number, at) for number, at in phone.counts.items() if begun <= at <= ended] for phone in phones]
    first = {}
    for number, at in (one for counts in heard for one in counts):
        first[number] = min(at, first.get(number, at))
    late = [1000 * (at - first[number]) for counts in heard for number, at in counts] or [1000 * seconds]
    return {"counts_a_second": min(map(len, heard)) / seconds, "count_p95_ms": percentile(late, 0.95)}


def vote_at_once(phones, poll):
    """Let everybody vote at the same instant; gives how many are acknowledged a second, and when the last one was."""
    begun = time.perf_counter()
    answers = Pool(len(phones)).map(lambda phone: phone.vote(poll, {"options": ["a"]}), phones)
    seconds = time.perf_counter() - begun
    good = sum(bool(answer and "receipt" in answer) for answer in answers)
    return {"votes_a_second": good / seconds, "burst_seconds": seconds, "burst_refused": len(phones) - good}


def compare(site, poll, phones):
    """Close and publish; gives how many acknowledged ballots the sealed file lacks, and how many others it has."""
    begun = time.perf_counter()
    act(site, poll, "closing")
    closing = time.perf_counter() - begun
    act(site, poll, "publication")
    _, record = Connection(site.address).call("GET", f"/api/v1/polls/{poll}/record")
    acknowledged = {phone.answer["receipt"] for phone in phones if phone.answer and "receipt" in phone.answer}
    sealed = [ballot["id"] for ballot in record["ballots"]]
    return {"missing": len(acknowledged - set(sealed)), "extra": len(sealed) - len(acknowledged),
            "ballots": len(sealed), "closing_seconds": closing}


def vote_through_a_fault(site, phones, fault, seconds):
    """Let something fail in the middle of the vote; everybody comes back and repeats what was not answered."""
    see_opening(site, phones)
    moments = random.Random(2)
    begun = time.perf_counter()

    staying = [gevent.spawn(phone.stay, moments) for phone in phones]

    def one(phone):
        gevent.sleep(moments.uniform(0, seconds))
        choice = {"options": [moments.choice("abcde")]}
        phone.answer, phone.attempts = None, 0
        while not phone.answer or "receipt" not in phone.answer:
            phone.attempts += 1
            phone.answer = phone.vote(site.poll, choice, patience=5)
            while phone.answer is None and phone.gone.is_set():
                gevent.sleep(moments.uniform(0.1, 0.3))
            if phone.answer and "error" in phone.answer:
                gevent.sleep(moments.uniform(0.2, 0.6))

    def fail():
        gevent.sleep(seconds / 2)
        fault()
        answering = time.perf_counter()
        gevent.sleep(0)
        while any(phone.gone.is_set() for phone in phones):
            gevent.sleep(0.05)
        return time.perf_counter() - answering

    failing = gevent.spawn(fail)
    Pool(len(phones)).map(one, phones)
    back = failing.get()
    gevent.killall(staying)
    repeated = sum(phone.attempts > 1 for phone in phones)
    return {"voting_seconds": time.perf_counter() - begun, "back_seconds": back, "repeated": repeated}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--burst", type=int, help="how many vote at the same instant; everybody when it is not said")
    parser.add_argument("--database", help="a PostgreSQL address with an empty database; SQLite otherwise")
    parser.add_argument("--kill", action="store_true", help="kill the server in mid-vote and restart it")
    parser.add_argument("--bare", action="store_true", help="measure the bare echo instead")
    wanted = parser.parse_args()
    pin(CLIENT_CORE)
    allow_files()
    with Bare() if wanted.bare else Ours(wanted.database) as site:
        figures = measure(site, wanted.clients, wanted.kill, wanted.burst)
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()

"""Search long for faults of the vote: generated schedules, two processes at once, kills and failures around the commit.

`make faults` runs what the test suite runs, many times over and with new random schedules each time; then it kills a
full hall in mid-vote, and holds votes in several processes while one of them, Redis or PostgreSQL fails. It stops at
the first failure, with what is needed to repeat it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

import psycopg

from benchmarks.reporting import say
from benchmarks.room_load import measure_apart
from forum.core.config import ROOT
from tests.support.databases import POSTGRESQL

AT_A_TIME = 1000
SCHEDULES = ("tests/property/test_votes_schedules.py", "tests/integration/test_votes_races.py")
CRASHES = ("tests/live/test_room_crashes.py",)
SECRECY = ("tests/integration/test_votes_secrecy.py",)
# what a passed test has been through, by the beginning of its name
EVENTS = {
    "test_attacker_links_no_better": "closed votes whose files an attacker read in vain",
    "test_rounds_side_by_side_link": "two rounds of the same people whose files an attacker read in vain",
    "test_killed_in_mid_vote": "kills in mid-vote",
    "test_killed_in_the_middle_of_a_run_off": "kills in the middle of a run-off",
    "test_a_server_that_dies_after": "kills between the commit and its acknowledgement",
    "test_a_server_that_dies_before": "kills before the commit",
    "test_a_fault_around": "failures around the commit",
    "test_what_two_processes": "storms of two processes",
}

WORDS = {"member": "one process was killed and started again", "redis": "Redis was killed and started again",
         "postgresql": "every connection to PostgreSQL was ended"}


def run_tests(files, databases, **environment):
    """Run test files in two workers; gives the names of those that passed, with their database, and the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal", "--database", databases,
                   "-o", "faulthandler_timeout=0", f"--junit-xml={report}", *files]
        # where one of the databases is missing nothing would be tried on it: that is a failure here
        surroundings = {**os.environ, "CI": "true", **environment}
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=surroundings)
        if done.returncode:
            say(done.stdout[-20_000:] + done.stderr[-2000:])
        found = ElementTree.parse(report).getroot().iter("testcase") if report.exists() else ()  # noqa: S314 - ours
        return [case.get("name") for case in found if not list(case)], done.returncode


def count_events(names):
    """Count what passed tests have been through, by kind and database."""
    counted = Counter()
    for name in names:
        kind = next((kind for start, kind in EVENTS.items() if name.startswith(start)), None)
        if kind:
            counted[kind, "PostgreSQL" if "postgresql" in name else "SQLite"] += 1
    return counted


def search(options):
    """Run the search; gives what was gone through and the exit code of the first failure, or 0."""
    tried, counted, started = 0, Counter(), time.monotonic()
    while tried < options.schedules:
        share = min(AT_A_TIME, options.schedules - tried)
        names, code = run_tests(SCHEDULES, options.database, FAULT_SCHEDULES=str(share))
        if code:
            return tried, counted, code
        tried, counted = tried + share, counted + count_events(names)
        say(f"{time.monotonic() - started:6.0f} s  {tried:,} of {options.schedules:,} schedules")
    names, code = run_tests(SECRECY, options.database, FAULT_METHODS="all")
    counted += count_events(names)
    if code:
        return tried, counted, code
    say(f"{time.monotonic() - started:6.0f} s  the files of a vote of every method in the hands of an attacker")
    for number in range(1, options.kills + 1):
        names, code = run_tests(CRASHES, options.database)
        if code:
            return tried, counted, code
        counted += count_events(names)
        say(f"{time.monotonic() - started:6.0f} s  {number} of {options.kills} rounds of kills and failures")
    return tried, counted, 0


def kill_halls(options):
    """Kill the one process of a full hall in mid-vote, several times; gives [figures…] and an exit code."""
    votes = []
    for number in range(1, options.halls + 1):
        votes.append(measure_apart("--kill", "--clients", str(options.hall)))
        if votes[-1]["missing"] or votes[-1]["extra"]:
            say(f"a fault: {votes[-1]}")
            return votes, 1
        say(f"{number} of {options.halls} halls killed in mid-vote, back after {votes[-1]['back_seconds']:.1f} s")
    return votes, 0


def fail_in_turn(options):
    """Hold votes in several processes through each fault, several times; gives [figures…] and the exit code."""
    name = f"forum_faults_{os.getpid()}"
    with psycopg.connect(POSTGRESQL, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")
        try:
            command = [sys.executable, "-m", "benchmarks.grown_load", "--database",
                       POSTGRESQL.rsplit("/", 1)[0] + "/" + name, "--rounds", str(options.grown),
                       "--clients", str(options.clients), "--seconds", str(max(2, options.clients / 400))]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    if done.returncode:
        say(done.stdout[-5000:] + done.stderr[-5000:])
        return [], done.returncode
    votes = json.loads(done.stdout)
    faults = [vote for vote in votes if vote["missing"] or vote["extra"] or vote["told_differently"]]
    for vote in faults:
        say(f"a fault: {vote}")
    return votes, int(bool(faults))


def tell_of_processes(votes):
    """Print how often each part failed, and how long until every screen was right again."""
    for fault in dict.fromkeys(vote["fault"] for vote in votes):
        of_it = [vote for vote in votes if vote["fault"] == fault]
        slowest = max(vote["back_seconds"] + vote["caught_up_seconds"] for vote in of_it)
        words = "votes in several processes" if fault == "none" else f"votes in which {WORDS[fault]}"
        print(f"{len(of_it):>7,} {words}, {of_it[0]['clients']:,} phones: every screen right after {slowest:.1f} s")


def main(arguments):
    """Read the options, search, tell what was gone through; the exit code is that of the first failure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__.splitlines()[0])
    parser.add_argument("--schedules", type=int, default=10_000, help="how many schedules, shared by the databases")
    parser.add_argument("--kills", type=int, default=5, help="how many rounds of kills and failures")
    parser.add_argument("--halls", type=int, default=5, help="how many full halls are killed in mid-vote")
    parser.add_argument("--hall", type=int, default=5000, help="how many phones such a hall holds")
    parser.add_argument("--grown", type=int, default=5, help="how often each part of several processes fails")
    parser.add_argument("--clients", type=int, default=2000, help="how many phones vote in several processes")
    parser.add_argument("--database", default="sqlite,postgresql", help="sqlite, postgresql, or both with a comma")
    options = parser.parse_args(arguments)
    tried, counted, code = search(options)
    halls, votes = [], []
    if options.halls and not code:
        halls, code = kill_halls(options)
    if options.grown and not code:
        votes, code = fail_in_turn(options)
    print(f"{tried:>7,} schedules of casts, retries, shared devices, failures and endings")
    for (kind, database), number in sorted(counted.items()):
        print(f"{number:>7,} {kind}, {database}")
    if halls:
        print(f"{len(halls):>7,} halls of {options.hall:,} phones killed in mid-vote: all back after "
              f"{max(vote['back_seconds'] for vote in halls):.1f} s at most")
    tell_of_processes(votes)
    print("A fault was found: see above." if code else "No ballot was lost, none was counted twice.")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Count big polls by every method, from the bytes of the contract's file to the result: seconds and memory of each.

Each method counts in a process of its own; what is measured begins when the file is on the disk and the program loaded.
"""

import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.reporting import Figure, say
from forum.core.config import ROOT
from forum.votes.methods import METHODS
from forum.votes.methods.consent import ANSWERS
from forum.votes.methods.judge import GRADES

BALLOTS, OPTIONS = 100_000, 20
FEWER = {"rank_stv": 20_000, "equal_shares": 20_000}
SECONDS, MEGABYTES, TRIES = 5, 500, 3
KEYS = tuple(f"option-{number:02}" for number in range(1, OPTIONS + 1))
SETTINGS = {
    "approve": {"select": 5, "maximum": OPTIONS}, "choose": {"select": 3}, "dots": {"select": 5, "points": 40},
    "score": {"select": 5}, "judge": {"select": 5}, "rank_irv": {}, "rank_schulze": {}, "rank_stv": {"select": 7},
    "equal_shares": {"budget": 600_000}, "yesno": {"rule": {"majority": "2/3"}}, "consent": {},
}
MEASURE = """
import resource, sys, time
from forum.votes.files import read_file
data = open(sys.argv[1], "rb").read()
began = time.perf_counter()
result = read_file(data, sys.argv[1]).count()
seconds = time.perf_counter() - began
try:  # what the process held since it began; the other figure goes back to the process that started it
    held = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
except OSError:
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(seconds, held, result["status"])
"""


def make_choice(method, draw):
    """Draw one ballot; some options are liked more than others, and every ballot is nearly sure to be another."""
    kind = METHODS[method].BALLOT
    liked = sorted(KEYS, key=lambda key: draw.gauss(KEYS.index(key), 12))
    if kind == "answer":
        answers = ("yes", "no", "abstain") if method == "yesno" else ANSWERS
        answer = draw.choice(answers)
        return {"answer": answer, "reason": f"Raison {draw.random()}"} if answer == "object" else {"answer": answer}
    if kind == "options":
        return {"options": liked[:1 if method == "choose" else draw.randint(4, 14)]}
    if kind == "ranking":
        return {"ranking": [[key] for key in liked]}
    if method == "judge":
        return {"marks": {key: draw.choice(GRADES) for key in KEYS}}
    if method == "score":
        return {"marks": {key: draw.randint(0, 5) for key in KEYS}}
    return {"marks": {key: draw.randint(0, 4) or 1 for key in draw.sample(KEYS, 10)}}


def write_file(method, ballots, path):
    """Write a poll file with so many ballots."""
    draw = random.Random(method)
    options = [{"id": key, "label": key.title(), "cost": draw.randint(20_000, 120_000)} for key in KEYS]
    if method != "equal_shares":
        options = [{"id": option["id"], "label": option["label"]} for option in options]
    poll = {"id": "poll", "question": "Que retenir?", "method": method, "options": options, "secret": True,
            "rule": {}, "indicative": False} | SETTINGS.get(method, {})
    if not METHODS[method].TAKES_OPTIONS:
        poll["options"] = []
    rows = [{"id": f"{number:064x}", "choice": make_choice(method, draw)} for number in range(ballots)]
    path.write_text(json.dumps({"format": "concertaction-poll/1", "poll": poll, "ballots": rows}, ensure_ascii=False))


def measure(method, ballots):
    """Count in a process of its own; gives seconds, the most megabytes it held, and the result's status.

    A count that misses its goal is tried again: what else the machine does can only make it slower.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "poll.json"
        write_file(method, ballots, path)
        command = [sys.executable, "-c", MEASURE, path]
        found = []
        while len(found) < TRIES and (not found or min(found)[0] > SECONDS):
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
            seconds, kilobytes, status = done.stdout.split()
            found.append((float(seconds), int(kilobytes) / 1024, status))
    return min(found)


def run():
    """Count by every method and give the figures."""
    figures = []
    for method in METHODS:
        ballots = FEWER.get(method, BALLOTS)
        seconds, megabytes, status = measure(method, ballots)
        say(f"{method}: {seconds:.2f} s, {megabytes:.0f} MB, {status}")
        name = f"{method}, {ballots:,} ballots × {OPTIONS if METHODS[method].TAKES_OPTIONS else 1}"
        figures.append(Figure(f"{name}: time", seconds, "s", goal=SECONDS, goal_on="value", at_least=False))
        figures.append(Figure(f"{name}: memory", megabytes, "MB", goal=MEGABYTES, goal_on="value", at_least=False))
    return figures

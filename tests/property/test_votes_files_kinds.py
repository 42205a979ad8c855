"""Any bytes and any damage to a good file: counted, or refused with a line; nothing breaks, nothing takes long."""

import json
import os
import random
import time

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.votes.commands import recount, tally
from forum.votes.files import read_file
from forum.votes.methods import METHODS
from forum.votes.sealing import seal_of
from forum.votes.strict_json import Unreadable
from tests.support.forks import run_forum
from tests.unit.test_votes_files_kinds import BLT, CAT, PB, POINTS, SOI

# the same examples at each run, however busy the machine is
EXAMPLES = int(os.environ.get("FAULT_FILES", "400"))
steady = settings(deadline=None, derandomize=True, max_examples=EXAMPLES)
SECONDS = 10
NAMES = ("", "a.json", "a.csv", "a.blt", "a.soc", "a.soi", "a.toc", "a.toi", "a.cat", "a.pb")
TABLES = ("rang 1;rang 2;nombre\nÉrable;Pin;3\nPin;;1\n", "Érable,Pin,Orme\n5,0,\n3,4,1\n",
          "Érable\tPin\nBien\tPassable\n", "a,b,c\nx,,x\n,x,\n")


def poll_file(method, choices, **poll):
    record = {
        "format": "concertaction-poll/1",
        "poll": {"id": "p", "question": "Quoi?", "method": method, "select": 1, "rule": {}, "secret": True,
                 "indicative": False, "options": [{"id": key, "label": key} for key in "abc"], **poll},
        "roll": {"entitled": 9, "present": 9, "voted": len(choices)},
        "ballots": [{"id": f"{number:064x}", "choice": choice} for number, choice in enumerate(choices)],
        "incidents": [],
    }
    record["result"] = read_file(json.dumps(record).encode()).count()
    return json.dumps({**record, "seal": seal_of(record)}, indent=1, ensure_ascii=False)


RECORDS = (
    poll_file("approve", [{"options": ["a"]}, {"options": ["a", "b"]}, {"blank": True}], minimum=1, maximum=2),
    poll_file("yesno", [{"answer": "yes"}, {"answer": "no"}], options=[], rule={"majority": "2/3"}),
    poll_file("dots", [{"marks": {"a": 3, "b": 1}}], points=5),
    poll_file("judge", [{"marks": {"a": "Bien", "c": "Passable"}}]),
    poll_file("consent", [{"answer": "agree"}, {"answer": "object", "reason": "Trop cher"}], options=[]),
    poll_file("rank_schulze", [{"ranking": [["b"], ["a", "c"]]}, {"ranking": [["a"]]}]),
    poll_file("rank_stv", [{"ranking": [["b"], ["a"]]}, {"ranking": [["c"]]}], select=2,
              rule={"tie": {"by": "criterion", "text": "l’âge", "order": ["c", "a", "b"]}}),
    poll_file("equal_shares", [{"options": ["a", "b"]}, {"options": ["c"]}], budget=10,
              options=[{"id": key, "label": key, "cost": cost} for key, cost in zip("abc", (4, 5, 6), strict=True)]),
)
GOOD = (SOI, BLT, CAT, PB, POINTS, *TABLES, *RECORDS)

digits = st.integers(-1, 10**30).map(str)
patches = st.one_of(
    st.text('{}[]"\\,:;=-#\t01289.eab \n\r\x00', max_size=6), digits,
    st.sampled_from(["\\ud800", "\x00", "\ufeff", "\u2028", "9" * 5000, "[" * 300, '{"a":' * 300, "{" * 300, '"' * 99,
                     "1e999", "NaN", "Infinity", "٣", "null", "true", "-0", "2/3", "é", "e\u0301"]))


@st.composite
def damaged(draw):
    """Draw a good file with lines deleted, repeated or moved, and characters, numbers and bytes changed."""
    text = draw(st.sampled_from(GOOD))
    for _ in range(draw(st.integers(1, 4))):
        lines = text.split("\n")
        place, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        act = draw(st.sampled_from(["delete", "repeat", "swap", "patch", "number", "cut", "join"]))
        if act == "delete":
            del lines[place]
        elif act == "repeat":
            lines.insert(other, lines[place])
        elif act == "swap":
            lines[place], lines[other] = lines[other], lines[place]
        elif act == "cut":
            lines = lines[:place]
        elif act == "join":
            lines[place] += draw(st.sampled_from(GOOD))
        else:
            line = lines[place]
            found = [number for number, character in enumerate(line) if character.isdigit()] if act == "number" else []
            start = draw(st.sampled_from(found) if found else st.integers(0, len(line)))
            length = 1 if found else draw(st.integers(0, 5))
            lines[place] = line[:start] + draw(digits if found else patches) + line[start + length:]
        text = "\n".join(lines)
    data = bytearray(text.encode(draw(st.sampled_from(["utf-8", "utf-8", "utf-8", "utf-8-sig", "latin-1", "utf-16",
                                                       "utf-32"])), "replace"))
    for _ in range(draw(st.sampled_from([0, 0, 1, 3]))):
        if data:
            data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    return bytes(data)


anything = st.binary(max_size=80) | st.text(max_size=80).map(lambda text: text.encode("utf-8", "surrogatepass"))


def judge_tally(data, *arguments):
    """Check that `forum tally` counts or refuses as it ought to; gives its exit code."""
    outcome = CliRunner().invoke(tally, ["-", *arguments], input=data)
    assert outcome.exception is None or type(outcome.exception) is SystemExit, outcome.exception
    if outcome.exit_code == 0:
        result = json.loads(outcome.stdout)
        assert result["status"] in ("decided", "tie", "no_result", "quorum_missed")
        assert set(result["winners"]) | set(result["tied"]) <= set(result["figures"])
    else:
        assert (outcome.exit_code, outcome.stdout, outcome.stderr.count("\n")) == (2, "", 1)
        line = int(outcome.stderr.removeprefix("line ").partition(":")[0])
        assert 1 <= line <= data.count(b"\n") + data.count(b"\r") + 1
        assert len(outcome.stderr) < 500
    return outcome.exit_code


def judge_recount(data):
    outcome = CliRunner().invoke(recount, ["-"], input=data)
    assert outcome.exception is None or type(outcome.exception) is SystemExit, outcome.exception
    assert outcome.exit_code in (0, 1, 2)
    assert bool(outcome.stderr) is (outcome.exit_code == 2)


@pytest.mark.parametrize("text", GOOD)
def test_good_files_are_counted(text):
    assert judge_tally(text.encode()) == 0


@steady
@given(damaged())
def test_damaged_file_is_counted_or_refused_with_a_line(data):
    began = time.monotonic()
    judge_tally(data)
    judge_recount(data)
    assert time.monotonic() - began < SECONDS


@steady
@given(damaged(), st.sampled_from(NAMES), st.none() | st.sampled_from(list(METHODS)), st.none() | st.integers(1, 4))
def test_damaged_file_under_any_name_by_any_method(data, name, method, select):
    check_reading(data, name, method, select)


@steady
@given(anything, st.sampled_from(NAMES))
def test_any_bytes_under_any_name(data, name):
    judge_recount(data)
    check_reading(data, name)


def check_reading(data, *arguments):
    """Check that a file is counted, or refused with a line that it has."""
    line, reason = 1, ""
    try:
        json.dumps(read_file(data, *arguments).count())
    except Unreadable as refusal:
        line, reason = refusal.line, refusal.reason
    assert 1 <= line <= data.count(b"\n") + data.count(b"\r") + 1
    assert "\n" not in reason


@steady
@given(st.sampled_from((SOI, BLT, CAT, *TABLES)), st.randoms(use_true_random=False))
def test_shuffled_file_counts_the_same(text, draw):
    assert read_file(shuffle(text, draw).encode()).count() == read_file(text.encode()).count()


def shuffle(text, draw):
    """Put the ballots of a file in another order."""
    lines = text.splitlines()
    begin = next(place for place, line in enumerate(lines) if place and line[:1] != "#")
    end = lines.index("0") if text is BLT else len(lines)
    ballots = lines[begin:end]
    draw.shuffle(ballots)
    return "\n".join((*lines[:begin], *ballots, *lines[end:])) + "\n"


def test_the_command_itself_leaves_no_traceback():
    draw = random.Random(5)
    cases = [(f"file{place}", bytes(draw.choice(text.encode()) if draw.random() < 0.01 else byte
                                    for byte in text.encode())) for place, text in enumerate(GOOD[:6])]
    cases += [("deep", b"[" * 100_000), ("zeros", b"\x00" * 1000), ("half", b'{"a": "\\udc00"}'), ("none", b"")]
    for place, (name, data) in enumerate(cases):
        done = run_forum(("tally", "recount")[place % 2], "-", environment=dict(os.environ), given=data)
        assert done.returncode in (0, 1, 2), name
        assert done.stdout or done.stderr, name
        assert "Traceback" not in done.stderr, name

"""Two hands at the same time on a real database, driven step by step: the second begins while the first has worked and
is not committed. On SQLite it waits for its first word, on PostgreSQL for the one lock that matters."""

import json
import os
import sys

import pytest
from sqlalchemy import select

from forum.core.database import db
from forum.votes import queries
from forum.votes.models import Poll
from forum.votes.recount import judge
from forum.votes.sealing import receipt_of
from tests.support import forks
from tests.support.polls import act, cast, keep_app, marked, opened, secret_of, slip, urn
from tests.support.urn_model import Hand, Waiters, work_for_real

STORMS = max(1, int(os.environ.get("FAULT_SCHEDULES", "300")) // 300)
SEATS, ACKNOWLEDGED = 40, 400


@pytest.fixture(scope="module")
def app(backend):
    yield from keep_app(backend, "races")


@pytest.fixture(scope="module")
def waiters(app):
    if db.engine.dialect.name != "postgresql":
        yield None
        return
    watch = Waiters(db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False))
    yield watch
    watch.close()


@pytest.fixture
def race(app, waiters):
    """Do two pieces of work on a poll, the second while the first waits to end; give both outcomes."""
    def run(poll_id, first, second, ending="commit"):
        one = Hand(app, lambda: work_for_real(poll_id, first))
        assert one.has_worked.wait(20)
        two = Hand(app, lambda: work_for_real(poll_id, second))
        if waiters is None:
            assert not two.has_worked.wait(0.1)
        else:
            assert waiters.wait_for(two), "the second ought to wait for the first"
        done = one.end(ending)
        return done, two.end()
    return run


def test_closing_waits_for_a_ballot_on_its_way_and_counts_it(race):
    poll_id = opened()
    assert race(poll_id, [(1, 1, "a")], ("close",)) == (["first"], "done")
    assert queries.get_poll(poll_id).result["figures"]["a"] == {"votes": 1}


def test_ballot_that_comes_while_the_poll_is_closing_is_told_that_it_is_closed(race):
    poll_id = opened()
    assert race(poll_id, ("close",), [(1, 1, "a")]) == ("done", ["poll_closed"])
    assert (urn(poll_id), marked(poll_id)) == ({}, set())


def test_ballot_that_comes_while_the_closing_fails_is_taken(race):
    poll_id = opened()
    assert race(poll_id, ("close",), [(1, 1, "a")], "give up")[1] == ["first"]
    assert queries.get_poll(poll_id).state == "open"


def test_change_of_mind_while_the_poll_is_being_cancelled_is_refused(race):
    poll_id = opened()
    cast(slip(poll_id, 1, "a"))
    assert race(poll_id, ("cancel",), [(1, 1, "b")]) == ("done", ["poll_closed"])
    assert list(urn(poll_id).values()) == ['{"options":["a"]}']


def test_ballot_that_comes_while_the_poll_is_being_corrected_is_refused(race):
    poll_id = opened()
    cast(slip(poll_id, 1, "a"))
    assert race(poll_id, ("correct",), [(1, 1, "b"), (2, 2, "a")]) == ("done", ["poll_closed", "poll_closed"])
    assert list(urn(poll_id).values()) == ['{"options":["a"]}']


def test_correction_waits_for_a_ballot_on_its_way_and_cancels_it_with_the_others(race):
    poll_id = opened()
    assert race(poll_id, [(1, 1, "a")], ("correct",)) == (["first"], "done")
    poll = queries.get_poll(poll_id)
    assert (poll.state, poll.result) == ("cancelled", None)


def test_ballot_that_comes_while_the_correction_fails_is_taken(race):
    poll_id = opened()
    assert race(poll_id, ("correct",), [(1, 1, "a")], "give up")[1] == ["first"]
    assert queries.get_poll(poll_id).state == "open"
    assert not db.session.scalar(select(Poll.id).where(Poll.previous_id == poll_id))


def test_two_devices_of_one_voter_at_the_same_instant_cast_one_ballot(race):
    poll_id = opened()
    assert race(poll_id, [(1, "phone", "a")], [(1, "tablet", "b")]) == (["first"], ["ballot_elsewhere"])
    assert (len(urn(poll_id)), marked(poll_id)) == (1, {"seat-001"})


def test_two_tabs_at_the_same_instant_cast_one_ballot_and_the_last_counts(race):
    poll_id = opened()
    assert race(poll_id, [(1, 1, "a")], [(1, 1, "b")]) == (["first"], ["replaced"])
    assert list(urn(poll_id).values()) == ['{"options":["b"]}']


def test_two_voters_with_one_secret_at_the_same_instant_cast_one_ballot(race):
    poll_id = opened()
    done = race(poll_id, [(1, "tablet", "a")], [(2, "tablet", "b"), (3, 3, "c")])
    assert done == (["first"], ["secret_in_use", "first"])
    assert marked(poll_id) == {"seat-001", "seat-003"}
    assert sorted(urn(poll_id).values()) == ['{"options":["a"]}', '{"options":["c"]}']


def test_second_voter_with_a_secret_votes_when_the_first_fails(race):
    poll_id = opened()
    assert race(poll_id, [(1, "tablet", "a")], [(2, "tablet", "b")], "give up")[1] == ["first"]
    assert marked(poll_id) == {"seat-002"}


def test_admission_waits_for_ballots_and_ballots_for_admission(race):
    poll_id = opened(admission=True)
    assert race(poll_id, ("admit", 8), [(8, 8, "a")]) == ("done", ["first"])
    assert race(poll_id, [(1, 1, "a")], ("admit", 9)) == (["first"], "done")


def test_batches_that_meet_in_opposite_orders_do_not_block_each_other(race):
    poll_id = opened(roll=30)
    there = [(number, number, "a") for number in range(30)]
    back = [(number, number, "b") for number in reversed(range(30))]
    assert race(poll_id, there, back) == (["first"] * 30, ["replaced"] * 30)


# ---- two processes and a closing ----

class Process:
    """A process that casts and changes ballots with devices of its own until the poll closes, telling each answer."""

    def __init__(self, url, poll_id, seed):
        self.seed = seed
        command = [sys.executable, "-m", "tests.support.casting_process"]
        self.running = forks.start("plain", "cast", command, dict(os.environ), (url, poll_id, str(seed), str(SEATS)),
                                   with_errors=False)
        self.told = []

    def __enter__(self):
        return self

    def __exit__(self, *fault):
        self.running.kill()
        self.running.wait()
        self.running.stdout.close()

    def listen(self, answers=None):
        """Read this many answers, or all that are left."""
        for line in self.running.stdout:
            self.told.append(json.loads(line))
            if len(self.told) == answers:
                return

    def last_choices(self):
        """Give {voter: the last choice that was acknowledged}."""
        return {voter: choice for voter, choice, word in self.told if word in ("first", "replaced", "same")}


@pytest.mark.parametrize("storm", range(STORMS))
def test_what_two_processes_were_told_is_what_the_record_holds(app, storm):
    poll_id = opened(roll=SEATS)
    url = db.engine.url.render_as_string(hide_password=False)
    with Process(url, poll_id, 2 * storm) as one, Process(url, poll_id, 2 * storm + 1) as two:
        both = one, two
        for process in both:
            process.listen(ACKNOWLEDGED)
        act("close_poll", poll_id, SEATS)
        for process in both:
            process.listen()
            assert process.running.wait(30) == 0
    act("publish", poll_id)
    text = queries.get_record(poll_id)
    assert judge(text.encode()).code == 0
    expected = {receipt_of(poll_id, secret_of(poll_id, (process.seed, voter))): {"options": list(choice)}
                for process in both for voter, choice in process.last_choices().items()}
    assert {ballot["id"]: ballot["choice"] for ballot in json.loads(text)["ballots"]} == expected
    voters = [voter for process in both for voter in process.last_choices()]
    assert len(voters) == len(set(voters)), "a voter was told twice that a ballot of theirs counts"
    assert marked(poll_id) == {f"seat-{voter:03}" for voter in voters}
    words = {word for process in both for _, _, word in process.told}
    assert words == {"first", "replaced", "same", "ballot_elsewhere", "poll_closed"}

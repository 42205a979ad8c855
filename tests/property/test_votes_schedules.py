"""The secret construction under generated schedules: casts, retries, two tabs, shared devices, late arrivals, closing,
cancelling, transactions that fail, transactions that overlap. What happens is what a model of a few lines says.

FAULT_SCHEDULES sets how many schedules are tried, half of them on each database; without it they are the same 300 at
each run.
"""

import json
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.core.database import db, transaction
from forum.votes import queries, services
from forum.votes.recount import judge
from tests.support.polls import keep_app, marked, open_poll, prepare, urn, voters
from tests.support.urn_model import GiveUp, Hand, UrnModel, Waiters, work_for_real

SCHEDULES = int(os.environ.get("FAULT_SCHEDULES", "300")) // 2
ROLL, LATE = range(4), (4, 5)

# a voter's own device bears their number; 8 and 9 are shared by whoever takes them
devices = st.integers(0, 5) | st.sampled_from((8, 9))
casts = st.tuples(st.sampled_from((*ROLL, *LATE)), devices, st.sampled_from(("a", "b", "ab", "cde")))
own_casts = st.builds(lambda voter, choice: (voter, voter, choice), st.sampled_from(ROLL), st.sampled_from(("a", "ab")))
batches = st.lists(own_casts | casts, min_size=1, max_size=6)
admissions = st.builds(lambda voter: ("admit", voter), st.sampled_from(LATE))
endings = st.sampled_from((("close",), ("close",), ("cancel",), ("publish",)))
works = batches | batches | batches | admissions | endings
# alone; twice (the acknowledgement was lost); failing before its commit; two at once, the first of which may fail
rounds = st.one_of(
    st.tuples(st.just("alone"), works), st.tuples(st.just("retried"), works), st.tuples(st.just("failing"), works),
    st.tuples(st.sampled_from(("overlapping", "overlapping, first fails")), batches | endings, batches | endings))


@pytest.fixture(scope="module")
def app(backend):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(services, "scrub", lambda: None)  # the disk is another test's concern
        yield from keep_app(backend, "schedules")


@pytest.fixture(scope="module")
def waiters(app):
    if db.engine.dialect.name != "postgresql":
        yield None
        return
    watch = Waiters(db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False))
    yield watch
    watch.close()


def do(poll_id, work, fails=False):
    """Do a piece of work in a transaction, which may fail at its end."""
    try:
        with transaction():
            outcome = work_for_real(poll_id, work)
            if fails:
                raise GiveUp
    except GiveUp:
        return None
    return outcome


def do_both(app, waiters, poll_id, first, second, ending):
    """Do two pieces of work at the same time: the second begins while the first has worked and is not committed."""
    if waiters is None:  # on SQLite the writer is alone from its first word
        done = do(poll_id, first, fails=ending == "give up")
        return done, do(poll_id, second)
    one = Hand(app, lambda: work_for_real(poll_id, first))
    assert not waiters.wait_for(one)
    two = Hand(app, lambda: work_for_real(poll_id, second))
    waiters.wait_for(two)
    done = one.end(ending)
    return (None if ending == "give up" else done), two.end()


@settings(max_examples=SCHEDULES, deadline=None, derandomize="FAULT_SCHEDULES" not in os.environ, database=None,
          suppress_health_check=list(HealthCheck))
@given(schedule=st.lists(rounds, min_size=1, max_size=8))
def test_whatever_is_done_in_whatever_order_comes_to_what_the_model_says(app, waiters, schedule):
    poll_id = open_poll(prepare(admission=True), voters(len(ROLL)))
    model = UrnModel(ROLL)
    for kind, *works in schedule:
        if kind == "failing":
            do(poll_id, works[0], fails=True)
        elif kind in ("alone", "retried"):
            for _ in range(1 + (kind == "retried")):
                assert do(poll_id, works[0]) == model.run(works[0])
        else:
            ending = "commit" if kind == "overlapping" else "give up"
            expected = (None if ending == "give up" else model.run(works[0])), model.run(works[1])
            assert do_both(app, waiters, poll_id, *works, ending) == expected
        assert (urn(poll_id), marked(poll_id)) == (model.urn(poll_id), model.marked())
    check_end(poll_id, model)


def check_end(poll_id, model):
    """Close and publish what is not cancelled, and find in the record exactly the ballots of the model."""
    if model.state == "cancelled":
        assert queries.get_poll(poll_id).state == "cancelled"
        return
    for work in (("close",), ("publish",)):
        assert do(poll_id, work) == model.run(work)
    text = queries.get_record(poll_id)
    record = json.loads(text)
    assert judge(text.encode()).code == 0
    assert record["ballots"] == [{"id": ident, "choice": json.loads(choice)}
                                 for ident, choice in sorted(model.urn(poll_id).items())]
    assert record["roll"]["voted"] == sum(model.has_voted.values()) == len(model.ballots)
    votes = {key: sum(key in choice for choice in model.ballots.values()) for key in "abcde"}
    assert {key: figure["votes"] for key, figure in record["result"]["figures"].items()} == votes

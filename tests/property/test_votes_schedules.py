"""The secret construction under generated schedules: casts, retries, two tabs, shared devices, late arrivals, closing,
cancelling, correcting, run-offs, proxies, weights, transactions that fail, transactions that overlap, in every way of
voting, secret or named. What happens is what a model of a few lines says, in each round of a vote.

FAULT_SCHEDULES sets how many schedules are tried, half of them on each database; without it they are the same 300 at
each run.
"""

import json
import os
from copy import deepcopy
from dataclasses import replace
from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from forum.core.database import db, transaction
from forum.votes import queries, services
from forum.votes.methods import METHODS
from forum.votes.models import Ballot, Poll
from forum.votes.recount import judge
from forum.votes.sealing import receipt_of
from tests.support.polls import body_after, body_of, keep_app, marked, open_poll, prepare, secret_of, urn, voters
from tests.support.urn_model import COMES, HOLDERS, NEXT_ROUND, GiveUp, Hand, UrnModel, Waiters, work_for_real

SCHEDULES = int(os.environ.get("FAULT_SCHEDULES", "300")) // 2
ROLL, LATE = range(4), (4, 5)

# a voter's own device bears their number; 8 and 9 are shared by whoever takes them
devices = st.integers(0, 5) | st.sampled_from((8, 9))
casts = st.tuples(st.sampled_from((*ROLL, *LATE, *COMES)), devices, st.sampled_from(("a", "b", "ab", "cde")))
own_casts = st.builds(lambda voter, choice: (voter, voter, choice), st.sampled_from(ROLL), st.sampled_from(("a", "ab")))
batches = st.lists(own_casts | casts, min_size=1, max_size=6)
admissions = st.builds(lambda voter: ("admit", voter), st.sampled_from(LATE))
endings = st.sampled_from((("close",), ("close",), ("cancel",), ("correct",), ("publish",), ("runoff",)))
works = batches | batches | batches | admissions | endings
# alone; twice (the acknowledgement was lost); failing before its commit; two at once, the first of which may fail
rounds = st.one_of(
    st.tuples(st.just("alone"), works), st.tuples(st.just("retried"), works), st.tuples(st.just("failing"), works),
    st.tuples(st.sampled_from(("overlapping", "overlapping, first fails")), batches | endings, batches | endings))
# few of such rounds come to another poll by themselves: some votes, and the chair goes on to it
endings_at_once = st.sampled_from(([("alone", ("close",)), ("retried", ("runoff",))], [("alone", ("correct",))]))
goings_on = st.builds(lambda batch, ending: [("alone", batch), *ending], batches, endings_at_once)
schedules = st.lists(rounds.map(lambda one: [one]) | goings_on, min_size=1, max_size=8).map(
    lambda pieces: list(chain.from_iterable(pieces)))


# a way of voting, secret or named, with or without a table by sector
modes = st.tuples(st.sampled_from(list(METHODS)), st.booleans(), st.booleans())


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


def do(poll_id, work, body, fails=False):
    """Do a piece of work in a transaction, which may fail at its end."""
    try:
        with transaction():
            outcome = work_for_real(poll_id, work, body, HOLDERS)
            if fails:
                raise GiveUp
    except GiveUp:
        return None
    return outcome


def do_both(app, waiters, poll_id, first, second, body, ending):
    """Do two pieces of work at the same time: the second begins while the first has worked and is not committed.

    Gives (what came of the first, of the second), and whether the second waited for the first.
    """
    if waiters is None:  # on SQLite the writer is alone from its first word
        done = do(poll_id, first, body, fails=ending == "give up")
        return (done, do(poll_id, second, body)), True
    one = Hand(app, lambda: work_for_real(poll_id, first, body, HOLDERS))
    assert not waiters.wait_for(one)
    two = Hand(app, lambda: work_for_real(poll_id, second, body, HOLDERS))
    has_waited = waiters.wait_for(two)
    done = one.end(ending)
    return ((None if ending == "give up" else done), two.end()), has_waited


def model_both(model, outcomes, first, second, has_waited):
    """Give the model after both pieces of work, in an order that comes to these outcomes; one that waited is second.

    The first outcome is None where the first gave up.
    """
    if outcomes[0] is None:
        assert outcomes[1] == model.run(second)
        return model
    other = deepcopy(model)
    in_order = model.run(first), model.run(second)
    if has_waited or outcomes == in_order:
        assert outcomes == in_order
        return model
    assert outcomes == (other.run(second), other.run(first))[::-1]
    return other


@settings(max_examples=SCHEDULES, deadline=None, derandomize="FAULT_SCHEDULES" not in os.environ, database=None,
          suppress_health_check=list(HealthCheck))
@given(mode=modes, schedule=schedules)
def test_whatever_is_done_in_whatever_order_comes_to_what_the_model_says(app, waiters, mode, schedule):
    method, is_secret, has_table = mode
    keys = {number: f"seat-{holder:03}" for number, holder in HOLDERS.items()}
    roll = [replace(voter, sector="xy"[number % 2], holder_key=keys.get(number), weight=weigh(number, is_secret))
            for number, voter in enumerate(voters(len(ROLL)))]
    body = {**body_of(method), "secret": is_secret, "breakdown": has_table,
            "rule": {"proxies": 1, "weighted": not is_secret}}
    rounds = [(open_poll(prepare(body, admission=True), roll), UrnModel(ROLL, body, is_secret))]
    for kind, *works in schedule:
        poll_id, model = rounds[-1]
        if kind == "failing":
            do(poll_id, works[0], model.body, fails=True)
        elif kind in ("alone", "retried"):
            for _ in range(1 + (kind == "retried")):
                assert do(poll_id, works[0], model.body) == model.run(works[0])
        else:
            ending = "commit" if kind == "overlapping" else "give up"
            outcomes, has_waited = do_both(app, waiters, poll_id, *works, model.body, ending)
            rounds[-1] = poll_id, model_both(model, outcomes, *works, has_waited)
        for held, told in rounds:
            assert (urn(held), marked(held)) == (told.urn(held), told.marked())
        if any(work[0] in NEXT_ROUND for work in works):
            rounds += open_next(poll_id, roll, is_secret)
    for poll_id, model in rounds:
        check_end(poll_id, model, has_table)


def open_next(poll_id, roll, is_secret):
    """Open the round prepared after a poll, the first of them if there are two: [(its id, its model)], or []."""
    prepared = db.session.scalars(select(Poll.id).where(Poll.previous_id == poll_id).order_by(Poll.id)).first()
    if prepared is None:
        return []
    body = body_after(poll_id)
    db.session.rollback()
    return [(open_poll(prepared, roll), UrnModel(ROLL, body, is_secret))]


def weigh(voter, is_secret):
    """Give what a voter weighs: in a named poll, each of the roll something else; who comes late weighs one."""
    return voter + 1 if voter in ROLL and not is_secret else 1


def check_end(poll_id, model, has_table):
    """Close and publish what is not cancelled, and find in the record exactly the ballots of the model."""
    if model.state == "cancelled":
        assert queries.get_poll(poll_id).state == "cancelled"
        check_rows(poll_id, model)
        return
    for work in (("close",), ("publish",)):
        assert do(poll_id, work, model.body) == model.run(work)
    text = queries.get_record(poll_id)
    record = json.loads(text)
    assert judge(text.encode()).code == 0
    assert [{"id": ballot["id"], "choice": ballot["choice"]} for ballot in record["ballots"]] == [
        {"id": ident, "choice": json.loads(choice)} for ident, choice in sorted(model.urn(poll_id).items())]
    assert sum(model.has_voted.values()) == len(model.ballots) == len(record["ballots"])
    weights = {receipt_of(poll_id, secret_of(poll_id, device)): weigh(voter, model.is_secret)
               for device, voter in model.owners.items()}
    assert {ballot["id"]: ballot.get("weight", 1) for ballot in record["ballots"]} == weights
    assert record["roll"]["voted"] == sum(weights.values())
    owners = {receipt_of(poll_id, secret_of(poll_id, device)): f"seat-{voter:03}"
              for device, voter in model.owners.items()}
    assert {ballot["id"]: ballot.get("voter") for ballot in record["ballots"]} == (
        dict.fromkeys(owners) if model.is_secret else owners)
    assert ("breakdown" in record) is has_table
    check_rows(poll_id, model)


def check_rows(poll_id, model):
    """Find nothing in the rows of a secret poll that is over but a choice under an id."""
    if model.is_secret:
        rows = select(Ballot.sector, Ballot.voter_key, Ballot.name).where(Ballot.poll_id == poll_id)
        assert set(db.session.execute(rows).all()) <= {(None, None, None)}

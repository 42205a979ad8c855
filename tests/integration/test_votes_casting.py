"""Casting ballots on both databases: the four cases, batches, refusals that change nothing."""

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError

from forum.core.database import db, transaction
from forum.core.errors import Refusal
from forum.votes import services
from forum.votes.models import Ballot, RollEntry
from forum.votes.sealing import receipt_of
from tests.support.polls import (
    APPROVE,
    YESNO,
    act,
    cast,
    keep_app,
    marked,
    open_poll,
    opened,
    prepare,
    secret_of,
    slip,
    urn,
    voters,
)

UNKNOWN = "x" * 22


@pytest.fixture(scope="module")
def app(backend):
    yield from keep_app(backend, "casting")


def standing(poll_id):
    return urn(poll_id), marked(poll_id)


def fails(change, *values):
    """Tell whether a change fails in a transaction of its own, the database refusing it or Python."""
    try:
        with transaction():
            change(*values)
    except (IntegrityError, TypeError):
        return True
    return False


def add(row):
    db.session.add(row)
    db.session.flush()


def test_first_ballot_marks_the_roll_and_stands_under_the_receipt(app):
    poll_id = opened()
    with transaction():
        (outcome,) = services.cast_batch([slip(poll_id, 1, "ba")])
    receipt = receipt_of(poll_id, secret_of(poll_id, 1))
    assert outcome == services.Outcome(receipt, replaced=False, first=True)
    assert standing(poll_id) == ({receipt: '{"options":["a","b"]}'}, {"seat-001"})


def test_same_choice_again_is_the_same_answer_and_moves_nothing(app):
    poll_id = opened()
    cast(slip(poll_id, 1, "ab"))
    before = standing(poll_id)
    with transaction():
        (outcome,) = services.cast_batch([slip(poll_id, 1, "ba")])
    assert (outcome.first, outcome.replaced) == (False, False)
    assert outcome.receipt in before[0]
    assert standing(poll_id) == before


def test_other_choice_replaces_and_the_last_one_counts(app):
    poll_id = opened()
    assert cast(slip(poll_id, 1, "ab")) == ["first"]
    assert cast(slip(poll_id, 1, "c")) == ["replaced"]
    assert cast(slip(poll_id, 1, {"blank": True})) == ["replaced"]
    assert list(urn(poll_id).values()) == ['{"blank":true}']


def test_voter_who_voted_elsewhere_is_told_and_nothing_changes(app):
    poll_id = opened()
    cast(slip(poll_id, 1, "a", device="phone"))
    before = standing(poll_id)
    assert cast(slip(poll_id, 1, "b", device="tablet")) == ["ballot_elsewhere"]
    assert standing(poll_id) == before


def test_secret_of_another_ballot_is_refused_and_nothing_changes(app):
    poll_id = opened()
    cast(slip(poll_id, 1, "a", device="tablet"))
    before = standing(poll_id)
    assert cast(slip(poll_id, 2, "b", device="tablet")) == ["secret_in_use"]
    assert cast(slip(poll_id, 2, "a", device="tablet")) == ["secret_in_use"]
    assert standing(poll_id) == before
    assert cast(slip(poll_id, 2, "b")) == ["first"]


def test_upper_case_secret_is_the_same_ballot(app):
    poll_id = opened()
    cast(slip(poll_id, 1, "a"))
    shouted = services.Cast(poll_id, "seat-001", secret_of(poll_id, 1).upper(), {"options": ["b"]})
    assert cast(shouted) == ["replaced"]
    assert len(urn(poll_id)) == 1


def test_same_secret_in_two_polls_is_two_ballots(app):
    one, two = opened(), opened()
    secret = secret_of("anywhere")
    slips = [services.Cast(poll_id, "seat-001", secret, {"options": ["a"]}) for poll_id in (one, two)]
    assert cast(*slips) == ["first", "first"]
    assert set(urn(one)).isdisjoint(urn(two))


def test_voter_outside_the_roll_is_refused(app):
    poll_id = opened(roll=3)
    assert cast(slip(poll_id, 3, "a")) == ["not_entitled"]
    assert standing(poll_id) == ({}, set())


@pytest.mark.parametrize(("acts", "code"), [
    ((), "poll_not_open"), (("open_poll",), None), (("open_poll", "close_poll"), "poll_closed"),
    (("open_poll", "close_poll", "publish"), "poll_closed"), (("open_poll", "cancel"), "poll_closed"),
    (("cancel",), "poll_closed"),
])
def test_ballots_are_taken_only_while_the_poll_is_open(app, acts, code):
    poll_id = prepare()
    for name in acts:
        values = {"open_poll": (voters(5), 5), "close_poll": (5,), "cancel": ("erreur",)}.get(name, ())
        act(name, poll_id, *values)
    assert cast(slip(poll_id, 1, "a")) == [code or "first"]


@pytest.mark.parametrize("poll_id", [
    UNKNOWN, "", "x", "\x00" * 22, "../../etc/passwd......", "'; DROP TABLE roll; --x", "é" * 22, None, 5, True, ["x"]])
def test_unknown_poll_is_refused_and_takes_no_other_ballot_with_it(app, poll_id):
    good = opened()
    broken = services.Cast(poll_id, "seat-001", "0" * 32, {"options": ["a"]})
    assert cast(broken, slip(good, 1, "a"), broken) == ["not_found", "first", "not_found"]


@pytest.mark.parametrize(("body", "choice"), [
    (APPROVE, {"options": ["zz"]}), (APPROVE, {"options": ["a", "a"]}), (APPROVE, {"options": ["a", "b", "c", "d"]}),
    (APPROVE, {"options": []}), (APPROVE, {"options": [["a"]]}), (APPROVE, {"options": [1, True, None]}),
    (APPROVE, {"options": [10**400]}), (APPROVE, {"answer": "yes"}), (APPROVE, []), (APPROVE, None), (APPROVE, 5),
    (APPROVE, {"options": ["a\x00"]}), (APPROVE, {"options": ["\ud800"]}), (APPROVE, {"options": ["a"], "weight": 9}),
    (YESNO, {"answer": True}), (YESNO, {"answer": ["yes"]}), (YESNO, {"options": ["yes"]}), (YESNO, {"blank": 1}),
])
def test_choice_that_is_not_allowed_is_refused_and_leaves_the_previous_ballot(app, body, choice):
    poll_id = opened(body)
    cast(slip(poll_id, 1, {"blank": True}))
    before = standing(poll_id)
    with transaction():
        (refusal, good) = services.cast_batch([slip(poll_id, 1, choice), slip(poll_id, 2, {"blank": True})])
    assert isinstance(refusal, Refusal)
    assert (refusal.code, list(refusal.fields)) == ("invalid", ["choice"])
    assert good.first
    after = standing(poll_id)
    assert before[0].items() <= after[0].items()
    assert after[1] == {"seat-001", "seat-002"}


@pytest.mark.parametrize("secret", [
    "", "0" * 31, "0" * 33, "g" * 32, None, 5, True, ["0" * 32], "0" * 32 + "\n", "٠" * 32])
def test_short_or_odd_secret_is_refused(app, secret):
    poll_id = opened()
    with transaction():
        (refusal,) = services.cast_batch([services.Cast(poll_id, "seat-001", secret, {"options": ["a"]})])
    assert (refusal.code, list(refusal.fields)) == ("invalid", ["secret"])
    assert standing(poll_id) == ({}, set())


# ---- batches ----

def test_ballots_of_one_voter_are_folded_in_order_of_arrival(app):
    poll_id = opened()
    assert cast(slip(poll_id, 1, "a"), slip(poll_id, 2, "b"), slip(poll_id, 1, "c"), slip(poll_id, 1, "c"),
                slip(poll_id, 1, "d", device="other"), slip(poll_id, 1, "e")) == [
        "first", "first", "replaced", "same", "ballot_elsewhere", "replaced"]
    assert sorted(urn(poll_id).values()) == ['{"options":["b"]}', '{"options":["e"]}']


def test_change_that_is_taken_back_in_the_same_batch_stands_as_it_was(app):
    poll_id = opened()
    cast(slip(poll_id, 1, "a"))
    assert cast(slip(poll_id, 1, "b"), slip(poll_id, 1, "a")) == ["replaced", "replaced"]
    assert list(urn(poll_id).values()) == ['{"options":["a"]}']


def test_two_voters_with_one_secret_in_a_batch_give_one_ballot(app):
    poll_id = opened()
    assert cast(slip(poll_id, 1, "a", device="tablet"), slip(poll_id, 2, "b", device="tablet"),
                slip(poll_id, 2, "b")) == ["first", "secret_in_use", "first"]
    assert len(urn(poll_id)) == 2


def test_batch_may_hold_several_polls_in_different_states(app):
    opened_one, closed, prepared = opened(), opened(YESNO), prepare()
    act("close_poll", closed, 5)
    assert cast(slip(closed, 1, "yes"), slip(opened_one, 1, "a"), slip(prepared, 1, "a")) == [
        "poll_closed", "first", "poll_not_open"]


def test_empty_batch_is_nothing(app):
    assert cast() == []


def test_transaction_that_fails_leaves_nothing(app):
    poll_id = opened()
    assert fails(lambda: services.cast_batch([slip(poll_id, 1, "a")]) / 0)
    assert standing(poll_id) == ({}, set())
    assert cast(slip(poll_id, 1, "a")) == ["first"]


def count_statements(slips):
    statements = []
    listener = lambda *arguments: statements.append(arguments[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listener)
    try:
        cast(*slips)
    finally:
        event.remove(db.engine, "before_cursor_execute", listener)
    return len(statements)


def test_number_of_statements_does_not_depend_on_the_size_of_the_batch(app):
    poll_id = opened(roll=700)
    few = count_statements([slip(poll_id, number, "a") for number in range(3)])
    many = count_statements([slip(poll_id, number, "b") for number in range(3, 700)])
    assert few == many
    changed_few = count_statements([slip(poll_id, number, "c") for number in range(3)])
    changed_many = count_statements([slip(poll_id, number, "c") for number in range(3, 700)])
    assert changed_few == changed_many
    assert few <= 12


# ---- named polls ----

def list_bearers(poll_id):
    columns = Ballot.voter_key, Ballot.name, Ballot.sector, Ballot.weight
    return db.session.execute(select(*columns).where(Ballot.poll_id == poll_id).order_by(Ballot.voter_key)).all()


def test_named_ballot_bears_its_voter(app):
    roll = [services.Voter("seat-001", name="Ana", sector="community"), services.Voter("seat-002", name="Paul")]
    poll_id = open_poll(prepare(YESNO, secret=False), roll)
    cast(slip(poll_id, 1, "yes"), slip(poll_id, 2, "no"))
    assert list_bearers(poll_id) == [("seat-001", "Ana", "community", 1), ("seat-002", "Paul", None, 1)]


def test_secret_ballot_bears_nothing_of_its_voter(app):
    roll = [services.Voter("seat-001", name="Ana", sector="community")]
    poll_id = open_poll(prepare(YESNO), roll)
    cast(slip(poll_id, 1, "yes"))
    assert list_bearers(poll_id) == [(None, None, None, 1)]


def test_named_ballot_can_be_changed_by_nobody_else_even_with_its_secret(app):
    poll_id = opened(YESNO, secret=False)
    cast(slip(poll_id, 1, "yes"), slip(poll_id, 2, "yes"))
    assert cast(slip(poll_id, 2, "no", device=1)) == ["secret_in_use"]
    assert cast(slip(poll_id, 3, "no", device=1)) == ["secret_in_use"]
    assert cast(slip(poll_id, 1, "no")) == ["replaced"]


def test_weight_of_the_roll_stands_on_the_ballot(app):
    roll = [services.Voter("seat-001", weight=3), services.Voter("seat-002", weight=1)]
    poll_id = open_poll(prepare(YESNO, secret=False), roll)
    cast(slip(poll_id, 1, "yes"), slip(poll_id, 2, "no"))
    assert [weight for *_, weight in list_bearers(poll_id)] == [3, 1]


# ---- what the database itself refuses ----

def test_database_refuses_a_second_named_ballot_of_a_voter(app):
    poll_id = opened(YESNO, secret=False)
    cast(slip(poll_id, 1, "yes"))
    assert fails(add, Ballot(poll_id=poll_id, id="f" * 64, choice="{}", weight=1, voter_key="seat-001"))
    assert fails(add, Ballot(poll_id=poll_id, id="short", choice="{}", weight=1, voter_key="seat-002"))
    assert not fails(add, Ballot(poll_id=poll_id, id="f" * 64, choice="{}", weight=1, voter_key="seat-002"))


def test_database_refuses_a_voter_twice_on_a_roll_and_an_unknown_poll(app):
    poll_id = opened()
    assert fails(add, RollEntry(poll_id=poll_id, voter_key="seat-001"))
    assert fails(add, RollEntry(poll_id=UNKNOWN, voter_key="seat-001"))
    assert not fails(add, RollEntry(poll_id=poll_id, voter_key="seat-009"))

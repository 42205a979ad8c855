"""Ballots counted by hand, on both databases: entered, confirmed by somebody else, merged, counted again by anyone."""

import json

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from forum.core.database import db, transaction
from forum.core.errors import Forbidden, Missing, Refusal
from forum.votes import queries, services
from forum.votes.models import Count
from forum.votes.recount import judge
from forum.votes.sealing import count_id_of, seal_of
from tests.support.polls import APPROVE, LATER, YESNO, act, cast, keep_app, opened, prepare, slip

ANNE, BEN = services.Teller("account:1", "Anne"), services.Teller("account:2", "Ben")
YES, NO = {"answer": "yes"}, {"answer": "no"}


@pytest.fixture(scope="module")
def app(backend):
    yield from keep_app(backend, "counts")


def enter(poll_id, channel="paper", people=10, choices=((YES, 6), (NO, 2)), teller=ANNE):
    with transaction():
        entered = services.enter_count(poll_id, channel, people, list(choices), teller, LATER)
        return queries.fingerprint_of_count(entered)


def confirm(poll_id, seen, channel="paper", teller=BEN):
    with transaction():
        services.confirm_count(poll_id, channel, seen, teller, LATER)


def refused(poll_id, **more):
    with pytest.raises(Refusal) as refusal:
        enter(poll_id, **more)
    assert queries.list_counts(poll_id) == []
    return refusal.value


def published(poll_id):
    act("close_poll", poll_id, 5)
    act("publish", poll_id)
    db.session.rollback()
    return json.loads(queries.get_record(poll_id))


def judged(record):
    return judge(json.dumps({**record, "seal": seal_of(record)}).encode())


@pytest.mark.parametrize("secret", [True, False])
def test_counts_are_merged_with_who_entered_and_confirmed_them(app, secret):
    poll_id = opened(YESNO, secret=secret)
    cast(slip(poll_id, 1, "no"), slip(poll_id, 2, "yes"))
    confirm(poll_id, enter(poll_id))
    confirm(poll_id, enter(poll_id, "hands", 3, [(YES, 1), ({"answer": "abstain"}, 1)]), "hands")
    record = published(poll_id)
    assert record["result"]["figures"] == {"yes": 8, "no": 3, "abstain": 1, "blank": 0}
    assert record["roll"] == {"entitled": 18, "present": 18, "present_closing": 18, "voted": 12, "blank": 0}
    at = "2031-05-06T13:05:00+00:00"
    who = {"entered_by": "Anne", "entered_at": at, "confirmed_by": "Ben", "confirmed_at": at}
    assert record["channels"] == [{"channel": "hands", "people": 3, "ballots": 2, **who},
                                  {"channel": "paper", "people": 10, "ballots": 8, **who}]
    counted = [ballot for ballot in record["ballots"] if "channel" in ballot]
    assert len(counted) == 4
    for ballot in counted:
        text = json.dumps(ballot["choice"], separators=(",", ":"))
        assert ballot["id"] == count_id_of(poll_id, ballot["channel"], text)
    assert [ballot["id"] for ballot in record["ballots"]] == sorted(ballot["id"] for ballot in record["ballots"])
    assert judged(record).code == 0


def test_recount_redoes_what_was_counted_by_hand(app):
    poll_id = opened(YESNO)
    confirm(poll_id, enter(poll_id))
    record = published(poll_id)
    ballots, (channel,) = record["ballots"], record["channels"]
    more = [{**ballot, "count": ballot["count"] + 1} for ballot in ballots]
    swapped = [{**ballot, "id": other["id"]} for ballot, other in zip(ballots, ballots[::-1], strict=True)]
    for wrong in ({"ballots": more}, {"ballots": swapped}, {"channels": []}, {"channels": 5}, {"channels": [5]},
                  {"channels": [{**channel, "ballots": 9}]}, {"channels": [{**channel, "confirmed_by": None}]},
                  {"channels": [{**channel, "confirmed_by": "Anne"}]}):
        assert judged({**record, **wrong}).code == 1


def test_poll_is_not_closed_before_a_second_teller_confirms(app):
    poll_id = opened(YESNO)
    seen = enter(poll_id)
    with pytest.raises(Forbidden):
        act("close_poll", poll_id, 5)
    with pytest.raises(Forbidden):
        confirm(poll_id, seen, teller=ANNE)
    confirm(poll_id, seen)
    confirm(poll_id, seen)
    assert [row.confirmed_by for row in queries.list_counts(poll_id)] == ["Ben"]
    act("close_poll", poll_id, 5)


def test_what_is_entered_anew_is_confirmed_anew(app):
    poll_id = opened(YESNO)
    seen = enter(poll_id)
    confirm(poll_id, seen)
    enter(poll_id, choices=[(YES, 1)])
    with pytest.raises(Refusal):
        confirm(poll_id, seen)
    assert [row.confirmed_at for row in queries.list_counts(poll_id)] == [None]
    with transaction():
        services.remove_count(poll_id, "paper", ANNE, LATER)
    assert published(poll_id)["roll"]["voted"] == 0


def test_count_is_entered_only_while_the_poll_is_open(app):
    closed = opened(YESNO)
    act("close_poll", closed, 5)
    assert refused(prepare(YESNO)).code == "poll_not_open"
    assert refused(closed).code == "poll_closed"
    is_open = opened(YESNO)
    for name, values in (("confirm_count", ("paper", "x", BEN, LATER)), ("remove_count", ("paper", BEN, LATER))):
        with pytest.raises(Missing), transaction():
            getattr(services, name)(is_open, *values)


@pytest.mark.parametrize(("more", "field"), [
    ({"people": 7}, "people"), ({"people": -1}, "people"), ({"people": "8"}, "people"), ({"people": True}, "people"),
    ({"people": 10**6}, "people"), ({"choices": [({"answer": "maybe"}, 1)]}, "choices.0"),
    ({"choices": [(YES, -1)]}, "choices.0"), ({"choices": [(YES, 1), (NO, 1.5)]}, "choices.1"),
    ({"choices": [({"options": ["a"]}, 1)]}, "choices.0"),
])
def test_bad_count_is_refused_without_change(app, more, field):
    refusal = refused(opened(YESNO), **more)
    assert (refusal.code, list(refusal.fields)) == ("invalid", [field])


def test_unknown_channel_and_colleges_are_refused(app):
    assert refused(opened(YESNO), channel="pigeon").code == "not_found"
    body = {**YESNO, "secret": False, "rule": {"colleges": ["x"]}}
    poll_id = prepare(body)
    act("open_poll", poll_id, [services.Voter("seat-001", sector="x")], 1)
    assert list(refused(poll_id).fields) == ["channel"]


def test_paper_of_several_choices_is_counted_by_kind_of_ballot(app):
    poll_id = opened(APPROVE)
    cast(slip(poll_id, 1, "a"))
    confirm(poll_id, enter(poll_id, choices=[({"options": ["b", "a"]}, 3), ({"options": ["a", "b"]}, 1),
                                             ({"blank": True}, 2)]))
    record = published(poll_id)
    assert {key: figure["votes"] for key, figure in record["result"]["figures"].items()} == {
        "a": 5, "b": 4, "c": 0, "d": 0, "e": 0}
    assert record["roll"]["blank"] == 2
    assert judged(record).code == 0


def test_database_refuses_a_count_confirmed_by_who_entered_it(app):
    poll_id = opened(YESNO)
    enter(poll_id)
    change = update(Count).where(Count.poll_id == poll_id)
    for values in ({"confirmed_key": "account:1", "confirmed_by": "Anne", "confirmed_at": LATER},
                   {"confirmed_key": "account:2", "confirmed_by": "Ben"}, {"people": -1}, {"channel": "x"}):
        with pytest.raises(IntegrityError), transaction():
            db.session.execute(change.values(**values))


def test_journal_tells_who_counted_and_not_what(app):
    poll_id = opened(YESNO)
    confirm(poll_id, enter(poll_id))
    db.session.rollback()
    rows = [(row.act, row.actor, row.detail) for row in queries.list_acts(poll_id)][2:]
    assert rows == [("counted", "Anne", {"channel": "paper", "people": 10, "ballots": 8}),
                    ("count_confirmed", "Ben", {"channel": "paper"})]

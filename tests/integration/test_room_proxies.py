"""Proxies in a room: given and taken back between votes, one ballot and one secret for each person represented."""

import json
import secrets

import pytest
from sqlalchemy import select

from forum.accounts.queries import find_account
from forum.accounts.services import make_api_token
from forum.core.database import db, transaction
from forum.core.errors import Forbidden, Missing, Refusal
from forum.plenary import queries, services
from forum.plenary.hall import hall_of
from forum.plenary.rules import voter_key
from forum.plenary.tellers.models import Proxy
from forum.plenary.tellers.queries import list_proxies
from forum.plenary.tokens import seat_token
from forum.plenary.writer import cast_vote
from forum.votes.models import Ballot, RollEntry
from forum.votes.queries import get_record
from forum.votes.recount import judge
from tests.support.cast import PEOPLE
from tests.support.rooms import YESNO, do, make_day, open_room, prepare, sit

ALLOWED = {**YESNO, "rule": {"majority": "1/2", "proxies": 2}}
YES, NO = {"answer": "yes"}, {"answer": "no"}


@pytest.fixture
def room(cast):
    return open_room(cast, make_day(cast))


def grant(cast, room, holder, name="Mme Absente", **more):
    with transaction():
        return services.grant_proxy(cast.fred, room.id, holder.number, name, **more).key


def refused(cast, room, number, name="Mme Absente", **more):
    with pytest.raises(Refusal) as refusal, transaction():
        services.grant_proxy(cast.fred, room.id, number, name, **more)
    return list(refusal.value.fields)


def vote(poll, seat, choice, secret=None, represented=None):
    return cast_vote(poll.id, seat, secret or secrets.token_hex(16), choice, represented)


def opened(cast, room, body=ALLOWED):
    poll = prepare(cast, room, body)
    do("open_poll", cast.fred, poll)
    return poll


@pytest.mark.parametrize("secret", [True, False])
def test_holder_casts_a_ballot_for_each_person_represented(app, cast, room, secret):
    holder = sit(room, name="Ana")
    key = grant(cast, room, holder)
    poll = opened(cast, room, {**ALLOWED, "secret": secret})
    assert vote(poll, holder, YES)["first"]
    mine = "0" * 32
    assert vote(poll, holder, NO, mine, key)["first"]
    assert vote(poll, holder, YES, mine, key)["replaced"]
    assert queries.voter_state(poll.id, holder) == {
        "entitled": True, "voted": True, "proxies": [{"for": key, "name": "Mme Absente", "voted": True}]}
    for name in ("close_poll", "publish_poll"):
        do(name, cast.fred, poll)
    record = json.loads(get_record(poll.id))
    assert (record["roll"]["entitled"], record["roll"]["present"]) == (2, 2)  # who is represented counts as present
    assert record["result"]["figures"]["yes"] == 2
    assert sorted(ballot.get("voter", "") for ballot in record["ballots"]) == (
        ["", ""] if secret else ["Ana", "Mme Absente"])
    assert judge(json.dumps(record).encode()).code == 0


def test_one_secret_is_one_ballot_whoever_it_is_for(app, cast, room):
    holder = sit(room)
    key = grant(cast, room, holder)
    poll = opened(cast, room)
    vote(poll, holder, YES, "0" * 32)
    with pytest.raises(Refusal) as refusal:
        vote(poll, holder, YES, "0" * 32, key)
    assert refusal.value.code == "secret_in_use"


def test_only_the_holder_votes_for_the_absent_and_the_absent_does_not(app, cast, room):
    holder, absent, other = sit(room), sit(room), sit(room)
    key = grant(cast, room, holder, own_seat=absent.number)
    assert key == voter_key(absent.id)
    poll = opened(cast, room)
    for seat, represented in ((absent, None), (other, key), (other, voter_key(holder.id)), (holder, "proxy:none"),
                              (holder, voter_key(other.id)), (holder, "x" * 64)):
        with pytest.raises(Refusal) as refusal:
            vote(poll, seat, YES, represented=represented)
        assert refusal.value.code == "not_entitled"
    assert vote(poll, holder, YES, represented=key)["first"]
    assert vote(poll, holder, YES, represented=voter_key(holder.id))["first"]
    assert queries.voter_state(poll.id, absent) == {"entitled": False, "voted": True}
    assert hall_of(room.id).voter(absent) == {"poll": poll.id, "entitled": False, "voted": True}
    assert hall_of(room.id).figures() == (3, 0), "two voted of a small roll: the number moves in steps of five"


def test_proxies_are_told_to_their_holder_alone(app, cast, room):
    holder, other = sit(room), sit(room)
    key = grant(cast, room, holder)
    poll = opened(cast, room)
    hall = hall_of(room.id)
    held = [{"for": key, "name": "Mme Absente", "voted": False}]
    assert hall.voter(holder) == {"poll": poll.id, "entitled": True, "voted": False, "proxies": held}
    assert "proxies" not in hall.voter(other)
    for public in (hall.body().decode(), repr(hall.snapshot()), repr(hall.by_sector())):
        assert key not in public
        assert "Absente" not in public


def test_proxies_count_only_where_the_rule_allows_them(app, cast, room):
    holder, absent = sit(room), sit(room)
    key = grant(cast, room, holder, own_seat=absent.number)
    poll = opened(cast, room, YESNO)
    with pytest.raises(Refusal):
        vote(poll, holder, YES, represented=key)
    assert vote(poll, absent, YES)["first"]


def test_poll_that_allows_fewer_than_somebody_carries_is_not_opened(app, cast, room):
    holder = sit(room)
    for name in ("A", "B", "C"):
        grant(cast, room, holder, name)
    poll = prepare(cast, room, ALLOWED)
    with pytest.raises(Refusal):
        do("open_poll", cast.fred, poll)
    assert db.session.scalars(select(RollEntry).where(RollEntry.poll_id == poll.id)).all() == []


def test_nothing_changes_during_a_vote(app, cast, room):
    holder = sit(room)
    grant(cast, room, holder)
    proxy_id = db.session.scalar(select(Proxy.id))
    poll = opened(cast, room)
    with pytest.raises(Forbidden):
        grant(cast, room, holder, "Autre")
    with pytest.raises(Forbidden), transaction():
        services.revoke_proxy(cast.fred, room.id, proxy_id)
    do("close_poll", cast.fred, poll)
    for _ in range(2):
        with transaction():
            services.revoke_proxy(cast.fred, room.id, proxy_id)
    assert list_proxies(room.id) == []
    assert [(act.act, act.detail) for act in queries.list_acts(room.id)][-2:] == [
        ("proxy", "Mme Absente → 1"), ("proxy_revoked", "Mme Absente")]


def test_only_who_drives_the_room_gives_proxies(app, cast, room):
    holder = sit(room)
    for viewer in (cast.paul, cast.ana):
        with pytest.raises(Forbidden), transaction():
            services.grant_proxy(viewer, room.id, holder.number, "X")
    with pytest.raises(Missing), transaction():
        services.revoke_proxy(cast.fred, room.id, 99)


def test_bad_proxy_is_refused_without_change(app, cast, room):
    holder, absent, observer = sit(room), sit(room), sit(room, capacity="observer")
    assert refused(cast, room, 99) == ["holder"]
    assert refused(cast, room, observer.number) == ["holder"]
    assert refused(cast, room, holder.number, " ") == ["name"]
    assert refused(cast, room, holder.number, "x" * 81) == ["name"]
    assert refused(cast, room, holder.number, own_seat=holder.number) == ["own_seat"]
    assert refused(cast, room, holder.number, own_seat=99) == ["own_seat"]
    assert refused(cast, room, holder.number, sector="lune") == ["sector"]
    assert list_proxies(room.id) == []
    grant(cast, room, holder, own_seat=absent.number)
    assert refused(cast, room, absent.number) == ["holder"]
    assert refused(cast, room, observer.number, own_seat=absent.number) == ["holder", "own_seat"]
    assert refused(cast, room, holder.number, own_seat=absent.number) == ["own_seat"]


def test_proxy_of_a_seat_that_was_left_stands_no_longer(app, cast, room):
    holder, other = sit(room), sit(room)
    grant(cast, room, holder)
    with transaction():
        services.release_seat(holder)
    poll = opened(cast, room)
    assert {row.voter_key for row in db.session.scalars(select(RollEntry).where(RollEntry.poll_id == poll.id))} == {
        voter_key(other.id)}


def test_program_votes_for_somebody_by_the_key_it_was_given(app, cast, room):
    holder = sit(room)
    grant(cast, room, holder)
    poll = opened(cast, room)
    client, headers = app.test_client(), {"Authorization": f"Bearer {seat_token(holder.id)}"}
    told = client.get(f"/api/v1/polls/{poll.id}/voter", headers=headers).json
    (held,) = told["proxies"]
    path = f"/api/v1/polls/{poll.id}/ballots"
    body = {"secret": "1" * 32, "choice": YES, "for": held["for"]}
    assert [client.post(path, json=body, headers=headers).status_code for _ in range(2)] == [201, 200]
    assert client.post(path, json={**body, "for": 5}, headers=headers).status_code == 422
    assert client.post(path, json={**body, "for": "seat:1"}, headers=headers).json["error"]["code"] == "not_entitled"
    db.session.rollback()
    assert len(db.session.scalars(select(Ballot).where(Ballot.poll_id == poll.id)).all()) == 1


def test_no_token_of_a_person_opens_a_seat(app, cast, room):
    with transaction():
        token = make_api_token(find_account(PEOPLE["fred"][0]))
    answer = app.test_client().post(f"/api/v1/polls/{'x' * 22}/ballots", headers={"Authorization": f"Bearer {token}"},
                                    json={"secret": "0" * 32, "choice": YES, "for": "proxy:x"})
    assert answer.status_code == 401


def test_who_is_represented_is_present_when_their_holder_is(app, cast, room):
    here, away, owner = sit(room), sit(room), sit(room)
    grant(cast, room, here)
    grant(cast, room, away, name="M. Absent")
    grant(cast, room, here, name="Mme Là", own_seat=owner.number)  # who is in the room as well counts once
    hall_of(room.id).presence.gone(away.id)
    poll = opened(cast, room, {**ALLOWED, "rule": {"majority": "1/2", "base": "present", "proxies": 2}})
    assert (poll.entitled, poll.present_opening) == (5, 3)

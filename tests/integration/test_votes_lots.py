"""The lot: announced by a hash, drawn from a seed that nobody is shown before the result, redone by anyone."""

import json
import logging
import re

import pytest

from forum.accounts.queries import find_account
from forum.accounts.services import make_api_token
from forum.core.database import db, transaction
from forum.core.errors import Refusal
from forum.plenary import presenters
from forum.plenary.hall import hall_of
from forum.plenary.scene import make_poll
from forum.votes import queries, services
from forum.votes.models import Act, Poll
from forum.votes.recount import judge
from forum.votes.sealing import seal_of
from forum.votes.ties import commitment_of, draw_lots
from tests.support import rooms
from tests.support.cast import PEOPLE
from tests.support.polls import APPROVE, act, cast, open_poll, opened, prepare, slip

LOT = {**APPROVE, "rule": {"tie": {"by": "lot"}}}


def seed_of(poll_id):
    db.session.rollback()
    return db.session.get(Poll, poll_id).lot_seed


def held():
    """Hold a poll whose second place is drawn between b and c; give its record."""
    poll_id = opened(LOT)
    cast(slip(poll_id, 1, "ab"), slip(poll_id, 2, "ac"))
    act("close_poll", poll_id, 5)
    act("publish", poll_id)
    return json.loads(queries.get_record(poll_id))


def judged(record):
    return judge(json.dumps({**record, "seal": seal_of(record)}).encode())


def test_hash_is_shown_from_the_start_and_frozen_at_opening(app):
    poll_id = prepare(LOT)
    poll = queries.get_poll(poll_id)
    shown = poll.rule["tie"]
    assert shown == {"by": "lot", "hash": commitment_of(poll.lot_seed)}
    open_poll(poll_id)
    assert make_poll(queries.get_poll(poll_id))["rule"]["tie"] == shown


def test_record_holds_hash_seed_and_draw_and_anyone_redoes_it(app):
    record = held()
    tie, settled = record["poll"]["rule"]["tie"], record["result"]["settled"]
    assert tie == {"by": "lot", "hash": commitment_of(tie["seed"]), "seed": tie["seed"]}
    order = draw_lots(tie["seed"], ["b", "c"])
    assert settled == {"by": "lot", "tied": ["b", "c"], "order": order}
    assert record["result"]["winners"] == ["a", order[0]]
    assert judged(record).code == 0


def test_recount_refuses_another_seed_another_hash_and_another_draw(app, english):
    record = held()
    tie = record["poll"]["rule"]["tie"]
    told = judged(with_tie(record, {**tie, "seed": "0" * 32}))
    assert any("hash that was announced" in text for text in told.differences)
    assert judged(with_tie(record, {**tie, "hash": commitment_of("0" * 32)})).code == 1
    for missing in ("seed", "hash"):
        told = judged(with_tie(record, {name: value for name, value in tie.items() if name != missing}))
        assert told.code == 1
        assert any("both its hash and its seed" in text for text in told.differences)
    result = record["result"]
    other = {**result["settled"], "order": result["settled"]["order"][::-1]}
    assert judged({**record, "result": {**result, "settled": other}}).code == 1
    assert judged({**record, "result": {**result, "winners": ["a", other["order"][0]]}}).code == 1


def with_tie(record, tie):
    poll = record["poll"]
    return {**record, "poll": {**poll, "rule": {**poll["rule"], "tie": tie}}}


def test_editing_draws_anew_and_the_seed_goes_with_the_lot(app):
    poll_id = prepare(LOT)
    seeds = {seed_of(poll_id)}
    for _ in range(3):
        act("edit_prepared", poll_id, services.read_spec(LOT))
        seeds.add(seed_of(poll_id))
        assert queries.get_poll(poll_id).rule["tie"]["hash"] == commitment_of(seed_of(poll_id))
    assert len(seeds) == 4
    act("edit_prepared", poll_id, services.read_spec(APPROVE))
    assert seed_of(poll_id) is None


@pytest.mark.parametrize("name", ["hash", "seed"])
def test_hash_or_seed_that_is_sent_is_refused(app, name):
    with pytest.raises(Refusal) as refusal:
        services.read_spec({**APPROVE, "rule": {"tie": {"by": "lot", name: "0" * 32}}})
    assert (refusal.value.code, list(refusal.value.fields)) == ("invalid", [f"rule.tie.{name}"])


# ---- in a room ----


@pytest.fixture
def room(cast):
    return rooms.open_room(cast, rooms.make_day(cast))


def test_program_asks_for_a_lot_and_cannot_bring_its_own(app, cast, room):
    with transaction():
        token = make_api_token(find_account(PEOPLE["fred"][0]))
    client, path = app.test_client(), f"/api/v1/rooms/{room.code}/polls"
    headers = {"Authorization": f"Bearer {token}"}
    made = client.post(path, json=LOT, headers=headers)
    assert made.status_code == 201
    assert re.fullmatch("sha256:[0-9a-f]{64}", made.json["rule"]["tie"]["hash"])
    for name in ("hash", "seed"):
        body = {**APPROVE, "rule": {"tie": {"by": "lot", name: commitment_of("0" * 32)}}}
        answer = client.post(path, json=body, headers=headers)
        assert answer.status_code == 422
        assert list(answer.json["error"]["fields"]) == [f"rule.tie.{name}"]


def test_second_round_draws_its_own_lot(app, cast, room):
    poll = rooms.prepare(cast, room, LOT)
    first, first_seed = dict(poll.rule["tie"]), poll.lot_seed
    second = rooms.do("duplicate_poll", cast.fred, poll)
    assert second.rule["tie"]["by"] == "lot"
    assert second.rule["tie"] != first
    assert second.lot_seed != first_seed


def test_seed_is_nowhere_before_the_result_is_published(app, client, cast, room, caplog):
    caplog.set_level(logging.DEBUG)
    seat = rooms.sit(room)
    poll = rooms.prepare(cast, room, LOT)
    poll_id, seed = poll.id, poll.lot_seed
    for name in ("open_poll", "close_poll"):
        rooms.do(name, cast.fred, poll)
        hall = hall_of(room.id)
        shown = [hall.snapshot(), hall.body().decode(), presenters.console_state(db.session.merge(room), cast.fred),
                 make_poll(queries.get_poll(poll_id)), hall.voter(seat), caplog.text,
                 [row.detail for row in db.session.query(Act).all()]]
        assert seed not in repr(shown)
        assert shown[0]["poll"]["rule"]["tie"]["hash"] == commitment_of(seed)
        for page in (f"/fr/votes/{poll_id}/", f"/fr/votes/{poll_id}/vue/", f"/fr/salle/{room.code}/ecran/"):
            assert seed not in client.get(page).get_data(as_text=True)
    rooms.do("publish_poll", cast.fred, poll)
    assert hall_of(room.id).snapshot()["poll"]["rule"]["tie"]["seed"] == seed

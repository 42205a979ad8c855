"""Who may vote: how one enters a room, slips, badges, accounts; a seat each, on the roll only as the room asks."""

import json
import secrets

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from forum.core.database import db, transaction
from forum.core.errors import Forbidden, Refusal
from forum.events.queries import get_event, list_workshops
from forum.events.services import give_role, replace_programme
from forum.plenary import queries, services
from forum.plenary.entry import codes as pass_codes
from forum.plenary.entry import passes
from forum.plenary.entry.models import Participant, Pass
from forum.plenary.hall import hall_of
from forum.plenary.models import RoomAct, Seat
from forum.plenary.writer import cast_vote
from forum.votes.models import Poll
from forum.votes.presenters import notices, rule_sentences
from forum.votes.queries import get_record
from forum.votes.recount import judge
from tests.support.forum import count_queries
from tests.support.rooms import APPROVE, YESNO, do, make_day, open_room, prepare, sit

LIST = "Éloïse Côté; Coop des Rives; Communautaire\nJean Roy;;government\nAna Vue"


@pytest.fixture
def room(cast):
    return open_room(cast, make_day(cast))


def act(name, *values, **more):
    with transaction():
        return getattr(services, name)(*values, **more)


def enter_by(cast, room, entry):
    act("set_entry", cast.fred, room.id, entry)
    db.session.refresh(room)


def slips(cast, room, count=3, **more):
    """Make slips and give their codes."""
    act("make_slips", cast.fred, room.id, count, **more)
    return [pass_codes.code_of(row.nonce) for row in passes.list_slips(room.id)]


def refused(room, **wish):
    with pytest.raises(Refusal) as refusal, transaction():
        services.take_seat(room.id, **{"device": secrets.token_hex(16), "sector": "community", **wish})
    return refusal.value.code, list(refusal.value.fields)


def opened(cast, room, body=YESNO, **more):
    poll = prepare(cast, room, body, **more)
    do("open_poll", cast.fred, poll)
    return db.session.get(Poll, poll.id)


def finish(cast, poll):
    for name in ("close_poll", "publish_poll"):
        do(name, cast.fred, poll)
    return json.loads(get_record(poll.id))


def workshops(cast, *titles):
    rows = [{"kind": "workshop", "title_fr": title} for title in titles]
    with transaction():
        replace_programme(cast.admin, "journee", rows)
    return [row.id for row in list_workshops(get_event("journee", cast.admin).id)]


def test_the_entry_is_changed_between_votes_by_who_has_the_hand_and_prepared_votes_follow(app, cast, room):
    poll = prepare(cast, room, YESNO)
    assert poll.indicative
    enter_by(cast, room, "slips")
    db.session.refresh(poll)
    assert (poll.indicative, poll.entry) == (False, "slips")
    assert hall_of(room.id).snapshot()["entry"] == "slips"
    assert db.session.scalars(select(RoomAct.detail).where(RoomAct.act == "entry")).all() == ["slips"]
    with pytest.raises(Forbidden), transaction():
        services.set_entry(cast.sol, room.id, "open")
    with pytest.raises(Refusal), transaction():
        services.set_entry(cast.fred, room.id, "anybody")
    do("open_poll", cast.fred, poll)
    with pytest.raises(Forbidden), transaction():
        services.set_entry(cast.fred, room.id, "open")


def test_a_slip_is_one_seat_for_one_device_and_only_such_seats_are_on_the_roll(app, cast, room):
    early = sit(room)
    enter_by(cast, room, "slips")
    first, second, third = slips(cast, room)
    device = secrets.token_hex(16)
    seat = sit(room, device=device, slip=f"{first[:4].lower()} {first[4:]}")
    assert sit(room, device=device, slip=first).id == seat.id
    assert refused(room, slip=first) == ("forbidden", ["slip"])
    assert refused(room, slip=second, device=device) == ("forbidden", ["slip"])
    assert refused(room, slip="ABCDEFGH") == refused(room, slip="") == ("invalid", ["slip"])
    observer = sit(room, capacity="observer")
    poll = opened(cast, room)
    assert poll.entitled == 1
    assert cast_vote(poll.id, seat, "1" * 32, {"answer": "yes"})["first"]
    for other in (early, observer):
        with pytest.raises(Refusal, match="not_entitled"):
            cast_vote(poll.id, other, "2" * 32, {"answer": "yes"})
    record = finish(cast, poll)
    assert (record["poll"]["indicative"], record["poll"]["entry"]) == (False, "slips")
    assert judge(json.dumps(record).encode()).code == 0
    assert "billet" in notices(poll)[0]
    counts = passes.count_slips(room.id)
    assert (counts["used"], counts["unused"]) == (1, 2)
    assert act("revoke_slips", cast.fred, room.id) == 2
    assert act("revoke_slips", cast.fred, room.id) == 0
    assert refused(room, slip=third) == ("forbidden", ["slip"])


def test_the_device_that_sat_in_the_open_room_is_admitted_in_its_own_seat(app, cast, room):
    device = secrets.token_hex(16)
    seat = sit(room, device=device)
    enter_by(cast, room, "slips")
    code, *_ = slips(cast, room, 1, sector="university")
    again = sit(room, device=device, slip=code)
    assert (again.id, again.entry, again.sector) == (seat.id, "slips", "university")
    enter_by(cast, room, "open")
    assert opened(cast, room).entitled == 1


def test_two_slips_of_a_batch_for_two_devices_are_one_seat(app, cast, room):
    enter_by(cast, room, "slips")
    code, *_ = slips(cast, room, 1)
    wish = {"sector": "community", "name": "", "organisation": "", "capacity": "personal", "slip": code}
    with transaction():
        outcomes = services.take_seats(room.id, [{**wish, "device": digit * 32} for digit in "ab"])
    assert [type(outcome) for outcome in outcomes] == [tuple, Refusal]


def test_the_database_refuses_a_second_seat_for_a_pass_and_for_an_account(app, cast, room):
    enter_by(cast, room, "slips")
    code, *_ = slips(cast, room, 1)
    seat = db.session.get(Seat, sit(room, slip=code).id)
    for same in ({"pass_id": seat.pass_id}, {"account_id": cast.paul.id}):
        rows = [Seat(id=number, room_id=room.id, device=str(number), number=number, sector="community",
                     taken_at=seat.taken_at, **same) for number in (70, 71)]
        with pytest.raises(IntegrityError), transaction():
            db.session.add_all(rows)
    with pytest.raises(IntegrityError), transaction():
        db.session.get(Seat, seat.id).pass_id = None


def test_codes_leave_out_what_hands_confuse_and_are_stored_as_hashes_alone(app, cast, room):
    codes = slips(cast, room, 200)
    assert not set("0O1I") & set("".join(codes))
    assert len(set(codes)) == 200
    db.session.rollback()
    dump = "\n".join(str(row) for row in db.session.execute(Pass.__table__.select()))
    assert not [code for code in codes if code in dump]
    key = pass_codes.key_of(passes.list_slips(room.id)[0].nonce)
    assert key not in dump
    assert queries.find_room_of_pass(key).id == room.id


def test_an_account_has_one_seat_in_its_own_name(app, cast, room):
    enter_by(cast, room, "accounts")
    assert refused(room) == ("forbidden", ["slip"])
    seat = sit(room, account=cast.paul, name="Un autre nom")
    assert seat.name == cast.paul.name
    assert refused(room, account=cast.paul) == ("forbidden", ["slip"])
    assert sit(room, capacity="observer").capacity == "observer"
    poll = opened(cast, room, secret=False)
    cast_vote(poll.id, seat, "1" * 32, {"answer": "yes"})
    assert [ballot["voter"] for ballot in finish(cast, poll)["ballots"]] == [cast.paul.name]


def test_only_who_was_checked_in_votes_and_several_desks_do_the_same_once(app, cast, room):
    event_id = room.event_id
    assert act("paste_participants", cast.fred, event_id, LIST) == (3, 0)
    assert act("paste_participants", cast.fred, event_id, f"{LIST}\n; ;\n") == (0, 3)
    assert act("paste_participants", cast.fred, event_id, LIST.replace(";", "\t")) == (0, 3), "cells of a sheet"
    enter_by(cast, room, "checked_in")
    people = {row.name: row for row in db.session.scalars(select(Participant))}
    code = {name: pass_codes.code_of(db.session.get(Pass, row.pass_id).nonce) for name, row in people.items()}
    eloise = people["Éloïse Côté"]
    assert refused(room, slip=code["Éloïse Côté"]) == ("forbidden", ["slip"])
    for viewer in (cast.fred, cast.sol):
        act("check_in", viewer, eloise.id)
    assert db.session.get(Participant, eloise.id).checked_in_by == cast.fred.name
    seat = sit(room, slip=code["Éloïse Côté"], sector=None, name="Quelqu’un")
    assert (seat.name, seat.sector, seat.entry) == ("Éloïse Côté", "community", "checked_in")
    act("check_in", cast.fred, people["Ana Vue"].id)
    assert refused(room, slip=code["Ana Vue"], sector=None) == ("invalid", ["sector"])
    sit(room, slip=code["Ana Vue"], sector="university")
    assert opened(cast, room).entitled == 2
    act("check_in", cast.fred, eloise.id, is_here=False)
    do("cancel_poll", cast.fred, db.session.get(Poll, hall_of(room.id).poll_id), "Essai.")
    assert opened(cast, room).entitled == 1
    values = {"name": "Ana Vue", "capacity": "observer"}
    act("edit_participant", cast.fred, people["Ana Vue"].id, values)
    do("cancel_poll", cast.fred, db.session.get(Poll, hall_of(room.id).poll_id), "Essai.")
    assert opened(cast, room).entitled == 0


def test_the_desk_may_check_in_and_nobody_else_sees_the_list(app, cast, room):
    with pytest.raises(Forbidden), transaction():
        services.add_participant(cast.paul, room.event_id, {"name": "X"})
    with transaction():
        give_role(room.event_id, cast.paul.id, "desk")
    person = act("add_participant", cast.paul, room.event_id, {"name": "Rémi"})
    for values, field in (({"name": " rémi "}, "name"), ({"name": ""}, "name"),
                          ({"name": "Z", "sector": "x"}, "sector"), ({"name": "Z", "workshop": 999}, "workshop")):
        with pytest.raises(Refusal) as refusal, transaction():
            services.add_participant(cast.paul, room.event_id, values)
        assert list(refusal.value.fields) == [field]
    with pytest.raises(Refusal) as refusal, transaction():
        services.paste_participants(cast.paul, room.event_id, "Zoé;;Inconnu")
    assert "Ligne 1" in str(refusal.value.fields["lines"])
    act("remove_participant", cast.paul, person.id)
    assert not db.session.scalars(select(Pass)).all()


def test_a_vote_for_some_sectors_is_frozen_for_them_and_says_so(app, cast, room):
    inside, outside = sit(room, "university"), sit(room, "community")
    poll = opened(cast, room, electorate={"sectors": ["university"]}, admission=True)
    assert poll.entitled == 1
    assert hall_of(room.id).voter(outside) == {"poll": poll.id, "entitled": False, "voted": False, "outside": True}
    assert hall_of(room.id).snapshot()["poll"]["electorate"] == {
        "sectors": [{"id": "university", "label": {"fr": "Universitaire", "en": "University"}}]}
    assert [seat.id for seat in hall_of(room.id).waiting()] == []
    late = sit(room, "university")
    assert [seat.id for seat in hall_of(room.id).waiting()] == [late.id]
    with pytest.raises(Refusal), transaction():
        services.admit_seat(cast.fred, poll.id, outside.id)
    act("admit_seat", cast.fred, poll.id, late.id)
    assert "Universitaire" in " ".join(rule_sentences(poll))
    cast_vote(poll.id, inside, "1" * 32, {"answer": "yes"})
    record = finish(cast, poll)
    assert record["poll"]["electorate"] == {"sectors": {"university": "Universitaire"}}
    assert record["roll"]["present"] == 2
    assert judge(json.dumps(record).encode()).code == 0
    again = do("duplicate_poll", cast.fred, poll)
    assert again.electorate == poll.electorate


def test_a_vote_for_a_workshop_is_for_who_said_it_or_whose_badge_does(app, cast, room):
    one, two = workshops(cast, "Outils", "Réseaux")
    sit(room, workshop=one)
    sit(room, workshop=two)
    sit(room)
    assert refused(room, workshop=10**6) == ("invalid", ["workshop"])
    poll = opened(cast, room, APPROVE, electorate={"workshop": one})
    assert poll.entitled == 1
    assert finish(cast, poll)["poll"]["electorate"] == {"workshop": {"id": one, "title": "Outils"}}


@pytest.mark.parametrize("electorate", [{"sectors": ["x"]}, {"sectors": []}, {"workshop": 12345}, {"workshop": "a"}, {},
                                        {"sectors": ["university"], "workshop": 1}, ["university"]])
def test_an_electorate_that_is_nobody_is_refused(app, cast, room, electorate):
    with pytest.raises(Refusal) as refusal, transaction():
        services.prepare_poll(cast.fred, room.id, {**YESNO, "electorate": electorate})
    assert list(refusal.value.fields)[0].startswith("electorate")


def test_the_api_takes_a_slip_and_says_how_one_enters(app, client, cast, room):
    enter_by(cast, room, "slips")
    code, *_ = slips(cast, room, 1, sector="community")
    address = f"/api/v1/rooms/{room.code}"
    assert client.get(address).json["entry"] == "slips"
    refusal = client.post(f"{address}/seats", json={"sector": "community"})
    assert (refusal.status_code, refusal.json["error"]["code"]) == (422, "invalid")
    answer = client.post(f"{address}/seats", json={"slip": code, "device": "a" * 32})
    assert answer.status_code == 201
    assert client.post(f"{address}/seats", json={"slip": code, "device": "a" * 32}).json == answer.json
    elsewhere = client.post(f"{address}/seats", json={"slip": code, "device": "b" * 32})
    assert (elsewhere.status_code, elsewhere.json["error"]["code"]) == (403, "forbidden")


def test_wrong_slip_codes_are_slowed_and_scanned_keys_are_not(app, client, cast, room):
    enter_by(cast, room, "slips")
    code, *_ = slips(cast, room, 1)
    key = pass_codes.key_of(passes.list_slips(room.id)[0].nonce)
    address = f"/api/v1/rooms/{room.code}/seats"
    seen = [client.post(address, json={"slip": "ABCDEFGH", "sector": "community"}).status_code for _ in range(62)]
    assert (seen[0], seen[-1]) == (422, 429)
    assert client.post(address, json={"slip": code, "sector": "community"}).status_code == 429
    assert client.post(address, json={"slip": key, "sector": "community"}).status_code == 201


def test_an_open_room_asks_no_more_of_the_database_for_many_seats_than_for_one(app, room):
    def count(size):
        wishes = [{"device": secrets.token_hex(16), "sector": "community", "name": "", "organisation": "",
                   "capacity": "personal"} for _ in range(size)]
        with count_queries() as statements, transaction():
            services.take_seats(room.id, wishes)
        return len(statements)

    count(1)  # the room and its day are loaded once
    assert count(60) <= count(1) + 2


def test_a_workshop_that_is_moved_or_renamed_is_the_same_one(app, cast, room):
    first, second = workshops(cast, "Outils", "Réseaux")
    assert workshops(cast, "Réseaux", "Outils") == [second, first]
    assert workshops(cast, "Réseaux", "Outils communs") == [second, first]
    assert workshops(cast, "Accueil", "Réseaux", "Outils communs")[1:] == [second, first]
    assert workshops(cast, "Outils communs") == [first]

"""What the desk's devices noted, with or without the network: one person arrives once, at the earliest time noted."""

import json
import secrets
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum.core.database import db, transaction, utc_now
from forum.core.errors import Forbidden, Missing, Refusal
from forum.plenary import services
from forum.plenary.entry import arrivals, codes
from forum.plenary.entry.models import Participant, Pass
from forum.plenary.entry.reception import list_badges
from forum.plenary.papers.passes import print_badges
from tests.support.rooms import make_day, open_room
from tests.support.sites import token_of
from tests.support.urn_model import Hand, Waiters

DESK = "/fr/journees/journee/accueil/"
NOW = utc_now().replace(microsecond=0)


@pytest.fixture
def day(cast):
    return make_day(cast)


@pytest.fixture
def lise(cast, day):
    """Expect Lise at the day."""
    with transaction():
        return services.add_participant(cast.fred, day.id, {"name": "Lise Roy", "organisation": "Coop"}).id


def arrival(minutes=0, **more):
    return {"key": secrets.token_hex(16), "at": (NOW - timedelta(minutes=minutes)).isoformat(), **more}


def take(viewer, day, sent):
    with transaction():
        person, was_here = services.take_arrival(viewer, day.id, sent, NOW)
        return person.id, was_here


def person_of(ident):
    db.session.rollback()
    return db.session.get(Participant, ident, populate_existing=True)


def count():
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Participant))


@pytest.mark.parametrize(("first", "then"), [(9, 3), (3, 9)])
def test_two_desks_that_saw_one_person_keep_the_earliest_time(cast, day, lise, first, then):
    assert take(cast.fred, day, arrival(first, person=lise)) == (lise, False)
    assert take(cast.sol, day, arrival(then, person=lise)) == (lise, True)
    assert person_of(lise).checked_in_at == NOW - timedelta(minutes=9)


def test_a_walk_in_that_is_sent_twice_is_added_once(cast, day):
    sent = arrival(name="Paul Imprévu", organisation="Cégep", sector="university")
    ident, was_here = take(cast.fred, day, sent)
    assert take(cast.fred, day, sent) == (ident, True)
    assert (was_here, count(), person_of(ident).checked_in_at) == (False, 1, NOW)


def test_a_walk_in_who_is_on_the_list_under_that_name_is_that_person(cast, day, lise):
    assert take(cast.fred, day, arrival(name="LISE  ROY", organisation="coop")) == (lise, False)
    assert count() == 1


def test_a_time_to_come_is_now_and_one_too_old_is_a_day_ago(cast, day, lise):
    take(cast.fred, day, arrival(-90, person=lise))
    assert person_of(lise).checked_in_at == NOW
    take(cast.fred, day, arrival(60 * 24 * 9, person=lise))
    assert person_of(lise).checked_in_at == NOW - timedelta(days=1)


def test_only_the_desk_notes_arrivals_and_only_of_its_day(cast, day, lise):
    other = make_day(cast, "autre", "2032")
    with transaction():
        stranger = services.add_participant(cast.fred, other.id, {"name": "Ailleurs"}).id
    for viewer, sent, fault in ((cast.paul, arrival(person=lise), Forbidden), (cast.paul, arrival(name="X"), Forbidden),
                                (cast.fred, arrival(person=stranger), Missing)):
        with pytest.raises(fault):
            take(viewer, day, sent)
    assert (count(), person_of(lise).checked_in_at) == (2, None)


@pytest.mark.parametrize("sent", [
    7, {}, {"key": "x", "at": NOW.isoformat(), "person": 1}, arrival(person="1"), arrival(person=True),
    arrival(person=10**12), arrival(name=""), arrival(name="X", sector="nulle"), {**arrival(person=1), "at": "hier"},
    {**arrival(person=1), "at": "2026-01-01T10:00:00"}])
def test_what_is_no_arrival_is_refused_alone_and_the_rest_of_the_batch_is_taken(cast, sign_in, lise, sent):
    fred = sign_in("fred")
    answer = fred.post(f"{DESK}arrivees/", data=json.dumps([sent, arrival(person=lise)]), headers={
        "Content-Type": "application/json", "X-CSRFToken": token_of(fred, DESK)})
    assert [one["state"] for one in answer.json["results"]] == ["refused", "done"]
    assert count() == 1


def test_a_batch_needs_a_token_a_list_and_a_bound(cast, sign_in, lise):
    fred = sign_in("fred")
    headers = {"Content-Type": "application/json", "X-CSRFToken": token_of(fred, DESK)}
    assert fred.post(f"{DESK}arrivees/", data="[]", headers={"Content-Type": "application/json"}).status_code == 403
    for body in ("{}", "x", json.dumps([arrival(person=lise)] * (arrivals.MOST_AT_ONCE + 1))):
        assert fred.post(f"{DESK}arrivees/", data=body, headers=headers).status_code in (400, 422), body[:20]
    assert person_of(lise).checked_in_at is None


def test_a_device_holds_no_address_no_need_and_no_code(cast, sign_in, day, lise):
    told = sign_in("fred").get(f"{DESK}liste.json").json["people"]
    assert [set(one) for one in told] == [{"id", "name", "under", "folded", "observer", "table", "marks"}]
    nonce = db.session.scalar(select(Pass.nonce))
    assert told[0]["marks"] == [arrivals.mark_of(codes.code_of(nonce)), arrivals.mark_of(codes.key_of(nonce))]
    assert codes.code_of(nonce) not in json.dumps(told)
    assert sign_in("paul").get(f"{DESK}liste.json").status_code == 403


def test_a_badge_is_read_by_a_plain_form_as_a_code_or_as_an_address(cast, sign_in, day, lise):
    fred, nonce = sign_in("fred"), db.session.scalar(select(Pass.nonce))
    for typed, says in ((codes.write_code(codes.code_of(nonce)).lower(), "Arrivée"),
                        (f"http://localhost/b/{codes.key_of(nonce)}", "Déjà sur place"),
                        ("ABCD-EFGH", "n’est pas celui")):
        answer = fred.post(f"{DESK}insigne/", data={"csrf_token": token_of(fred, DESK), "badge": typed},
                           follow_redirects=True)
        assert says in answer.get_data(as_text=True), typed
    other = make_day(cast, "autre", "2032")
    with pytest.raises(Refusal), transaction():
        services.arrive_by_badge(cast.fred, other.id, codes.code_of(nonce))


def test_the_seat_of_who_arrived_votes_from_then_on(cast, day, lise):
    room = open_room(cast, day)
    with transaction():
        services.set_entry(cast.fred, room.id, "checked_in")
    key = codes.key_of(db.session.scalar(select(Pass.nonce)))
    with pytest.raises(Refusal), transaction():
        services.take_seat(room.id, device=secrets.token_hex(16), sector="community", slip=key)
    take(cast.fred, day, arrival(person=lise))
    with transaction():
        assert services.take_seat(room.id, device=secrets.token_hex(16), sector="community", slip=key)


def test_two_desks_that_add_one_walk_in_at_once_make_one_person(app, cast, day):
    watch = Waiters(db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)) if (
        db.engine.dialect.name == "postgresql") else None
    db.session.remove()
    hands = []
    for viewer in (cast.fred, cast.sol):
        sent = arrival(name="Paul Imprévu")
        hands.append(Hand(app, lambda viewer=viewer, sent=sent: services.take_arrival(viewer, day.id, sent, NOW)[1]))
        if len(hands) == 1:
            assert hands[0].has_worked.wait(20)
    assert watch.wait_for(hands[1]) if watch else not hands[1].has_worked.wait(0.1), "the second ought to wait"
    assert [hand.end() for hand in hands] == [False, True]
    assert count() == 1
    if watch:
        watch.close()


def test_a_badge_says_at_which_table_its_bearer_sits(app, cast, day, lise):
    with transaction():
        db.session.get(Participant, lise).table_number = 3
    with app.test_request_context("/fr/"):
        assert [one["more"] for one in print_badges(day, list_badges(day.id))["passes"]] == ["Coop · table 3"]

"""Those who registered for a day, on the list of its desk: put there once, kept as they say they are, taken off.

Nobody asks here whether they may: registration does, and this is what follows from it (see forum/wiring.py).
"""

from sqlalchemy import delete, exists, select

from forum.core.database import db, lock_exclusive
from forum.plenary.entry.models import Participant, Pass
from forum.plenary.entry.reception import add_people, tell_seat
from forum.plenary.models import Seat
from forum.plenary.pulses.rules import fold
from forum.plenary.queries import find_live_room
from forum.plenary.rooms import lock_live_room
from forum.plenary.rules import LENGTHS


def expect(event_id, registrations):
    """Put those who registered on the list of a day, once each; who is on it already follows what they now say.

    A person of the same name and organisation whom the desk added itself is taken for the same one.
    """
    _hold(event_id)
    rows = db.session.scalars(select(Participant).where(Participant.event_id == event_id)).all()
    taken, held = {row.folded: row for row in rows}, {row.registration_id: row for row in rows}
    fresh = []
    for registration in registrations:
        person = held.get(registration.id)
        values = _describe(registration, taken, person)
        if person is None and values["folded"] in taken:
            person = taken[values["folded"]]
        taken[values["folded"]] = person or registration
        if person is None:
            fresh.append(values)
            continue
        for name, value in values.items():
            setattr(person, name, value)
        tell_seat(person)
    add_people(event_id, fresh)


def _hold(event_id):
    room = find_live_room(event_id)
    if room is not None:
        lock_live_room(room.id)
    lock_exclusive(f"participants:{event_id}")


def _describe(registration, taken, person):
    """Give the columns of a person; whoever bears the name of somebody else who registered gets a number behind it."""
    number, name = 1, registration.name
    while True:
        folded = f"{fold(name)}\n{fold(registration.organisation)}"[:400]
        other = taken.get(folded)
        if other is None or other is person or getattr(other, "registration_id", 0) is None:
            break
        number += 1
        name = f"{registration.name[:LENGTHS['name'] - 6]} ({number})"
    return {"name": name, "organisation": registration.organisation, "sector": registration.sector,
            "capacity": registration.capacity, "folded": folded, "registration_id": registration.id}


def release(event_id, registration_ids):
    """Take those who cancelled off the list of a day, unless they have taken a seat."""
    _hold(event_id)
    is_seated = exists().where(Seat.pass_id == Participant.pass_id)
    passes = db.session.scalars(select(Participant.pass_id).where(
        Participant.registration_id.in_(registration_ids), ~is_seated)).all()
    if passes:
        db.session.execute(delete(Participant).where(Participant.pass_id.in_(passes)))
        db.session.execute(delete(Pass).where(Pass.id.in_(passes)))

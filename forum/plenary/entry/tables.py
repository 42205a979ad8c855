"""Who sits where on a day: people dealt over its workshops and tables, by mixing.py, or put at one by hand."""

from collections import Counter

from sqlalchemy import delete, func, select
from sqlalchemy.orm import aliased

from forum.core.database import db, lock_exclusive
from forum.core.errors import Refusal
from forum.core.i18n import lazy
from forum.core.policies import require
from forum.events.queries import list_workshops
from forum.plenary import policies
from forum.plenary.entry.mixing import LEAST, MOST, Guest, spread
from forum.plenary.entry.models import Apart, Participant
from forum.plenary.entry.reception import list_people, lock_participant, tell_seat
from forum.plenary.pulses.rules import fold
from forum.plenary.queries import find_live_room
from forum.plenary.rooms import lock_live_room

BAD_SIZE = lazy("Écrivez un nombre de personnes par table, de 2 à 50.")
BAD_TABLE = lazy("Écrivez un numéro de table, de 1 à 500, ou rien.")
NOBODY = lazy("Personne n’est encore sur place : notez d’abord les arrivées, ou répartissez toute la liste.")
SEVERAL = lazy("Plusieurs personnes de la liste portent ce nom : écrivez-le en entier, avec l’organisme.")
NO_ONE = lazy("Personne ne porte ce nom sur la liste.")
MOST_TABLES = 500


def spread_people(viewer, event_id, size, only_here, keep):
    """Seat the people of a day, or those who came, `size` at most a table; gives how many.

    `keep` moves as few of those who sit already as can be. Who is pinned stays; who is not seated loses their table.
    """
    require(policies.can_welcome(viewer, event_id))
    if not LEAST <= size <= MOST:
        raise Refusal("invalid", fields={"size": BAD_SIZE})
    room = find_live_room(event_id)
    if room is not None:
        lock_live_room(room.id)
    lock_exclusive(f"participants:{event_id}")
    people = db.session.scalars(select(Participant).where(Participant.event_id == event_id).order_by(
        Participant.id).execution_options(populate_existing=True)).all()
    seated = [person for person in people if person.checked_in_at or not only_here]
    if not seated:
        raise Refusal("invalid", NOBODY)
    workshops = [row.id for row in list_workshops(event_id)]
    apart = _map_apart(event_id)
    found = spread([_guest(person, apart) for person in seated], workshops, size, keep)
    for person in people:
        workshop, number = found.get(person.id, (None, None))
        person.table_number = number
        person.is_pinned = person.is_pinned and number is not None
        if workshop is not None and workshop != person.workshop_id:
            person.workshop_id, person.is_dealt = workshop, True
            tell_seat(person)
    db.session.flush()
    return len(seated)


def put_at_table(viewer, participant_id, number):
    """Put a person at a table, where they stay when the others are dealt again; None lets them be dealt."""
    if number is not None and not 1 <= number <= MOST_TABLES:
        raise Refusal("invalid", fields={"table": BAD_TABLE})
    person = lock_participant(viewer, participant_id)
    person.is_pinned = number is not None
    if number is not None:
        person.table_number = number
    return person


def list_tables(event_id):
    """List [(workshop or None, [(number, people, Counter of sectors)…])…] of a day, as they now sit."""
    people = db.session.scalars(select(Participant).where(
        Participant.event_id == event_id, Participant.table_number.is_not(None)).order_by(
        Participant.table_number, Participant.folded)).all()
    workshops = list_workshops(event_id)
    known = {row.id for row in workshops}
    groups = {}
    for person in people:
        workshop = person.workshop_id if person.workshop_id in known else None
        groups.setdefault(workshop, {}).setdefault(person.table_number, []).append(person)
    return [(workshop, [(number, seated, Counter(one.sector for one in seated))
                        for number, seated in sorted(groups[getattr(workshop, "id", None)].items())])
            for workshop in (*workshops, None) if getattr(workshop, "id", None) in groups]


def keep_apart(viewer, participant_id, name):
    """Note that a person must not be seated with the one of that name; once is enough. Raises Refusal("invalid")."""
    person = lock_participant(viewer, participant_id)
    found = [one for one in list_people(person.event_id, name) if one.id != person.id] if name.strip() else []
    exact = [one for one in found if fold(one.name) == fold(name)]
    if len(exact or found) != 1:
        raise Refusal("invalid", fields={"name": SEVERAL if found else NO_ONE})
    other = (exact or found)[0]
    pair = {"one_id": min(person.id, other.id), "other_id": max(person.id, other.id)}
    if db.session.get(Apart, tuple(pair.values())) is None:
        db.session.add(Apart(**pair))
        db.session.flush()
    return other


def let_together(viewer, participant_id, other_id):
    """Let two people be seated together again."""
    person = lock_participant(viewer, participant_id)
    db.session.execute(delete(Apart).where(
        Apart.one_id == min(person.id, other_id), Apart.other_id == max(person.id, other_id)))


def list_apart(person):
    """List those with whom a person must not be seated, in order of names."""
    others = _map_apart(person.event_id).get(person.id, ())
    return db.session.scalars(select(Participant).where(Participant.id.in_(others)).order_by(Participant.folded)).all()


def list_together(event_id):
    """List the pairs of a day who sit at one table and should not: (a person, another)."""
    one, other = aliased(Participant), aliased(Participant)
    return [tuple(row) for row in db.session.execute(select(one, other).join(Apart, Apart.one_id == one.id).join(
        other, other.id == Apart.other_id).where(
            one.event_id == event_id, one.table_number == other.table_number,
            func.coalesce(one.workshop_id, 0) == func.coalesce(other.workshop_id, 0)).order_by(one.folded))]


def _map_apart(event_id):
    """Give {person's id: ids of those with whom they must not sit} of a day."""
    found = {}
    for one, other in db.session.execute(select(Apart.one_id, Apart.other_id).join(
            Participant, Participant.id == Apart.one_id).where(Participant.event_id == event_id)):
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return found


def _guest(person, apart):
    at = (person.workshop_id, person.table_number) if person.table_number else None
    chosen = None if person.is_dealt else person.workshop_id
    return Guest(person.id, person.sector or "", fold(person.organisation), chosen, at, person.is_pinned,
                 frozenset(apart.get(person.id, ())))

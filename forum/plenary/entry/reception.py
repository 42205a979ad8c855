"""The participants of a day and their check-in, at several desks at once. Names are for the desk alone."""

import re

from sqlalchemy import func, select

from forum.accounts.rules import clean_line
from forum.core.database import db, lock, lock_exclusive, utc_now
from forum.core.errors import Missing, Refusal
from forum.core.i18n import lazy
from forum.core.policies import require
from forum.events.queries import list_sectors, list_workshops
from forum.plenary import policies
from forum.plenary.entry.models import Participant, Pass
from forum.plenary.entry.passes import add_passes
from forum.plenary.hall import move_after_commit, tell_consoles_after_commit
from forum.plenary.models import Room, Seat
from forum.plenary.pulses.rules import fold
from forum.plenary.queries import find_live_room
from forum.plenary.rooms import actor, lock_live_room
from forum.plenary.rules import CAPACITIES, LENGTHS

MOST_PEOPLE = 5_000
MOST_LINES = 1_000
MOST_SHOWN = 200
LARGEST_ID = 2**31 - 1
TWICE = lazy("Cette personne est déjà sur la liste; ajoutez à son nom de quoi la distinguer.")


def add_participant(viewer, event_id, values):
    """Expect one person: {"name", "organisation", "sector", "capacity", "workshop"}; raises Refusal("invalid")."""
    require(policies.can_welcome(viewer, event_id))
    lock_people(event_id)
    read = _Reader(event_id).read(values)
    if read["folded"] in _list_folded(event_id):
        raise Refusal("invalid", fields={"name": TWICE})
    return add_people(event_id, [read])[0]


def paste_participants(viewer, event_id, text):
    """Expect those of a list, one a line, « name; organisation; sector »: (how many were added, how many were there).

    The same list pasted again adds nobody. Raises Refusal("invalid") that names the first line at fault.
    """
    require(policies.can_welcome(viewer, event_id))
    lock_exclusive(f"participants:{event_id}")
    reader, known, read = _Reader(event_id), _list_folded(event_id), {}
    lines = [line for line in text.splitlines() if line.strip(" \t;")]
    if len(lines) > MOST_LINES:
        raise Refusal("invalid", fields={"lines": lazy("Collez au plus %(most)s lignes à la fois.", most=MOST_LINES)})
    for place, line in enumerate(lines, 1):
        try:
            values = reader.read_line(line)
        except Refusal as refusal:
            why = next(iter(refusal.fields.values()))
            sentence = lazy("Ligne %(place)s : %(why)s", place=place, why=why)
            raise Refusal("invalid", fields={"lines": sentence}) from None
        read.setdefault(values["folded"], values)
    fresh = [values for folded, values in read.items() if folded not in known]
    add_people(event_id, fresh)
    return len(fresh), len(lines) - len(fresh)


def edit_participant(viewer, participant_id, values):
    """Put what is known of a person right; a seat they have taken follows in what the room counts them by."""
    person = lock_participant(viewer, participant_id)
    read = _Reader(person.event_id).read(values)
    if read["folded"] != person.folded and read["folded"] in _list_folded(person.event_id):
        raise Refusal("invalid", fields={"name": TWICE})
    if read["workshop_id"] != person.workshop_id:
        person.is_dealt = False
    for name, value in read.items():
        setattr(person, name, value)
    tell_seat(person)
    return person


def remove_participant(viewer, participant_id):
    """Take a person off the list, who has taken no seat."""
    person = lock_participant(viewer, participant_id)
    if db.session.scalar(select(func.count()).select_from(Seat).where(Seat.pass_id == person.pass_id)):
        raise Refusal("forbidden", lazy("Cette personne a pris un siège : elle reste sur la liste."))
    badge = db.session.get(Pass, person.pass_id)
    db.session.delete(person)
    db.session.flush()
    db.session.delete(badge)


def check_in(viewer, participant_id, is_here=True):
    """Note that a person came, or take that back; done again it changes nothing, whichever desk does it.

    A roll that was made keeps them as it was; the next one follows.
    """
    person = lock_participant(viewer, participant_id)
    if (person.checked_in_at is not None) == is_here:
        return person
    person.checked_in_at = utc_now() if is_here else None
    person.checked_in_by = actor(viewer) if is_here else None
    tell_seat(person)
    return person


def lock_participant(viewer, participant_id):
    """Load a person alone, the day's live room first, so that no seat is taken meanwhile."""
    person = db.session.get(Participant, participant_id)
    if person is None:
        raise Missing()
    require(policies.can_welcome(viewer, person.event_id))
    lock_people(person.event_id)
    return lock(Participant, participant_id)


def lock_people(event_id):
    """Hold the list of a day alone, its live room first: whoever adds somebody and notes their arrival needs both."""
    room = find_live_room(event_id)
    if room is not None:
        lock_live_room(room.id)
    lock_exclusive(f"participants:{event_id}")


def tell_seat(person):
    """Let the seat that a person took in the live room stand as they do now."""
    seat = db.session.scalar(select(Seat).join(Room, Room.id == Seat.room_id).where(
        Seat.pass_id == person.pass_id, Room.ended_at.is_(None)))
    if seat is None:
        return
    seat.entry = "checked_in" if person.checked_in_at else "open"
    seat.name, seat.organisation, seat.capacity = person.name, person.organisation, person.capacity
    seat.sector, seat.workshop_id = person.sector or seat.sector, person.workshop_id
    if seat.released_at is None:
        move_after_commit(seat)
    tell_consoles_after_commit(seat.room_id)


def _list_folded(event_id):
    return set(db.session.scalars(select(Participant.folded).where(Participant.event_id == event_id)))


def add_people(event_id, people):
    """Add people to the list of a day, each with a badge; raises Refusal("invalid") beyond what a day can hold."""
    if len(people) + count_people(event_id)["expected"] > MOST_PEOPLE:
        sentence = lazy("Une journée ne peut pas avoir plus de %(most)s personnes.", most=MOST_PEOPLE)
        raise Refusal("invalid", fields={"lines": sentence, "name": sentence})
    made = []
    for values, badge in zip(people, add_passes(event_id, len(people)) if people else [], strict=True):
        made.append(Participant(event_id=event_id, pass_id=badge, added_at=utc_now(), **values))
    db.session.add_all(made)
    db.session.flush()
    return made


class _Reader:
    """Read what is said of the people of a day, against its sectors and its workshops."""

    def __init__(self, event_id):
        sectors = list_sectors(event_id)
        self.sectors = {row.key for row in sectors}
        self.named = {fold(name): row.key for row in sectors
                      for name in (row.key, row.label_fr, row.label_en or row.key)}
        self.workshops = {row.id for row in list_workshops(event_id)}

    def read(self, values):
        """Give the columns of a person; raises Refusal("invalid") with the faults by field."""
        name, organisation = clean_line(values["name"]), clean_line(values.get("organisation") or "")
        sector, capacity, workshop = values.get("sector"), values.get("capacity") or "personal", values.get("workshop")
        faults = {}
        if not name:
            faults["name"] = lazy("Écrivez le nom de la personne.")
        elif len(name) > LENGTHS["name"]:
            faults["name"] = lazy("Écrivez au plus 80 caractères.")
        if len(organisation) > LENGTHS["organisation"]:
            faults["organisation"] = lazy("Écrivez au plus 200 caractères.")
        if sector and sector not in self.sectors:
            faults["sector"] = lazy("Choisissez un milieu de la journée.")
        if capacity not in CAPACITIES:
            faults["capacity"] = lazy("Choisissez à quel titre cette personne participe.")
        if workshop is not None and workshop not in self.workshops:
            faults["workshop"] = lazy("Choisissez un atelier de la journée.")
        if faults:
            raise Refusal("invalid", fields=faults)
        return {"name": name, "organisation": organisation, "sector": sector or None, "capacity": capacity,
                "workshop_id": workshop, "folded": f"{fold(name)}\n{fold(organisation)}"[:400]}

    def read_line(self, line):
        """Give the columns of a person from a line, typed or of a sheet; a sector is given by its name or its key."""
        name, organisation, said, *more = [*(part.strip() for part in re.split("[;\t]", line)), "", "", ""]
        if any(more):
            raise Refusal("invalid", fields={"lines": lazy("écrivez nom; organisme; milieu.")})
        sector = self.named.get(fold(said)) if said else None
        if said and sector is None:
            raise Refusal("invalid", fields={"lines": lazy("aucun milieu ne s’appelle « %(name)s ».", name=said[:60])})
        return self.read({"name": name, "organisation": organisation, "sector": sector})


# ---- reads, for the desk ----


def count_people(event_id):
    """Count the people of a day: {"expected", "here"}."""
    expected, here = db.session.execute(select(func.count(), func.count(Participant.checked_in_at)).where(
        Participant.event_id == event_id)).one()
    return {"expected": expected, "here": here}


def list_people(event_id, wanted=""):
    """List the people of a day whose name or organisation holds what is looked for, whatever its accents and case."""
    query = select(Participant).where(Participant.event_id == event_id)
    for word in fold(wanted[:200]).split():
        query = query.where(Participant.folded.contains(word, autoescape=True))
    return db.session.scalars(query.order_by(Participant.folded).limit(MOST_SHOWN)).all()


def find_like(event_id, name, organisation):
    """Give who is on the list of a day under the same name and organisation, whatever its accents and case, or None."""
    folded = f"{fold(clean_line(name))}\n{fold(clean_line(organisation))}"[:400]
    return db.session.scalar(select(Participant).where(
        Participant.event_id == event_id, Participant.folded == folded))


def get_participant(event_id, participant_id):
    """Give a person of a day; raises Missing."""
    person = db.session.get(Participant, participant_id) if participant_id <= LARGEST_ID else None
    if person is None or person.event_id != event_id:
        raise Missing()
    return person


def list_badges(event_id, first=1, last=MOST_PEOPLE):
    """List [(Participant, Pass)…] of a day in the order of names, by their places from `first` to `last`."""
    return [tuple(row) for row in db.session.execute(select(Participant, Pass).join(
        Pass, Pass.id == Participant.pass_id).where(Participant.event_id == event_id).order_by(
        Participant.folded).offset(first - 1).limit(max(last - first + 1, 0)))]

"""Reads of the room."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload, undefer

from forum.core.database import db, utc_now
from forum.core.errors import Missing, Refusal
from forum.deliberation.models import WordingVersion
from forum.events.models import Event, EventRole
from forum.plenary.entry.codes import hash_key, is_key
from forum.plenary.entry.models import Participant, Pass, Station
from forum.plenary.models import Room, RoomAct, RunItem, Seat
from forum.plenary.pulses.models import Pulse
from forum.plenary.pulses.queries import find_pulse_on_screen, list_pulse_answers
from forum.plenary.rules import is_among, is_code, is_join_key, voter_key
from forum.plenary.seating import seating
from forum.plenary.tellers.queries import list_proxies, list_proxies_of
from forum.plenary.tokens import read_seat_token
from forum.votes.models import Poll, RollEntry
from forum.votes.queries import get_poll, list_annex, list_reservations
from forum.votes.rules import PUBLISHED

UNDO_SECONDS = 60  # longer than the console offers it: the answer of a slow network still counts
SEAT_COLUMNS = (Seat.id, Seat.room_id, Seat.number, Seat.sector, Seat.name, Seat.organisation, Seat.capacity,
                Seat.generation, Seat.entry, Seat.workshop_id)


def get_room(code):
    """Give the live room of a code; raises Refusal("unknown_room")."""
    room = db.session.scalar(select(Room).where(Room.code == code, Room.ended_at.is_(None))) if is_code(code) else None
    if room is None:
        raise Refusal("unknown_room")
    return room


def find_room_by_key(join_key):
    """Give the live room of a join key, or None."""
    if not is_join_key(join_key):
        return None
    return db.session.scalar(select(Room).where(Room.join_key == join_key, Room.ended_at.is_(None)))


def opens(join_key, code):
    """Tell whether a join key is that of the live room of a code."""
    room = find_room_by_key(join_key)
    return room is not None and room.code == code


def opens_by_pass(key, code):
    """Tell whether the key of a slip or a badge is good in the live room of a code."""
    room = find_room_of_pass(key)
    return room is not None and room.code == code


def find_room_of_pass(key):
    """Give the live room into which the key of a slip or a badge leads, or None."""
    if not is_key(key):
        return None
    return db.session.scalar(select(Room).join(Pass, Pass.event_id == Room.event_id).where(
        Pass.key_hash == hash_key(key), Room.ended_at.is_(None), or_(Pass.room_id.is_(None), Pass.room_id == Room.id)))


def find_live_room(event_id):
    """Give the live room of a day, or None."""
    return db.session.scalar(select(Room).where(Room.event_id == event_id, Room.ended_at.is_(None)))


def list_live_rooms():
    """List the rooms that are live, oldest first, with their day and the poll they show."""
    return db.session.scalars(select(Room).where(Room.ended_at.is_(None)).order_by(Room.id).options(
        joinedload(Room.event), joinedload(Room.current_poll))).all()


def has_part_in_live_day(viewer):
    """Tell whether the viewer holds a role in a day whose room is live."""
    held = select(EventRole.event_id).join(Room, Room.event_id == EventRole.event_id).where(
        EventRole.account_id == viewer.id, Room.ended_at.is_(None))
    return viewer.is_signed_in and db.session.scalar(held.limit(1)) is not None


def list_rooms(event_id):
    """List the rooms of a day, latest first."""
    return db.session.scalars(select(Room).where(Room.event_id == event_id).order_by(Room.id.desc())).all()


def list_acts(room_id):
    """List what was done to a room itself, oldest first."""
    return db.session.scalars(select(RoomAct).where(RoomAct.room_id == room_id).order_by(RoomAct.id)).all()


def find_seat(token):
    """Give the seat of a token (a HeldSeat); None when it is forged, was left or moved away, or its room has ended."""
    seat_id, generation = read_seat_token(token)
    if seat_id is None:
        return None
    known = seating()
    held = known.by_id.get(seat_id)
    if held is None or held.generation < generation:  # it went to this device through another process, a moment ago
        row = db.session.execute(select(*SEAT_COLUMNS).join(Room, Room.id == Seat.room_id).where(
            Seat.id == seat_id, Seat.released_at.is_(None), Room.ended_at.is_(None))).first()
        held = known.remember(row) if row else None
    return held if held is not None and held.generation == generation else None


def list_generations(seat_ids):
    """Give {seat id: its generation} of those that are held, as the database has them now."""
    return dict(db.session.execute(select(Seat.id, Seat.generation).where(
        Seat.id.in_(seat_ids), Seat.released_at.is_(None))).all())


def list_seats(room_id):
    """List the seats of a room that are held, in order of number."""
    return db.session.execute(select(*SEAT_COLUMNS).where(
        Seat.room_id == room_id, Seat.released_at.is_(None)).order_by(Seat.number)).all()


def has_stations(room_id):
    """Tell whether a shared station stands open in a room."""
    return db.session.scalar(select(exists().where(Station.room_id == room_id, Station.revoked_at.is_(None))))


def list_run(room_id):
    """List the run of show: [(RunItem, Poll)…] in order, with the polls' options, in two queries."""
    rows = db.session.execute(select(RunItem, Poll).join(Poll, Poll.id == RunItem.poll_id).where(
        RunItem.room_id == room_id, RunItem.removed_at.is_(None)).order_by(RunItem.position).options(
            selectinload(Poll.options))).all()
    return [tuple(row) for row in rows]


def find_room_of_poll(poll_id):
    """Give the room in whose run of show a poll stands, ended or not, or None."""
    return db.session.scalar(select(Room).join(RunItem, RunItem.room_id == Room.id).where(RunItem.poll_id == poll_id))


def list_published_polls(event_id):
    """List the published polls of a day's rooms with their options and records, oldest first; never a rehearsal."""
    return db.session.scalars(select(Poll).join(RunItem, RunItem.poll_id == Poll.id).join(
        Room, Room.id == RunItem.room_id).where(
            Room.event_id == event_id, RunItem.removed_at.is_(None), Poll.state == PUBLISHED,
            Poll.rehearsal.is_(False)).order_by(Poll.published_at, Poll.id).options(
                selectinload(Poll.options), undefer(Poll.record))).all()


def count_by_sector(event_id):
    """Give {sector: (people expected, people who came, seats of those who vote)} of a day; no name is read."""
    found = {}
    expected = select(Participant.sector, func.count(), func.count(Participant.checked_in_at)).where(
        Participant.event_id == event_id, Participant.capacity != "observer").group_by(Participant.sector)
    for sector, people, here in db.session.execute(expected):
        found[sector] = (people, here, 0)
    rooms = select(Room.id).where(Room.event_id == event_id)
    seats = select(Seat.sector, Seat.room_id, func.count()).where(
        Seat.room_id.in_(rooms), Seat.capacity != "observer").group_by(Seat.sector, Seat.room_id)
    for sector, _room, taken in db.session.execute(seats):
        people, here, most = found.get(sector, (0, 0, 0))
        found[sector] = (people, here, max(most, taken))
    return found


def list_absent_organisations(event_id):
    """List the organisations for which somebody was expected at a day and nobody came; no person's name is read."""
    spoken_for = select(Participant.organisation).where(
        Participant.event_id == event_id, Participant.capacity == "organisation", Participant.organisation != "")
    came = spoken_for.where(Participant.checked_in_at.is_not(None))
    return db.session.scalars(spoken_for.where(Participant.organisation.not_in(came)).distinct().order_by(
        Participant.organisation)).all()


def get_poll_of_room(room, poll_id):
    """Give a poll of a room's run of show with its options; raises Missing."""
    poll = db.session.scalar(select(Poll).join(RunItem, RunItem.poll_id == Poll.id).where(
        Poll.id == poll_id, RunItem.room_id == room.id, RunItem.removed_at.is_(None)).options(
            selectinload(Poll.options)))
    if poll is None:
        raise Missing()
    return poll


def find_removed_poll(room_id):
    """Give the poll that was just taken out of a room's run of show and may still be put back, or None."""
    return db.session.scalar(select(Poll).join(RunItem, RunItem.poll_id == Poll.id).where(
        RunItem.room_id == room_id, RunItem.removed_at > utc_now() - timedelta(seconds=UNDO_SECONDS)))


def annex_of(poll_id):
    """Give the annex of a published poll's record, as the contract has it; raises Missing, Refusal("not_published")."""
    poll = get_poll(poll_id)
    if poll.rehearsal:
        raise Missing()
    if poll.state != PUBLISHED:
        raise Refusal("not_published")
    return {"poll": poll.id, "seal": poll.seal, "problems": [_show_problem(row) for row in list_annex(poll_id)],
            "reservations": [{"text": row.text, "name": row.name, "organisation": row.organisation}
                             for row in list_reservations(poll_id)]}


def _show_problem(row):
    answered = row.answered_at and row.answered_at.isoformat(timespec="seconds")
    return {"at": row.at.isoformat(timespec="seconds"), "text": row.text, "name": row.name, "answer": row.answer,
            "reason": row.reason, "answered_at": answered}


def voter_state(poll_id, seat):
    """Tell a seat whether it is on a poll's roll and whether it has voted: {"entitled", "voted"}.

    `proxies` is there where it votes for absent people: [{"for", "name", "voted"}…].
    """
    own = voter_key(seat.id)
    names = {proxy.key: proxy.name for proxy in list_proxies_of(seat)}
    rows = db.session.execute(select(RollEntry.voter_key, RollEntry.voted, RollEntry.holder_key).where(
        RollEntry.poll_id == poll_id, RollEntry.voter_key.in_([own, *names]))).all()
    known = {row.voter_key: row for row in rows}
    told = {"entitled": own in known and known[own].holder_key is None, "voted": own in known and known[own].voted}
    if not told["entitled"] and not is_among(get_poll(poll_id).electorate, seat):
        told["outside"] = True
    held = [{"for": key, "name": name, "voted": known[key].voted} for key, name in names.items()
            if key in known and known[key].holder_key == own]
    return told | {"proxies": held} if held else told


@dataclass(frozen=True)
class Represented:
    """Hold who votes for an absent person, and how the holder knows them."""

    holder_id: int
    name: str
    sector: str


@dataclass(frozen=True)
class RoomState:
    """Hold what a snapshot is made of: the room, its day, the poll it shows, and that poll's roll while it is open.

    `proxies` is {voter key: Represented} of those on the roll for whom somebody else votes, `weights` {voter key:
    votes} of those who have more than one.
    """

    room: Room
    event: Event
    poll: Poll | None
    wording_number: int | None
    roll: dict
    proxies: dict
    pulse: Pulse | None
    pulse_answers: dict
    weights: dict


def get_room_state(room_id):
    """Load what a snapshot is made of, in six queries at most; raises Missing."""
    row = db.session.execute(select(Room, Event).join(Event, Event.id == Room.event_id).where(Room.id == room_id)
                             .execution_options(populate_existing=True)).first()
    if row is None:
        raise Missing()
    room, event = row
    shown = db.session.execute(
        select(Poll, WordingVersion.number).join(RunItem, RunItem.poll_id == Poll.id)
        .outerjoin(WordingVersion, WordingVersion.id == RunItem.wording_id).where(Poll.id == room.current_poll_id)
        .options(selectinload(Poll.options)).execution_options(populate_existing=True)).first()
    poll, number = shown or (None, None)
    roll, proxies, weights = {}, {}, {}
    if poll is not None and poll.state == "open":
        roll = dict(db.session.execute(select(RollEntry.voter_key, RollEntry.voted).where(
            RollEntry.poll_id == poll.id)).all())
        if poll.rule.get("proxies"):
            proxies = {proxy.key: Represented(proxy.holder_id, proxy.name, proxy.sector)
                       for proxy, _ in list_proxies(room_id) if proxy.key in roll}
        if poll.rule.get("weighted"):
            weights = dict(db.session.execute(select(RollEntry.voter_key, RollEntry.weight).where(
                RollEntry.poll_id == poll.id, RollEntry.weight != 1)).all())
    pulse = find_pulse_on_screen(room_id)
    return RoomState(room, event, poll, number, roll, proxies, pulse, list_pulse_answers(pulse.id) if pulse else {},
                     weights)

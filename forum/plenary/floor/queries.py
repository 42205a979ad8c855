"""Reads of a room's floor."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from forum.core.database import db
from forum.core.errors import Missing
from forum.plenary.floor.models import Floor, Turn
from forum.plenary.floor.rules import DONE, LIVE, SPEAKING, WAITING, order_queue
from forum.plenary.models import Room


@dataclass(frozen=True)
class ShownTurn:
    """Hold what is asked of a turn, apart from the database."""

    id: int
    seat_id: int | None
    number: int | None
    name: str
    sector: str
    label: str
    state: str
    position: int
    seconds: int
    began_at: datetime | None
    ended_at: datetime | None


COLUMNS = tuple(getattr(Turn, name) for name in ShownTurn.__dataclass_fields__)


@dataclass(frozen=True)
class FloorState:
    """Hold the floor of a room: its settings, who speaks, and who waits in the order in which they will speak."""

    id: str
    is_open: bool
    turn_order: str
    has_labels: bool
    seconds: int
    revision: int
    speaker: ShownTurn | None
    queue: tuple
    spoken: tuple


def find_floor(room_id):
    """Give the floor of a room, or None when it was never opened."""
    return db.session.scalar(select(Floor).where(Floor.room_id == room_id).execution_options(populate_existing=True))


def find_floor_state(room_id):
    """Give the floor of a room with its turns, or None when it was never opened; two queries."""
    floor = find_floor(room_id)
    return make_state(floor) if floor is not None else None


def make_state(floor):
    """Give a floor with its turns."""
    rows = [ShownTurn(*row) for row in db.session.execute(select(*COLUMNS).where(
        Turn.room_id == floor.room_id, Turn.state.in_((*LIVE, DONE))).order_by(Turn.began_at, Turn.id))]
    spoken = [turn for turn in rows if turn.state != WAITING]
    queue = order_queue([turn for turn in rows if turn.state == WAITING], spoken, floor.turn_order)
    speaker = next((turn for turn in spoken if turn.state == SPEAKING), None)
    return FloorState(floor.id, floor.is_open, floor.turn_order, floor.has_labels, floor.seconds, floor.revision,
                      speaker, tuple(queue), tuple(spoken))


def get_floor_by_id(floor_id):
    """Give (Floor, Room) of a live room; raises Missing."""
    row = db.session.execute(select(Floor, Room).join(Room, Room.id == Floor.room_id).where(
        Floor.id == floor_id, Room.ended_at.is_(None))).first()
    if row is None:
        raise Missing()
    return tuple(row)


def count_asked(seat_id, since):
    """Count how often a seat asked to speak since a moment."""
    return db.session.scalar(select(func.count()).select_from(Turn).where(
        Turn.seat_id == seat_id, Turn.asked_at > since))

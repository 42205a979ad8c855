"""Reads of the flash polls of a room."""

from sqlalchemy import func, select

from forum.core.database import db
from forum.core.errors import Missing
from forum.plenary.pulses.models import Pulse, PulseAnswer
from forum.plenary.pulses.rules import ON_SCREEN, PREPARED


def get_pulse_of_room(room, pulse_id):
    """Give a flash poll of a room; raises Missing."""
    pulse = db.session.get(Pulse, pulse_id)
    if pulse is None or pulse.room_id != room.id:
        raise Missing()
    return pulse


def get_launched_pulse(pulse_id):
    """Give a flash poll that was put to its room, whatever became of it; raises Missing."""
    pulse = db.session.get(Pulse, pulse_id)
    if pulse is None or pulse.state == PREPARED:
        raise Missing()
    return pulse


def list_pulses(room_id):
    """List the flash polls of a room, in order, each with how many answers it had: [(Pulse, answers)…]."""
    rows = db.session.execute(
        select(Pulse, func.coalesce(func.sum(PulseAnswer.count), 0)).outerjoin(
            PulseAnswer, PulseAnswer.pulse_id == Pulse.id)
        .where(Pulse.room_id == room_id).group_by(Pulse).order_by(Pulse.number)).all()
    return [tuple(row) for row in rows]


def list_pulse_answers(pulse_id):
    """Give the counters of a flash poll: {key: (word, count, is hidden)}."""
    rows = db.session.execute(select(PulseAnswer.key, PulseAnswer.word, PulseAnswer.count, PulseAnswer.is_hidden).where(
        PulseAnswer.pulse_id == pulse_id)).all()
    return {key: (word, count, is_hidden) for key, word, count, is_hidden in rows}


def find_pulse_on_screen(room_id):
    """Give the flash poll that is on a room's screens, or None."""
    return db.session.scalar(select(Pulse).where(Pulse.room_id == room_id, Pulse.state.in_(ON_SCREEN))
                             .execution_options(populate_existing=True))

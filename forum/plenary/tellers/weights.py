"""What the seats of a room weigh in the polls that count by weight; changed between votes only.

Most weigh one, and only the others have a row.
"""

from sqlalchemy import delete, select

from forum.core.database import db
from forum.core.errors import Refusal
from forum.core.i18n import lazy
from forum.core.policies import require
from forum.plenary import policies
from forum.plenary.hall import tell_consoles_after_commit
from forum.plenary.models import Seat
from forum.plenary.rooms import claim_control, has_open_poll, lock_live_room, note_act
from forum.plenary.rules import MOST_WEIGHT, votes_in
from forum.plenary.tellers.models import SeatWeight


def weigh_seat(viewer, room_id, number, weight):
    """Say how many votes the seat of this number has; raises Forbidden, Refusal("invalid") with the faults by field."""
    room = lock_live_room(room_id)
    require(policies.can_change_weights(policies.can_control(viewer, room), has_open_poll(room)))
    claim_control(viewer, room)
    seat = db.session.scalar(select(Seat).where(Seat.room_id == room.id, Seat.number == number,
                                                Seat.released_at.is_(None)))
    faults = {}
    if seat is None or not votes_in(seat.capacity):
        faults["number"] = lazy("Aucun siège qui vote ne porte ce numéro.")
    if type(weight) is not int or not 1 <= weight <= MOST_WEIGHT:
        faults["weight"] = lazy("Écrivez un nombre de 1 à %(most)s.", most=MOST_WEIGHT)
    if faults:
        raise Refusal("invalid", fields=faults)
    db.session.execute(delete(SeatWeight).where(SeatWeight.seat_id == seat.id))
    if weight > 1:
        db.session.add(SeatWeight(seat_id=seat.id, room_id=room.id, weight=weight))
    db.session.flush()
    note_act(room, viewer, "weight", f"{number} → {weight}")
    tell_consoles_after_commit(room.id)


def list_weights(room_id):
    """List the seats of a room that are held and weigh more than one, as (number, name, weight), in order of number."""
    return db.session.execute(select(Seat.number, Seat.name, SeatWeight.weight).join(
        SeatWeight, SeatWeight.seat_id == Seat.id).where(
        Seat.room_id == room_id, Seat.released_at.is_(None)).order_by(Seat.number)).all()


def weight_of(seat_id):
    """Give what one seat weighs."""
    return db.session.scalar(select(SeatWeight.weight).where(SeatWeight.seat_id == seat_id)) or 1


def weights_for(room_id, poll):
    """Give {seat id: weight} of a room's seats that weigh more than one, if the poll counts by weight; {} otherwise."""
    if not poll.rule.get("weighted"):
        return {}
    return dict(db.session.execute(select(SeatWeight.seat_id, SeatWeight.weight).where(
        SeatWeight.room_id == room_id)).all())

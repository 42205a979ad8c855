"""A seat goes to another device: its holder asks for a code, or the desk does for them, and the new device types it.

Only one device is live: the token of the one before is refused from the commit on. A ballot that was cast stays as it
is, since its secret never leaves the device that drew it.
"""

from datetime import timedelta

from sqlalchemy import select

from forum.core.database import db, utc_now
from forum.core.errors import Refusal
from forum.core.i18n import lazy
from forum.core.policies import require
from forum.plenary import policies
from forum.plenary.entry import codes
from forum.plenary.entry.admission import ANOTHER, UnknownPass, refuse
from forum.plenary.entry.models import SeatMove
from forum.plenary.hall import leave_after_commit, move_after_commit
from forum.plenary.models import Seat
from forum.plenary.rooms import free_device, hash_device, lock_live_room, note_act
from forum.plenary.rules import is_device

MINUTES = 10
UNKNOWN = lazy("Ce code ne vaut pas, ou ne vaut plus. Demandez-en un autre : il est bon dix minutes, une seule fois.")
NO_SUCH_SEAT = lazy("Aucun siège de cette salle ne porte ce numéro.")


class UnknownMove(UnknownPass):
    """Refuse a code that moves no seat."""

    def __init__(self):
        Refusal.__init__(self, "invalid", UNKNOWN, {"slip": UNKNOWN})


def offer_move(seat):
    """Give the code with which another device takes this seat over; an earlier code is good for nothing then."""
    room = lock_live_room(seat.room_id)
    code = codes.draw_code()
    values = {"code_hash": codes.hash_code(f"room:{room.id}", code),
              "expires_at": utc_now() + timedelta(minutes=MINUTES)}
    row = db.session.get(SeatMove, seat.id, populate_existing=True)
    if row is None:
        db.session.add(SeatMove(seat_id=seat.id, room_id=room.id, **values))
    else:
        row.code_hash, row.expires_at = values["code_hash"], values["expires_at"]
    db.session.flush()
    return code


def offer_move_of(viewer, room_id, number):
    """Give the code that moves the seat of this number, for somebody whose device died; it is written down."""
    room = lock_live_room(room_id)
    require(policies.can_hand_over(viewer, room))
    seat = db.session.scalar(select(Seat).where(
        Seat.room_id == room.id, Seat.number == number, Seat.released_at.is_(None)))
    if seat is None:
        raise Refusal("invalid", fields={"number": NO_SUCH_SEAT})
    note_act(room, viewer, "seat_handed", str(number))
    return offer_move(seat)


def take_over(room_id, text, device):
    """Give a device the seat that a code moves; raises Refusal("invalid" or "forbidden") with a sentence for `slip`.

    A seat that this device held itself is left, unless it is somebody's by a pass or an account.
    """
    room = lock_live_room(room_id)
    code = codes.read_code(text)
    found = code and db.session.scalar(select(SeatMove).where(
        SeatMove.room_id == room.id, SeatMove.code_hash == codes.hash_code(f"room:{room.id}", code)))
    if not found or found.expires_at <= utc_now() or not is_device(device):
        raise UnknownMove()
    seat = db.session.get(Seat, found.seat_id, with_for_update=True, populate_existing=True)
    db.session.delete(found)
    if seat.released_at is not None:
        raise UnknownMove()
    hashed = hash_device(room.id, device)
    if seat.device == hashed:
        return seat
    own = db.session.scalar(select(Seat).where(Seat.room_id == room.id, Seat.device == hashed))
    if own is not None:
        if own.pass_id is not None or own.account_id is not None:
            raise refuse("forbidden", ANOTHER)
        own.device, own.released_at = free_device(room.id), utc_now()
        db.session.flush()
        leave_after_commit(own)
    seat.device, seat.generation = hashed, seat.generation + 1
    db.session.flush()
    move_after_commit(seat)
    return seat

"""Who is told of a change of the floor or of the questions: everybody figures, one seat alone where it stands."""

from forum.core.database import db
from forum.plenary.floor.live import load, standing
from forum.plenary.hall import after_commit, halls


def tell_after_commit(room_id):
    """Let everybody in a room know of its floor and its questions once the change is committed: figures, no list."""
    known = halls()

    def tell():
        hall = known.halls.get(room_id)
        if hall is not None:
            load(hall)
            known.on_counts(hall)
        known.tell_others("floor", room_id)
        db.session.rollback()  # ends the read

    after_commit(tell)


def tell_seat_after_commit(room_id, seat_id, told=None):
    """Tell one seat alone where it stands, once it is committed; `told` is what can only be said now.

    Called after `tell_after_commit`, so that where it stands is read anew first.
    """
    if seat_id is None:
        return
    known = halls()

    def tell():
        hall = known.halls.get(room_id)
        if hall is not None:
            known.on_turn(hall, seat_id, told or standing(hall.floor_state, seat_id))
        known.tell_others("turn", [room_id, seat_id, told])

    after_commit(tell)

"""Problems and reservations said in a room: from a seat, or typed in from paper by who runs it; answered and read."""

from forum.core.database import db, utc_now
from forum.core.errors import Missing, Refusal
from forum.core.policies import require
from forum.core.web.pages import changed
from forum.plenary import policies
from forum.plenary.hall import tell_consoles_after_commit
from forum.plenary.queries import find_room_of_poll
from forum.plenary.rooms import actor
from forum.votes import services as votes
from forum.votes.models import Incident, Reservation


def report_problem(seat, poll_id, text, name=None):
    """Report a problem from a seat; the row says neither the seat nor, unless it is signed, the person."""
    room = _room_of_seat(seat, poll_id)
    row = votes.report_problem(poll_id, text, name, utc_now())
    _tell(room, poll_id)
    return row


def note_problem(viewer, poll_id, text, name=None):
    """Type in a problem that was said or written on paper."""
    room = _live_room(poll_id)
    require(policies.can_facilitate(viewer, room))
    row = votes.report_problem(poll_id, text, name, utc_now())
    _tell(room, poll_id)
    return row


def answer_problem(viewer, poll_id, incident_id, answer, reason):
    """Answer a problem for the chair: upheld, redone, cancelled or not upheld, with the reason."""
    room = _live_room(poll_id)
    require(policies.can_facilitate(viewer, room))
    _check_belongs(Incident, incident_id, poll_id)
    row = votes.answer_problem(incident_id, answer, reason, actor(viewer), utc_now())
    _tell(room, poll_id)
    return row


def add_reservation(seat, poll_id, text, name=None, organisation=None):
    """Say a reservation from a seat; it is shown once somebody has read it."""
    room = _room_of_seat(seat, poll_id)
    row = votes.add_reservation(poll_id, text, name, organisation, utc_now())
    tell_consoles_after_commit(room.id)
    return row


def note_reservation(viewer, poll_id, text, name=None, organisation=None):
    """Type in a reservation that was said or written on paper."""
    room = _live_room(poll_id)
    require(policies.can_moderate(viewer, room))
    row = votes.add_reservation(poll_id, text, name, organisation, utc_now())
    tell_consoles_after_commit(room.id)
    return row


def judge_reservation(viewer, poll_id, reservation_id, is_shown):
    """Show a reservation beside the result, or hide it."""
    room = _live_room(poll_id)
    require(policies.can_moderate(viewer, room))
    _check_belongs(Reservation, reservation_id, poll_id)
    row = votes.judge_reservation(reservation_id, is_shown, actor(viewer), utc_now())
    _tell(room, poll_id)
    return row


def _live_room(poll_id):
    room = find_room_of_poll(poll_id)
    if room is None:
        raise Missing()
    if room.ended_at is not None:
        raise Refusal("unknown_room")
    return room


def _room_of_seat(seat, poll_id):
    room = _live_room(poll_id)
    if seat.room_id != room.id:
        raise Refusal("wrong_room")
    return room


def _check_belongs(model, ident, poll_id):
    row = db.session.get(model, ident)
    if row is None or row.poll_id != poll_id:
        raise Missing()


def _tell(room, poll_id):
    changed(f"poll:{poll_id}")
    tell_consoles_after_commit(room.id)

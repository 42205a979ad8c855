"""What the room is shown beside an open vote: a poll announced, a result, a message, an announced end.

Others call plenary.services.
"""

from datetime import timedelta

from sqlalchemy import exists, select

from forum.accounts.rules import clean_line
from forum.core.database import db, utc_now
from forum.core.errors import Refusal
from forum.core.i18n import lazy
from forum.core.policies import deny, require
from forum.core.web.pages import changed
from forum.plenary import policies
from forum.plenary.hall import hall_of
from forum.plenary.models import Room
from forum.plenary.polls.services import lock_poll, require_in_run
from forum.plenary.questions.rounds import clear_screen
from forum.plenary.rooms import claim_control, has_open_poll, lock_live_room, move, note_act, put_pulse_away
from forum.plenary.rules import LENGTHS
from forum.plenary.screen.countdown import LONGEST, MORE_SECONDS, SHORTEST

# ---- a poll that is not open ----


def announce_poll(viewer, poll_id):
    """Show a prepared poll and its rules to the room before it opens; nobody can vote yet."""
    room, item, poll = lock_poll(poll_id)
    claim_control(viewer, room)
    if room.current_poll_id == poll_id and poll.state in ("prepared", "open"):
        return poll
    require_in_run(item)
    require(policies.can_announce(policies.can_control(viewer, room), poll, has_open_poll(room)))
    put_pulse_away(room.id)
    clear_screen(room.id)
    _show(room, poll_id)
    note_act(room, viewer, "announced", poll.question_fr)
    return poll


def show_result(viewer, poll_id):
    """Show a published result on every screen, as often as wanted."""
    room, _item, poll = lock_poll(poll_id)
    claim_control(viewer, room)
    require(policies.can_show(policies.can_control(viewer, room), poll, has_open_poll(room)))
    if room.current_poll_id != poll_id or not room.is_revealed:
        put_pulse_away(room.id)
        clear_screen(room.id)
        _show(room, poll_id)
        note_act(room, viewer, "shown", poll.question_fr)
    return poll


def clear_stage(viewer, room_id):
    """Show no poll: the room is back in its lobby. An announcement is taken back by it."""
    room = lock_live_room(room_id)
    claim_control(viewer, room)
    if room.current_poll_id is None:
        return
    if has_open_poll(room):
        require(deny(policies.OPEN_STAYS))
    _show(room, None)
    note_act(room, viewer, "cleared")


def _show(room, poll_id):
    changed(f"poll:{room.current_poll_id}", f"poll:{poll_id}")  # what was announced is no longer, or is now
    room.current_poll_id, room.is_revealed, room.ends_at = poll_id, True, None
    move(room)


def is_announced(poll_id):
    """Tell whether a live room shows this poll, open or not yet."""
    return db.session.scalar(select(exists().where(Room.current_poll_id == poll_id, Room.ended_at.is_(None))))


# ---- the end that is announced ----


def announce_end(viewer, room_id, seconds):
    """Announce that the open poll is about to end, in seconds from now; nothing closes by itself."""
    if not SHORTEST <= seconds <= LONGEST:
        raise Refusal("invalid", fields={"seconds": lazy("Annoncez une fin de dix secondes à une heure d’ici.")})
    room = _lock_voting_room(viewer, room_id)
    _end_in(room, seconds)


def extend_end(viewer, room_id):
    """Put the announced end off by half a minute, or announce one that far away."""
    room = _lock_voting_room(viewer, room_id)
    known = hall_of(room_id).countdown
    if known is not None and known.ends_at == room.ends_at:
        left = known.left()
    else:  # announced a moment ago, and not yet shown here
        left = max(0, (room.ends_at - utc_now()).total_seconds()) if room.ends_at else 0
    _end_in(room, min(LONGEST, left + MORE_SECONDS))


def withdraw_end(viewer, room_id):
    """Announce no end any more."""
    room = _lock_voting_room(viewer, room_id)
    if room.ends_at is not None:
        room.ends_at = None
        move(room)


def _lock_voting_room(viewer, room_id):
    room = lock_live_room(room_id)
    claim_control(viewer, room)
    if not has_open_poll(room):
        raise Refusal("poll_not_open")
    return room


def _end_in(room, seconds):
    room.ends_at = utc_now() + timedelta(seconds=seconds)
    move(room)


# ---- a message ----


def say_to_room(viewer, room_id, french, english=None):
    """Show a message on every phone and screen, in place of the one before; raises Refusal("invalid")."""
    room = lock_live_room(room_id)
    claim_control(viewer, room)
    french, english = clean_line(french or ""), clean_line(english or "") or None
    faults = {name: fault for name, text in (("message_fr", french), ("message_en", english or french))
              if (fault := _judge(text))}
    if faults:
        raise Refusal("invalid", fields=faults)
    if (room.message_fr, room.message_en) != (french, english):
        room.message_fr, room.message_en = french, english
        note_act(room, viewer, "message", french)
        move(room)


def _judge(text):
    if not text:
        return lazy("Écrivez le message.")
    return lazy("Écrivez au plus 200 caractères.") if len(text) > LENGTHS["message"] else None


def withdraw_message(viewer, room_id):
    """Take the message off every phone and screen."""
    room = lock_live_room(room_id)
    claim_control(viewer, room)
    if room.message_fr is not None:
        room.message_fr = room.message_en = None
        note_act(room, viewer, "message_withdrawn")
        move(room)

"""The floor of a room and its questions, as the process that serves it knows them: read again after each change."""

from forum.core.database import utc_now
from forum.plenary.floor.queries import FloorState, find_floor_state
from forum.plenary.floor.rules import SPEAKING, WAITING, seconds_between
from forum.plenary.questions.queries import find_question_figures

NO_TURN = {"state": "none"}


class Paced:
    """Remember what was told and when, so that a thing that moves fast is told no more often than it may."""

    def __init__(self, seconds):
        self.seconds = seconds
        self.told = None
        self.at = -seconds

    def note(self, value, now):
        """Note that this was told."""
        self.told, self.at = value, now

    def is_due(self, value, now):
        """Tell whether a value is news and may go out now; None when it is news that has to wait."""
        if value == self.told:
            return False
        return True if now - self.at >= self.seconds else None


def load(hall):
    """Take over what the database says of a room's floor and questions; an older reading changes nothing."""
    state, figures = find_floor_state(hall.room_id), find_question_figures(hall.room_id)
    known = hall.floor_state
    if state is not None and (known is None or state.revision >= known.revision):
        hall.floor_state = state
    before = hall.questions
    is_older = bool(before and figures and before["id"] == figures["id"] and before["version"] > figures["version"])
    if not is_older:
        hall.questions = figures


def show_floor(state):
    """Give the contract's `floor`: figures alone, or None where the floor was never opened."""
    if state is None:
        return None
    return {"id": state.id, "open": state.is_open, "labels": state.has_labels, "waiting": len(state.queue),
            "speaking": state.speaker and state.speaker.id, "version": state.revision}


def standing(state: FloorState | None, seat_id):
    """Tell one seat where it stands: {"state": "none"|"waiting"|"speaking"}, its place, or how long it has spoken."""
    if state is None:
        return NO_TURN
    if state.speaker is not None and state.speaker.seat_id == seat_id:
        return {"state": SPEAKING, **clock(state.speaker)}
    place = next((place for place, turn in enumerate(state.queue, 1) if turn.seat_id == seat_id), None)
    return NO_TURN if place is None else {"state": WAITING, "place": place}


def clock(turn, now=None):
    """Give how long somebody has been speaking and how long they may, in seconds of the server."""
    return {"elapsed": seconds_between(turn.began_at, now or utc_now()), "seconds": turn.seconds}

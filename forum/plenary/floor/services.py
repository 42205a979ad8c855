"""The floor: opened, asked for, given and taken back. One speaker a room, one live request a seat."""

import secrets
from datetime import timedelta

from sqlalchemy import func, select

from forum.accounts.rules import clean_line
from forum.core.database import db, utc_now
from forum.core.errors import Missing, Refusal
from forum.core.i18n import lazy
from forum.core.policies import require
from forum.core.web.pages import changed
from forum.events.queries import list_sectors
from forum.plenary import policies
from forum.plenary.floor import rules
from forum.plenary.floor.models import Floor, Turn
from forum.plenary.floor.queries import count_asked, make_state
from forum.plenary.floor.telling import tell_after_commit, tell_seat_after_commit
from forum.plenary.models import Room, Seat
from forum.plenary.rooms import lock_live_room

FULL = lazy("La liste est pleine : attendez que des personnes aient parlé.")

# ---- on the console ----


def open_floor(viewer, room_id, **settings):
    """Let the room ask to speak; `settings` as `set_floor` takes them. Opening it again changes only these."""
    floor = _lock_for(viewer, room_id, creates=True)
    _set(floor, settings)
    floor.is_open = True
    return _moved(floor)


def close_floor(viewer, room_id):
    """Take no more requests; those who wait stay in the list and may still be given the floor."""
    floor = _lock_for(viewer, room_id)
    floor.is_open = False
    return _moved(floor)


def set_floor(viewer, room_id, **settings):
    """Change the order of speaking, the labels and the time of a speaker: `turn_order`, `has_labels`, `seconds`."""
    floor = _lock_for(viewer, room_id, creates=True)
    _set(floor, settings)
    return _moved(floor)


def add_turn(viewer, room_id, name, sector="", label=""):
    """Put somebody without a device in the list, by name or as « Salle »; raises Refusal("invalid")."""
    floor = _lock_for(viewer, room_id, creates=True)
    room = db.session.get(Room, room_id)
    name, faults = clean_line(name), {}
    if not name:
        faults["name"] = lazy("Écrivez un nom, ou « salle ».")
    elif len(name) > rules.LENGTHS["name"]:
        faults["name"] = lazy("Écrivez au plus 80 caractères.")
    if sector and sector not in {row.key for row in list_sectors(room.event_id)}:
        faults["sector"] = lazy("Choisissez un milieu de la liste.")
    if faults:
        raise Refusal("invalid", fields=faults)
    turn = _add(floor, name=name, sector=sector or "", label=_label_of(floor, label))
    _moved(floor)
    return turn


def give_floor(viewer, room_id, turn_id=None, seen=None):
    """Give the floor to a request, to the next one without `turn_id`; whoever has it has spoken. Gives the Turn.

    `seen` is the id of the turn that the giver saw speaking, 0 for nobody, None for whoever it is: when another has
    been given the floor meanwhile it raises Refusal("floor_taken"), so that of two consoles one alone decides.
    """
    floor = _lock_for(viewer, room_id)
    state = make_state(floor)
    speaker = state.speaker and state.speaker.id
    if turn_id is not None and turn_id == speaker:
        return db.session.get(Turn, turn_id)
    if seen is not None and (speaker or 0) != seen:
        raise Refusal("floor_taken")
    if turn_id is None:
        turn_id = next((turn.id for turn in state.queue), None)
    if turn_id is None:
        raise Refusal("invalid", lazy("Personne n’attend la parole."))
    chosen = _get_turn(floor, turn_id)
    if chosen.state != rules.WAITING:
        raise Refusal("floor_taken")
    before = _get_turn(floor, speaker) if speaker else None
    if before is not None:
        _end(before)
        db.session.flush()  # two speakers at once, even within a transaction, are refused by the database
    chosen.state, chosen.began_at, chosen.seconds = rules.SPEAKING, utc_now(), floor.seconds
    _moved(floor)
    for turn in filter(None, (before, chosen)):
        tell_seat_after_commit(room_id, turn.seat_id)
    return chosen


def end_turn(viewer, turn_id):
    """Take the floor back from who has it; repeated, it changes nothing."""
    floor, turn = _lock_turn(viewer, turn_id)
    if turn.state == rules.SPEAKING:
        _end(turn)
        _moved(floor)
        tell_seat_after_commit(floor.room_id, turn.seat_id)
    return turn


def end_speaking(viewer, room_id):
    """Take the floor back from whoever has it; when nobody has, it changes nothing."""
    floor = _lock_for(viewer, room_id)
    turn = db.session.scalar(select(Turn).where(Turn.room_id == room_id, Turn.state == rules.SPEAKING)
                             .execution_options(populate_existing=True))
    if turn is not None:
        _end(turn)
        _moved(floor)
        tell_seat_after_commit(room_id, turn.seat_id)


def skip_turn(viewer, turn_id):
    """Let the others speak first: the request goes to the end of the list."""
    floor, turn = _lock_turn(viewer, turn_id)
    if turn.state == rules.WAITING:
        turn.position = _last_position(floor) + 1
        _moved(floor)
        tell_seat_after_commit(floor.room_id, turn.seat_id)
    return turn


def remove_turn(viewer, turn_id):
    """Take a request off the list; its seat is told, and may ask again."""
    floor, turn = _lock_turn(viewer, turn_id)
    if turn.state == rules.WAITING:
        turn.state = rules.REMOVED
        _moved(floor)
        tell_seat_after_commit(floor.room_id, turn.seat_id, {"state": rules.REMOVED})
    return turn


# ---- from a seat ----


def ask_floor(seat, label=None, is_named=False):
    """Ask to speak from a seat: (Turn, whether it is new). One that waits or speaks already stays as it is.

    With `is_named` the room sees the seat's name, if it gave one. Raises Refusal("floor_closed", "too_many").
    """
    floor = _lock_of(seat.room_id)
    turn = db.session.scalar(select(Turn).where(Turn.seat_id == seat.id, Turn.state.in_(rules.LIVE))
                             .execution_options(populate_existing=True))
    if turn is not None:
        return turn, False
    if floor is None or not floor.is_open:
        raise Refusal("floor_closed")
    if count_asked(seat.id, utc_now() - timedelta(minutes=rules.REQUESTS_MINUTES)) >= rules.MOST_REQUESTS:
        raise Refusal("too_many", lazy("Vous avez demandé la parole bien des fois : attendez quelques minutes."))
    turn = _add(floor, seat_id=seat.id, number=seat.number, name=seat.name if is_named else "", sector=seat.sector,
                label=_label_of(floor, label))
    _moved(floor)
    tell_seat_after_commit(seat.room_id, seat.id)
    return turn, True


def withdraw_floor(seat):
    """Withdraw a seat's request, or give the floor back while speaking; repeated, it changes nothing."""
    floor = _lock_of(seat.room_id)
    turn = db.session.scalar(select(Turn).where(Turn.seat_id == seat.id, Turn.state.in_(rules.LIVE))
                             .execution_options(populate_existing=True))
    if turn is None:
        return
    if turn.state == rules.SPEAKING:
        _end(turn)
    else:
        turn.state = rules.WITHDRAWN
    _moved(floor)
    tell_seat_after_commit(seat.room_id, seat.id)


# ---- from the way in ----


def drop_unadmitted(room):
    """Take off the list the seats that a room's way in no longer admits; who of them speaks has spoken."""
    floor = _lock_of(room.id)
    if floor is None or room.entry == "open":
        return
    turns = db.session.scalars(select(Turn).join(Seat, Seat.id == Turn.seat_id).where(
        Turn.room_id == room.id, Turn.state.in_(rules.LIVE), Seat.capacity != "observer", Seat.entry != room.entry)
        .execution_options(populate_existing=True)).all()
    for turn in turns:
        if turn.state == rules.SPEAKING:
            _end(turn)
        else:
            turn.state = rules.REMOVED
    if turns:
        _moved(floor)
    for turn in turns:
        tell_seat_after_commit(room.id, turn.seat_id)


# ---- inside ----


def _lock_of(room_id):
    """Load a room's floor alone, or None; raises Refusal("unknown_room") when the room ended meanwhile."""
    floor = db.session.scalar(select(Floor).where(Floor.room_id == room_id).with_for_update()
                              .execution_options(populate_existing=True))
    room = db.session.get(Room, room_id, populate_existing=True)
    if room is None or room.ended_at is not None:
        raise Refusal("unknown_room")
    return floor


def _lock_for(viewer, room_id, creates=False):
    room = lock_live_room(room_id)
    require(policies.can_facilitate(viewer, room))
    floor = _lock_of(room_id)
    if floor is None:
        if not creates:
            raise Missing()
        floor = Floor(id=secrets.token_urlsafe(16), room_id=room_id, is_open=False, turn_order=rules.REQUEST,
                      has_labels=False, seconds=rules.DEFAULT_SECONDS, revision=0)
        db.session.add(floor)
        db.session.flush()
    return floor


def _lock_turn(viewer, turn_id):
    room_id = db.session.scalar(select(Turn.room_id).where(Turn.id == turn_id))
    if room_id is None:
        raise Missing()
    floor = _lock_for(viewer, room_id)
    return floor, _get_turn(floor, turn_id)


def _get_turn(floor, turn_id):
    turn = db.session.get(Turn, turn_id, populate_existing=True)
    if turn is None or turn.room_id != floor.room_id:
        raise Missing()
    return turn


def _set(floor, settings):
    values = {name: getattr(floor, name) for name in ("turn_order", "has_labels", "seconds")} | settings
    faults = {}
    if values["turn_order"] not in rules.ORDERS:
        faults["turn_order"] = lazy("Choisissez une réponse.")
    if values["turn_order"] == rules.BY_LABEL and not values["has_labels"]:
        faults["turn_order"] = lazy("Pour alterner le pour et le contre, demandez d’abord à chacun de le dire.")
    if not isinstance(values["seconds"], int) or not (
            rules.SHORTEST_SECONDS <= values["seconds"] <= rules.LONGEST_SECONDS):
        faults["seconds"] = lazy("Donnez de 15 secondes à 30 minutes.")
    if faults:
        raise Refusal("invalid", fields=faults)
    for name, value in values.items():
        setattr(floor, name, value)


def _label_of(floor, label):
    if not floor.has_labels or not label:
        return ""
    if label not in rules.LABELS:
        raise Refusal("invalid", fields={"label": lazy("Choisissez une réponse.")})
    return label


def _add(floor, **values):
    waiting = db.session.scalar(select(func.count()).select_from(Turn).where(
        Turn.room_id == floor.room_id, Turn.state == rules.WAITING))
    if waiting >= rules.MOST_WAITING:
        raise Refusal("too_many", FULL)
    turn = Turn(room_id=floor.room_id, state=rules.WAITING, position=_last_position(floor) + 1, asked_at=utc_now(),
                seconds=floor.seconds, **values)
    db.session.add(turn)
    db.session.flush()
    return turn


def _last_position(floor):
    return db.session.scalar(select(func.coalesce(func.max(Turn.position), 0)).where(Turn.room_id == floor.room_id))


def _end(turn):
    turn.state, turn.ended_at = rules.DONE, max(utc_now(), turn.began_at)


def _moved(floor):
    floor.revision += 1
    db.session.flush()
    changed(f"floor:{floor.id}")
    tell_after_commit(floor.room_id)
    return floor

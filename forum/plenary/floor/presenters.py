"""The floor as phones, screens, consoles and the API show them."""

from forum.core.database import utc_now
from forum.core.i18n import _, current_language
from forum.plenary.floor import live as floor_live
from forum.plenary.floor.rules import share_of_speech
from forum.plenary.hall import hall_of


def in_words(label):
    """Give a bilingual text of the contract in the page's language."""
    return label if isinstance(label, str) else label.get(current_language()) or label["fr"]


def sector_words(hall):
    """Give {sector: its label} of a room, as the contract has it."""
    return {sector["id"]: sector["label"] for sector in hall.sectors}


def seat_words(number):
    """Name a seat by its number, on one line."""
    return _("Siège %(number)s", number=number).replace(" ", "\u00a0")


def who(turn, sectors):
    """Say who a turn is: the name that was agreed to, else « Siège 14 », and the sector; (who, sector)."""
    sector = in_words(sectors[turn.sector]) if turn.sector in sectors else turn.sector
    return turn.name or seat_words(turn.number), sector


def show_turn(turn, hall):
    """Give a turn as a console and a screen show it."""
    name, sector = who(turn, sector_words(hall))
    shown = {"id": turn.id, "who": name, "sector": sector, "label": turn.label, "is_named": bool(turn.name),
             "number": turn.number}
    return shown | floor_live.clock(turn) if turn.began_at else shown


def floor_answer(room, seat=None):
    """Give the contract's answer about the floor of a room."""
    hall = hall_of(room.id)
    state = hall.floor_state
    speaker = state.speaker if state else None
    answer = {"floor": floor_live.show_floor(state), "speaker": speaker and {
        "id": speaker.id, "name": speaker.name or None, "seat": speaker.number,
        "sector": sector_words(hall).get(speaker.sector), "label": speaker.label or None, **floor_live.clock(speaker)}}
    return answer | {"mine": floor_live.standing(state, seat.id)} if seat is not None else answer


def phone_floor(room, seat):
    """Give what the phone's page names of the floor: the public part, and where this seat stands."""
    hall = hall_of(room.id)
    return {"floor": hall.floor_state and public_floor(hall), "turn": floor_live.standing(hall.floor_state, seat.id)}


def public_floor(hall):
    """Give the floor as every phone alike sees it."""
    state = hall.floor_state
    speaker = state.speaker and show_turn(state.speaker, hall)
    return {"id": state.id, "open": state.is_open, "labels": state.has_labels, "waiting": len(state.queue),
            "speaker": speaker, "key": floor_key(floor_live.show_floor(state))}


def floor_key(figures):
    """Name what the public part depends on, as the script of the phone does."""
    return ":".join(str(figures[name] or "") for name in ("id", "open", "labels", "speaking"))


def stage_floor(room):
    """Give what the hall's screen shows of the floor, or None: who speaks, how long, how many wait."""
    hall = hall_of(room.id)
    state = hall.floor_state
    if state is None or not (state.is_open or state.speaker):
        return None
    return {"open": state.is_open, "waiting": len(state.queue), "version": state.revision,
            "speaker": state.speaker and show_turn(state.speaker, hall)}


def desk_floor(room):
    """Give what the console shows of the floor: the speaker, the queue in the order of speaking, the settings."""
    hall = hall_of(room.id)
    state = hall.floor_state
    if state is None:
        return {"floor": None}
    return {"floor": {
        "open": state.is_open, "order": state.turn_order, "labels": state.has_labels, "seconds": state.seconds,
        "speaker": state.speaker and show_turn(state.speaker, hall),
        "queue": [show_turn(turn, hall) for turn in state.queue],
        "shares": speech_by_sector(state, hall),
    }}


def speech_by_sector(state, hall):
    """Give [(sector in words, turns, seconds)…] of those who spoke, for the console alone."""
    sectors = sector_words(hall)
    return [(in_words(sectors[sector]) if sector in sectors else sector or _("Milieu non précisé"), turns, seconds)
            for sector, turns, seconds in share_of_speech(state.spoken, utc_now())]

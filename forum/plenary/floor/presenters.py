"""The floor and the questions as phones, screens, consoles and the API show them."""

from forum.core.database import utc_now
from forum.core.i18n import _, bi, current_language
from forum.core.web.pages import remember
from forum.plenary import policies
from forum.plenary.floor import live as floor_live
from forum.plenary.floor.rules import share_of_speech
from forum.plenary.hall import hall_of
from forum.plenary.questions import rules
from forum.plenary.questions.queries import (
    find_current_round,
    get_shown_round,
    list_published_rounds,
    list_questions,
    list_ranked,
    list_rounds,
    list_rounds_of,
    list_supported,
)
from forum.plenary.questions.services import is_asker, supporter_code
from forum.plenary.scene import text

NOTHING = {"asked": [], "supported": []}

# ---- the floor ----


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


# ---- questions ----


def sign(question):
    """Say how a question is signed: a name, a seat, or nobody."""
    if question.author:
        return question.author
    return seat_words(question.seat_number) if question.seat_number else _("Anonyme")


def show_question(question):
    """Give a question as everybody may read it."""
    return {"id": question.id, "text": question.text, "by": sign(question), "support": question.support,
            "shortlisted": question.place is not None, "answered": question.answered, "answer": question.answer}


def public_round(found):
    """Give a round and its questions as every phone alike sees them: the most supported, up to a hundred."""
    ranked = list_ranked(found.id)
    return {"id": found.id, "subject": text(found.subject_fr, found.subject_en), "open": found.state == rules.OPEN,
            "anonymous": found.allows_anonymous, "approval": found.needs_approval, "version": found.version,
            "list": [show_question(question) for question in ranked[:rules.MOST_LISTED]], "total": len(ranked)}


def shown_round(round_id):
    """Give the public part of a round that its room is shown; raises Missing."""
    return public_round(get_shown_round(round_id))


def kept_round(found):
    """Give the public part of a round, made again only when it changed: every phone's page shows it."""
    return remember(("questions", found.id, current_language()), (f"questions:{found.id}",),
                    lambda: public_round(found))


def phone_questions(room, seat):
    """Give what the phone's page names of the questions; nothing is asked of the database when there are none."""
    if hall_of(room.id).questions is None:
        return {"round": None, "own": NOTHING}
    found = find_current_round(room.id)
    if found is None:
        return {"round": None, "own": NOTHING}
    return {"round": kept_round(found), "own": own_questions(found, seat)}


def own_questions(found, seat):
    """Give what a seat asked and supports in a round, in the contract's form."""
    asked = [{"id": row.id, "text": row.text, "state": row.state} for row in list_questions(found.id)
             if is_asker(row.id, row.asker, seat)]
    return {"asked": asked, "supported": list_supported(found.id, supporter_code(found.id, seat))}


def questions_answer(room):
    """Give the contract's answer about the questions of a room."""
    figures, found = hall_of(room.id).questions, find_current_round(room.id)
    if figures is None or found is None:
        return {"questions": None, "items": []}
    return {"questions": figures, "subject": text(found.subject_fr, found.subject_en),
            "anonymous": found.allows_anonymous, "approval": found.needs_approval,
            "items": [{"id": row.id, "text": row.text, "name": row.author or None, "seat": row.seat_number,
                      "support": row.support, "shortlisted": row.place is not None, "answered": row.answered or None,
                      "answer": row.answer} for row in list_ranked(found.id)]}


def stage_questions(room):
    """Give what the hall's screen shows of the questions, or None."""
    found = find_current_round(room.id)
    if found is None or not found.on_screen:
        return None
    shown = list_questions(found.id, rules.SHOWN)
    if found.on_screen == rules.ONE:
        shown = [question for question in shown if question.id == found.screen_question_id]
    else:
        shown = rules.shortlist(shown)
    return {"id": found.id, "subject": text(found.subject_fr, found.subject_en), "what": found.on_screen,
            "open": found.state == rules.OPEN, "version": found.version,
            "list": [show_question(question) for question in shown]}


def moderation_page(found, room, viewer, current_poll_state=None):
    """Give what the page of a round names: its questions as they are to be read, merged, ordered and answered."""
    rows = list_questions(found.id)
    titles = {row.id: row.text for row in rows}
    shown = rules.rank([row for row in rows if row.state == rules.SHOWN])
    return {
        "room": room, "round": found, "subject": bi(found, "subject"),
        "waiting": [row for row in rows if row.state == rules.WAITING], "shown": shown,
        "hidden": [row for row in rows if row.state == rules.HIDDEN],
        "merged": [(row, titles[row.merged_into_id]) for row in rows if row.state == rules.MERGED],
        "shortlisted": rules.shortlist(rows),
        "may_lead": policies.can_facilitate(viewer, room),
        "may_show": policies.can_show_questions(viewer, room, current_poll_state),
        "sign": sign,
    }


def desk_questions(room):
    """Give what the console names of the questions: the round that is shown, and how many wait to be read."""
    rounds = list_rounds(room.id)
    current = next((found for found in rounds if found.state in rules.CURRENT), None)
    waiting = list_questions(current.id, rules.WAITING, rules.SHOWN) if current else []
    return {"rounds": rounds, "question_round": current,
            "unread": sum(row.state == rules.WAITING for row in waiting),
            "readable": sum(row.state == rules.SHOWN for row in waiting)}


def list_rounds_to_read(rooms, viewer):
    """List the rounds of a day's rooms for who may read and answer their questions; nothing for anybody else."""
    return list_rounds_of(rooms) if rooms and policies.can_moderate_questions(viewer, rooms[0]) else []


def day_questions(event):
    """Give the questions of the ended rooms of a day with their answers: [(subject, answered, unanswered)…]."""
    return remember(("day-questions", event.id, current_language()), (f"event:{event.slug}",),
                    lambda: [_show_round(*row) for row in list_published_rounds(event.id)])


def _show_round(found, questions):
    return (text(found.subject_fr, found.subject_en), [show_question(row) for row in questions if row.answered],
            [show_question(row) for row in questions if not row.answered])

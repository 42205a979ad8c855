"""The questions of a room as phones, screens, consoles and the API show them."""

from forum.core.i18n import _, bi, current_language
from forum.core.web.pages import remember
from forum.plenary import policies
from forum.plenary.floor.presenters import seat_words
from forum.plenary.hall import hall_of
from forum.plenary.pulses.queries import find_pulse_on_screen
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
        # a flash poll takes the whole screen: what is shown of the questions comes back after it
        "is_covered": bool(found.on_screen) and find_pulse_on_screen(room.id) is not None,
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

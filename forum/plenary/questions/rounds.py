"""How questions from the room are led: rounds opened and closed, questions read, merged, put in order and answered."""

import secrets

from sqlalchemy import func, select, update

from forum.accounts.rules import clean_line
from forum.core.database import db
from forum.core.errors import Missing, Refusal
from forum.core.i18n import lazy
from forum.core.policies import require
from forum.core.web.pages import changed
from forum.events.models import Event
from forum.plenary import policies
from forum.plenary.questions import rules
from forum.plenary.questions.models import Question, QuestionRound
from forum.plenary.questions.queries import get_question, get_round, list_questions
from forum.plenary.questions.services import count_support, lock_round, touch
from forum.plenary.rooms import lock_live_room

MOST_ROUNDS = 100


# ---- rounds ----


def open_round(viewer, room_id, *, subject_fr, subject_en=None, allows_anonymous=True, needs_approval=True):
    """Let the room ask about a subject; the round that was shown is put away. Raises Refusal("invalid")."""
    room = lock_live_room(room_id)
    require(policies.can_facilitate(viewer, room))
    texts = {"subject_fr": clean_line(subject_fr), "subject_en": clean_line(subject_en) or None}
    faults = {name: lazy("Écrivez au plus 200 caractères.") for name, text in texts.items()
              if text and len(text) > rules.LENGTHS["subject"]}
    if not texts["subject_fr"]:
        faults["subject_fr"] = lazy("Écrivez le sujet.")
    last = db.session.scalar(select(func.max(QuestionRound.number)).where(QuestionRound.room_id == room_id)) or 0
    if last >= MOST_ROUNDS:
        faults["subject_fr"] = lazy("Cette salle a déjà cent séries de questions.")
    if faults:
        raise Refusal("invalid", fields=faults)
    for old in db.session.scalars(select(QuestionRound).where(
            QuestionRound.room_id == room_id, QuestionRound.state.in_(rules.CURRENT)).with_for_update()).all():
        _put_away(old)
    found = QuestionRound(id=secrets.token_urlsafe(16), room_id=room_id, number=last + 1, state=rules.OPEN,
                          allows_anonymous=allows_anonymous, needs_approval=needs_approval, on_screen=rules.NOTHING,
                          version=0, **texts)
    db.session.add(found)
    touch(found)
    return found


def close_round(viewer, round_id):
    """Take no more questions and no more support; what was asked stays on the phones until it is put away."""
    return _change(viewer, round_id, lambda found: _move(found, rules.OPEN, rules.CLOSED))


def reopen_round(viewer, round_id):
    """Take questions again."""
    return _change(viewer, round_id, lambda found: _move(found, rules.CLOSED, rules.OPEN))


def put_round_away(viewer, round_id):
    """Take a round off phones and screens."""
    return _change(viewer, round_id, _put_away)


def show_on_screen(viewer, round_id, what, question_id=None):
    """Show the short list or one question on the hall's screen, or neither: what is "shortlist", "one" or "".

    Raises Refusal("forbidden") beside an open vote, or one that is being checked: the screen is the vote's.
    """
    found, room = _lock(viewer, round_id)
    require(policies.can_show_questions(viewer, room, room.current_poll and room.current_poll.state if what else None))
    if what == rules.ONE:
        question = db.session.get(Question, question_id or "")
        if question is None or question.round_id != round_id or question.state != rules.SHOWN:
            raise Missing()
    elif what not in rules.ON_SCREEN:
        raise Missing()
    if found.state in rules.CURRENT:
        found.on_screen, found.screen_question_id = what, question_id if what == rules.ONE else None
        touch(found)
    return found


def _change(viewer, round_id, change):
    found, room = _lock(viewer, round_id)
    require(policies.can_facilitate(viewer, room))
    change(found)
    touch(found)
    return found


def _move(found, before, after):
    if found.state == before:
        found.state = after


def _put_away(found):
    found.state, found.on_screen, found.screen_question_id = rules.AWAY, rules.NOTHING, None
    found.version += 1
    db.session.flush()
    changed(f"questions:{found.id}")


def _lock(viewer, round_id):
    _found, room = get_round(round_id)
    lock_live_room(room.id)
    return lock_round(round_id), room


# ---- questions ----


def judge_question(viewer, question_id, is_shown):
    """Show a question to the room, or hide it; a hidden one leaves the short list and the screen."""
    found, question = _lock_question(viewer, question_id)
    if question.state in (rules.WAITING, rules.SHOWN, rules.HIDDEN):
        question.state = rules.SHOWN if is_shown else rules.HIDDEN
        if not is_shown:
            _leave_stage(found, question)
    touch(found)
    return question


def merge_question(viewer, question_id, into_id):
    """Merge a question into another of its round: their supporters are united, each counted once."""
    found, question = _lock_question(viewer, question_id)
    into = db.session.get(Question, into_id, populate_existing=True)
    if into is None or into.round_id != question.round_id or into.state == rules.MERGED or into.id == question.id:
        raise Refusal("invalid", lazy("Choisissez une autre question de la même série."))
    if question.state != rules.MERGED:
        db.session.execute(update(Question).where(Question.merged_into_id == question.id).values(
            merged_into_id=into.id))
        question.state, question.merged_into_id = rules.MERGED, into.id
        _leave_stage(found, question)
        db.session.flush()
        count_support({into.id})
    touch(found)
    return into


def separate_question(viewer, question_id):
    """Undo a merging: the question stands by itself again, with its own supporters."""
    found, question = _lock_question(viewer, question_id)
    if question.state == rules.MERGED:
        into = question.merged_into_id
        question.state, question.merged_into_id = rules.SHOWN, None
        db.session.flush()
        count_support({into, question.id})
    touch(found)
    return question


def shortlist_question(viewer, question_id, is_wanted):
    """Put a shown question at the end of the short list, or take it off."""
    found, question = _lock_question(viewer, question_id)
    listed = rules.shortlist(list_questions(found.id, rules.SHOWN))
    if not is_wanted:
        question.place = None
        if found.on_screen == rules.ONE and found.screen_question_id == question.id:
            found.on_screen, found.screen_question_id = rules.NOTHING, None
    elif question.state != rules.SHOWN:
        raise Refusal("invalid", lazy("Montrez d’abord cette question à la salle."))
    elif question.place is None:
        if len(listed) >= rules.MOST_SHORTLISTED:
            raise Refusal("invalid", lazy("La liste courte tient douze questions : retirez-en une."))
        question.place = 1 + max((other.place for other in listed), default=0)
    touch(found)
    return question


def move_question(viewer, question_id, up):
    """Move a question one place up or down in the short list."""
    found, question = _lock_question(viewer, question_id)
    listed = rules.shortlist(list_questions(found.id, rules.SHOWN))
    if question in listed:
        at = listed.index(question)
        to = at - 1 if up else at + 1
        if 0 <= to < len(listed):
            listed[at], listed[to] = listed[to], listed[at]
            for place, other in enumerate(listed, 1):
                other.place = place
    touch(found)
    return question


def answer_question(viewer, question_id, how, text=""):
    """Note that a question was answered live, write its answer, or take the mark back: "live", "written" or "".

    A written answer may come after the room has ended: the day's page shows it. Raises Refusal("invalid").
    """
    question, found, room = get_question(question_id)
    require(policies.can_moderate_questions(viewer, room))
    if room.ended_at is None:
        found, question = _lock_question(viewer, question_id)
    if how == rules.WRITTEN:
        question.answer = _clean_answer(text)
    elif how in ("", rules.LIVE):
        question.answer = None
    else:
        raise Missing()
    question.answered = how
    if room.ended_at is None:
        touch(found)
    else:
        changed(f"event:{db.session.get(Event, room.event_id).slug}")
    return question


def _clean_answer(text):
    lines = [clean_line(line) for line in (text or "").replace("\r\n", "\n").split("\n")]
    cleaned = "\n".join(lines).strip()
    if not cleaned:
        raise Refusal("invalid", lazy("Écrivez la réponse."))
    if len(cleaned) > rules.LENGTHS["answer"]:
        raise Refusal("invalid", lazy("Écrivez au plus 1000 caractères."))
    return cleaned


def _lock_question(viewer, question_id):
    question, _found, room = get_question(question_id)
    require(policies.can_moderate_questions(viewer, room))
    found = lock_round(question.round_id)
    return found, db.session.get(Question, question_id, with_for_update=True, populate_existing=True)


def _leave_stage(found, question):
    question.place = None
    if found.screen_question_id == question.id:
        found.on_screen, found.screen_question_id = rules.NOTHING, None


def clear_screen(room_id):
    """Take questions off the hall's screen: a vote takes it. The room is shown anew by the caller."""
    for found in db.session.scalars(select(QuestionRound).where(
            QuestionRound.room_id == room_id, QuestionRound.on_screen != rules.NOTHING).with_for_update()).all():
        found.on_screen, found.screen_question_id = rules.NOTHING, None
        found.version += 1
    db.session.flush()

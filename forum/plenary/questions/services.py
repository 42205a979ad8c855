"""Questions from the room: asked and supported from seats, read before they are shown, answered.

Nothing stored says which seat asked or supported. A code made with the server's key stands for it: another one for each
question that is asked, so that two questions of one person cannot be told to be; one for all that a seat supports in a
round, so that merged questions count each supporter once.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from forum.accounts.rules import clean_line
from forum.core.database import db, utc_now
from forum.core.errors import Missing, Refusal
from forum.core.i18n import lazy
from forum.core.web.pages import changed
from forum.plenary.floor.telling import tell_after_commit
from forum.plenary.models import Room
from forum.plenary.questions import rules
from forum.plenary.questions.models import Question, QuestionRound, QuestionSupport

INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
TOO_MANY = lazy("Vous avez posé cinq questions en dix minutes : attendez un peu.")
FULL = lazy("Cette série a déjà mille questions.")


@dataclass(frozen=True)
class Wish:
    """Ask that a question be supported by a code, or no longer."""

    question_id: str
    supporter: str
    is_wanted: bool


def code_of(purpose, ident, seat_id):
    """Give the code that stands for a seat: HMAC-SHA-256 under the server's key."""
    key = current_app.config["SECRET_KEY"].encode()
    digest = hmac.digest(key, f"concertaction-{purpose}/1\n{ident}\n{seat_id}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def asker_code(question_id, seat):
    """Give the code that marks a question for the seat that asked it."""
    return code_of("question", question_id, seat.id)


def supporter_code(round_id, seat):
    """Give the code under which a seat supports the questions of a round."""
    return code_of("support", round_id, seat.id)


def ask_question(seat, round_id, text, wish=rules.ANONYMOUS):
    """Ask a question from a seat; `wish` is how it is signed, see `question_rules.signature`. Gives the Question.

    Raises Refusal("questions_closed", "invalid", "too_many").
    """
    found = lock_round(round_id)
    if found is None or found.room_id != seat.room_id or found.state != rules.OPEN:
        raise Refusal("questions_closed")
    text = clean_line(text)
    if not text:
        raise Refusal("invalid", fields={"text": lazy("Écrivez votre question.")})
    if len(text) > rules.LENGTHS["text"]:
        raise Refusal("invalid", fields={"text": lazy("Écrivez au plus 300 caractères.")})
    if wish not in rules.SIGNATURES:
        raise Refusal("invalid", fields={"sign": lazy("Choisissez une réponse.")})
    last = db.session.scalar(select(func.max(Question.number)).where(Question.round_id == round_id)) or 0
    if last >= rules.MOST_QUESTIONS:
        raise Refusal("too_many", FULL)
    if count_asked(seat) >= rules.MOST_ASKED:
        raise Refusal("too_many", TOO_MANY)
    question_id = secrets.token_urlsafe(16)
    author, number = rules.signature(seat.number, seat.name, wish, found.allows_anonymous)
    question = Question(id=question_id, round_id=round_id, number=last + 1, text=text, author=author,
                        seat_number=number, state=rules.WAITING if found.needs_approval else rules.SHOWN, support=0,
                        answered="", asker=asker_code(question_id, seat), asked_at=utc_now())
    db.session.add(question)
    touch(found)
    return question


def count_asked(seat):
    """Count the questions that a seat asked in its room in the last minutes, by recognising its codes."""
    since = utc_now() - timedelta(minutes=rules.ASKED_MINUTES)
    rows = db.session.execute(select(Question.id, Question.asker).join(
        QuestionRound, QuestionRound.id == Question.round_id).where(
            QuestionRound.room_id == seat.room_id, Question.asked_at > since, Question.asker.is_not(None))).all()
    return sum(is_asker(row.id, row.asker, seat) for row in rows)


def is_asker(question_id, code, seat):
    """Tell whether a code marks a question as a seat's own."""
    return code is not None and hmac.compare_digest(code, asker_code(question_id, seat))


def support_questions(wishes):
    """Note supports, or take them back, at once; gives for each how many support the question now, or a Refusal.

    What is wished twice stays as it is. Of several wishes of one code about one question the last one counts.
    """
    ids = {wish.question_id for wish in wishes}
    rounds = dict(db.session.execute(select(Question.id, Question.round_id).where(Question.id.in_(ids))).all())
    # locked in one order everywhere: two writers never wait for each other
    is_open = {round_id: _find_open(round_id) for round_id in sorted(set(rounds.values()))}
    known = {row.id: row for row in db.session.scalars(
        select(Question).where(Question.id.in_(ids)).execution_options(populate_existing=True))}
    outcomes = [_root_of(known.get(wish.question_id), is_open) for wish in wishes]
    wanted = {(root, wish.supporter): wish.is_wanted for wish, root in zip(wishes, outcomes, strict=True)
              if not isinstance(root, Refusal)}
    _write_supports(wanted)
    counts = count_support({root for root, _supporter in wanted})
    for found in filter(None, is_open.values()):
        touch(found)
    return [outcome if isinstance(outcome, Refusal) else counts[outcome] for outcome in outcomes]


def _find_open(round_id):
    try:
        found = lock_round(round_id)
    except Refusal:
        return None
    return found if found is not None and found.state == rules.OPEN else None


def _root_of(question, is_open):
    if question is None or question.state not in (rules.SHOWN, rules.MERGED):
        return Missing()
    if is_open[question.round_id] is None:
        return Refusal("questions_closed")
    return question.merged_into_id or question.id


def _write_supports(wanted):
    given = [{"question_id": root, "supporter": supporter} for (root, supporter), is_wanted in sorted(wanted.items())
             if is_wanted]
    if given:
        insert = INSERTS[db.engine.dialect.name](QuestionSupport)
        db.session.execute(insert.values(given).on_conflict_do_nothing())
    for (root, supporter), is_wanted in wanted.items():
        if not is_wanted:
            family = select(Question.id).where(or_(Question.id == root, Question.merged_into_id == root))
            db.session.execute(delete(QuestionSupport).where(
                QuestionSupport.question_id.in_(family), QuestionSupport.supporter == supporter))


def count_support(roots):
    """Count again who supports these questions, those merged into them included and each supporter once: {id: n}."""
    if not roots:
        return {}
    member = aliased(Question)
    root = func.coalesce(member.merged_into_id, member.id)
    counts = dict.fromkeys(roots, 0) | dict(db.session.execute(
        select(root, func.count(func.distinct(QuestionSupport.supporter))).select_from(member)
        .join(QuestionSupport, QuestionSupport.question_id == member.id).where(root.in_(roots)).group_by(root)).all())
    for question in db.session.scalars(select(Question).where(Question.id.in_(roots))):
        question.support = counts[question.id]
    db.session.flush()
    return counts


def lock_round(round_id):
    """Load a round alone, or None; raises Refusal("unknown_room") once its room has ended."""
    found = db.session.get(QuestionRound, round_id, with_for_update=True, populate_existing=True)
    if found is not None and db.session.get(Room, found.room_id, populate_existing=True).ended_at is not None:
        raise Refusal("unknown_room")
    return found


def touch(found):
    """Note that a round changed, and let the room know once it is committed."""
    found.version += 1
    db.session.flush()
    changed(f"questions:{found.id}")
    tell_after_commit(found.room_id)

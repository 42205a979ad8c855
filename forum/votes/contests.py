"""What people say of a vote: problems with its course, which the chair answers, and reservations beside its result.

A problem told before closing is sealed in the record, with its answer if it has one by then; whatever comes after
stands in the record's annex. Nothing here says whose seat it was: a text is signed only by who wants to.
"""

from sqlalchemy import func, select

from forum.core.database import db, lock
from forum.core.errors import Forbidden, Missing, Refusal
from forum.core.i18n import lazy
from forum.votes.facts import ProblemAnswered, ReservationJudged
from forum.votes.faults import Fault
from forum.votes.journal import journal
from forum.votes.models import Incident, Reservation
from forum.votes.queries import lock_poll
from forum.votes.rules import ANSWERS, CLOSED, HIDDEN, LONGEST_NAME, LONGEST_TEXT, PUBLISHED, SHOWN
from forum.votes.texts import find_fault, tidy
from forum.votes.words import sentence_of

MOST_TEXTS = 500


def report_problem(poll_id, text, name, now):
    """Report a problem with a poll that was opened; raises Missing, and Refusal("invalid" or "too_many")."""
    poll = lock_poll(poll_id)
    if poll.opened_at is None:
        raise Missing()
    values = _read(text=(text, LONGEST_TEXT, True), name=(name, LONGEST_NAME, False))
    return _add(Incident(poll_id=poll_id, at=now, **values))


def answer_problem(incident_id, answer, reason, actor, now):
    """Answer a problem, once, with a reason; raises Missing, Forbidden, Refusal("invalid")."""
    row = lock(Incident, incident_id)
    if answer not in ANSWERS:
        raise Refusal("invalid", fields={"answer": sentence_of(Fault("not_one_of", {"words": ", ".join(ANSWERS)}))})
    values = _read(reason=(reason, LONGEST_TEXT, True))
    if not values["reason"]:
        raise Refusal("invalid", fields={"reason": sentence_of(Fault("required"))})
    if row.answer is not None:
        raise Forbidden(lazy("Ce problème a déjà sa réponse."))
    row.answer, row.reason, row.answered_by, row.answered_at = answer, values["reason"], actor, now
    journal(ProblemAnswered(row.poll_id, now, actor, answer))
    return row


def add_reservation(poll_id, text, name, organisation, now):
    """Put a reservation beside a poll that is closed or published; somebody reads it before it is shown."""
    poll = lock_poll(poll_id)
    if poll.state not in (CLOSED, PUBLISHED):
        raise Refusal("not_published", lazy("Une réserve se dit une fois le vote fermé."))
    values = _read(text=(text, LONGEST_TEXT, True), name=(name, LONGEST_NAME, False),
                   organisation=(organisation, LONGEST_NAME, False))
    return _add(Reservation(poll_id=poll_id, at=now, **values))


def judge_reservation(reservation_id, is_shown, actor, now):
    """Show a reservation, or hide it; raises Missing."""
    row = lock(Reservation, reservation_id)
    state = SHOWN if is_shown else HIDDEN
    if row.state != state:
        row.state, row.moderated_by, row.moderated_at = state, actor, now
        journal(ReservationJudged(row.poll_id, now, actor, state))
    return row


def _read(**fields):
    """Read texts, (value, limit, is it long) each; only `text` has to be there; raises Refusal("invalid")."""
    values, faults = {}, {}
    for field, (value, limit, is_long) in fields.items():
        text = tidy(value) if isinstance(value, str) else None
        if value is not None and text is None:
            faults[field] = Fault("not_text")
        elif text:
            fault = find_fault(text, limit, is_long)
            faults |= {field: fault} if fault else {}
        elif field == "text":
            faults[field] = Fault("required")
        values[field] = text or None
    if faults:
        raise Refusal("invalid", fields={field: sentence_of(fault) for field, fault in faults.items()})
    return values


def _add(row):
    model = type(row)
    if db.session.scalar(select(func.count()).select_from(model).where(model.poll_id == row.poll_id)) >= MOST_TEXTS:
        raise Refusal("too_many")
    db.session.add(row)
    db.session.flush()
    return row

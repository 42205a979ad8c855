"""Reads of the questions from a room."""

from sqlalchemy import select

from forum.core.database import db
from forum.core.errors import Missing
from forum.plenary.models import Room
from forum.plenary.questions.models import Question, QuestionRound, QuestionSupport
from forum.plenary.questions.rules import CURRENT, MERGED, SHOWN, rank


def find_current_round(room_id):
    """Give the round of questions that a room is shown, or None."""
    return db.session.scalar(select(QuestionRound).where(
        QuestionRound.room_id == room_id, QuestionRound.state.in_(CURRENT)).execution_options(populate_existing=True))


def find_question_figures(room_id):
    """Give the contract's `questions` of a room: figures alone, or None when it is shown none."""
    found = find_current_round(room_id)
    if found is None:
        return None
    return {"id": found.id, "open": found.state == "open", "version": found.version,
            "screen": found.on_screen}


def list_rounds(room_id):
    """List the rounds of a room, the latest first."""
    return db.session.scalars(select(QuestionRound).where(QuestionRound.room_id == room_id)
                              .order_by(QuestionRound.number.desc())).all()


def list_rounds_of(rooms):
    """List the rounds of several rooms, the latest first."""
    return db.session.scalars(select(QuestionRound).where(QuestionRound.room_id.in_([room.id for room in rooms]))
                              .order_by(QuestionRound.room_id.desc(), QuestionRound.number.desc())).all()


def get_round(round_id):
    """Give (QuestionRound, Room); raises Missing."""
    row = db.session.execute(select(QuestionRound, Room).join(Room, Room.id == QuestionRound.room_id)
                             .where(QuestionRound.id == round_id)).first()
    if row is None:
        raise Missing()
    return tuple(row)


def get_shown_round(round_id):
    """Give a round that its room is shown now; raises Missing."""
    found, room = get_round(round_id)
    if found.state not in CURRENT or room.ended_at is not None:
        raise Missing()
    return found


def list_questions(round_id, *states):
    """List the questions of a round in these states, in order of asking."""
    query = select(Question).where(Question.round_id == round_id).order_by(Question.number)
    return db.session.scalars(query.where(Question.state.in_(states)) if states else query).all()


def list_ranked(round_id):
    """List the questions that everybody may read, as the room sees them."""
    return rank(list_questions(round_id, SHOWN))


def get_question(question_id):
    """Give (Question, QuestionRound, Room); raises Missing."""
    row = db.session.execute(
        select(Question, QuestionRound, Room).join(QuestionRound, QuestionRound.id == Question.round_id)
        .join(Room, Room.id == QuestionRound.room_id).where(Question.id == question_id)).first()
    if row is None:
        raise Missing()
    return tuple(row)


def list_supported(round_id, supporter):
    """List the ids of the questions of a round that a code supports; one that was merged gives the one it went into."""
    rows = db.session.execute(
        select(Question.id, Question.state, Question.merged_into_id).join(
            QuestionSupport, QuestionSupport.question_id == Question.id)
        .where(Question.round_id == round_id, QuestionSupport.supporter == supporter)).all()
    return sorted({row.merged_into_id if row.state == MERGED else row.id for row in rows})


def list_published_rounds(event_id):
    """List the rounds of the ended rooms of a day with their published questions, as [(QuestionRound, [Question…])…].

    Two queries, whatever there is.
    """
    rows = db.session.execute(
        select(QuestionRound, Question).join(Room, Room.id == QuestionRound.room_id)
        .join(Question, Question.round_id == QuestionRound.id)
        .where(Room.event_id == event_id, Room.ended_at.is_not(None), Question.state == SHOWN)
        .order_by(Room.id, QuestionRound.number)).all()
    rounds = {}
    for found, question in rows:
        rounds.setdefault(found.id, (found, []))[1].append(question)
    return [(found, rank(questions)) for found, questions in rounds.values()]

"""What is dropped when a room ends: who asked to speak, who asked a question, who supported one."""

from sqlalchemy import delete, select, update

from forum.core.database import db, utc_now
from forum.plenary.floor.models import Floor, Turn
from forum.plenary.floor.rules import DONE, LIVE, SPEAKING, WAITING, WITHDRAWN
from forum.plenary.questions.models import Question, QuestionRound, QuestionSupport
from forum.plenary.questions.rules import AWAY, NOTHING


def forget_people(room_id):
    """Close the floor and the questions of a room that ends, and keep of people only sectors, times and texts.

    What was signed stays signed; the codes that marked a seat's own questions and supports are dropped.
    """
    db.session.scalars(select(Floor.id).where(Floor.room_id == room_id).with_for_update()).all()
    mine = Turn.room_id == room_id
    db.session.execute(update(Turn).where(mine, Turn.state == SPEAKING).values(state=DONE, ended_at=utc_now()))
    db.session.execute(update(Turn).where(mine, Turn.state == WAITING).values(state=WITHDRAWN))
    db.session.execute(update(Turn).where(mine, Turn.state.not_in(LIVE)).values(
        seat_id=None, number=None, name="", asked_at=None))
    db.session.execute(update(Floor).where(Floor.room_id == room_id).values(
        is_open=False, revision=Floor.revision + 1))
    rounds = db.session.scalars(select(QuestionRound.id).where(QuestionRound.room_id == room_id).with_for_update()
                                .order_by(QuestionRound.id)).all()
    questions = select(Question.id).where(Question.round_id.in_(rounds))
    db.session.execute(delete(QuestionSupport).where(QuestionSupport.question_id.in_(questions)))
    db.session.execute(update(Question).where(Question.round_id.in_(rounds)).values(asker=None, asked_at=None))
    db.session.execute(update(QuestionRound).where(QuestionRound.id.in_(rounds)).values(
        state=AWAY, on_screen=NOTHING, screen_question_id=None, version=QuestionRound.version + 1))

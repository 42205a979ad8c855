"""Doors of the API: the questions from the room."""

from forum.core.database import transaction
from forum.core.errors import Refusal
from forum.plenary import services, writer
from forum.plenary.contract.bodies import Nothing
from forum.plenary.contract.calls import door, get_caller_seat, is_known, read, seat_in
from forum.plenary.entry import tries
from forum.plenary.questions.contract import QuestionWish
from forum.plenary.questions.presenters import own_questions, questions_answer
from forum.plenary.questions.queries import find_current_round
from forum.plenary.questions.rules import ANONYMOUS


@door
def get_questions(code):
    return questions_answer(tries.typed_room(code, is_known(code)))


@door
def get_own_questions(code):
    room, seat = seat_in(code)
    found = find_current_round(room.id)
    return own_questions(found, seat) if found is not None else {"asked": [], "supported": []}


@door
def ask_question(code):
    room, seat = seat_in(code)
    wish, found = read(QuestionWish), find_current_round(room.id)
    if found is None:
        raise Refusal("questions_closed")
    with transaction():
        question = services.ask_question(seat, found.id, wish.text, wish.sign or ANONYMOUS)
    return {"id": question.id, "text": question.text, "state": question.state}, 201


@door
def support_question(question_id):
    read(Nothing)
    return {"support": writer.support_question(question_id, get_caller_seat(), True)}


@door
def unsupport_question(question_id):
    read(Nothing)
    return {"support": writer.support_question(question_id, get_caller_seat(), False)}

"""Doors of the API: the floor and the questions from the room."""

from forum.core.database import transaction
from forum.core.errors import Refusal
from forum.plenary import services, writer
from forum.plenary.contract.bodies import Nothing
from forum.plenary.contract.calls import caller, door, find_caller_seat, get_caller_seat, is_known, read
from forum.plenary.entry import tries
from forum.plenary.floor.contract import FloorGiven, FloorSettings, FloorWish, QuestionWish
from forum.plenary.floor.live import standing
from forum.plenary.floor.presenters import floor_answer, own_questions, questions_answer
from forum.plenary.hall import hall_of
from forum.plenary.queries import get_room
from forum.plenary.questions.queries import find_current_round
from forum.plenary.questions.rules import ANONYMOUS


def seat_in(code):
    """Give (room, the caller's seat in it); raises Refusal("no_seat", "unknown_room", "wrong_room")."""
    seat, room = get_caller_seat(), get_room(code)
    if seat.room_id != room.id:
        raise Refusal("wrong_room")
    return room, seat


def lead(code, model, act):
    """Let a facilitator do `act(viewer, room id, body)` in one transaction; answers with the floor."""
    body, viewer = read(model), caller()
    room = tries.typed_room(code, viewer.is_signed_in)
    with transaction():
        act(viewer, room.id, body)
    return floor_answer(room)


# ---- the floor ----


@door
def get_floor(code):
    room, seat = tries.typed_room(code, is_known(code)), find_caller_seat()
    return floor_answer(room, seat if seat is not None and seat.room_id == room.id else None)


@door
def ask_floor(code):
    room, seat = seat_in(code)
    wish = read(FloorWish)
    with transaction():
        _turn, is_new = services.ask_floor(seat, wish.label, bool(wish.named))
    return standing(hall_of(room.id).floor_state, seat.id), 201 if is_new else 200


@door
def withdraw_floor(code):
    read(Nothing)
    room, seat = seat_in(code)
    with transaction():
        services.withdraw_floor(seat)
    return standing(hall_of(room.id).floor_state, seat.id)


@door
def open_floor(code):
    return lead(code, FloorSettings, lambda viewer, room_id, wish: services.open_floor(viewer, room_id, **{
        name: value for name, value in (("turn_order", wish.order), ("has_labels", wish.labels),
                                        ("seconds", wish.seconds)) if value is not None}))


@door
def close_floor(code):
    return lead(code, Nothing, lambda viewer, room_id, _body: services.close_floor(viewer, room_id))


@door
def give_floor(code):
    return lead(code, FloorGiven, lambda viewer, room_id, wish: services.give_floor(
        viewer, room_id, wish.turn, wish.seen))


@door
def end_turn(code):
    return lead(code, Nothing, lambda viewer, room_id, _body: services.end_speaking(viewer, room_id))


# ---- questions ----


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

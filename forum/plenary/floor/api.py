"""Doors of the API: the floor."""

from forum.core.database import transaction
from forum.plenary import services
from forum.plenary.contract.bodies import Nothing
from forum.plenary.contract.calls import caller, door, find_caller_seat, is_known, read, seat_in
from forum.plenary.entry import tries
from forum.plenary.floor.contract import FloorGiven, FloorSettings, FloorWish
from forum.plenary.floor.live import standing
from forum.plenary.floor.presenters import floor_answer
from forum.plenary.hall import hall_of


def lead(code, model, act):
    """Let a facilitator do `act(viewer, room id, body)` in one transaction; answers with the floor."""
    body, viewer = read(model), caller()
    room = tries.typed_room(code, viewer.is_signed_in)
    with transaction():
        act(viewer, room.id, body)
    return floor_answer(room)


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

"""The door of programs: the contract's routes, as its table lists them. Sign-in cookies are not looked at here."""

import secrets

from flask import Blueprint, Response

from forum.core.database import transaction
from forum.core.errors import Refusal
from forum.core.web.limits import limiter
from forum.core.web.pages import public_page
from forum.plenary import queries, services, tokens, writer
from forum.plenary.contract.calls import DOORS, caller, door, get_caller_seat, is_known, read
from forum.plenary.contract.tables import (
    ROUTES,
    BallotBody,
    Correction,
    Nothing,
    PollWish,
    ProblemBody,
    Reason,
    ReservationBody,
    SeatWish,
)
from forum.plenary.entry import tries
from forum.plenary.floor import api as floor_api  # noqa: F401 - enters its doors in the table
from forum.plenary.hall import hall_of, halls
from forum.plenary.pulses.contract import PulseAnswerBody
from forum.plenary.questions import api as question_api  # noqa: F401 - the same
from forum.plenary.scene import make_poll
from forum.votes.queries import get_record as get_stored_record

PREFIX = "/api/v1"
blueprint = Blueprint("api", __name__, url_prefix=PREFIX)


@door
def take_seat(code):
    wish = read(SeatWish)
    hall = tries.typed_hall(code, is_known(code))
    account = caller() if hall.entry == "accounts" else None
    with tries.typed_pass(wish.slip):
        seat, is_new = writer.sit_down((hall.room_id, {
            "device": wish.device or secrets.token_hex(16), "sector": wish.sector, "name": wish.name or "",
            "organisation": wish.organisation or "", "capacity": wish.capacity or "personal", "slip": wish.slip,
            "account": account if account and account.is_signed_in else None, "workshop": wish.workshop}))
    told = {"seat": tokens.seat_token(seat.id, seat.generation), "room": hall.code, "number": seat.number}
    return told, 201 if is_new else 200


@door
def get_room(code):
    hall = tries.typed_hall(code, is_known(code))
    return Response(hall.body(), mimetype="application/json")


@door
def prepare_poll(code):
    wish = read(PollWish)
    viewer = caller()
    room = tries.typed_room(code, viewer.is_signed_in)
    with transaction():
        poll = services.prepare_poll(viewer, room.id, wish.model_dump(exclude_none=True))
    return make_poll(poll), 201


@door
def take_control(code):
    read(Nothing)
    viewer = caller()
    room = tries.typed_room(code, viewer.is_signed_in)
    with transaction():
        services.take_control(viewer, room.id)
    return hall_of(room.id).snapshot()


def act(service, poll_id, *values):
    """Do something to a poll in one transaction, and show the poll."""
    viewer = caller()
    with transaction():
        poll = service(viewer, poll_id, *values)
    return make_poll(poll)


@door
def open_poll(poll_id):
    read(Nothing)
    return act(services.open_poll, poll_id)


@door
def close_poll(poll_id):
    read(Nothing)
    return act(services.close_poll, poll_id)


@door
def publish_poll(poll_id):
    read(Nothing)
    return act(services.publish_poll, poll_id)


@door
def cancel_poll(poll_id):
    return act(services.cancel_poll, poll_id, read(Reason).reason)


@door
def correct_poll(poll_id):
    wish = read(Correction)
    return act(services.correct_poll, poll_id, wish.reason, wish.poll.model_dump(exclude_none=True)), 201


@door
def prepare_runoff(poll_id):
    read(Nothing)
    return act(services.prepare_runoff, poll_id), 201


def say(service, poll_id, model):
    """Write down what a seat says of a poll, in one transaction."""
    seat = get_caller_seat()
    said = read(model)
    with transaction():
        row = service(seat, poll_id, **said.model_dump())
        return {"at": row.at.isoformat(timespec="seconds")}, 201


@door
def report_problem(poll_id):
    return say(services.report_problem, poll_id, ProblemBody)


@door
def add_reservation(poll_id):
    return say(services.add_reservation, poll_id, ReservationBody)


@door
def cast_ballot(poll_id):
    seat = get_caller_seat()
    ballot = read(BallotBody)
    answer = writer.cast_vote(poll_id, seat, ballot.secret, ballot.choice, ballot.represented)
    return {"receipt": answer["receipt"], "replaced": answer["replaced"]}, 201 if answer["first"] else 200


@door
def answer_pulse(pulse_id):
    seat = get_caller_seat()
    return {"left": writer.answer_pulse(pulse_id, seat, read(PulseAnswerBody).answer)}, 201


@door
def get_voter(poll_id):
    seat = get_caller_seat()
    if halls().room_of_poll(poll_id) != seat.room_id:
        raise Refusal("wrong_room")
    return {"poll": poll_id, **queries.voter_state(poll_id, seat)}


@door
@public_page("poll:{poll_id}")
def get_record(poll_id):
    return Response(get_stored_record(poll_id), mimetype="application/json")


@door
@public_page("poll:{poll_id}")
def get_annex(poll_id):
    return queries.annex_of(poll_id)


limiter.exempt(blueprint)  # what is slowed here is typing codes, see entry/tries.py
for route in ROUTES:
    blueprint.add_url_rule(route.path, route.endpoint, DOORS[route.endpoint], methods=[route.method])

"""The door of programs: the contract's routes, as its table lists them. Sign-in cookies are not looked at here."""

import secrets

from flask import Blueprint, Response, request

from forum.accounts.queries import find_viewer_by_api_token
from forum.accounts.viewer import ANONYMOUS
from forum.core.database import transaction
from forum.core.errors import Refusal
from forum.core.i18n import lazy
from forum.core.web.limits import limiter
from forum.core.web.pages import public_page
from forum.plenary import codes, presence, queries, services, tokens, writer
from forum.plenary.contract import (
    ROUTES,
    BallotBody,
    Correction,
    Nothing,
    PollWish,
    ProblemBody,
    PulseAnswerBody,
    Reason,
    ReservationBody,
    SeatWish,
)
from forum.plenary.hall import hall_of, halls
from forum.plenary.parsing import LARGEST_BODY, read_body, read_json
from forum.plenary.scene import make_poll
from forum.votes.queries import get_record as get_stored_record

PREFIX = "/api/v1"
NOT_JSON = lazy("Le corps de la demande doit être du JSON (Content-Type : application/json).")
blueprint = Blueprint("api", __name__, url_prefix=PREFIX)
DOORS = {}


def door(view):
    """Enter a function as the door of the route that bears its name."""
    DOORS[view.__name__] = view
    return view


def bearer():
    """Give the token of the Authorization header, or None."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else None


def find_caller_seat():
    """Give the caller's seat and note that it was seen, or None."""
    token = bearer()
    seat = queries.find_seat(token) if token else None
    if seat is not None:
        presence.seen(seat)
    return seat


def get_caller_seat():
    """Give the caller's seat; raises Refusal("no_seat")."""
    seat = find_caller_seat()
    if seat is None:
        raise Refusal("no_seat")
    return seat


def caller():
    """Give the viewer whose token the caller shows; a visitor otherwise."""
    token = bearer()
    return find_viewer_by_api_token(token) or ANONYMOUS if token else ANONYMOUS


def read(model):
    """Give the body as the model; raises Refusal("invalid" or "too_large")."""
    request.max_content_length = LARGEST_BODY
    data = request.get_data()
    if not data.strip() and not model.model_fields:
        return model()
    if request.mimetype != "application/json":
        raise Refusal("invalid", NOT_JSON)
    return read_body(model, read_json(data))


def is_known(code):
    """Tell whether the caller may name a room without being slowed: it has a seat, or the key of the QR code."""
    return find_caller_seat() is not None or queries.opens(request.args.get("key"), code)


@door
def take_seat(code):
    wish = read(SeatWish)
    hall = codes.typed_hall(code, is_known(code))
    seat, is_new = writer.sit_down((hall.room_id, {
        "device": wish.device or secrets.token_hex(16), "sector": wish.sector, "name": wish.name or "",
        "organisation": wish.organisation or "", "capacity": wish.capacity or "personal"}))
    return {"seat": tokens.seat_token(seat.id), "room": hall.code, "number": seat.number}, 201 if is_new else 200


@door
def get_room(code):
    hall = codes.typed_hall(code, is_known(code))
    return Response(hall.body(), mimetype="application/json")


@door
def prepare_poll(code):
    wish = read(PollWish)
    viewer = caller()
    room = codes.typed_room(code, viewer.is_signed_in)
    with transaction():
        poll = services.prepare_poll(viewer, room.id, wish.model_dump(exclude_none=True))
    return make_poll(poll), 201


@door
def take_control(code):
    read(Nothing)
    viewer = caller()
    room = codes.typed_room(code, viewer.is_signed_in)
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


limiter.exempt(blueprint)  # what is slowed here is typing codes, see codes.py
for route in ROUTES:
    blueprint.add_url_rule(route.path, route.endpoint, DOORS[route.endpoint], methods=[route.method])

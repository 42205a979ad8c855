"""What the doors of the API share: their table, who calls, and the body that was sent."""

from flask import request

from forum.accounts.queries import find_viewer_by_api_token
from forum.accounts.viewer import ANONYMOUS
from forum.core.errors import Refusal
from forum.core.i18n import lazy
from forum.plenary import presence, queries
from forum.plenary.contract.parsing import LARGEST_BODY, read_body, read_json

NOT_JSON = lazy("Le corps de la demande doit être du JSON (Content-Type : application/json).")
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


def seat_in(code):
    """Give (room, the caller's seat in it); raises Refusal("no_seat", "unknown_room", "wrong_room")."""
    seat, room = get_caller_seat(), queries.get_room(code)
    if seat.room_id != room.id:
        raise Refusal("wrong_room")
    return room, seat

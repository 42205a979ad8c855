"""Tokens that are checked without asking the database: a seat's, and what a console's page hands its socket."""

import base64
import hashlib
import hmac
import re

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

SEAT_TOKEN = re.compile(r"s\.([0-9]{1,19})(?:\.([0-9]{1,6}))?\.([A-Za-z0-9_-]{22})", re.ASCII)
CONSOLE_PREFIX = "c."
CONSOLE_SECONDS = 12 * 3600


def _mac(seat_id, generation):
    key = current_app.config["SECRET_KEY"].encode()
    named = f"concertaction-seat/1\n{seat_id}" + (f"\n{generation}" if generation > 1 else "")
    digest = hmac.digest(key, named.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def seat_token(seat_id, generation=1):
    """Give the token of a seat, the same each time, so that a retry gets what was lost: HMAC-SHA-256, 128 bits.

    `generation` tells the devices apart that held the seat one after the other.
    """
    return ".".join(("s", str(seat_id), *([str(generation)] if generation > 1 else []), _mac(seat_id, generation)))


def read_seat_token(token):
    """Give (the seat's id, its generation), or (None, None) when the token is not one of ours."""
    found = SEAT_TOKEN.fullmatch(token) if isinstance(token, str) else None
    if found is None:
        return None, None
    seat_id, generation = int(found[1]), int(found[2] or 1)
    if not hmac.compare_digest(found[3], _mac(seat_id, generation)):
        return None, None
    return seat_id, generation


def _serializer():
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="plenary-console")


def console_token(viewer, room_id):
    """Give a facilitator's page what its socket shows; good for twelve hours and while the sign-in session lives."""
    return CONSOLE_PREFIX + _serializer().dumps([viewer.id, viewer.session_id, room_id])


def read_console_token(token):
    """Give (account id, session id, room id), or None when the token is not one of ours or too old."""
    if not isinstance(token, str) or not token.startswith(CONSOLE_PREFIX) or len(token) > 400:
        return None
    try:
        signed = token.removeprefix(CONSOLE_PREFIX)
        account_id, session_id, room_id = _serializer().loads(signed, max_age=CONSOLE_SECONDS)
    except BadSignature:
        return None
    return account_id, session_id, room_id

"""Tokens that are checked without asking the database: a seat's, and what a console's page hands its socket."""

import base64
import hashlib
import hmac
import re

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

SEAT_TOKEN = re.compile(r"s\.([0-9]{1,19})\.([A-Za-z0-9_-]{22})", re.ASCII)
CONSOLE_PREFIX = "c."
CONSOLE_SECONDS = 12 * 3600


def _mac(seat_id):
    key = current_app.config["SECRET_KEY"].encode()
    digest = hmac.digest(key, f"concertaction-seat/1\n{seat_id}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def seat_token(seat_id):
    """Give the token of a seat, the same each time, so that a retry gets what was lost: HMAC-SHA-256, 128 bits."""
    return f"s.{seat_id}.{_mac(seat_id)}"


def read_seat_token(token):
    """Give the seat's id, or None when the token is not one of ours."""
    found = SEAT_TOKEN.fullmatch(token) if isinstance(token, str) else None
    if found is None or not hmac.compare_digest(found[2], _mac(found[1])):
        return None
    return int(found[1])


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

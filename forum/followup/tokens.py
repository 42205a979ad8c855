"""The link by which somebody ends the letters about a day: it holds no address, only which day and which row."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

PURPOSE = "followup-leave"


def write_token(event_id, ident):
    """Give the token of a link."""
    return URLSafeSerializer(current_app.secret_key, salt=PURPOSE).dumps([event_id, ident])


def read_token(token):
    """Give (day's id, reader) that a token holds, or None."""
    try:
        held = URLSafeSerializer(current_app.secret_key, salt=PURPOSE).loads(token)
    except BadSignature:
        return None
    is_ours = isinstance(held, list) and len(held) == 2 and isinstance(held[0], int) and isinstance(held[1], str)
    return tuple(held) if is_ours else None

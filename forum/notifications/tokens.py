"""The links of letters: each is good for one purpose and one subscription, and holds no address."""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

CONFIRM, LEAVE = "letters-confirm", "letters-leave"


def write_token(purpose, subscription_id):
    """Give the token of a link."""
    return URLSafeSerializer(current_app.secret_key, salt=purpose).dumps(subscription_id)


def read_token(purpose, token):
    """Give the subscription's id that a token of this purpose holds, or None."""
    try:
        held = URLSafeSerializer(current_app.secret_key, salt=purpose).loads(token)
    except BadSignature:
        return None
    return held if isinstance(held, str) else None

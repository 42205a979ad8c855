"""The personal link of a registration: a random key, of which only a keyed hash is stored."""

import base64
import hashlib
import hmac
import secrets

from flask import current_app


def draw_nonce():
    """Draw what a key is worked out from."""
    return secrets.token_urlsafe(16)


def _mac(purpose, text):
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.digest(secret, f"concertaction-{purpose}/1\n{text}".encode(), hashlib.sha256)


def key_of(nonce):
    """Give the key that a letter's link carries: 128 bits in 22 characters."""
    return base64.urlsafe_b64encode(_mac("registration-key", nonce)[:16]).decode().rstrip("=")


def hash_key(key):
    """Give the hash under which a key is found."""
    return _mac("registration-hash", key).hex()

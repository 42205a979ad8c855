"""Codes that admit: a typed one of eight signs, the longer key of a QR code, and the hashes under which both are found.

Nothing here asks the database. The letters and digits that hands confuse are left out: 0 O 1 I.
"""

import base64
import hashlib
import hmac
import re
import secrets

from flask import current_app

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 8
KEY = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)


def _mac(purpose, *parts):
    message = "\n".join((f"concertaction-{purpose}/1", *map(str, parts)))
    return hmac.digest(current_app.config["SECRET_KEY"].encode(), message.encode(), hashlib.sha256)


def code_of(nonce):
    """Give the code that is typed for a pass: eight signs, forty bits."""
    number = int.from_bytes(_mac("pass-code", nonce)[:5])
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(CODE_LENGTH))


def key_of(nonce):
    """Give the key that the QR code of a pass carries: 128 bits in 22 characters."""
    return base64.urlsafe_b64encode(_mac("pass-key", nonce)[:16]).decode().rstrip("=")


def draw_code():
    """Draw a code that is told once and kept nowhere."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def write_code(code):
    """Write a code as it is read aloud: two groups of four."""
    return f"{code[:4]}-{code[4:]}"


def read_code(text):
    """Give the eight signs of what somebody typed, or None when it cannot be a code."""
    bare = "".join(sign for sign in (text or "")[:40] if sign.isascii() and sign.isalnum()).upper()
    return bare if len(bare) == CODE_LENGTH and set(bare) <= set(ALPHABET) else None


def is_key(text):
    """Tell whether a text has the form of a QR code's key."""
    return isinstance(text, str) and KEY.fullmatch(text) is not None


def hash_code(scope, code):
    """Give the hash under which a code is found within its scope, "event:3" or "room:12"."""
    return _mac("code-hash", scope, code).hex()


def hash_key(key):
    """Give the hash under which a key is found."""
    return _mac("key-hash", key).hex()


def station_device(room_id, pass_id):
    """Give the device number under which a pass sits at the shared stations of a room, whichever it comes to."""
    return _mac("station", room_id, pass_id).hex()[:32]

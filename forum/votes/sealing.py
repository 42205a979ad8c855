"""Seals and receipts: one canonical form of a file, one hash of it, and the hash that is a ballot's id.

Canonical JSON is RFC 8785 kept to strings, booleans, null and integers below 2⁵³; fractions are strings such as "2/3".
"""

import hashlib
import json

LARGEST_INTEGER = 2**53 - 1
DEEPEST = 64


def canonical_json(value):
    """Write a value in its canonical form, as UTF-8 bytes.

    Raises ValueError for what it does not hold: floats, larger integers, lone surrogates, other types, deep nesting.
    """
    text = json.dumps(_ordered(value, 0), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def _ordered(value, depth):
    if depth > DEEPEST:
        raise ValueError("nested too deep")
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("a key that is not a string")
        # RFC 8785 §3.2.3: keys in the order of their UTF-16 code units, which is not that of code points
        names = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return {name: _ordered(value[name], depth + 1) for name in names}
    if isinstance(value, list | tuple):
        return [_ordered(item, depth + 1) for item in value]
    if value is None or isinstance(value, str | bool):
        return value
    if type(value) is not int or abs(value) > LARGEST_INTEGER:
        raise ValueError("only strings, booleans, null and integers below 2⁵³ can be sealed")
    return value


def seal_of(record):
    """Give the seal of a record: "sha256:" and lower-case hex over its canonical form without the field `seal`."""
    bare = {name: value for name, value in record.items() if name != "seal"}
    return "sha256:" + hashlib.sha256(canonical_json(bare)).hexdigest()


def count_id_of(poll_id, channel, choice):
    """Give the id of the ballots that were counted by hand in a channel for one choice, its canonical JSON text."""
    return hashlib.sha256(f"concertaction-count/1\n{poll_id}\n{channel}\n{choice}".encode()).hexdigest()


def receipt_of(poll_id, secret):
    """Give the receipt of a secret in a poll, which is its ballot's id: 64 lower-case hexadecimal digits."""
    return hashlib.sha256(f"concertaction-ballot/1\n{poll_id}\n{secret.lower()}".encode()).hexdigest()

"""Keyset paging: a page starts after a row, not at a number of rows, so the last page costs what the first does."""

import base64
import binascii
import json
from dataclasses import dataclass

from forum.core.errors import Refusal


@dataclass(frozen=True)
class Page:
    """Hold the rows of one page and the cursors of its neighbours (None at an end)."""

    rows: list
    older: str | None = None
    newer: str | None = None


def encode_cursor(values):
    """Write the sort values of a row as a cursor for an address."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def decode_cursor(text, kinds):
    """Read a cursor back, checked against the kinds of its values (such as `(str, int)`); raises Refusal("invalid")."""
    if not text:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text[:400] + "=" * (-len(text[:400]) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        raise Refusal("invalid") from None
    if not isinstance(values, list) or len(values) != len(kinds):
        raise Refusal("invalid")
    for value, kind in zip(values, kinds, strict=True):
        if type(value) is not kind or (kind is int and abs(value) >= 2**63):
            raise Refusal("invalid")
    return values

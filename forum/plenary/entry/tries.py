"""Six digits can be tried one after the other: an address that types wrong ones is slowed, a scanned key never is."""

import hashlib
import time
from contextlib import contextmanager

from flask import current_app, request

from forum.core.errors import Refusal
from forum.plenary.entry.admission import UnknownPass
from forum.plenary.entry.codes import is_key
from forum.plenary.hall import halls
from forum.plenary.queries import get_room
from forum.plenary.rules import is_code

MOST_WRONG = 60
WINDOW_SECONDS = 60
MOST_ADDRESSES = 20_000
WRONG_PASSES = "plenary-pass-codes"


class WrongCodes:
    """Count the wrong codes of the last minute by address, wherever they were typed: the processes tell each other."""

    def __init__(self):
        self.times = {}
        self.tell_others = lambda address: None

    def _recent(self, address, now):
        return [at for at in self.times.get(address, ()) if at > now - WINDOW_SECONDS]

    def is_slowed(self, address, now):
        """Tell whether an address typed sixty wrong codes within a minute."""
        return len(self._recent(address, now)) >= MOST_WRONG

    def note(self, address, now):
        """Note a wrong code."""
        self.note_elsewhere(address, now)
        self.tell_others(address)

    def note_elsewhere(self, address, now):
        """Note a wrong code that was typed at another process."""
        if len(self.times) >= MOST_ADDRESSES:
            self.times = {address: kept for address in self.times if (kept := self._recent(address, now))}
        self.times[address] = [*self._recent(address, now)[-MOST_WRONG:], now]


def wrong_codes(kind="plenary-codes"):
    """Give the count of this application: of rooms' codes, or of the kind that is asked."""
    return current_app.extensions.setdefault(kind, WrongCodes())


def typed_room(code, is_known=False, address=None):
    """Give the live room of a code that was typed; raises Refusal("unknown_room"), or "too_many" for one who guesses.

    A device that already holds a seat, or the room's join key, is not slowed: a hall shares one address.
    """
    with _counted(is_known, address):
        return get_room(code)


def typed_hall(code, is_known=False, address=None):
    """Give the hall of a code that was typed, without asking the database when it is known; raises as `typed_room`."""
    known = halls()
    with _counted(is_known, address):
        hall = known.by_code.get(code) if is_code(code) else None  # over a socket it may be anything, also a list
        return hall or known.find(get_room(code).id)


@contextmanager
def typed_pass(text):
    """Slow an address that types one wrong slip or badge code after the other; a scanned key is never slowed."""
    counts, now, address = wrong_codes(WRONG_PASSES), time.monotonic(), blur(request.remote_addr or "")
    if text and not is_key(text) and counts.is_slowed(address, now):
        raise Refusal("too_many")
    try:
        yield
    except UnknownPass:
        counts.note(address, now)
        raise


@contextmanager
def _counted(is_known, address):
    counts, now = wrong_codes(), time.monotonic()
    address = blur(address or request.remote_addr or "")
    if not is_known and counts.is_slowed(address, now):
        raise Refusal("too_many")
    try:
        yield
    except Refusal:
        counts.note(address, now)
        raise


def blur(address):
    """Give what stands for an address in memory and between processes: good for counting, and of no use elsewhere."""
    secret = current_app.config["SECRET_KEY"].encode()[:64]
    return hashlib.blake2b(address.encode(), key=secret, digest_size=9).hexdigest()

"""Who is in the room now: each process knows in memory who holds a line to it, and is told who holds one elsewhere."""

import time

from flask import current_app

from forum.plenary.rules import SEEN_SECONDS, votes_in


class Presence:
    """Count the seats that hold a socket, or that were seen by HTTP in the last minute and a half."""

    def __init__(self):
        self.sockets = {}
        self.seen_at = {}
        self.elsewhere = {}
        self._counted = (None, 0)
        self._version = 0

    def connected(self, seat_id):
        """Note one more socket of a seat (two tabs of one phone are one seat)."""
        self.sockets[seat_id] = self.sockets.get(seat_id, 0) + 1
        self._version += 1

    def disconnected(self, seat_id):
        """Note one socket less."""
        left = self.sockets.get(seat_id, 0) - 1
        if left > 0:
            self.sockets[seat_id] = left
        else:
            self.sockets.pop(seat_id, None)
        self._version += 1

    def seen(self, seat_id, now=None):
        """Note that a seat asked for something by HTTP."""
        if seat_id not in self.seen_at:
            self._version += 1
        self.seen_at[seat_id] = time.monotonic() if now is None else now

    def gone(self, seat_id):
        """Forget a seat that was left."""
        self.seen_at.pop(seat_id, None)
        self.sockets.pop(seat_id, None)
        for there in self.elsewhere.values():
            there.discard(seat_id)
        self._version += 1

    def note_elsewhere(self, process, came, left, is_whole=False):
        """Note which seats hold a line to another process, or no longer do; `is_whole` when these are all."""
        there = set() if is_whole else self.elsewhere.get(process, set())
        self.elsewhere[process] = (there | set(came)) - set(left)
        self._version += 1

    def lose(self, process):
        """Forget who was present through a process that is gone."""
        if self.elsewhere.pop(process, None) is not None:
            self._version += 1

    def seats(self, now=None):
        """Give the ids of the seats that are present, here or elsewhere."""
        here = self.here(now)
        return here.union(*self.elsewhere.values()) if self.elsewhere else here

    def here(self, now=None):
        """Give the ids of the seats that this process knows to be present."""
        oldest = (time.monotonic() if now is None else now) - SEEN_SECONDS
        for seat_id in [seat_id for seat_id, at in self.seen_at.items() if at < oldest]:
            del self.seen_at[seat_id]
        return self.sockets.keys() | self.seen_at.keys()

    def count(self, now=None):
        """Count the seats that are present; counted again once a second at most while nobody comes or goes."""
        now = time.monotonic() if now is None else now
        key = (self._version, int(now))
        if self._counted[0] != key:
            self._counted = (key, len(self.seats(now)))
        return self._counted[1]


def seen(seat):
    """Note that a seat was seen by HTTP: pages and the API call it; observers are not counted."""
    known = current_app.extensions.get("plenary")
    hall = known.halls.get(seat.room_id) if known else None
    if hall is not None and votes_in(seat.capacity):
        hall.presence.seen(seat.id)

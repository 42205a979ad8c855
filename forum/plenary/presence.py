"""Who is in the room now: each process knows in memory who holds a line to it, and is told who holds one elsewhere."""

import time

from flask import current_app

from forum.plenary.rules import SEEN_SECONDS, votes_in


class Presence:
    """Count the seats that hold a socket, or that were seen by HTTP in the last minute and a half.

    The count is kept as they come and go: ten thousand phones that arrive together ask for it ten thousand times.
    """

    def __init__(self):
        self.sockets = {}
        self.seen_at = {}
        self.elsewhere = {}
        self._here = set()
        self._lines = {}  # seat → through how many processes it is present
        self._swept = None

    def connected(self, seat_id):
        """Note one more socket of a seat (two tabs of one phone are one seat)."""
        self.sockets[seat_id] = self.sockets.get(seat_id, 0) + 1
        self._enter(seat_id)

    def disconnected(self, seat_id):
        """Note one socket less."""
        left = self.sockets.get(seat_id, 0) - 1
        if left > 0:
            self.sockets[seat_id] = left
        else:
            self.sockets.pop(seat_id, None)
            self._leave_unless_known(seat_id)

    def seen(self, seat_id, now=None):
        """Note that a seat asked for something by HTTP."""
        self.seen_at[seat_id] = time.monotonic() if now is None else now
        self._enter(seat_id)

    def gone(self, seat_id):
        """Forget a seat that was left."""
        self.seen_at.pop(seat_id, None)
        self.sockets.pop(seat_id, None)
        self._leave_unless_known(seat_id)
        for there in self.elsewhere.values():
            if seat_id in there:
                there.discard(seat_id)
                self._count(seat_id, -1)

    def note_elsewhere(self, process, came, left, is_whole=False):
        """Note which seats hold a line to another process, or no longer do; `is_whole` when these are all."""
        before = self.elsewhere.get(process, set())
        now = ((set() if is_whole else before) | set(came)) - set(left)
        self.elsewhere[process] = now
        for seat_id in now ^ before:
            self._count(seat_id, 1 if seat_id in now else -1)

    def lose(self, process):
        """Forget who was present through a process that is gone."""
        for seat_id in self.elsewhere.pop(process, ()):
            self._count(seat_id, -1)

    def seats(self, now=None):
        """Give the ids of the seats that are present, here or elsewhere."""
        self._sweep(now)
        return set(self._lines)

    def here(self, now=None):
        """Give the ids of the seats that this process knows to be present."""
        self._sweep(now)
        return set(self._here)

    def count(self, now=None):
        """Count the seats that are present."""
        self._sweep(now)
        return len(self._lines)

    def _sweep(self, now):
        """Let go, once a second at most, of the seats that have not been seen for long."""
        now = time.monotonic() if now is None else now
        if self._swept == int(now):
            return
        self._swept = int(now)
        for seat_id in [seat_id for seat_id, at in self.seen_at.items() if at < now - SEEN_SECONDS]:
            del self.seen_at[seat_id]
            self._leave_unless_known(seat_id)

    def _enter(self, seat_id):
        if seat_id not in self._here:
            self._here.add(seat_id)
            self._count(seat_id, 1)

    def _leave_unless_known(self, seat_id):
        if seat_id in self._here and seat_id not in self.sockets and seat_id not in self.seen_at:
            self._here.discard(seat_id)
            self._count(seat_id, -1)

    def _count(self, seat_id, change):
        lines = self._lines.get(seat_id, 0) + change
        if lines:
            self._lines[seat_id] = lines
        else:
            del self._lines[seat_id]


def seen(seat):
    """Note that a seat was seen by HTTP: pages and the API call it; observers are not counted."""
    known = current_app.extensions.get("plenary")
    hall = known.halls.get(seat.room_id) if known else None
    if hall is not None and votes_in(seat.capacity):
        hall.presence.seen(seat.id)

"""How the devices of a room are connected: screens, devices that come back, by which ways, and how late they answer.

Kept in memory by the processes that serve them, for the console alone: what is shown tells no seat from another.
"""

import time
from collections import deque

RECONNECTING_SECONDS = 90
MOST_DELAYS = 1000
LONGEST_DELAY = 60.0
COUNTED = ("reconnecting", "screens", "polling", "requests")
NO_WAYS = {"polling": 0, "requests": 0, "delay_p50": None, "delay_p95": None}


class Lines:
    """Know the lines of one room.

    `ways` is what is counted from time to time: how many poll, how many come by plain requests alone, and how long a
    device takes to answer, in milliseconds.
    """

    def __init__(self):
        self.screens = 0
        self.left_at = {}
        self.delays = deque(maxlen=MOST_DELAYS)
        self.ways = NO_WAYS
        self.elsewhere = {}

    def seat_came(self, seat_id):
        """Note that a seat's device is connected."""
        self.left_at.pop(seat_id, None)

    def seat_left(self, seat_id):
        """Note that the last line of a seat's device broke."""
        self.left_at[seat_id] = time.monotonic()

    def reconnecting(self):
        """Count the devices whose line broke a moment ago and that have not come back."""
        oldest = time.monotonic() - RECONNECTING_SECONDS
        for seat_id in [seat_id for seat_id, at in self.left_at.items() if at < oldest]:
            del self.left_at[seat_id]
        return len(self.left_at)

    def time_pings(self, connection):
        """Measure from now on how long a device takes to answer Engine.IO's pings."""
        plain = connection.schedule_ping  # called at each pong

        def schedule_ping():
            if connection.last_ping:
                self.note(time.time() - connection.last_ping)
            plain()

        connection.schedule_ping = schedule_ping

    def note(self, seconds):
        """Note a delay; one that a jumping clock made is left out."""
        if 0 <= seconds < LONGEST_DELAY:
            self.delays.append(seconds)

    def measure(self, connections, presence):
        """Count by which ways a room's devices reach us, given their connections."""
        ranked = sorted(self.delays)
        self.ways = {
            "polling": sum(not connection.upgraded for connection in connections),
            "requests": len(presence.here() - presence.sockets.keys()),
            "delay_p50": _rank(ranked, 0.5), "delay_p95": _rank(ranked, 0.95),
        }

    def here(self):
        """Give what this process knows: counts, and the delays of its own devices."""
        return {"reconnecting": self.reconnecting(), "screens": self.screens, **self.ways}

    def show(self):
        """Give what the console shows: the counts of all processes together, and the delays of the slowest."""
        known = [self.here(), *self.elsewhere.values()]
        counts = {name: sum(lines[name] for lines in known) for name in COUNTED}
        return counts | {name: max((lines[name] for lines in known if lines[name] is not None), default=None)
                         for name in ("delay_p50", "delay_p95")}


def _rank(ranked, share):
    """Give the delay under which this share of the answers came, in whole milliseconds; None when none came."""
    return round(1000 * ranked[min(len(ranked) - 1, int(share * len(ranked)))]) if ranked else None

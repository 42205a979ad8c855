"""The end that was announced for an open poll, by the server's running time: no clock that jumps moves it.

Nothing closes by it.
"""

import time
from dataclasses import dataclass
from datetime import datetime

from forum.core.database import utc_now

SHORTEST, LONGEST = 10, 3600
MORE_SECONDS = 30
CHOICES = (60, 120, 180, 300, 600)


@dataclass(frozen=True)
class Countdown:
    """Hold an announced end as its row says it, and when that is by this process's running time."""

    ends_at: datetime
    deadline: float

    @classmethod
    def follow(cls, ends_at, before):
        """Take over what a row says: the same end keeps its deadline, another is measured from now. None for none."""
        if ends_at is None or (before is not None and before.ends_at == ends_at):
            return before if ends_at else None
        return cls(ends_at, time.monotonic() + (ends_at - utc_now()).total_seconds())

    def left(self):
        """Give the seconds that are left, 0.0 once the end is past."""
        return max(0.0, round(self.deadline - time.monotonic(), 1))

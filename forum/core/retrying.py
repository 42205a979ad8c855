"""How long to wait before trying again: longer each time, to a cap, and never the same as others who wait."""

import random


class Pauses:
    """Give growing pauses, in seconds, each drawn between nothing and its limit (« full jitter »)."""

    def __init__(self, first=0.1, most=2.0, factor=2.0):
        self.first, self.most, self.factor = first, most, factor
        self.limit = first

    def next(self):
        """Give the next pause."""
        drawn = random.uniform(0.1 * self.first, self.limit)  # noqa: S311 - not a secret
        self.limit = min(self.most, self.limit * self.factor)
        return drawn

    def reset(self):
        """Begin again with short pauses, after a success."""
        self.limit = self.first

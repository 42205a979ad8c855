"""The flash poll that a room shows, as the one process that serves it knows it."""

from forum.core.errors import Refusal
from forum.plenary.pulses.rules import ANSWERS_A_SEAT, MOODS, RUNNING, WORDS_SHOWN, rank_words


class LivePulse:
    """Hold a flash poll's counters, and how often each seat has answered: in memory, for its life alone.

    `answers` is {key: (word, count, is hidden)}. Counts come from the database and only grow.
    """

    def __init__(self, pulse, question, answers):
        self.id, self.kind, self.question = pulse.id, pulse.kind, question
        self.state, self.is_shown = pulse.state, pulse.is_shown
        self.answers = answers
        self.seats = {}
        self.version = 0
        self._shown = None

    def succeed(self, before):
        """Take over from what was known of the same flash poll; gives itself."""
        if before is not None and before.id == self.id:
            self.version = before.version + 1
            self.seats = before.seats if self.state == RUNNING else {}
            for key, (word, count, is_hidden) in before.answers.items():
                known = self.answers.get(key, (word, 0, is_hidden))
                self.answers[key] = (known[0], max(known[1], count), known[2])
        return self

    def left(self, seat_id):
        """Give how many answers a seat may still give."""
        return ANSWERS_A_SEAT[self.kind] - self.seats.get(seat_id, 0) if self.state == RUNNING else 0

    def reserve(self, seat_id):
        """Note that a seat is answering; raises Refusal("pulse_answered") when it has done so often enough."""
        if self.left(seat_id) <= 0:
            raise Refusal("pulse_answered")
        self.seats[seat_id] = self.seats.get(seat_id, 0) + 1

    def release(self, seat_id):
        """Forget an answer that could not be counted."""
        self.seats[seat_id] = max(0, self.seats.get(seat_id, 0) - 1)

    def count(self, rows):
        """Take over counters as they were committed, [(key, word, count, is hidden)…]; older ones change nothing."""
        for key, word, count, is_hidden in rows:
            known = self.answers.get(key)
            if known is None or count >= known[1]:
                self.answers[key] = (word, count, is_hidden)
        self.version += 1
        self._shown = None

    def show(self):
        """Give the flash poll as everybody in the room may see it; not to be changed by who gets it."""
        if self._shown is None:
            self._shown = {
                "id": self.id, "kind": self.kind, "question": self.question, "state": self.state,
                "shown": self.is_shown, "answers": sum(count for _word, count, _hidden in self.answers.values()),
                "counts": self._counts() if self.is_shown else None,
            }
        return self._shown

    def _counts(self):
        if self.kind == "mood":
            return [{"key": key, "count": self.answers[key][1] if key in self.answers else 0} for key in MOODS]
        return [{"key": key, "word": self.answers[key][0], "count": self.answers[key][1]}
                for key in rank_words(self.answers)[:WORDS_SHOWN]]

"""Pure decisions about long work: its states, when a worker is taken for dead, how far it is."""

from datetime import timedelta

STATES = ("waiting", "running", "done", "failed")
LENGTHS = {"id": 22, "kind": 20, "address": 400}
MOST_TRIES = 2  # once more after a worker that died; a document that kills it twice is given up
DEAD_AFTER = timedelta(seconds=60)  # without a sign: what takes longer than that says how far it is
LOST_AFTER = timedelta(seconds=10)  # a word that nobody took by then is given again
KEPT = timedelta(days=7)
TELL_EVERY = 0.5  # seconds between two notes of how far the work is


def percent(done, total):
    """Give how far work is, from 0 to 100, or None while nobody knows how much there is."""
    return min(100, 100 * done // total) if total else None

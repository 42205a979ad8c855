"""Decisions about polls: what may happen when, and what a cast does. Pure; time is an argument.

A poll goes from prepared to open, closed and published, and may be cancelled until it is published. It never goes back:
a poll opened again would show, by subtraction, what the late voters chose. A second round is a new poll.
"""

import re

PREPARED, OPEN, CLOSED, PUBLISHED, CANCELLED = STATES = ("prepared", "open", "closed", "published", "cancelled")

CHANNELS = ("paper", "hands")
MOST_PEOPLE = 100_000  # in a channel of a count made by hand
ANSWERS = ("upheld", "redone", "cancelled", "not_upheld")
# how those on a roll were admitted to it: as they came, by a slip, at the desk of the day, with their account
ENTRIES = ("open", "slips", "checked_in", "accounts")
MODERATION = WAITING, SHOWN, HIDDEN = ("waiting", "shown", "hidden")
LONGEST_TEXT, LONGEST_NAME = 1000, 200

# act → (the states it leaves from, the state it leads to, the states in which it is already done)
ACTS = {
    "open": ((PREPARED,), OPEN, (OPEN,)),
    "close": ((OPEN,), CLOSED, (CLOSED, PUBLISHED)),
    "publish": ((CLOSED,), PUBLISHED, (PUBLISHED,)),
    "cancel": ((PREPARED, OPEN, CLOSED), CANCELLED, (CANCELLED,)),
}

# (has the voter voted, is the ballot's id known, is the choice the same) → what the cast does; see decide_cast
FIRST, REPLACED, SAME = "first", "replaced", "same"
BALLOT_ELSEWHERE, SECRET_IN_USE = "ballot_elsewhere", "secret_in_use"
REFUSED_CASTS = (BALLOT_ELSEWHERE, SECRET_IN_USE)

POLL_ID = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)
SECRET = re.compile(r"[0-9a-fA-F]{32}", re.ASCII)
SMALL_ROLL = 10
COUNT_STEP = 5


class NotNow(Exception):
    """Refuse an act that the poll's state does not allow, with the contract's code."""

    def __init__(self, code):
        self.code = code
        super().__init__(code)


def next_state(state, act):
    """Give the state an act leads to, or None when it is done already (a repeated act is no fault); raises NotNow."""
    sources, target, done = ACTS[act]
    if state in sources:
        return target
    if state in done:
        return None
    if state == PREPARED:
        raise NotNow("poll_not_open")
    raise NotNow("not_published" if state == OPEN else "poll_closed")


def check_open(state):
    """Let a ballot through only while the poll is open; raises NotNow("poll_not_open" or "poll_closed")."""
    if state != OPEN:
        raise NotNow("poll_not_open" if state == PREPARED else "poll_closed")


def decide_cast(has_voted, is_known, is_same):
    """Say what a cast does, from the voter's mark on the roll and from the ballot's id alone.

    Not voted, id unknown: FIRST. Voted, id known: REPLACED, or SAME when the choice is. Voted, id unknown:
    BALLOT_ELSEWHERE (the ballot was cast from another device). Not voted, id known: SECRET_IN_USE (a shared tablet, a
    copied secret). The last two change nothing.
    """
    if not is_known:
        return BALLOT_ELSEWHERE if has_voted else FIRST
    if not has_voted:
        return SECRET_IN_USE
    return SAME if is_same else REPLACED


def is_poll_id(value):
    """Tell whether a value, which may be anything that was sent, has the form of a poll's id."""
    return isinstance(value, str) and POLL_ID.fullmatch(value) is not None


def is_secret(value):
    """Tell whether a value is a ballot's secret: 32 hexadecimal digits."""
    return isinstance(value, str) and SECRET.fullmatch(value) is not None


def shown_count(voted, entitled, secret):
    """Give how many have voted, as it may be shown while a poll is open.

    In a secret poll with fewer than ten on the roll the number moves in steps of five, rounded down, so that nobody
    watches one person vote.
    """
    return voted - voted % COUNT_STEP if secret and entitled < SMALL_ROLL else voted

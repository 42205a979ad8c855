"""Pure decisions about letters: what is told, how long an address is kept, when a letter is tried again."""

from datetime import timedelta

KINDS = ("result", "wording", "decision")
CONFIRM_DAYS = 7
KEEP_DAYS = 730
MOST_ASKED = 3  # confirmations sent to one address in a day, whoever asks
LENGTHS = {"email": 254, "key": 80, "path": 300, "reason": 80, "sender": 20, "about": 40}
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 20, 60, 240, 720, 1440))
CLAIM = timedelta(minutes=10)


def oldest_asked(today):
    """Give the first day of the requests that may still be confirmed."""
    return today - timedelta(days=CONFIRM_DAYS)


def is_late(asked_on, today):
    """Tell whether a request is too old to be confirmed."""
    return asked_on < oldest_asked(today)


def erase_day(today):
    """Give the day on which an address confirmed today is erased at the latest."""
    return today + timedelta(days=KEEP_DAYS)


def next_try(attempts, now):
    """Give when a letter that failed so many times is tried again, or None when it is given up."""
    return now + DELAYS[attempts - 1] if attempts <= len(DELAYS) else None

"""What a text that was sent may hold, whoever sent it."""

import re

from forum.votes.faults import Fault

# control characters (a line feed or a tab passes in a long text), lone surrogates, marks that turn the direction
BAD_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")
LINE_BREAKS = re.compile("[\t\n\u2028\u2029]")


def tidy(text):
    """Give a text without the space around it, its line ends written in one way."""
    return text.replace("\r\n", "\n").strip()


def find_fault(text, limit, is_long=False):
    """Return what is wrong with a tidy text of at most `limit` characters, or None. Only a long one has line breaks."""
    if not text:
        return Fault("empty")
    if len(text) > limit:
        return Fault("too_long", {"limit": limit})
    if BAD_CHARACTERS.search(text) or (not is_long and LINE_BREAKS.search(text)):
        return Fault("bad_characters")
    return None

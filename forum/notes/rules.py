"""Decide what a line of notes may be. Pure: no database, no clock."""

from forum.deliberation.rules import LENGTHS as DAY_LENGTHS
from forum.deliberation.rules import SHARED
from forum.events.rules import Field, in_both

# said: goes under « Ce qui s'est dit »; proposal: a text that may be put to the vote; parked: noted, not discussed
LINE_KINDS = ("said", "proposal", "parked")
LENGTHS = {"title": DAY_LENGTHS["title"], "text": 4_000, "key": 32}
MOST_SHEETS, MOST_LINES, MOST_PEOPLE = 60, 200, 2_000
SHEET_FIELDS = in_both("title", LENGTHS["title"], required=True)
LINE_FIELDS = {"text_fr": Field(LENGTHS["text"], True, is_line=False),
               "text_en": Field(LENGTHS["text"], is_line=False)}
MOVES = {"up": -1, "down": 1}


def read_kind(word):
    """Give a kind of line, or None."""
    return word if word in LINE_KINDS else None


def read_shared(word):
    """Give how widely something was shared, or None."""
    return word if word in SHARED else None


def read_people(text):
    """Give how many people a group has; None for nothing written. Raises ValueError."""
    text = str(text or "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= MOST_PEOPLE):
        raise ValueError(text)
    return int(text)


def is_key(text):
    """Tell whether a text is a key that a form drew, 32 hexadecimal digits."""
    return len(text) == LENGTHS["key"] and all(letter in "0123456789abcdef" for letter in text)

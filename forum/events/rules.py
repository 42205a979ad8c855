"""Decide what makes a consultation day valid. Pure: no database, no clock."""

import re
from datetime import date, time

STATES = ("draft", "published")
ROLES = ("organiser", "facilitator", "chair", "teller", "desk", "note_taker")
PROGRAMME_KINDS = ("welcome", "session", "workshop", "break", "meal", "closing")

# One source for the widths of the columns and for what a form or a file may hold.
LENGTHS = {
    "slug": 80, "code": 12, "title": 300, "subtitle": 300, "place": 300, "name": 200, "label": 300, "role": 200,
    "sector_label": 80, "sector_key": 40, "summary": 2_000, "note": 2_000, "text": 40_000, "value": 120, "url": 500,
}
RESERVED_SLUGS = frozenset({"nouvelle", "new"})
MAXIMUM_ROWS = 200

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CODE = re.compile(r"[0-9A-Za-z]+")
_SECTOR_KEY = re.compile(r"[a-z][a-z0-9_]*")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


def is_slug(text):
    """Tell whether a text can be the last part of a day's address: lower-case letters, digits, single hyphens."""
    return bool(_SLUG.fullmatch(text)) and len(text) <= LENGTHS["slug"] and text not in RESERVED_SLUGS


def is_event_code(text):
    """Tell whether a text can stand before the letters of a day, such as "2007" in 2007-1C."""
    return bool(_CODE.fullmatch(text)) and len(text) <= LENGTHS["code"]


def is_sector_key(text):
    """Tell whether a text can be the key of a sector: a lower-case letter, then letters, digits, underscores."""
    return bool(_SECTOR_KEY.fullmatch(text)) and len(text) <= LENGTHS["sector_key"]


def is_web_address(text):
    """Tell whether a text is an http(s) address that may stand in a link."""
    return bool(_WEB_ADDRESS.fullmatch(text)) and len(text) <= LENGTHS["url"]


def parse_date(text):
    """Read "2007-01-18"; None when it is not a date."""
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        return None


def parse_time(text):
    """Read "9:30", "09:30" or « 9 h 30 », « 13 h »; None when it is not a time of day."""
    found = re.fullmatch(r"\s*(\d{1,2})\s*(?::|h)\s*(\d{2})?\s*", text.replace("\u00a0", " "))
    if not found or (":" in text and not found[2]):
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def duplicates(values):
    """Give the values that occur more than once, in order of their second occurrence."""
    seen, twice = set(), []
    for value in values:
        if value in seen and value not in twice:
            twice.append(value)
        seen.add(value)
    return twice


def speakers_of(text):
    """Give the speakers of a programme item: one a line, blank lines left out."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def paragraphs_of(text):
    """Give the paragraphs of a text: one a line, blank lines left out."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]

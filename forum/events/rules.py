"""Decide what makes a consultation day valid. Pure: no database, no clock."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

STATES = ("draft", "published")
ROLES = ("organiser", "facilitator", "chair", "teller", "desk", "note_taker")
PHASES = ("before", "during", "after")
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


def speakers_of(text):
    """Give the speakers of a programme item: one a line, blank lines left out."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def day_hours(programme):
    """Give the (first, last) hours of a programme, or None when it says none that follow each other."""
    starts = [item.starts_at for item in programme if item.starts_at]
    ends = [hour for item in programme for hour in (item.starts_at, item.ends_at) if hour]
    return (min(starts), max(ends)) if starts and max(ends) > min(starts) else None


def phase_of(day, programme, zone, now):
    """Tell whether a day is "before", "during" or "after" `now`, and when that changes: (phase, moment or None).

    It lasts from the first to the last hour of its programme where it is held, or from midnight to midnight. A day
    without a date is in no phase.
    """
    if day is None:
        return None, None
    begins, ends = day_hours(programme) or (time.min, None)
    start = datetime.combine(day, begins, zone)
    end = datetime.combine(day, ends, zone) if ends else datetime.combine(day + timedelta(days=1), time.min, zone)
    start, end = (moment.astimezone(now.tzinfo) for moment in (start, end))
    if now < start:
        return "before", start
    return ("during", end) if now < end else ("after", None)


def paragraphs_of(text):
    """Give the paragraphs of a text: one a line, blank lines left out."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


@dataclass(frozen=True)
class Field:
    """Say what a column takes: its width, whether it must be filled, whether it is one line, and its form."""

    limit: int
    required: bool = False
    is_line: bool = True
    check: object = None


def in_both(name, limit, required=False, is_line=True):
    """Give the fields of a bilingual text: the original, and the translation, which is never required."""
    return {f"{name}_fr": Field(limit, required, is_line), f"{name}_en": Field(limit, is_line=is_line)}


EVENT_FIELDS = {
    "slug": Field(LENGTHS["slug"], True, check=is_slug), "code": Field(LENGTHS["code"], True, check=is_event_code),
    **in_both("title", LENGTHS["title"], required=True), **in_both("subtitle", LENGTHS["subtitle"]),
    **in_both("place", LENGTHS["place"]), **in_both("city", LENGTHS["name"]),
    **in_both("date_note", LENGTHS["note"], is_line=False),
    **in_both("summary", LENGTHS["summary"], is_line=False), **in_both("source_title", LENGTHS["title"]),
    **in_both("source_note", LENGTHS["note"], is_line=False), **in_both("rights", LENGTHS["note"], is_line=False),
}
SERIES_FIELDS = {
    "slug": Field(LENGTHS["slug"], True, check=is_slug), **in_both("title", LENGTHS["title"], required=True),
    **in_both("introduction", LENGTHS["text"], is_line=False),
}
SECTOR_FIELDS = {"key": Field(LENGTHS["sector_key"], True, check=is_sector_key),
                 **in_both("label", LENGTHS["sector_label"], required=True)}
NAME_FIELDS = in_both("name", LENGTHS["name"], required=True)
PROGRAMME_FIELDS = {
    **in_both("title", LENGTHS["title"], required=True), **in_both("description", LENGTHS["text"], is_line=False),
    **in_both("speakers", LENGTHS["note"], is_line=False), **in_both("room", LENGTHS["name"]),
}


def read_fields(values, fields):
    """Judge texts against their fields; gives (texts with empty ones as None, {field: (fault, limit)})."""
    read, faults = {}, {}
    for name, field in fields.items():
        if name not in values:
            continue
        text = (values[name] or "").strip()
        fault = _fault_of(text, field)
        if fault:
            faults[name] = (fault, field.limit)
        read[name] = text or None
    missing = [name for name, field in fields.items() if field.required and name not in values]
    return read, faults | dict.fromkeys(missing, ("required", 0))


def _fault_of(text, field):
    if not text:
        return "required" if field.required else None
    if len(text) > field.limit:
        return "too_long"
    if field.is_line and "\n" in text:
        return "one_line"
    if field.check and not field.check(text):
        return "bad_form"
    return None

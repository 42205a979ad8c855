"""What is done with notes: one function an intention, each inside the caller's transaction, for a viewer."""

from sqlalchemy import func, select

from forum.core.database import db, lock, utc_now
from forum.core.database.matching import Changes, match
from forum.core.i18n import LANGUAGES, in_language
from forum.core.policies import require
from forum.deliberation.models import Discussion, ParkedItem, Remark, Theme
from forum.deliberation.presenters import shared_scale
from forum.events.faults import take_fields
from forum.events.models import Event
from forum.events.services import touch
from forum.notes import policies, rules
from forum.notes.faults import refuse
from forum.notes.models import Line, Sheet
from forum.notes.queries import get_line, get_noted_event, get_sheet
from forum.trails.services import link, new_node


def add_sheet(viewer, slug, values):
    """Begin a sheet: {title_fr, title_en, theme_id, people}."""
    event = lock(Event, get_noted_event(slug, viewer).id)
    if db.session.scalar(select(func.count(Sheet.id)).where(Sheet.event_id == event.id)) >= rules.MOST_SHEETS:
        refuse("many_sheets", "title_fr")
    sheet = Sheet(event_id=event.id, **_read_sheet(event, values))
    db.session.add(sheet)
    db.session.flush()
    return sheet


def update_sheet(viewer, slug, sheet_id, values):
    """Change what a sheet says of its group."""
    event, sheet = _lock_open(viewer, slug, sheet_id)
    for name, value in _read_sheet(event, values).items():
        setattr(sheet, name, value)
    _grow(sheet)
    return sheet


def remove_sheet(viewer, slug, sheet_id):
    """Throw a sheet away with its lines."""
    _event, sheet = _lock(viewer, slug, sheet_id)
    require(policies.can_remove(sheet))
    db.session.delete(sheet)


def add_line(viewer, slug, sheet_id, values, key):
    """Add a line at the end: {kind, shared, text_fr, text_en}; the same key again gives the line it made."""
    if not rules.is_key(key):
        refuse("key", "text_fr")
    _event, sheet = _lock(viewer, slug, sheet_id)
    made = db.session.scalar(select(Line).where(Line.key == key))
    if made is not None:
        if made.sheet_id != sheet.id:
            refuse("key", "text_fr")
        return made
    require(policies.can_change(sheet))
    if len(sheet.lines) >= rules.MOST_LINES:
        refuse("many_lines", "text_fr")
    last = max((line.position for line in sheet.lines), default=0)
    line = Line(position=last + 1, key=key, **_read_line(values))
    sheet.lines.append(line)
    _grow(sheet)
    return line


def update_line(viewer, slug, sheet_id, line_id, values, version):
    """Change a line as it was read at `version`; somebody else's change since then is not overwritten."""
    _event, sheet = _lock_open(viewer, slug, sheet_id)
    line = get_line(sheet, line_id)
    if line.version != version:
        refuse("stale", "text_fr")
    for name, value in _read_line(values).items():
        setattr(line, name, value)
    if line.kind == "parked":
        line.carried_at = None
    line.version += 1
    _grow(sheet)
    return line


def remove_line(viewer, slug, sheet_id, line_id):
    """Remove a line."""
    _event, sheet = _lock_open(viewer, slug, sheet_id)
    sheet.lines.remove(get_line(sheet, line_id))
    _grow(sheet)


def move_line(viewer, slug, sheet_id, line_id, way):
    """Move a line one place "up" or "down"; at the end it stays."""
    _event, sheet = _lock_open(viewer, slug, sheet_id)
    place = sheet.lines.index(get_line(sheet, line_id))
    other = place + rules.MOVES[way]
    if 0 <= other < len(sheet.lines):
        here, there = sheet.lines[place], sheet.lines[other]
        here.position, kept = -1, here.position
        db.session.flush()
        there.position, moved_to = kept, there.position
        db.session.flush()
        here.position = moved_to
        _grow(sheet)


def validate(viewer, slug, sheet_id, version, now=None):
    """Note that the group agrees with its text as it stood at `version`, and publish it with the day."""
    event, sheet = _lock(viewer, slug, sheet_id)
    require(policies.can_validate(sheet))
    if sheet.version != version:
        refuse("unseen")
    if sheet.theme_id is None and any(line.kind == "parked" for line in sheet.lines):
        refuse("parked")
    _publish(event, sheet)
    sheet.validated_at = now or utc_now()
    touch(event, now)
    return sheet


def reopen(viewer, slug, sheet_id):
    """Let a validated text change again; the day goes on showing it as it was until the group validates it anew."""
    _event, sheet = _lock(viewer, slug, sheet_id)
    if sheet.validated_at:
        sheet.validated_at = None
        _grow(sheet)
    return sheet


def carry(viewer, slug, sheet_id, line_id, is_carried, now=None):
    """Take a line to the plenary, or back; who prepares the votes is then offered it as a text."""
    _event, sheet = _lock(viewer, slug, sheet_id)
    line = get_line(sheet, line_id)
    if not is_carried:
        line.carried_at = None
    elif line.carried_at is None:
        require(policies.can_carry(line))
        line.carried_at = now or utc_now()
    return line


def draw_origin(line, poll):
    """Draw on the trail that a vote came from a workshop."""
    if line.sheet.discussion:
        link(line.sheet.discussion.node_id, poll.node_id, "put_to_vote", "platform")


def _publish(event, sheet):
    """Write what the day's page shows of a sheet: its discussion, and what it parked under its theme."""
    row = sheet.discussion
    if row is None:
        last = db.session.scalar(select(func.max(Discussion.position)).where(Discussion.event_id == event.id)) or 0
        row = Discussion(event_id=event.id, node_id=new_node("discussion").id, position=last + 1, title_fr="")
        db.session.add(row)
        sheet.discussion = row
    row.theme_id, row.title_fr, row.title_en = sheet.theme_id, sheet.title_fr, sheet.title_en
    db.session.flush()
    said = [line for line in sheet.lines if line.kind != "parked"]
    words = {}
    for language in LANGUAGES:
        with in_language(language):
            words[language] = {level: str(word) for level, word in shared_scale()["words"].items() if level != "unsaid"}
    wanted = [{"position": place, "paragraph": place, "is_point": True, "shared": line.shared,
               "shared_words_fr": words["fr"].get(line.shared), "shared_words_en": words["en"].get(line.shared),
               "text_fr": line.text_fr, "text_en": line.text_en} for place, line in enumerate(said, 1)]
    match(row.remarks, wanted, "position", lambda values: Remark(**values), Changes())
    for line in sheet.lines:
        _park(sheet, line)
    db.session.flush()


def _park(sheet, line):
    """Write under the theme what a line parked, or take it away from there."""
    row = line.parked
    if row is not None and (line.kind != "parked" or row.theme_id != sheet.theme_id):
        line.parked = None
        db.session.flush()
        db.session.delete(row)
        row = None
    if line.kind != "parked":
        return
    if row is None:
        last = db.session.scalar(select(func.max(ParkedItem.position)).where(ParkedItem.theme_id == sheet.theme_id))
        row = ParkedItem(theme_id=sheet.theme_id, position=(last or 0) + 1, text_fr="")
        db.session.add(row)
        line.parked = row
    row.text_fr, row.text_en = line.text_fr, line.text_en
    db.session.flush()


def _lock(viewer, slug, sheet_id):
    """Load a sheet for writing, for who may take notes; raises Missing, Forbidden."""
    event = get_noted_event(slug, viewer)
    lock(Sheet, get_sheet(event, sheet_id).id)
    db.session.expire_all()  # what was read before the lock may have changed meanwhile
    event = get_noted_event(slug, viewer)
    return event, get_sheet(event, sheet_id)


def _lock_open(viewer, slug, sheet_id):
    event, sheet = _lock(viewer, slug, sheet_id)
    require(policies.can_change(sheet))
    return event, sheet


def _grow(sheet):
    sheet.version += 1
    db.session.flush()


def _read_sheet(event, values):
    read = take_fields(values, rules.SHEET_FIELDS)
    theme_id = values.get("theme_id") or None
    if theme_id is not None:
        theme = db.session.get(Theme, int(theme_id)) if str(theme_id).isdecimal() else None
        if theme is None or theme.event_id != event.id:
            refuse("theme", "theme_id")
        theme_id = theme.id
    try:
        people = rules.read_people(values.get("people"))
    except ValueError:
        refuse("people", "people")
    return {"title_fr": read["title_fr"], "title_en": read.get("title_en"), "theme_id": theme_id, "people": people}


def _read_line(values):
    kind, shared = rules.read_kind(values.get("kind")), rules.read_shared(values.get("shared") or "unsaid")
    if kind is None:
        refuse("kind", "kind")
    if shared is None:
        refuse("shared", "shared")
    read = take_fields(values, rules.LINE_FIELDS)
    return {"kind": kind, "shared": "unsaid" if kind == "parked" else shared, "text_fr": read["text_fr"],
            "text_en": read.get("text_en")}


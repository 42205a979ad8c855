"""What is done with a document: begun, corrected, imported, abandoned. Each inside the caller's transaction."""

import hashlib
import json
from datetime import timedelta

from sqlalchemy import delete

from forum.accounts.queries import find_viewer
from forum.core.database import db, lock, utc_now
from forum.events.models import Event
from forum.imports import placing, rules
from forum.imports.converting import convert
from forum.imports.faults import refuse
from forum.imports.models import Import
from forum.imports.queries import count_imports, get_import, get_importing_event, known_numbers, known_themes
from forum.imports.rules import Line
from forum.imports.writing import Writing
from forum.jobs import services as jobs
from forum.texts.rules import clean

MOST_IMPORTS = 20
JOB = "import"


def begin(viewer, slug, name, blocks, is_english=False, now=None):
    """Keep what is understood of a document's blocks [(kind, level, text)]; nothing of the day changes."""
    event = lock(Event, get_importing_event(slug, viewer).id)
    if count_imports(event.id) >= MOST_IMPORTS:
        refuse("many")
    lines = rules.recognise([(kind, level, clean(text)) for kind, level, text in blocks], known_themes(event.id))
    row = Import(event_id=event.id, account_id=viewer.id, is_english=is_english, created_at=now or utc_now(),
                 name=clean(name)[-rules.LENGTHS["name"]:], lines=pack(line for line in lines if line.text.strip()))
    db.session.add(row)
    db.session.flush()
    return row


def begin_reading(viewer, slug, name, data, is_english, back):
    """Have a document read, as long work: what is understood of it is kept once it was; gives the job."""
    get_importing_event(slug, viewer)
    if len(data) > rules.LARGEST:
        refuse("too_large")
    if rules.kind_of(name, data[:16]) is None:
        refuse("kind")
    return jobs.begin(viewer, JOB, back, {"slug": slug, "name": clean(name)[-rules.LENGTHS["name"]:],
                                          "is_english": is_english}, data)


def read_sent(job, _tell):
    """Read the document of a job; gives what keeps it, for whoever sent it as they may now, and leads to its page."""
    said = job.params
    blocks = convert(said["name"], job.payload)

    def write():
        row = begin(find_viewer(job.account_id), said["slug"], said["name"], blocks, said["is_english"])
        return f"/{job.language}/journees/{said['slug']}/import/{row.id}/"

    return write


def correct(viewer, slug, import_id, changes):
    """Correct lines: {place: (what it was when it was read, Line)}; gives the places that somebody else had changed.

    Those keep the other's words. Raises Refusal once the document is imported.
    """
    _event, row = _lock(viewer, slug, import_id)
    lines, late = list(unpack(row.lines)), []
    for place, (mark, line) in changes.items():
        if place >= len(lines) or line.role not in rules.ROLES:
            refuse("role", "lines")
        line = Line(line.role, clean(line.text)[:rules.LENGTHS["text"]], clean(line.number)[:rules.LENGTHS["number"]])
        if lines[place] == line:
            continue
        if mark_of(lines[place]) == mark:
            lines[place] = line
        else:
            late.append(place)
    row.lines = pack(lines)
    db.session.flush()
    return late


def leave_faults(viewer, slug, import_id):
    """Leave aside every line that has no place; gives how many. Nothing is lost: they stay with the import."""
    event, row = _lock(viewer, slug, import_id)
    lines, left = list(unpack(row.lines)), 0
    # what stood under a line that goes has no place either: again until all have one
    while faults := placing.place(lines, known_themes(event.id), known_numbers(event.id)).faults:
        for place in faults:
            lines[place] = Line("left", lines[place].text)
        left += len(faults)
    row.lines = pack(lines)
    return left


def import_document(viewer, slug, import_id, now=None):
    """Write all that has a place into the day, once, all or nothing; raises Refusal."""
    event, row = _lock(viewer, slug, import_id)
    lines = unpack(row.lines)
    outline = placing.place(lines, known_themes(event.id), known_numbers(event.id))
    if outline.faults:
        refuse("faults", "lines")
    if all(line.role == "left" for line in lines):
        refuse("nothing_placed", "lines")
    writing = Writing(viewer, event, row.is_english)
    writing.write(outline)
    row.done_at, row.added, row.known = now or utc_now(), writing.added, writing.known
    db.session.flush()
    return row


def abandon(viewer, slug, import_id):
    """Throw away what was understood of a document; what was imported stays in the day."""
    event = get_importing_event(slug, viewer)
    db.session.delete(get_import(event, import_id))


def forget_expired(today=None):
    """Erase the imports that are older than they are kept; gives how many."""
    before = utc_now() - timedelta(days=rules.KEPT_DAYS)
    return db.session.execute(delete(Import).where(Import.created_at < before)).rowcount


def pack(lines):
    """Give lines as they are stored."""
    return [[line.role, line.text, line.number] for line in lines]


def unpack(rows):
    """Give stored lines as Lines."""
    return tuple(Line(*row) for row in rows)


def mark_of(line):
    """Give what tells a line as it was read from one that has changed since."""
    text = json.dumps([line.role, line.text, line.number])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _lock(viewer, slug, import_id):
    """Load an import that is not done yet for writing; raises Missing, Forbidden, Refusal."""
    event = get_importing_event(slug, viewer)
    lock(Event, event.id)
    row = lock(Import, get_import(event, import_id).id)
    if row.done_at is not None:
        refuse("done", "lines")
    return event, row

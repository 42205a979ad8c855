"""Load a day's file: all of it or nothing, and a second time without changing anything."""

from pathlib import Path

from sqlalchemy import select

from forum.accounts.services import find_or_add_organisation
from forum.accounts.viewer import Viewer
from forum.core.database import db, transaction, utc_now
from forum.core.database.matching import Changes, assign, both, match, numbered
from forum.core.web.pages import changed
from forum.deliberation.day_file import own_refs, read_day
from forum.deliberation.loading_themes import load_decisions, load_links, load_recommendations, load_themes
from forum.deliberation.marked_yaml import LARGEST_FILE, Fault, Unreadable
from forum.deliberation.models import UsefulLink
from forum.deliberation.queries import find_subject
from forum.events.models import (
    Discrepancy,
    EvaluationItem,
    Event,
    EventOrganisation,
    Organiser,
    ProgrammeItem,
    Reading,
    ReportSection,
    ReportVersion,
    Sector,
    Verbatim,
)
from forum.events.queries import PARTS

# Whoever runs the command holds the database: nothing is hidden from them.
_LOADER = Viewer(name="forum load", is_admin=True)
_EVENT_COLUMNS = ["slug", "state", "date", *both(
    "title", "subtitle", "place", "city", "date_note", "summary", "source_title", "source_note", "rights")]


def load_file(path):
    """Load a day's file in one transaction; gives (event, Changes); raises Unreadable and changes nothing."""
    with Path(path).open("rb") as handle:
        record = read_day(handle.read(LARGEST_FILE + 1))
    with transaction():
        return load_day(record, utc_now())


def load_day(record, now):
    """Bring the day of a record (see `read_day`) to what its file says; gives (event, Changes); raises Unreadable."""
    changes = Changes()
    foreign = _foreign_nodes(record)
    event = _load_event(record["event"], now, changes)
    _load_parts(event, record, changes)
    nodes = dict(foreign)
    load_themes(event, record, nodes, changes)
    load_recommendations(event, record, nodes, changes)
    load_decisions(event, record, nodes, changes)
    load_links(record, nodes, changes)
    links = list(db.session.scalars(select(UsefulLink).where(UsefulLink.event_id == event.id)))
    match(_Stored(links), numbered(record["useful_links"], [*both("label"), "url"]), "position",
          lambda values: UsefulLink(event_id=event.id, **values), changes)
    if changes:
        event.changed_at = now
        changed("events", f"event:{event.slug}", *(f"node:{node_id}" for node_id in nodes.values()))
    db.session.flush()
    return event, changes


class _Stored(list):
    """A list of rows that no parent holds: adding and removing act on the session."""

    def append(self, row):
        db.session.add(row)
        super().append(row)

    def remove(self, row):
        db.session.delete(row)
        super().remove(row)


def _foreign_nodes(record):
    own, nodes, faults = own_refs(record), {}, []
    for link in record["links"]:
        if link["from"] not in own and link["from"] not in nodes:
            row = find_subject(link["from"], _LOADER)
            if row is None:
                faults.append(Fault(link.line_of("from"), "unknown_ref", {"value": link["from"]}))
            else:
                nodes[link["from"]] = row.node_id
    if faults:
        raise Unreadable(*faults)
    return nodes


def _load_event(values, now, changes):
    event = db.session.scalar(select(Event).where(Event.code == values["code"]).with_for_update().options(*PARTS))
    other = db.session.scalar(select(Event.code).where(Event.slug == values["slug"], Event.code != values["code"]))
    if other:
        raise Unreadable(Fault(values.line_of("slug"), "slug_taken", {"value": values["slug"]}))
    columns = {column: values[column] for column in _EVENT_COLUMNS}
    if event is None:
        event = Event(code=values["code"], created_at=now, changed_at=now, **columns)
        db.session.add(event)
        changes.added += 1
    else:
        assign(event, columns, changes)
    db.session.flush()
    return event


def _load_parts(event, record, changes):
    match(event.organisers, numbered(record["organisers"], both("name")), "name_fr",
          lambda values: Organiser(**values), changes)
    organisations = numbered(record["organisations"], both("name"))
    for values in organisations:
        values["organisation_id"] = find_or_add_organisation(values["name_fr"]).id
    match(event.organisations, organisations, "organisation_id", lambda values: EventOrganisation(**values), changes)
    match(event.sectors, numbered(record["sectors"], ["key", *both("label")]), "key",
          lambda values: Sector(**values), changes)
    programme = numbered(record["programme"], ["kind", *both("title", "description", "speakers", "room")])
    for values, item in zip(programme, record["programme"], strict=True):
        values.update(starts_at=item["starts"], ends_at=item["ends"])
    match(event.programme, programme, "position", lambda values: ProgrammeItem(**values), changes)
    match(event.sections, numbered(record["report"], ["number", *both("title", "text")]), "number",
          lambda values: ReportSection(**values), changes)
    evaluation = ["percent", "count", *both("group", "label", "value", "base", "location")]
    match(event.evaluation, numbered(record["evaluation"], evaluation), "position",
          lambda values: EvaluationItem(**values), changes)
    match(event.verbatims, numbered(record["verbatims"], both("group", "text")), "position",
          lambda values: Verbatim(**values), changes)
    match(event.versions, numbered(record["document_history"], ["date", "version", "person", *both("remark")]),
          "position", lambda values: ReportVersion(**values), changes)
    rows = match(event.discrepancies, numbered(record["discrepancies"], ["key", *both("subject", "note")]), "key",
                 lambda values: Discrepancy(**values), changes)
    for row, discrepancy in zip(rows, record["discrepancies"], strict=True):
        match(row.readings, numbered(discrepancy["readings"], both("value", "location")), "position",
              lambda values: Reading(**values), changes)

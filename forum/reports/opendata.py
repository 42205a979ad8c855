"""The open data of a day: a zip of CSV (RFC 4180, UTF-8 with its mark) and JSON, with their dictionary and licence.

It holds the day's public rows and no personal data: the sealed record of a poll is in it only when nobody's name
stands in it.
"""

import csv
import json
import zipfile
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from io import BytesIO, StringIO

from sqlalchemy import select

from forum.core.database import db, off_loop
from forum.core.i18n import in_language
from forum.deliberation import queries
from forum.plenary import queries as rooms
from forum.reports.answers import list_asked
from forum.reports.dictionary import READ_ME, TABLES
from forum.reports.gathering import reader_of
from forum.reports.presenters import LICENCE_ADDRESSES, LICENCE_NAMES
from forum.reports.queries import licence_of
from forum.reports.rules import harmless
from forum.trails.models import Link

FORMAT = "concertaction-opendata/1"
STAMP = (2000, 1, 1, 0, 0, 0)  # the same data give the same bytes


@dataclass
class Day:
    """Hold the public rows of a day as the tables of the dictionary ask for them."""

    page: object
    polls: list
    links: list

    @property
    def event(self):
        return self.page.event

    @property
    def organisations(self):
        return [("organiser", row) for row in self.event.organisers] + [
            ("represented", row) for row in self.event.organisations]

    @property
    def findings(self):
        return [row for theme in self.page.themes for row in theme.findings]

    @property
    def points(self):
        return [(finding, point) for finding in self.findings for point in finding.points]

    @property
    def pistes(self):
        return [row for theme in self.page.themes for row in theme.pistes]

    @property
    def parked(self):
        return [(theme, item) for theme in self.page.themes for item in theme.parked]

    @property
    def discussions(self):
        return [*self.page.discussions, *(row.discussion for row in self.page.recommendations if row.discussion)]

    @property
    def remarks(self):
        return [(row, remark) for row in self.discussions for remark in row.remarks]

    @property
    def wordings(self):
        return [version for row in self.page.recommendations for version in row.wordings]

    @property
    def proposals(self):
        return [proposal for row in self.page.recommendations for proposal in row.proposals]

    @property
    def items(self):
        return [item for row in self.page.decisions for item in row.items]

    @property
    def readings(self):
        return [(row, reading) for row in self.event.discrepancies for reading in row.readings]

    @cached_property
    def asked(self):
        return list_asked(self.event.id)

    @property
    def answers(self):
        found = []
        for question in self.asked:
            options, base = question.get("options", ()), question.get("base")
            found += [(question["position"], "", option["label_fr"], option.get("label_en"), option["count"], base)
                      for option in options]
            found += [(question["position"], row["key"] or "-", option["label_fr"], option.get("label_en"), count,
                       row["base"]) for row in question.get("sectors") or ()
                      for option, count in zip(options, row["counts"], strict=True)]
        return found

    @property
    def comments(self):
        return [(question["position"], text) for question in self.asked for text in question.get("verbatims", ())]

    @property
    def options(self):
        return [option for poll in self.polls for option in poll.options]

    @property
    def figures(self):
        found = []
        for poll in self.polls:
            for key, counted in poll.result["figures"].items():
                named = counted if isinstance(counted, dict) else {"votes": counted}
                found += [(poll.id, key, name, value if isinstance(value, int | str) else json.dumps(value))
                          for name, value in named.items()]
        return found


def read_day(slug, viewer):
    """Give the public rows of a day; raises Missing."""
    page = queries.get_event_page(slug, viewer)
    page = queries.get_event_page(slug, reader_of(page.event, viewer))
    polls = rooms.list_published_polls(page.event.id)
    for poll in polls:
        poll.record_file = None if bears_names(json.loads(poll.record)) else f"releves/{poll.id}.json"
    day = Day(page, polls, [])
    day.links = _list_links(day)
    return day


def bears_names(record):
    """Tell whether somebody's name, or what somebody wrote of others, stands in a sealed record."""
    return (not record["poll"]["secret"] or bool(record.get("channels")) or bool(record["incidents"])
            or any("voter" in ballot or "reason" in ballot["choice"] for ballot in record["ballots"]))


def _list_links(day):
    """List the links between things of this day: (kind, code, kind, code, relation, drawn by)."""
    codes = {}
    for kind, rows in (("finding", day.findings), ("piste", day.pistes), ("discussion", day.discussions),
                       ("recommendation", day.page.recommendations), ("proposal", day.proposals), ("poll", day.polls),
                       ("decision", day.page.decisions)):
        for row in rows:
            name = row.code if kind in ("finding", "piste", "recommendation", "proposal") else str(row.id)
            codes.setdefault(row.node_id, (kind, name))
    rows = db.session.scalars(select(Link).where(Link.source_id.in_(codes), Link.target_id.in_(codes)).order_by(
        Link.id)).all()
    return [(*codes[row.source_id], *codes[row.target_id], row.relation, row.drawn_by) for row in rows]


def make_archive(slug, viewer):
    """Give the bytes of the zip of a day; raises Missing."""
    day = read_day(slug, viewer)
    licence = licence_of(day.event.id)
    tables = {table.name: [[_plain(column.read(row)) for column in table.columns] for row in table.rows(day)]
              for table in TABLES}
    records = {poll.record_file: poll.record for poll in day.polls if poll.record_file}
    return off_loop(_pack, day.event.title_fr, licence, _name_licence(licence), tables, records)


def _name_licence(licence):
    named = {}
    for language in ("fr", "en"):
        with in_language(language):
            named[language] = " ".join([str(LICENCE_NAMES[licence]), LICENCE_ADDRESSES.get(licence, "")]).strip()
    return named


def _pack(title, licence, named, tables, records):
    heads = {table.name: [column.name for column in table.columns] for table in TABLES}
    whole = {"format": FORMAT, "licence": None if licence == "none" else licence, "tables": {
        name: [dict(zip(heads[name], row, strict=True)) for row in rows] for name, rows in tables.items()}}
    files = {"LISEZMOI-README.txt": READ_ME.format(title=title, licence_fr=named["fr"], licence_en=named["en"]),
             "dictionnaire.csv": write_csv(("table", "column", "description_fr", "description_en"), list_words()),
             "donnees.json": json.dumps(whole, ensure_ascii=False, indent=1)}
    files |= {f"tables/{name}.csv": write_csv(heads[name], rows) for name, rows in tables.items()} | records
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text.encode("utf-8-sig" if name.endswith(".csv") else "utf-8"))
    return out.getvalue()


def list_words():
    """List the lines of the dictionary: each table, then its columns."""
    return [line for table in TABLES for line in (
        (table.name, "", table.fr, table.en),
        *((table.name, column.name, column.fr, column.en) for column in table.columns))]


def write_csv(head, rows):
    """Give a table as RFC 4180 has it, its cells harmless to a spreadsheet."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([["" if cell is None else harmless(cell) for cell in row] for row in rows])
    return out.getvalue()


def _plain(value):
    """Give a value as JSON has it."""
    return value.isoformat() if isinstance(value, date | time) else value

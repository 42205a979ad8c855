"""The open data of a day: what its dictionary says, harmless to a spreadsheet, and free of personal data."""

import csv
import json
import zipfile
from io import BytesIO, StringIO

import pytest
from sqlalchemy import CheckConstraint, String, Text, UniqueConstraint, literal, update

from forum.accounts.viewer import ANONYMOUS
from forum.core.database import db, transaction
from forum.events.services import replace_programme
from forum.plenary.queries import list_seats
from forum.reports import opendata, services
from forum.reports.dictionary import TABLES
from tests.support.rooms import YESNO, make_day, open_room, sit
from tests.support.sites import opened_app
from tests.support.world import hold_vote

MARK = "ZQMARQUEZQ"
# what a day shows to everybody, and what its archive is made of; a column of theirs that names somebody is marked too
PUBLIC = ("events_", "deliberation_", "trails_", "votes_option", "votes_poll", "alembic_")
NAMES_SOMEBODY = {("events_report_version", "person"), ("votes_poll", "cancel_reason")}


def read(body):
    """Give {name: text} of an archive."""
    archive = zipfile.ZipFile(BytesIO(body))
    return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


@pytest.fixture
def world(backend):
    """Lend an application on a world of its own, to be marked."""
    with opened_app(backend.fresh_url("marked", "world"), backend.folder):
        yield backend.prepare("world")


def personal_columns():
    """List the columns of text that no key, list of words or rule of the database holds to a form."""
    for table in db.metadata.sorted_tables:
        rules = " ".join(str(rule.sqltext) for rule in table.constraints if isinstance(rule, CheckConstraint))
        unique = {column.name for rule in table.constraints if isinstance(rule, UniqueConstraint)
                  for column in rule.columns} | {
            column.name for index in table.indexes if index.unique for column in index.columns}
        is_public = table.name.startswith(PUBLIC)
        for column in table.columns:
            is_text = isinstance(column.type, String | Text)
            is_free = not (column.primary_key or column.foreign_keys or column.unique or column.name in unique
                           or column.name in rules.split())
            if is_text and ((is_free and not is_public) or (table.name, column.name) in NAMES_SOMEBODY):
                yield table, column


def test_nothing_personal_is_in_the_archive(world):
    marked = []
    with transaction():
        for place, (table, column) in enumerate(personal_columns()):
            wanted = f"{MARK}{place}"[:column.type.length or 100]
            db.session.execute(update(table).where(column.is_not(None)).values({column: wanted}))
            marked.append(f"{table.name}.{column.name}")
        account = db.metadata.tables["accounts_account"]
        db.session.execute(update(account).values(email=literal(MARK.lower()) + account.c.email))
    assert {"accounts_account.name", "plenary_seat.name", "plenary_seat.organisation", "plenary_participant.name",
            "votes_roll.name", "votes_ballot.name", "votes_act.actor", "votes_incident.name", "votes_reservation.name",
            "reports_edition.author", "events_report_version.person"} <= set(marked)
    files = read(opendata.make_archive(world.event, ANONYMOUS))
    assert len([name for name in files if name.startswith("releves/")]) == 2
    assert not [name for name, text in files.items() if MARK.casefold() in text.casefold()]


def test_a_record_that_bears_names_stays_out_and_the_figures_stay_in(app, cast):
    day = make_day(cast)
    room = open_room(cast, day)
    for number in range(4):
        sit(room, name=f"{MARK} {number}")
    answers = [{"answer": "yes"}] * 3 + [{"answer": "no"}]
    named, _ = hold_vote(cast.fred, room.id, {**YESNO, "secret": False}, list_seats(room.id), answers)
    secret, _ = hold_vote(cast.fred, room.id, YESNO, list_seats(room.id), answers)
    files = read(opendata.make_archive(day.slug, ANONYMOUS))
    assert [name for name in files if name.startswith("releves/")] == [f"releves/{secret}.json"]
    assert not [name for name, text in files.items() if MARK in text]
    tables = json.loads(files["donnees.json"])["tables"]
    assert [(row["id"], row["record"]) for row in tables["polls"]] == [(named, None),
                                                                      (secret, f"releves/{secret}.json")]
    assert {(row["option"], row["value"]) for row in tables["poll_figures"] if row["poll"] == named} >= {
        ("yes", 3), ("no", 1)}


def test_the_tables_are_what_the_dictionary_says_and_what_the_days_hold(days, client):
    for slug in ("18-janvier-2007", "atelier-2-mise-a-l-echelle"):
        answer = client.get(f"/fr/journees/{slug}/donnees.zip")
        if answer.status_code == 404:
            continue
        files = read(answer.data)
        words = list(csv.DictReader(StringIO(files["dictionnaire.csv"].removeprefix("\ufeff"))))
        whole = json.loads(files["donnees.json"])
        for table in TABLES:
            text = files[f"tables/{table.name}.csv"]
            assert text.startswith("\ufeff")
            assert "\r\n" in text
            rows = list(csv.reader(StringIO(text.removeprefix("\ufeff"))))
            said = [line["column"] for line in words if line["table"] == table.name and line["column"]]
            assert rows[0] == said == [column.name for column in table.columns], table.name
            assert len(rows) - 1 == len(whole["tables"][table.name]), table.name
        assert all(line["description_fr"] and line["description_en"] for line in words)
    assert len(words) > 100


def test_a_cell_that_looks_like_a_formula_is_harmless_and_the_licence_is_the_one_chosen(cast, app, client):
    day = make_day(cast)
    with transaction():
        replace_programme(cast.ana, day.slug, [{"kind": "session", "title_fr": title, "starts_at": None,
                                                "ends_at": None} for title in ("=1+1", "+2", "-3", "@x")])
    files = read(client.get(f"/fr/journees/{day.slug}/donnees.zip").data)
    assert [row["title_fr"] for row in csv.DictReader(StringIO(files["tables/programme.csv"]))] == [
        "'=1+1", "'+2", "'-3", "'@x"]
    assert json.loads(files["donnees.json"])["tables"]["programme"][0]["title_fr"] == "=1+1"
    for licence, words in (("cc-by-4.0", "CC BY 4.0 https://creativecommons.org"), ("cc0-1.0", "CC0 1.0"),
                           ("none", "tous droits réservés")):
        with transaction():
            services.choose_licence(cast.ana, day.slug, licence)
        assert words in read(client.get(f"/fr/journees/{day.slug}/donnees.zip").data)["LISEZMOI-README.txt"]

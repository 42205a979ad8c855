"""The files of an edition are made apart, are ready when they are taken away, and say what its page says."""

import io

from pypdf import PdfReader
from sqlalchemy import func, select

from forum.core.database import db
from forum.core.i18n import in_language
from forum.jobs import working
from forum.reports.models import EditionFile
from forum.reports.queries import find_file, get_edition
from tests.support.rooms import make_day
from tests.support.sites import token_of

SLUG = "journee"
EDIT = f"/fr/journees/{SLUG}/modifier/rapport/"
PDF = f"/fr/journees/{SLUG}/rapport/1.pdf"


def post(client, path, **fields):
    return client.post(EDIT + path, data={"csrf_token": token_of(client, EDIT), **fields})


def words_of(client):
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(client.get(PDF).data)).pages)


def edition_of(day):
    db.session.rollback()
    return get_edition(day.id, "report", 1)


def test_an_edition_has_its_files_in_each_format_and_language_and_new_ones_once_validated(cast, sign_in):
    day, ana = make_day(cast), sign_in("ana")
    answer = ana.get(post(ana, "rapport/etablir/", **{"report-author": "Ana", "report-remark": "rédaction"}).location)
    assert answer.location == f"/fr/journees/{SLUG}/rapport/1/"
    row = edition_of(day)
    made = {(form, language): find_file(row.id, form, language)
            for form in ("pdf", "docx", "odt") for language in ("fr", "en")}
    assert all(made.values())
    assert ana.get(PDF).data == made["pdf", "fr"]
    assert "ersion de travail" in words_of(ana)
    post(ana, "rapport/1/valider/", validated_by="Le comité")
    assert "Le comité" in words_of(ana)
    assert find_file(edition_of(day).id, "pdf", "fr") != made["pdf", "fr"]


def test_an_edition_is_taken_away_before_its_files_are_made(cast, sign_in, monkeypatch):
    make_day(cast)
    ana = sign_in("ana")
    monkeypatch.setattr(working, "call", lambda job_id: None)  # the worker has not come yet
    post(ana, "rapport/etablir/", **{"report-author": "Ana"})
    assert db.session.scalar(select(func.count()).select_from(EditionFile)) == 0
    assert "ersion de travail" in words_of(ana)


def test_files_that_were_being_made_as_the_edition_was_validated_are_not_kept(cast, sign_in, monkeypatch):
    day, ana, waiting = make_day(cast), sign_in("ana"), []
    call = working.call
    monkeypatch.setattr(working, "call", waiting.append)
    post(ana, "rapport/etablir/", **{"report-author": "Ana"})
    job = working._claim(waiting[0])
    with in_language("fr"):
        write = working._kinds["edition"].work(job, lambda *_: None)
    post(ana, "rapport/1/valider/", validated_by="Le comité")
    working._end(job, write)
    assert find_file(edition_of(day).id, "pdf", "fr") is None
    call(waiting[1])
    assert "Le comité" in words_of(ana)
    assert db.session.scalar(select(func.count()).select_from(EditionFile)) == 6

"""Reads of reports: what was written, what was issued, the licence of the data; whoever sees the day sees these."""

from sqlalchemy import select
from sqlalchemy.orm import undefer

from forum.core.database import db
from forum.core.errors import Missing
from forum.reports.models import DataChoice, Edition, EditionFile, Narrative


def list_narratives(event_id):
    """Give {part: Narrative} of a day."""
    return {row.part: row for row in db.session.scalars(select(Narrative).where(Narrative.event_id == event_id))}


def list_editions(event_id):
    """List the editions of a day's report and brief without their trees, latest first."""
    return db.session.scalars(select(Edition).where(Edition.event_id == event_id).order_by(
        Edition.kind.desc(), Edition.number.desc())).all()


def get_edition(event_id, kind, number):
    """Give one edition with its trees; raises Missing."""
    found = db.session.scalar(select(Edition).where(
        Edition.event_id == event_id, Edition.kind == kind, Edition.number == number).options(undefer(Edition.trees)))
    if found is None:
        raise Missing()
    return found


def find_file(edition_id, form, language):
    """Give the bytes of an edition in a format and a language, or None where they are not made yet."""
    return db.session.scalar(select(EditionFile.body).where(
        EditionFile.edition_id == edition_id, EditionFile.form == form, EditionFile.language == language))


def list_versions(edition):
    """List the editions of the same day and kind, oldest first."""
    return db.session.scalars(select(Edition).where(
        Edition.event_id == edition.event_id, Edition.kind == edition.kind).order_by(Edition.number)).all()


def licence_of(event_id):
    """Give the licence chosen for a day's data, "none" when nobody chose."""
    choice = db.session.get(DataChoice, event_id)
    return choice.licence if choice else "none"

"""Readings of the imports."""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from forum.core.database import db
from forum.core.errors import Missing
from forum.core.policies import require
from forum.deliberation.models import Recommendation, Theme
from forum.events.policies import can_edit
from forum.events.queries import get_event, roles_of
from forum.imports.models import Import


def get_importing_event(slug, viewer):
    """Give a day to who may change it, and so import into it; raises Missing, Forbidden."""
    event = get_event(slug, viewer)
    require(can_edit(viewer, roles_of(viewer, event.id)))
    return event


def list_imports(event_id):
    """List the imports of a day, the newest first."""
    return db.session.scalars(select(Import).where(Import.event_id == event_id).order_by(Import.id.desc()).options(
        joinedload(Import.account))).all()


def count_imports(event_id):
    """Count the imports of a day."""
    return db.session.scalar(select(func.count(Import.id)).where(Import.event_id == event_id))


def get_import(event, import_id):
    """Give an import of a day; raises Missing."""
    found = db.session.scalar(select(Import).where(Import.id == import_id, Import.event_id == event.id))
    if found is None:
        raise Missing()
    return found


def known_themes(event_id):
    """Give {number: title} of the themes that a day has."""
    rows = db.session.execute(select(Theme.number, Theme.title_fr).where(Theme.event_id == event_id)).all()
    return {str(number): title for number, title in rows}


def known_numbers(event_id):
    """Give the numbers of the recommendations that a day has."""
    return set(db.session.scalars(select(Recommendation.number).where(Recommendation.event_id == event_id)))

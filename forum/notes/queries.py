"""Readings of the notes."""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from forum.core.database import db
from forum.core.errors import Missing
from forum.core.policies import require
from forum.events.queries import get_event, roles_of
from forum.notes.models import Line, Sheet
from forum.notes.policies import can_note


def get_noted_event(slug, viewer):
    """Give a day to who may take notes in it; raises Missing, Forbidden."""
    event = get_event(slug, viewer)
    require(can_note(viewer, roles_of(viewer, event.id)))
    return event


def list_sheets(event_id):
    """List (sheet, number of lines, number carried) of a day, in the order in which they were begun."""
    return db.session.execute(
        select(Sheet, func.count(Line.id), func.count(Line.carried_at)).outerjoin(Sheet.lines)
        .where(Sheet.event_id == event_id).group_by(Sheet.id).order_by(Sheet.id)
        .options(joinedload(Sheet.theme))).all()


def get_sheet(event, sheet_id):
    """Give a sheet of a day with its lines; raises Missing."""
    sheet = db.session.scalar(select(Sheet).where(Sheet.id == sheet_id, Sheet.event_id == event.id).options(
        selectinload(Sheet.lines), joinedload(Sheet.theme)))
    if sheet is None:
        raise Missing()
    return sheet


def get_line(sheet, line_id):
    """Give a line of a sheet; raises Missing."""
    for line in sheet.lines:
        if line.id == line_id:
            return line
    raise Missing()


def list_carried(event_id):
    """List the lines that the rapporteurs of a day took to the plenary, in the order in which they took them."""
    return db.session.scalars(
        select(Line).join(Line.sheet).where(
            Sheet.event_id == event_id, Sheet.validated_at.is_not(None), Line.carried_at.is_not(None))
        .order_by(Line.carried_at, Line.id).options(joinedload(Line.sheet).joinedload(Sheet.discussion))).all()

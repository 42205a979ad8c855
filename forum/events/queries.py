"""Reads of the consultation days, always for a viewer."""

from sqlalchemy import exists, nulls_last, select
from sqlalchemy.orm import selectinload

from forum.accounts.models import Account
from forum.core.database import db
from forum.core.errors import Missing
from forum.events.models import Discrepancy, Event, EventOrganisation, EventRole, ProgrammeItem, Sector
from forum.events.policies import visible

# What `get_event_with_parts` brings along: one query each, whatever the rows.
PARTS = (
    selectinload(Event.organisers), selectinload(Event.organisations).joinedload(EventOrganisation.organisation),
    selectinload(Event.sectors), selectinload(Event.programme), selectinload(Event.sections),
    selectinload(Event.evaluation), selectinload(Event.verbatims), selectinload(Event.versions),
    selectinload(Event.discrepancies).selectinload(Discrepancy.readings), selectinload(Event.series),
)


def list_events(viewer):
    """List the days the viewer may see, latest first, days without a date by their code after those with one."""
    return db.session.scalars(select(Event).where(visible(viewer)).order_by(
        nulls_last(Event.date.desc()), Event.code.desc()).options(selectinload(Event.series))).all()


def list_series_days(series_id, viewer, *options):
    """List the days of a series that the viewer may see, the first first; gives them and the addresses of all.

    The addresses are for what a page shows: it changes when a day that nobody sees yet is published.
    """
    days = db.session.scalars(select(Event).where(Event.series_id == series_id, visible(viewer)).order_by(
        nulls_last(Event.date), Event.code).options(*options)).all()
    return days, db.session.scalars(select(Event.slug).where(Event.series_id == series_id)).all()


def find_event(slug, viewer):
    """Give the day of this address if the viewer may see it, or None."""
    return db.session.scalar(select(Event).where(Event.slug == slug, visible(viewer)))


def get_event(slug, viewer):
    """Give the day of this address; raises Missing when there is none or the viewer may not see it."""
    event = find_event(slug, viewer)
    if event is None:
        raise Missing()
    return event


def get_event_with_parts(slug, viewer):
    """Give a day with its organisers, organisations, sectors, programme, report, evaluation; raises Missing."""
    event = db.session.scalar(select(Event).where(Event.slug == slug, visible(viewer)).options(*PARTS))
    if event is None:
        raise Missing()
    return event


def list_sectors(event_id):
    """List the sectors of a day, in its own order."""
    return db.session.scalars(select(Sector).where(Sector.event_id == event_id).order_by(Sector.position)).all()


def list_workshops(event_id):
    """List the workshops of a day's programme, in order."""
    return db.session.scalars(select(ProgrammeItem).where(
        ProgrammeItem.event_id == event_id, ProgrammeItem.kind == "workshop").order_by(ProgrammeItem.position)).all()


def roles_of(viewer, event_id):
    """Give the set of the roles the viewer holds in a day; empty for a visitor."""
    if not viewer.is_signed_in:
        return frozenset()
    return frozenset(db.session.scalars(
        select(EventRole.role).where(EventRole.event_id == event_id, EventRole.account_id == viewer.id)))


def list_role_holders(event_id):
    """List (role, account id, name) of a day, in order of name."""
    return db.session.execute(
        select(EventRole.role, Account.id, Account.name).join(Account, Account.id == EventRole.account_id)
        .where(EventRole.event_id == event_id).order_by(Account.name, EventRole.role)).all()


def list_events_of(viewer, role):
    """List the days in which the viewer holds this role."""
    if not viewer.is_signed_in:
        return []
    held = exists().where(EventRole.event_id == Event.id, EventRole.account_id == viewer.id, EventRole.role == role)
    return db.session.scalars(
        select(Event).where(held).order_by(nulls_last(Event.date.desc()), Event.code.desc())).all()


def organises_a_day(viewer):
    """Tell whether the viewer organises a day."""
    return viewer.is_signed_in and db.session.scalar(
        select(exists().where(EventRole.account_id == viewer.id, EventRole.role == "organiser")))


def list_taken_names():
    """Give (addresses, codes) that days have, drafts of others included: a new one must differ."""
    rows = db.session.execute(select(Event.slug, Event.code)).all()
    return {row.slug for row in rows}, {row.code for row in rows}

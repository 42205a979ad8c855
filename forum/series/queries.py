"""Reads of the series, always for a viewer."""

from sqlalchemy import exists, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from forum.core.database import db
from forum.core.errors import Missing, Refusal
from forum.core.policies import require
from forum.deliberation.models import Decision, DecisionItem, Theme
from forum.deliberation.policies import visible_decision
from forum.events.models import Event, EventRole, Series
from forum.events.queries import list_series_days
from forum.forums.rules import is_submit_key
from forum.series import policies


def get_series(slug, viewer):
    """Give the series of this address; raises Missing when there is none or the viewer may see none of its days."""
    series = db.session.scalar(select(Series).where(Series.slug == slug, policies.visible(viewer)))
    if series is None:
        raise Missing()
    return series


def get_editable(slug, viewer):
    """Give a series to who may change it; raises Missing, Forbidden."""
    series = get_series(slug, viewer)
    require(policies.can_edit(viewer, organises_in(viewer, series.id)))
    return series


def organises_in(viewer, series_id):
    """Tell whether the viewer organises a day of this series."""
    return viewer.is_signed_in and db.session.scalar(select(_organised(viewer).where(Event.series_id == series_id)))


def list_editable(viewer):
    """List the series that the viewer may change, in order of title."""
    query = select(Series).order_by(Series.title_fr, Series.id)
    if not viewer.is_admin:
        query = query.where(_organised(viewer).where(Event.series_id == Series.id))
    return db.session.scalars(query).all() if viewer.is_signed_in else []


def list_sources(series_id, viewer):
    """List the days of a series that the viewer may copy, the first first."""
    days, _slugs = list_series_days(series_id, viewer)
    if viewer.is_admin:
        return days
    organised = set(db.session.scalars(select(EventRole.event_id).where(
        EventRole.account_id == viewer.id, EventRole.role == "organiser")))
    return [day for day in days if day.id in organised]


def _organised(viewer):
    return exists().where(
        EventRole.event_id == Event.id, EventRole.account_id == viewer.id, EventRole.role == "organiser")


def list_taken_slugs():
    """Give the addresses that series have: a new one must differ."""
    return set(db.session.scalars(select(Series.slug)))


def list_board(series_id, viewer):
    """Give the days of a series as the viewer sees them, the addresses of all, their themes, their decisions.

    Decisions are the published ones that stand; five queries, whatever the days.
    """
    days, slugs = list_series_days(series_id, viewer, selectinload(Event.programme))
    places = {day.id: place for place, day in enumerate(days)}
    themes = db.session.scalars(select(Theme).where(Theme.event_id.in_(places)).order_by(Theme.number)).all()
    decisions = db.session.scalars(
        select(Decision).join(Decision.event)
        .where(Decision.event_id.in_(places), visible_decision(viewer), Decision.cancelled_at.is_(None))
        .order_by(Decision.id).options(
            contains_eager(Decision.event), joinedload(Decision.wording),
            selectinload(Decision.items).options(
                joinedload(DecisionItem.piste), joinedload(DecisionItem.recommendation)))).all()
    return days, slugs, sorted(themes, key=lambda theme: places[theme.event_id]), decisions


def find_sent(viewer, submit_key):
    """Give the day that this form made already, or None; raises Refusal("invalid") on a strange key."""
    if not is_submit_key(submit_key):
        raise Refusal("invalid")
    return db.session.scalar(select(Event).where(Event.created_by_id == viewer.id, Event.submit_key == submit_key))

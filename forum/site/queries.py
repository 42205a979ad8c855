"""Reads of the home page, each in one query."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import func, select

from forum.core.database import db
from forum.deliberation.models import Decision, DecisionItem, Finding, Piste, Theme
from forum.deliberation.policies import visible_decision
from forum.events.models import Event
from forum.trails.models import Link


@dataclass(frozen=True)
class Retained:
    """One published decision that retained a piste: how, and whether the vote was indicative."""

    kind: str
    is_indicative: bool


def list_retained(event_id, viewer):
    """Give {piste id: [Retained…]} of a day's decisions that stand, in order of the decisions."""
    rows = db.session.execute(
        select(DecisionItem.piste_id, Decision.kind, Decision.is_indicative)
        .join(DecisionItem.decision).join(Event, Event.id == Decision.event_id)
        .where(Decision.event_id == event_id, DecisionItem.is_retained, DecisionItem.piste_id.is_not(None),
               Decision.cancelled_at.is_(None), visible_decision(viewer))
        .order_by(Decision.id, DecisionItem.position))
    found = defaultdict(list)
    for piste_id, kind, is_indicative in rows:
        found[piste_id].append(Retained(kind, is_indicative))
    return found


def count_findings_by_theme(event_id):
    """Give {theme id: number of findings} of a day."""
    return dict(db.session.execute(
        select(Finding.theme_id, func.count()).join(Finding.theme).where(Theme.event_id == event_id)
        .group_by(Finding.theme_id)).all())


def count_topics_by_theme(event_id):
    """Give {theme id: number of topics about one of its pistes} of a day."""
    return dict(db.session.execute(
        select(Piste.theme_id, func.count(func.distinct(Link.target_id)))
        .join(Piste.theme).join(Link, Link.source_id == Piste.node_id)
        .where(Theme.event_id == event_id, Link.relation == "about").group_by(Piste.theme_id)).all())

"""Reads for lists of things: what stands before and after, what was decided of each, what may no longer go."""

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload

from forum.core.database import db
from forum.deliberation.models import Decision, DecisionItem
from forum.deliberation.policies import visible_decision
from forum.trails.models import Link


def find_neighbours(thing):
    """Give the thing before and the thing after in the same theme (or day, for recommendations); None at an end."""
    model = type(thing)
    parent = model.event_id if hasattr(model, "event_id") else model.theme_id
    same = select(model).where(parent == getattr(thing, parent.key))
    before = db.session.scalar(same.where(model.position < thing.position).order_by(model.position.desc()).limit(1))
    after = db.session.scalar(same.where(model.position > thing.position).order_by(model.position).limit(1))
    return before, after


def list_used(node_ids):
    """Give which of these nodes an act on the site (a vote, a topic, a guide) is linked to; see `is_used`."""
    rows = db.session.execute(select(Link.source_id, Link.target_id).where(
        or_(Link.source_id.in_(node_ids), Link.target_id.in_(node_ids)), Link.drawn_by == "platform"))
    return {ident for row in rows for ident in row} & set(node_ids)


def list_decisions_by_recommendation(viewer, recommendation_ids):
    """Give {recommendation id: [Decision]} of the published decisions on each, with wording and day, in one query."""
    found = {}
    query = select(DecisionItem.recommendation_id, Decision).join(DecisionItem.decision).join(Decision.event).where(
        DecisionItem.recommendation_id.in_(recommendation_ids), visible_decision(viewer))
    parts = (contains_eager(Decision.event), joinedload(Decision.wording))
    for ident, decision in db.session.execute(query.options(*parts)):
        found.setdefault(ident, []).append(decision)
    return found

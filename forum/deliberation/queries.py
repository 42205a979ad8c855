"""Reads of what the days deliberate, always for a viewer."""

from dataclasses import dataclass

from sqlalchemy import and_, exists, func, nulls_last, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from forum.core.database import db
from forum.core.errors import Missing
from forum.deliberation.models import (
    Decision,
    DecisionItem,
    Discussion,
    Finding,
    Piste,
    Proposal,
    Recommendation,
    Theme,
    UsefulLink,
)
from forum.deliberation.policies import visible_decision
from forum.deliberation.rules import parse_lettered, parse_numbered, parse_ref
from forum.events.models import Event, EventOrganisation
from forum.events.policies import visible
from forum.events.queries import get_event_with_parts
from forum.trails.models import Link
from forum.votes.models import Option, Poll

DECISION_PARTS = (
    joinedload(Decision.wording),
    selectinload(Decision.items).joinedload(DecisionItem.piste).joinedload(Piste.theme),
    selectinload(Decision.items).joinedload(DecisionItem.recommendation),
)
RECOMMENDATION_PARTS = (
    joinedload(Recommendation.theme), selectinload(Recommendation.wordings), selectinload(Recommendation.proposals),
    joinedload(Recommendation.discussion).selectinload(Discussion.remarks),
)


@dataclass(frozen=True)
class EventPage:
    """Hold everything a day's page shows; `decisions` are the published ones."""

    event: Event
    themes: list
    discussions: list
    recommendations: list
    decisions: list
    links: list


@dataclass(frozen=True)
class EventFigures:
    """Count what a day holds, for lists of days."""

    themes: int = 0
    findings: int = 0
    pistes: int = 0
    recommendations: int = 0
    organisations: int = 0


def get_event_page(slug, viewer):
    """Give a day and all it deliberates, in a number of queries that does not depend on the rows; raises Missing."""
    event = get_event_with_parts(slug, viewer)
    workshops = select(Discussion).where(
        Discussion.event_id == event.id, Discussion.recommendation_id.is_(None)).order_by(
        Discussion.position).options(selectinload(Discussion.remarks))
    recommendations = select(Recommendation).where(Recommendation.event_id == event.id).order_by(
        Recommendation.position).options(*RECOMMENDATION_PARTS)
    decisions = select(Decision).join(Decision.event).where(
        Decision.event_id == event.id, visible_decision(viewer)).order_by(
        nulls_last(Decision.at), Decision.id).options(*DECISION_PARTS)
    links = select(UsefulLink).where(UsefulLink.event_id == event.id).order_by(UsefulLink.position)
    return EventPage(event, list_themes(event.id),
                     *(db.session.scalars(query).all() for query in (workshops, recommendations, decisions, links)))


def list_themes(event_id):
    """List the themes of a day with their findings, points, pistes and parked items."""
    return db.session.scalars(
        select(Theme).where(Theme.event_id == event_id).order_by(Theme.number).options(
            joinedload(Theme.event), selectinload(Theme.findings).selectinload(Finding.points),
            selectinload(Theme.pistes), selectinload(Theme.parked))).all()


def count_by_event(viewer):
    """Give {event id: EventFigures} of the days the viewer may see, in one query."""
    def of_event(query):
        return query.correlate(Event).scalar_subquery()

    rows = db.session.execute(select(
        Event.id,
        of_event(select(func.count(Theme.id)).where(Theme.event_id == Event.id)),
        of_event(select(func.count(Finding.id)).join(Finding.theme).where(Theme.event_id == Event.id)),
        of_event(select(func.count(Piste.id)).join(Piste.theme).where(Theme.event_id == Event.id)),
        of_event(select(func.count(Recommendation.id)).where(
            Recommendation.event_id == Event.id, Recommendation.kind == "recommendation")),
        of_event(select(func.count(EventOrganisation.id)).where(EventOrganisation.event_id == Event.id)),
    ).where(visible(viewer)))
    return {row[0]: EventFigures(*row[1:]) for row in rows}


def _lettered(model, code, viewer):
    parts = parse_lettered(code)
    if parts is None:
        return None
    return db.session.scalar(
        select(model).join(model.theme).join(Theme.event).where(
            Event.code == parts.event, Theme.number == parts.theme, model.letter == parts.letter, visible(viewer))
        .options(contains_eager(model.theme).contains_eager(Theme.event)))


def _found(row):
    if row is None:
        raise Missing()
    return row


def find_piste(code, viewer):
    """Give the piste of a code such as "2007-1G" with its theme and day, or None."""
    return _lettered(Piste, code, viewer)


def get_piste(code, viewer):
    """Give the piste of a code such as "2007-1G" with its theme and day; raises Missing."""
    return _found(_lettered(Piste, code, viewer))


def get_finding(code, viewer):
    """Give the finding of a code such as "2007-1A" with its theme, day and points (a second query); raises Missing."""
    return _found(_lettered(Finding, code, viewer))


def find_recommendation(code, viewer):
    """Give the numbered item of a code such as "2021-2.1" with its wordings, discussion and proposals, or None."""
    parts = parse_numbered(code)
    if parts is None:
        return None
    return db.session.scalar(
        select(Recommendation).join(Recommendation.event).where(
            Event.code == parts.event, Recommendation.number == parts.number, visible(viewer))
        .options(contains_eager(Recommendation.event), *RECOMMENDATION_PARTS))


def get_recommendation(code, viewer):
    """Give the numbered item of a code such as "2021-2.1"; see find_recommendation; raises Missing."""
    return _found(find_recommendation(code, viewer))


def find_subject(ref, viewer):
    """Give the row that a subject names ("piste:2007-1G", "finding:2007-1A", "recommendation:2021-2.1"), or None.

    The row bears `node_id` and `code`.
    """
    kind = (parse_ref(ref) or ("",))[0]
    code = ref.partition(":")[2]
    if kind == "recommendation":
        return find_recommendation(code, viewer)
    return _lettered({"piste": Piste, "finding": Finding}[kind], code, viewer) if kind else None


def list_recommendations(viewer, event_id=None):
    """List the numbered items of the days the viewer may see (or of one), latest day first, with theme and wordings."""
    query = select(Recommendation).join(Recommendation.event).where(visible(viewer))
    if event_id is not None:
        query = query.where(Recommendation.event_id == event_id)
    return db.session.scalars(
        query.order_by(nulls_last(Event.date.desc()), Event.code.desc(), Recommendation.position).options(
            contains_eager(Recommendation.event), joinedload(Recommendation.theme),
            selectinload(Recommendation.wordings))).all()


def list_pistes(viewer, event_id=None):
    """List the pistes of the days the viewer may see (or of one), in order of theme and place, with theme and day."""
    query = select(Piste).join(Piste.theme).join(Theme.event).where(visible(viewer))
    if event_id is not None:
        query = query.where(Theme.event_id == event_id)
    return db.session.scalars(
        query.order_by(nulls_last(Event.date.desc()), Event.code.desc(), Theme.number, Piste.position).options(
            contains_eager(Piste.theme).contains_eager(Theme.event))).all()


def list_decisions_on(viewer, piste_id=None, recommendation_id=None):
    """List the published decisions that bear on a piste or on a recommendation, oldest first, with all their items."""
    concerned = select(DecisionItem.decision_id).where(or_(
        and_(DecisionItem.piste_id.is_not(None), DecisionItem.piste_id == piste_id),
        and_(DecisionItem.recommendation_id.is_not(None), DecisionItem.recommendation_id == recommendation_id)))
    return db.session.scalars(
        select(Decision).join(Decision.event).where(Decision.id.in_(concerned), visible_decision(viewer))
        .order_by(nulls_last(Decision.at), Decision.id)
        .options(contains_eager(Decision.event), *DECISION_PARTS)).all()


def list_by_nodes(kind, node_ids, viewer):
    """List the rows behind nodes of a kind that the viewer may see, with their theme and day, in one query."""
    if kind in ("finding", "piste"):
        model = {"finding": Finding, "piste": Piste}[kind]
        query = select(model).join(model.theme).join(Theme.event).options(
            contains_eager(model.theme).contains_eager(Theme.event))
    elif kind == "proposal":
        model = Proposal
        query = select(Proposal).join(Proposal.recommendation).join(Recommendation.event).options(
            contains_eager(Proposal.recommendation).contains_eager(Recommendation.event))
    else:
        model = {"recommendation": Recommendation, "discussion": Discussion, "decision": Decision}[kind]
        query = select(model).join(model.event).options(contains_eager(model.event))
        if model is not Decision:
            query = query.options(joinedload(model.theme))
        if model is Discussion:
            query = query.options(joinedload(Discussion.recommendation))
    rule = visible_decision(viewer) if model is Decision else visible(viewer)
    return db.session.scalars(query.where(model.node_id.in_(node_ids), rule)).all()


def list_with_decisions(kind, node_ids, viewer):
    """List [(piste or recommendation, [(DecisionItem, Decision)…])…] of nodes, in one query.

    A thing comes with its theme and its day, decisions that stand come oldest first.
    """
    seen = select(Decision.id).join(Decision.event).where(visible_decision(viewer), Decision.cancelled_at.is_(None))
    if kind == "piste":
        model, column, events = Piste, DecisionItem.piste_id, (Piste.theme, Theme.event)
        loaded = contains_eager(Piste.theme).contains_eager(Theme.event)
    else:
        model, column, events = Recommendation, DecisionItem.recommendation_id, (Recommendation.event,)
        loaded = contains_eager(Recommendation.event)
    query = select(model, DecisionItem, Decision)
    for event in events:
        query = query.join(event)
    query = query.outerjoin(DecisionItem, and_(column == model.id, DecisionItem.decision_id.in_(seen.correlate(None))))
    query = query.outerjoin(Decision, Decision.id == DecisionItem.decision_id).options(
        loaded, joinedload(Decision.wording)).order_by(Decision.id)
    if kind == "recommendation":
        query = query.options(joinedload(Recommendation.theme))
    found = {}
    for thing, item, decision in db.session.execute(query.where(model.node_id.in_(node_ids), visible(viewer))):
        found.setdefault(thing.node_id, (thing, []))[1].extend([(item, decision)] if item else [])
    return list(found.values())


def is_used(node_id):
    """Tell whether a decision or an act on the site (a vote, even in preparation, a topic, a guide) bears on a node."""
    linked = exists().where(or_(Link.source_id == node_id, Link.target_id == node_id), Link.drawn_by == "platform")
    put = or_(exists().where(Option.node_id == node_id), exists().where(Poll.subject_node_id == node_id))
    decided = or_(*(exists().where(column == model.id, model.node_id == node_id) for column, model in (
        (DecisionItem.piste_id, Piste), (DecisionItem.recommendation_id, Recommendation))))
    return db.session.scalar(select(or_(linked, put, decided)))


def find_decision_node(poll_id):
    """Give the node of the decision that a poll made, or None."""
    return db.session.scalar(select(Decision.node_id).where(Decision.poll_id == poll_id))

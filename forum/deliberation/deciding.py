"""A decision made by a poll: recorded when it closes, seen once it is published. Others call services.py."""

from sqlalchemy import select

from forum.core.database import db, utc_now
from forum.deliberation.models import Decision, DecisionItem, Piste, Recommendation
from forum.trails.services import link, new_node
from forum.votes.methods import METHODS


def record_decision(poll, event_id, wording_id=None):
    """Record what a poll that has just closed decided: numbers, wording version, seal; the same row when repeated.

    `poll` is the closed `votes.Poll` with its stored result; the caller holds its lock and judged who may close it.
    """
    known = find_decision(poll.id)
    if known is not None:
        return known
    decision = Decision(
        node_id=new_node("decision").id, event_id=event_id, kind="vote", poll_id=poll.id, title_fr=poll.question_fr,
        title_en=poll.question_en, text_fr=poll.wording_fr, text_en=poll.wording_en, at=poll.closed_at,
        is_ranked=bool(poll.options), is_indicative=poll.indicative, figures=poll.result, seal=poll.seal,
        wording_id=wording_id)
    decision.items = _items_of_options(poll) if poll.options else _items_of_subject(poll)
    db.session.add(decision)
    db.session.flush()
    link(poll.node_id, decision.node_id, "decided", "platform")
    return decision


def _items_of_options(poll):
    winners, figures = poll.result["winners"], poll.result["figures"]
    order = sorted(poll.options, key=lambda option: (
        winners.index(option.key) if option.key in winners else len(winners), option.position))
    things = _things({option.node_id for option in poll.options})
    return [DecisionItem(
        position=position, option_key=option.key, votes=figures[option.key]["votes"], is_retained=option.key in winners,
        text_fr=option.label_fr, text_en=option.label_en, drawn_by="platform", **things.get(option.node_id, {}))
        for position, option in enumerate(order, 1)]


def _items_of_subject(poll):
    thing = _things({poll.subject_node_id}).get(poll.subject_node_id)
    if thing is None:
        return []
    return [DecisionItem(
        position=1, is_retained=bool(poll.result.get("adopted")),
        votes=sum(poll.result["figures"][answer] for answer in METHODS[poll.method].AGREEING),
        text_fr=poll.wording_fr or poll.question_fr, text_en=poll.wording_en or poll.question_en, drawn_by="platform",
        **thing)]


def _things(node_ids):
    """Give {node id: the column that points to the piste or recommendation it stands for}."""
    found = {}
    for model, column in ((Piste, "piste_id"), (Recommendation, "recommendation_id")):
        for ident, node_id in db.session.execute(select(model.id, model.node_id).where(model.node_id.in_(
                node_id for node_id in node_ids if node_id is not None))):
            found[node_id] = {column: ident}
    return found


def find_decision(poll_id):
    """Give the decision that a poll made, or None."""
    return db.session.scalar(select(Decision).where(Decision.poll_id == poll_id))


def publish_decision(poll_id):
    """Let everyone see what a poll decided; a poll that made no decision changes nothing."""
    decision = find_decision(poll_id)
    if decision is not None:
        decision.is_published = True


def cancel_decision(poll_id, at=None):
    """Say that a poll was cancelled after it closed: its decision is kept, and no longer decides anything."""
    decision = find_decision(poll_id)
    if decision is not None and decision.cancelled_at is None:
        decision.cancelled_at = at or utc_now()

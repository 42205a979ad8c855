"""Remove rows together with the nodes of the trail that stand for them; the caller judged that they may go."""

from sqlalchemy import select

from forum.core.database import db
from forum.core.web.pages import changed
from forum.deliberation.models import Discussion
from forum.trails.services import remove_node


def remove_with_node(row):
    """Remove a row, then its node."""
    _remove(row, [row.node_id])


def rows_of_theme(theme):
    """List what a theme holds that a trail can reach: findings, pistes, the discussion of its workshop."""
    workshops = db.session.scalars(select(Discussion).where(
        Discussion.theme_id == theme.id, Discussion.recommendation_id.is_(None))).all()
    return [*theme.findings, *theme.pistes, *workshops]


def remove_theme_with_nodes(theme):
    """Remove a theme and what it holds."""
    rows = rows_of_theme(theme)
    nodes = [row.node_id for row in rows]
    for row in rows:
        if isinstance(row, Discussion):
            db.session.delete(row)
    _remove(theme, nodes)


def remove_recommendation_with_nodes(row):
    """Remove a numbered item with its wordings, its proposals and what was said of it."""
    nodes = nodes_of_recommendation(row)
    if row.discussion:
        db.session.delete(row.discussion)
    _remove(row, nodes)


def nodes_of_recommendation(row):
    """List the nodes of a numbered item, of its discussion and of its proposals, each once."""
    discussed = [row.discussion.node_id] if row.discussion else []
    return list(dict.fromkeys([row.node_id, *discussed, *(proposal.node_id for proposal in row.proposals)]))


def _remove(row, nodes):
    changed(*(f"node:{node_id}" for node_id in nodes))
    db.session.delete(row)
    db.session.flush()
    for node_id in nodes:
        remove_node(node_id)

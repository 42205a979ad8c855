"""Nodes are made with the thing they stand for; links are drawn once."""

from sqlalchemy import delete, select

from forum.core.database import db
from forum.core.web.pages import changed
from forum.trails.models import Link, Node


def new_node(kind):
    """Make the node of a thing that is being added."""
    node = Node(kind=kind)
    db.session.add(node)
    db.session.flush()
    return node


def link(source_id, target_id, relation, drawn_by):
    """Draw a link from an origin to what came of it; drawing it again changes only who is said to have drawn it."""
    found = db.session.scalar(
        select(Link).where(Link.source_id == source_id, Link.target_id == target_id, Link.relation == relation)
    )
    if found is None:
        found = Link(source_id=source_id, target_id=target_id, relation=relation, drawn_by=drawn_by)
        db.session.add(found)
        db.session.flush()
        changed(f"node:{source_id}", f"node:{target_id}")
    elif found.drawn_by != drawn_by:
        found.drawn_by = drawn_by
        changed(f"node:{source_id}", f"node:{target_id}")
    return found


def unlink(source_id, target_id, relation):
    """Take a link away; one that is not there changes nothing."""
    db.session.execute(
        delete(Link).where(Link.source_id == source_id, Link.target_id == target_id, Link.relation == relation)
    )
    changed(f"node:{source_id}", f"node:{target_id}")


def remove_node(node_id):
    """Remove a node and its links, when the thing it stood for is removed."""
    changed(f"node:{node_id}")
    db.session.execute(delete(Link).where((Link.source_id == node_id) | (Link.target_id == node_id)))
    db.session.execute(delete(Node).where(Node.id == node_id))

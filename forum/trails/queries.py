"""Reads of the trail, both ways."""

from dataclasses import dataclass

from sqlalchemy import and_, literal, select

from forum.core.database import db
from forum.trails.models import Link, Node
from forum.trails.registry import Card, load_cards
from forum.trails.rules import DEEPEST, DRAWN_BY, KINDS


@dataclass(frozen=True)
class Step:
    """One thing on the trail, how far it is from here, and who drew the link that leads to it."""

    node_id: int
    card: Card
    relation: str
    drawn_by: str
    distance: int


@dataclass(frozen=True)
class Trail:
    """What led here, what stands here, what came of it; nearest origins last, nearest consequences first."""

    here: Card | None
    upstream: list
    downstream: list

    @property
    def is_empty(self):
        return not self.upstream and not self.downstream


def list_origins(node_id):
    """List the nodes from which a link leads straight to this one."""
    return list(db.session.scalars(select(Link.source_id).where(Link.target_id == node_id)))


def _walk(node_id, forward):
    near, far = (Link.source_id, Link.target_id) if forward else (Link.target_id, Link.source_id)
    start = select(far.label("node_id"), Link.relation, Link.drawn_by, literal(1).label("distance")).where(
        near == node_id
    )
    walked = start.cte("walked", recursive=True)
    step = select(far, Link.relation, Link.drawn_by, walked.c.distance + 1).join(
        walked, and_(near == walked.c.node_id, walked.c.distance < DEEPEST)
    )
    walked = walked.union(step)
    return select(
        walked.c.node_id,
        walked.c.relation,
        walked.c.drawn_by,
        walked.c.distance,
        Node.kind,
        literal(1 if forward else 0).label("forward"),
    ).join(Node, Node.id == walked.c.node_id)


def get_trail(node_id, viewer):
    """Follow the trail of a node both ways: two queries, and one for each kind of thing met.

    A thing reached by several ways appears once, by the shortest, and by the best grounded when two are as short.
    """
    found = {}
    for forward in (True, False):
        for row in db.session.execute(_walk(node_id, forward)):
            key = (forward, row.node_id)
            rank = (row.distance, DRAWN_BY.index(row.drawn_by))
            if row.node_id != node_id and (key not in found or rank < found[key][0]):
                found[key] = (rank, row)
    kinds = {}
    for _, row in found.values():
        kinds.setdefault(row.kind, set()).add(row.node_id)
    here_kind = db.session.scalar(select(Node.kind).where(Node.id == node_id))
    if here_kind:
        kinds.setdefault(here_kind, set()).add(node_id)
    cards = load_cards(kinds, viewer)
    steps = {True: [], False: []}
    for (forward, ident), (_, row) in found.items():
        if ident in cards:
            steps[forward].append(Step(ident, cards[ident], row.relation, row.drawn_by, row.distance))

    def order(step):
        return (step.distance, KINDS.index(step.card.kind), step.card.order, step.card.code, step.card.title)

    return Trail(cards.get(node_id), sorted(steps[False], key=order, reverse=True), sorted(steps[True], key=order))


def list_neighbours(node_ids, relation, viewer, forward=True):
    """Give {node_id: [Card…]} of the things one link away, for lists."""
    near, far = (Link.source_id, Link.target_id) if forward else (Link.target_id, Link.source_id)
    rows = db.session.execute(
        select(near.label("near"), far.label("far"), Node.kind)
        .join(Node, Node.id == far)
        .where(near.in_(node_ids), Link.relation == relation)
    ).all()
    kinds = {}
    for row in rows:
        kinds.setdefault(row.kind, set()).add(row.far)
    cards = load_cards(kinds, viewer)
    result = {ident: [] for ident in node_ids}
    for row in rows:
        if row.far in cards:
            result[row.near].append(cards[row.far])
    return result

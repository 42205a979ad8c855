"""Reads of what follows a day. Who is written to is counted here, and listed for the outbox alone."""

from dataclasses import dataclass, field

from sqlalchemy import and_, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from forum.core.database import db
from forum.deliberation.models import Piste, Theme
from forum.followup.models import Mailing, Opening
from forum.forums.models import Topic
from forum.notifications.models import FollowedNode, Subscription
from forum.registration.models import Registration

WRITTEN_TO = ("registered", "waiting")


@dataclass
class Reader:
    """Hold one person who asked to be told: by which row they are reached, and which nodes they follow (None: all)."""

    ident: str
    language: str
    nodes: set | None = field(default_factory=set)


def list_openings(event_id):
    """List the topics that the pistes of a day opened, with their piste, theme, day and topic, in the day's order."""
    return db.session.scalars(
        select(Opening).join(Opening.piste).join(Piste.theme).where(Opening.event_id == event_id)
        .order_by(Theme.number, Piste.position).options(
            contains_eager(Opening.piste).contains_eager(Piste.theme).joinedload(Theme.event),
            joinedload(Opening.topic).joinedload(Topic.category))).all()


def list_told(mailing_id):
    """List the topics that a letter told of."""
    return db.session.scalars(
        select(Opening).join(Opening.piste).join(Piste.theme).where(Opening.mailing_id == mailing_id)
        .order_by(Theme.number, Piste.position).options(
            contains_eager(Opening.piste).contains_eager(Piste.theme).joinedload(Theme.event))).all()


def find_last_mailing(event_id):
    """Give the last letter about a day, or None."""
    return db.session.scalar(select(Mailing).where(Mailing.event_id == event_id).order_by(
        Mailing.sent_at.desc(), Mailing.id.desc()).limit(1))


def find_consenting(event_id):
    """Give the condition of the registrations of a day that accepted to be written to about what follows."""
    return and_(Registration.event_id == event_id, Registration.may_contact, Registration.email_key.is_not(None),
                Registration.state.in_(WRITTEN_TO))


def map_readers(event_id, node_ids, key=None):
    """Give {folded address: Reader} of everyone to tell about these nodes of a day (of one address): each once.

    They accepted it when they registered, or confirmed that they want what follows the day, or one of these nodes.
    """
    readers = {}
    asked = (Subscription.email_key == key, Registration.email_key == key) if key else (true(), true())
    rows = db.session.execute(
        select(Subscription, FollowedNode.node_id).outerjoin(
            FollowedNode, and_(FollowedNode.subscription_id == Subscription.id, FollowedNode.node_id.in_(node_ids)))
        .where(asked[0], Subscription.confirmed_on.is_not(None), or_(
            and_(Subscription.event_id == event_id, Subscription.is_whole_day), FollowedNode.node_id.is_not(None)))
        .order_by(Subscription.event_id != event_id, Subscription.id))
    for row, node_id in rows:
        reader = readers.setdefault(row.email_key, Reader(f"s{row.id}", row.language))
        if row.is_whole_day and row.event_id == event_id:
            reader.nodes = None
        elif reader.nodes is not None:
            reader.nodes.add(node_id)
    for ident, key, language in db.session.execute(select(
            Registration.id, Registration.email_key, Registration.language).where(asked[1], find_consenting(event_id))):
        readers.setdefault(key, Reader(f"r{ident}", language)).nodes = None
    return readers


def count_readers(event_id, node_ids):
    """Count those to tell about these nodes of a day, each once."""
    return len(map_readers(event_id, node_ids)) if node_ids else 0


def find_address(ident):
    """Give (address, folded address, day erased or None) of a reader, or None once they left or were erased."""
    if ident[:1] == "s":
        row = db.session.get(Subscription, ident[1:], populate_existing=True)
        return (row.email, row.email_key, row.erase_on) if row and row.confirmed_on else None
    row = db.session.get(Registration, int(ident[1:]), populate_existing=True) if ident[1:].isdecimal() else None
    is_reached = row is not None and row.email and row.may_contact and row.state in WRITTEN_TO
    return (row.email, row.email_key, None) if is_reached else None


def count_openings(event_id):
    """Count the topics that the pistes of a day opened."""
    return db.session.scalar(select(func.count()).select_from(Opening).where(Opening.event_id == event_id))

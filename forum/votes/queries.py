"""Reads of polls, rolls and ballots. Who may see a poll is its room's to say; what a poll may show is said here."""

import hashlib

from sqlalchemy import exists, func, select
from sqlalchemy.orm import selectinload, undefer

from forum.core.database import db, lock, lock_exclusive
from forum.core.errors import Missing, Refusal
from forum.votes.models import Act, Ballot, Count, Incident, Poll, Reservation, RollEntry
from forum.votes.record import counting_rule
from forum.votes.rules import OPEN, PUBLISHED, SHOWN, is_poll_id
from forum.votes.sealing import canonical_json


def list_open_secret():
    """List the ids of the secret polls that are open."""
    return db.session.scalars(select(Poll.id).where(Poll.state == OPEN, Poll.secret.is_(True))).all()


def get_poll(poll_id):
    """Give a poll with its options; raises Missing."""
    return _get(poll_id, selectinload(Poll.options))


def _get(poll_id, option):
    poll = db.session.scalar(select(Poll).where(Poll.id == poll_id).options(option)) if is_poll_id(poll_id) else None
    if poll is None:
        raise Missing()
    return poll


def lock_poll(poll_id):
    """Hold a poll alone until the transaction ends, no ballot being on its way, and give it re-read; raises Missing."""
    if not is_poll_id(poll_id):
        raise Missing()
    lock_exclusive(lock_name(poll_id))
    return lock(Poll, poll_id)


def lock_name(poll_id):
    """Name the lock that casts share and that closing takes alone."""
    return f"poll:{poll_id}"


def list_polls(poll_ids):
    """Give polls with their options, in the order they were prepared: two queries."""
    query = select(Poll).where(Poll.id.in_(poll_ids)).order_by(Poll.created_at, Poll.id)
    return db.session.scalars(query.options(selectinload(Poll.options))).all()


def list_polls_by_node(node_ids):
    """Give the polls that stand for nodes of the trail, once they were opened: a prepared one is nobody's business.

    Nor is a rehearsal.
    """
    query = select(Poll).where(Poll.node_id.in_(node_ids), Poll.opened_at.is_not(None), Poll.rehearsal.is_(False))
    return db.session.scalars(query.options(selectinload(Poll.options))).all()


def count_marks(poll_id):
    """Give how many people are marked as having voted, whatever they weigh."""
    return db.session.scalar(select(func.count()).where(RollEntry.poll_id == poll_id, RollEntry.voted))


def find_ballot(poll_id, receipt):
    """Give the choice that stands under a receipt, as canonical JSON text, or None.

    For the device that holds the secret (to show its own answer again) and, once published, for anyone.
    """
    return db.session.scalar(select(Ballot.choice).where(Ballot.poll_id == poll_id, Ballot.id == receipt))


def get_record(poll_id):
    """Give the sealed file of a published poll, as JSON text; raises Missing, or Refusal("not_published")."""
    poll = _get(poll_id, undefer(Poll.record))
    if poll.rehearsal:
        raise Missing()
    if poll.state != PUBLISHED:
        raise Refusal("not_published")
    return poll.record


def is_group_open(poll_id, colleges):
    """Tell whether somebody on a roll belongs to none of its colleges, so that one more is not alone."""
    outside = RollEntry.sector.is_(None) | RollEntry.sector.not_in(colleges)
    return db.session.scalar(select(exists().where(RollEntry.poll_id == poll_id, outside)))


def list_counts(poll_id):
    """Give what was counted by hand in a poll, a row a channel."""
    query = select(Count).where(Count.poll_id == poll_id).order_by(Count.channel)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def fingerprint_of_count(row):
    """Give the hash of what a count says: of the people and of each choice."""
    said = {"channel": row.channel, "people": row.people, "choices": row.choices}
    return hashlib.sha256(canonical_json(said)).hexdigest()


def list_incidents(poll_id):
    """Give the problems that were reported about a poll, oldest first."""
    return db.session.scalars(select(Incident).where(Incident.poll_id == poll_id).order_by(
        Incident.at, Incident.id).execution_options(populate_existing=True)).all()


def list_annex(poll_id):
    """Give what came after the sealed record of a poll: [Incident…], new problems and answers to those it holds."""
    poll = get_poll(poll_id)
    return [row for row in list_incidents(poll_id) if not row.is_sealed or (
        row.answered_at is not None and poll.closed_at is not None and row.answered_at > poll.closed_at)]


def list_reservations(poll_id, states=(SHOWN,)):
    """Give the reservations that stand beside a poll, oldest first; by default those that may be shown."""
    return db.session.scalars(select(Reservation).where(
        Reservation.poll_id == poll_id, Reservation.state.in_(states)).order_by(Reservation.at, Reservation.id)).all()


def shown_rule(poll):
    """Give a poll's rule as JSON, as anybody may see it: a lot's seed only with the published result."""
    return counting_rule(poll) if poll.state == PUBLISHED else poll.rule


def list_acts(poll_id):
    """Give the journal of a poll, oldest first."""
    return db.session.scalars(select(Act).where(Act.poll_id == poll_id).order_by(Act.id)).all()

"""Reads of polls, rolls and ballots. Who may see a poll is its room's to say; what a poll may show is said here."""

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload, undefer

from forum.core.database import db, lock, lock_exclusive
from forum.core.errors import Missing, Refusal
from forum.votes.models import Act, Ballot, Poll, RollEntry
from forum.votes.rules import OPEN, PREPARED, PUBLISHED, shown_count


def find_poll(poll_id):
    """Give a poll with its options, or None."""
    return db.session.scalar(select(Poll).where(Poll.id == poll_id).options(selectinload(Poll.options)))


def get_poll(poll_id):
    """Give a poll with its options; raises Missing."""
    poll = find_poll(poll_id)
    if poll is None:
        raise Missing()
    return poll


def lock_poll(poll_id):
    """Hold a poll alone until the transaction ends, no ballot being on its way, and give it re-read; raises Missing."""
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
    """Give the polls that stand for nodes of the trail, once they were opened: a prepared one is nobody's business."""
    query = select(Poll).where(Poll.node_id.in_(node_ids), Poll.opened_at.is_not(None))
    return db.session.scalars(query.options(selectinload(Poll.options))).all()


def count_voted(poll_id):
    """Give how many votes have been cast (people, when all weigh one)."""
    query = select(func.coalesce(func.sum(RollEntry.weight), 0)).where(RollEntry.poll_id == poll_id, RollEntry.voted)
    return db.session.scalar(query)


def count_marks(poll_id):
    """Give how many people are marked as having voted, whatever they weigh."""
    return db.session.scalar(select(func.count()).where(RollEntry.poll_id == poll_id, RollEntry.voted))


def count_shown(poll):
    """Give how many have voted, as it may be shown now: 0 before opening, in steps of five for a small secret roll."""
    if poll.state == PREPARED:
        return 0
    voted = count_voted(poll.id)
    return shown_count(voted, poll.entitled, poll.secret) if poll.state == OPEN else voted


def count_by_sector(poll_id):
    """Give {sector: (entitled, voted)} in people; the caller leaves out small cells."""
    voted = func.count().filter(RollEntry.voted).label("voted")
    query = select(RollEntry.sector, func.count().label("entitled"), voted).group_by(RollEntry.sector)
    rows = db.session.execute(query.where(RollEntry.poll_id == poll_id))
    return {row.sector: (row.entitled, row.voted) for row in rows}


def find_roll_entry(poll_id, voter_key):
    """Tell whether a voter is on the roll and has voted: True, False, or None when they are not on it."""
    query = select(RollEntry.voted).where(RollEntry.poll_id == poll_id, RollEntry.voter_key == voter_key)
    return db.session.scalar(query)


def list_rolls_of(voter_key, poll_ids):
    """Give {poll id: has voted} of the polls on whose roll a voter stands."""
    query = select(RollEntry.poll_id, RollEntry.voted).where(RollEntry.voter_key == voter_key)
    return {row.poll_id: row.voted for row in db.session.execute(query.where(RollEntry.poll_id.in_(poll_ids)))}


def find_ballot(poll_id, receipt):
    """Give the choice that stands under a receipt, as canonical JSON text, or None.

    For the device that holds the secret (to show its own answer again) and, once published, for anyone.
    """
    return db.session.scalar(select(Ballot.choice).where(Ballot.poll_id == poll_id, Ballot.id == receipt))


def get_record(poll_id):
    """Give the sealed file of a published poll, as JSON text; raises Missing, or Refusal("not_published")."""
    poll = db.session.scalar(select(Poll).where(Poll.id == poll_id).options(undefer(Poll.record)))
    if poll is None:
        raise Missing()
    if poll.state != PUBLISHED:
        raise Refusal("not_published")
    return poll.record


def list_acts(poll_id):
    """Give the journal of a poll, oldest first."""
    return db.session.scalars(select(Act).where(Act.poll_id == poll_id).order_by(Act.at, Act.id)).all()

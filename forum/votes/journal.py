"""The journal of a poll: acts of the chair and of the tellers, never a cast."""

from forum.core.database import db
from forum.votes.models import Act


def journal(fact):
    """Keep what was done to a poll: who, when, and the fact's own details."""
    db.session.add(Act(poll_id=fact.poll_id, at=fact.at, actor=fact.actor, act=fact.act, detail=fact.detail()))

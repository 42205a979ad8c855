"""How many are present when a poll opens and closes, in votes, whole and by sector.

Who is represented by somebody present counts as present: their vote is in the numerator of a majority, and has to be in
what it is measured on.
"""

from collections import Counter

from sqlalchemy import select

from forum.core.database import db
from forum.plenary.hall import hall_of
from forum.plenary.rules import voter_key
from forum.votes.models import RollEntry


def count_present(room_id, poll, voters):
    """Give how many votes of a roll (`voters`) are present or represented.

    A room holds thousands: where each seat has one vote and no proxy, they are only counted.
    """
    if not _is_uneven(poll):
        return hall_of(room_id).count_present(poll)
    return sum(voter.weight for voter in _list_present(room_id, voters))


def count_present_in(room_id, poll, voters):
    """Give {sector: how many votes of it are present or represented}."""
    if not _is_uneven(poll):
        return hall_of(room_id).present_in(poll)
    found = Counter()
    for voter in _list_present(room_id, voters):
        found[voter.sector] += voter.weight
    return found


def count_present_still(room_id, poll):
    """Give how many votes are present or represented when an open poll closes."""
    if not _is_uneven(poll):
        return hall_of(room_id).count_present(poll)
    return sum(entry.weight for entry in _list_present(room_id, db.session.execute(
        select(RollEntry.voter_key.label("key"), RollEntry.holder_key, RollEntry.weight).where(
            RollEntry.poll_id == poll.id))))


def _is_uneven(poll):
    return bool(poll.rule.get("weighted") or poll.rule.get("proxies"))


def _list_present(room_id, voters):
    present = {voter_key(seat_id) for seat_id in hall_of(room_id).presence.seats()}
    return [voter for voter in voters if (voter.holder_key or voter.key) in present]

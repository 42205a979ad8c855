"""The order of a room's run of show: polls moved, taken out, put back, brought over from another room."""

from sqlalchemy import select

from forum.core.database import db, utc_now
from forum.core.errors import Missing, Refusal
from forum.core.i18n import lazy
from forum.core.policies import require
from forum.plenary import policies
from forum.plenary.hall import tell_consoles_after_commit
from forum.plenary.models import Room, RunItem
from forum.plenary.polls.services import lock_poll, prepare_poll, require_in_run
from forum.plenary.queries import list_run
from forum.plenary.rooms import lock_live_room
from forum.plenary.scene import poll_body
from forum.trails import services as trails
from forum.votes.models import Poll


def move_poll(viewer, poll_id, up):
    """Move a poll one place up or down in the run of show; at an end nothing changes."""
    room, item, _poll = _lock(viewer, poll_id)
    order = [row.poll_id for row in _list_items(room.id)]
    _put(room, item, order.index(poll_id) + (-1 if up else 1))


def place_poll(viewer, poll_id, place):
    """Put a poll at a place of the run of show, 0 being the first; beyond an end is that end."""
    room, item, _poll = _lock(viewer, poll_id)
    _put(room, item, place)


def _lock(viewer, poll_id):
    room, item, poll = lock_poll(poll_id)
    require(policies.can_facilitate(viewer, room))
    require_in_run(item)
    return room, item, poll


def _list_items(room_id):
    return db.session.scalars(select(RunItem).where(RunItem.room_id == room_id, RunItem.removed_at.is_(None)).order_by(
        RunItem.position, RunItem.poll_id).execution_options(populate_existing=True)).all()


def _put(room, item, place):
    items = _list_items(room.id)
    before = list(items)
    items.remove(item)
    items.insert(min(max(place, 0), len(items)), item)
    if items != before:
        for position, row in enumerate(items, 1):
            row.position = position
        tell_consoles_after_commit(room.id)


def remove_poll(viewer, poll_id):
    """Take a poll that has never opened out of the run of show; whatever was taken out before it is gone for good."""
    room, item, poll = lock_poll(poll_id)
    require_in_run(item)
    require(policies.can_edit(policies.can_facilitate(viewer, room), poll, room.current_poll_id == poll_id))
    forget_removed(room.id)
    item.removed_at = utc_now()
    tell_consoles_after_commit(room.id)


def restore_poll(viewer, poll_id):
    """Put a poll that was taken out back in its place; doing it again changes nothing."""
    room, item, _poll = lock_poll(poll_id)
    require(policies.can_facilitate(viewer, room))
    if item.removed_at is not None:
        item.removed_at = None
        tell_consoles_after_commit(room.id)


def forget_removed(room_id):
    """Remove for good what was taken out of a room's run of show, with its trace on the trail."""
    removed = select(RunItem, Poll).join(Poll, Poll.id == RunItem.poll_id).where(
        RunItem.room_id == room_id, RunItem.removed_at.is_not(None))
    for item, poll in db.session.execute(removed).all():
        node_id = poll.node_id
        db.session.delete(item)
        db.session.flush()
        db.session.delete(poll)
        db.session.flush()
        trails.remove_node(node_id)


def copy_run(viewer, room_id, source_id):
    """Prepare the polls of another room again, in their order; gives how many.

    What was cancelled is left out. Raises Refusal("invalid"), and nothing is copied, when one is not possible here.
    """
    room = lock_live_room(room_id)
    require(policies.can_share(viewer, room))
    source = db.session.get(Room, source_id)
    if source is None or source.id == room.id or not policies.can_facilitate(viewer, source):
        raise Missing()
    bodies = [poll_body(poll, item) for item, poll in list_run(source.id) if poll.state != "cancelled"]
    for body in bodies:
        try:
            prepare_poll(viewer, room_id, body)
        except Refusal as refusal:
            sentence = next(iter(refusal.fields.values()), refusal.message)
            question = body["question"] if isinstance(body["question"], str) else body["question"]["fr"]
            raise Refusal("invalid", fields={"run": lazy(
                "« %(question)s » ne peut pas être repris ici : %(why)s", question=question, why=sentence)}) from None
    return len(bodies)

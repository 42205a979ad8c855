"""Templates: polls kept by name, to be prepared again in any room. Others call plenary.services."""

from sqlalchemy import or_, select

from forum.accounts.rules import clean_line
from forum.core.database import db, lock, utc_now
from forum.core.errors import Missing, Refusal
from forum.core.i18n import lazy
from forum.core.policies import require
from forum.events.models import Event, EventRole
from forum.plenary import policies
from forum.plenary.models import Room
from forum.plenary.polls.models import PollTemplate
from forum.plenary.polls.services import lock_poll, prepare_poll
from forum.plenary.rooms import actor, lock_live_room
from forum.plenary.rules import LENGTHS
from forum.plenary.scene import poll_body


def save_template(viewer, poll_id, name, is_for_site=False):
    """Keep a poll's body under a name, for those who run its day or, by an administrator, for the whole site."""
    room, item, poll = lock_poll(poll_id)
    require(policies.can_share(viewer, room))
    if is_for_site:
        require(policies.can_keep_for_site(viewer))
    row = PollTemplate(event_id=None if is_for_site else room.event_id, name=_read_name(name),
                       body=poll_body(poll, item), made_by=actor(viewer), made_at=utc_now())
    db.session.add(row)
    db.session.flush()
    return row


def _read_name(name):
    name = clean_line(name or "")
    if not name:
        raise Refusal("invalid", fields={"name": lazy("Écrivez le nom du modèle.")})
    if len(name) > LENGTHS["template"]:
        raise Refusal("invalid", fields={"name": lazy("Écrivez au plus 120 caractères.")})
    return name


def rename_template(viewer, template_id, name):
    """Give a template another name."""
    row = lock(PollTemplate, template_id)
    require(policies.can_change_template(viewer, row))
    row.name = _read_name(name)


def remove_template(viewer, template_id):
    """Remove a template; the polls that were prepared from it stay."""
    row = lock(PollTemplate, template_id)
    require(policies.can_change_template(viewer, row))
    db.session.delete(row)


def prepare_from_template(viewer, room_id, template_id):
    """Prepare a poll from a template that the viewer may see; raises Missing, Refusal("invalid")."""
    lock_live_room(room_id)
    row = db.session.get(PollTemplate, template_id)
    if row is None or not policies.can_use_template(viewer, row):
        raise Missing()
    return prepare_poll(viewer, room_id, row.body)


def list_templates(viewer):
    """List the templates of the site and of the days the viewer runs, as (PollTemplate, Event or None), by name."""
    mine = select(EventRole.event_id).where(
        EventRole.account_id == viewer.id, EventRole.role.in_(policies.FACILITATING))
    query = select(PollTemplate, Event).outerjoin(Event, Event.id == PollTemplate.event_id)
    if not viewer.is_admin:
        query = query.where(or_(PollTemplate.event_id.is_(None), PollTemplate.event_id.in_(mine)))
    rows = db.session.execute(query.order_by(PollTemplate.event_id.is_(None), PollTemplate.name, PollTemplate.id))
    return [tuple(row) for row in rows]


def list_sources(viewer, room):
    """List the other rooms whose run of show the viewer may take over, as (Room, Event), latest first."""
    mine = select(EventRole.event_id).where(
        EventRole.account_id == viewer.id, EventRole.role.in_(policies.FACILITATING))
    query = select(Room, Event).join(Event, Event.id == Room.event_id).where(Room.id != room.id)
    if not viewer.is_admin:
        query = query.where(Room.event_id.in_(mine))
    return [tuple(row) for row in db.session.execute(query.order_by(Room.id.desc()).limit(50))]

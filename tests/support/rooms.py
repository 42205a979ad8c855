"""A room for the tests: a day of its own with a facilitator and a second, seats, and polls of both methods."""

import secrets
from contextlib import contextmanager

from sqlalchemy import select

from forum.core.database import db, transaction
from forum.events.models import Event
from forum.events.services import create_event, give_role, replace_sectors, update_event
from forum.plenary import services
from forum.plenary.models import Room, RunItem
from forum.plenary.queries import find_seat
from forum.plenary.tokens import seat_token

SECTORS = (("community", "Communautaire", "Community"), ("university", "Universitaire", "University"),
           ("government", "Gouvernemental", None))
APPROVE = {"question": "Quelles pistes appliquer en priorité?", "method": "approve", "maximum": 3, "select": 2,
           "options": [{"id": key, "label": f"Piste {key}"} for key in "abcde"]}
YESNO = {"question": {"fr": "Adoptez-vous ce texte?", "en": "Do you adopt this text?"}, "method": "yesno",
         "rule": {"majority": "2/3"}}


def make_day(cast, slug="journee", code="2031"):
    """Make a published day: ana organises it, fred facilitates it, sol is his second."""
    with transaction():
        titles = {"title_fr": f"Journée {code}", "title_en": f"Day {code}"}
        event = create_event(cast.admin, {"slug": slug, "code": code, **titles})
        replace_sectors(cast.admin, slug, [{"key": key, "label_fr": fr, "label_en": en} for key, fr, en in SECTORS])
        update_event(cast.admin, slug, {"state": "published"})
        give_role(event.id, cast.ana.id, "organiser")
        give_role(event.id, cast.fred.id, "facilitator")
        give_role(event.id, cast.sol.id, "chair")
        return event


def open_room(cast, event):
    """Open the day's room as fred does."""
    with transaction():
        return services.open_room(cast.fred, event.id)


@contextmanager
def room_on_shared_day(cast):
    """Open a room on the one day that a file's tests share, and end it after the test, whatever is still open."""
    room = open_room(cast, db.session.scalar(select(Event).where(Event.slug == "journee")) or make_day(cast))
    yield room
    db.session.rollback()
    if db.session.get(Room, room.id, populate_existing=True).ended_at is None:
        with transaction():
            for poll_id in db.session.scalars(select(RunItem.poll_id).where(RunItem.is_open)).all():
                services.close_poll(cast.fred, poll_id)
        with transaction():
            services.end_room(cast.fred, room.id)


def sit(room, sector="community", **more):
    """Take a seat with a device of its own; gives the HeldSeat."""
    with transaction():
        seat, _ = services.take_seat(room.id, device=more.pop("device", secrets.token_hex(16)), sector=sector, **more)
    return find_seat(seat_token(seat.id, seat.generation))


def prepare(cast, room, body, **more):
    """Prepare a poll as fred does."""
    with transaction():
        return services.prepare_poll(cast.fred, room.id, {**body, **more})


def do(act, viewer, poll, *values):
    """Do something to a poll in a transaction of its own."""
    with transaction():
        return getattr(services, act)(viewer, poll.id, *values)


__all__ = ["APPROVE", "YESNO", "do", "make_day", "open_room", "prepare", "room_on_shared_day", "sit"]

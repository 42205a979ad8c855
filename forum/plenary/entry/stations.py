"""Shared stations (« postes de vote »): a device on which people vote one after the other, and which forgets each."""

import secrets

from sqlalchemy import func, select

from forum.core.database import db, utc_now
from forum.core.errors import Missing, Refusal
from forum.core.i18n import lazy
from forum.core.policies import require
from forum.plenary import policies
from forum.plenary.entry import codes
from forum.plenary.entry.admission import find_pass
from forum.plenary.entry.models import Station
from forum.plenary.hall import show_after_commit, tell_consoles_after_commit
from forum.plenary.models import Room
from forum.plenary.polls.services import voter
from forum.plenary.rooms import actor, lock_live_room, note_act, take_seat
from forum.plenary.rules import may_vote, voter_key
from forum.plenary.tellers.weights import weights_for
from forum.votes import services as votes
from forum.votes.models import RollEntry
from forum.votes.queries import get_poll
from forum.votes.queries import lock_poll as hold_poll

MOST_STATIONS = 50
NOT_WITH_ACCOUNTS = lazy("Dans cette salle on vote avec son compte : un poste partagé n’y a pas de sens.")
NO_MORE = lazy("Une salle ne peut pas avoir plus de %(most)s postes.", most=MOST_STATIONS)


def open_station(viewer, room_id):
    """Let a device be a shared station of a room: (Station, the key that makes a device it, told this once)."""
    room = lock_live_room(room_id)
    require(policies.can_facilitate(viewer, room))
    if room.entry == "accounts":
        raise Refusal("forbidden", NOT_WITH_ACCOUNTS)
    number = 1 + (db.session.scalar(select(func.max(Station.number)).where(Station.room_id == room.id)) or 0)
    if number > MOST_STATIONS:
        raise Refusal("too_many", NO_MORE)
    key = secrets.token_urlsafe(16)
    station = Station(room_id=room.id, number=number, key_hash=codes.hash_key(key), opened_at=utc_now(),
                      opened_by=actor(viewer), revoked_at=None)
    db.session.add(station)
    db.session.flush()
    note_act(room, viewer, "station", str(number))
    tell_consoles_after_commit(room.id)
    return station, key


def close_station(viewer, room_id, number):
    """Revoke a station's key; its device is a station no longer. Closing it again changes nothing."""
    room = lock_live_room(room_id)
    require(policies.can_facilitate(viewer, room))
    station = db.session.scalar(select(Station).where(Station.room_id == room.id, Station.number == number)
                                .with_for_update())
    if station is None:
        raise Missing()
    if station.revoked_at is None:
        station.revoked_at = utc_now()
        note_act(room, viewer, "station_closed", str(number))
        tell_consoles_after_commit(room.id)


def find_station(code, key):
    """Give (Room, Station) of a key that stands in the live room of this code, or None."""
    if not codes.is_key(key):
        return None
    row = db.session.execute(select(Room, Station).join(Station, Station.room_id == Room.id).where(
        Room.code == code, Room.ended_at.is_(None), Station.key_hash == codes.hash_key(key),
        Station.revoked_at.is_(None))).first()
    return tuple(row) if row else None


def list_stations(room_id):
    """List the stations of a room that stand open, in order."""
    return db.session.scalars(select(Station).where(Station.room_id == room_id, Station.revoked_at.is_(None))
                              .order_by(Station.number)).all()


def sit_at_station(room_id, number, slip=None, sector=None):
    """Let somebody sit at a station, and admit them to the open poll where stations stood at its opening; the Seat.

    With a pass it is their seat at whichever station they come to; in an open room it is a new one each time. Raises
    Refusal as taking a seat does, and Forbidden where the poll's roll cannot take one more.
    """
    room = lock_live_room(room_id)
    if room.entry == "accounts":
        raise Refusal("forbidden", NOT_WITH_ACCOUNTS)
    found = find_pass(room, slip) if room.entry != "open" else None
    device = codes.station_device(room.id, found[0].id) if found else secrets.token_hex(16)
    seat, _is_new = take_seat(room.id, device=device, sector=sector, slip=slip)
    _admit(room, seat, number)
    return seat


def _admit(room, seat, number):
    poll = get_poll(room.current_poll_id) if room.current_poll_id else None
    if poll is None or poll.state != "open" or not poll.stations or not may_vote(room.entry, poll.electorate, seat):
        return
    if db.session.get(RollEntry, (poll.id, voter_key(seat.id))) is None:
        poll = hold_poll(poll.id)
        weights = weights_for(room.id, poll)
        votes.admit(poll.id, voter(seat, poll, weights), f"Poste {number}", utc_now(), at_station=True)
        show_after_commit(room.id)

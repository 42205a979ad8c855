"""Proxies of a room: a seat votes for somebody who is absent. They are given and taken back between votes only."""

import secrets

from sqlalchemy import func, select

from forum.accounts.rules import clean_line
from forum.core.database import db, lock, utc_now
from forum.core.errors import Missing, Refusal
from forum.core.i18n import lazy
from forum.core.policies import require
from forum.events.queries import list_sectors
from forum.plenary import policies
from forum.plenary.hall import tell_consoles_after_commit
from forum.plenary.models import Seat
from forum.plenary.rooms import claim_control, has_open_poll, lock_live_room, note_act
from forum.plenary.rules import LENGTHS, voter_key, votes_in
from forum.plenary.tellers.models import Proxy
from forum.votes.spec import MOST_PROXIES

KEY_PREFIX = "proxy:"


def grant_proxy(viewer, room_id, holder, name, own_seat=None, sector=None):
    """Let the seat number `holder` vote for an absent person; raises Refusal("invalid") with the faults by field.

    `own_seat` is the number of the seat that the absent person holds, if any: it does not vote meanwhile. Their sector
    is that seat's, else the one given, else the holder's.
    """
    room = _claim(viewer, room_id)
    seats = {seat.number: seat for seat in db.session.scalars(select(Seat).where(
        Seat.room_id == room.id, Seat.released_at.is_(None), Seat.number.in_([holder, own_seat or holder])))}
    name = clean_line(name or "")
    faults = _find_faults(room, seats, holder, name, own_seat, sector)
    if faults:
        raise Refusal("invalid", fields=faults)
    absent = seats.get(own_seat)
    proxy = Proxy(room_id=room.id, holder_id=seats[holder].id, seat_id=absent and absent.id, name=name,
                  key=voter_key(absent.id) if absent else KEY_PREFIX + secrets.token_urlsafe(16),
                  sector=absent.sector if absent else sector or seats[holder].sector, granted_at=utc_now())
    db.session.add(proxy)
    db.session.flush()
    note_act(room, viewer, "proxy", f"{name} → {holder}")
    tell_consoles_after_commit(room.id)
    return proxy


def revoke_proxy(viewer, room_id, proxy_id):
    """Take a proxy back; taking it back again changes nothing."""
    room = _claim(viewer, room_id)
    proxy = lock(Proxy, proxy_id)
    if proxy.room_id != room.id:
        raise Missing()
    if proxy.revoked_at is None:
        proxy.revoked_at = utc_now()
        note_act(room, viewer, "proxy_revoked", proxy.name)
        tell_consoles_after_commit(room.id)


def _claim(viewer, room_id):
    room = lock_live_room(room_id)
    require(policies.can_change_proxies(policies.can_control(viewer, room), has_open_poll(room)))
    claim_control(viewer, room)
    return room


def _find_faults(room, seats, holder, name, own_seat, sector):
    faults = {}
    seat, absent = seats.get(holder), seats.get(own_seat)
    if seat is None or not votes_in(seat.capacity):
        faults["holder"] = lazy("Aucun siège qui vote ne porte ce numéro.")
    elif _is_represented(seat):
        faults["holder"] = lazy("Ce siège a lui-même donné procuration.")
    elif _count_held(seat) >= MOST_PROXIES:
        faults["holder"] = lazy("Ce siège porte déjà %(most)s procurations.", most=MOST_PROXIES)
    if not name:
        faults["name"] = lazy("Écrivez le nom de la personne absente.")
    elif len(name) > LENGTHS["name"]:
        faults["name"] = lazy("Écrivez au plus 80 caractères.")
    if own_seat is not None and (absent is None or absent is seat):
        faults["own_seat"] = lazy("Aucun autre siège ne porte ce numéro.")
    elif absent is not None and (_is_represented(absent) or _count_held(absent)):
        faults["own_seat"] = lazy("Ce siège a déjà donné une procuration, ou en porte une.")
    if sector and sector not in [row.key for row in list_sectors(room.event_id)]:
        faults["sector"] = lazy("Choisissez un milieu de la journée.")
    return faults


def _is_represented(seat):
    return _count(Proxy.seat_id == seat.id) > 0


def _count_held(seat):
    return _count(Proxy.holder_id == seat.id)


def _count(condition):
    return db.session.scalar(select(func.count()).select_from(Proxy).where(condition, Proxy.revoked_at.is_(None)))

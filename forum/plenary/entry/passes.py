"""How one enters a room, and its slips: acts of who runs it. Others call plenary.services."""

import secrets

from sqlalchemy import exists, func, insert, select, update

from forum.core.database import db, utc_now
from forum.core.errors import Refusal
from forum.core.i18n import lazy
from forum.core.policies import require
from forum.events.queries import list_sectors
from forum.plenary import policies
from forum.plenary.entry import codes
from forum.plenary.entry.models import Pass
from forum.plenary.floor.services import drop_unadmitted
from forum.plenary.models import RunItem, Seat
from forum.plenary.polls.services import standing_of
from forum.plenary.rooms import claim_control, has_open_poll, lock_live_room, move, note_act
from forum.plenary.rules import ENTRIES
from forum.votes.models import Poll

MOST_AT_ONCE, MOST_SLIPS = 2_000, 10_000
IS_USED = exists().where(Seat.pass_id == Pass.id)


def set_entry(viewer, room_id, entry):
    """Change how one enters a room, while no poll is open; its prepared polls follow. Raises Refusal("invalid").

    Seats that were not admitted in this way keep their place, on no roll and no list of speakers until they are.
    """
    room = lock_live_room(room_id)
    if entry not in ENTRIES:
        raise Refusal("invalid", fields={"entry": lazy("Choisissez comment on entre dans la salle.")})
    require(policies.can_set_entry(policies.can_control(viewer, room), has_open_poll(room)))
    claim_control(viewer, room)
    if room.entry == entry:
        return room
    room.entry = entry
    prepared = select(RunItem.poll_id).where(RunItem.room_id == room.id)
    db.session.execute(update(Poll).where(Poll.id.in_(prepared), Poll.state == "prepared")
                       .values(**standing_of(room)).execution_options(synchronize_session="fetch"))
    drop_unadmitted(room)
    note_act(room, viewer, "entry", entry)
    move(room)
    return room


def make_slips(viewer, room_id, count, sector=None):
    """Make slips of a room, each good for one seat; all bear a sector or none does. Raises Refusal("invalid")."""
    room = lock_live_room(room_id)
    require(policies.can_facilitate(viewer, room))
    faults = {}
    if not 1 <= count <= MOST_AT_ONCE:
        faults["count"] = lazy("Écrivez un nombre de 1 à %(most)s.", most=MOST_AT_ONCE)
    elif count_slips(room_id)["made"] + count > MOST_SLIPS:
        faults["count"] = lazy("Une salle ne peut pas avoir plus de %(most)s billets.", most=MOST_SLIPS)
    if sector and sector not in [row.key for row in list_sectors(room.event_id)]:
        faults["sector"] = lazy("Choisissez un milieu de la journée.")
    if faults:
        raise Refusal("invalid", fields=faults)
    add_passes(room.event_id, count, room_id=room.id, sector=sector or None)
    note_act(room, viewer, "slips", str(count))


def add_passes(event_id, count, room_id=None, sector=None):
    """Add passes whose codes no other of the day has; gives their ids, in order."""
    taken = set(db.session.scalars(select(Pass.code_hash).where(Pass.event_id == event_id)))
    rows, now = [], utc_now()
    while len(rows) < count:
        nonce = secrets.token_urlsafe(16)
        code_hash = codes.hash_code(f"event:{event_id}", codes.code_of(nonce))
        if code_hash not in taken:
            taken.add(code_hash)
            rows.append({"event_id": event_id, "room_id": room_id, "nonce": nonce, "code_hash": code_hash,
                         "key_hash": codes.hash_key(codes.key_of(nonce)), "sector": sector, "made_at": now})
    return db.session.scalars(insert(Pass).returning(Pass.id, sort_by_parameter_order=True), rows).all()


def revoke_slips(viewer, room_id):
    """Revoke the slips of a room that were not used; gives how many. Those who sit keep their seats."""
    room = lock_live_room(room_id)
    require(policies.can_facilitate(viewer, room))
    gone = db.session.execute(update(Pass).where(Pass.room_id == room.id, Pass.revoked_at.is_(None), ~IS_USED).values(
        revoked_at=utc_now()).execution_options(synchronize_session=False)).rowcount
    if gone:
        note_act(room, viewer, "slips_revoked", str(gone))
    return gone


def count_slips(room_id):
    """Count the slips of a room: {"made", "used", "unused", "revoked"}; never which of them, nor when."""
    is_used = IS_USED.label("is_used")
    rows = db.session.execute(select(is_used, Pass.revoked_at.is_not(None), func.count()).where(
        Pass.room_id == room_id).group_by(is_used, Pass.revoked_at.is_not(None))).all()
    counts = {"made": 0, "used": 0, "unused": 0, "revoked": 0}
    for used, revoked, number in rows:
        counts["made"] += number
        counts["used" if used else "revoked" if revoked else "unused"] += number
    return counts


def list_slips(room_id, first=1, last=MOST_SLIPS):
    """List the slips of a room that may still be used, by their places from `first` to `last`, in the order made."""
    return db.session.scalars(select(Pass).where(Pass.room_id == room_id, Pass.revoked_at.is_(None), ~IS_USED).order_by(
        Pass.id).offset(first - 1).limit(max(last - first + 1, 0))).all()


def has_bare_slips(room_id):
    """Tell whether a slip of a room bears no sector, so that who uses it has to say theirs."""
    return db.session.scalar(select(exists().where(Pass.room_id == room_id, Pass.revoked_at.is_(None),
                                                   Pass.sector.is_(None))))

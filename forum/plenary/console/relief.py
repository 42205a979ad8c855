"""Relief: a named facilitator takes a room over from any device with a code that was drawn for them.

The code is told once, at its drawing. What it opens is no sign-in: it conducts this room and does nothing else, until
the room ends or somebody revokes it. Others call plenary.services.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import replace

from flask import current_app
from sqlalchemy import select

from forum.accounts.models import Account
from forum.accounts.queries import find_viewer, hash_token
from forum.core.database import db, lock, utc_now
from forum.core.errors import Missing, Refusal
from forum.core.i18n import lazy
from forum.core.policies import require
from forum.events.queries import list_role_holders
from forum.plenary import policies
from forum.plenary.console.models import Relief
from forum.plenary.models import Room
from forum.plenary.rooms import hand_over, lock_live_room, note_act

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # neither 0 and O nor 1 and I
LENGTH = 10
WRONG = lazy("Ce code ne vaut pas, ou plus, dans cette salle.")


def draw_relief(viewer, room_id, account_id):
    """Draw a code for an account that facilitates the day; gives it, to be shown once. An earlier one is revoked."""
    room = lock_live_room(room_id)
    require(policies.can_share(viewer, room))
    name = facilitators_of(room).get(account_id)
    if name is None:
        raise Missing()
    for relief in db.session.scalars(_live(room_id).where(Relief.account_id == account_id, Relief.used_at.is_(None))):
        relief.revoked_at = utc_now()
    db.session.flush()
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    db.session.add(Relief(room_id=room_id, account_id=account_id, code_hash=hash_code(room_id, code),
                          drawn_by=viewer.name, drawn_at=utc_now()))
    db.session.flush()
    note_act(room, viewer, "relief_drawn", name)
    return code


def facilitators_of(room):
    """Give {account id: name} of those who may facilitate the room's day."""
    return {account_id: name for role, account_id, name in list_role_holders(room.event_id)
            if role in policies.FACILITATING}


def revoke_relief(viewer, room_id, relief_id):
    """Revoke a code, or end the session that it opened; doing it again changes nothing."""
    room = lock_live_room(room_id)
    require(policies.can_share(viewer, room))
    relief = lock(Relief, relief_id)
    if relief.room_id != room_id:
        raise Missing()
    if relief.revoked_at is None:
        relief.revoked_at = utc_now()
        note_act(room, viewer, "relief_revoked", db.session.get(Account, relief.account_id).name)


def relieve(room_id, typed):
    """Take a room over by a code, once: gives the token of the session it opens; raises Refusal("invalid")."""
    room = lock_live_room(room_id)
    found = db.session.scalar(_live(room_id).where(
        Relief.code_hash == hash_code(room_id, read_code(typed)), Relief.used_at.is_(None)).with_for_update())
    viewer = found and _viewer_of(found)
    if not viewer or not policies.can_facilitate(viewer, room):
        raise Refusal("invalid", fields={"code": WRONG})
    token = secrets.token_urlsafe(32)
    found.session_hash, found.used_at = hash_token(token), utc_now()
    hand_over(room, viewer)
    return token


def read_code(typed):
    """Give a code as it was drawn, however it was typed."""
    return re.sub(r"[^0-9A-Z]", "", (typed or "")[:40].upper())


def hash_code(room_id, code):
    """Give the form under which a code is stored: of no use without the server's key."""
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, f"concertaction-relief/1\n{room_id}\n{code}".encode(), hashlib.sha256).hexdigest()


def list_reliefs(room_id):
    """List the codes and sessions of a room that stand, as (Relief, name), oldest first."""
    rows = db.session.execute(select(Relief, Account.name).join(Account, Account.id == Relief.account_id).where(
        Relief.room_id == room_id, Relief.revoked_at.is_(None)).order_by(Relief.id)).all()
    return [tuple(row) for row in rows]


def _live(room_id):
    return select(Relief).join(Room, Room.id == Relief.room_id).where(
        Relief.room_id == room_id, Relief.revoked_at.is_(None), Room.ended_at.is_(None))


def _viewer_of(relief):
    """Give who took over: themselves, but for what the whole site would let them do."""
    viewer = find_viewer(relief.account_id)
    return viewer and replace(viewer, is_admin=False, session_id=f"{policies.RELIEF_PREFIX}{relief.id}")


def find_by_token(room_id, token):
    """Give the viewer of a relief's session in a live room, or None."""
    relief = db.session.scalar(_live(room_id).where(Relief.session_hash == hash_token(token))) if token else None
    return _viewer_of(relief) if relief else None


def find_by_session(room_id, session_id):
    """Give the viewer of a relief that a console's token names, or None."""
    number = session_id.removeprefix(policies.RELIEF_PREFIX)
    relief = db.session.scalar(_live(room_id).where(Relief.id == int(number), Relief.used_at.is_not(None)))
    return _viewer_of(relief) if relief else None

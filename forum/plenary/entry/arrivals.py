"""Arrivals as the desk's devices note them: by a badge, or during a cut of the network and sent once it is back.

What a device sends may come twice, late, and beside what another device noted: one person arrives once, at the earliest
time that was noted, and a walk-in is added once.
"""

import hashlib
import re
from datetime import datetime, timedelta

from sqlalchemy import func, select

from forum.core.database import db, utc_now
from forum.core.errors import Refusal
from forum.core.i18n import format_time, lazy
from forum.core.policies import require
from forum.plenary import policies
from forum.plenary.entry import codes
from forum.plenary.entry.models import Participant, Pass
from forum.plenary.entry.reception import add_participant, check_in, find_like, get_participant, lock_people

MOST_AT_ONCE = 200
OLDEST = timedelta(hours=24)
KEY = re.compile(r"[0-9a-f]{32}")
UNKNOWN_BADGE = lazy("Ce code n’est pas celui d’un insigne de cette journée.")
NOT_AN_ARRIVAL = lazy("Ceci n’est pas une arrivée.")
MARK = 16  # signs: enough to tell a badge of a day from another, too few to be used as one


def arrive_by_badge(viewer, event_id, text):
    """Note the arrival of whoever bears a badge, given by its code or by the address that its QR holds.

    Gives (the person, whether they were here already). Raises Refusal("invalid"), Forbidden.
    """
    require(policies.can_welcome(viewer, event_id))
    key, code = (text or "").strip().rstrip("/").rsplit("/", 1)[-1], codes.read_code(text)
    found = Pass.key_hash == codes.hash_key(key) if codes.is_key(key) else (
        Pass.code_hash == codes.hash_code(f"event:{event_id}", code) if code else None)
    ident = None if found is None else db.session.scalar(select(Participant.id).join(
        Pass, Pass.id == Participant.pass_id).where(Participant.event_id == event_id, found))
    if ident is None:
        raise Refusal("invalid", fields={"badge": UNKNOWN_BADGE})
    was_here = get_participant(event_id, ident).checked_in_at is not None
    return check_in(viewer, ident), was_here


def take_arrival(viewer, event_id, sent, now=None):
    """Take one arrival that a device noted: {"key", "at", "person"} or {"key", "at", "name", "organisation", "sector"}.

    Gives (the person, whether they were here already); sent again, it changes nothing. Raises Refusal, Missing.
    """
    now = now or utc_now()
    if not isinstance(sent, dict) or not KEY.fullmatch(str(sent.get("key"))):
        raise Refusal("invalid", fields={"key": NOT_AN_ARRIVAL})
    at = min(max(_read_moment(sent.get("at")), now - OLDEST), now)
    if "person" in sent:
        ident = sent["person"]
        if type(ident) is not int:
            raise Refusal("invalid", fields={"person": NOT_AN_ARRIVAL})
        person = get_participant(event_id, ident)
    else:
        person = _find_or_add(viewer, event_id, sent)
    was_here = person.checked_in_at is not None
    person = check_in(viewer, person.id)
    # the first desk that saw them is right about when, even when it could tell later than another
    person.checked_in_at = min(at, person.checked_in_at) if was_here else at
    return person, was_here


def _find_or_add(viewer, event_id, sent):
    """Give the walk-in of a key, else who has this name on the list already, else add them."""
    require(policies.can_welcome(viewer, event_id))
    lock_people(event_id)
    values = {name: str(sent.get(name) or "")[:400] for name in ("name", "organisation", "sector", "capacity")}
    known = db.session.scalar(select(Participant).where(
        Participant.event_id == event_id, Participant.arrival_key == sent["key"]))
    if known is None:
        known = find_like(event_id, values["name"], values["organisation"])
    if known is None:
        known = add_participant(viewer, event_id, values)
        known.arrival_key = sent["key"]
    return known


def _read_moment(text):
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Refusal("invalid", fields={"at": NOT_AN_ARRIVAL})
    return found


# ---- what a device holds while the desk is open ----


def list_sign(event_id):
    """Give a sign that changes when somebody is added to a day's list or taken off it."""
    return "-".join(map(str, db.session.execute(select(
        func.count(Participant.id), func.coalesce(func.max(Participant.id), 0),
        func.coalesce(func.sum(Participant.table_number), 0)).where(Participant.event_id == event_id)).one()))


def list_here(event_id):
    """Give {id: hour of arrival} of who came to a day."""
    rows = db.session.execute(select(Participant.id, Participant.checked_in_at).where(
        Participant.event_id == event_id, Participant.checked_in_at.is_not(None))).all()
    return {ident: format_time(at) for ident, at in rows}


def list_for_device(event_id, sectors):
    """List who is expected at a day as a device holds them: no address, no need of access, no code of a badge.

    Two marks tell whose badge was read; they are hashes, cut short.
    """
    rows = db.session.execute(select(Participant, Pass.nonce).join(Pass, Pass.id == Participant.pass_id).where(
        Participant.event_id == event_id).order_by(Participant.folded)).all()
    return [{"id": person.id, "name": person.name, "under": " · ".join(filter(None, (
                person.organisation, sectors.get(person.sector, person.sector)))), "folded": person.folded,
             "observer": person.capacity == "observer", "table": person.table_number,
             "marks": [mark_of(codes.code_of(nonce)), mark_of(codes.key_of(nonce))]} for person, nonce in rows]


def mark_of(text):
    """Give the mark under which a device knows a badge."""
    return hashlib.sha256(text.encode()).hexdigest()[:MARK]


def count_groups(event_id):
    """Count who came and who is expected, by sector and by organisation: ({key: (here, expected)}, {name: …})."""
    found = []
    for column in (Participant.sector, Participant.organisation):
        rows = db.session.execute(select(column, func.count(Participant.checked_in_at), func.count()).where(
            Participant.event_id == event_id).group_by(column).order_by(func.count().desc(), column)).all()
        found.append({key or "": (here, expected) for key, here, expected in rows})
    return tuple(found)

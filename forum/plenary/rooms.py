"""Acts on the room itself and on its seats; see services.py, which is what others call."""

import hashlib
import secrets

from sqlalchemy import exists, select, update

from forum.accounts.models import Account
from forum.accounts.queries import find_account
from forum.accounts.rules import clean_line
from forum.core.database import db, lock, lock_exclusive, utc_now
from forum.core.errors import Missing, Refusal
from forum.core.i18n import lazy
from forum.core.policies import require
from forum.core.web.pages import changed
from forum.events import services as events
from forum.events.models import Event
from forum.events.queries import list_sectors
from forum.plenary import policies
from forum.plenary.entry.admission import ANOTHER, ELSEWHERE, Gate, refuse
from forum.plenary.forgetting import forget_people
from forum.plenary.hall import leave_after_commit, seat_after_commit, show_after_commit, tell_consoles_after_commit
from forum.plenary.models import Room, RoomAct, RunItem, Seat
from forum.plenary.pulses.models import Pulse
from forum.plenary.pulses.rules import AWAY, ON_SCREEN
from forum.plenary.queries import find_live_room
from forum.plenary.rules import CAPACITIES, ENTRIES, LENGTHS, MOST_SEATS, is_device

# ---- the room ----


def open_room(viewer, event_id, entry="open"):
    """Open the live room of a day, entered as `entry` says; the one that is open already when there is one."""
    if entry not in ENTRIES:
        raise Refusal("invalid", fields={"entry": lazy("Choisissez comment on entre dans la salle.")})
    event = db.session.get(Event, event_id)
    if event is None:
        raise Missing()
    require(policies.can_open_room(viewer, event_id))
    lock_exclusive("plenary-rooms")
    room = find_live_room(event_id)
    if room is not None:
        return room
    taken = set(db.session.scalars(select(Room.code).where(Room.ended_at.is_(None))))
    code = next(code for code in iter(_draw_code, None) if code not in taken)
    room = Room(event_id=event_id, code=code, join_key=secrets.token_urlsafe(16), opened_at=utc_now(), epoch=1,
                seats_taken=0, entry=entry)
    db.session.add(room)
    db.session.flush()
    note_act(room, viewer, "opened")
    changed("rooms", f"event:{event.slug}")
    return room


def _draw_code():
    return f"{secrets.randbelow(10**6):06d}"


def end_room(viewer, room_id):
    """End a room: its code, its join key and its seats end with it; ending it again changes nothing."""
    room = lock_room(room_id)
    if room.ended_at is not None:
        require(policies.can_facilitate(viewer, room))
        return
    require(policies.can_end(policies.can_control(viewer, room), has_open_poll(room)))
    room.ended_at = utc_now()
    room.message_fr = room.message_en = None
    put_pulse_away(room.id)
    forget_people(room.id)
    move(room)
    note_act(room, viewer, "ended")
    changed("rooms", f"event:{db.session.get(Event, room.event_id).slug}")


def take_control(viewer, room_id):
    """Take the room over from whoever drives it, explicitly; it is written down."""
    room = lock_room(room_id)
    require(policies.can_take_control(viewer, room))
    if not policies.drives(viewer, room):
        hand_over(room, viewer)


def hand_over(room, viewer):
    """Give control to the viewer, on the device they act from, and write down from whom."""
    before = db.session.get(Account, room.controller_id) if room.controller_id else None
    room.controller_id, room.controller_session = viewer.id, viewer.session_id
    note_act(room, viewer, "control", before.name if before else "")
    tell_consoles_after_commit(room.id)


def name_facilitator(viewer, room_id, email):
    """Make the account of an address a facilitator of the room's day; raises Refusal("invalid") when there is none."""
    room = lock_room(room_id)
    require(policies.can_share(viewer, room))
    account = find_account(email)
    if account is None or account.suspended_at is not None:
        raise Refusal("invalid", fields={"email": lazy("Aucun compte n’a cette adresse.")})
    events.give_role(room.event_id, account.id, "facilitator")
    note_act(room, viewer, "facilitator", account.name)
    return account


def note_act(room, viewer, act, detail=""):
    """Write an act about the room down: who, what, when."""
    db.session.add(RoomAct(room_id=room.id, at=utc_now(), actor=actor(viewer), act=act, detail=detail[:200]))


def actor(viewer):
    """Give the name under which an act is written down: it says who took over by a relief code."""
    name = viewer.name or viewer.email
    return f"{name} (par code de relève)" if policies.is_relieving(viewer) else name


def lock_room(room_id):
    """Load a room alone: every act on it, and on its polls, passes here first."""
    return lock(Room, room_id)


def lock_live_room(room_id):
    """Load a room alone; raises Refusal("unknown_room") once it has ended."""
    room = db.session.get(Room, room_id, with_for_update=True, populate_existing=True)
    if room is None or room.ended_at is not None:
        raise Refusal("unknown_room")
    return room


def has_open_poll(room):
    """Tell whether a poll of the room is open."""
    return db.session.scalar(select(exists().where(RunItem.room_id == room.id, RunItem.is_open)))


def claim_control(viewer, room):
    """Give control to whoever acts first when nobody drives the room."""
    require(policies.can_control(viewer, room))
    if room.controller_id is None:
        hand_over(room, viewer)


def move(room):
    """Number the room's snapshots from a new million, and show the room to everybody after the commit."""
    room.epoch += 1
    show_after_commit(room.id)


def put_pulse_away(room_id):
    """Take the flash poll, if any, off a room's screens; the room is then shown anew by the caller."""
    query = select(Pulse).where(Pulse.room_id == room_id, Pulse.state.in_(ON_SCREEN)).with_for_update()
    for pulse in db.session.scalars(query.execution_options(populate_existing=True)).all():
        pulse.state = AWAY
        changed(f"pulse:{pulse.id}")
    db.session.flush()


def begin_epochs():
    """Begin a new million in every live room: whatever was sent before this process started is older."""
    db.session.execute(update(Room).where(Room.ended_at.is_(None)).values(epoch=Room.epoch + 1))


# ---- seats ----


def take_seat(room_id, *, device, sector=None, name="", organisation="", capacity="personal", **more):
    """Give a device its seat: (Seat, whether it is new). The same device is given the same seat again, as it was.

    A device that had left its seat takes it again with what it says now. `more` may hold `slip` (a code or a key),
    `account` (a Viewer) and `workshop` (its id). Raises Refusal("invalid", "forbidden", "unknown_room").
    """
    outcome = take_seats(room_id, [{"device": device, "sector": sector, "name": name, "organisation": organisation,
                                    "capacity": capacity, **more}])[0]
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


def take_seats(room_id, wishes):
    """Give several devices their seats at once: for each (Seat, whether it is new), or its Refusal."""
    room = lock_live_room(room_id)
    sectors = [row.key for row in list_sectors(room.event_id)]
    devices = [hash_device(room_id, wish["device"]) if is_device(wish["device"]) else None for wish in wishes]
    known = {seat.device: seat for seat in db.session.scalars(
        select(Seat).where(Seat.room_id == room_id, Seat.device.in_([device for device in devices if device])))}
    gate, outcomes = Gate(room, wishes), []
    for device, wish in zip(devices, wishes, strict=True):
        try:
            admitted = gate.judge(wish)
            workshops = gate.workshops | {admitted.known.get("workshop")}
            values = _read_wish(wish | admitted.known, device, sectors, workshops) | admitted.columns()
            _refuse_second(gate.holder_of(admitted), known.get(device), admitted)
            outcomes.append(_seat(room, device, values, known))
            gate.seated(admitted, outcomes[-1][0])
        except Refusal as refusal:
            outcomes.append(refusal)
    db.session.flush()
    for outcome in outcomes:
        if not isinstance(outcome, Refusal):
            seat_after_commit(outcome[0])
    return outcomes


def _seat(room, device, values, known):
    seat = known.get(device)
    if seat is None:
        if room.seats_taken >= MOST_SEATS:
            raise Refusal("too_many")
        room.seats_taken += 1
        seat = known[device] = Seat(
            id=secrets.randbits(62) + 1, room_id=room.id, device=device, number=room.seats_taken, taken_at=utc_now(),
            released_at=None, **values)
        db.session.add(seat)
        return seat, True
    if seat.released_at is not None or seat.entry != values["entry"] != "open":
        seat.released_at = None
        for name, value in values.items():
            setattr(seat, name, value)
    return seat, False


def _refuse_second(holder, held, admitted):
    """Let a pass or an account have one seat in a room, and a device hold one of them."""
    if holder is not None and holder is not held:
        raise refuse("forbidden", ELSEWHERE)
    if held is None or not admitted.is_tied:
        return
    for name in ("pass_id", "account_id"):
        if getattr(held, name) is not None and getattr(admitted, name) not in (None, getattr(held, name)):
            raise refuse("forbidden", ANOTHER)


def _read_wish(wish, device, sectors, workshops):
    name, organisation = clean_line(wish["name"]), clean_line(wish["organisation"])
    faults = {}
    if device is None:
        faults["device"] = lazy("Le numéro de l’appareil doit avoir 32 chiffres hexadécimaux.")
    workshop = wish.get("workshop")
    if workshop is not None and workshop not in workshops:
        faults["workshop"] = lazy("Choisissez un atelier de la journée.")
    if wish["sector"] not in sectors:
        faults["sector"] = (lazy("Choisissez parmi : %(words)s.", words=", ".join(sectors)) if wish["sector"]
                            else lazy("Choisissez votre milieu."))
    if wish["capacity"] not in CAPACITIES:
        faults["capacity"] = lazy("Choisissez à quel titre vous participez.")
    if len(name) > LENGTHS["name"]:
        faults["name"] = lazy("Écrivez au plus 80 caractères.")
    if len(organisation) > LENGTHS["organisation"]:
        faults["organisation"] = lazy("Écrivez au plus 200 caractères.")
    if faults:
        raise Refusal("invalid", fields=faults)
    return {"sector": wish["sector"], "name": name, "organisation": organisation, "capacity": wish["capacity"],
            "workshop_id": workshop}


def hash_device(room_id, device):
    """Give the form under which a device's number is stored: of no use elsewhere, and different in each room."""
    return hashlib.sha256(f"concertaction-device/1\n{room_id}\n{device.lower()}".encode()).hexdigest()


def free_device(room_id):
    """Give what stands for the device of a seat that no device holds any longer."""
    return hash_device(room_id, secrets.token_hex(16))


def release_seat(seat):
    """Leave a seat; its token is good for nothing until the same device takes it again. Rolls already made keep it."""
    row = lock(Seat, seat.id)
    if row.released_at is None:
        row.released_at = utc_now()
    leave_after_commit(row)

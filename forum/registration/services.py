"""What can be done about registration: one function an intention, each inside the caller's transaction.

Whatever changes who has a place holds the day's own lock, so that no more than the quota are ever registered.
"""

import secrets

from sqlalchemy import delete, select, update

from forum.core.database import db, lock_exclusive, utc_now
from forum.core.errors import Refusal
from forum.core.i18n import TIME_ZONE, lazy
from forum.core.policies import require
from forum.core.web.pages import changed
from forum.events.models import Event
from forum.events.queries import list_sectors, roles_of
from forum.events.services import lock_event
from forum.notifications import services as outbox
from forum.registration import desk, policies, rules
from forum.registration.importing import judge
from forum.registration.keys import draw_nonce, hash_key, key_of
from forum.registration.models import Quota, Registration, Setting
from forum.registration.queries import count_places, find_by_address
from forum.registration.reading import NEEDS_ADDRESS, Reader, fold, read_address

SENDER = "registration"
NEEDED = lazy("Remplissez ce champ.")
NOT_A_NUMBER = lazy("Écrivez un nombre de 0 à 5 000, ou rien.")
SECTOR_FULL = lazy("Ce milieu n’a plus de place : gardez le vôtre, ou annulez pour vous inscrire de nouveau.")
NEEDS_OFFICER = lazy("Dites d’abord, dans « Inscriptions », qui répond des renseignements et quand ils sont effacés.")
TWICE = lazy("Cette adresse est déjà sur la liste.")


def today_of(now=None):
    """Give the day it is where the days are held."""
    return (now or utc_now()).astimezone(TIME_ZONE).date()


def hold(event_id):
    """Hold a day's registration alone until the transaction ends; gives its setting as it now stands."""
    lock_exclusive(f"registration:{event_id}")
    setting = db.session.get(Setting, event_id, populate_existing=True)
    if setting is None:
        setting = Setting(event_id=event_id, mode="closed", officer_name="", officer_email="")
        db.session.add(setting)
        db.session.flush()
    return setting


def hold_row(row):
    """Hold the day of a registration alone; gives its setting, the row read again."""
    setting = hold(row.event_id)
    db.session.refresh(row)
    return setting


# ---- how a day takes people in ----


def set_up(viewer, slug, values, quotas, now=None):
    """Say how a day takes people in; more places go to those in line. Raises Forbidden, Missing, Refusal("invalid")."""
    event = lock_event(viewer, slug)
    setting = hold(event.id)
    read = _read_setting(event, values, quotas)
    for name, value in read.items():
        setattr(setting, name, value)
    known = {row.key for row in list_sectors(event.id)}
    db.session.execute(delete(Quota).where(Quota.event_id == event.id))
    db.session.add_all(Quota(event_id=event.id, sector=sector, places=places) for sector, places in quotas.items()
                       if sector in known and places is not None)
    db.session.flush()
    promote(event, setting, now)
    changed(f"event:{event.slug}")
    return setting


def _read_setting(event, values, quotas):
    names = ("mode", "opens_on", "closes_on", "places", "officer_name", "officer_email", "erase_on")
    read = {name: values.get(name) for name in names}
    faults = {}
    if read["mode"] not in rules.MODES:
        faults["mode"] = lazy("Choisissez dans la liste.")
    for name, number in (("places", read["places"]), *((f"quota_{key}", places) for key, places in quotas.items())):
        if number is not None and not 0 <= number <= rules.MOST_PLACES:
            faults[name] = NOT_A_NUMBER
    if read["opens_on"] and read["closes_on"] and read["closes_on"] < read["opens_on"]:
        faults["closes_on"] = lazy("La fin vient avant le début.")
    _read_officer(event, read, faults)
    if faults:
        raise Refusal("invalid", fields=faults)
    return read


def _read_officer(event, read, faults):
    typed = (read["officer_email"] or "").strip()
    read["officer_name"] = " ".join((read["officer_name"] or "").split())
    read["officer_email"] = read_address(typed) or ""
    if len(read["officer_name"]) > rules.LENGTHS["officer"]:
        faults["officer_name"] = lazy("Écrivez au plus %(limit)s caractères.", limit=rules.LENGTHS["officer"])
    if typed and not read["officer_email"]:
        faults["officer_email"] = NEEDS_ADDRESS
    if read["mode"] != "closed":
        for name in ("officer_name", "officer_email", "erase_on"):
            if not read[name]:
                faults.setdefault(name, NEEDED)
    if read["erase_on"] and event.date and read["erase_on"] <= event.date:
        faults["erase_on"] = lazy("Choisissez un jour après la journée.")


def invite(viewer, slug, text, language, now=None):
    """Invite the addresses of a list, one a line, each by its own link: (how many are new, how many were known).

    The same list again invites nobody twice. Raises Forbidden, Missing, Refusal("invalid") that names the first line.
    """
    event = lock_event(viewer, slug)
    setting = hold(event.id)
    if setting.mode == "closed":
        raise Refusal("invalid", fields={"addresses": lazy("Ouvrez d’abord les inscriptions.")})
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > rules.MOST_INVITED:
        raise Refusal("invalid", fields={
            "addresses": lazy("Collez au plus %(most)s adresses à la fois.", most=rules.MOST_INVITED)})
    found = {}
    for place, line in enumerate(lines, 1):
        address = read_address(line)
        if address is None:
            raise Refusal("invalid", fields={"addresses": lazy(
                "Ligne %(place)s : %(why)s", place=place, why=NEEDS_ADDRESS)})
        found.setdefault(address.casefold(), address)
    known = set(db.session.scalars(select(Registration.email_key).where(Registration.event_id == event.id)))
    fresh = [_draw(event.id, state="invited", email=address, email_key=key, language=language)
             for key, address in found.items() if key not in known]
    db.session.add_all(fresh)
    db.session.flush()
    _write(fresh, "invited")
    return len(fresh), len(lines) - len(fresh)


# ---- registering ----


def _draw(event_id, **columns):
    nonce = draw_nonce()
    return Registration(event_id=event_id, nonce=nonce, key_hash=hash_key(key_of(nonce)), uid=secrets.token_hex(16),
                        **columns)


def _write(rows, kind):
    outbox.post(SENDER, [(str(row.id), kind) for row in rows if row.email])


def register(event_id, values, now=None):
    """Register an address for a day, or put it in line when there is no room; gives "registered" or "waiting".

    What is given says what becomes of an address that is new: nothing tells whether this one was known. One that was
    is changed in nothing, and a letter tells it what is the case. Raises Forbidden, Refusal("invalid").
    """
    now = now or utc_now()
    setting = hold(event_id)
    require(policies.can_register(setting, today_of(now)))
    read = Reader(event_id).read(values)
    state = "registered" if count_places(event_id, setting).has_room(read["sector"]) else "waiting"
    row = find_by_address(event_id, read["email_key"])
    if row is None or row.state == "invited":
        _enter([(row or _draw(event_id), read)], state, now)
    else:
        remind(row, now)
    return state


def _enter(entries, state, now):
    """Note what is known of each of [(row, columns)…], give all this state, and write to them."""
    rows = []
    for row, read in entries:
        for name, value in read.items():
            setattr(row, name, value)
        row.state, row.queued_at, row.revision = state, now, (row.revision or 0) + 1
        rows.append(row)
    db.session.add_all(rows)
    db.session.flush()
    _write(rows, "confirmed" if state == "registered" else "waiting")
    if state == "registered":
        desk.expect(rows[0].event_id, rows)
    return rows


def remind(row, now=None):
    """Write again to an address what is the case, a few times a day at most."""
    today = today_of(now)
    row.reminded = row.reminded + 1 if row.reminded_on == today else 1
    row.reminded_on = today
    if row.reminded <= rules.MOST_REMINDED:
        _write([row], "again")


def change(row, values, now=None):
    """Change what a person says of themselves, by their own link; an invited or cancelled one registers thereby.

    Raises Forbidden, Refusal("invalid").
    """
    now = now or utc_now()
    setting = hold_row(row)
    read = Reader(row.event_id).read(values, needs_address=False)
    places = count_places(row.event_id, setting)
    if row.state in ("invited", "cancelled"):
        require(policies.can_register(setting, today_of(now), has_link=True))
        state = "registered" if places.has_room(read["sector"]) else "waiting"
        return _enter([(row, read)], state, now)[0]
    return _rewrite(row, read, places, setting, now)


def _rewrite(row, read, places, setting, now):
    if row.state == "registered" and read["sector"] != row.sector:
        places.leave(row.sector)
        if not places.has_room(read["sector"]):
            raise Refusal("invalid", fields={"sector": SECTOR_FULL})
    moved = read["sector"] != row.sector
    for name, value in read.items():
        setattr(row, name, value)
    row.revision += 1
    db.session.flush()
    if row.state == "registered":
        desk.expect(row.event_id, [row])
    if moved:  # a place was left in the sector of before, or somebody waits for another
        promote(db.session.get(Event, row.event_id), setting, now)
    return row


def cancel(row, now=None):
    """Cancel a registration; the first in line who can have the place gets it. Done again it changes nothing."""
    setting = hold_row(row)
    if row.state == "cancelled":
        return row
    row.state, row.queued_at, row.revision = "cancelled", None, row.revision + 1
    db.session.flush()
    _write([row], "cancelled")
    desk.release(row.event_id, [row])
    promote(db.session.get(Event, row.event_id), setting, now)
    return row


def promote(event, setting, now=None):
    """Give the places that are free to those in line, first come first served, and write to them; gives the rows.

    Nobody is promoted to a day that is past.
    """
    if event.date and today_of(now) > event.date:
        return []
    line = db.session.execute(select(Registration.id, Registration.sector).where(
        Registration.event_id == event.id, Registration.state == "waiting").order_by(
        Registration.queued_at, Registration.id)).all()
    chosen = rules.next_in_line(line, count_places(event.id, setting)) if line else []
    if not chosen:
        return []
    rows = db.session.scalars(select(Registration).where(Registration.id.in_(chosen)).execution_options(
        populate_existing=True)).all()
    for row in rows:
        row.state, row.revision = "registered", row.revision + 1
    db.session.flush()
    _write(rows, "promoted")
    desk.expect(event.id, rows)
    return rows


def withdraw_consent(event_id, email_key):
    """Note that an address no longer accepts to be written to about what follows a day; its place stays."""
    db.session.execute(update(Registration).where(
        Registration.event_id == event_id, Registration.email_key == email_key).values(may_contact=False))


# ---- by the team ----


def require_keeper(viewer, event_id):
    """Require that the viewer may keep a day's list; raises Forbidden."""
    require(policies.can_keep_list(viewer, roles_of(viewer, event_id)))


def require_officer(setting, field="email"):
    """Require that it was said who answers for what people say, and when it is erased; raises Refusal("invalid")."""
    if not (setting.officer_name and setting.officer_email and setting.erase_on):
        raise Refusal("invalid", fields={field: NEEDS_OFFICER})


def add_by_hand(viewer, event_id, values, now=None):
    """Register somebody who asked otherwise, whatever the dates; without room they wait as the others do.

    Gives the row; raises Forbidden, Refusal("invalid").
    """
    require_keeper(viewer, event_id)
    setting = hold(event_id)
    require_officer(setting)
    read = Reader(event_id).read(values, needs_sector=False)
    row = find_by_address(event_id, read["email_key"])
    if row is not None and row.state != "invited":
        raise Refusal("invalid", fields={"email": TWICE})
    state = "registered" if count_places(event_id, setting).has_room(read["sector"]) else "waiting"
    return _enter([(row or _draw(event_id), read)], state, now or utc_now())[0]


def cancel_by_hand(viewer, row, now=None):
    """Cancel a registration as the person asked; raises Forbidden."""
    require_keeper(viewer, row.event_id)
    return cancel(row, now)


def forget_expired(today=None):
    """Erase, for the days whose date of erasing has come, every address and private answer; gives how many.

    Who was registered remains by name, organisation, sector and capacity; who was not is gone altogether.
    """
    today = today or today_of()
    over = select(Setting.event_id).where(Setting.erase_on <= today)
    mine = Registration.event_id.in_(over), (Registration.email.is_not(None)) | (Registration.state != "registered")
    rows = db.session.execute(select(Registration.id, Registration.state).where(*mine)).all()
    if not rows:
        return 0
    outbox.withdraw(SENDER, [str(row.id) for row in rows])
    db.session.execute(delete(Registration).where(*mine, Registration.state != "registered"))
    db.session.execute(update(Registration).where(*mine).values(
        email=None, email_key=None, access_needs=None, meal=None, may_contact=False, nonce=None, key_hash=None,
        reminded_on=None).execution_options(synchronize_session=False))
    db.session.expire_all()
    return len(rows)



def import_people(viewer, event_id, rows, columns, now=None):
    """Take the good rows of a list, all or none: {"new", "waiting", "changed", "left"}, how many of each.

    The same list again changes nothing. A change of sector is left out where the other sector is full.
    Raises Forbidden, Refusal("invalid").
    """
    now = now or utc_now()
    require(policies.can_read_private(viewer, roles_of(viewer, event_id)))
    setting = hold(event_id)
    require_officer(setting, "file")
    known = {row.email_key: row for row in db.session.scalars(select(Registration).where(
        Registration.event_id == event_id).execution_options(populate_existing=True)) if row.email_key}
    lines = judge(event_id, rows, columns, known)
    places = count_places(event_id, setting)
    changed_rows = [row for line in lines if line.state == "changed"
                    and (row := _take_change(known[line.read["email_key"]], line.read, places))]
    db.session.flush()
    desk.expect(event_id, [row for row in changed_rows if row.state == "registered"])
    entering = {"registered": [], "waiting": []}
    for line in lines:
        if line.state == "new":
            state = "registered" if places.has_room(line.read["sector"]) else "waiting"
            if state == "registered":
                places.take(line.read["sector"])
            entering[state].append((known.get(line.read["email_key"]) or _draw(event_id), line.read))
    for state, entries in entering.items():
        if entries:
            _enter(entries, state, now)
    promote(db.session.get(Event, event_id), setting, now)
    counted = {"new": len(entering["registered"]), "waiting": len(entering["waiting"]), "changed": len(changed_rows)}
    return counted | {"left": len(lines) - sum(counted.values())}


def _take_change(row, read, places):
    """Write what a list says of a person; None when their place cannot follow them to another sector."""
    sector = read.get("sector", row.sector)
    if row.state == "registered" and sector != row.sector:
        places.leave(row.sector)
        if not places.has_room(sector):
            places.take(row.sector)
            return None
        places.take(sector)
    for name, value in read.items():
        setattr(row, name, value)
    row.folded = f"{fold(row.name)}\n{fold(row.organisation)}"[:400]
    row.revision += 1
    return row

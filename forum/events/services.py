"""What organisers do with a day: create it, describe it, say who does what in it. Each in the caller's transaction."""

from datetime import date

from sqlalchemy import delete, exists, select

from forum.accounts.queries import find_account
from forum.accounts.services import find_or_add_organisation
from forum.core.database import db, lock, utc_now
from forum.core.database.matching import Changes, assign, match
from forum.core.errors import Missing, Refusal
from forum.core.policies import require
from forum.core.web.pages import changed
from forum.events import policies
from forum.events.faults import clean_values, refuse, say, take_fields, take_rows
from forum.events.models import Event, EventOrganisation, EventRole, Organiser, ProgrammeItem, Sector
from forum.events.queries import get_event, organises_a_day, roles_of
from forum.events.rules import (
    EVENT_FIELDS,
    MAXIMUM_ROWS,
    NAME_FIELDS,
    PROGRAMME_FIELDS,
    PROGRAMME_KINDS,
    ROLES,
    SECTOR_FIELDS,
    STATES,
    parse_date,
    parse_time,
)


def create_event(viewer, values, now=None):
    """Create a day as a draft, the viewer its organiser; raises Forbidden, Refusal("invalid") with sentences by field.

    `values` holds the texts of `EVENT_FIELDS` and `date`, a date, "2007-01-18" or nothing.
    """
    require(policies.can_create(viewer, organises_a_day(viewer)))
    read = _take_event(values)
    now = now or utc_now()
    event = Event(state="draft", created_by_id=viewer.id, created_at=now, changed_at=now, **read)
    db.session.add(event)
    db.session.flush()
    if viewer.is_signed_in:
        give_role(event.id, viewer.id, "organiser")
    return event


def update_event(viewer, slug, values, now=None):
    """Change the texts, date and state of a day; a field that is absent stays. Raises Forbidden, Missing, Refusal."""
    event = lock_event(viewer, slug)
    before = event.slug
    known = {name: getattr(event, name) for name in EVENT_FIELDS}
    read = _take_event({**known, "date": event.date, **values}, event)
    if "state" in values and values["state"] not in STATES:
        refuse("state", "not_in_list")
    if event.state == "published" and read["code"] != event.code:
        raise Refusal("invalid", fields={"code": policies.CODE_STAYS})
    assign(event, read | ({"state": values["state"]} if "state" in values else {}), Changes())
    touch(event, now)
    changed(f"event:{before}")
    return event


def _take_event(values, event=None):
    read = take_fields(values, EVENT_FIELDS)
    read["date"] = _take_date(values.get("date"))
    for name in ("slug", "code"):
        others = select(exists().where(getattr(Event, name) == read[name], Event.id != (event.id if event else 0)))
        if db.session.scalar(others):
            refuse(name, "taken")
    return read


def _take_date(value):
    if value is None or isinstance(value, date):
        return value
    found = parse_date(value.strip()) if value.strip() else None
    if value.strip() and found is None:
        refuse("date", "bad_form")
    return found


def lock_event(viewer, slug):
    """Load a day the viewer may change, for writing; raises Missing when they may not see it, Forbidden otherwise."""
    event = get_event(slug, viewer)
    require(policies.can_edit(viewer, roles_of(viewer, event.id)))
    return lock(Event, event.id)


def touch(event, now=None):
    """Note that a day changed, and forget the pages that show it."""
    event.changed_at = now or utc_now()
    changed("events", f"event:{event.slug}")
    db.session.flush()


def replace_organisers(viewer, slug, rows):
    """Say who organised the day: rows of {name_fr, name_en}, in order."""
    event = lock_event(viewer, slug)
    taken = _ordered(take_rows(rows, NAME_FIELDS, "organisers", MAXIMUM_ROWS))
    _refuse_twice(taken, "name_fr", "organisers")
    match(event.organisers, taken, "name_fr", lambda values: Organiser(**values), Changes())
    touch(event)


def replace_organisations(viewer, slug, rows):
    """Say which organisations were represented: rows of {name_fr, name_en} as printed, in order."""
    event = lock_event(viewer, slug)
    taken = _ordered(take_rows(rows, NAME_FIELDS, "organisations", MAXIMUM_ROWS))
    for values in taken:
        values["organisation_id"] = find_or_add_organisation(values["name_fr"]).id
    _refuse_twice(taken, "organisation_id", "organisations", "name_fr")
    match(event.organisations, taken, "organisation_id", lambda values: EventOrganisation(**values), Changes())
    touch(event)


def replace_sectors(viewer, slug, rows):
    """Give the day its own list of sectors: rows of {key, label_fr, label_en}, in order."""
    event = lock_event(viewer, slug)
    taken = _ordered(take_rows(rows, SECTOR_FIELDS, "sectors", MAXIMUM_ROWS))
    _refuse_twice(taken, "key", "sectors")
    match(event.sectors, taken, "key", lambda values: Sector(**values), Changes())
    touch(event)


def replace_programme(viewer, slug, rows):
    """Give the day its programme: rows of {kind, starts_at, ends_at} and `PROGRAMME_FIELDS`, in order.

    Hours are times, "9:30", « 9 h 30 » or nothing.
    """
    event = lock_event(viewer, slug)
    taken = _ordered(take_rows(rows, PROGRAMME_FIELDS, "programme", MAXIMUM_ROWS))
    for place, (values, row) in enumerate(zip(taken, rows, strict=True)):
        prefix = f"programme.{place}"
        values["kind"] = row.get("kind")
        if values["kind"] not in PROGRAMME_KINDS:
            refuse(f"{prefix}.kind", "not_in_list")
        for name in ("starts_at", "ends_at"):
            values[name] = _take_time(row.get(name), f"{prefix}.{name}")
        if values["starts_at"] and values["ends_at"] and values["ends_at"] < values["starts_at"]:
            refuse(f"{prefix}.ends_at", "ends_before")
    _keep_parts(event, taken)
    match(event.programme, taken, "position", lambda values: ProgrammeItem(**values), Changes())
    touch(event)


def _keep_parts(event, wanted):
    """Put the parts that stay at their new places: a workshop that is moved is the same one, for who is in it."""
    left = {}
    for item in event.programme:
        left.setdefault((item.kind, item.title_fr), []).append(item)
    places = {values["position"]: left[part].pop(0) for values in wanted
              if left.get(part := (values["kind"], values["title_fr"]))}
    others = [item for items in left.values() for item in items]
    free = iter(sorted({*range(1, len(wanted) + len(others) + 1)} - places.keys()))
    places |= {place: item for item in sorted(others, key=lambda item: item.position) for place in [next(free)]}
    for shift in (len(event.programme) + len(wanted) + 1, 0):  # no two are ever at one place
        for place, item in places.items():
            item.position = place + shift
        db.session.flush()


def _take_time(value, name):
    if not isinstance(value, str):
        return value
    found = parse_time(value) if value.strip() else None
    if value.strip() and found is None:
        refuse(name, "bad_form")
    return found


def _ordered(rows):
    return [{**values, "position": position} for position, values in enumerate(rows, 1)]


def _refuse_twice(rows, key, prefix, shown=None):
    seen = set()
    for place, values in enumerate(rows):
        if values[key] in seen:
            raise Refusal("invalid", fields={f"{prefix}.{place}.{shown or key}": say(key, "taken")})
        seen.add(values[key])


def give_role(event_id, account_id, role):
    """Give an account a role in a day, for whoever judged that it may be given; once is enough."""
    if role not in ROLES:
        raise ValueError(f"not a role: {role}")
    held = select(exists().where(
        EventRole.event_id == event_id, EventRole.account_id == account_id, EventRole.role == role))
    if not db.session.scalar(held):
        db.session.add(EventRole(event_id=event_id, account_id=account_id, role=role))
        db.session.flush()


def name_to_role(viewer, slug, email, role):
    """Give a role to the account of an address; raises Forbidden, Missing, Refusal("invalid")."""
    event = lock_event(viewer, slug)
    if role not in ROLES:
        refuse("role", "not_in_list")
    account = find_account(clean_values({"email": email})["email"])
    if account is None:
        raise Refusal("invalid", fields={"email": policies.NO_ACCOUNT})
    give_role(event.id, account.id, role)


def remove_from_role(viewer, slug, account_id, role):
    """Take a role away; the last organiser of a day stays. Raises Forbidden, Missing, Refusal("invalid")."""
    event = lock_event(viewer, slug)
    held = EventRole.event_id == event.id, EventRole.role == role
    if role == "organiser" and not db.session.scalar(select(exists().where(*held, EventRole.account_id != account_id))):
        raise Refusal("invalid", fields={"role": policies.LAST_ORGANISER})
    if not db.session.execute(delete(EventRole).where(*held, EventRole.account_id == account_id)).rowcount:
        raise Missing()

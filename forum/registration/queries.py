"""Reads of registration."""

from sqlalchemy import func, select

from forum.core.database import db
from forum.core.errors import Missing
from forum.core.i18n import lazy
from forum.registration.keys import hash_key
from forum.registration.models import Quota, Registration, Setting
from forum.registration.reading import fold
from forum.registration.rules import Places

LARGEST_ID = 2**31 - 1
PAGE_SIZE = 100
DEAD_LINK = lazy("Ce lien n’est plus bon : l’inscription a été effacée, ou l’adresse est incomplète.")


def find_setting(event_id):
    """Give how a day takes people in, or None while nothing was said."""
    return db.session.get(Setting, event_id)


def list_quotas(event_id):
    """Give {sector key: places} of a day."""
    return dict(db.session.execute(select(Quota.sector, Quota.places).where(Quota.event_id == event_id)).all())


def count_states(event_id):
    """Give {(sector key or None, state): how many}."""
    rows = db.session.execute(select(Registration.sector, Registration.state, func.count()).where(
        Registration.event_id == event_id).group_by(Registration.sector, Registration.state))
    return {(sector, state): number for sector, state, number in rows}


def count_places(event_id, setting):
    """Give the places of a day as they stand."""
    taken = {sector: number for (sector, state), number in count_states(event_id).items() if state == "registered"}
    return Places(setting.places if setting else None, list_quotas(event_id), taken)


def find_by_key(key):
    """Give the registration of a personal link, or None."""
    return db.session.scalar(select(Registration).where(Registration.key_hash == hash_key(key)))


def get_by_key(key):
    """Give the registration of a personal link; raises Missing."""
    row = find_by_key(key)
    if row is None:
        raise Missing(DEAD_LINK)
    return row


def get_registration(event_id, ident):
    """Give a registration of a day; raises Missing."""
    row = db.session.get(Registration, ident) if ident <= LARGEST_ID else None
    if row is None or row.event_id != event_id:
        raise Missing()
    return row


def find_by_address(event_id, email_key):
    """Give the registration of an address in a day, or None."""
    return db.session.scalar(select(Registration).where(
        Registration.event_id == event_id, Registration.email_key == email_key))


def place_in_line(row):
    """Give at which place somebody waits, from 1."""
    before = select(func.count()).where(
        Registration.event_id == row.event_id, Registration.state == "waiting",
        (Registration.queued_at < row.queued_at)
        | ((Registration.queued_at == row.queued_at) & (Registration.id < row.id)))
    return db.session.scalar(before) + 1


def list_registrations(event_id, wanted="", state="", sector="", after=0, most=PAGE_SIZE):
    """List the registrations of a day in the order of names, from a place on: by words of name or address, and kind."""
    query = select(Registration).where(Registration.event_id == event_id)
    for word in fold(wanted[:200]).split():
        query = query.where(Registration.folded.contains(word, autoescape=True)
                            | Registration.email_key.contains(word, autoescape=True))
    if state:
        query = query.where(Registration.state == state)
    if sector:
        query = query.where(Registration.sector == sector)
    return db.session.scalars(query.order_by(Registration.folded, Registration.id).offset(after).limit(most)).all()


def map_addresses(event_id):
    """Give {address: registration} of a day."""
    rows = db.session.scalars(select(Registration).where(
        Registration.event_id == event_id, Registration.email_key.is_not(None)))
    return {row.email_key: row for row in rows}

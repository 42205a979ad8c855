"""Reads of the proxies of a room."""

from sqlalchemy import select

from forum.core.database import db
from forum.plenary.models import Seat
from forum.plenary.tellers.models import Proxy


def list_proxies(room_id):
    """List the proxies that stand in a room, as (Proxy, number of the holder's seat), in order of number.

    One whose holder has left their seat, or only observes, stands no longer.
    """
    rows = db.session.execute(select(Proxy, Seat.number).join(Seat, Seat.id == Proxy.holder_id).where(
        Proxy.room_id == room_id, Proxy.revoked_at.is_(None), Seat.released_at.is_(None),
        Seat.capacity != "observer").order_by(Seat.number, Proxy.id)).all()
    return [tuple(row) for row in rows]


def list_proxies_of(seat):
    """List the proxies that a seat holds, in the order they were given."""
    return db.session.scalars(select(Proxy).where(Proxy.holder_id == seat.id, Proxy.revoked_at.is_(None))
                              .order_by(Proxy.id)).all()


def find_proxy_for(seat):
    """Give the proxy by which somebody else votes for a seat, or None."""
    return db.session.scalar(select(Proxy).where(Proxy.seat_id == seat.id, Proxy.revoked_at.is_(None)))

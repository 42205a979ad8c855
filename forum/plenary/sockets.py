"""Who is at the other end of a socket, from where, whose is cut, and the Socket.IO rooms that messages go to."""

from dataclasses import replace

from sqlalchemy import exists, select

from forum.accounts.models import SignInSession
from forum.accounts.queries import find_viewer, find_viewer_by_api_token
from forum.core.database import db
from forum.core.live import NAMESPACE
from forum.plenary import policies, tokens
from forum.plenary.console import relief
from forum.plenary.seating import seating


def identify(token):
    """Give (viewer, room id or None) of a facilitator's token: the page's own, or one for the API."""
    if not isinstance(token, str):
        return None, None
    found = tokens.read_console_token(token)
    if found is None:
        return find_viewer_by_api_token(token), None
    account_id, session_id, room_id = found
    if session_id and session_id.startswith(policies.RELIEF_PREFIX):
        return relief.find_by_session(room_id, session_id), room_id
    is_signed_in = session_id and db.session.scalar(select(exists().where(SignInSession.id == session_id)))
    viewer = find_viewer(account_id) if is_signed_in else None
    return viewer and replace(viewer, session_id=session_id), room_id


def room_name(room_id):
    """Name the Socket.IO room of everybody in a room."""
    return f"room:{room_id}"


def console_name(room_id):
    """Name the Socket.IO room of a room's consoles."""
    return f"console:{room_id}"


def watcher_name(room_id):
    """Name the Socket.IO room of a room's screens and consoles, which show what phones do without."""
    return f"watchers:{room_id}"


def address_of(environ, app):
    """Give the client's address: the proxy's word is taken only from as many proxies as are configured."""
    proxies = app.extensions["settings"].proxies
    forwarded = [part.strip() for part in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies]
    return environ.get("REMOTE_ADDR", "")


def watch_moves(live):
    """Let the sockets of a serving process follow the seats that move; gives them back."""
    live.halls.on_moved = lambda hall, seat_id: cut_moved(live, hall, seat_id)
    return live


def cut_moved(live, hall, seat_id):
    """Cut the lines of a seat that its device holds no longer."""
    for sid, person in list(live.people.items()):
        if person.seat and person.seat.id == seat_id and not seating().holds(person.seat):
            live.server.disconnect(sid, namespace=NAMESPACE)

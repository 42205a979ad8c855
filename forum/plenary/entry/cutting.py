"""Which sockets are cut when a seat goes to another device."""

from forum.core.live import NAMESPACE
from forum.plenary.seating import seating


def watch_moves(live):
    """Let the sockets of a serving process follow the seats that move; gives them back."""
    live.halls.on_moved = lambda hall, seat_id: cut_moved(live, hall, seat_id)
    return live


def cut_moved(live, hall, seat_id):
    """Cut the lines of a seat that its device holds no longer."""
    for sid, person in list(live.people.items()):
        if person.seat and person.seat.id == seat_id and not seating().holds(person.seat):
            live.server.disconnect(sid, namespace=NAMESPACE)

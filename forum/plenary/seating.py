"""The seats of the live rooms, kept in memory so that a phone is recognised without asking the database."""

from dataclasses import dataclass

from flask import current_app

EXTENSION = "plenary-seating"


@dataclass(frozen=True, slots=True)
class HeldSeat:
    """Hold what is asked of a seat that somebody sits in."""

    id: int
    room_id: int
    number: int
    sector: str
    name: str
    organisation: str
    capacity: str
    generation: int
    entry: str
    workshop_id: int | None


class Seating:
    """Find seats by id and by room."""

    def __init__(self):
        self.by_id = {}
        self.by_room = {}

    def remember(self, row):
        """Keep a seat from its row; gives the kept one."""
        held = HeldSeat(row.id, row.room_id, row.number, row.sector, row.name, row.organisation, row.capacity,
                        row.generation, row.entry, row.workshop_id)
        self.by_id[held.id] = held
        self.by_room.setdefault(held.room_id, {})[held.id] = held
        return held

    def holds(self, held):
        """Tell whether a seat is still held by the device that this value was kept for."""
        known = self.by_id.get(held.id)
        return known is not None and known.generation == held.generation

    def forget(self, seat_id):
        """Forget a seat that was left."""
        held = self.by_id.pop(seat_id, None)
        if held is not None:
            self.by_room.get(held.room_id, {}).pop(seat_id, None)

    def forget_room(self, room_id):
        """Forget the seats of a room that ended."""
        for seat_id in self.by_room.pop(room_id, {}):
            self.by_id.pop(seat_id, None)


def seating():
    """Give the seats that this application knows."""
    return current_app.extensions.setdefault(EXTENSION, Seating())

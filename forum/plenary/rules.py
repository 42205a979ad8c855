"""Pure decisions about the room: codes, phases, the order of snapshots, what may be counted in public."""

import re

from forum.votes.rules import ENTRIES as ENTRIES

CODE = re.compile(r"[0-9]{6}", re.ASCII)
JOIN_KEY = re.compile(r"[0-9A-Za-z_-]{22}", re.ASCII)
DEVICE = re.compile(r"[0-9a-fA-F]{32}", re.ASCII)
CAPACITIES = ("personal", "organisation", "observer")
LENGTHS = {"name": 80, "organisation": 200, "sector": 40, "reason": 500, "message": 200, "template": 120}
MOST_SEATS = 20_000
MOST_WEIGHT = 1_000  # votes of one seat
SEEN_SECONDS = 90
SMALLEST_CELL = 5
EPOCH_STEP = 1_000_000
KEY_PREFIX = "seat:"


def is_code(text):
    """Tell whether a text has the form of a room's code: six digits."""
    return isinstance(text, str) and CODE.fullmatch(text) is not None


def is_join_key(text):
    """Tell whether a text has the form of a room's join key: 128 bits in 22 characters."""
    return isinstance(text, str) and JOIN_KEY.fullmatch(text) is not None


def is_device(text):
    """Tell whether a text has the form of a device's number: 32 hexadecimal digits."""
    return isinstance(text, str) and DEVICE.fullmatch(text) is not None


def sequence(epoch, changes):
    """Give the number of a snapshot: each transition, and each start of the server, begins a new million."""
    return epoch * EPOCH_STEP + min(changes, EPOCH_STEP - 1)


def phase_of(state):
    """Give the room's phase from the state of the poll it shows; a cancelled poll sends the room back to the lobby."""
    return state if state in ("open", "closed", "published") else "lobby"


def voter_key(seat_id):
    """Give the opaque key under which votes knows a seat."""
    return f"{KEY_PREFIX}{seat_id}"


def seat_of_key(key):
    """Give the seat's id back from its voter key."""
    return int(key.removeprefix(KEY_PREFIX))


def votes_in(capacity):
    """Tell whether a seat of this capacity is put on rolls: all but those who only observe."""
    return capacity != "observer"


def is_admitted(entry, seat):
    """Tell whether a seat was admitted as its room now asks: anybody in an open room."""
    return entry == "open" or seat.entry == entry


def is_among(electorate, seat):
    """Tell whether a seat is one of those that a poll is for; None is everybody. Takes rows or the snapshot's form."""
    if electorate is None:
        return True
    if "workshop" in electorate:
        return seat.workshop_id == electorate["workshop"]["id"]
    return seat.sector in [group["id"] for group in electorate["sectors"]]


def may_vote(entry, electorate, seat):
    """Tell whether a seat belongs on the roll of a poll that opens now for this electorate."""
    return votes_in(seat.capacity) and is_admitted(entry, seat) and is_among(electorate, seat)


def hide_small_cells(rows):
    """Hide the rows of a table that would tell about fewer than five people, directly or by subtracting from the total.

    `rows` is {name: (cell, …)}; the totals of the columns are taken to be known. Gives the same dict with None in place
    of a hidden row. A row is hidden when a cell is under five; the last of several cells is a remainder (those who have
    not voted), which may also be nothing at all. Whatever is hidden must be at least two rows, and together at least
    five in each column; else the smallest row shown is hidden too. Source: complementary cell suppression,
    L. Willenborg and T. de Waal, Elements of Statistical Disclosure Control, 2001, ch. 6.
    """
    def too_small(cells):
        first, remainder = (cells[:-1], cells[-1]) if len(cells) > 1 else (cells, SMALLEST_CELL)
        return any(cell < SMALLEST_CELL for cell in first) or 0 < remainder < SMALLEST_CELL

    hidden = {name for name, cells in rows.items() if too_small(cells)}
    shown = sorted(rows.keys() - hidden, key=lambda name: (sum(rows[name]), name), reverse=True)

    def gives_itself_away():
        sums = [sum(column) for column in zip(*(rows[name] for name in hidden), strict=True)]
        return bool(hidden) and (len(hidden) < 2 or too_small(tuple(sums)))

    while shown and gives_itself_away():
        hidden.add(shown.pop())
    return {name: None if name in hidden else cells for name, cells in rows.items()}

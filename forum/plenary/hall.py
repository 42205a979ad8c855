"""What this process knows of the live rooms: who is present, who has voted, and the snapshot that everybody is given.

All of it can be read again from the database, except presence. Nothing here writes to the database.
"""

import json
from collections import Counter

from flask import current_app

from forum.core.database import db
from forum.core.database.transaction import current_transaction
from forum.core.errors import Missing
from forum.events.queries import list_sectors, list_workshops
from forum.plenary.floor import live as floor_live
from forum.plenary.lines import Lines
from forum.plenary.presence import Presence
from forum.plenary.pulses.live import LivePulse
from forum.plenary.queries import find_room_of_poll, get_room_state, list_live_rooms, list_seats
from forum.plenary.rules import is_among, may_vote, sequence, voter_key, votes_in
from forum.plenary.scene import counted_voted, make_scene, participation, text
from forum.plenary.screen.countdown import Countdown
from forum.plenary.seating import seating
from forum.votes.rules import shown_count

MOST_POLLS_KNOWN = 10_000


class Hall:
    """Hold one live room as the people in it see it."""

    def __init__(self, room_id):
        self.room_id = room_id
        self.presence = Presence()
        self.lines = Lines()
        self.code = ""
        self.epoch = 0
        self.changes = 0
        self.scene = {}
        self.roll = {}
        self.proxies, self.weights = {}, {}
        self.marked = 0
        self.voted = 0
        self.entitled = 0
        self.is_secret = False
        self.entry = "open"
        self.electorate = None
        self.sectors = []
        self.workshops = []
        self.pulse = None
        self.countdown = None
        self.floor_state = None
        self.questions = None
        self._figures = None
        self._snapshot = None
        self._body = None

    def load(self, state, sectors, workshops=()):
        """Take over what the database says; an older reading that comes late changes nothing."""
        if state.room.epoch < self.epoch:
            return
        if state.room.epoch == self.epoch:
            self.changes += 1
        else:
            self.epoch, self.changes, self.roll = state.room.epoch, 0, {}
        self.code = state.room.code
        self.sectors, self.workshops = sectors, list(workshops)
        self.entry, self.electorate = state.room.entry, state.poll.electorate if state.poll else None
        self.scene = make_scene(state)
        # a ballot may have been recorded since the roll was read: nobody unvotes
        self.roll = {key: voted or self.roll.get(key, False) for key, voted in state.roll.items()}
        self.proxies, self.weights = state.proxies, state.weights
        self.countdown = Countdown.follow(state.room.ends_at, self.countdown)
        self.entitled = state.poll.entitled or 0 if state.poll else 0
        self.is_secret = bool(state.poll and state.poll.secret)
        if state.pulse:
            question = text(state.pulse.question_fr, state.pulse.question_en)
            self.pulse = LivePulse(state.pulse, question, state.pulse_answers).succeed(self.pulse)
        else:
            self.pulse = None
        self.marked = sum(self.weights.get(key, 1) for key, voted in self.roll.items() if voted)
        self.voted = self.marked if self.roll else counted_voted(state.poll)
        self._figures = None

    @property
    def poll_id(self):
        """The id of the poll that is open, or None."""
        return self.scene["poll"]["id"] if self.scene["phase"] == "open" else None

    def has_voted(self, poll_id, key):
        """Note that a voter's first ballot in the open poll was recorded."""
        if poll_id == self.poll_id and self.roll.get(key) is False:
            self.roll[key] = True
            self.marked += self.weights.get(key, 1)
            self.voted = max(self.voted, self.marked)

    def has_counted(self, poll_id, voted):
        """Note how many have voted in the open poll, as the database says it; nobody unvotes."""
        if poll_id == self.poll_id:
            self.voted = max(self.voted, voted)

    def reach(self, epoch, changes):
        """Number snapshots no lower than another process does: a phone may have seen them there."""
        if epoch == self.epoch and changes > self.changes:
            self.changes = changes
            self._snapshot = self._body = None

    def figures(self):
        """Give (present, voted) as anybody may see them."""
        voted = shown_count(self.voted, self.entitled, self.is_secret) if self.poll_id else self.voted
        return self.presence.count(), voted

    def _refresh(self):
        figures = (*self.figures(), self.pulse and self.pulse.version,
                   self.floor_state and self.floor_state.revision, self.questions)
        if figures != self._figures:
            if self._figures is not None:
                self.changes += 1
            self._figures = figures
            self._snapshot = self._body = None

    def snapshot(self):
        """Give the contract's snapshot; not to be changed by who gets it."""
        self._refresh()
        if self._snapshot is None:
            self._snapshot = {"sequence": sequence(self.epoch, self.changes), **self.scene,
                              "present": self._figures[0], "voted": self._figures[1],
                              "pulse": self.pulse and self.pulse.show(), "until": None,
                              "floor": floor_live.show_floor(self.floor_state), "questions": self.questions}
        return self._snapshot | {"until": self.countdown.left()} if self.countdown else self._snapshot

    def counts(self):
        """Give the contract's `counts`."""
        snapshot = self.snapshot()
        return {name: snapshot[name] for name in ("sequence", "present", "voted")}

    def pulse_message(self):
        """Give the contract's `pulse`."""
        snapshot = self.snapshot()
        return {name: snapshot[name] for name in ("sequence", "pulse")}

    def body(self):
        """Give the answer of `GET /rooms/<code>`: the snapshot, the day's sectors and workshops, as JSON bytes."""
        self._refresh()
        if self._body is None or self.countdown:
            lists = {"sectors": self.sectors, **({"workshops": self.workshops} if self.workshops else {})}
            self._body = json.dumps({**self.snapshot(), **lists}, ensure_ascii=False, separators=(",", ":")).encode()
        return self._body

    def voter(self, seat):
        """Tell one seat where it stands in the open poll, or None when none is open."""
        if self.poll_id is None:
            return None
        key = voter_key(seat.id)
        told = {"poll": self.poll_id, "entitled": key in self.roll and key not in self.proxies,
                "voted": bool(self.roll.get(key))}
        if not told["entitled"] and not is_among(self.electorate, seat):
            told["outside"] = True
        held = [{"for": other, "name": proxy.name, "voted": self.roll[other]} for other, proxy in self.proxies.items()
                if proxy.holder_id == seat.id]
        return told | {"proxies": held} if held else told

    def waiting(self):
        """List the seats that may vote and are not on the roll of the open poll, in order of number."""
        if self.poll_id is None:
            return []
        held = seating().by_room.get(self.room_id, {}).values()
        return sorted((seat for seat in held if may_vote(self.entry, self.electorate, seat)
                       and voter_key(seat.id) not in self.roll), key=lambda seat: seat.number)

    def _present_for(self, poll):
        held = seating().by_room.get(self.room_id, {})
        here = (held[seat_id] for seat_id in self.presence.seats() if seat_id in held)
        return [seat for seat in here if may_vote(poll.entry or "open", poll.electorate, seat)]

    def count_present(self, poll):
        """Count the seats that are present, of those that a poll is for."""
        if poll.entry is None and poll.electorate is None:
            return self.presence.count()
        return len(self._present_for(poll))

    def present_in(self, poll):
        """Give {sector: how many seats of it are present}, of those that a poll is for."""
        return Counter(seat.sector for seat in self._present_for(poll))

    def by_sector(self):
        """Give {sector: (present, voted)} for the console, with None for what is not published."""
        held = seating().by_room.get(self.room_id, {})
        present = self.presence.seats()
        of_key = {voter_key(seat.id): seat.sector for seat in held.values()} | {
            key: proxy.sector for key, proxy in self.proxies.items()}
        return participation(
            [sector["id"] for sector in self.sectors], [held[seat_id].sector for seat_id in present if seat_id in held],
            [(of_key[key], voted) for key, voted in self.roll.items() if key in of_key])


class Halls:
    """Find the halls of the live rooms.

    Who tells the screens sets `on_state(hall)` (a transition), `on_counts(hall)` (a figure), `on_run(hall)` (the run of
    show, for consoles), `on_voter(hall, seat_id)` (one seat was admitted), `on_moved(hall, seat_id)` (it went to
    another device) and `on_turn(hall, seat_id, told)` (where one seat stands in the list of those who wish to speak).
    Where several processes serve the room, sharing.py sets `tell_others(topic, value)`, and `freshen(hall)`, which
    reads again who has voted; `is_shared` says that they do.
    """

    def __init__(self):
        self.halls = {}
        self.by_code = {}
        self.polls = {}
        self.behind = set()
        self.on_state = self.on_counts = self.on_run = lambda hall: None
        self.on_voter = self.on_moved = lambda hall, seat_id: None
        self.on_turn = lambda hall, seat_id, told: None
        self.is_shared = False
        self.tell_others = lambda topic, value: None
        self.freshen = lambda hall: None

    def find(self, room_id):
        """Give the hall of a live room, loaded at first use; raises Missing."""
        hall = self.halls.get(room_id)
        if hall is None:
            hall = self._load(room_id, Hall(room_id))
            if not hall.scene.get("ended"):
                for row in list_seats(room_id):
                    seating().remember(row)
                hall = self.halls.setdefault(room_id, hall)
                self.by_code[hall.code] = hall
        return hall

    def _load(self, room_id, hall):
        state = get_room_state(room_id)
        hall.load(state, [{"id": row.key, "label": text(row.label_fr, row.label_en)}
                          for row in list_sectors(state.room.event_id)],
                  [{"id": row.id, "title": text(row.title_fr, row.title_en)}
                   for row in list_workshops(state.room.event_id)])
        floor_live.load(hall)
        return hall

    def room_of_poll(self, poll_id):
        """Give the id of the room in which a poll is held; raises Missing."""
        room_id = self.polls.get(poll_id)
        if room_id is None:
            room = find_room_of_poll(poll_id)
            if room is None:
                raise Missing()
            if len(self.polls) >= MOST_POLLS_KNOWN:
                self.polls.clear()
            room_id = self.polls[poll_id] = room.id
        return room_id

    def moved(self, room_id):
        """Show what became of a room, once the rows are safe."""
        hall = self.halls.get(room_id) or self.find(room_id)
        self.behind.add(room_id)  # until it was read: whoever tells the screens tries again
        self._load(room_id, hall)
        self.behind.discard(room_id)
        self.on_state(hall)
        if hall.scene.get("ended"):
            self.halls.pop(room_id, None)
            self.by_code.pop(hall.code, None)
            seating().forget_room(room_id)

    def catch_up(self, hall, app):
        """Show what became of a room, if it could not be read then: the database was away."""
        if hall.room_id in self.behind:
            with app.app_context():
                self.moved(hall.room_id)

    def find_standing(self, hall, seat):
        """Tell one seat where it stands in the open poll, or None; it may have voted through another process."""
        told = hall.voter(seat)
        if told and not told["voted"]:
            self.freshen(hall)
            told = hall.voter(seat)
        return told

    def load_all(self):
        """Load every live room at the start of the server."""
        for room in list_live_rooms():
            self.find(room.id)


def halls():
    """Give the halls of this application."""
    return current_app.extensions.setdefault("plenary", Halls())


def hall_of(room_id):
    """Give the hall of a live room; raises Missing."""
    return halls().find(room_id)


def after_commit(callback):
    """Do something in memory once the transaction that is open is committed; raises RuntimeError when none is."""
    opened = current_transaction()
    if opened is None:
        raise RuntimeError("a room is changed inside a transaction")
    opened.after_commit(callback)


def show_after_commit(room_id):
    """Show everybody in a room what became of it, once it is committed."""
    known = halls()

    def show():
        known.tell_others("room", room_id)
        known.moved(room_id)
        db.session.rollback()  # ends the read: an urn that asks to be emptied waits for readers

    after_commit(show)


def tell_consoles_after_commit(room_id):
    """Tell the consoles of a room, once it is committed, that what they list changed."""
    known = halls()

    def tell():
        known.tell_others("run", room_id)
        known.on_run(known.find(room_id))

    after_commit(tell)


def tell_voter_after_commit(room_id, seat_id):
    """Tell a seat, once it is committed, where it stands now in the open poll."""
    known = halls()

    def tell():
        known.tell_others("voter", [room_id, seat_id])
        known.on_voter(known.find(room_id), seat_id)

    after_commit(tell)


def seat_after_commit(row):
    """Let a device in once its seat is committed: it is known, and present."""
    def enter():
        hall = hall_of(row.room_id)
        seating().remember(row)
        if votes_in(row.capacity):
            hall.presence.seen(row.id)
        halls().on_counts(hall)
        halls().tell_others("seat", [row.room_id, row.id])

    after_commit(enter)


def move_after_commit(row):
    """Know a seat as it stands now once it is committed; the lines of the device that had it before are cut."""
    def tell():
        seating().remember(row)
        halls().on_moved(hall_of(row.room_id), row.id)
        halls().tell_others("moved", [row.room_id, row.id])

    after_commit(tell)


def leave_after_commit(row):
    """Forget a seat once it is committed that it was left."""
    def leave():
        hall = hall_of(row.room_id)
        seating().forget(row.id)
        hall.presence.gone(row.id)
        halls().on_counts(hall)
        halls().tell_others("seat", [row.room_id, row.id])

    after_commit(leave)

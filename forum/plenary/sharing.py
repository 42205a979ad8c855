"""One room in several processes: what each tells the others of it, and what it does when told.

What is told is that something moved, by its number; whoever hears it asks the database. Only who is present, and how
often a seat answered a flash poll, is known nowhere else: that much is told itself, and kept in memory alone. Who has
voted is counted in the database, by the one process that holds the office; while the bus is lost, by each for itself.
"""

import logging
import time

from gevent import sleep, spawn
from gevent.lock import BoundedSemaphore
from sqlalchemy import func, select

from forum.core.database import db
from forum.core.database.election import Election
from forum.core.errors import Missing
from forum.plenary.entry.tries import WRONG_PASSES, wrong_codes
from forum.plenary.floor import live as floor_live
from forum.plenary.hall import halls
from forum.plenary.live import CHECK_SECONDS
from forum.plenary.live import EXTENSION as LIVE
from forum.plenary.models import Room, Seat
from forum.plenary.pulses.queries import list_pulse_answers
from forum.plenary.queries import SEAT_COLUMNS, list_seats
from forum.plenary.seating import seating
from forum.votes.models import RollEntry

OFFICE = "plenary-counts"
EXTENSION = "plenary-sharing"
TICK_SECONDS = 0.25
ROLL_SECONDS = 1.0
STANDING_SECONDS = 1.0
LEAP = 1000  # numbers left free for what a process that died had sent and not told

log = logging.getLogger(__name__)


class Sharing:
    """Hold what this process has told of each room, and what it still has to read."""

    def __init__(self, app, bus):
        self.app = app
        self.bus = bus
        self.election = Election(OFFICE)
        self.present_told = {}
        self.voted_told = {}
        self.numbers_told = {}
        self.lines_told = {}
        self.lines_measured = {}
        self.answers_told = {}
        self.seats = set()
        self.pulses = set()
        self.rolls_read = {}
        self.reading = BoundedSemaphore()
        with app.app_context():
            self.halls = halls()
            self.seating = seating()
            self.codes, self.pass_codes = wrong_codes(), wrong_codes(WRONG_PASSES)
        self.halls.is_shared = True
        self.halls.tell_others = bus.publish
        self.halls.freshen = self.freshen
        self.codes.tell_others = lambda address: bus.publish("code", address)
        self.pass_codes.tell_others = lambda address: bus.publish("pass_code", address)
        for topic in ("room", "run", "voter", "seat", "moved", "present", "numbers", "voted", "pulse", "answered",
                      "code", "pass_code", "floor", "turn", "lines"):
            bus.hear(topic, getattr(self, f"hear_{topic}"))
        bus.follow(up=self.read_all, asked=self.tell_all, gone=self.lose)

    # ---- what others tell ----

    def hear_room(self, room_id, sender):
        """Show a room as the database has it now, if it is known here."""
        if room_id in self.halls.halls:
            self.halls.moved(room_id)
            db.session.rollback()

    def hear_run(self, room_id, sender):
        """Tell our consoles that the run of show changed."""
        if room_id in self.halls.halls:
            self.halls.on_run(self.halls.halls[room_id])

    def hear_voter(self, place, sender):
        """Tell a seat where it stands, if it holds a line to us."""
        room_id, seat_id = place
        if room_id in self.halls.halls:
            self.halls.on_voter(self.halls.halls[room_id], seat_id)

    def hear_floor(self, room_id, sender):
        """Read again who speaks and what is asked."""
        if room_id in self.halls.halls:
            floor_live.load(self.halls.halls[room_id])
            db.session.rollback()
            self.halls.on_counts(self.halls.halls[room_id])

    def hear_turn(self, message, sender):
        """Tell a seat where it stands among those who wish to speak, if it holds a line to us."""
        room_id, seat_id, told = message
        hall = self.halls.halls.get(room_id)
        if hall is not None:
            self.halls.on_turn(hall, seat_id, told or floor_live.standing(hall.floor_state, seat_id))

    def hear_seat(self, place, sender):
        """Read a seat again soon, with the others that change meanwhile."""
        self.seats.add(tuple(place))

    def hear_moved(self, place, sender):
        """Forget which device holds a seat, at once: who asks for it asks the database, and its old lines are cut."""
        room_id, seat_id = place
        self.seating.forget(seat_id)
        if room_id in self.halls.halls:
            self.halls.on_moved(self.halls.halls[room_id], seat_id)
        self.seats.add((room_id, seat_id))

    def hear_present(self, message, sender):
        """Note who came to another process, or left it."""
        hall = self._find(message["room"])
        if hall is not None:
            hall.presence.note_elsewhere(sender, message["came"], message["left"], message["whole"])
            for seat_id in message["came"]:
                hall.lines.seat_came(seat_id)
            self.halls.on_counts(hall)

    def hear_lines(self, message, sender):
        """Note how the devices of another process are connected."""
        room_id, lines = message
        if room_id in self.halls.halls:
            self.halls.halls[room_id].lines.elsewhere[sender] = lines

    def hear_numbers(self, numbers, sender):
        """Number our snapshots no lower than those of another process."""
        for room_id, epoch, changes in numbers:
            hall = self.halls.halls.get(room_id)
            if hall is not None:
                hall.reach(epoch, changes)
                self.numbers_told[room_id] = max(self.numbers_told.get(room_id, (0, 0)), (epoch, changes))

    def hear_voted(self, counted, sender):
        """Take over how many have voted from the process that counts."""
        for room_id, poll_id, voted in counted:
            hall = self.halls.halls.get(room_id)
            if hall is not None:
                hall.has_counted(poll_id, voted)
                self.halls.on_counts(hall)

    def hear_pulse(self, place, sender):
        """Read the counters of a flash poll again soon."""
        self.pulses.add(tuple(place))

    def hear_answered(self, message, sender):
        """Note which seats answered a flash poll elsewhere: none answers more often than it may."""
        hall = self.halls.halls.get(message["room"])
        if hall is not None and hall.pulse is not None and hall.pulse.id == message["pulse"]:
            for seat_id, times in message["seats"]:
                hall.pulse.seats[seat_id] = max(hall.pulse.seats.get(seat_id, 0), times)

    def hear_code(self, address, sender):
        """Note a wrong code that was typed at another process."""
        self.codes.note_elsewhere(address, time.monotonic())

    def hear_pass_code(self, address, sender):
        """Note a wrong slip or badge code that was typed at another process."""
        self.pass_codes.note_elsewhere(address, time.monotonic())

    def _find(self, room_id):
        try:
            return self.halls.find(room_id)
        except Missing:
            return None

    # ---- when the line to the others comes and goes ----

    def read_all(self):
        """Read everything again, since what was told while the line was lost is forgotten; then tell what we know."""
        for room_id in list(self.halls.halls):
            known = set(self.seating.by_room.get(room_id, {}))
            rows = list_seats(room_id)
            for seat_id in known - {row.id for row in rows}:
                self._leave(room_id, seat_id)
            for row in rows:
                before = self.seating.by_id.get(row.id)
                self.seating.remember(row)
                if before is not None and before.generation != row.generation:
                    self.halls.on_moved(self.halls.halls[room_id], row.id)
            self.halls.moved(room_id)
        db.session.rollback()
        self.tell_all()

    def tell_all(self):
        """Tell the others, from the beginning, who is present here."""
        for told in (self.present_told, self.voted_told, self.numbers_told, self.lines_told, self.answers_told):
            told.clear()

    def lose(self, process):
        """Forget who was present through a process that is gone, and pass over the numbers that it may have used."""
        for hall in list(self.halls.halls.values()):
            hall.presence.lose(process)
            hall.lines.elsewhere.pop(process, None)
            hall.reach(hall.epoch, hall.changes + LEAP)
            self.halls.on_counts(hall)

    def forget(self, room_id):
        """Forget what was told of a room that ended."""
        for told in (self.present_told, self.voted_told, self.numbers_told, self.lines_told, self.lines_measured,
                     self.rolls_read):
            told.pop(room_id, None)

    # ---- a few times a second ----

    def run(self):
        """Tell what changed here, read what changed elsewhere, and count, for as long as the process lives."""
        stood = 0.0
        while True:
            begun = time.monotonic()
            try:
                with self.app.app_context():
                    if begun - stood > STANDING_SECONDS:
                        stood = begun
                        self.election.stand()
                    self.tick()
            except Exception as error:  # the database may be away: what could not be read is read next time
                log.warning("the rooms were not shared (%s)", type(error).__name__)
            sleep(max(TICK_SECONDS, 3 * (time.monotonic() - begun)))

    def tick(self):
        """Do once what is to be done a few times a second."""
        for room_id in self.present_told.keys() - self.halls.halls.keys():
            self.forget(room_id)
        self._read_seats()
        self._read_pulses()
        if not self.bus.is_up:
            self._look_for_moves()
        if self.election.is_won or not self.bus.is_up:
            self._count()
        for hall in list(self.halls.halls.values()):
            if hall.voted > hall.marked and hall.poll_id:
                self._read_roll(hall)
            self._tell_present(hall)
            self._tell_lines(hall)
            self._tell_answered(hall)
        self._tell_numbers()

    def _look_for_moves(self):
        """Ask the database which rooms moved, while nobody can tell us."""
        epochs = db.session.execute(select(Room.id, Room.epoch).where(Room.id.in_(self.halls.halls))).all()
        db.session.rollback()
        for room_id, epoch in epochs:
            if epoch > self.halls.halls[room_id].epoch:
                self.halls.moved(room_id)
                db.session.rollback()

    def _count(self):
        """Count the votes used in all open polls with one question, and tell it."""
        open_polls = {hall.poll_id: hall for hall in self.halls.halls.values() if hall.poll_id}
        if not open_polls:
            return
        counted = dict(db.session.execute(
            select(RollEntry.poll_id, func.sum(RollEntry.weight))
            .where(RollEntry.poll_id.in_(open_polls), RollEntry.voted).group_by(RollEntry.poll_id)).all())
        db.session.rollback()
        news = []
        for poll_id, hall in open_polls.items():
            voted = counted.get(poll_id, 0)
            hall.has_counted(poll_id, voted)
            if self.voted_told.get(hall.room_id) != (poll_id, voted):
                self.voted_told[hall.room_id] = poll_id, voted
                news.append([hall.room_id, poll_id, voted])
                self.halls.on_counts(hall)
        if news:
            self.bus.publish("voted", news)

    def _read_roll(self, hall):
        """Read who has voted, once a second at most: consoles list who has not, and sectors are counted."""
        if time.monotonic() - self.rolls_read.get(hall.room_id, 0.0) > ROLL_SECONDS:
            self.freshen(hall)

    def freshen(self, hall):
        """Read again who has voted, by a reading that begins after this call; those who wait share one."""
        asked = time.monotonic()
        with self.reading:
            poll_id = hall.poll_id
            if poll_id is None or self.rolls_read.get(hall.room_id, 0.0) > asked:
                return
            begun = time.monotonic()
            with self.app.app_context():
                keys = db.session.scalars(
                    select(RollEntry.voter_key).where(RollEntry.poll_id == poll_id, RollEntry.voted)).all()
            for key in keys:
                hall.has_voted(poll_id, key)
            self.rolls_read[hall.room_id] = begun

    def _read_seats(self):
        """Read the seats that were taken, changed or left elsewhere."""
        wanted, self.seats = self.seats, set()
        if not wanted:
            return
        try:
            rows = {row.id: row for row in db.session.execute(select(*SEAT_COLUMNS).where(
                Seat.id.in_([seat_id for _, seat_id in wanted]), Seat.released_at.is_(None))).all()}
        except Exception:
            self.seats |= wanted
            raise
        db.session.rollback()
        for room_id, seat_id in wanted:
            if seat_id in rows and room_id in self.halls.halls:
                self.seating.remember(rows[seat_id])
            elif seat_id not in rows:
                self._leave(room_id, seat_id)

    def _leave(self, room_id, seat_id):
        self.seating.forget(seat_id)
        hall = self.halls.halls.get(room_id)
        if hall is not None:
            hall.presence.gone(seat_id)
            self.halls.on_counts(hall)

    def _read_pulses(self):
        """Read the counters of the flash polls that were answered elsewhere."""
        wanted, self.pulses = self.pulses, set()
        for room_id, pulse_id in wanted:
            hall = self.halls.halls.get(room_id)
            if hall is not None and hall.pulse is not None and hall.pulse.id == pulse_id:
                answers = list_pulse_answers(pulse_id)
                hall.pulse.count([(key, *counted) for key, counted in answers.items()])
                self.halls.on_counts(hall)
        if wanted:
            db.session.rollback()

    def _tell_present(self, hall):
        here, told = hall.presence.here(), self.present_told.get(hall.room_id)
        if here != told:
            self.present_told[hall.room_id] = here
            before = told or set()
            self.bus.publish("present", {"room": hall.room_id, "came": sorted(here - before),
                                         "left": sorted(before - here), "whole": told is None})

    def _tell_lines(self, hall):
        now, live = time.monotonic(), self.app.extensions.get(LIVE)
        if live is not None and now - self.lines_measured.get(hall.room_id, 0.0) > CHECK_SECONDS:
            self.lines_measured[hall.room_id] = now
            live.measure_lines(hall)  # the console may hold its line to another process
        lines = hall.lines.here()
        if lines != self.lines_told.get(hall.room_id):
            self.lines_told[hall.room_id] = lines
            self.bus.publish("lines", [hall.room_id, lines])

    def _tell_answered(self, hall):
        """Tell, in no order of time, which seats answered the flash poll since last time."""
        pulse = hall.pulse
        if pulse is None:
            return
        told = self.answers_told.get(pulse.id, {})
        news = sorted(item for item in pulse.seats.items() if told.get(item[0], 0) < item[1])
        if news:
            self.answers_told[pulse.id] = dict(pulse.seats)
            self.bus.publish("answered", {"room": hall.room_id, "pulse": pulse.id, "seats": news})

    def _tell_numbers(self):
        numbers = [[hall.room_id, hall.epoch, hall.changes] for hall in self.halls.halls.values()
                   if self.numbers_told.get(hall.room_id) != (hall.epoch, hall.changes)]
        if numbers:
            self.numbers_told.update({room_id: (epoch, changes) for room_id, epoch, changes in numbers})
            self.bus.publish("numbers", numbers)


def share(app, bus):
    """Tie the rooms of this process to those of the others."""
    app.extensions[EXTENSION] = Sharing(app, bus)


def start(app):
    """Let the others know that this process has numbered the rooms anew, and go on sharing; gives the greenlet."""
    sharing = app.extensions[EXTENSION]
    for room_id in list(sharing.halls.halls):
        sharing.bus.publish("room", room_id)
    return spawn(sharing.run)

"""The door of sockets: the namespace /plenary of the contract.

The handlers are registered on the Socket.IO server itself: Flask-SocketIO would build a request context for each event.
"""

import logging
import time
from dataclasses import dataclass, field

from gevent import sleep, spawn
from gevent.event import Event
from socketio.exceptions import ConnectionRefusedError
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from forum.core.database import db
from forum.core.errors import Refusal
from forum.core.i18n import in_language, negotiate
from forum.core.live import NAMESPACE, broadcast
from forum.core.measures import CUT, REFUSALS
from forum.core.policies import require
from forum.core.transport import UNKNOWN_EVENT, StrictPacket
from forum.plenary import gauges, policies, presenters, queries, writer
from forum.plenary.contract.parsing import read_body
from forum.plenary.contract.tables import VoteMessage
from forum.plenary.entry import tries
from forum.plenary.floor.live import Paced, standing
from forum.plenary.hall import halls
from forum.plenary.models import Room
from forum.plenary.rules import votes_in
from forum.plenary.seating import HeldSeat, seating
from forum.plenary.sockets import address_of, console_name, identify, room_name, watch_moves, watcher_name

INTERVAL_SECONDS = 0.2
CONSOLE_SECONDS = 1.0
PULSE_SECONDS = 0.5
PACES = {"floor": 1.0, "questions": 3.0}
CHECK_SECONDS = 10.0
SLOWING, SLOWING_IN_A_RUSH = 0.5, 3  # how long a room rests after it was told, in times of what that took
MOST_EVENTS = 100
EVENTS_SECONDS = 10.0
MOST_WAITING = 64
EXTENSION = "plenary-live"

log = logging.getLogger(__name__)


@dataclass
class Person:
    """Who is at the other end of a socket: a phone in its seat, a facilitator's console, a screen that only reads."""

    room_id: int
    language: str
    seat: HeldSeat | None = None
    token: str = field(default="", repr=False)

    @property
    def is_screen(self):
        """Tell whether this only reads: a screen of the hall, or its text."""
        return self.seat is None and not self.token


class Live:
    """Hold the sockets of a serving process."""

    def __init__(self, app, server):
        self.app = app
        self.server = server
        self.people = {}
        self.tellers = {}
        self.budgets = {}
        with app.app_context():
            self.halls = halls()
        self.halls.on_state, self.halls.on_counts = self.tell_state, self.tell_counts
        self.halls.on_run, self.halls.on_voter = self.tell_run, self.tell_voter
        self.halls.on_turn = self.tell_turn

    # ---- who comes and goes ----

    def connect(self, sid, environ, auth=None):
        """Let a phone, a console or a screen in, or refuse with the contract's error."""
        language = negotiate(parse_accept_header(environ.get("HTTP_ACCEPT_LANGUAGE", ""), LanguageAccept))
        with self.app.app_context(), in_language(language):
            try:
                person = self._recognise(environ, auth, language)
                hall = self.halls.find(person.room_id)
            except Refusal as refusal:
                raise ConnectionRefusedError(str(refusal.message), refusal.to_dict()) from None
        self.people[sid] = person
        self.server.enter_room(sid, room_name(person.room_id), namespace=NAMESPACE)
        if person.token:
            self.server.enter_room(sid, console_name(person.room_id), namespace=NAMESPACE)
        if not person.seat:
            self.server.enter_room(sid, watcher_name(person.room_id), namespace=NAMESPACE)
        if person.seat and votes_in(person.seat.capacity):
            hall.presence.connected(person.seat.id)
            hall.lines.seat_came(person.seat.id)
            hall.lines.time_pings(self.connection_of(sid))
            self.tell_counts(hall)
        elif person.is_screen:
            hall.lines.screens += 1
        spawn(self._greet, sid, person, hall)

    def _recognise(self, environ, auth, language):
        auth = auth if isinstance(auth, dict) else {}
        if "seat" in auth:
            seat = queries.find_seat(auth["seat"])
            if seat is None:
                raise Refusal("no_seat")
            return Person(seat.room_id, language, seat=seat)
        code = auth.get("room")
        if "token" in auth:
            return Person(self._find_facilitated(auth["token"], code), language, token=auth["token"])
        is_known = queries.opens(auth.get("key"), code)
        return Person(tries.typed_hall(code, is_known, address_of(environ, self.app)).room_id, language)

    def _find_facilitated(self, token, code):
        viewer, room_id = identify(token)
        if viewer is None:
            raise Refusal("forbidden")
        if code is not None:
            rooms = [queries.get_room(code)]
        else:
            rooms = [room for room in queries.list_live_rooms() if room_id in (None, room.id)
                     and policies.can_facilitate(viewer, room)]
            rooms.sort(key=lambda room: (policies.drives(viewer, room), room.id))
        if not rooms or room_id not in (None, rooms[-1].id):
            raise Refusal("unknown_room")
        require(policies.can_facilitate(viewer, rooms[-1]))
        return rooms[-1].id

    def _greet(self, sid, person, hall):
        self._send("state", hall.snapshot(), sid)
        voter = self.halls.find_standing(hall, person.seat) if person.seat else None
        if voter:
            self._send("voter", voter, sid)
        if person.seat and hall.floor_state is not None:
            self._send("turn", standing(hall.floor_state, person.seat.id), sid)
        if person.token:
            with self.app.app_context():
                self._send("console", presenters.console_figures(hall), sid)

    def disconnect(self, sid, reason=None):
        """Note that a socket is gone."""
        person = self.people.pop(sid, None)
        hall = self.halls.halls.get(person.room_id) if person else None
        if hall and person.seat and votes_in(person.seat.capacity):
            hall.presence.disconnected(person.seat.id)
            if person.seat.id not in hall.presence.sockets:
                hall.lines.seat_left(person.seat.id)
            self.tell_counts(hall)
        elif hall and person.is_screen:
            hall.lines.screens -= 1

    def connection_of(self, sid):
        """Give the connection that bears a socket."""
        return self.server.eio.sockets[self.server.manager.eio_sid_from_sid(sid, NAMESPACE)]

    def measure_lines(self, hall):
        """Count by which ways the seats of a room reach us."""
        sockets, ids = self.server.eio.sockets, self.server.manager.eio_sid_from_sid
        found = [sockets.get(ids(sid, NAMESPACE)) for sid, person in list(self.people.items())
                 if person.room_id == hall.room_id and person.seat]
        hall.lines.measure([connection for connection in found if connection is not None], hall.presence)

    # ---- what comes in ----

    def vote(self, sid, *values):
        """Cast a ballot; gives the acknowledgement: the POST's body, or the contract's error."""
        person = self.people.get(sid)
        with self.app.app_context(), in_language(person.language if person else "fr"):
            try:
                if person is None or person.seat is None or not seating().holds(person.seat):
                    raise Refusal("no_seat")
                message = read_body(VoteMessage, values[0] if values else None)
                answer = writer.cast_vote(message.poll, person.seat, message.secret, message.choice,
                                          message.represented)
                return {"receipt": answer["receipt"], "replaced": answer["replaced"]}
            except Refusal as refusal:
                REFUSALS.labels(refusal.code).inc()
                return refusal.to_dict()
            except Exception as error:  # the ballot must not reach a log
                log.error("a vote failed: %s", type(error).__name__)
                return Refusal("server_error").to_dict()

    def refuse(self, sid, *values):
        """Answer an event that the contract does not name."""
        person = self.people.get(sid)
        with self.app.app_context(), in_language(person.language if person else "fr"):
            return Refusal("invalid").to_dict()

    def hear(self, eio_sid, data):
        """Pass a message on; cut the line of a sender who speaks too much, enters twice, or sends what is no packet."""
        if eio_sid not in self.server.environ:
            return
        begun, count = self.budgets.get(eio_sid, (0.0, 0))
        now = time.monotonic()
        self.budgets[eio_sid] = (begun, count + 1) if now - begun < EVENTS_SECONDS else (now, 1)
        is_second = isinstance(data, str) and data.startswith("0") and self.server.manager.sid_from_eio_sid(
            eio_sid, NAMESPACE) is not None
        if count < MOST_EVENTS and not is_second:
            try:
                self.server._handle_eio_message(eio_sid, data)
                return
            except Exception as error:
                log.info("a socket is cut: %s", type(error).__name__)
        self.cut(eio_sid, "flood" if count >= MOST_EVENTS else "malformed")

    def gone(self, eio_sid, reason):
        """Forget a connection."""
        self.budgets.pop(eio_sid, None)
        self.server._handle_eio_disconnect(eio_sid, reason)

    def cut(self, eio_sid, reason):
        """End a connection at once, even one whose other side does not read; the reason is a word for the figures."""
        CUT.labels(reason).inc()
        connection = self.server.eio.sockets.pop(eio_sid, None)
        if connection is not None:
            line = getattr(connection, "line", None)
            connection.close(wait=False, abort=True, reason=self.server.reason.SERVER_DISCONNECT)
            if line is not None:
                line.drop()

    # ---- what goes out ----

    def tell_state(self, hall):
        """Send the whole state to everybody in a room, each transition once and in order."""
        teller = self._teller(hall)
        teller.states.append(hall.snapshot())
        teller.wake()

    def tell_counts(self, hall):
        """Let the counts of a room go out, a few times a second at most."""
        self._teller(hall).news.set()

    def tell_run(self, hall):
        """Tell the consoles that the run of show changed."""
        self._send("run", {"sequence": hall.snapshot()["sequence"]}, console_name(hall.room_id))

    def tell_voter(self, hall, seat_id):
        """Tell the sockets of one seat where it stands now."""
        for sid, person in list(self.people.items()):
            if person.seat and person.seat.id == seat_id and hall.poll_id:
                self._send("voter", hall.voter(person.seat), sid)

    def tell_turn(self, hall, seat_id, told):
        """Tell the sockets of one seat where it stands in the list of those who wish to speak."""
        for sid, person in list(self.people.items()):
            if person.seat and person.seat.id == seat_id:
                self._send("turn", told, sid)

    def _teller(self, hall):
        teller = self.tellers.get(hall.room_id)
        if teller is None or teller.hall is not hall:
            teller = self.tellers[hall.room_id] = Teller(self, hall)
        return teller

    def _send(self, name, value, to):
        self.server.emit(name, value, to=to, namespace=NAMESPACE)

    def drop_stuck(self):
        """Cut the clients that no longer read, before what waits for them grows."""
        for eio_sid, connection in list(self.server.eio.sockets.items()):
            if connection.queue.qsize() > MOST_WAITING:
                self.cut(eio_sid, "stuck")

    def check_consoles(self, room_id):
        """Cut the consoles of those who may no longer facilitate, or who signed out."""
        with self.app.app_context():
            room = db.session.get(Room, room_id)
            for sid, person in list(self.people.items()):
                if person.token and person.room_id == room_id:
                    viewer, _ = identify(person.token)
                    if viewer is None or room is None or not policies.can_facilitate(viewer, room):
                        self.server.disconnect(sid, namespace=NAMESPACE)


class Teller:
    """Tell one room: states at once, counts only when they changed and never more often than the room can take."""

    def __init__(self, live, hall):
        self.live = live
        self.hall = hall
        self.states = []
        self.news = Event()
        self.urgent = Event()
        self.told = None
        self.console_told = (None, 0.0)
        self.pulse_told = (None, 0.0)
        self.paces = {name: Paced(seconds) for name, seconds in PACES.items()}
        self.checked = time.monotonic()
        self.measured = 0.0
        self.greenlet = spawn(self._run)

    def wake(self):
        """Let a state go out without waiting for the interval."""
        self.urgent.set()
        self.news.set()

    def _run(self):
        while not (self.hall.scene.get("ended") and not self.states):
            self.news.wait(CONSOLE_SECONDS)  # those who were seen by HTTP leave without a word
            self.news.clear()
            self.urgent.clear()
            begun = time.monotonic()
            try:
                self._tell()
            except Exception as error:
                log.error("a room was not told: %s", type(error).__name__)
            sleep(0)  # the lines write now: the time they take counts
            slowing = SLOWING_IN_A_RUSH if writer.is_rushed(self.live.app) else SLOWING
            self.urgent.wait(max(INTERVAL_SECONDS, slowing * (time.monotonic() - begun)))
        self.live.tellers.pop(self.hall.room_id, None)

    def _tell(self):
        room = room_name(self.hall.room_id)
        self.live.halls.catch_up(self.hall, self.live.app)
        while self.states:
            state = self.states.pop(0)
            broadcast(self.live.server, "state", state, room)
            self.told = state["present"], state["voted"]
            self.pulse_told = state["pulse"], time.monotonic()
            for name, pace in self.paces.items():
                pace.note(state[name], time.monotonic())
        counts = self.hall.counts()
        figures = counts["present"], counts["voted"]
        if figures != self.told:
            self.told = figures
            broadcast(self.live.server, "counts", counts, room)
        self._tell_pulse()
        self._tell_paced(room)
        self.live.drop_stuck()
        self._tell_consoles()

    def _tell_pulse(self):
        """Tell the screens and the consoles how a flash poll goes, twice a second at most; phones do without."""
        now, message = time.monotonic(), self.hall.pulse_message()
        before, at = self.pulse_told
        if message["pulse"] == before:
            return
        if now - at < PULSE_SECONDS:
            self.news.set()
            return
        broadcast(self.live.server, "pulse", message, watcher_name(self.hall.room_id))
        self.pulse_told = message["pulse"], now

    def _tell_paced(self, room):
        """Tell everybody that the floor or the questions moved, in figures, however often they did."""
        now, snapshot = time.monotonic(), self.hall.snapshot()
        for name, pace in self.paces.items():
            is_due = pace.is_due(snapshot[name], now)
            if is_due is None:
                self.news.set()
            elif is_due:
                broadcast(self.live.server, name, {"sequence": snapshot["sequence"], name: snapshot[name]}, room)
                pace.note(snapshot[name], now)

    def _tell_consoles(self):
        now = time.monotonic()
        before, at = self.console_told
        if now - at < CONSOLE_SECONDS or not self._has_consoles():
            return
        if now - self.measured > CHECK_SECONDS:
            self.measured = now
            self.live.measure_lines(self.hall)
        with self.live.app.app_context():
            figures = presenters.console_figures(self.hall)
        if figures != before:
            self.live._send("console", figures, console_name(self.hall.room_id))
        self.console_told = figures, now
        if now - self.checked > CHECK_SECONDS:
            self.checked = now
            self.live.check_consoles(self.hall.room_id)

    def _has_consoles(self):
        return any(self.live.server.manager.get_participants(NAMESPACE, console_name(self.hall.room_id)))


def start(app, server):
    """Register the namespace's handlers on the Socket.IO server."""
    StrictPacket.events = frozenset({"vote", "echo"})
    live = app.extensions[EXTENSION] = watch_moves(Live(app, server))
    gauges.follow(app, server)
    server.on("connect", live.connect, namespace=NAMESPACE)
    server.on("disconnect", live.disconnect, namespace=NAMESPACE)
    server.on("vote", live.vote, namespace=NAMESPACE)
    server.on("echo", lambda sid, *values: {}, namespace=NAMESPACE)  # how long the way here and back takes
    server.on(UNKNOWN_EVENT, live.refuse, namespace=NAMESPACE)
    server.eio.on("message", live.hear)
    server.eio.on("disconnect", live.gone)
    return live

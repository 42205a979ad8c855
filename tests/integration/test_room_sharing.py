"""Two processes that serve one room, as two applications on one database: each hears what the other tells."""

import json
from types import SimpleNamespace

import pytest

from forum.core.bus import Bus
from forum.core.database import db, transaction
from forum.plenary import services, writer
from forum.plenary.entry.tries import MOST_WRONG, UnknownPass, blur, typed_pass, wrong_codes
from forum.plenary.floor import services as floors
from forum.plenary.hall import halls
from forum.plenary.queries import find_seat
from forum.plenary.rules import voter_key
from forum.plenary.seating import seating
from forum.plenary.sharing import LEAP, Sharing
from forum.plenary.tokens import seat_token
from tests.support.forum import count_queries
from tests.support.rooms import APPROVE, do, make_day, open_room, prepare, sit
from tests.support.sites import make_app


class Wire(Bus):
    """Carry to the other application at once what one publishes, as JSON; `is_up` may be taken away."""

    is_shared = True

    def __init__(self, name, app):
        self.name, self.app, self.other = name, app, None
        self.handlers, self.said = {}, []

    def hear(self, topic, handler):
        self.handlers[topic] = handler

    def follow(self, *, up=None, down=None, asked=None, gone=None):
        self.up, self.gone = up, gone

    def publish(self, topic, value=None):
        self.said.append((topic, value))
        if self.is_up:
            with self.other.app.app_context():
                self.other.handlers[topic](json.loads(json.dumps(value)), self.name)
                db.session.remove()


@pytest.fixture
def pair(app, cast, db_url, backend):
    """Give two processes, here and there, with a room that both know; the test runs in the first."""
    other = make_app(db_url, backend.folder)
    room = open_room(cast, make_day(cast))
    sides = []
    for side in (app, other):
        wire = Wire(f"process-{len(sides)}", side)
        sides.append(SimpleNamespace(app=side, wire=wire, sharing=Sharing(side, wire)))
    here, there = sides
    here.wire.other, there.wire.other = there.wire, here.wire
    for side in sides:
        with side.app.app_context():
            side.hall = halls().find(room.id)
            side.seating = seating()
            db.session.remove()
    here.sharing.election.is_won = True
    made = SimpleNamespace(here=here, there=there, room=room, cast=cast)
    made.tick = lambda: [tick(side) for side in (here, there)]
    yield made
    with other.app_context():
        db.session.remove()
        db.engine.dispose()


def tick(side):
    with side.app.app_context():
        side.sharing.tick()
        db.session.remove()


def vote(pair, poll, seat, letter):
    return writer.cast_vote(poll.id, seat, f"{seat.id:032x}"[-32:], {"options": [letter]})


def test_a_transition_is_shown_by_both_with_the_same_number(pair):
    poll = prepare(pair.cast, pair.room, APPROVE)
    told = []
    pair.there.sharing.halls.on_state = lambda hall: told.append(hall.snapshot()["phase"])
    for act, phase in (("open_poll", "open"), ("close_poll", "closed"), ("publish_poll", "published")):
        do(act, pair.cast.fred, poll)
        assert pair.there.hall.snapshot() == pair.here.hall.snapshot()
        assert told[-1] == phase
    with transaction():
        services.end_room(pair.cast.fred, pair.room.id)
    assert pair.room.id not in pair.there.sharing.halls.halls


def test_who_is_present_is_the_union_and_goes_with_the_process_that_knew_it(pair):
    seats = [sit(pair.room, sector) for sector in ("community", "community", "university")]
    pair.tick()
    assert pair.there.hall.presence.count() == pair.here.hall.presence.count() == 3
    pair.there.hall.presence.connected(seats[0].id)
    pair.tick()
    assert pair.there.hall.presence.count() == pair.here.hall.presence.count() == 3
    poll = prepare(pair.cast, pair.room, APPROVE)
    with pair.there.app.app_context():
        assert pair.there.hall.present_in(poll) == {"community": 2, "university": 1}
    changes = pair.there.hall.changes
    pair.there.wire.gone(pair.here.wire.name)
    assert pair.there.hall.presence.count() == 1
    assert pair.there.hall.changes >= changes + LEAP
    pair.here.sharing.tell_all()
    pair.tick()
    assert pair.there.hall.presence.count() == 3
    pair.here.hall.presence.gone(seats[1].id)
    pair.tick()
    assert pair.there.hall.presence.count() == 2


def test_those_who_are_present_through_another_process_are_in_the_figures_of_the_poll(pair):
    for _ in range(4):
        sit(pair.room)
    for seat_id in list(pair.here.hall.presence.here())[:3]:
        pair.here.hall.presence.gone(seat_id)
        pair.there.hall.presence.connected(seat_id)
    pair.tick()
    poll = do("open_poll", pair.cast.fred, prepare(pair.cast, pair.room, APPROVE))
    assert poll.present_opening == 4
    assert do("close_poll", pair.cast.fred, poll).turnout["present"] == 4


def test_consoles_see_how_the_devices_of_all_processes_are_connected(pair):
    seats = [sit(pair.room) for _ in range(3)]
    pair.there.hall.lines.screens = 2
    pair.there.hall.lines.ways = {"polling": 1, "requests": 0, "delay_p50": 20, "delay_p95": 90}
    pair.here.hall.lines.screens = 1
    pair.here.hall.lines.seat_left(seats[0].id)
    pair.tick()
    expected = {"reconnecting": 1, "screens": 3, "polling": 1, "requests": 0, "delay_p50": 20, "delay_p95": 90}
    assert pair.here.hall.lines.show() == pair.there.hall.lines.show() == expected
    # a phone that comes back to another process has come back
    pair.here.hall.presence.gone(seats[0].id)
    pair.there.hall.presence.connected(seats[0].id)
    pair.tick()
    pair.tick()
    assert pair.here.hall.lines.show()["reconnecting"] == pair.there.hall.lines.show()["reconnecting"] == 0
    pair.here.wire.gone(pair.there.wire.name)
    assert pair.here.hall.lines.show()["screens"] == 1


def test_who_asks_to_speak_through_one_process_is_seen_by_the_other(pair):
    seat = sit(pair.room)
    with transaction():
        floors.open_floor(pair.cast.fred, pair.room.id)
    turns = []
    pair.there.sharing.halls.on_turn = lambda hall, seat_id, told: turns.append((seat_id, told["state"]))
    with transaction():
        floors.ask_floor(seat)
    assert pair.there.hall.snapshot()["floor"]["waiting"] == 1
    assert (seat.id, "waiting") in turns


def test_a_change_that_could_not_be_read_is_shown_once_the_database_is_back(pair, monkeypatch):
    poll = prepare(pair.cast, pair.room, APPROVE)
    known, hall = pair.here.sharing.halls, pair.here.hall
    with monkeypatch.context() as away:
        away.setattr(known, "_load", lambda room_id, hall: 1 / 0)
        do("open_poll", pair.cast.fred, poll)
    assert hall.snapshot()["phase"] == "lobby"
    known.catch_up(hall, pair.here.app)
    assert hall.snapshot()["phase"] == "open"
    assert not known.behind


def test_a_seat_taken_or_left_through_one_process_is_known_to_the_other(pair):
    seat = sit(pair.room)
    tick(pair.there)
    assert pair.there.seating.by_id[seat.id] == seat
    pair.there.hall.presence.connected(seat.id)
    with transaction():
        services.release_seat(seat)
    tick(pair.there)
    assert seat.id not in pair.there.seating.by_id
    assert seat.id not in pair.there.hall.presence.seats()
    with pair.there.app.app_context():
        assert find_seat(seat_token(seat.id)) is None


def test_what_was_told_while_the_line_was_lost_is_read_again(pair):
    left, poll = sit(pair.room), prepare(pair.cast, pair.room, APPROVE)
    pair.tick()
    pair.here.wire.is_up = False
    with transaction():
        services.release_seat(left)
    seat = sit(pair.room)
    do("open_poll", pair.cast.fred, poll)
    assert pair.there.hall.snapshot()["phase"] == "lobby"
    pair.here.wire.is_up = True
    with pair.there.app.app_context():
        pair.there.wire.up()
    assert pair.there.hall.snapshot()["phase"] == "open"
    assert seat.id in pair.there.seating.by_id
    assert left.id not in pair.there.seating.by_id


def test_votes_are_counted_in_the_database_by_one_and_told_to_the_others(pair):
    seats, poll = [sit(pair.room) for _ in range(12)], prepare(pair.cast, pair.room, APPROVE)
    do("open_poll", pair.cast.fred, poll)
    with pair.there.app.app_context():
        for seat in seats[:7]:
            vote(pair, poll, seat, "a")
    for seat in seats[7:10]:
        vote(pair, poll, seat, "b")
    pair.tick()
    assert pair.here.hall.figures()[1] == pair.there.hall.figures()[1] == 10
    assert all(kind != "voted" for kind, _ in pair.there.wire.said)
    assert [value[0][2] for kind, value in pair.here.wire.said if kind == "voted"] == [10]
    # whoever comes back elsewhere is told that the vote is recorded
    pair.here.sharing.freshen(pair.here.hall)
    assert all(pair.here.hall.voter(seat)["voted"] for seat in seats[:10])
    assert not pair.here.hall.voter(seats[10])["voted"]


def test_without_a_bus_each_looks_and_counts_for_itself(pair):
    seats, poll = [sit(pair.room) for _ in range(12)], prepare(pair.cast, pair.room, APPROVE)
    pair.here.wire.is_up = pair.there.wire.is_up = False
    do("open_poll", pair.cast.fred, poll)
    tick(pair.there)
    assert pair.there.hall.snapshot()["phase"] == "open"
    for seat in seats:
        vote(pair, poll, seat, "a")
    pair.tick()
    assert pair.there.hall.figures()[1] == 12


def test_numbers_only_grow_whichever_process_a_phone_comes_to(pair):
    for _ in range(3):
        pair.here.hall.presence.connected(sit(pair.room).id)
        pair.here.hall.snapshot()
    seen = pair.here.hall.snapshot()["sequence"]
    tick(pair.here)
    assert pair.there.hall.snapshot()["sequence"] >= seen
    # telling each other ends: nothing moved, nothing is said
    pair.tick()
    pair.tick()
    said = len(pair.here.wire.said), len(pair.there.wire.said)
    pair.tick()
    assert (len(pair.here.wire.said), len(pair.there.wire.said)) == said


def test_a_flash_poll_is_counted_together_and_answered_once(pair):
    seats = [sit(pair.room) for _ in range(3)]
    with transaction():
        pulse = services.prepare_pulse(pair.cast.fred, pair.room.id, kind="mood", question_fr="Ça va?", is_shown=True)
    with transaction():
        services.launch_pulse(pair.cast.fred, pulse.id)
    for seat in seats:
        writer.answer_pulse(pulse.id, seat, "good")
    pair.tick()
    assert pair.there.hall.snapshot()["pulse"]["answers"] == 3
    assert [pair.there.hall.pulse.left(seat.id) for seat in seats] == [0, 0, 0]


def test_wrong_codes_are_counted_together_under_a_name_that_tells_no_address(pair):
    address = blur("203.0.113.7")
    for _ in range(MOST_WRONG):
        wrong_codes().note(address, 1.0)
    with pair.there.app.app_context():
        assert pair.there.sharing.codes.times.keys() == {address}
        assert len(pair.there.sharing.codes.times[address]) == MOST_WRONG
    with pair.here.app.test_request_context("/", environ_base={"REMOTE_ADDR": "203.0.113.7"}), \
            pytest.raises(UnknownPass), typed_pass("ABCD2345"):
        raise UnknownPass
    assert pair.there.sharing.pass_codes.times.keys() == {address}
    assert "203.0.113" not in json.dumps(pair.here.wire.said)


def test_nothing_that_is_told_names_anybody_or_says_who_voted(pair):
    seats = [sit(pair.room, name=f"Personne {number}", organisation="Organisme") for number in range(6)]
    poll = do("open_poll", pair.cast.fred, prepare(pair.cast, pair.room, APPROVE))
    for seat in seats:
        vote(pair, poll, seat, "c")
        pair.tick()
    said = json.dumps([value for side in (pair.here, pair.there) for topic, value in side.wire.said
                       if topic not in ("present", "seat")])
    assert not [word for word in ("Personne", "Organisme", "receipt", "options") if word in said]
    assert not [seat for seat in seats if str(seat.id) in said or voter_key(seat.id) in said]


def test_a_tick_asks_the_database_once_for_all_open_polls_and_not_at_all_when_nothing_is_open(pair):
    seats = [sit(pair.room) for _ in range(12)]
    pair.tick()
    with count_queries() as idle:
        tick(pair.here)
    assert len(idle) == 0
    poll = do("open_poll", pair.cast.fred, prepare(pair.cast, pair.room, APPROVE))
    for seat in seats:
        vote(pair, poll, seat, "a")
    with count_queries() as counting:
        tick(pair.here)
    assert len(counting) == 1

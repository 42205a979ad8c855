"""What is known of the lines of a room: delays by their ranks, devices that come back, ways other than a WebSocket."""

from types import SimpleNamespace

from forum.plenary import lines
from forum.plenary.lines import Lines
from forum.plenary.presence import Presence


def test_delays_are_told_by_their_ranks_and_a_jumping_clock_makes_none():
    found = Lines()
    for seconds in (*(number / 1000 for number in range(1, 101)), -3600.0, 3600.0):
        found.note(seconds)
    found.measure([], Presence())
    assert (found.ways["delay_p50"], found.ways["delay_p95"]) == (51, 96)


def test_the_time_from_ping_to_pong_is_a_delay(monkeypatch):
    found, asked = Lines(), []
    connection = SimpleNamespace(last_ping=None, schedule_ping=lambda: asked.append(True))
    found.time_pings(connection)
    connection.schedule_ping()
    connection.last_ping = 100.0
    monkeypatch.setattr(lines.time, "time", lambda: 100.25)
    connection.schedule_ping()
    assert (list(found.delays), len(asked)) == ([0.25], 2)


def test_a_device_is_on_its_way_back_for_a_minute_and_a_half(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(lines.time, "monotonic", lambda: now[0])
    found = Lines()
    for seat in (1, 2, 3):
        found.seat_left(seat)
    found.seat_came(2)
    assert found.reconnecting() == 2
    now[0] += 91
    assert found.reconnecting() == 0


def test_those_who_poll_and_those_who_only_ask_are_counted():
    found, presence = Lines(), Presence()
    presence.connected(1)
    presence.seen(1)
    presence.seen(2)
    found.measure([SimpleNamespace(upgraded=True), SimpleNamespace(upgraded=False)], presence)
    assert (found.ways["polling"], found.ways["requests"]) == (1, 1)

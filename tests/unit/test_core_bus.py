"""The bus between processes: who waits, how long, and what is read again when the line was lost."""

import json
from types import SimpleNamespace

import pytest
from flask import Flask
from gevent import Timeout, sleep, spawn
from redis.exceptions import ConnectionError as Lost

from forum.core import bus_redis
from forum.core.bus import Bus, init_app, open_bus
from forum.core.bus_redis import ANEW, BYE, HEARD, ROSE, SILENCE_SECONDS, RedisBus, Telling, answers
from forum.core.retrying import Pauses


@pytest.fixture
def bus():
    """Give a bus that is not started: no Redis is needed to hear and to queue."""
    app = Flask("essai")
    app.extensions["settings"] = SimpleNamespace(redis_url="redis://127.0.0.1:1/0", secret_key="k" * 64)
    made = open_bus(app)
    made.told = []
    made.follow(**{name: (lambda *values, name=name: made.told.append((name, *values)))
                   for name in ("up", "down", "asked", "gone")})
    return made


def test_pauses_grow_to_their_cap_and_are_drawn_below_it():
    pauses = Pauses(first=0.1, most=2.0)
    limits = []
    for _ in range(12):
        limits.append(pauses.limit)
        assert 0 < pauses.next() <= limits[-1]
    assert limits == sorted(limits)
    assert limits[-1] == 2.0
    assert len({Pauses().next() for _ in range(20)}) > 15
    pauses.reset()
    assert pauses.next() <= 0.1


def test_a_process_alone_tells_nobody_and_waits_for_nobody():
    app = Flask("essai")
    app.extensions["settings"] = SimpleNamespace(redis_url="")
    init_app(app)
    assert type(open_bus(app)) is Bus
    assert app.extensions["bus"].announce("pages", ["x"]) is None


def test_who_announces_waits_until_all_who_listen_have_heard():
    telling = Telling()
    telling.note(heard=1)
    assert not telling.done.is_set()
    telling.note(listeners=2)
    assert not telling.done.is_set()
    telling.note(heard=1)
    assert telling.done.is_set()


def test_a_message_reaches_its_handler_and_is_acknowledged_when_asked(bus):
    heard = []
    bus.hear("room", lambda value, sender: heard.append((value, sender)))
    bus._hear(["other", "room", 12, None])
    bus._hear(["other", "room", 13, 4])
    bus._hear([bus.name, "room", 14, None])  # what we said ourselves
    bus._hear(["other", "no such topic", 15, None])
    assert heard == [(12, "other"), (13, "other")]
    assert bus.told == [("asked",)]
    assert bus.outbox.get_nowait() == (HEARD, "other", 4)
    assert bus.outbox.empty()


def test_who_takes_leave_or_falls_silent_is_gone_but_not_when_it_was_we_who_slept(bus):
    bus._hear(["first", "alive", None, None])
    bus._hear(["second", "alive", None, None])
    bus._hear(["first", BYE, None, None])
    assert bus.told[-1] == ("gone", "first")
    later = bus.peers["second"] + SILENCE_SECONDS + 1
    bus._miss_the_silent(later, is_awake=False)
    assert "second" in bus.peers
    bus._miss_the_silent(later + SILENCE_SECONDS + 1, is_awake=True)
    assert bus.told[-1] == ("gone", "second")


def test_all_is_read_again_when_another_could_not_speak(bus):
    bus._hear(["other", ANEW, None, None])
    assert bus.told == [("asked",), ("up",)]


def test_who_takes_up_the_line_again_asks_the_others_for_what_only_they_know(bus):
    bus._rise()
    assert bus.told == [("up",)]
    assert bus.outbox.get_nowait() == (ROSE, None, None)
    bus._hear(["other", "alive", None, None])
    bus._hear(["other", "alive", None, None])
    assert bus.told == [("up",), ("asked",)], "a newcomer knows nothing, one who is known has heard all"
    bus._hear(["other", ROSE, None, None])
    assert bus.told == [("up",), ("asked",), ("asked",)]


@pytest.mark.parametrize("many", [False, True])
def test_who_could_not_speak_has_all_read_again_and_tells_anew_what_only_it_knows(bus, monkeypatch, many):
    """A Redis that is slow, or more words than it takes, loses what was said though no line was lost."""
    sent = []

    def send(batch):
        if not (many or sent):
            sent.append("lost")
            raise Lost
        sent.append([topic for topic, *_ in batch])

    monkeypatch.setattr(bus, "_send", send)
    for number in range(bus_redis.MOST_WAITING + 1 if many else 1):
        bus.publish("present", number)
    bus.told.clear()
    speaker = spawn(bus._speak)
    wait_for(lambda: sent)
    bus.publish("room", 1)
    wait_for(lambda: bus.told)
    speaker.kill()
    assert [ANEW] in sent
    assert bus.told == [("asked",)]


def wait_for(check):
    """Let the other greenlets run until something holds."""
    with Timeout(10):
        while not check():
            sleep(0.01)


def test_what_cannot_be_said_is_given_up_and_nobody_waits_for_it(bus):
    tellings = [bus.announce("pages", [number]) for number in range(3)]
    bus.publish("room", 1)
    batch = bus._gather()
    with pytest.raises(Lost):
        bus._send(batch)
    bus.publish("room", 2)
    bus._give_up(batch)
    assert all(telling.done.is_set() for telling in tellings)
    assert bus.outbox.empty()


def test_installations_that_share_a_redis_do_not_hear_each_other(bus):
    other = Flask("autre")
    other.extensions["settings"] = SimpleNamespace(redis_url="redis://127.0.0.1:1/0", secret_key="j" * 64)
    assert RedisBus(other).channel != bus.channel
    assert "kkk" not in json.dumps(bus.channel)


def test_an_address_that_no_redis_answers_at_is_told_from_one_that_is_none():
    assert answers("redis://127.0.0.1:1/0") is False
    with pytest.raises(ValueError, match=r"redis|scheme"):
        answers("postgresql://127.0.0.1/")

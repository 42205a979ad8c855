"""The fast broadcast is used only when it sends what the library sends, and the library's own emit otherwise."""

import logging
from types import SimpleNamespace

import pytest

from forum.core import broadcast_check, live
from forum.core.doctor import examine_broadcast
from forum.core.transport import Line


def test_both_ways_send_the_same_frames():
    assert broadcast_check.try_broadcast() is None


def other_words(server, name, value, room):
    server.emit(name, {**value, "more": 1}, to=room, namespace=live.NAMESPACE)
    return 1


def by_the_queue(server, name, value, room):
    server.emit(name, value, to=room, namespace=live.NAMESPACE)
    return 0


def by_nothing(server, name, value, room):
    raise AttributeError("queue")


@pytest.mark.parametrize(("way", "words"), [(other_words, "differs"), (by_the_queue, "idle line"),
                                            (by_nothing, "AttributeError")])
def test_a_library_that_works_otherwise_is_noticed(monkeypatch, way, words):
    monkeypatch.setattr(live, "send_past_queues", way)
    assert words in broadcast_check.try_broadcast()


def test_a_line_that_is_never_free_is_noticed(monkeypatch):
    monkeypatch.setattr(Line, "send_now", lambda self, text: False)
    assert "idle line" in broadcast_check.try_broadcast()
    good, sentence = examine_broadcast(SimpleNamespace(fast_broadcast=True))
    assert not good
    assert "la plus lente sert" in sentence


@pytest.mark.parametrize(("wanted", "fault", "is_fast", "said"), [
    (True, None, True, ""), (True, "a fault", False, "a fault"), (False, None, False, "FORUM_FAST_BROADCAST=0")])
def test_what_is_chosen_is_used_and_said(caplog, monkeypatch, wanted, fault, is_fast, said):
    app = SimpleNamespace(extensions={"settings": SimpleNamespace(fast_broadcast=wanted)})
    emitted, written = [], []
    server = SimpleNamespace(emit=lambda *values, **options: emitted.append((values, options)))
    monkeypatch.setattr(live, "send_past_queues", lambda *values: written.append(values))
    with caplog.at_level(logging.INFO):
        live.choose_broadcast(app, server, fault)
    live.broadcast(server, "counts", {"voted": 1}, "room:1")
    assert (len(written), len(emitted)) == ((1, 0) if is_fast else (0, 1))
    assert said in caplog.text
    if emitted:
        assert emitted == [(("counts", {"voted": 1}), {"to": "room:1", "namespace": live.NAMESPACE})]


def test_the_doctor_says_which_one_is_used():
    assert examine_broadcast(SimpleNamespace(fast_broadcast=True)) == (True, "la diffusion rapide a passé son essai")
    assert "coupée" in examine_broadcast(SimpleNamespace(fast_broadcast=False))[1]

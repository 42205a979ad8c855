"""The order of speaking, and how questions are ranked and signed, at their boundaries."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from forum.plenary.floor.rules import order_queue, seconds_between, share_of_speech
from forum.plenary.questions.rules import rank, shortlist, signature

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)


def ask(position, sector="a", label=""):
    return SimpleNamespace(position=position, sector=sector, label=label)


def places(waiting, spoken, order):
    return [request.position for request in order_queue(waiting, spoken, order)]


def test_the_order_of_asking_is_that_of_positions_whatever_the_groups():
    waiting = [ask(3, "b"), ask(1, "a", "procedure"), ask(2, "a")]
    assert places(waiting, [ask(9, "a")], "request") == [1, 2, 3]


def test_sectors_take_turns_and_the_one_that_spoke_last_waits():
    waiting = [ask(1, "a"), ask(2, "a"), ask(3, "a"), ask(4, "b"), ask(5, "c"), ask(6, "b")]
    assert places(waiting, [], "sectors") == [1, 4, 5, 2, 6, 3]
    assert places(waiting, [ask(0, "a")], "sectors") == [4, 5, 1, 6, 2, 3]


def test_for_and_against_take_turns_and_a_procedural_point_goes_before_one_at_a_time():
    waiting = [ask(1, label="for"), ask(2, label="for"), ask(3, label="against"), ask(4, label="procedure"),
               ask(5, label="procedure")]
    assert places(waiting, [], "labels") == [4, 1, 5, 3, 2]
    assert places(waiting, [ask(0, label="procedure")], "labels") == [1, 4, 3, 5, 2]


def test_nothing_waits_where_nobody_does():
    assert [order_queue([], [ask(1)], order) for order in ("request", "sectors", "labels")] == [[], [], []]


def test_a_clock_that_goes_back_counts_for_nothing():
    assert seconds_between(NOON, NOON + timedelta(seconds=61.9)) == 61
    assert seconds_between(NOON, NOON - timedelta(hours=1)) == 0


def test_speech_is_summed_by_sector_the_speaker_of_now_included():
    turns = [SimpleNamespace(sector="a", began_at=NOON, ended_at=NOON + timedelta(seconds=30)),
             SimpleNamespace(sector="b", began_at=NOON, ended_at=NOON + timedelta(seconds=40)),
             SimpleNamespace(sector="a", began_at=NOON + timedelta(seconds=60), ended_at=None)]
    assert share_of_speech(turns, NOON + timedelta(seconds=80)) == [("a", 2, 50), ("b", 1, 40)]


def question(number, support=0, answered="", place=None, state="shown"):
    return SimpleNamespace(number=number, support=support, answered=answered, place=place, state=state)


def test_the_most_supported_come_first_and_those_answered_last():
    asked = [question(1), question(2, 5), question(3, 9, "live"), question(4, 5)]
    assert [row.number for row in rank(asked)] == [2, 4, 1, 3]


def test_the_short_list_holds_what_is_shown_in_the_order_it_was_put_in():
    asked = [question(1, place=2), question(2, place=1), question(3), question(4, place=0, state="hidden")]
    assert [row.number for row in shortlist(asked)] == [2, 1]


@pytest.mark.parametrize(("name", "wish", "allows", "signed"), [
    ("Ana", "name", True, ("Ana", 7)), ("", "name", True, ("", 7)), ("Ana", "seat", True, ("", 7)),
    ("Ana", "anonymous", True, ("", None)), ("Ana", "anonymous", False, ("", 7)),
])
def test_a_question_is_signed_as_wished_where_the_room_allows_it(name, wish, allows, signed):
    assert signature(7, name, wish, allows) == signed

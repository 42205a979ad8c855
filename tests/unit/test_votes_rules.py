"""The life of a poll, the four cases of a cast, and what may be shown of a small roll."""

import pytest

from forum.votes.rules import (
    ACTS,
    STATES,
    NotNow,
    check_open,
    decide_cast,
    is_poll_id,
    is_secret,
    next_state,
    shown_count,
)

LIFE = {
    ("prepared", "open"): "open", ("prepared", "close"): "poll_not_open!", ("prepared", "publish"): "poll_not_open!",
    ("prepared", "cancel"): "cancelled",
    ("open", "open"): None, ("open", "close"): "closed", ("open", "publish"): "not_published!",
    ("open", "cancel"): "cancelled",
    ("closed", "open"): "poll_closed!", ("closed", "close"): None, ("closed", "publish"): "published",
    ("closed", "cancel"): "cancelled",
    ("published", "open"): "poll_closed!", ("published", "close"): None, ("published", "publish"): None,
    ("published", "cancel"): "poll_closed!",
    ("cancelled", "open"): "poll_closed!", ("cancelled", "close"): "poll_closed!",
    ("cancelled", "publish"): "poll_closed!", ("cancelled", "cancel"): None,
}


def test_life_of_a_poll_is_this_table():
    assert set(LIFE) == {(state, act) for state in STATES for act in ACTS}
    for (state, act), outcome in LIFE.items():
        try:
            told = next_state(state, act)
        except NotNow as refusal:
            told = refusal.code + "!"
        assert told == outcome, (state, act)


def test_no_act_leads_back_to_open():
    assert [sources for sources, target, _ in ACTS.values() if target == "open"] == [("prepared",)]


@pytest.mark.parametrize(("state", "code"), [
    ("prepared", "poll_not_open"), ("closed", "poll_closed"), ("published", "poll_closed"),
    ("cancelled", "poll_closed")])
def test_only_an_open_poll_takes_ballots(state, code):
    with pytest.raises(NotNow) as refusal:
        check_open(state)
    assert refusal.value.code == code
    check_open("open")


@pytest.mark.parametrize(("has_voted", "is_known", "is_same", "decision"), [
    (False, False, False, "first"),
    (True, True, False, "replaced"),
    (True, True, True, "same"),
    (True, False, False, "ballot_elsewhere"),
    (False, True, False, "secret_in_use"),
    (False, True, True, "secret_in_use"),
])
def test_four_cases_of_a_cast(has_voted, is_known, is_same, decision):
    assert decide_cast(has_voted, is_known, is_same) == decision


@pytest.mark.parametrize("secret", ["0" * 32, "0123456789abcdef" * 2, "0123456789ABCDEF" * 2])
def test_secret_is_thirty_two_hexadecimal_digits(secret):
    assert is_secret(secret)


@pytest.mark.parametrize("secret", [
    "", "0" * 31, "0" * 33, "g" * 32, " " + "0" * 31, "0" * 32 + "\n", "٠" * 32, "０" * 32, None, 0, 10**31, True,
    ["0" * 32], {"secret": "0" * 32}, b"0" * 32,
])
def test_what_is_not_a_secret_is_refused(secret):
    assert not is_secret(secret)


def test_poll_id_is_twenty_two_url_safe_characters():
    assert is_poll_id("aZ09_-" + "x" * 16)
    odd = ("x" * 21, "x" * 23, "é" * 22, "x" * 21 + "\n", "\x00" * 22, None, 5, ["x"])
    assert not any(is_poll_id(value) for value in odd)


def test_count_of_a_small_secret_roll_moves_in_steps_of_five():
    assert [shown_count(voted, 9, True) for voted in range(10)] == [0, 0, 0, 0, 0, 5, 5, 5, 5, 5]
    assert [shown_count(voted, 10, True) for voted in range(11)] == list(range(11))
    assert [shown_count(voted, 9, False) for voted in range(10)] == list(range(10))

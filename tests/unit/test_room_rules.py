"""Codes, numbers, presence and small cells: what the room decides without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.strict_json import StrictJson
from forum.core.transport import StrictPacket, unmask
from forum.plenary.entry.tries import MOST_WRONG, WINDOW_SECONDS, WrongCodes
from forum.plenary.presence import Presence
from forum.plenary.rules import (
    EPOCH_STEP,
    SEEN_SECONDS,
    SMALLEST_CELL,
    hide_small_cells,
    is_code,
    is_device,
    phase_of,
    seat_of_key,
    sequence,
    voter_key,
)
from forum.plenary.scene import participation, place, text

CELLS = st.integers(0, 40)
TABLES = st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(CELLS, CELLS), min_size=1)


def test_a_code_is_six_ascii_digits_and_a_device_32_hexadecimal_ones():
    assert is_code("012345")
    assert not any(
        is_code(wrong) for wrong in ("12345", "1234567", "12345a", "٠١٢٣٤٥", " 12345", "12345\n", 123456, None, [])
    )
    assert is_device("0123456789abcdefABCDEF0123456789")
    assert not any(is_device(wrong) for wrong in ("0" * 31, "0" * 33, "g" * 32, None, 5))


def test_a_seat_and_its_voter_key_lead_to_each_other():
    assert seat_of_key(voter_key(4611686018427387904)) == 4611686018427387904


def test_the_phase_follows_the_poll_and_a_cancelled_one_leads_back_to_the_lobby():
    assert [phase_of(state) for state in ("prepared", "open", "closed", "published", "cancelled")] == [
        "lobby",
        "open",
        "closed",
        "published",
        "lobby",
    ]


@given(st.integers(1, 10**6), st.integers(0, 2 * EPOCH_STEP), st.integers(0, 2 * EPOCH_STEP))
def test_a_new_epoch_is_numbered_above_whatever_came_before(epoch, before, after):
    assert sequence(epoch, before) < sequence(epoch + 1, after) < 2**53


@given(TABLES)
def test_no_cell_under_five_is_shown_and_none_is_given_back_by_a_subtraction(table):
    shown = hide_small_cells(table)
    assert shown.keys() == table.keys()
    for voted, left in filter(None, shown.values()):
        assert voted >= SMALLEST_CELL
        assert left == 0 or left >= SMALLEST_CELL
    hidden = [table[name] for name, cells in shown.items() if cells is None]
    if any(shown.values()) and hidden:
        # what remains of the totals is about two sectors at least, and about five people at least
        voted, left = (sum(column) for column in zip(*hidden, strict=True))
        assert len(hidden) >= 2
        assert voted >= SMALLEST_CELL
        assert left == 0 or left >= SMALLEST_CELL


def test_large_sectors_are_shown_and_a_small_one_takes_the_next_with_it():
    assert hide_small_cells({"a": (20,), "b": (12,), "c": (6,)}) == {"a": (20,), "b": (12,), "c": (6,)}
    assert hide_small_cells({"a": (20,), "b": (12,), "c": (2,)}) == {"a": (20,), "b": None, "c": None}
    assert hide_small_cells({"a": (3,)}) == {"a": None}
    assert hide_small_cells({}) == {}


def test_participation_hides_who_has_not_voted_yet_when_they_are_few():
    roll = [("a", True)] * 21 + [("a", False)] + [("b", True)] * 10 + [("c", True)] * 8
    assert participation(["a", "b", "c"], ["a"] * 22 + ["b"] * 10, roll)["a"] == (22, None)
    assert participation(["a", "b"], ["a"] * 9, []) == {"a": (None, None), "b": (None, None)}


def test_two_sockets_of_one_seat_are_one_person_present():
    presence = Presence()
    presence.connected(1)
    presence.connected(1)
    presence.connected(2)
    assert presence.count(now=0) == 2
    presence.disconnected(1)
    assert presence.count(now=0) == 2
    presence.disconnected(1)
    presence.disconnected(1)
    assert presence.count(now=0) == 1


def test_a_seat_seen_by_http_is_present_for_a_minute_and_a_half():
    presence = Presence()
    presence.seen(1, now=100)
    assert presence.count(now=100 + SEEN_SECONDS) == 1
    assert presence.count(now=102 + SEEN_SECONDS) == 0
    presence.seen(1, now=300)
    presence.gone(1)
    assert presence.count(now=300) == 0


def test_an_address_is_slowed_after_sixty_wrong_codes_within_a_minute():
    counts = WrongCodes()
    for second in range(MOST_WRONG):
        assert not counts.is_slowed("one", second / 2)
        counts.note("one", second / 2)
    assert counts.is_slowed("one", 30)
    assert not counts.is_slowed("other", 30)
    assert not counts.is_slowed("one", 31 + WINDOW_SECONDS)


def test_a_subject_gives_the_code_and_the_theme_that_stand_before_its_label():
    assert place("piste:2007-1G") == ("1G", 1)
    assert place("recommendation:2021·2.1") == ("2.1", None)
    assert place("anything") == place(None) == (None, None)
    assert text("Oui", None) == "Oui"
    assert text("Oui", "Yes") == {"fr": "Oui", "en": "Yes"}


@given(st.binary(max_size=300), st.binary(min_size=4, max_size=4))
def test_a_frame_is_unmasked_as_the_standard_says(payload, mask):
    assert unmask(payload, mask) == bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload))


@pytest.mark.parametrize(
    "packet", ["2", "2{}", "2[]", "3[1]", "4{}", "51-[1]", "61-[1]", "9", "2[" * 5000, '2["a",NaN]']
)
def test_a_packet_that_is_none_is_refused(packet):
    with pytest.raises(ValueError, match="."):
        StrictPacket(encoded_packet=packet)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_only_events_that_are_named_reach_their_handlers(name):
    packet = StrictPacket(encoded_packet="2/plenary," + StrictJson.dumps([name, 1]).encode("utf-8", "replace").decode())
    assert packet.data == ["unknown"]

"""Canonical form, seal and receipt, against the text of the standard and worked values."""

import hashlib
import json
import re
import string

import pytest

from forum.votes.seal_words import list_words, words_of
from forum.votes.sealing import canonical_json, receipt_of, seal_of


def test_keys_stand_in_the_order_of_their_utf_16_units():
    # the example of RFC 8785, section 3.2.3
    value = {"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
             "\U0001f600": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"}
    assert list(json.loads(canonical_json(value))) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_strings_are_escaped_as_little_as_possible():
    # the string of RFC 8785, section 3.2.2
    value = "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"\u2028\u007f/"
    assert canonical_json(value) == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"\u2028\u007f/"'.encode()
    assert canonical_json("\b\t\n\f\r\x00\x1f") == b'"\\b\\t\\n\\f\\r\\u0000\\u001f"'


def test_no_space_is_left_and_order_of_writing_does_not_matter():
    assert canonical_json({"b": [1, True, None], "a": {}}) == b'{"a":{},"b":[1,true,null]}'
    assert canonical_json({"a": {}, "b": (1, True, None)}) == b'{"a":{},"b":[1,true,null]}'


@pytest.mark.parametrize("value", [0, -1, 2**53 - 1, -(2**53) + 1])
def test_integers_below_two_to_the_fifty_third_are_kept(value):
    assert canonical_json(value) == str(value).encode()


@pytest.mark.parametrize("value", [
    2**53, -(2**53), 10**400, 0.5, 1.0, float("nan"), float("inf"),
    b"x", {1: 2}, {None: 2}, {True: 1}, {1, 2}, object(),
])
def test_what_the_form_does_not_hold_is_refused(value):
    for held in (value, [value], {"a": [value]}):
        with pytest.raises(ValueError):  # noqa: PT011 - any reason will do
            canonical_json(held)


def test_lone_surrogates_and_deep_nesting_are_refused():
    for value in ("\ud83d", {"\udc00": 1}, ["a\ud800b"]):
        with pytest.raises(ValueError):  # noqa: PT011 - any reason will do
            canonical_json(value)
    deep = []
    for _ in range(20_000):
        deep = [deep]
    with pytest.raises(ValueError, match="nested"):
        canonical_json(deep)


def test_seal_covers_everything_but_itself():
    record = {"format": "concertaction-poll/1", "ballots": [{"id": "x", "choice": {"answer": "yes"}}]}
    text = b'{"ballots":[{"choice":{"answer":"yes"},"id":"x"}],"format":"concertaction-poll/1"}'
    assert seal_of(record) == "sha256:" + hashlib.sha256(text).hexdigest()
    assert seal_of({**record, "seal": "anything"}) == seal_of(record)
    assert seal_of({**record, "incidents": []}) != seal_of(record)


def test_receipt_is_the_hash_of_the_contract_whatever_the_case_of_the_secret():
    text = b"concertaction-ballot/1\npoll-1\n00112233445566778899aabbccddeeff"
    assert receipt_of("poll-1", "00112233445566778899AABBCCDDEEFF") == hashlib.sha256(text).hexdigest()
    assert receipt_of("poll-2", "00112233445566778899aabbccddeeff") != hashlib.sha256(text).hexdigest()


def test_seal_words_are_a_list_of_1024_that_no_slip_confuses():
    words = list_words()
    assert len(set(words)) == len(words) == 1024
    assert list(words) == sorted(words)
    assert all(re.fullmatch("[a-z]{4,8}", word) for word in words)
    assert not [(word, slip) for word in words for slip in set(slips(word)) & set(words) if slip != word]


def slips(word):
    """List what a word becomes with one letter changed, added or left out."""
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        yield before + after[1:]
        for letter in string.ascii_lowercase:
            yield before + letter + after
            yield before + letter + after[1:]


def test_a_seal_is_four_words_of_ten_bits_each():
    words = list_words()
    assert words_of("sha256:" + "0" * 64) == [words[0]] * 4
    assert words_of("sha256:" + "f" * 64) == [words[1023]] * 4
    number = (1 << 30) + (2 << 20) + (3 << 10) + 4
    assert words_of(f"sha256:{number:010x}" + "a" * 54) == [words[1], words[2], words[3], words[4]]

"""What is one word, what is none, and what a hall is shown of them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.errors import Refusal
from forum.plenary.pulses.live import LivePulse
from forum.plenary.pulses.models import Pulse
from forum.plenary.pulses.rules import LENGTHS, MOODS, WORDS_SHOWN, BadWord, fold, rank_words, read_word


def live(kind="words", answers=None, state="running", is_shown=True):
    return LivePulse(Pulse(id="p" * 22, kind=kind, state=state, is_shown=is_shown), "Q?", dict(answers or {}))


@pytest.mark.parametrize("spelling", ["École", "ecole", "  ÉCOLE ", "e\u0301cole", "éco\u200dle"])
def test_spellings_of_a_word_are_one(spelling):
    assert fold(spelling) == "ecole"


def test_spaces_and_apostrophes_are_one_and_other_signs_are_not():
    assert fold("Bien   être") == fold("bien etre") != fold("bien-être")
    assert fold("L’écoute") == fold("l'ecoute")
    assert read_word(" La  joie ") == ("la joie", "La joie")


def test_a_smiley_and_a_number_are_words():
    assert read_word("👩‍🌾")[1] == "👩‍🌾"
    assert read_word("42") == ("42", "42")


@pytest.mark.parametrize(("text", "fault"), [
    ("", "empty"), ("   ", "empty"), ("…!", "empty"), ("\u200d", "empty"), ("\u0301", "empty"),
    ("a" * 41, "too_long"), ("é" * 5000, "too_long"),
    ("a\nb", "bad_characters"), ("a\tb", "bad_characters"), ("a\x00", "bad_characters"), ("a\u202eb", "bad_characters"),
    ("a\u2028b", "bad_characters"), ("\ud800", "bad_characters"), ("a\ufeff", "bad_characters"),
    ("a\u200bb", "bad_characters"), ("a\ue000", "bad_characters"),
])
def test_what_is_no_word_is_refused(text, fault):
    with pytest.raises(BadWord) as refused:
        read_word(text)
    assert str(refused.value) == fault


@given(st.text(max_size=60))
def test_a_word_that_is_taken_fits_its_columns_and_folds_to_its_key(text):
    try:
        key, word = read_word(text)
    except BadWord:
        return
    assert 0 < len(key) <= LENGTHS["key"]
    assert 0 < len(word) <= LENGTHS["word"]
    assert fold(word) == key == fold(key)
    assert "\n" not in word
    word.encode()


@given(st.text(min_size=1, max_size=20))
def test_accents_case_and_form_never_part_two_words(text):
    assert fold(text.upper().lower()) == fold(text.upper())
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_hidden_words_are_not_ranked_and_equal_ones_stand_by_their_letters():
    answers = {"b": ("B", 2, False), "a": ("A", 2, False), "c": ("C", 9, True), "d": ("D", 3, False)}
    assert rank_words(answers) == ["d", "a", "b"]


def test_a_hall_is_shown_forty_words_and_never_a_hidden_one():
    answers = {f"w{place:02}": (f"W{place:02}", 1, place == 3) for place in range(60)}
    shown = live(answers=answers).show()
    assert (len(shown["counts"]), shown["answers"]) == (WORDS_SHOWN, 60)
    assert "w03" not in [row["key"] for row in shown["counts"]]


def test_a_mood_shows_every_face_and_nothing_before_it_is_shown():
    assert [(row["key"], row["count"]) for row in live("mood", {"good": ("", 4, False)}).show()["counts"]] == [
        (key, 4 if key == "good" else 0) for key in MOODS]
    hidden = live("mood", {"good": ("", 4, False)}, is_shown=False).show()
    assert (hidden["counts"], hidden["answers"]) == (None, 4)


def test_a_seat_has_its_number_of_answers_and_gets_back_one_that_failed():
    words = live()
    for _ in range(3):
        words.reserve(7)
    with pytest.raises(Refusal) as refused:
        words.reserve(7)
    assert refused.value.code == "pulse_answered"
    words.release(7)
    assert (words.left(7), words.left(8)) == (1, 3)
    assert live("mood").left(1) == 1
    assert live(state="ended").left(1) == 0


def test_a_reading_that_comes_late_loses_no_count_and_no_seat():
    before = live(answers={"a": ("A", 5, False), "b": ("B", 1, False)})
    before.reserve(7)
    after = live(answers={"a": ("A", 4, True)}).succeed(before)
    assert after.answers == {"a": ("A", 5, True), "b": ("B", 1, False)}
    assert (after.left(7), after.version) == (2, before.version + 1)
    after.count([("a", "A", 3, False), ("b", "B", 2, False)])
    assert after.answers == {"a": ("A", 5, True), "b": ("B", 2, False)}
    assert live(state="ended").succeed(after).seats == {}

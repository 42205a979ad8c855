"""Every sentence of the interface stands in both catalogues, and the English is English."""

import re
from pathlib import Path

import pytest

from tools.messages import extract, first, read

# the same word in both languages, or a sign
SAME_IN_BOTH = Path(__file__).with_name("same_in_both.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def messages():
    found = {first(message): place for message, place in extract().items()}
    assert len(found) > 200, "the extraction found hardly anything: its map is wrong"
    return found


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_entry_is_missing_empty_or_fuzzy(messages, language):
    entries = read(language)
    faults = [
        f"{place}: {text!r}"
        for text, place in messages.items()
        if text not in entries
        or entries[text].fuzzy
        or not all(entries[text].string if isinstance(entries[text].string, tuple) else [entries[text].string])
    ]
    assert not faults, "\n".join(faults)


def test_no_entry_is_left_over(messages):
    left = set(read("en")) - set(messages)
    assert not left, f"in the catalogue but nowhere in the code: {sorted(left)}"


def test_an_english_text_is_not_the_french_one(messages):
    entries = read("en")
    same = [text for text in messages if text in entries and entries[text].string == text and text not in SAME_IN_BOTH]
    assert not same, f"untranslated: {same}"


def test_placeholders_are_the_same_in_both(messages):
    pattern = re.compile(r"%\(\w+\)[sd]")
    faults = []
    for text, entry in read("en").items():
        ids = entry.id if isinstance(entry.id, tuple) else (entry.id,)
        strings = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        allowed = set().union(*(pattern.findall(part) for part in ids))
        if any(not set(pattern.findall(part)) <= allowed for part in strings) or (
            len(ids) == 1 and set(pattern.findall(strings[0])) != allowed
        ):
            faults.append(text)
    assert not faults, faults


def test_french_keeps_quebecs_spaces(messages):
    """No-break space before : and % and inside « »; none before ; ! ?; the curved apostrophe (OQLF)."""
    wrong = re.compile(r"(?<=\S) :(?!//)|« | »|(?<=\d) %(?!\()|[ \u00a0][;!?]|\w'\w")
    faults = [f"{place}: {text!r}" for text, place in messages.items() if wrong.search(text)]
    assert not faults, "\n".join(faults)

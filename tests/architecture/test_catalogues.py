"""Every sentence of the interface stands in both catalogues, and the English is English."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from forum.core.config import ROOT
from forum.core.i18n import TRANSLATIONS

KEYWORDS = {"_": None, "lazy": None, "ngettext": (1, 2)}
# the same word in both languages, or a sign
SAME_IN_BOTH = Path(__file__).with_name("same_in_both.txt").read_text(encoding="utf-8").splitlines()


def extracted():
    found = {}
    with (ROOT / "babel.cfg").open() as handle:
        methods, options = parse_mapping_cfg(handle)
    for pattern, method in methods:
        folder, rest = pattern.split("/", 1)
        for name, line, message, *_ in extract_from_dir(ROOT / folder, [(rest, method)], {rest: options.get(pattern, {})}, keywords=KEYWORDS):
            found.setdefault(message if isinstance(message, str) else message[0], f"{folder}/{name}:{line}")
    return found


def catalogue(language):
    with (TRANSLATIONS / language / "LC_MESSAGES/messages.po").open("rb") as handle:
        return {(m.id if isinstance(m.id, str) else m.id[0]): m for m in read_po(handle, locale=language) if m.id}


@pytest.fixture(scope="module")
def messages():
    found = extracted()
    assert len(found) > 200, "the extraction found hardly anything: its map is wrong"
    return found


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_entry_is_missing_empty_or_fuzzy(messages, language):
    entries = catalogue(language)
    faults = [f"{place}: {text!r}" for text, place in messages.items()
              if text not in entries or entries[text].fuzzy or not all(
                  entries[text].string if isinstance(entries[text].string, tuple) else [entries[text].string])]
    assert not faults, "\n".join(faults)


def test_no_entry_is_left_over(messages):
    left = set(catalogue("en")) - set(messages)
    assert not left, f"in the catalogue but nowhere in the code: {sorted(left)}"


def test_an_english_text_is_not_the_french_one(messages):
    entries = catalogue("en")
    same = [text for text in messages if text in entries and entries[text].string == text and text not in SAME_IN_BOTH]
    assert not same, f"untranslated: {same}"


def test_placeholders_are_the_same_in_both(messages):
    pattern = re.compile(r"%\(\w+\)[sd]")
    faults = []
    for text, entry in catalogue("en").items():
        ids = entry.id if isinstance(entry.id, tuple) else (entry.id,)
        strings = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        allowed = set().union(*(pattern.findall(part) for part in ids))
        if any(not set(pattern.findall(part)) <= allowed for part in strings) or (
                len(ids) == 1 and set(pattern.findall(strings[0])) != allowed):
            faults.append(text)
    assert not faults, faults

"""Gather the sentences of the interface and bring both catalogues up to date: `make messages`.

French is the language of the code, so its catalogue is filled by itself; missing English is left empty and listed.
"""

import sys

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from forum.core.config import ROOT
from forum.core.i18n import LANGUAGES, TRANSLATIONS

KEYWORDS = {"_": None, "lazy": None, "ngettext": (1, 2)}


def extract():
    """Give {message: place}; a message is a string, or a (singular, plural) pair."""
    with (ROOT / "babel.cfg").open() as handle:
        methods, options = parse_mapping_cfg(handle)
    found = {}
    for pattern, method in methods:
        folder, rest = pattern.split("/", 1)
        for name, line, message, *_ in extract_from_dir(
            ROOT / folder, [(rest, method)], {rest: options.get(pattern, {})}, keywords=KEYWORDS
        ):
            found.setdefault(
                tuple(message) if isinstance(message, list | tuple) else message, f"{folder}/{name}:{line}"
            )
    return found


def path_of(language):
    """Give the path of a catalogue."""
    return TRANSLATIONS / language / "LC_MESSAGES/messages.po"


def first(message):
    """Give the text under which a message is found: itself, or its singular."""
    return message if isinstance(message, str) else message[0]


def read(language):
    """Give {message or singular: entry} of a catalogue."""
    if not path_of(language).exists():
        return {}
    with path_of(language).open("rb") as handle:
        return {first(entry.id): entry for entry in read_po(handle, locale=language) if entry.id}


def write(language, messages, translate):
    """Write a catalogue of these messages, sorted."""
    catalogue = Catalog(locale=language, project="Concert'Action", charset="utf-8", fuzzy=False)
    for message in sorted(messages, key=first):
        catalogue.add(message, translate(message))
    path_of(language).parent.mkdir(parents=True, exist_ok=True)
    with path_of(language).open("wb") as handle:
        write_po(handle, catalogue, width=120, omit_header=False)


def update(translations=None):
    """Rewrite both catalogues; give the messages that have no English."""
    messages = extract()
    english = {key: entry.string for key, entry in read("en").items()} | (translations or {})

    def translate(message):
        known = english.get(first(message))
        if isinstance(message, tuple):
            return known if isinstance(known, tuple) else ("", "")
        return known if isinstance(known, str) else ""

    write("fr", messages, lambda message: message)
    write("en", messages, translate)
    assert LANGUAGES == ("fr", "en")
    return [(message, place) for message, place in messages.items() if not any(translate(message))]


if __name__ == "__main__":
    missing = update()
    for message, place in missing:
        print(f"{place}: {first(message)}")
    sys.exit(f"{len(missing)} without English" if missing else 0)

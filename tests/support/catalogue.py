"""The sentences of the interface, for tests that look for them on pages."""

from functools import cache

from tools.messages import read


@cache
def french_only():
    """Give the French sentences without placeholder whose English is another: none stands on an English page."""
    entries = {text: entry.string for text, entry in read("en").items() if isinstance(entry.string, str)}
    english = set(entries.values())
    return frozenset(text for text, translated in entries.items()
                     if translated and "%(" not in text and text != translated and text not in english)

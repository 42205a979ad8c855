"""What the forms of a room share, and its digits as they are typed."""


from wtforms import (
    SelectChoice,
)

from forum.core.i18n import LANGUAGES, in_language, lazy

CAPACITIES = (
    ("personal", lazy("En mon nom")),
    ("organisation", lazy("Pour mon organisme")),
    ("observer", lazy("En observation, sans voter")),
)
NEEDS_WORD = lazy("Écrivez la question.")
NEEDS_TEXT = lazy("Écrivez quelques mots.")
TOO_LONG = lazy("C’est trop long.")
NEEDS_NUMBER = lazy("Écrivez un nombre, 1 ou plus.")


def offer(pairs):
    """Make the choices of a field from (value, label) pairs."""
    return [SelectChoice(*pair) for pair in pairs]


def digits_of(text):
    """Give the digits of a room's code as it was typed, with spaces or hyphens or without."""
    return "".join(character for character in (text or "")[:40] if character not in " -\u00a0\u202f\t")


def in_both_languages(sentence):
    """Give a sentence of the interface in French and in English, to start a bilingual field with."""
    texts = []
    for language in LANGUAGES:
        with in_language(language):
            texts.append(str(sentence))
    return texts

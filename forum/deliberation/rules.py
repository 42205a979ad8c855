"""Decide what codes, letters and levels of agreement mean. Pure: no database, no clock."""

import re
from dataclasses import dataclass

from forum.events.rules import Field, in_both

THEME_KINDS = ("theme", "workshop")
ITEM_KINDS = ("recommendation", "discussion")
DECISION_KINDS = ("without_vote", "vote")
LENGTHS = {"title": 300, "words": 120, "url": 500, "key": 40, "text": 20_000, "number": 12}
MAXIMUM_THEMES = 99
MAXIMUM_LETTERS = 26 * 27

THEME_FIELDS = {
    **in_both("title", LENGTHS["title"], required=True), **in_both("programme_title", LENGTHS["title"]),
    **in_both("context", LENGTHS["text"], is_line=False), **in_both("questions", LENGTHS["text"], is_line=False),
}
# a finding's text or heading, a piste's title, a point: each is one paragraph
FINDING_FIELDS = in_both("text", LENGTHS["text"], required=True)
POINT_FIELDS = FINDING_FIELDS | in_both("remark", LENGTHS["text"])
PISTE_FIELDS = in_both("title", LENGTHS["text"], required=True)
RECOMMENDATION_FIELDS = in_both("title", LENGTHS["title"], required=True)
WORDING_FIELDS = in_both("text", LENGTHS["text"], required=True, is_line=False) | in_both("note", LENGTHS["title"])

# What the links of a trail are called, from an origin to what came of it.
RELATIONS = ("leads_to", "discussed_in", "proposes", "retained", "related", "put_to_vote", "decided")

# How widely a remark was shared, from widest to least; "unsaid" when the document does not say.
SHARED = ("unanimous", "nearly_all", "several", "a_few", "one", "unsaid")

# The words of a document that say it, folded to lower case. Where words stand between two levels the lower one is
# taken, so that agreement is never overstated; the words themselves are always shown beside the level. Sentences that
# only say « les participants », « on souligne », « il est suggéré » do not say how many, and « de nombreux
# commentaires » counts comments, not people.
SHARED_WORDS = {
    "unanimous": ("tous les participants", "à l'unanimité", "unanimement", "l'ensemble des participants"),
    "nearly_all": ("presque l'ensemble", "presque tous", "presque toutes", "la quasi-totalité"),
    "several": ("une grande majorité", "la majorité", "en général, les participants", "de nombreux participants",
                "de nombreuses personnes", "plusieurs"),
    "a_few": ("quelques participants", "quelques personnes", "certains", "certaines", "d'autres participants",
              "deux participants"),
    "one": ("une des premières interventions", "un participant", "une participante", "une personne",
            "une intervention"),
}

_LETTERED = re.compile(r"([0-9A-Za-z]{1,12})[-·](\d{1,2})([A-Za-z]{1,2})")
_NUMBERED = re.compile(r"([0-9A-Za-z]{1,12})[-·](\d{1,3}(?:\.\d{1,3}){0,2})")
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,2}")


@dataclass(frozen=True)
class LetteredCode:
    """The parts of a code such as 2007-1G."""

    event: str
    theme: int
    letter: str


@dataclass(frozen=True)
class NumberedCode:
    """The parts of a code such as 2021-2.1."""

    event: str
    number: str


def parse_lettered(text):
    """Read the code of a finding or a piste, "2007-1G" or "2007·1G"; None when it is not one."""
    found = _LETTERED.fullmatch(text)
    return LetteredCode(found[1], int(found[2]), found[3].upper()) if found else None


def parse_numbered(text):
    """Read the code of a recommendation, "2021-2.1" or "2021·2.1"; None when it is not one."""
    found = _NUMBERED.fullmatch(text)
    return NumberedCode(found[1], found[2]) if found else None


def parse_ref(text):
    """Read a subject, "piste:2007-1G" or "recommendation:2021-2.1", into (kind, parts); None when it is not one."""
    kind, _, code = text.partition(":")
    parse = {"piste": parse_lettered, "finding": parse_lettered, "recommendation": parse_numbered}.get(kind)
    parts = parse(code) if parse else None
    return (kind, parts) if parts else None


def is_number(text):
    """Tell whether a text can number a recommendation: "2", "2.1", "2.1.3"."""
    return bool(_NUMBER.fullmatch(text))


NUMBER_FIELD = {"number": Field(LENGTHS["number"], True, check=is_number)}


def letter_at(index):
    """Give the letter of the thing at this place, from 0: A … Z, AA, AB …; raises ValueError past ZZ."""
    if not 0 <= index < MAXIMUM_LETTERS:
        raise ValueError("no letter so far down")
    return chr(65 + index) if index < 26 else letter_at(index // 26 - 1) + letter_at(index % 26)


def is_letter(text):
    """Tell whether a text can be the letter of a finding or a piste: A to ZZ."""
    return bool(re.fullmatch(r"[A-Z]{1,2}", text))


def next_letter(taken):
    """Give the first letter after those given, so that a letter that was taken away is not given to another thing."""
    order = [letter_index(letter) for letter in taken]
    return letter_at(max(order, default=-1) + 1)


def letter_index(letter):
    """Give the place of a letter, from 0; the inverse of `letter_at`."""
    index = 0
    for character in letter:
        index = index * 26 + ord(character) - 64
    return index - 1


def level_of(words):
    """Give the level of agreement that words quoted from a document say, by the table above; None when it has none."""
    folded = (words or "").strip().replace("’", "'").casefold()
    return next((level for level, starts in SHARED_WORDS.items() if folded.startswith(starts)), None)

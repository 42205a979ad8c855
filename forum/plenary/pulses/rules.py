"""Pure decisions about flash polls (« sondages éclair »): what may be answered, and which words are one. No votes."""

import unicodedata

KINDS = ("mood", "words")
MOODS = ("very_good", "good", "mixed", "uneasy", "difficult")
PREPARED, RUNNING, ENDED, AWAY = STATES = ("prepared", "running", "ended", "away")
ON_SCREEN = (RUNNING, ENDED)
# how often one seat may answer
ANSWERS_A_SEAT = {"mood": 1, "words": 3}
LENGTHS = {"question": 200, "word": 40, "key": 80}
MOST_WORDS = 2_000
WORDS_SHOWN = 40
WORDS_LISTED = 200
# control characters, lone surrogates, line and paragraph marks, private and unassigned ones
BAD_CATEGORIES = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
# of those that are not seen, only what joins the parts of one sign
JOINERS = "\u200c\u200d"


class BadWord(ValueError):
    """Refuse a word: "empty", "too_long" or "bad_characters"."""


def fold(word):
    """Give the form under which words are one: without accents, case, invisible marks or repeated spaces."""
    bare = (sign for sign in unicodedata.normalize("NFD", word) if unicodedata.category(sign) not in ("Mn", "Cf"))
    return " ".join(unicodedata.normalize("NFC", "".join(bare)).replace("’", "'").casefold().split())


def read_word(text):
    """Give (key, word) of what was typed; raises BadWord."""
    word = " ".join(unicodedata.normalize("NFC", text).split(" ")).strip()
    if len(text) > 10 * LENGTHS["word"] or len(word) > LENGTHS["word"]:
        raise BadWord("too_long")
    if any(is_bad(sign) for sign in word):
        raise BadWord("bad_characters")
    word, key = " ".join(word.split()), fold(word)
    if not any(unicodedata.category(sign)[0] in "LNS" for sign in key):
        raise BadWord("empty")
    if len(key) > LENGTHS["key"]:
        raise BadWord("too_long")
    return key, word


def is_bad(sign):
    """Tell whether a character has no place in a word that a whole hall reads."""
    category = unicodedata.category(sign)
    return category in BAD_CATEGORIES or (category == "Cf" and sign not in JOINERS)


def rank_words(answers):
    """Give the keys of {key: (word, count, is_hidden)} that are not hidden: most often given first, then by key."""
    seen = [key for key, (_word, _count, is_hidden) in answers.items() if not is_hidden]
    return sorted(seen, key=lambda key: (-answers[key][1], key))

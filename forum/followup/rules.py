"""Pure decisions about what follows a day: which forum suits a theme, how long a text may be, when one may write."""

import hashlib
import re
import unicodedata
from datetime import timedelta

# between two letters about the same day, so that nobody is written to at each topic that is opened
BETWEEN_LETTERS = timedelta(hours=1)
# a message is bounded, and holds its words twice: in French and in English
LONGEST_HALF = 8_500
LONGEST_TITLE = 150
MOST_AT_ONCE = 40
EMPTY_WORDS = frozenset("a and au aux d de des du en et l la le les of on or ou pour the to un une".split())


def words_of(title):
    """Give the words of a title that carry its sense, without accents or case."""
    plain = unicodedata.normalize("NFKD", (title or "").casefold().replace("œ", "oe").replace("æ", "ae"))
    found = re.findall(r"[a-z0-9]+", "".join(sign for sign in plain if not unicodedata.combining(sign)))
    return frozenset(found) - EMPTY_WORDS


def match_forum(titles, forums):
    """Give the key of the one forum whose title says what one of these says, or None.

    `forums` is [(key, [titles])…]. Titles are the same when the words of one are all in the other: « Acteurs et
    compétences » is « Compétences et expertises des acteurs ».
    """
    wanted = [words for words in map(words_of, titles) if words]
    found = [key for key, names in forums
             if any(words <= name or name <= words for name in map(words_of, names) if name for words in wanted)]
    return found[0] if len(found) == 1 else None


def next_letter_at(last_sent_at, now):
    """Give when a letter about this day may leave again, or None when it may now."""
    if last_sent_at is None or now >= last_sent_at + BETWEEN_LETTERS:
        return None
    return last_sent_at + BETWEEN_LETTERS


def cut(text, longest):
    """Give a text cut at a word, and whether it was."""
    if len(text) <= longest:
        return text, False
    return text[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…", True


def keep_within(lines, longest):
    """Give the first of these lines that fit together, and whether some were left out."""
    kept, size = [], 0
    for line in lines:
        size += len(line) + 1
        if size > longest:
            return kept, True
        kept.append(line)
    return kept, False


def seal_of(texts):
    """Give a short mark of what somebody read, by which to tell whether it has changed since."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:32]

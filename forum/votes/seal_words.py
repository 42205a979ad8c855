"""A seal as four French words, so that a hall compares screens by eye; the words stand in `seal_words.txt`."""

from functools import cache
from pathlib import Path

WORDS = 4
BITS = 10


@cache
def list_words():
    """Give the 1,024 words, in alphabetical order: one for each number of ten bits."""
    return tuple(Path(__file__).with_name("seal_words.txt").read_text().split())


def words_of(seal):
    """Give the four words of a seal, "sha256:" and hex: the first 40 bits of the hash, ten a word, highest first.

    They are for the eye: a file made on purpose to bear the same four words takes 2⁴⁰ tries, a chance one in 10¹². Who
    wants certainty compares the whole seal.
    """
    if not seal:  # a rehearsal has none
        return []
    number = int(seal.partition(":")[2][:WORDS * BITS // 4], 16)
    return [list_words()[number >> BITS * place & 2**BITS - 1] for place in reversed(range(WORDS))]

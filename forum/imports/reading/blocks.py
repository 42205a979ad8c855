"""What every reader gives: the blocks of a document in their order, within bounds. Standard library only."""

from dataclasses import dataclass

# a report of 200 pages has some 4,000 blocks and half a million characters
MOST_BLOCKS = 8_000
MOST_CHARACTERS = 3_000_000
LONGEST_BLOCK = 20_000

# a heading bears its level (1 to 6), or 9 when a short line alone looks like one; an item how far in it is (1 …)
KINDS = ("heading", "paragraph", "item", "row")


class Unread(Exception):
    """Say why a document cannot be read, by the key of a sentence of `faults.py`."""


@dataclass(frozen=True)
class Block:
    """One paragraph, heading, item of a list or row of a table."""

    kind: str
    level: int
    text: str


class Blocks:
    """Gather blocks and refuse to gather without end."""

    def __init__(self):
        self.found = []
        self.size = 0

    def add(self, kind, text, level=0):
        """Keep a block, its spaces squeezed; one without text is nothing. Raises Unread past the bounds."""
        text = " ".join(text.split())
        if not text:
            return
        self.size += len(text)
        if len(self.found) >= MOST_BLOCKS or self.size > MOST_CHARACTERS:
            raise Unread("too_long")
        # what is longer than any field goes on as another paragraph: nothing is lost
        self.found += [Block(kind, level, text[start:start + LONGEST_BLOCK])
                       for start in range(0, len(text), LONGEST_BLOCK)]
        if len(self.found) > MOST_BLOCKS:
            raise Unread("too_long")


def looks_like_heading(text):
    """Tell whether a line that stands alone reads as a heading: short, and without an end of sentence."""
    return len(text) <= 110 and not text.endswith((".", ";", ",", ":", "!", "?", "»", "…")) and not text.isdigit()

"""Read a PDF, as well as one can: a page is words at places, and what they form is told by place, size and gap."""

import io
import re
from collections import Counter
from dataclasses import dataclass
from statistics import quantiles

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from forum.imports.reading.blocks import Blocks, Unread, looks_like_heading
from forum.imports.reading.texts import BULLET, ITEM

MOST_PAGES = 400
_NUMBER = re.compile(r"(?:page\s*)?\d{1,4}(?:\s*(?:/|de|of|sur)\s*\d{1,4})?", re.IGNORECASE)
_CUT_ADDRESS = re.compile(r"https?://\S*[-/_.=&?]$")
_LONE_BULLET = re.compile(r"[-*•–▪◦‣·o]")


@dataclass
class Line:
    """One line of a page: where it begins, in points from the left and the bottom, and its letters."""

    page: int
    left: float
    bottom: float
    size: float
    is_bold: bool
    text: str


def read_pdf(data):
    """Read the lines of a PDF and join them into paragraphs; raises Unread: locked, broken, all pictures."""
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unread("locked")
        if len(reader.pages) > MOST_PAGES:
            raise Unread("too_long")
        lines = [line for number, page in enumerate(reader.pages) for line in lines_of(number, page)]
    except Unread:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, NotImplementedError,
            OverflowError, RecursionError, ZeroDivisionError):
        raise Unread("broken") from None
    lines = [line for line in _without_furniture(lines) if not _NUMBER.fullmatch(line.text)]
    if not lines:
        raise Unread("only_pictures")
    return _Joiner(lines).join()


def lines_of(number, page):
    """Give the Lines of a page in the order in which they are drawn; what is on one height is one line."""
    found = []

    def note(text, matrix, of_text, font, size):
        is_bold = "bold" in str((font or {}).get("/BaseFont", "")).lower()
        for part in filter(str.strip, text.split("\n")):
            left = of_text[4] * matrix[0] + matrix[4]
            bottom = of_text[5] * matrix[3] + matrix[5]
            height = abs(size * of_text[3] * matrix[3]) or abs(size) or 1
            last = found[-1] if found else None
            if last and abs(last.bottom - bottom) < 0.5 * last.size and left > last.left:
                last.text = f"{last.text} {part.strip()}"
            else:
                found.append(Line(number, left, bottom, round(height, 1), is_bold, part.strip()))

    page.extract_text(visitor_text=note)
    return found


def _without_furniture(lines):
    """Leave out the lines that stand first or last on most pages: running titles."""
    edges, pages = Counter(), {}
    for line in lines:
        pages.setdefault(line.page, []).append(line.text)
    for texts in pages.values():
        edges.update({texts[0], texts[-1]})
    repeated = {text for text, count in edges.items() if len(pages) > 3 and count > len(pages) * 0.6}
    return [line for line in lines if line.text not in repeated]


def width_of(text):
    """Give about how wide a text is, in letters of its size: nobody says how wide the page's own letters are."""
    return sum(0.28 if one in "ijltfrI.,;:' -()" else 0.85 if one in "mwMW—" else 0.66 if one.isupper() else 0.53
               for one in text)


class _Joiner:
    """Join the lines of a document, knowing its usual size, gap, margin and width."""

    def __init__(self, lines):
        self.lines, self.blocks = lines, Blocks()
        self.size = _most([(line.size, len(line.text)) for line in lines])
        usual = [line for line in lines if line.size == self.size]
        lefts = Counter(round(line.left) for line in usual)
        # of a document that is mostly lists the margin is not where most lines begin, but the outermost of the usual
        self.margin = min((left for left, count in lefts.items() if count > 0.04 * len(usual)), default=0)
        self.width = max((line.left + width_of(line.text) * line.size for line in usual), default=0)
        gaps = [one.bottom - other.bottom for one, other in zip(usual, usual[1:], strict=False)
                if one.page == other.page and 0 < one.bottom - other.bottom < 3 * self.size]
        self.gap = quantiles(gaps)[0] if len(gaps) > 1 else 1.2 * self.size
        self.indents = sorted(left for left, count in lefts.items() if count > 2 and left > self.margin + 8)
        self.sizes = sorted({line.size for line in lines if line.size > 1.08 * self.size}, reverse=True)

    def join(self):
        """Give the blocks."""
        held = []
        for line in self.lines:
            if held and not self._goes_on(held, line):
                self._let_go(held)
                held = []
            held.append(line)
        self._let_go(held)
        return self.blocks.found

    def _goes_on(self, held, line):
        last = held[-1]
        if _LONE_BULLET.fullmatch(last.text):
            return True
        if abs(last.size - line.size) > 0.08 * self.size or ITEM.match(line.text) or _LONE_BULLET.fullmatch(line.text):
            return False
        if last.is_bold != line.is_bold and (looks_like_heading(last.text) or looks_like_heading(line.text)):
            return False
        hangs = len(held) == 1 and ITEM.match(last.text)
        if abs(last.left - line.left) > 6 and not (hangs and line.left > last.left) and last.page == line.page:
            return False
        if last.page == line.page and last.bottom - line.bottom > 1.35 * self.gap * last.size / self.size:
            return False
        if last.text.endswith(";") and line.text[:1].isupper():
            return False
        first = line.text.split(" ", 1)[0]
        # the line was cut short although the next word had room: it ends what it says
        return last.left + width_of(f"{last.text} {first}") * last.size > 0.9 * self.width

    def _let_go(self, held):
        lone = _LONE_BULLET.fullmatch(held[0].text) and len(held) > 1
        text = ""
        for line in held[bool(lone):]:
            # an address that was too long for its line goes on without a space
            apart = "" if _CUT_ADDRESS.search(text) else " "
            text = f"{text}{apart}{line.text}" if text else line.text
        first = held[1] if lone else held[0]
        if first.size in self.sizes:
            self.blocks.add("heading", text, min(1 + self.sizes.index(first.size), 6))
        elif all(line.is_bold for line in held) and looks_like_heading(text) and not ITEM.match(text):
            self.blocks.add("heading", text, 6)
        elif ITEM.match(text) and len(held) == 1 and text[:1].isdigit() and looks_like_heading(text) and (
                round(first.left) == self.margin):
            self.blocks.add("heading", text, 9)
        elif lone or ITEM.match(text) or round(first.left) in self.indents:
            level = self.indents.index(round(first.left)) if round(first.left) in self.indents else 0
            self.blocks.add("item", BULLET.sub("", text, count=1), 1 + level)
        elif len(held) == 1 and looks_like_heading(text):
            self.blocks.add("heading", text, 9)
        else:
            self.blocks.add("paragraph", text)


def _most(weighed):
    """Give the value that most letters have."""
    counted = Counter()
    for value, weight in weighed:
        counted[value] += weight
    return counted.most_common(1)[0][0]

"""Read DOCX and ODT as a stream: nothing is built of a document but its words (ECMA-376 part 1, OASIS ODF 1.3).

A document type declaration is refused, and with it every entity; what a document links to is never followed.
"""

import io
import re
import zipfile
import zlib
from xml.parsers import expat

from forum.imports.reading.blocks import Blocks, Unread, looks_like_heading
from forum.imports.reading.marks import Counters

MOST_MEMBERS = 2_000
MOST_BYTES = 60 * 1024 * 1024
LARGE_MEMBER, MOST_RATIO = 1024 * 1024, 100
DEEPEST = 200
CHUNK = 64 * 1024


def open_zip(data, needed):
    """Look through a document's directory before anything is unpacked; raises Unread."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError):
        raise Unread("broken") from None
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_BYTES:
        raise Unread("bomb")
    if any(member.file_size > LARGE_MEMBER and member.file_size > MOST_RATIO * max(member.compress_size, 1)
           for member in members):
        raise Unread("bomb")
    names = {member.filename for member in members}
    if needed not in names:
        raise Unread("other_kind")
    if any(member.flag_bits & 1 for member in members) or "EncryptedPackage" in names:
        raise Unread("locked")
    return archive, names


def parse(archive, name, handler):
    """Send the elements of a member to a handler's `start`, `end` and `data`; raises Unread."""
    parser = expat.ParserCreate(namespace_separator=None)
    parser.buffer_text = True
    depth = 0

    def refuse(*_):
        raise Unread("entities")

    def start(tag, attributes):
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise Unread("broken")
        handler.start(tag, attributes)

    def end(tag):
        nonlocal depth
        depth -= 1
        handler.end(tag)

    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = parser.ExternalEntityRefHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, handler.data
    try:
        with archive.open(name) as member:
            while chunk := member.read(CHUNK):
                parser.Parse(chunk)
            parser.Parse(b"", True)
    except (expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise Unread("broken") from None


# ---- DOCX ----


def read_docx(data):
    """Read the body of a Word document, then its footnotes; what was deleted in revision is not read."""
    archive, names = open_zip(data, "word/document.xml")
    styles, numbering = _Styles(), _Numbering()
    for part, handler in (("word/styles.xml", styles), ("word/numbering.xml", numbering)):
        if part in names:
            parse(archive, part, handler)
    blocks, counters = Blocks(), Counters(numbering.levels())
    for part in ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml"):
        if part in names:
            parse(archive, part, _Word(blocks, styles, counters))
    return blocks.found


class _Numbering:
    """Learn how the lists are numbered: a list is an instance of an abstract one, of nine levels."""

    def __init__(self):
        self.abstract, self.lists, self.here, self.level, self.list = {}, {}, None, None, None

    def start(self, tag, attributes):
        value = attributes.get("w:val", "")
        if tag == "w:abstractNum":
            self.here = self.abstract.setdefault(attributes.get("w:abstractNumId"), {})
        elif tag == "w:num":
            self.here, self.list = None, attributes.get("w:numId")
        elif tag == "w:abstractNumId" and self.list is not None:
            self.lists[self.list] = value
        elif tag == "w:lvl" and self.here is not None and attributes.get("w:ilvl", "").isdigit():
            self.level = self.here.setdefault(int(attributes["w:ilvl"]), ["", "", 1])
        elif self.level is not None and self.here is not None:
            if tag == "w:numFmt":
                self.level[0] = value
            elif tag == "w:lvlText":
                self.level[1] = value
            elif tag == "w:start" and value.isdigit():
                self.level[2] = int(value)

    def end(self, tag):
        if tag == "w:lvl":
            self.level = None

    def data(self, text):
        """A numbering has no words."""

    def levels(self):
        """Give {list: {level: (form, pattern, start)}}."""
        return {number: {level: tuple(said) for level, said in self.abstract.get(name, {}).items()}
                for number, name in self.lists.items()}


class _Styles:
    """Learn which styles are headings, of what level, by their name, their outline level or what they are based on.

    `lists` gives the list that a style is numbered by, and at which level.
    """

    def __init__(self):
        self.levels, self.parents, self.lists, self.style = {}, {}, {}, None

    def start(self, tag, attributes):
        value = attributes.get("w:val", "")
        if tag == "w:style":
            self.style = attributes.get("w:styleId", "")
        elif tag == "w:name":
            found = re.fullmatch(r"(?:heading|titre) (\d)", value.lower())
            if found:
                self.levels[self.style] = int(found[1])
            elif value.lower() in ("title", "titre"):
                self.levels[self.style] = 1
        elif tag == "w:basedOn":
            self.parents[self.style] = value
        elif tag == "w:outlineLvl" and value.isdigit() and int(value) < 9:
            self.levels.setdefault(self.style, int(value) + 1)
        elif tag == "w:numId" and self.style:
            self.lists[self.style] = value, self.lists.get(self.style, ("", 0))[1]
        elif tag == "w:ilvl" and self.style and value.isdigit():
            self.lists[self.style] = self.lists.get(self.style, ("", 0))[0], int(value)

    def end(self, tag):
        """Nothing ends that was not said."""

    def data(self, text):
        """A style has no words."""

    def level(self, style):
        """Give the level of a heading's style, or 0."""
        for _ in range(10):
            if style in self.levels:
                return self.levels[style]
            style = self.parents.get(style)
        return 0


class _Word:
    """Take paragraphs as they end; a text box inside a paragraph is paragraphs of its own."""

    SILENT = frozenset({"w:del", "w:moveFrom", "w:instrText", "w:delText", "mc:Fallback", "w:rPrChange", "w:pPrChange"})

    def __init__(self, blocks, styles, counters):
        self.blocks, self.styles, self.counters = blocks, styles, counters
        self.open, self.cells, self.silent, self.in_text = [], [], 0, False
        self.rows = 0

    def start(self, tag, attributes):
        if tag in self.SILENT:
            self.silent += 1
        elif tag == "w:p":
            self.open.append({"text": [], "style": "", "list": None, "level": 0, "outline": 0})
        elif tag == "w:tr":
            self.rows += 1
            self.cells.append([])
        elif tag == "w:t":
            self.in_text = True
        elif self.open:
            self._note(tag, attributes)

    def _note(self, tag, attributes):
        paragraph, value = self.open[-1], attributes.get("w:val", "")
        if tag == "w:pStyle":
            paragraph["style"] = value
        elif tag == "w:numId":
            paragraph["list"] = value
        elif tag == "w:ilvl" and value.isdigit():
            paragraph["level"] = min(int(value), 8)
        elif tag == "w:outlineLvl" and value.isdigit() and int(value) < 9:
            paragraph["outline"] = int(value) + 1
        elif tag in ("w:tab", "w:br", "w:cr"):
            paragraph["text"].append(" ")
        elif tag == "w:noBreakHyphen":
            paragraph["text"].append("-")

    def data(self, text):
        if self.in_text and not self.silent and self.open:
            self.open[-1]["text"].append(text)

    def end(self, tag):
        if tag in self.SILENT:
            self.silent -= 1
        elif tag == "w:t":
            self.in_text = False
        elif tag == "w:p" and self.open:
            self._let_go(self.open.pop())
        elif tag == "w:tr" and self.cells:
            self.blocks.add("row", " | ".join(filter(None, self.cells.pop())))

    def _let_go(self, paragraph):
        text = "".join(paragraph["text"]).strip()
        if self.cells:
            self.cells[-1].append(text)
            return
        if not text:
            return
        heading = paragraph["outline"] or self.styles.level(paragraph["style"])
        key, level = paragraph["list"], paragraph["level"]
        if key is None:
            key, level = self.styles.lists.get(paragraph["style"], (None, 0))
        in_list = key not in (None, "0")  # the list 0 is how a paragraph says that it is in none
        text = (self.counters.mark(key, level) if in_list else "") + text
        if heading:
            self.blocks.add("heading", text, min(heading, 6))
        elif in_list:
            self.blocks.add("item", text, level + 1)
        else:
            add_line(self.blocks, text)


# ---- ODT ----


def read_odt(data):
    """Read the text of an OpenDocument text; what was deleted in revision, and remarks in the margin, are not read."""
    archive, names = open_zip(data, "content.xml")
    if "META-INF/manifest.xml" in names:
        parse(archive, "META-INF/manifest.xml", _Manifest())
    blocks, lists = Blocks(), _ListStyles()
    for part in ("styles.xml", "content.xml"):
        if part in names:
            parse(archive, part, lists)
    parse(archive, "content.xml", _Writer(blocks, Counters(lists.levels)))
    return blocks.found


class _ListStyles:
    """Learn how the lists are numbered: {style: {level: (form, pattern, start)}}."""

    def __init__(self):
        self.levels, self.here = {}, None

    def start(self, tag, attributes):
        if tag == "text:list-style":
            self.here = self.levels.setdefault(attributes.get("style:name", ""), {})
        elif tag == "text:list-level-style-number" and self.here is not None:
            level, shown = attributes.get("text:level", ""), attributes.get("text:display-levels", "1")
            start = attributes.get("text:start-value", "1")
            if level.isdigit() and shown.isdigit() and start.isdigit() and 0 < int(level) < 11:
                first = max(1, int(level) - int(shown) + 1)
                numbers = ".".join(f"%{one}" for one in range(first, min(int(level), 9) + 1))
                pattern = attributes.get("style:num-prefix", "") + numbers + attributes.get("style:num-suffix", "")
                self.here[int(level) - 1] = attributes.get("style:num-format", ""), pattern, int(start)

    def end(self, tag):
        if tag == "text:list-style":
            self.here = None

    def data(self, text):
        """A style has no words."""


class _Manifest:
    """Refuse a document that is locked by a password."""

    def start(self, tag, _attributes):
        if tag == "manifest:encryption-data":
            raise Unread("locked")

    def end(self, tag):
        """Nothing to note."""

    def data(self, text):
        """Nothing to note."""


class _Writer:
    """Take headings, paragraphs, items and rows as they end; a note comes after the paragraph that calls it."""

    SILENT = frozenset({"text:tracked-changes", "office:annotation", "office:forms", "text:table-of-content",
                        "text:sequence-decls", "text:note-citation", "svg:title", "svg:desc"})

    def __init__(self, blocks, counters):
        self.blocks, self.counters = blocks, counters
        self.open, self.cells, self.notes, self.lists = [], [], [], []
        self.silent, self.is_new = 0, False

    def start(self, tag, attributes):
        if tag in self.SILENT:
            self.silent += 1
        elif tag in ("text:p", "text:h"):
            level = attributes.get("text:outline-level", "1")
            heading = (int(level) if level.isdigit() else 1) if tag == "text:h" else 0
            self.open.append([[], heading])
        elif tag == "text:list":
            style = attributes.get("text:style-name") or (self.lists[-1] if self.lists else "")
            if not self.lists and attributes.get("text:continue-numbering") != "true" and (
                    "text:continue-list" not in attributes):
                self.counters.start_again(style)
            self.lists.append(style)
        elif tag == "text:list-item":
            self.is_new = True
        elif tag == "table:table-row":
            self.cells.append([])
        elif tag in ("text:s", "text:tab", "text:line-break"):
            self.data(" ")

    def data(self, text):
        if self.open and not self.silent:
            self.open[-1][0].append(text)

    def end(self, tag):
        if tag in self.SILENT:
            self.silent -= 1
        elif tag in ("text:p", "text:h") and self.open:
            self._let_go(*self.open.pop())
        elif tag == "text:list" and self.lists:
            self.lists.pop()
        elif tag == "table:table-row" and self.cells:
            self.blocks.add("row", " | ".join(filter(None, self.cells.pop())))

    def _let_go(self, parts, heading):
        text = "".join(parts).strip()
        if self.silent:
            return
        if self.open:  # a note, or a frame, inside a paragraph that is not over
            self.notes.append(text)
            return
        if self.cells:
            self.cells[-1].append(text)
        elif heading:
            self.blocks.add("heading", text, min(heading, 6))
        elif self.lists and text:
            level = min(len(self.lists), 9)
            # only the first paragraph of an item bears its mark
            mark = self.counters.mark(self.lists[-1], level - 1) if self.is_new else ""
            self.is_new = False
            self.blocks.add("item", mark + text, level)
        else:
            add_line(self.blocks, text)
        for note in self.notes:
            self.blocks.add("paragraph", note)
        self.notes = []


def add_line(blocks, text):
    """Add a paragraph, or what looks like a heading although no style says so."""
    if looks_like_heading(text):
        blocks.add("heading", text, 9)
    else:
        blocks.add("paragraph", text)

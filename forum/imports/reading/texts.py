"""Read Markdown and plain text as people and converters write them: line by line, with the marks taken off."""

import re

from forum.imports.reading.blocks import Blocks, Unread, looks_like_heading

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
ITEM = re.compile(r"(?:[-*+•–▪◦‣·]|\d{1,3}[.)]|[A-Za-z][.)])\s+(?=\S)")
BULLET = re.compile(r"^[-*+•–▪◦‣·]\s+")
_RULE = re.compile(r"([-*_=])(\s*\1){2,}$")
_TABLE_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?$")
_TAG = re.compile(r"</?(?:b|i|u|em|strong|sup|sub|p|br|span|div|td|tr|th|table|tbody|ul|li)\b[^<>]*>", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\(([^()\s]+)\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_SLANTED = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=[^\s*])\*(?![\w*])")


def read_text(data):
    """Read the bytes of a Markdown or text file, in UTF-8, UTF-16 with its mark, or Windows-1252; raises Unread."""
    reader = _Reader()
    for raw in decode(data).split("\n"):
        reader.read(raw)
    reader.let_go()
    return reader.blocks.found


class _Reader:
    """Hold the lines of the block that is being read, until something else begins."""

    def __init__(self):
        self.blocks = Blocks()
        self.held = []
        self.item = 0
        self.after_blank = self.stands = True

    def let_go(self, before_blank=False):
        text, alone = " ".join(self.held), len(self.held) == 1
        # « 6. Mot de la fin » that stands alone is a section of the report, not an item of a list
        titles = alone and before_blank and self.item == 1 and self.stands and text[:1].isdigit()
        if titles and looks_like_heading(text):
            self.blocks.add("heading", text, 9)
        elif self.item:
            self.blocks.add("item", text, self.item)
        elif alone and looks_like_heading(text):
            self.blocks.add("heading", text, 9)
        else:
            self.blocks.add("paragraph", text)
        self.held, self.item = [], 0

    def read(self, raw):
        """Take one line of the file."""
        line = raw.expandtabs(4).rstrip()
        bare = line.strip()
        if not bare or _RULE.fullmatch(bare) or _TABLE_RULE.fullmatch(bare):
            self.let_go(before_blank=True)
            self.after_blank = True
            return
        if found := _HEADING.fullmatch(bare):
            self.let_go()
            self.blocks.add("heading", plain(found[2]), len(found[1]))
        elif "\t" in raw.strip() or (bare.startswith("|") and bare.count("|") > 2):
            self.let_go()
            cells = (plain(cell) for cell in re.split(r"\t|\|", raw.strip().strip("|")))
            self.blocks.add("row", " | ".join(filter(None, cells)))
        elif ITEM.match(bare) and (not self.held or self.item or BULLET.match(bare)):
            self.let_go()
            self.item, self.stands = 1 + (len(line) - len(line.lstrip())) // 2, self.after_blank
            self.held.append(plain(BULLET.sub("", bare, count=1)))
        else:
            self.held.append(plain(bare))
            # two spaces at the end break the line: the title of a first page is not one sentence with its date
            if raw.endswith("  ") and not self.item and looks_like_heading(self.held[0]):
                self.let_go()
        self.after_blank = False


def decode(data):
    """Give the text of a file; raises Unread when its bytes are no text."""
    marks = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    encoding = next((name for mark, name in marks if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8":
            raise Unread("not_text") from None
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise Unread("not_text")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")


def plain(text):
    """Take the marks of Markdown and the few tags that converters leave off a line; the words stay as they are."""
    text = _LINK.sub(lambda found: f"{found[1]} : {found[2]}" if found[1] else found[2], _TAG.sub(" ", text))
    text = re.sub(r"<(https?://[^<>\s]+)>", r"\1", text)
    for pattern, group in ((_STRONG, 2), (_SLANTED, 1)):
        text = pattern.sub(lambda found, group=group: found[group], text)
    return re.sub(r"\s+", " ", re.sub(r"\\([*_#`\[\]()>.!+-])", r"\1", text)).strip()

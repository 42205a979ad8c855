"""Recognise what each line of a document is, and put the lines together. Pure: no database, no clock.

A document is a flat list of lines, each with a role; what a line belongs to is told by the lines above it. A person
corrects roles and texts, never a tree.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from forum.deliberation.rules import SHARED_WORDS

# what a line can be; "left" is what finds no place, and stays with the import
ROLES = (
    "left", "date", "section", "text", "organisation", "part", "speaker", "part_text", "theme", "context", "asks",
    "questions", "finding", "finding_point", "piste", "discussion", "remark", "point", "recommendation", "wording",
    "whole", "proposals", "proposal", "parked_title", "parked", "link",
)
LISTS = ("finding", "piste", "whole", "parked", "proposal")
COUNTED = ("theme", "finding", "piste", "recommendation", "discussion", "remark", "proposal", "parked", "organisation",
           "part", "section", "link", "left")
EXTENSIONS = {"docx": "docx", "odt": "odt", "pdf": "pdf", "md": "md", "markdown": "md", "txt": "txt"}
MAGIC = {"docx": b"PK\x03\x04", "odt": b"PK\x03\x04", "pdf": b"%PDF-"}
LARGEST = 10 * 1024 * 1024
LENGTHS = {"name": 200, "number": 12, "text": 20_000}
KEPT_DAYS = 60

MONTHS = {name: place for place, names in enumerate((
    "janvier january", "fevrier february", "mars march", "avril april", "mai may", "juin june", "juillet july",
    "aout august", "septembre september", "octobre october", "novembre november", "decembre december"), 1)
    for name in names.split()}
PART_KINDS = (("welcome", r"accueil|bienvenue|welcome|registration"), ("meal", r"diner|repas|lunch|souper|dinner"),
              ("break", r"pause|break"), ("closing", r"mot de la fin|cloture|closing|conclusion"),
              ("workshop", r"ateliers?|workshops?"))
LITTLE = frozenset("de le au the and pour for une dan".split())
_MARK = re.compile(r"(?:(?P<small>[a-z]\))|(?P<capital>[A-Z]\))|(?P<figure>\d{1,3}[.)]))\s+(?=\S)")
_LETTERED = re.compile(r"(?P<capital>[A-L]\.)\s+(?=\S)")  # in a list of findings; elsewhere « C. Roy » is a person
_SECTION = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,2})[.)]?\s+(?=\D)(.+)")
_HOURS = re.compile(r"(\d{1,2}\s*[h:]\s*(?:\d{2})?)(?:\s*[–—-]\s*(\d{1,2}\s*[h:]\s*(?:\d{2})?))?[\s:–—-]+(\S.*)")
_DATED = re.compile(r"(\d{1,2}(?:er)? \w+ \d{4}|\w+ \d{1,2}, \d{4})[ ,:–—-]+(\S.*)")
_NUMBER = r"(?:#|n[o°]\.?)?\s*(\d{1,3}(?:\.\d{1,3}){0,2})"
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True)
class Line:
    """One line of a document as it is understood: its role, its words, and which one it is where that is said."""

    role: str
    text: str
    number: str = ""


def kind_of(name, head):
    """Give the kind of a file by its name and its first bytes, or None when they do not agree."""
    kind = EXTENSIONS.get(name.rsplit(".", 1)[-1].lower() if "." in name else "")
    if kind is None or not head.startswith(MAGIC.get(kind, b"")):
        return None
    return None if kind in ("md", "txt") and head.startswith((*MAGIC.values(), b"\x89PNG", b"\xff\xd8\xff")) else kind


def fold(text):
    """Give a text without capitals, accents or odd spaces, for comparing."""
    apart = unicodedata.normalize("NFKD", text.replace("’", "'"))
    bare = "".join(one for one in apart if not unicodedata.combining(one))
    return re.sub(r"\s+", " ", bare.casefold()).strip()


def words_of(text):
    """Give the words that tell one title from another: folded, singular, no little words."""
    found = re.findall(r"[a-z0-9]{3,}", fold(text).replace("œ", "oe"))
    return {word.rstrip("sx") for word in found} - LITTLE


def same_title(one, other):
    """Tell whether two titles name one theme: the shorter's words are in the longer, all but one in five."""
    small, large = sorted((words_of(one), words_of(other)), key=len)
    return bool(small) and len(small & large) >= 0.8 * len(small) and (len(small) > 1 or small == large)


def sentence_case(text):
    """Write a title that is all capitals as a sentence; another stays as it is."""
    return text[:1] + text[1:].lower() if text.isupper() and len(text) > 5 else text


def read_date(text):
    """Read « 18 janvier 2007 », "January 18, 2007" or 2007-01-18 standing alone; None for anything else."""
    folded = fold(text).rstrip(".")
    for pattern, order in ((r"(?:\w+ )?(\d{1,2})(?:er)? ([a-z]+) (\d{4})", (2, 1, 0)),
                           (r"(?:\w+,? )?([a-z]+) (\d{1,2}),? (\d{4})", (2, 0, 1)),
                           (r"(\d{4})-(\d{2})-(\d{2})", (0, 1, 2))):
        found = re.fullmatch(pattern, folded)
        if found:
            year, month, day = (found.groups()[place] for place in order)
            try:
                return date(int(year), MONTHS.get(month) or int(month), int(day))
            except ValueError:
                return None
    return None


def read_part(text):
    """Read « 9 h 30 – 10 h Accueil » into (start, end or "", title), or None."""
    found = _HOURS.fullmatch(text)
    return (found[1], found[2] or "", found[3]) if found else None


def part_kind(title):
    """Give the kind of a part of the programme by its words."""
    folded = fold(title)
    return next((kind for kind, words in PART_KINDS if re.match(rf"(?:.*\b)?(?:{words})\b", folded)), "session")


def read_link(text):
    """Read a line with an address into (label, address), or None."""
    found = _ADDRESS.search(text)
    if found is None:
        return None
    address = found[0].rstrip(".,;)")
    return (text[:found.start()].strip(" :–—-(<") or address, address)


def find_shared(text):
    """Give (level, its words as written) of how widely a remark says it was shared, the first said; or None."""
    folded = "".join(fold(one) or " " if one.strip() else " " for one in text)
    same = folded if len(folded) == len(text) else text.casefold()
    found = [(place, -len(words), level, text[place:place + len(words)])
             for level, table in SHARED_WORDS.items() for words in map(fold, table)
             for place in [_find_words(same, words)] if place >= 0]
    return min(found)[2:] if found else None


def _find_words(text, words):
    found = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text)
    return found.start() if found else -1


# ---- recognising ----


def recognise(blocks, themes=()):
    """Give the Lines of a document's blocks [(kind, level, text)]; `themes` are the day's, as {number: title}."""
    reader = _Recogniser(list(blocks), dict(themes))
    while reader.place < len(reader.blocks):
        reader.read(*reader.blocks[reader.place])
        reader.place += 1
    return reader.lines


class _Recogniser:
    """Go down a document; `mode` is what the last heading that was understood lets expect."""

    def __init__(self, blocks, themes):
        self.blocks, self.lines, self.place, self.mode = blocks, [], 0, "front"
        self.themes, self.pending, self.first = themes, "", None

    def add(self, role, text, number=""):
        self.lines.append(Line(role, text, number))

    def read(self, kind, level, text):
        """Understand one block."""
        if read_part(text) and kind != "item":
            self.mode = "part"
            self.add("part", text)
        elif self.mode == "front" and read_date(text):
            self.add("date", text)
        elif self.mode == "front" and (found := _DATED.fullmatch(text)) and read_date(found[1]):
            self.add("date", found[1])
            self.add("left", found[2])
        elif kind == "heading" or (kind == "paragraph" and len(text) < 200 and _opens(fold(text))):
            self.read_heading(level or 9, text)
        else:
            self.read_body(kind, level, text)

    # -- headings --

    def read_heading(self, level, text):
        found = _SECTION.fullmatch(text)
        number, title = (found[1], found[2]) if found else ("", text)
        folded = fold(title).rstrip(" :.")
        for pattern, act in HEADINGS:
            said = re.fullmatch(pattern, folded)
            if said:
                self.pending, self.first = "", None
                getattr(self, f"_{act}")(text, title, said)
                return
        if self.pending:
            self.name_theme(title, self.pending)
        elif self._leads_to_lists():
            self.name_theme(title)
        elif _PEOPLE.fullmatch(folded):
            self.mode = "organisations"
            self.add("section", title, number)
        elif level == 9 and number and self.mode in LISTS:
            self.read_body("item", 1, text)
        elif not number and (self.mode == "front" or (level == 9 and self.mode != "text")):
            self.read_body("paragraph", 0, text)
        elif not number and level == 9:
            self.add("text", text)
        else:
            self.mode = "text"
            self.add("section", title, number)

    def _leads_to_lists(self):
        """Tell whether the next heading is « Constats » or « Pistes d'action » : this one is then their theme."""
        following = next(iter(self.blocks[self.place + 1:self.place + 2]), None)
        return bool(following) and following[0] == "heading" and bool(
            re.fullmatch(f"{_FINDINGS}|{_PISTES}", fold(following[2]).rstrip(" :.")))

    def name_theme(self, title, number=""):
        number = number or self.number_of(title)
        self.themes[number] = title
        self.pending, self.mode = "", "context"
        self.add("theme", sentence_case(title), number)

    def number_of(self, title):
        """Give the number of the theme of a title: of one that reads the same, or the next."""
        known = next((number for number, name in self.themes.items() if same_title(name, title)), None)
        return known or str(max((int(number) for number in self.themes if number.isdecimal()), default=0) + 1)

    def _annex(self, text, _title, said):
        self.mode = "text"
        self.add("section", text, said[1].upper())

    def _findings(self, text, _title, _said):
        self.mode = "finding"

    def _pistes(self, text, _title, _said):
        self.mode = "piste"

    def _recommendation(self, text, _title, said):
        self.mode = "wording"
        rest = text[len(text) - len(said[2]):] if said[2] else text
        self.add("recommendation", rest, said[1])

    def _recommendations(self, text, _title, _said):
        self.mode = "whole"

    def _discussion(self, text, _title, said):
        self.mode = "remark"
        self.add("discussion", text, said[1] or "")

    def _workshop(self, text, title, said):
        word, number, rest = said[1], said[2], title[len(title) - len(said[3]):] if said[3] else ""
        following = self.blocks[self.place + 1][0] if self.place + 1 < len(self.blocks) else ""
        if self.mode in ("part", "questions"):
            self.themes.setdefault(number, rest or text)
            self.mode = "questions"
            self.add("asks", text, number)
        elif not rest:
            self.pending, self.mode = number, "context"
        elif word in ("atelier", "workshop") and following in ("paragraph", "item"):
            self.themes.setdefault(number, rest)
            self.mode = "remark"
            self.add("discussion", text, number)
        else:
            self.name_theme(rest, number)

    def _context(self, text, _title, _said):
        self.mode = "context"

    def _links(self, text, _title, _said):
        self.mode = "link"

    def _parked(self, text, _title, _said):
        self.mode = "parked"
        self.add("parked_title", text)

    def _furniture(self, text, _title, _said):
        self.mode = "left"
        self.add("left", text)

    # -- what stands below them --

    def read_body(self, kind, level, text):
        found = kind == "item" and (_MARK.match(text) or (self.mode in LISTS and _LETTERED.match(text)))
        bare, mark = (text[found.end():], found.lastgroup) if found else (text, "")
        if kind == "item" and self.first is None:
            self.first = level, mark
        act = BODIES.get(self.mode)
        if kind == "row" and self.mode not in ("text", "organisations"):
            self.add("text" if self.mode == "part" else "left", text)
        elif act:
            act(self, kind, kind == "item" and self._is_under(level, mark), bare)
        else:
            self.add("left", text)

    def _is_under(self, level, mark):
        """Tell whether an item is under the one before: further in than the first, or a bullet under « A) »."""
        if mark and mark == self.first[1]:
            return False
        return level > self.first[0] or (bool(self.first[1]) and not mark)

    def in_lists(self, kind, is_under, text):
        is_point = kind == "item" and is_under and self.mode == "finding" and self.lines[-1:] and (
            self.lines[-1].role in ("finding", "finding_point"))
        self.add("finding_point" if is_point else self.mode, text)

    def in_remarks(self, kind, _is_under, text):
        if kind != "item" and re.fullmatch(r"(?:.*\b)?(?:on|nous|we|it is) propos.*:", fold(text)):
            self.mode = "proposal"
            self.add("proposals", text)
        else:
            self.add("point" if kind == "item" else "remark", text)

    def in_proposals(self, kind, _is_under, text):
        if kind != "item":
            self.mode = "remark"
        self.add("proposal" if kind == "item" else "remark", text)

    def in_parts(self, _kind, _is_under, text):
        is_person = len(text) < 220 and re.match(r"[^\W\d_][\w'’-]+ (?:[^\W\d_][\w'’.-]* ?){1,3}, ", text)
        self.add("speaker" if is_person else "part_text", text)

    def in_organisations(self, kind, _is_under, text):
        self.add("organisation" if kind == "item" else "text", text)

    def in_links(self, _kind, _is_under, text):
        self.add("link" if read_link(text) else "left", text)

    def in_front(self, _kind, _is_under, text):
        self.add("left", text)

    def as_mode(self, _kind, _is_under, text):
        self.add(self.mode, text)


_FINDINGS = r"(?:les |the )?(?:constats?|findings?)"
_PISTES = r"(?:les |the )?(?:pistes?(?: d'action)?|courses? of action)"
_PEOPLE = re.compile(r"inscriptions?|participants?|participation|organisations?(?: representees?)?|organismes?(?: .*)?"
                     r"|registrations?|organi[sz]ations?(?: represented)?|presences?|attendance")
# a heading in French or English, folded, its number taken off → what is done with it
HEADINGS = (
    (r"(?:annexe|appendix|annex) ([a-z0-9]{1,3})\b.*", "annex"),
    (_FINDINGS, "findings"),
    (_PISTES, "pistes"),
    (rf"(?:recommandation|recommendation|r)s?(?: originale?)? ?{_NUMBER}[ .:–—-]*(.*)", "recommendation"),
    (r"(?:les |the )?(?:recommandations|recommendations)", "recommendations"),
    (rf"discussions?(?: ?{_NUMBER})?(?:[ .:–—-].*)?", "discussion"),
    (r"(atelier|workshop|volet|theme|axe|strand) ?(\d{1,2})[ .:–—-]*(.*)", "workshop"),
    (r"(?:mise en )?contexte|context|background", "context"),
    (r"(?:liens|sites)(?: utiles)?|hyperliens|(?:useful )?links", "links"),
    (r"autres? elements? de discussion.*|points? (?:reportes?|en suspens|stationnes?|non discutes?)\b.*"
     r"|.*\(non discutes?.*|parked items?.*|other items? for discussion.*", "parked"),
    (r"en partenariat avec.*|in partnership with.*|document de travail|working document", "furniture"),
)
# the words that open something even where no style says heading
_OPENING = re.compile(r"(?:recommandation|recommendation)s?(?: originale?)? ?(?:#|n[o°])? ?\d"
                      r"|discussion ?(?:#|n[o°])? ?\d|en partenariat avec|in partnership with"
                      r"|autres? elements? de discussion")
BODIES = {
    "finding": _Recogniser.in_lists, "piste": _Recogniser.in_lists, "remark": _Recogniser.in_remarks,
    "proposal": _Recogniser.in_proposals, "part": _Recogniser.in_parts, "link": _Recogniser.in_links,
    "organisations": _Recogniser.in_organisations, "front": _Recogniser.in_front, "wording": _Recogniser.as_mode,
    "whole": _Recogniser.as_mode, "context": _Recogniser.as_mode, "questions": _Recogniser.as_mode,
    "parked": _Recogniser.as_mode, "text": _Recogniser.as_mode,
}


def _opens(folded):
    return bool(_OPENING.match(folded))

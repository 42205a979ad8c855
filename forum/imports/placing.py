"""Put confirmed lines together: each thing under what stands above it. Pure: no database, no clock."""

from dataclasses import dataclass, field

from forum.deliberation.rules import LENGTHS as DELIBERATED
from forum.deliberation.rules import is_number
from forum.events.rules import LENGTHS as DAY
from forum.events.rules import is_web_address, parse_time
from forum.imports.rules import fold, read_date, read_link, read_part

TITLES = {"theme": DELIBERATED["title"], "asks": DELIBERATED["title"], "discussion": DELIBERATED["title"],
          "recommendation": DELIBERATED["title"], "parked_title": DELIBERATED["title"], "section": DAY["title"],
          "organisation": DAY["name"], "part": DAY["title"], "speaker": DAY["label"]}
LONGEST_TITLE = 80  # of a recommendation whose document gives its words alone


@dataclass
class Outline:
    """Hold what a document says, ready to be written; `places` and `faults` speak of its lines, from 0.

    `places` gives under what a line stands, as ("theme", "1"), ("recommendation", "2.1"), ("section", title) or None.
    `faults` gives the key of a sentence.
    """

    date: object = None
    organisations: list = field(default_factory=list)
    parts: list = field(default_factory=list)
    sections: list = field(default_factory=list)
    themes: dict = field(default_factory=dict)
    recommendations: dict = field(default_factory=dict)
    links: list = field(default_factory=list)
    places: list = field(default_factory=list)
    faults: dict = field(default_factory=dict)


def place(lines, themes=(), numbers=()):
    """Give the Outline of Lines; `themes` and `numbers` are those that the day already has."""
    return _Placing(themes, numbers).run(lines)


class Misplaced(Exception):
    """Say why a line has no place, by the key of a sentence."""


class _Placing:
    """Go down the lines, keeping what the next one may belong to."""

    def __init__(self, themes, numbers):
        self.out, self.known, self.numbers = Outline(), {str(number) for number in themes}, set(numbers)
        self.theme = self.item = self.talk = self.finding = self.part = self.section = self.last = None

    def run(self, lines):
        for place_, line in enumerate(lines):
            self.last = None
            try:
                if not line.text.strip() and line.role != "left":
                    raise Misplaced("empty")
                if len(line.text) > TITLES.get(line.role, DELIBERATED["text"]):
                    raise Misplaced("too_long")
                getattr(self, f"_{line.role}")(line.text.strip(), line.number.strip())
            except Misplaced as fault:
                self.out.faults[place_] = str(fault)
            self.out.places.append(self.last)
        for number, item in self.out.recommendations.items():
            if item["wording"] is None and not item["talk"] and number not in self.numbers:
                self.out.faults.setdefault(item["line"], "no_wording")
        return self.out

    def _left(self, text, number):
        """It stays with the import."""

    def _date(self, text, _number):
        self.out.date = self.out.date or read_date(text)
        if read_date(text) is None:
            raise Misplaced("no_date")

    def _organisation(self, text, _number):
        self.out.organisations.append(text)

    def _section(self, text, number):
        if len(number) > 12:
            raise Misplaced("bad_number")
        self.section = {"number": number, "title": text, "text": []}
        self.out.sections.append(self.section)

    def _text(self, text, _number):
        if self.section is None:
            raise Misplaced("no_section")
        self.section["text"].append(text)
        self.last = ("section", self.section["title"])

    def _part(self, text, _number):
        starts, ends, title = read_part(text) or ("", "", text)
        if (starts and parse_time(starts) is None) or (ends and parse_time(ends) is None):
            raise Misplaced("bad_hours")
        if ends and parse_time(ends) < parse_time(starts):
            raise Misplaced("ends_before")
        self.part = {"starts": starts, "ends": ends, "title": title, "speakers": [], "text": []}
        self.out.parts.append(self.part)

    def _speaker(self, text, _number):
        self._in_part("speakers", text)

    def _part_text(self, text, _number):
        self._in_part("text", text)

    def _in_part(self, name, text):
        if self.part is None:
            raise Misplaced("no_part")
        self.part[name].append(text)
        self.last = ("part", self.part["title"])

    def _open_theme(self, number):
        if not (number.isdecimal() and 0 < int(number) < 100):
            raise Misplaced("bad_theme")
        self.theme = self.out.themes.setdefault(str(int(number)), {
            "title": "", "programme_title": "", "context": [], "questions": [], "findings": [], "pistes": [],
            "talks": [], "parked_title": "", "parked": []})
        self.theme["number"] = str(int(number))
        self.item = self.talk = self.finding = None

    def _theme(self, text, number):
        self._open_theme(number)
        self.theme["title"] = text

    def _asks(self, text, number):
        self._open_theme(number)
        self.theme["programme_title"] = text

    def _in_theme(self, name, text):
        if self.theme is None:
            raise Misplaced("no_theme")
        self.theme[name].append(text)
        self.last = ("theme", self.theme["number"])

    def _context(self, text, _number):
        self._in_theme("context", text)

    def _questions(self, text, _number):
        self._in_theme("questions", text)

    def _finding(self, text, _number):
        self.finding = {"text": text, "points": []}
        self._in_theme("findings", self.finding)

    def _finding_point(self, text, _number):
        if self.finding is None:
            raise Misplaced("no_finding")
        self.finding["points"].append(text)
        self.last = ("theme", self.theme["number"])

    def _piste(self, text, _number):
        self._in_theme("pistes", text)

    def _parked_title(self, text, _number):
        if self.theme is None:
            raise Misplaced("no_theme")
        self.theme["parked_title"] = text
        self.last = ("theme", self.theme["number"])

    def _parked(self, text, _number):
        self._in_theme("parked", text)

    def _discussion(self, text, number):
        is_of_item = number in self.out.recommendations or number in self.numbers or "." in number
        talk = {"title": text, "remarks": []}
        if is_of_item:
            if not is_number(number):
                raise Misplaced("bad_number")
            self._open_item(number)
            self.item["title"] = self.item["title"] or text
            self.item["talk"] = talk
            self.last = ("recommendation", number)
        else:
            if number:
                self._open_theme(number)
            self._in_theme("talks", talk)
            self.item = None
        self.talk = talk

    def _remark(self, text, _number, is_point=False):
        if self.talk is None:
            raise Misplaced("no_discussion")
        self.talk["remarks"].append((text, is_point))
        self.last = ("recommendation", self.item["number"]) if self.item else ("theme", self.theme["number"])

    def _point(self, text, number):
        self._remark(text, number, is_point=True)

    def _open_item(self, number):
        self.item = self.out.recommendations.setdefault(number, {
            "number": number, "title": "", "wording": None, "talk": None, "lead": "", "proposals": [],
            "theme": self.theme and self.theme["number"], "line": len(self.out.places)})
        self.talk = self.item["talk"]

    def _recommendation(self, text, number):
        if not is_number(number):
            raise Misplaced("bad_number")
        if (self.out.recommendations.get(number) or {}).get("wording") is not None:
            raise Misplaced("twice")
        self._open_item(number)
        self.item["title"] = text

    def _wording(self, text, _number):
        if self.item is None:
            raise Misplaced("no_item")
        self.item["wording"] = f"{self.item['wording']}\n\n{text}" if self.item["wording"] else text
        self.last = ("recommendation", self.item["number"])

    def _whole(self, text, _number):
        taken = {*self.out.recommendations, *self.numbers}
        number = str(max((int(one) for one in taken if one.isdecimal()), default=0) + 1)
        self._open_item(number)
        self.item["title"] = text if len(text) <= LONGEST_TITLE else f"{text[:LONGEST_TITLE].rsplit(' ', 1)[0]}…"
        self.item["wording"] = text
        self.last = ("recommendation", number)

    def _proposals(self, text, _number):
        if self.item is None:
            raise Misplaced("no_item")
        self.item["lead"] = text
        self.last = ("recommendation", self.item["number"])

    def _proposal(self, text, _number):
        if self.item is None:
            raise Misplaced("no_item")
        self.item["proposals"].append(text)
        self.last = ("recommendation", self.item["number"])

    def _link(self, text, _number):
        found = read_link(text)
        if found is None or not is_web_address(found[1]) or len(found[0]) > DAY["title"]:
            raise Misplaced("no_address")
        self.out.links.append(found)


def count(lines):
    """Count the lines of each role that is told at the top of the page."""
    counted = {}
    for line in lines:
        role = {"point": "remark", "whole": "recommendation"}.get(line.role, line.role)
        counted[role] = counted.get(role, 0) + 1
    return counted


def is_new(text, known):
    """Tell whether no text among those folded says the same, and note it."""
    key = fold(text)
    if key in known:
        return False
    known.add(key)
    return True

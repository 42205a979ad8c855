"""Shapes of values in a day's file: each gives what the columns hold, or notes a fault and gives None."""

import re
import unicodedata
from dataclasses import dataclass

from forum.deliberation.marked_yaml import Fault
from forum.events.rules import parse_date, parse_time

# control characters, lone surrogates, marks that turn the reading direction (a line feed may stand between paragraphs)
_BAD_CHARACTERS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
MOST_ROWS = 300


class Record(dict):
    """A group of the file as columns and values, with its line and those of its keys."""

    def __init__(self, line, key_lines):
        super().__init__()
        self.line = line
        self.key_lines = key_lines

    def line_of(self, key):
        """Give the line of a key, or that of the group."""
        return self.key_lines.get(key, self.line)


@dataclass(frozen=True)
class Key:
    """What may stand after a word of the file: its shape, whether it must be there, what it is when it is not."""

    shape: object
    required: bool = False
    default: object = None


def need(shape):
    """Say that a word must be there."""
    return Key(shape, required=True)


def may(shape, default=None):
    """Say that a word may be left out."""
    return Key(shape, default=default)


def text(limit, lines=True, check=None):
    """Read a text of at most `limit` characters, in NFC, on one line unless `lines`; `check` judges its form."""
    def read(node, key, faults):
        if not isinstance(node.value, str):
            faults.append(Fault(node.line, "empty" if node.value is None else "not_text", {"key": key}))
            return None
        value = unicodedata.normalize("NFC", node.value).strip()
        fault = _fault_in(value, key, limit, lines, check)
        if fault:
            faults.append(Fault(node.line, *fault))
        return None if fault else value
    return read


def _fault_in(value, key, limit, lines, check):
    if not value:
        return "empty", {"key": key}
    if len(value) > limit:
        return "too_long", {"key": key, "limit": limit}
    if _BAD_CHARACTERS.search(value):
        return "bad_characters", {"key": key}
    if not lines and "\n" in value:
        return "several_lines", {"key": key}
    if check and not check(value):
        return "bad_form", {"key": key, "value": value[:80]}
    return None


def line(limit, check=None):
    """Read a text of one line."""
    return text(limit, lines=False, check=check)


def word(known):
    """Read one of a list of words."""
    def read(node, key, faults):
        if node.value not in known:
            shown = node.value if isinstance(node.value, str) else ""
            faults.append(Fault(node.line, "not_one_of", {"key": key, "value": shown[:80], "known": ", ".join(known)}))
            return None
        return node.value
    return read


def _parsed(parse, code):
    def read(node, key, faults):
        value = parse(node.value) if isinstance(node.value, str) else None
        if value is None:
            shown = node.value if isinstance(node.value, str) else ""
            faults.append(Fault(node.line, code, {"value": shown[:80]}))
        return value
    return read


day = _parsed(parse_date, "bad_date")
hour = _parsed(parse_time, "bad_time")


def whole(low, high):
    """Read a whole number between two bounds."""
    def read(node, key, faults):
        if isinstance(node.value, str) and re.fullmatch(r"[0-9]{1,9}", node.value) and low <= int(node.value) <= high:
            return int(node.value)
        faults.append(Fault(node.line, "not_whole", {"key": key, "low": low, "high": high}))
        return None
    return read


def flag(node, key, faults):
    """Read true or false."""
    if node.value not in ("true", "false"):
        faults.append(Fault(node.line, "not_flag", {"key": key}))
        return None
    return node.value == "true"


def many(shape, most=MOST_ROWS):
    """Read a list, each element of the same shape."""
    def read(node, key, faults):
        if node.value is None:
            return []
        if not isinstance(node.value, list):
            faults.append(Fault(node.line, "not_list", {"key": key}))
            return []
        if len(node.value) > most:
            faults.append(Fault(node.line, "too_many", {"key": key, "limit": most}))
            return []
        return [shape(element, key, faults) for element in node.value]
    return read


def group(keys, inline=None):
    """Read a group as a Record; its own words fr and en become the columns `<inline>_fr` and `<inline>_en`."""
    def read(node, key, faults):
        record = Record(node.line, node.key_lines)
        if not isinstance(node.value, dict):
            faults.append(Fault(node.line, "not_group", {"key": key}))
            return record
        for name in node.value:
            if name not in keys:
                faults.append(Fault(node.key_lines[name], "unknown_key", {"key": name[:80], "known": ", ".join(keys)}))
        for name, wanted in keys.items():
            column = f"{inline}_{name}" if inline and name in ("fr", "en") else name
            _put(record, column, _value(node, name, wanted, faults))
        return record
    return read


def _value(node, name, wanted, faults):
    found = node.value.get(name)
    if found is None or (found.value is None and not wanted.required):
        if wanted.required:
            faults.append(Fault(node.line, "missing_key", {"key": name}))
        return wanted.shape.empty if isinstance(wanted.shape, Both) else wanted.default
    return wanted.shape(found, name, faults)


def _put(record, column, value):
    if isinstance(value, Pair):
        record[f"{column}_fr"], record[f"{column}_en"] = value
    else:
        record[column] = value


class Pair(tuple):
    """A text and its translation, or None for each."""

    __slots__ = ()


class Both:
    """Read {fr, en} into two columns; the translation may be left out."""

    empty = Pair((None, None))

    def __init__(self, shape):
        self.read = group({"fr": need(shape), "en": may(shape)})

    def __call__(self, node, key, faults):
        record = self.read(node, key, faults)
        return Pair((record.get("fr"), record.get("en")))


class BothLines(Both):
    """Read a list of {fr, en} into two columns of lines; a line without translation stands there as it is."""

    def __init__(self, shape):
        super().__init__(shape)
        self.each = many(super().__call__)

    def __call__(self, node, key, faults):
        pairs = self.each(node, key, faults)
        if not pairs or not all(original for original, _ in pairs):
            return self.empty
        translated = "\n".join(translation or original for original, translation in pairs)
        original = "\n".join(original for original, _ in pairs)
        return Pair((original, translated if any(translation for _, translation in pairs) else None))

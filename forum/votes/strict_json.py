"""Read JSON strictly, and find the line of anything in it, so that a fault can be told with its line.

Refused, beyond what JSON forbids: a key written twice, numbers that are not integers below 2⁵³, lone surrogates,
nesting deeper than 64, anything after the value. Standard: RFC 8259 within the limits of RFC 7493 (I-JSON).
"""

import gc
import json
import re
from contextlib import contextmanager

from forum.votes.sealing import DEEPEST, LARGEST_INTEGER

SPACE = re.compile(r"[ \t\n\r]*")
STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"')
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII)
WORD = re.compile(r"true|false|null")
HALF_PAIR = re.compile(r"\\u[dD][89a-fA-F]")
ALWAYS_SMALL, LONGEST_INTEGER = 16, 17  # digits of −(2⁵³ − 1)
LONGEST_SHARED = 48
MOST_VALUES = 8_000_000


class Unreadable(ValueError):
    """Say what is wrong in a file and in which line, counted from 1."""

    def __init__(self, line, reason):
        self.line = line
        self.reason = reason
        super().__init__(f"line {line}: {reason}")


class JsonText:
    """Hold a whole file: its `value`, and the line of anything in it.

    The standard library reads it, fast and keeping no places. What it or the checks after it refuse is gone through
    again character by character, to say where; and so is a file whose lines are asked for.
    """

    def __init__(self, data):
        try:
            self.text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Unreadable(data.count(b"\n", 0, error.start) + 1, "this is not UTF-8") from None
        if sum(map(self.text.count, ",:[{")) > MOST_VALUES or HALF_PAIR.search(self.text):
            _Walk(self.text).check()
        try:
            with collecting_paused():
                self.value = json.loads(self.text, object_pairs_hook=_Builder().build, parse_int=_read_integer,
                                        parse_float=_refuse, parse_constant=_refuse)
                if _is_deeper(self.value, DEEPEST):
                    raise ValueError
        except (ValueError, RecursionError):
            _Walk(self.text).check()
            raise Unreadable(1, "this is not a JSON value") from None

    def line_of(self, container, name):
        """Give the line of a value of an object or array of this file; the container's own when the name is absent."""
        inside = name in container if isinstance(container, dict) else isinstance(name, int) and name < len(container)
        path = _find_path(self.value, container)
        return _Walk(self.text).line_at([*path, name] if inside else path)


@contextmanager
def collecting_paused():
    """Look for no garbage meanwhile: over millions of new values, none of them garbage, that takes half of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Builder:
    """Build objects as they are read; equal texts, and equal lists of one text, become one: ballots repeat them."""

    def __init__(self):
        self.texts, self.groups = {}, {}

    def build(self, pairs):
        found = dict(pairs)
        if len(found) < len(pairs):
            raise ValueError
        texts = self.texts
        for name, value in pairs:
            kind = type(value)
            if kind is str:
                if len(value) <= LONGEST_SHARED:
                    found[name] = texts.setdefault(value, value)
            elif kind is list and value:
                found[name] = self.share(value)
        return found

    def share(self, items):
        texts, groups = self.texts, self.groups
        if type(items[0]) is str:
            return [texts.setdefault(item, item) if type(item) is str else item for item in items]
        if type(items[0]) is list:
            return [groups.setdefault(item[0], item) if type(item) is list and len(item) == 1 and type(item[0]) is str
                    else item for item in items]
        return items


def _read_integer(digits):
    if len(digits) < ALWAYS_SMALL:
        return int(digits)
    if len(digits) > LONGEST_INTEGER or abs(int(digits)) > LARGEST_INTEGER:
        raise ValueError
    return int(digits)


def _refuse(digits):
    raise ValueError(digits)


def _is_deeper(value, limit):
    """Tell whether a value stands deeper than the limit, the whole file's value being at 0."""
    level = [value] if type(value) is dict or type(value) is list else []
    for _ in range(limit):
        # lists that are shared are looked at once
        level = {id(item): item for container in level
                 for item in (container.values() if type(container) is dict else container)
                 if type(item) is dict or type(item) is list}.values()
        if not level:
            return False
    return any(level)


def _find_path(value, container):
    """Give the names and places that lead from the file's value to an object or array in it."""
    waiting = [(value, ())]
    while waiting:
        one, path = waiting.pop()
        if one is container:
            return path
        items = one.items() if isinstance(one, dict) else enumerate(one)
        waiting += [(item, (*path, name)) for name, item in items if isinstance(item, dict | list)]
    raise LookupError("this is no part of the file")


class _Found(Exception):  # noqa: N818 - not an error: where the walk ends
    def __init__(self, position):
        self.position = position


class _Walk:
    """Go through a text once, keeping nothing: to the first fault, or to what a path leads to."""

    def __init__(self, text):
        self.text, self.left = text, MOST_VALUES

    def check(self):
        """Raise Unreadable at the first fault, if there is one."""
        end = self._skip(self._value(self._skip(0), 0, None))
        if end < len(self.text):
            self._fail(end, "something follows the end of the file's value")

    def line_at(self, path):
        """Give the line of what a path leads to, in a text that has no fault."""
        try:
            self._value(self._skip(0), 0, list(path))
        except _Found as found:
            return self._line(found.position)
        raise LookupError("nothing is there")

    def _line(self, position):
        return self.text.count("\n", 0, position) + 1

    def _fail(self, position, reason):
        raise Unreadable(self._line(position), reason)

    def _skip(self, position):
        return SPACE.match(self.text, position).end()

    def _value(self, position, depth, path):
        """Give the end of the value that begins here; `path` leads on from it, None where the way is elsewhere."""
        if path == []:
            raise _Found(position)
        self.left -= 1
        if depth > DEEPEST:
            self._fail(position, f"brackets are nested deeper than {DEEPEST}")
        if self.left < 0:
            self._fail(position, f"the file holds more than {MOST_VALUES:,} values")
        first = self.text[position:position + 1]
        if first == "{":
            return self._object(position, depth, path)
        if first == "[":
            return self._array(position, depth, path)
        if first == '"':
            return self._string(position)[1]
        if word := WORD.match(self.text, position):
            return word.end()
        if number := NUMBER.match(self.text, position):
            return self._integer(number)
        if not first:
            self._fail(position, "the file ends too early")
        return self._fail(position, "this is not a JSON value")

    def _string(self, position):
        found = STRING.match(self.text, position)
        if not found:
            self._fail(position, "this string is not closed, or holds a character that must be escaped")
        text = found[0][1:-1]
        if "\\" in text:
            text = json.loads(found[0])
            if any("\ud800" <= character <= "\udfff" for character in text):
                self._fail(position, "half of a surrogate pair stands alone")
        return text, found.end()

    def _integer(self, number):
        digits = number[0]
        if not digits.lstrip("-").isdigit():
            self._fail(number.start(), "only integers are allowed")
        if len(digits) > LONGEST_INTEGER or abs(int(digits)) > LARGEST_INTEGER:
            self._fail(number.start(), "an integer must be below 2⁵³")
        return number.end()

    def _array(self, position, depth, path):
        position, place = self._skip(position + 1), 0
        if self.text.startswith("]", position):
            return position + 1
        while True:
            onward = path[1:] if path is not None and path[0] == place else None
            position, is_last = self._next(self._value(position, depth + 1, onward), "]")
            if is_last:
                return position
            place += 1

    def _object(self, position, depth, path):
        position, keys = self._skip(position + 1), set()
        if self.text.startswith("}", position):
            return position + 1
        while True:
            if not self.text.startswith('"', position):
                self._fail(position, "a key in double quotes is missing")
            key, after = self._string(position)
            if key in keys:
                self._fail(position, f"the key {json.dumps(key[:40])} is written twice")
            keys.add(key)
            after = self._skip(after)
            if not self.text.startswith(":", after):
                self._fail(after, "a colon is missing after the key")
            onward = path[1:] if path is not None and path[0] == key else None
            position, is_last = self._next(self._value(self._skip(after + 1), depth + 1, onward), "}")
            if is_last:
                return position

    def _next(self, position, closing):
        position = self._skip(position)
        mark = self.text[position:position + 1]
        if mark == closing:
            return position + 1, True
        if mark != ",":
            self._fail(position, f"a comma or {closing} is missing" if mark else "the file ends too early")
        return self._skip(position + 1), False

"""Read JSON strictly and remember where each value stands, so that a fault can be told with its line.

Refused, beyond what JSON forbids: a key written twice, numbers that are not integers below 2⁵³, lone surrogates,
nesting deeper than 64, anything after the value. Standard: RFC 8259 within the limits of RFC 7493 (I-JSON).
"""

import json
import re

from forum.votes.sealing import DEEPEST, LARGEST_INTEGER

SPACE = re.compile(r"[ \t\n\r]*")
STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"')
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII)
WORD = re.compile(r"true|false|null")
WORDS = {"true": True, "false": False, "null": None}
LONGEST_INTEGER = 17  # digits of −(2⁵³ − 1)


class Unreadable(ValueError):
    """Say what is wrong in a file and in which line, counted from 1."""

    def __init__(self, line, reason):
        self.line = line
        self.reason = reason
        super().__init__(f"line {line}: {reason}")


class JsonObject(dict):
    """A JSON object that knows at which character each of its values begins (`at`)."""


class JsonArray(list):
    """A JSON array that knows at which character each of its values begins (`at`)."""


class JsonText:
    """Hold a whole file: its value, and the line of anything in it."""

    def __init__(self, data):
        try:
            self.text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Unreadable(data.count(b"\n", 0, error.start) + 1, "this is not UTF-8") from None
        self.value, end = self._value(self._skip(0), 0)
        if self._skip(end) < len(self.text):
            self._fail(self._skip(end), "something follows the end of the file's value")

    def line_of(self, container, name):
        """Give the line of a value of an object or array of this file; the container's own when the name is absent."""
        positions = container.at
        inside = name in positions if isinstance(positions, dict) else isinstance(name, int) and name < len(positions)
        return self._line(positions[name] if inside else container.begins)

    def _line(self, position):
        return self.text.count("\n", 0, position) + 1

    def _fail(self, position, reason):
        raise Unreadable(self._line(position), reason)

    def _skip(self, position):
        return SPACE.match(self.text, position).end()

    def _value(self, position, depth):
        if depth > DEEPEST:
            self._fail(position, f"brackets are nested deeper than {DEEPEST}")
        first = self.text[position:position + 1]
        if first == "{":
            return self._object(position, depth)
        if first == "[":
            return self._array(position, depth)
        if first == '"':
            return self._string(position)
        if word := WORD.match(self.text, position):
            return WORDS[word[0]], word.end()
        if number := NUMBER.match(self.text, position):
            return self._integer(number), number.end()
        if not first:
            self._fail(position, "the file ends too early")
        return self._fail(position, "this is not a JSON value")

    def _string(self, position):
        found = STRING.match(self.text, position)
        if not found:
            self._fail(position, "this string is not closed, or holds a character that must be escaped")
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
        return int(digits)

    def _array(self, position, depth):
        found = JsonArray()
        found.begins, found.at = position, []
        position = self._skip(position + 1)
        if self.text.startswith("]", position):
            return found, position + 1
        while True:
            found.at.append(position)
            value, position = self._value(position, depth + 1)
            found.append(value)
            position, is_last = self._next(position, "]")
            if is_last:
                return found, position

    def _object(self, position, depth):
        found = JsonObject()
        found.begins, found.at = position, {}
        position = self._skip(position + 1)
        if self.text.startswith("}", position):
            return found, position + 1
        while True:
            if not self.text.startswith('"', position):
                self._fail(position, "a key in double quotes is missing")
            key, after = self._string(position)
            if key in found:
                self._fail(position, f"the key {json.dumps(key[:40])} is written twice")
            after = self._skip(after)
            if not self.text.startswith(":", after):
                self._fail(after, "a colon is missing after the key")
            position = found.at[key] = self._skip(after + 1)
            found[key], position = self._value(position, depth + 1)
            position, is_last = self._next(position, "}")
            if is_last:
                return found, position

    def _next(self, position, closing):
        position = self._skip(position)
        mark = self.text[position:position + 1]
        if mark == closing:
            return position + 1, True
        if mark != ",":
            self._fail(position, f"a comma or {closing} is missing" if mark else "the file ends too early")
        return self._skip(position + 1), False

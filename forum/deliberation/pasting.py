"""Read a pasted list as people type it, from a letter, a report or a message. Pure."""

import re
from dataclasses import dataclass

MOST_ITEMS = 100

_MARKED = re.compile(r"(?:[-*•–—▪◦‣·]\s+)?(?:(?P<letter>[A-Za-z])|(?P<number>\d{1,3}))(?P<close>[).])\s+(?P<text>\S.*)")
_BULLETED = re.compile(r"[-*•–—▪◦‣·]\s+(?P<text>\S.*)")


@dataclass(frozen=True)
class PastedItem:
    """One element of a pasted list, with the points under it."""

    text: str
    points: tuple = ()


@dataclass(frozen=True)
class _Line:
    indent: int
    mark: str
    text: str


def parse_pasted_list(text):
    """Read « A) … », "1. …", "- …" or plain lines into PastedItems; raises ValueError past MOST_ITEMS.

    With marks, a line without one goes on with the line above; without any mark each line is an element. A line that
    is further in, or bulleted under a letter or a number, is a point of the element above it.
    """
    lines = list(_lines(text))
    marked = next((line for line in lines if line.mark), None)
    items = []
    for line in lines:
        if items and line.mark and _is_point(line, marked):
            items[-1][1].append(line.text)
        elif items and marked and not line.mark:
            _continue(items[-1], line.text)
        elif items and not marked and line.indent > lines[0].indent:
            items[-1][1].append(line.text)
        else:
            items.append([line.text, []])
        if len(items) > MOST_ITEMS:
            raise ValueError("too many")
    return [PastedItem(item, tuple(points)) for item, points in items]


def _lines(text):
    expected = 0
    for raw in text.replace("\r\n", "\n").replace("\u00a0", " ").expandtabs(4).split("\n"):
        line = raw.strip()
        if not line:
            continue
        indent = len(raw) - len(raw.lstrip())
        found = _MARKED.fullmatch(line)
        # « M. Tremblay … » is a name, not the thirteenth element: a letter and a full stop must come in their turn
        if found and found["letter"] and found["close"] == "." and ord(found["letter"].upper()) - 65 != expected:
            found = None
        if found:
            expected += bool(found["letter"])
            yield _Line(indent, "sign", _squeeze(found["text"]))
            continue
        found = _BULLETED.fullmatch(line)
        yield _Line(indent, "bullet", _squeeze(found["text"])) if found else _Line(indent, "", _squeeze(line))


def _is_point(line, first):
    return line.indent > first.indent or (line.mark == "bullet" and first.mark == "sign")


def _continue(item, text):
    if item[1]:
        item[1][-1] = f"{item[1][-1]} {text}"
    else:
        item[0] = f"{item[0]} {text}"


def _squeeze(text):
    return " ".join(text.split())

"""YAML as people write it: groups, lists and texts, each with its line; nothing that can build objects or blow up."""

from dataclasses import dataclass, field

import yaml

LARGEST_FILE = 2_000_000
DEEPEST = 20
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True)
class Fault:
    """Say what is wrong on a line of a file; `code` names a sentence of `faults.SENTENCES`."""

    line: int
    code: str
    params: dict = field(default_factory=dict)


class Unreadable(Exception):
    """Carry the faults of a file, in the order of its lines."""

    def __init__(self, *faults):
        self.faults = sorted(faults, key=lambda fault: fault.line)
        super().__init__(", ".join(f"{fault.line}: {fault.code}" for fault in self.faults))


@dataclass(frozen=True)
class Marked:
    """A value with its line: a text, None, a list of Marked, or a dict of key → Marked with the keys' own lines."""

    value: object
    line: int
    key_lines: dict = field(default_factory=dict)


def decode(data):
    """Give the text of a file; raises Unreadable when it is too large or not UTF-8."""
    if len(data) > LARGEST_FILE:
        raise Unreadable(Fault(1, "too_large", {"limit": LARGEST_FILE // 1_000_000}))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(Fault(data[:error.start].count(b"\n") + 1, "not_utf8")) from None


def parse(text):
    """Read one YAML document into Marked values without recursion; raises Unreadable at the first broken line.

    Refused: aliases and anchors (a few lines of them can stand for gigabytes), tags, a key twice, a second document.
    """
    root = None
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                raise Unreadable(Fault(event.start_mark.line + 1, "several_documents"))
            if isinstance(event, (yaml.NodeEvent, yaml.CollectionEndEvent)):
                finished = builder.take(event)
                root = finished if finished is not None else root
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(Fault(mark.line + 1 if mark else 1, "broken")) from None
    except yaml.reader.ReaderError as error:
        raise Unreadable(Fault(text.count("\n", 0, error.position) + 1, "bad_file_characters")) from None
    if root is None or root.value is None:
        raise Unreadable(Fault(1, "empty_file"))
    return root


class _Builder:
    """Put values together from the events of the parser, with a stack of its own."""

    def __init__(self):
        self.open = []

    def take(self, event):
        """Take one event; give the whole document once its last value is there."""
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Unreadable(Fault(line, "alias"))
        if getattr(event, "tag", None):
            raise Unreadable(Fault(line, "tag"))
        if isinstance(event, yaml.CollectionStartEvent):
            if len(self.open) == DEEPEST:
                raise Unreadable(Fault(line, "too_deep"))
            is_group = isinstance(event, yaml.MappingStartEvent)
            self.open.append([Marked({} if is_group else [], line), None])
            return None
        if isinstance(event, yaml.ScalarEvent):
            is_null = event.implicit[0] and event.value in _NULLS  # quoted, "" is an empty text
            return self._place(Marked(None if is_null else event.value, line))
        return self._place(self.open.pop()[0])

    def _place(self, marked):
        if not self.open:
            return marked
        holder, key = self.open[-1]
        if isinstance(holder.value, list):
            holder.value.append(marked)
        elif key is None:
            if not isinstance(marked.value, str):
                raise Unreadable(Fault(marked.line, "bad_key"))
            if marked.value in holder.value:
                raise Unreadable(Fault(marked.line, "same_key", {"key": marked.value}))
            self.open[-1][1] = marked.value
            holder.key_lines[marked.value] = marked.line
        else:
            holder.value[key] = marked
            self.open[-1][1] = None
        return None

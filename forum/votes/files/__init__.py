"""Files that `forum tally` counts: the contract's poll file, and four kinds that others write.

The content tells the kind; where it does not, the file's name does.
"""

import re

from forum.votes.files.blt import read_blt
from forum.votes.files.pabulib import read_pabulib
from forum.votes.files.preflib import DATA_TYPES, read_preflib
from forum.votes.files.sheet import read_text
from forum.votes.files.table import read_table
from forum.votes.reading import read_poll_file
from forum.votes.strict_json import Unreadable

__all__ = ["LARGEST_FILE", "read_file"]

LARGEST_FILE = 64 * 2**20
KNOWN = 1 << 16  # characters that are looked at to tell the kind
# what only one kind begins with, after blank lines (and comments, in a .blt)
BEGINNINGS = (
    ("json", re.compile(r"\s*[{\[]")),
    ("pabulib", re.compile(r"\s*META\s*\n", re.IGNORECASE)),
    ("preflib", re.compile(r"\s*#[^\n]*\n(?:[^\n]*\n)*?# *(?:NUMBER ALTERNATIVES|ALTERNATIVE NAME 1) *:")),
    ("preflib", re.compile(r"\s*# *(?:FILE NAME|NUMBER ALTERNATIVES|ALTERNATIVE NAME 1) *:")),
    ("blt", re.compile(r"(?:\s*#[^\n]*\n)*\s*[0-9]+[ \t]+[0-9]+[ \t]*(?:#[^\n]*)?\n")),
)
EXTENSIONS = {"json": "json", "pb": "pabulib", "blt": "blt", "csv": "table", "tsv": "table", "txt": "table",
              **dict.fromkeys(DATA_TYPES, "preflib")}


def read_file(data, name="", method=None, select=None):
    """Read the bytes of a file; give what has `count()`, which gives the contract's `result`.

    `name` is the file's, "" where it has none; `method` and `select` stand in for what the file says. Raises Unreadable
    with the line.
    """
    if len(data) > LARGEST_FILE:
        raise Unreadable(1, f"the file is larger than {LARGEST_FILE >> 20} MiB")
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    kind = tell_kind(data, extension)
    if kind == "json":
        return read_poll_file(data, method, select)
    text = read_text(data)
    if kind == "preflib":
        return read_preflib(text, method, select, extension)
    return {"pabulib": read_pabulib, "blt": read_blt, "table": read_table}[kind](text, method, select)


def tell_kind(data, extension):
    """Tell the kind of a file by what it begins with, else by its extension, else by what separates its columns."""
    start = data[:KNOWN].decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    for kind, beginning in BEGINNINGS:
        if beginning.match(start):
            return kind
    if extension in EXTENSIONS:
        return EXTENSIONS[extension]
    return "table" if re.search("[,;\t]", start.lstrip().partition("\n")[0]) else "json"

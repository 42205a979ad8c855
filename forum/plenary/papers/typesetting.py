"""From data to a tagged PDF (PDF/UA-1): typst fills a source of `templates/papers/`, which reads it as JSON.

A person's text is only ever data: no source is written here, so that nothing in it can be taken for markup. Nothing is
fetched, and no file is read outside that folder.
"""

import hashlib
import json
import re
import unicodedata
from collections import OrderedDict
from threading import Lock

import typst
from markupsafe import Markup

from forum.core.config import ROOT
from forum.core.database import off_loop
from forum.plenary.papers.inks import dress, shape_of

SOURCES = ROOT / "templates" / "papers"
FONTS = ROOT / "static" / "vendor" / "fonts" / "print"
MOST_KEPT = 60
# the characters that the faces hold: a PDF that showed a box for another would not be readable by a machine
UNKNOWN = re.compile("[^\n\x20-\x7e\xa0-\xac\xae-\u024f\u0384-\u038a\u038e-\u03a1\u03a3-\u0482\u048a-\u04ff"
                     "\u1e00-\u1eff\u2010-\u2027\u2030-\u2040\u20a0-\u20c0\u2100-\u211e\u2122\u2190-\u22ff\u2500-\u2606]")
SPACES = re.compile("[\t\u2000-\u200b\u202f\u205f\u2028\u2029]")

_kept = OrderedDict()
_lock = Lock()


def typeset(source, data, moment):
    """Give the PDF of a source, "record.typ", filled with `data`: strings, numbers, lists, objects; Markup: a picture.

    `moment` is the time that the file bears. The same data give the same file, which is kept.
    """
    text = json.dumps(_clean(data), ensure_ascii=False)
    key = hashlib.sha256(f"{source}\n{moment}\n{text}".encode()).digest()
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    made = off_loop(_compile, source, text, moment)
    with _lock:
        _kept[key] = made
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return made


def _compile(source, text, moment):
    return typst.compile(str(SOURCES / source), root=str(SOURCES), font_paths=[str(FONTS)], ignore_system_fonts=True,
                         sys_inputs={"data": text}, pdf_standards=["ua-1"], timestamp=int(moment.timestamp()))


def _clean(value):
    """Write what no face can show by its number, « ‹U+1F600› », in every text of a value; dress its pictures."""
    if isinstance(value, Markup):
        return show_all(dress(value))
    if isinstance(value, str):
        return show_all(value)
    if isinstance(value, dict):
        shape = {"shape": shape_of(value["svg"])} if "svg" in value else {}
        return {name: _clean(inner) for name, inner in value.items()} | shape
    if isinstance(value, list | tuple):
        return [_clean(inner) for inner in value]
    return value


def show_all(text):
    """Give a text in which every character can be shown: spaces as plain ones, an unknown one as its number."""
    text = SPACES.sub(" ", unicodedata.normalize("NFC", text))
    return UNKNOWN.sub(lambda found: f"‹U+{ord(found[0]):04X}›", text)

"""The tree of a report: a flat list of plain blocks, each a JSON object, that one writer a format reads.

A text is a list of runs: {"t": text} and, where it has them, "b" bold, "i" italic, "u" an address, "l" its language
when it is not the page's. Blocks: "heading" (level 1 to 3), "paragraph", "note", "quote" (an exact wording), "list",
"table" and "bars" (a table whose lines have lengths, in thousandths).
"""

from forum.core.i18n import _, bi, current_language
from forum.events.rules import paragraphs_of
from forum.texts.rules import DROPPED


def run(text, **marks):
    """Give a run of text: bold=, italic=, url=, lang=."""
    keys = {"bold": "b", "italic": "i", "url": "u", "lang": "l"}
    return {"t": sound(text)} | {keys[name]: value for name, value in marks.items() if value}


def sound(text):
    """Give a text without what a document cannot hold."""
    return DROPPED.sub("", str(text))


def say(thing, field):
    """Give a bilingual field as runs; where there is no translation the original stands, and says its language."""
    only_french = current_language() == "en" and not getattr(thing, f"{field}_en") and getattr(thing, f"{field}_fr")
    return [run(bi(thing, field), lang="fr" if only_french else "")]


def heading(level, text):
    """Open a part of the text; `text` may be runs."""
    return {"kind": "heading", "level": level, "runs": as_runs(text)}


def paragraph(*texts):
    """Give a paragraph of texts and runs."""
    return {"kind": "paragraph", "runs": [piece for text in texts for piece in as_runs(text)]}


def note(*texts):
    """Give a remark in small type: where something stands, a base, a caution."""
    return paragraph(*texts) | {"kind": "note"}


def quote(text, language=""):
    """Give an exact wording, its paragraphs apart; `language` is said when it is not the page's."""
    lang = language if language and language != current_language() else ""
    return {"kind": "quote", "paragraphs": [[run(line, lang=lang)] for line in paragraphs_of(text)]}


def bullets(items, ordered=False):
    """Give a list; each item is a text or runs."""
    return {"kind": "list", "ordered": ordered, "items": [as_runs(item) for item in items]}


def table(caption, head, rows, numeric=(), remark=""):
    """Give a table of texts; `numeric` are the places of its columns of numbers."""
    return {"kind": "table", "caption": caption, "head": [sound(cell) for cell in head],
            "rows": [[sound(cell) for cell in row] for row in rows],
            "numeric": [place in numeric for place in range(len(head))], "note": remark}


def bars(caption, head, rows, remark=""):
    """Give a chart as a table with its figures: rows of (cells, thousandths of a whole bar or None, mark)."""
    return {"kind": "bars", "caption": caption, "head": [sound(cell) for cell in head], "note": remark,
            "rows": [{"cells": [sound(cell) for cell in cells], "length": length, "mark": mark}
                     for cells, length, mark in rows]}


def as_runs(text):
    """Give runs of a text, of one run or of runs."""
    if isinstance(text, dict):
        return [text]
    return list(text) if isinstance(text, list) else [run(text)]


def running(thing, field):
    """Give the paragraphs of a bilingual text whose paragraphs are lines."""
    only_french = current_language() == "en" and not getattr(thing, f"{field}_en")
    return [paragraph(run(line, lang="fr" if only_french else "")) for line in paragraphs_of(bi(thing, field))]


def exact(text_fr, text_en):
    """Give an exact wording: the original first, our translation after it and told apart on an English page."""
    if current_language() == "fr":
        return [quote(text_fr)]
    found = [note(_("Texte original, en français :")), quote(text_fr, "fr")]
    return [*found, note(_("Traduction du site :")), quote(text_en)] if text_en else found


def plain(runs):
    """Give the text of runs."""
    return "".join(piece["t"] for piece in runs)


def words_of(tree):
    """Give every text of a tree in its order, as what all formats must hold."""
    found = [tree["title"]]
    for block in tree["blocks"]:
        if "runs" in block:
            found.append(plain(block["runs"]))
        for name in ("paragraphs", "items"):
            found += [plain(runs) for runs in block.get(name, ())]
        if "rows" in block:
            rows = [row["cells"] if isinstance(row, dict) else row for row in block["rows"]]
            found += [block["caption"], *block["head"], *(cell for row in rows for cell in row), block["note"]]
    return [text for text in found if text]

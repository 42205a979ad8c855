"""What an organiser wrote in Markdown as blocks of the tree: a text is only ever data, whatever marks stand in it."""

from forum.reports.blocks import bullets, heading, paragraph, plain, quote, run, table
from forum.texts.presenters import to_tokens
from forum.texts.rules import clean

MARKS = {"strong_open": ("bold", True), "em_open": ("italic", True)}

OPENING = {"bullet_list_open": lambda: bullets([]), "ordered_list_open": lambda: bullets([], ordered=True),
           "blockquote_open": lambda: quote(""), "table_open": lambda: table("", [], [])}


def read_narrative(text, language=""):
    """Give the blocks of a Markdown text; `language` is said when it is not the page's."""
    blocks, holders = [], []
    for token in to_tokens(clean(text)):
        if token.type in OPENING and not holders:
            blocks.append(OPENING[token.type]())
            holders.append(blocks[-1])
        elif token.level == 0 and token.nesting == -1 and holders:
            holders.pop()
        elif token.type == "heading_open" and not holders:
            blocks.append(heading(2 if token.tag == "h2" else 3, []))
        elif token.type == "tr_open" and holders[-1].get("head"):
            holders[-1]["rows"].append([])
        elif token.type in ("inline", "fence", "code_block"):
            runs = _runs(token, language) if token.children else [run(token.content.rstrip(), lang=language)]
            _place(runs, blocks, holders)
    return [_finish(block) for block in blocks]


def _place(runs, blocks, holders):
    """Put a text where it stands: in the heading that was opened, a list, a quotation, a table, or by itself."""
    holder = holders[-1] if holders else None
    if holder is None and blocks and blocks[-1]["kind"] == "heading" and not blocks[-1]["runs"]:
        blocks[-1]["runs"] = runs
    elif holder is None:
        blocks.append(paragraph(runs))
    elif "items" in holder:
        holder["items"].append(runs)
    elif "paragraphs" in holder:
        holder["paragraphs"].append(runs)
    elif holder["rows"]:
        holder["rows"][-1].append(plain(runs))
    else:
        holder["head"].append(plain(runs))


def _finish(block):
    """Make a table whole: as many cells in each row as in its head."""
    if block["kind"] == "table":
        wide = len(block["head"])
        block["numeric"] = [False] * wide
        block["rows"] = [(row + [""] * wide)[:wide] for row in block["rows"]]
    return block


def _runs(inline, language):
    """Give the runs of an inline token: bold, italic and links are kept, a line end is a space."""
    found, marks = [], {"lang": language}
    for token in inline.children:
        if token.type in MARKS:
            name, value = MARKS[token.type]
            marks[name] = value
        elif token.type.endswith("_close"):
            marks.pop({"strong_close": "bold", "em_close": "italic", "link_close": "url"}.get(token.type), None)
        elif token.type == "link_open":
            marks["url"] = _web(str(token.attrs["href"]))
        elif token.type in ("softbreak", "hardbreak"):
            found.append(run(" "))
        elif token.type == "footnote_ref":
            found.append(run(f"[{token.meta['id'] + 1}]"))
        elif token.content:
            found.append(run(token.content, **marks))
    return found


def _web(address):
    """Give an address that leads somewhere from a paper too; "" for another."""
    return address if address.startswith(("http://", "https://", "mailto:")) else ""

"""Markdown to HTML: CommonMark with tables, strikethrough, footnotes and bare addresses; no raw HTML, no outside image.

Every rule whose cost could grow as the square of the text works within a budget; past it, the marks are shown as typed.
"""

import re
import unicodedata

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

ADDRESS = re.compile(r"(?<![\w/@.:-])https?://[^\s<>\"'«»“”‘’`|\\^{}]+", re.IGNORECASE)
ADDRESS_END = ".,;:!?*_~)]"
# where a link may lead: the web, a mailbox, this site, this page
DESTINATION = re.compile(r"(https?://[^/]|mailto:|/(?![/\\])|#)", re.IGNORECASE)
BUDGET = 2_000_000
HEADINGS = ("heading_open", "heading_close")


def _within_budget(rule, marks):
    """Wrap an inline rule that looks ahead for its end: each failed look is charged the distance it may have gone."""

    def capped(state, silent):
        if state.src[state.pos : state.pos + 1] not in marks:
            return False
        left = state.env.setdefault("budget", BUDGET)
        if left <= 0:
            return False
        start = state.pos
        if rule(state, silent):
            return True
        state.env["budget"] = left - (state.posMax - start)
        return False

    return capped


def _find_addresses(text):
    for match in ADDRESS.finditer(text):
        address, end = match[0], len(match[0])
        unmatched = address.count(")") - address.count("(")
        while address[end - 1] in ADDRESS_END and not (address[end - 1] == ")" and unmatched <= 0):
            unmatched -= address[end - 1] == ")"
            end -= 1
        if end > len("https://"):
            yield match.start(), address[:end]


def _link_text(token, md):
    """Split a text token where it holds bare addresses."""
    made, at = [], 0
    for start, address in _find_addresses(token.content):
        url = md.normalizeLink(address)
        if not md.validateLink(url):
            continue
        if start > at:
            made.append(_text(token.content[at:start], token.level))
        opening = Token("link_open", "a", 1, attrs={"href": url}, level=token.level)
        made += [opening, _text(address, token.level + 1), Token("link_close", "a", -1, level=token.level)]
        at = start + len(address)
    if not made:
        return [token]
    return [*made, _text(token.content[at:], token.level)] if at < len(token.content) else made


def _text(content, level):
    return Token("text", "", 0, content=content, level=level)


def _link_addresses(state):
    for block in state.tokens:
        if block.type != "inline" or "://" not in block.content:
            continue
        children, inside = [], 0
        for token in block.children:
            inside += {"link_open": 1, "link_close": -1}.get(token.type, 0)
            children += _link_text(token, state.md) if token.type == "text" and not inside else [token]
        block.children = children


def _adapt(state):
    """Shift the headings, name them where asked, turn images into links and table alignment into classes."""
    taken, tokens = {}, state.tokens
    # whatever level its author begins with, a text's headings follow the page's without a gap
    highest = min((int(token.tag[1]) for token in tokens if token.type in HEADINGS), default=1)
    for index, token in enumerate(tokens):
        if token.type in HEADINGS:
            token.tag = f"h{min(6, int(token.tag[1]) - highest + state.env['first_heading'])}"
            if token.type == "heading_open" and state.env.get("anchors"):
                token.attrSet("id", _anchor(tokens[index + 1], taken))
        elif token.type in ("th_open", "td_open") and "style" in token.attrs:
            token.attrSet("class", "align-" + str(token.attrs.pop("style")).removeprefix("text-align:"))
        elif token.type == "inline":
            _adapt_images(token)


def _adapt_images(block):
    if not any(child.type == "image" for child in block.children):
        return
    children, inside = [], 0
    for child in block.children:
        inside += {"link_open": 1, "link_close": -1}.get(child.type, 0)
        if child.type != "image":
            children.append(child)
            continue
        label = _text(child.content or str(child.attrs["src"]), child.level)
        opening = Token("link_open", "a", 1, attrs={"href": child.attrs["src"]}, level=child.level)
        children += [label] if inside else [opening, label, Token("link_close", "a", -1, level=child.level)]
    block.children = children


def _anchor(inline, taken):
    words = "".join(child.content for child in inline.children if child.type in ("text", "code_inline"))
    plain = unicodedata.normalize("NFKD", words.casefold().replace("œ", "oe").replace("æ", "ae"))
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    slug = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:60] or "titre"
    number = taken[slug] = taken.get(slug, 0) + 1
    # two underscores cannot come from a title, so a numbered name is never another title's own
    return f"s-{slug}" if number == 1 else f"s-{slug}__{number}"


def _make():
    md = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    md.use(footnote_plugin, inline=False)
    md.validateLink = lambda url: DESTINATION.match(url) is not None
    for name, marks in (("link", "["), ("image", "!"), ("footnote_ref", "["), ("backticks", "`"), ("autolink", "<")):
        rules = {rule.name: rule.fn for rule in md.inline.ruler.__rules__}
        md.inline.ruler.at(name, _within_budget(rules[name], marks))
    md.core.ruler.push("link_addresses", _link_addresses)
    md.core.ruler.push("adapt", _adapt)
    return md


def to_html(text, doc_id, first_heading, anchors=False):
    """Give the HTML of a Markdown text, not yet sanitized; `doc_id` keeps its footnotes apart from other texts'."""
    # made anew each time: it costs 0.3 ms, and native threads share nothing
    return _make().render(text, {"docId": doc_id, "first_heading": first_heading, "anchors": anchors})


def to_tokens(text):
    """Give the blocks of a Markdown text as markdown-it's tokens, within the same budgets, for what is no HTML page."""
    return _make().parse(text, {"docId": "", "first_heading": 2})

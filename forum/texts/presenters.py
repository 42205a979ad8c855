"""Texts as pages show them."""

import re
from functools import lru_cache
from hashlib import blake2s

from markupsafe import Markup

from forum.core.database import off_loop
from forum.core.errors import Refusal
from forum.core.i18n import lazy
from forum.texts.differences import word_differences
from forum.texts.markdown import to_html, to_tokens
from forum.texts.rules import clean
from forum.texts.sanitizer import sanitize

# renderings are stored with the number of the renderer that made them
RENDERER = 2
LARGEST_HTML = 150_000
POST_HEADING = 3
GUIDE_HEADING = 2
TOO_INTRICATE = lazy("Ce texte contient trop de signes de mise en forme. Simplifiez-le ou partagez-le en deux.")
HEADING = re.compile(r'<h([2-4]) id="(s-[^"]+)">(.*?)</h\1>', re.DOTALL)
TAG = re.compile(r"<[^>]*>")


def render(text, doc_id="", first_heading=POST_HEADING, anchors=False):
    """Give the safe HTML of a Markdown text; the last ones are remembered, so a preview and its sending cost once.

    `doc_id` keeps the footnotes of two texts on a page apart (by default it is drawn from the text).
    Raises Refusal("invalid") when the HTML would be over 150,000 characters.
    """
    return off_loop(_render, clean(text), doc_id, first_heading, anchors)


def render_guide(text):
    """Give the safe HTML of a guide: its headings start at the second level and have names that links can lead to."""
    return render(text, first_heading=GUIDE_HEADING, anchors=True)


@lru_cache(maxsize=64)
def _render(text, doc_id, first_heading, anchors):
    doc_id = doc_id or blake2s(text.encode(), digest_size=5).hexdigest()
    html = to_html(text, doc_id, first_heading, anchors)
    if len(html) > LARGEST_HTML:
        raise Refusal("invalid", TOO_INTRICATE, fields={"body": TOO_INTRICATE})
    return sanitize(html)


def is_empty(html):
    """Tell whether a rendering shows nothing to read."""
    return not re.sub(r"[\s\u200b-\u200f\u2060\u00ad\u3164]|&nbsp;", "", TAG.sub("", html))


def table_of_contents(html):
    """Give [(level 2 to 4, name, title as text)…] of a rendered guide."""
    # what is left of sanitized HTML without its tags is text with its entities
    return [(int(level), name, Markup(TAG.sub("", title))) for level, name, title in HEADING.findall(html)]  # noqa: S704


__all__ = [
    "GUIDE_HEADING",
    "POST_HEADING",
    "RENDERER",
    "is_empty",
    "render",
    "render_guide",
    "sanitize",
    "table_of_contents",
    "to_tokens",
    "word_differences",
]

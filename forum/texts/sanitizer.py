"""The allow-list of the HTML that may be shown, and the only module that sees bleach."""

import re

from bleach.html5lib_shim import Filter
from bleach.sanitizer import Cleaner

ALIGNMENTS = {"align-left", "align-center", "align-right"}
NOTE_ID = re.compile(r"fn(ref)?-[a-z0-9]{1,20}-[0-9]{1,4}(:[0-9]{1,4})?")
HEADING_ID = re.compile(r"s-[\w-]{1,80}")
REL = "nofollow noopener ugc"

# element → attribute → what its value may be: a set of words, or a pattern that it must match whole
ALLOWED = {
    **dict.fromkeys(("p", "br", "hr", "strong", "em", "s", "sup", "blockquote", "pre", "ul"), {}),
    **dict.fromkeys(("table", "thead", "tbody", "tr"), {}),
    "code": {"class": re.compile(r"language-[\w+-]{1,20}")},
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), {"id": HEADING_ID}),
    "ol": {"start": re.compile(r"[0-9]{1,9}"), "class": {"footnotes-list"}},
    "li": {"id": NOTE_ID, "class": {"footnote-item"}},
    "section": {"class": {"footnotes"}},
    "th": {"class": ALIGNMENTS},
    "td": {"class": ALIGNMENTS},
    "a": {
        "href": re.compile(r"(https?://|mailto:|/(?![/\\])|#)[^\x00-\x20]*", re.IGNORECASE),
        "id": NOTE_ID,
        "class": {"footnote-backref"},
    },
}


def _is_allowed(tag, name, value):
    rule = ALLOWED.get(tag, {}).get(name)
    if rule is None:
        return False
    return value in rule if isinstance(rule, set) else rule.fullmatch(value) is not None


def _leads_out(token):
    return not token["data"].get((None, "href"), "#").startswith("#")


class _MarkLinks(Filter):
    """Say of each link that leads out that a member wrote it; search engines give it no weight."""

    def __iter__(self):
        for token in super().__iter__():
            if token["type"] == "StartTag" and token["name"] == "a" and _leads_out(token):
                token["data"][(None, "rel")] = REL
            yield token


def sanitize(html):
    """Give the HTML with only what the allow-list holds; other elements are dropped, their text is kept."""
    cleaner = Cleaner(
        tags=set(ALLOWED),
        attributes=_is_allowed,
        protocols={"http", "https", "mailto"},
        strip=True,
        filters=[_MarkLinks],
    )
    return cleaner.clean(html)

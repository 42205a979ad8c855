"""Pure decisions about written texts: what is dropped from them, how long they may be, how one quotes another."""

import re
import unicodedata

POST_LONGEST = 20_000
GUIDE_LONGEST = 60_000
NOTE_LONGEST = 200
QUOTE_LONGEST = 1_500

# direction embeddings, overrides and isolates: they make a text read otherwise than it is stored
DIRECTION = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
DROPPED = re.compile(f"[\\x00-\\x08\\x0b-\\x1f\\x7f\ud800-\udfff\ufffe\uffff\ufeff{DIRECTION}]")
MARKS = re.compile(r"([\\`*_{}\[\]<>()#+!|~^&-])")


def clean(text):
    """Give a text in NFC with plain line ends, without control characters, lone surrogates, direction overrides."""
    text = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", DROPPED.sub("", text)).strip("\n").rstrip()


def is_too_long(text, longest):
    """Tell whether a text is over its limit, in characters, as typed."""
    return len(text or "") > longest


def escape(text):
    """Write a plain text so that Markdown shows it as it is."""
    return MARKS.sub(r"\\\1", text)


def quote(body, author, url, label):
    """Write a Markdown quotation: who said it and where, then their words without what they quoted in turn."""
    lines = [line for line in body.splitlines() if not line.lstrip().startswith(">")]
    words = "\n".join(lines).strip()
    if len(words) > QUOTE_LONGEST:
        words = words[:QUOTE_LONGEST].rsplit(None, 1)[0] + " […]"
    quoted = "\n".join(f"> {line}".rstrip() for line in words.splitlines())
    return f"> **{escape(author)}**, [{label}]({url})\n>\n{quoted}\n\n"


def slug_of(text, longest=80):
    """Make the last part of an address from a title: ASCII letters, digits, single hyphens; may be empty."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    words = re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)).replace("’", " "))
    slug = ""
    for word in words:
        if len(slug) + len(word) + 1 > longest:
            break
        slug += f"-{word}" if slug else word
    return slug

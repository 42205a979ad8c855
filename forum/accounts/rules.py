"""Pure decisions about accounts: addresses, passwords, sectors."""

import re
import unicodedata

SECTORS = ("community", "university", "government", "business", "other")
NAME_LENGTH = 80
PASSWORD_SHORTEST = 10
PASSWORD_LONGEST = 200
SESSION_DAYS = 30


def normalise_email(text):
    """Give the form under which an address is unique: NFC, trimmed, lower case."""
    return unicodedata.normalize("NFC", text or "").strip().casefold()


def clean_line(text):
    """Give one line of text without control, direction or zero-width characters, spaces squeezed, in NFC.

    French no-break spaces stay as they are typed.
    """
    text = unicodedata.normalize("NFC", text or "")
    kept = "".join(c if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") else " " for c in text)
    return re.sub(r"[^\S\u00a0\u202f]+", " ", kept).strip()


def initials(name):
    """Give one or two letters that stand for a name."""
    words = [word for word in clean_line(name).replace("’", " ").split() if word[0].isalnum()]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [words[0][0]] if words else ["?"]
    return "".join(letters).upper()


def safe_next(address):
    """Give back a path of this site to go to after signing in, or None for anything that could lead elsewhere."""
    if not address or not address.startswith("/") or address[1:2] in ("/", "\\"):
        return None
    if any(ord(c) <= 32 or c in "\\\x7f" for c in address) or not address.startswith(("/fr/", "/en/")):
        return None
    return address

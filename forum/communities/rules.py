"""Pure decisions about communities and guides."""

import re

SLUG_LONGEST = 60
RESERVED_SLUGS = frozenset({"nouvelle", "new"})
NAME_LONGEST = 100
PURPOSE_LONGEST = 500
TITLE_LONGEST = 150
AUTHORS_LONGEST = 200
MOST_SUBJECTS = 10
ROLES = ("member", "animator")
LANGUAGES = ("fr", "en")
# key → the licence's own name, and the address of its text where it has one
RIGHTS = {
    "cc-by": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "cc-by-sa": ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    "cc-by-nc-sa": ("CC BY-NC-SA 4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/"),
    "reserved": ("", ""),
}


def is_slug(text):
    """Tell whether a text can end a community's address: lower-case letters, digits, single hyphens."""
    return re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) is not None and (
        len(text) <= SLUG_LONGEST and text not in RESERVED_SLUGS)


def longest_of(field):
    """Give the most characters of a field of a community, such as "name_fr"."""
    return NAME_LONGEST if field.startswith("name") else PURPOSE_LONGEST


def is_stale(base, latest):
    """Tell whether a text was edited from another version than the latest."""
    return base != latest

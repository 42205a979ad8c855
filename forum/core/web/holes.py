"""Pages made once for all their readers, with holes for what is each reader's own: name, tokens, one's own messages.

A template is rendered with stand-ins in place of the viewer and the tokens; a request only fills them in.
"""

import re
from dataclasses import dataclass

from flask import render_template, session
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

# NUL is dropped from everything that people write, so that nobody can make a hole
MARK = re.compile("\x00([a-z]+)(?:-([0-9]+)-([0-9]+))?\x00")


def hole(name, *numbers):
    """Write a hole in a template: a word, and two numbers where the reader decides what stands there."""
    return "\x00" + "-".join([name, *map(str, numbers)]) + "\x00"


@dataclass(frozen=True)
class StandIn:
    """Stand for any signed-in viewer while a page is made."""

    is_admin: bool = False
    is_signed_in: bool = True
    id: int = 0
    name: str = hole("name")
    initials: str = hole("initials")


CSRF_FIELD = Markup('<input type="hidden" name="csrf_token" value="{}">').format(hole("csrf"))


class Words(dict):
    """Hold what fills the holes; those of every page are found when a page has them."""

    def __init__(self, viewer, words):
        super().__init__(words)
        self.viewer = viewer

    def __missing__(self, name):
        if name == "csrf":
            word = generate_csrf()
        elif name == "flashes":
            word = render_template("layout/_flashes.html") if session.get("_flashes") else ""
        else:
            word = escape(getattr(self.viewer, name))
        self[name] = word
        return word


class HoledPage:
    """Hold the text around the holes."""

    def __init__(self, html):
        self.pieces, self.holes, at = [], [], 0
        for match in MARK.finditer(html):
            self.pieces += [html[at : match.start()], ""]
            name, first, second = match.groups()
            self.holes.append((len(self.pieces) - 1, name, int(first or 0), int(second or 0)))
            at = match.end()
        self.pieces.append(html[at:])

    def fill(self, viewer, **words):
        """Give the page of one viewer; a word is a text, or a function of the hole's two numbers.

        The words of every page (name, initials, csrf, flashes) need not be given.
        """
        pieces, words = self.pieces.copy(), Words(viewer, words)
        for index, name, first, second in self.holes:
            word = words[name]
            pieces[index] = word(first, second) if callable(word) else word
        return "".join(pieces)


def make_holed(template, viewer, **values):
    """Render a whole page for any viewer of this one's kind (visitor, member, administrator), nothing theirs in it."""
    stand_in = StandIn(is_admin=viewer.is_admin) if viewer.is_signed_in else viewer
    return HoledPage(
        render_template(
            template,
            viewer=stand_in,
            csrf=lambda: CSRF_FIELD,
            flashes=Markup(hole("flashes")),  # noqa: S704
            hole=hole,
            **values,
        )
    )

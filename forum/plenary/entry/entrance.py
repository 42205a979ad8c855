"""The way into a room: the address that the hall reaches, and its QR code."""

from functools import lru_cache

import segno
from flask import current_app, request, url_for
from markupsafe import Markup


def public_address():
    """Give the address under which the hall reaches this server: the configured one, else the request's."""
    return current_app.extensions["settings"].public_url or request.host_url.rstrip("/")


@lru_cache(maxsize=200)
def draw_qr(text):
    """Draw a text as a QR code: inline SVG without size or style."""
    return Markup(segno.make(text, error="m").svg_inline(omitsize=True))  # noqa: S704 - segno writes only numbers


def way_in(room):
    """Give what leads into a room: the QR's drawing and the host to type."""
    base = public_address()
    address = base + url_for("plenary.enter", join_key=room.join_key)
    return {"room": room, "code_svg": draw_qr(address), "join_address": address, "host": base.partition("://")[2]}

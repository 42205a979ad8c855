"""Texts grow by versions."""

from forum.core.database import db
from forum.texts.models import Text, TextVersion
from forum.texts.queries import find_latest_version


def new_text(body, html, author_id, at, note=""):
    """Add a text with its first version."""
    text = Text()
    db.session.add(text)
    db.session.flush()
    add_version(text.id, body, html, author_id, at, note)
    return text


def add_version(text_id, body, html, author_id, at, note=""):
    """Add a version after the newest; its owner's row is locked by the caller, and a number is unique in a text."""
    latest = find_latest_version(text_id)
    version = TextVersion(
        text_id=text_id,
        number=latest.number + 1 if latest else 1,
        body=body,
        html=html,
        author_id=author_id,
        at=at,
        note=note,
    )
    db.session.add(version)
    db.session.flush()
    return version

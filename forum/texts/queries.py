"""Reads of texts; whoever owns a text decides who may see it."""

from sqlalchemy import func, select

from forum.accounts.models import Account
from forum.core.database import db
from forum.core.errors import Missing
from forum.texts.models import TextVersion


def find_latest_version(text_id):
    """Give the newest version of a text, or None."""
    return db.session.scalar(
        select(TextVersion).where(TextVersion.text_id == text_id).order_by(TextVersion.number.desc()).limit(1)
    )


def get_version(text_id, number):
    """Give one version of a text; raises Missing."""
    version = db.session.scalar(select(TextVersion).where(TextVersion.text_id == text_id, TextVersion.number == number))
    if version is None:
        raise Missing()
    return version


def list_versions(text_id):
    """List the versions of a text without their words, newest first: rows of number, at, note and author's name."""
    return db.session.execute(
        select(
            TextVersion.number, TextVersion.at, TextVersion.note, TextVersion.author_id, Account.name.label("author")
        )
        .outerjoin(Account, Account.id == TextVersion.author_id)
        .where(TextVersion.text_id == text_id)
        .order_by(TextVersion.number.desc())
    ).all()


def count_versions(text_id):
    """Count the versions of a text."""
    return db.session.scalar(select(func.count()).where(TextVersion.text_id == text_id))

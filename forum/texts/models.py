"""Texts and their versions; a version is added to a text and never changed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy import Text as LongText
from sqlalchemy.event import listens_for
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.database import UtcDateTime, db, utc_now
from forum.texts.rules import NOTE_LONGEST


class Text(db.Model):
    """Stand for one text through all its versions."""

    __tablename__ = "texts_text"

    id: Mapped[int] = mapped_column(primary_key=True)


class TextVersion(db.Model):
    """Hold what a text said from one moment on: what was typed, and the safe HTML that it gave."""

    __tablename__ = "texts_version"
    __table_args__ = (UniqueConstraint("text_id", "number"), CheckConstraint("number >= 1", name="number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("texts_text.id", ondelete="CASCADE"))
    number: Mapped[int]
    body: Mapped[str] = mapped_column(LongText)
    html: Mapped[str] = mapped_column(LongText)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_account.id", ondelete="SET NULL"), index=True)
    note: Mapped[str] = mapped_column(String(NOTE_LONGEST), default="")


@listens_for(TextVersion, "before_update")
@listens_for(TextVersion, "before_delete")
def refuse_rewriting(mapper, connection, version):
    """Keep what was written: versions are added, never changed."""
    raise ValueError("a version of a text is added, never changed")

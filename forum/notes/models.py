"""Rows of the notes: one sheet a group, one line a thing said. They name no participant."""

import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.database import UtcDateTime, db, one_of
from forum.deliberation.models import Discussion, ParkedItem, Theme
from forum.deliberation.rules import SHARED
from forum.events.models import Event
from forum.notes.rules import LENGTHS, LINE_KINDS


class Sheet(db.Model):
    """What one group of a day says, under a theme; `version` grows with every change.

    Nothing of it is public before the group has validated it; `discussion` is then what the day's page shows.
    """

    __tablename__ = "notes_sheet"
    __table_args__ = (
        CheckConstraint("people IS NULL OR people >= 1", name="people_positive"),
        CheckConstraint("validated_at IS NULL OR discussion_id IS NOT NULL", name="validated_is_published"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events_event.id", ondelete="CASCADE"), index=True)
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("deliberation_theme.id", ondelete="SET NULL"), index=True)
    title_fr: Mapped[str] = mapped_column(String(LENGTHS["title"]))
    title_en: Mapped[str | None] = mapped_column(String(LENGTHS["title"]))
    people: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)
    validated_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    discussion_id: Mapped[int | None] = mapped_column(
        ForeignKey("deliberation_discussion.id", ondelete="CASCADE"), unique=True)

    event: Mapped[Event] = relationship()
    theme: Mapped[Theme | None] = relationship()
    discussion: Mapped[Discussion | None] = relationship()
    lines: Mapped[list["Line"]] = relationship(
        order_by="Line.position", cascade="all, delete-orphan", passive_deletes=True, back_populates="sheet")


class Line(db.Model):
    """One thing said, proposed or parked; `key` was drawn by its form, so that the same line sent twice is one.

    `carried_at`: when the rapporteur took it to the plenary.
    """

    __tablename__ = "notes_line"
    __table_args__ = (
        UniqueConstraint("sheet_id", "position"), one_of("kind", LINE_KINDS), one_of("shared", SHARED),
        CheckConstraint("kind <> 'parked' OR carried_at IS NULL", name="parked_stays"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("notes_sheet.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    shared: Mapped[str] = mapped_column(String(12))
    text_fr: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    key: Mapped[str] = mapped_column(String(LENGTHS["key"]), unique=True)
    carried_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    parked_id: Mapped[int | None] = mapped_column(ForeignKey("deliberation_parked_item.id", ondelete="SET NULL"))

    sheet: Mapped[Sheet] = relationship(back_populates="lines")
    parked: Mapped[ParkedItem | None] = relationship()

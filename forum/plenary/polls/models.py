"""Polls that are kept by name."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.database import JsonText, UtcDateTime, db
from forum.plenary.rules import LENGTHS


class PollTemplate(db.Model):
    """A poll that was kept to be prepared again: for those who run a day, or, without a day, for the whole site."""

    __tablename__ = "plenary_template"
    __table_args__ = (Index("ix_plenary_template_event", "event_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events_event.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(LENGTHS["template"]))
    body: Mapped[dict] = mapped_column(JsonText)
    made_by: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

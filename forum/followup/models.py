"""Rows of what follows a day."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.database import UtcDateTime, db
from forum.deliberation.models import Piste
from forum.forums.models import Topic


class Mailing(db.Model):
    """A letter that left to everyone who asked what follows a day; the addresses are in no row of it."""

    __tablename__ = "followup_mailing"
    __table_args__ = (CheckConstraint("letters >= 1", name="letters"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events_event.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_account.id", ondelete="SET NULL"))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    letters: Mapped[int]


class Opening(db.Model):
    """The topic that a retained piste opened, one at most; `mailing_id` is there once those who asked were told."""

    __tablename__ = "followup_opening"

    piste_id: Mapped[int] = mapped_column(
        ForeignKey("deliberation_piste.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    topic_id: Mapped[int] = mapped_column(ForeignKey("forums_topic.id", ondelete="RESTRICT"), unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events_event.id", ondelete="CASCADE"), index=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    mailing_id: Mapped[int | None] = mapped_column(ForeignKey("followup_mailing.id", ondelete="SET NULL"), index=True)

    piste: Mapped[Piste] = relationship()
    topic: Mapped[Topic] = relationship()

"""Rows of the questionnaires.

An answer bears no name, no account, no seat, no address and no time, and no row of another feature names one. Its key
is the hash of a number that the form drew, so that the same form sent twice is one answer; at publication it is drawn
anew. What was written in words stands apart from the other answers of the same person. Both tables are WITHOUT ROWID on
SQLite, so that no row number tells the order of arrival. Only a sheet of paper has a number, to be corrected by
until publication.
"""

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.database import JsonText, db, one_of
from forum.events.models import Event
from forum.questionnaires.rules import CHANNELS, DRAFT, KINDS, LENGTHS, STATES


class Questionnaire(db.Model):
    """Ask the people of one day; once published its figures are `results`, as they were counted then."""

    __tablename__ = "questionnaires_day"
    __table_args__ = (
        one_of("state", STATES),
        CheckConstraint("state <> 'published' OR results IS NOT NULL", name="published_is_counted"),
        CheckConstraint("participants IS NULL OR participants >= 1", name="participants_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events_event.id", ondelete="CASCADE"), unique=True)
    state: Mapped[str] = mapped_column(String(10), default=DRAFT)
    intro_fr: Mapped[str | None] = mapped_column(Text)
    intro_en: Mapped[str | None] = mapped_column(Text)
    asks_sector: Mapped[bool] = mapped_column(default=True)
    participants: Mapped[int | None]
    # the day's sectors as they were at opening: [{"key", "label_fr", "label_en"}…]
    sectors: Mapped[list | None] = mapped_column(JsonText)
    results: Mapped[dict | None] = mapped_column(JsonText, deferred=True)

    event: Mapped[Event] = relationship()
    questions: Mapped[list["AskedQuestion"]] = relationship(
        order_by="AskedQuestion.position", cascade="all, delete-orphan", passive_deletes=True)


class AskedQuestion(db.Model):
    """One question; `options` are what it may be answered, [{"key", "label_fr", "label_en"}…]."""

    __tablename__ = "questionnaires_question"
    __table_args__ = (UniqueConstraint("questionnaire_id", "position"), one_of("kind", KINDS))

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaires_day.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    section_fr: Mapped[str | None] = mapped_column(String(LENGTHS["section"]))
    section_en: Mapped[str | None] = mapped_column(String(LENGTHS["section"]))
    text_fr: Mapped[str] = mapped_column(String(LENGTHS["text"]))
    text_en: Mapped[str | None] = mapped_column(String(LENGTHS["text"]))
    has_na: Mapped[bool] = mapped_column(default=False)
    options: Mapped[list] = mapped_column(JsonText)


class Reply(db.Model):
    """What one person answered, {question's id: [keys]}."""

    __tablename__ = "questionnaires_reply"
    __table_args__ = (
        UniqueConstraint("questionnaire_id", "sheet"),
        one_of("channel", CHANNELS),
        CheckConstraint("sheet IS NULL OR channel = 'paper'", name="sheet_is_paper"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaires_day.id", ondelete="CASCADE"))
    channel: Mapped[str] = mapped_column(String(6))
    sheet: Mapped[int | None]
    sector: Mapped[str | None] = mapped_column(String(LENGTHS["sector"]))
    answers: Mapped[dict] = mapped_column(JsonText)


class Comment(db.Model):
    """What somebody wrote, bound to no other answer of theirs; public only if they and the organiser agree."""

    __tablename__ = "questionnaires_comment"
    __table_args__ = (
        CheckConstraint("NOT is_approved OR may_quote", name="approved_was_offered"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(
        ForeignKey("questionnaires_day.id", ondelete="CASCADE"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questionnaires_question.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    may_quote: Mapped[bool]
    is_approved: Mapped[bool] = mapped_column(default=False)
    sheet: Mapped[int | None]

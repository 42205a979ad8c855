"""Rows of what is written before the parts of a report, of its editions, and of the licence of a day's open data."""

import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint, inspect
from sqlalchemy.event import listens_for
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.database import JsonText, UtcDateTime, db, one_of
from forum.reports.rules import KINDS, LENGTHS, LICENCES, PARTS


class Narrative(db.Model):
    """What the organiser writes before a part of the report, and why a part is left out."""

    __tablename__ = "reports_narrative"
    __table_args__ = (
        UniqueConstraint("event_id", "part"), one_of("part", PARTS),
        CheckConstraint("NOT is_left_out OR reason IS NOT NULL", name="left_out_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events_event.id", ondelete="CASCADE"))
    part: Mapped[str] = mapped_column(String(20))
    text_fr: Mapped[str | None] = mapped_column(Text)
    text_en: Mapped[str | None] = mapped_column(Text)
    is_left_out: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str | None] = mapped_column(String(LENGTHS["reason"]))


class Edition(db.Model):
    """A report or a brief as it was issued: `trees` holds its words and figures in each language, for good."""

    __tablename__ = "reports_edition"
    __table_args__ = (
        UniqueConstraint("event_id", "kind", "number"), one_of("kind", KINDS),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("(validated_by IS NULL) = (validated_at IS NULL)", name="validated_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events_event.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10))
    number: Mapped[int]
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    author: Mapped[str] = mapped_column(String(LENGTHS["author"]))
    remark: Mapped[str] = mapped_column(String(LENGTHS["remark"]), default="")
    trees: Mapped[dict] = mapped_column(JsonText, deferred=True)
    validated_by: Mapped[str | None] = mapped_column(String(LENGTHS["person"]))
    validated_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)


class EditionFile(db.Model):
    """An edition in one format and language, ready to be taken away; made again once the edition is validated."""

    __tablename__ = "reports_edition_file"

    edition_id: Mapped[int] = mapped_column(ForeignKey("reports_edition.id", ondelete="CASCADE"), primary_key=True)
    form: Mapped[str] = mapped_column(String(5), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


@listens_for(Edition, "before_update")
def refuse_rewriting(mapper, connection, row):
    """Keep an edition as it was issued: only its validation is added, once."""
    changes = {attribute.key: attribute.history for attribute in inspect(row).attrs if attribute.history.has_changes()}
    if not changes.keys() <= {"validated_by", "validated_at"} or any(
            history.deleted and history.deleted != [None] for history in changes.values()):
        raise ValueError("an edition is never rewritten")


class DataChoice(db.Model):
    """The licence that the organiser chose for a day's open data."""

    __tablename__ = "reports_data_choice"
    __table_args__ = (one_of("licence", LICENCES),)

    event_id: Mapped[int] = mapped_column(ForeignKey("events_event.id", ondelete="CASCADE"), primary_key=True)
    licence: Mapped[str] = mapped_column(String(12))

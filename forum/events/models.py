"""Rows of the consultation days."""

import datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Organisation
from forum.core.database import UtcDateTime, db, one_of
from forum.events.rules import LENGTHS, PROGRAMME_KINDS, ROLES, STATES


def event_key():
    """Build the column by which a row belongs to a day and disappears with it."""
    return mapped_column(ForeignKey("events_event.id", ondelete="CASCADE"), index=True)


class Series(db.Model):
    """Days of the same themes in several cities, in order of date; it lasts as long as it has a day."""

    __tablename__ = "events_series"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(LENGTHS["slug"]), unique=True)
    title_fr: Mapped[str] = mapped_column(String(LENGTHS["title"]))
    title_en: Mapped[str | None] = mapped_column(String(LENGTHS["title"]))
    introduction_fr: Mapped[str | None] = mapped_column(Text)
    introduction_en: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)


class Event(db.Model):
    """A consultation day; `_fr` is the original, `_en` our translation, `code` stands before its letters (2007-1C).

    `submit_key` was drawn with the form that added it to a series, so that the same form sent twice makes one day.
    """

    __tablename__ = "events_event"
    __table_args__ = (
        one_of("state", STATES), Index("ix_events_event_state_date", "state", "date"),
        UniqueConstraint("created_by_id", "submit_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(LENGTHS["slug"]), unique=True)
    code: Mapped[str] = mapped_column(String(LENGTHS["code"]), unique=True)
    state: Mapped[str] = mapped_column(String(12), default="draft")
    title_fr: Mapped[str] = mapped_column(String(LENGTHS["title"]))
    title_en: Mapped[str | None] = mapped_column(String(LENGTHS["title"]))
    subtitle_fr: Mapped[str | None] = mapped_column(String(LENGTHS["subtitle"]))
    subtitle_en: Mapped[str | None] = mapped_column(String(LENGTHS["subtitle"]))
    place_fr: Mapped[str | None] = mapped_column(String(LENGTHS["place"]))
    place_en: Mapped[str | None] = mapped_column(String(LENGTHS["place"]))
    city_fr: Mapped[str | None] = mapped_column(String(LENGTHS["name"]))
    city_en: Mapped[str | None] = mapped_column(String(LENGTHS["name"]))
    date: Mapped[datetime.date | None] = mapped_column(Date)
    date_note_fr: Mapped[str | None] = mapped_column(Text)
    date_note_en: Mapped[str | None] = mapped_column(Text)
    summary_fr: Mapped[str | None] = mapped_column(Text)
    summary_en: Mapped[str | None] = mapped_column(Text)
    source_title_fr: Mapped[str | None] = mapped_column(String(LENGTHS["title"]))
    source_title_en: Mapped[str | None] = mapped_column(String(LENGTHS["title"]))
    source_note_fr: Mapped[str | None] = mapped_column(Text)
    source_note_en: Mapped[str | None] = mapped_column(Text)
    rights_fr: Mapped[str | None] = mapped_column(Text)
    rights_en: Mapped[str | None] = mapped_column(Text)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("events_series.id", ondelete="SET NULL"), index=True)
    submit_key: Mapped[str | None] = mapped_column(String(32))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_account.id", ondelete="SET NULL"))
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)

    series: Mapped[Series | None] = relationship()
    organisers: Mapped[list["Organiser"]] = relationship(
        order_by="Organiser.position", cascade="all, delete-orphan", passive_deletes=True)
    organisations: Mapped[list["EventOrganisation"]] = relationship(
        order_by="EventOrganisation.position", cascade="all, delete-orphan", passive_deletes=True)
    sectors: Mapped[list["Sector"]] = relationship(
        order_by="Sector.position", cascade="all, delete-orphan", passive_deletes=True)
    programme: Mapped[list["ProgrammeItem"]] = relationship(
        order_by="ProgrammeItem.position", cascade="all, delete-orphan", passive_deletes=True)
    sections: Mapped[list["ReportSection"]] = relationship(
        order_by="ReportSection.position", cascade="all, delete-orphan", passive_deletes=True)
    evaluation: Mapped[list["EvaluationItem"]] = relationship(
        order_by="EvaluationItem.position", cascade="all, delete-orphan", passive_deletes=True)
    verbatims: Mapped[list["Verbatim"]] = relationship(
        order_by="Verbatim.position", cascade="all, delete-orphan", passive_deletes=True)
    discrepancies: Mapped[list["Discrepancy"]] = relationship(
        order_by="Discrepancy.position", cascade="all, delete-orphan", passive_deletes=True)
    versions: Mapped[list["ReportVersion"]] = relationship(
        order_by="ReportVersion.position", cascade="all, delete-orphan", passive_deletes=True)


class Organiser(db.Model):
    """A body that organised the day, as the document names it."""

    __tablename__ = "events_organiser"
    __table_args__ = (UniqueConstraint("event_id", "name_fr"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = event_key()
    position: Mapped[int]
    name_fr: Mapped[str] = mapped_column(String(LENGTHS["name"]))
    name_en: Mapped[str | None] = mapped_column(String(LENGTHS["name"]))


class EventOrganisation(db.Model):
    """An organisation represented at the day: its name as printed, and the organisation it is here."""

    __tablename__ = "events_organisation"
    __table_args__ = (UniqueConstraint("event_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = event_key()
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("accounts_organisation.id", ondelete="RESTRICT"), index=True)
    position: Mapped[int]
    name_fr: Mapped[str] = mapped_column(String(LENGTHS["name"]))
    name_en: Mapped[str | None] = mapped_column(String(LENGTHS["name"]))

    organisation: Mapped[Organisation] = relationship()


class Sector(db.Model):
    """A sector (milieu) of this day's own list, from which a seat declares one."""

    __tablename__ = "events_sector"
    __table_args__ = (UniqueConstraint("event_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = event_key()
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(LENGTHS["sector_key"]))
    label_fr: Mapped[str] = mapped_column(String(LENGTHS["sector_label"]))
    label_en: Mapped[str | None] = mapped_column(String(LENGTHS["sector_label"]))


class ProgrammeItem(db.Model):
    """A part of the day: local hours, the room it is held in, title, speakers (one a line)."""

    __tablename__ = "events_programme_item"
    __table_args__ = (one_of("kind", PROGRAMME_KINDS), UniqueConstraint("event_id", "position"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = event_key()
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    starts_at: Mapped[datetime.time | None] = mapped_column(Time)
    ends_at: Mapped[datetime.time | None] = mapped_column(Time)
    room_fr: Mapped[str | None] = mapped_column(String(LENGTHS["name"]))
    room_en: Mapped[str | None] = mapped_column(String(LENGTHS["name"]))
    title_fr: Mapped[str] = mapped_column(String(LENGTHS["title"]))
    title_en: Mapped[str | None] = mapped_column(String(LENGTHS["title"]))
    description_fr: Mapped[str | None] = mapped_column(Text)
    description_en: Mapped[str | None] = mapped_column(Text)
    speakers_fr: Mapped[str | None] = mapped_column(Text)
    speakers_en: Mapped[str | None] = mapped_column(Text)


class EventRole(db.Model):
    """What an account does in a day."""

    __tablename__ = "events_role"
    __table_args__ = (one_of("role", ROLES), UniqueConstraint("event_id", "account_id", "role"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = event_key()
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts_account.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(12))


class ReportSection(db.Model):
    """A section of the day's report in its own words, paragraphs as lines; no text where the site holds it as rows."""

    __tablename__ = "events_report_section"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = event_key()
    position: Mapped[int]
    number: Mapped[str] = mapped_column(String(12))
    title_fr: Mapped[str] = mapped_column(String(LENGTHS["title"]))
    title_en: Mapped[str | None] = mapped_column(String(LENGTHS["title"]))
    text_fr: Mapped[str | None] = mapped_column(Text)
    text_en: Mapped[str | None] = mapped_column(Text)


class EvaluationItem(db.Model):
    """A figure of the evaluation: its value as printed ("72%", "4 p."), and as a number where the print is one."""

    __tablename__ = "events_evaluation_item"
    __table_args__ = (
        UniqueConstraint("event_id", "position"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),
        CheckConstraint("count >= 0", name="count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = event_key()
    position: Mapped[int]
    group_fr: Mapped[str | None] = mapped_column(String(LENGTHS["label"]))
    group_en: Mapped[str | None] = mapped_column(String(LENGTHS["label"]))
    label_fr: Mapped[str] = mapped_column(String(LENGTHS["label"]))
    label_en: Mapped[str | None] = mapped_column(String(LENGTHS["label"]))
    value_fr: Mapped[str] = mapped_column(String(LENGTHS["value"]))
    value_en: Mapped[str | None] = mapped_column(String(LENGTHS["value"]))
    percent: Mapped[int | None]
    count: Mapped[int | None]
    base_fr: Mapped[str | None] = mapped_column(String(LENGTHS["label"]))
    base_en: Mapped[str | None] = mapped_column(String(LENGTHS["label"]))
    location_fr: Mapped[str] = mapped_column(String(LENGTHS["label"]))
    location_en: Mapped[str | None] = mapped_column(String(LENGTHS["label"]))


class Verbatim(db.Model):
    """A comment written by a participant, exactly as the report prints it."""

    __tablename__ = "events_verbatim"
    __table_args__ = (UniqueConstraint("event_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = event_key()
    position: Mapped[int]
    group_fr: Mapped[str | None] = mapped_column(String(LENGTHS["label"]))
    group_en: Mapped[str | None] = mapped_column(String(LENGTHS["label"]))
    text_fr: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str | None] = mapped_column(Text)


class Discrepancy(db.Model):
    """A figure or a wording on which the document disagrees with itself; the note is the site's."""

    __tablename__ = "events_discrepancy"
    __table_args__ = (UniqueConstraint("event_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = event_key()
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(LENGTHS["sector_key"]))
    subject_fr: Mapped[str] = mapped_column(String(LENGTHS["label"]))
    subject_en: Mapped[str | None] = mapped_column(String(LENGTHS["label"]))
    note_fr: Mapped[str | None] = mapped_column(Text)
    note_en: Mapped[str | None] = mapped_column(Text)

    readings: Mapped[list["Reading"]] = relationship(
        order_by="Reading.position", cascade="all, delete-orphan", passive_deletes=True)


class Reading(db.Model):
    """One of the values that disagree, with its place in the document."""

    __tablename__ = "events_discrepancy_reading"
    __table_args__ = (UniqueConstraint("discrepancy_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    discrepancy_id: Mapped[int] = mapped_column(ForeignKey("events_discrepancy.id", ondelete="CASCADE"))
    position: Mapped[int]
    value_fr: Mapped[str] = mapped_column(Text)
    value_en: Mapped[str | None] = mapped_column(Text)
    location_fr: Mapped[str] = mapped_column(String(LENGTHS["label"]))
    location_en: Mapped[str | None] = mapped_column(String(LENGTHS["label"]))


class ReportVersion(db.Model):
    """A line of the document's own history table, as printed."""

    __tablename__ = "events_report_version"
    __table_args__ = (UniqueConstraint("event_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = event_key()
    position: Mapped[int]
    date: Mapped[str | None] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(40))
    remark_fr: Mapped[str | None] = mapped_column(String(LENGTHS["label"]))
    remark_en: Mapped[str | None] = mapped_column(String(LENGTHS["label"]))
    person: Mapped[str | None] = mapped_column(String(LENGTHS["name"]))

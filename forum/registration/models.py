"""Rows of registration: how a day takes people in, and who asked to come."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.database import UtcDateTime, db, one_of
from forum.core.i18n import LANGUAGES
from forum.registration.rules import CAPACITIES, LENGTHS, MODES, STATES


class Setting(db.Model):
    """How a day takes people in: who may register, when, how many, who answers for what they say of themselves."""

    __tablename__ = "registration_setting"
    __table_args__ = (
        one_of("mode", MODES),
        CheckConstraint("places >= 0", name="places"),
        # nobody is asked for anything before it is said who answers for it, and when it is erased
        CheckConstraint("mode = 'closed' OR (officer_name <> '' AND officer_email <> '' AND erase_on IS NOT NULL)",
                        name="officer"),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("events_event.id", ondelete="CASCADE"), primary_key=True,
                                          autoincrement=False)
    mode: Mapped[str] = mapped_column(String(10), default="closed")
    opens_on: Mapped[date | None] = mapped_column(Date)
    closes_on: Mapped[date | None] = mapped_column(Date)
    places: Mapped[int | None]
    officer_name: Mapped[str] = mapped_column(String(LENGTHS["officer"]), default="")
    officer_email: Mapped[str] = mapped_column(String(LENGTHS["email"]), default="")
    erase_on: Mapped[date | None] = mapped_column(Date, index=True)


class Quota(db.Model):
    """How many places a sector of the day has."""

    __tablename__ = "registration_quota"
    __table_args__ = (CheckConstraint("places >= 0", name="places"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("events_event.id", ondelete="CASCADE"), primary_key=True,
                                          autoincrement=False)
    sector: Mapped[str] = mapped_column(String(LENGTHS["sector"]), primary_key=True)
    places: Mapped[int]


class Registration(db.Model):
    """An address that was invited to a day or asked to come, and what is known of the person; one an address and day.

    The key of its personal link is worked out from `nonce` and the server's own key, so that a letter can be written
    again; what is stored to find it is a keyed hash. On the day of erasing, all that leads to the person's mailbox
    and all they said in private is gone. `revision` only grows: it numbers the calendar file.
    """

    __tablename__ = "registration_registration"
    __table_args__ = (
        UniqueConstraint("event_id", "email_key"),
        one_of("state", STATES), one_of("capacity", CAPACITIES), one_of("language", LANGUAGES),
        CheckConstraint("state <> 'waiting' OR queued_at IS NOT NULL", name="queued"),
        Index("ix_registration_registration_line", "event_id", "state", "queued_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events_event.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(12))
    email: Mapped[str | None] = mapped_column(String(LENGTHS["email"]))
    email_key: Mapped[str | None] = mapped_column(String(LENGTHS["email"]))
    name: Mapped[str] = mapped_column(String(LENGTHS["name"]), default="")
    organisation: Mapped[str] = mapped_column(String(LENGTHS["organisation"]), default="")
    sector: Mapped[str | None] = mapped_column(String(LENGTHS["sector"]))
    capacity: Mapped[str] = mapped_column(String(12), default="personal")
    language: Mapped[str] = mapped_column(String(2), default="fr")
    may_contact: Mapped[bool] = mapped_column(default=False)
    access_needs: Mapped[str | None] = mapped_column(String(LENGTHS["private"]))
    meal: Mapped[str | None] = mapped_column(String(LENGTHS["private"]))
    folded: Mapped[str] = mapped_column(String(400), default="")
    nonce: Mapped[str | None] = mapped_column(String(22))
    key_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    uid: Mapped[str] = mapped_column(String(32))
    revision: Mapped[int] = mapped_column(default=0)
    queued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_on: Mapped[date | None] = mapped_column(Date)
    reminded: Mapped[int] = mapped_column(default=0)

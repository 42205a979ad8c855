"""What admits people to the votes of a room besides a device: slips and badges, the participants of a day, a seat that
moves, shared stations. No row of these knows of a poll, a ballot or a receipt.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.database import UtcDateTime, db, one_of
from forum.plenary.rules import CAPACITIES, LENGTHS


class Pass(db.Model):
    """Admit one person to a vote: a slip of a room, or the badge of a participant of a day.

    Its typed code and the key of its QR are worked out from `nonce` and the server's own key, so that a sheet can be
    printed again; what is stored to find them are keyed hashes, of no use without that key.
    """

    __tablename__ = "plenary_pass"
    __table_args__ = (UniqueConstraint("event_id", "code_hash"), Index("ix_plenary_pass_room_id", "room_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events_event.id", ondelete="CASCADE"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("plenary_room.id", ondelete="CASCADE"))
    nonce: Mapped[str] = mapped_column(String(22))
    code_hash: Mapped[str] = mapped_column(String(64))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    sector: Mapped[str | None] = mapped_column(String(LENGTHS["sector"]))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Participant(db.Model):
    """Expect a person at a day, and note that they came; their name is shown to the desk of the day alone.

    `folded` is the name and the organisation as they are looked for; `registration_id` says who registered, once each;
    `arrival_key` is that of the device which added a walk-in, so that one sent twice is added once.
    """

    __tablename__ = "plenary_participant"
    __table_args__ = (
        UniqueConstraint("event_id", "folded"), UniqueConstraint("event_id", "arrival_key"),
        one_of("capacity", CAPACITIES),
        CheckConstraint("table_number >= 1", name="table_positive"),
        CheckConstraint("NOT is_pinned OR table_number IS NOT NULL", name="pinned_somewhere"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events_event.id", ondelete="CASCADE"))
    pass_id: Mapped[int] = mapped_column(ForeignKey("plenary_pass.id", ondelete="CASCADE"), unique=True)
    name: Mapped[str] = mapped_column(String(LENGTHS["name"]))
    organisation: Mapped[str] = mapped_column(String(LENGTHS["organisation"]), default="")
    sector: Mapped[str | None] = mapped_column(String(LENGTHS["sector"]))
    capacity: Mapped[str] = mapped_column(String(12), default="personal")
    workshop_id: Mapped[int | None] = mapped_column(ForeignKey("events_programme_item.id", ondelete="SET NULL"))
    registration_id: Mapped[int | None] = mapped_column(
        ForeignKey("registration_registration.id", ondelete="SET NULL", name="fk_plenary_participant_registration"),
        unique=True)
    folded: Mapped[str] = mapped_column(String(400))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    checked_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_in_by: Mapped[str | None] = mapped_column(String(200))
    arrival_key: Mapped[str | None] = mapped_column(String(32))
    # where they sit: the table, whether somebody chose it for them, and whether their workshop was dealt with it
    table_number: Mapped[int | None]
    is_pinned: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_dealt: Mapped[bool] = mapped_column(default=False, server_default=false())

    badge: Mapped[Pass] = relationship()


class Apart(db.Model):
    """Two people of a day who must not be seated at one table; the desk alone sees it."""

    __tablename__ = "plenary_apart"
    __table_args__ = (CheckConstraint("one_id < other_id", name="in_order"),)

    one_id: Mapped[int] = mapped_column(ForeignKey("plenary_participant.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[int] = mapped_column(
        ForeignKey("plenary_participant.id", ondelete="CASCADE"), primary_key=True, index=True)


class SeatMove(db.Model):
    """Let a seat go to another device, once and for a short time; only a hash of its code is stored."""

    __tablename__ = "plenary_seat_move"
    __table_args__ = (UniqueConstraint("room_id", "code_hash"),)

    seat_id: Mapped[int] = mapped_column(ForeignKey("plenary_seat.id", ondelete="CASCADE"), primary_key=True,
                                         autoincrement=False)
    room_id: Mapped[int] = mapped_column(ForeignKey("plenary_room.id", ondelete="CASCADE"))
    code_hash: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Station(db.Model):
    """Let a device that many share be voted on, one person after the other; it holds a key, which may be revoked."""

    __tablename__ = "plenary_station"
    __table_args__ = (UniqueConstraint("room_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("plenary_room.id", ondelete="CASCADE"))
    number: Mapped[int]
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by: Mapped[str] = mapped_column(String(200))
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

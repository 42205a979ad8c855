"""The floor of a room: whether it may be asked for, and who asked. Names and seats are dropped when the room ends."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.database import UtcDateTime, db, one_of
from forum.plenary.floor import rules
from forum.plenary.rules import LENGTHS


class Floor(db.Model):
    """Hold how the floor of a room is asked for and given; there is none until it is opened once.

    `revision` grows at each change: of two readings the one with the higher number is the newer.
    """

    __tablename__ = "plenary_floor"
    __table_args__ = (
        one_of("turn_order", rules.ORDERS),
        CheckConstraint(f"seconds BETWEEN {rules.SHORTEST_SECONDS} AND {rules.LONGEST_SECONDS}",
                        name="seconds_in_bounds"),
        CheckConstraint("turn_order <> 'labels' OR has_labels", name="order_has_labels"),
    )

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("plenary_room.id", ondelete="CASCADE"), unique=True)
    is_open: Mapped[bool] = mapped_column(default=False)
    turn_order: Mapped[str] = mapped_column(String(10), default=rules.REQUEST)
    has_labels: Mapped[bool] = mapped_column(default=False)
    seconds: Mapped[int] = mapped_column(default=rules.DEFAULT_SECONDS)
    revision: Mapped[int] = mapped_column(default=0)


class Turn(db.Model):
    """Ask to speak, wait, speak: one live request a seat, and one speaker a room.

    `name` is there only where the seat agreed to be named, or for somebody without a device. `sector` is empty where it
    is not known.
    """

    __tablename__ = "plenary_turn"
    __table_args__ = (
        Index("uq_plenary_turn_live_seat", "seat_id", unique=True,
              sqlite_where=text("state IN ('waiting', 'speaking')"),
              postgresql_where=text("state IN ('waiting', 'speaking')")),
        Index("uq_plenary_turn_speaking", "room_id", unique=True, sqlite_where=text("state = 'speaking'"),
              postgresql_where=text("state = 'speaking'")),
        Index("ix_plenary_turn_room_state", "room_id", "state"),
        one_of("state", rules.STATES),
        one_of("label", ("", *rules.LABELS)),
        CheckConstraint("(state IN ('speaking', 'done')) = (began_at IS NOT NULL)", name="who_speaks_began"),
        CheckConstraint("(state = 'done') = (ended_at IS NOT NULL)", name="who_is_done_ended"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("plenary_room.id", ondelete="CASCADE"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("plenary_seat.id", ondelete="CASCADE"))
    number: Mapped[int | None]
    name: Mapped[str] = mapped_column(String(rules.LENGTHS["name"]), default="")
    sector: Mapped[str] = mapped_column(String(LENGTHS["sector"]), default="")
    label: Mapped[str] = mapped_column(String(10), default="")
    state: Mapped[str] = mapped_column(String(10), default=rules.WAITING)
    position: Mapped[int]
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seconds: Mapped[int] = mapped_column(default=rules.DEFAULT_SECONDS)
    began_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

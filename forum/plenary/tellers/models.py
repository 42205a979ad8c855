"""Who votes for somebody else, and who has more than one vote."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.database import UtcDateTime, db
from forum.plenary.rules import LENGTHS, MOST_WEIGHT


class Proxy(db.Model):
    """Let a seat vote for somebody who is absent, in the polls that allow it and open while it stands.

    `key` is the represented person's key on the rolls, `seat_id` the seat they hold themselves, if any.
    """

    __tablename__ = "plenary_proxy"
    __table_args__ = (
        Index("uq_plenary_proxy_standing", "room_id", "key", unique=True, sqlite_where=text("revoked_at IS NULL"),
              postgresql_where=text("revoked_at IS NULL")),
        CheckConstraint("seat_id <> holder_id", name="holder_is_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("plenary_room.id", ondelete="CASCADE"))
    holder_id: Mapped[int] = mapped_column(ForeignKey("plenary_seat.id", ondelete="CASCADE"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("plenary_seat.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(LENGTHS["name"]))
    sector: Mapped[str] = mapped_column(String(LENGTHS["sector"]))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SeatWeight(db.Model):
    """Give a seat more than one vote in the polls that count by weight; a seat without a row has one."""

    __tablename__ = "plenary_weight"
    __table_args__ = (CheckConstraint(f"weight BETWEEN 2 AND {MOST_WEIGHT}", name="weight_in_bounds"),)

    seat_id: Mapped[int] = mapped_column(ForeignKey("plenary_seat.id", ondelete="CASCADE"), primary_key=True,
                                         autoincrement=False)
    room_id: Mapped[int] = mapped_column(ForeignKey("plenary_room.id", ondelete="CASCADE"), index=True)
    weight: Mapped[int]

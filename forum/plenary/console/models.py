"""Codes by which a facilitator takes a room over."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.database import UtcDateTime, db


class Relief(db.Model):
    """A code by which a named facilitator takes a room over from any device, once; only hashes of it are kept.

    It is good until the room ends or somebody revokes it; so is the session that it opened.
    """

    __tablename__ = "plenary_relief"
    __table_args__ = (
        Index("uq_plenary_relief_waiting", "room_id", "account_id", unique=True,
              sqlite_where=text("used_at IS NULL AND revoked_at IS NULL"),
              postgresql_where=text("used_at IS NULL AND revoked_at IS NULL")),
        CheckConstraint("(session_hash IS NULL) = (used_at IS NULL)", name="session_when_used"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("plenary_room.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts_account.id", ondelete="CASCADE"))
    code_hash: Mapped[str] = mapped_column(String(64))
    session_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    drawn_by: Mapped[str] = mapped_column(String(200))
    drawn_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

"""Nodes and links of the trail."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.database import UtcDateTime, db, one_of, utc_now
from forum.trails.rules import DRAWN_BY, KINDS


class Node(db.Model):
    """Stand for one thing that was deliberated; the thing's own row points here."""

    __tablename__ = "trails_node"
    __table_args__ = (one_of("kind", KINDS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))


class Link(db.Model):
    """Lead from an origin to what came of it, and say who drew the line."""

    __tablename__ = "trails_link"
    __table_args__ = (
        UniqueConstraint("source_id", "target_id", "relation"),
        CheckConstraint("source_id <> target_id", name="not_itself"),
        one_of("drawn_by", DRAWN_BY),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("trails_node.id", ondelete="CASCADE"))
    target_id: Mapped[int] = mapped_column(ForeignKey("trails_node.id", ondelete="CASCADE"), index=True)
    relation: Mapped[str] = mapped_column(String(20))
    drawn_by: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)

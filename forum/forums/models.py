"""Rows of the forums."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Account
from forum.core.database import UtcDateTime, db, utc_now
from forum.forums.rules import REASON_LONGEST, TITLE_LONGEST


class Category(db.Model):
    """One thematic forum."""

    __tablename__ = "forums_category"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    position: Mapped[int] = mapped_column(unique=True)
    title_fr: Mapped[str] = mapped_column(String(150))
    title_en: Mapped[str] = mapped_column(String(150))
    purpose_fr: Mapped[str] = mapped_column(String(300))
    purpose_en: Mapped[str] = mapped_column(String(300))


class Topic(db.Model):
    """A discussion in a forum; `subject` is the tag of the page it is about, such as "piste:2007-2C".

    The counts are kept under the lock of this row. `version` grows with each change that a reader can see.
    """

    __tablename__ = "forums_topic"

    id: Mapped[int] = mapped_column(primary_key=True)
    node_id: Mapped[int] = mapped_column(ForeignKey("trails_node.id", ondelete="RESTRICT"), unique=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("forums_category.id", ondelete="RESTRICT"))
    title: Mapped[str] = mapped_column(String(TITLE_LONGEST))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_account.id", ondelete="SET NULL"), index=True)
    last_author_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts_account.id", ondelete="SET NULL"), index=True
    )
    subject: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    last_post_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    post_count: Mapped[int] = mapped_column(default=0)
    author_count: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_reason: Mapped[str] = mapped_column(String(REASON_LONGEST), default="")

    category: Mapped[Category] = relationship()
    author: Mapped[Account | None] = relationship(foreign_keys=author_id, lazy="raise_on_sql")
    last_author: Mapped[Account | None] = relationship(foreign_keys=last_author_id, lazy="raise_on_sql")

    __table_args__ = (Index("ix_forums_topic_by_activity", "category_id", last_post_at.desc(), id.desc()),)

    @property
    def is_closed(self):
        return self.closed_at is not None

    @property
    def replies(self):
        return max(0, self.post_count - 1)


class Post(db.Model):
    """A message in a topic; its number is its place for good, even when its words are taken away.

    `text_id` is there once it was edited: the versions of that text are what it said, the first one included.
    `submit_key` was drawn with the form, so that the same form sent twice gives one message.
    """

    __tablename__ = "forums_post"
    __table_args__ = (
        UniqueConstraint("topic_id", "number"),
        UniqueConstraint("author_id", "submit_key"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("reply_to < number", name="reply_to_earlier"),
        CheckConstraint("hidden_by IN ('author', 'moderator')", name="hidden_by_known"),
        CheckConstraint("(hidden_at IS NULL) = (hidden_by IS NULL)", name="hidden_by_someone"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("forums_topic.id", ondelete="CASCADE"))
    number: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_account.id", ondelete="SET NULL"))
    reply_to: Mapped[int | None]
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    renderer: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    text_id: Mapped[int | None] = mapped_column(ForeignKey("texts_text.id", ondelete="RESTRICT"), unique=True)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_by: Mapped[str | None] = mapped_column(String(10))
    hidden_reason: Mapped[str] = mapped_column(String(REASON_LONGEST), default="")
    submit_key: Mapped[str | None] = mapped_column(String(32))

    topic: Mapped[Topic] = relationship()
    author: Mapped[Account | None] = relationship(lazy="raise_on_sql")

"""Subscriptions, what there is to tell, and the letters that go out. No time that lasts is finer than a day."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.database import UtcDateTime, db, one_of
from forum.core.i18n import LANGUAGES
from forum.events.models import Event
from forum.notifications.rules import KINDS, LENGTHS


class Subscription(db.Model):
    """An address that asked to hear what becomes of some texts, or of a whole day.

    `id` is drawn at random, so that the links of an erased address lead to nobody else. It points to no account, no
    seat and no ballot. Unconfirmed, it is sent nothing but the letter that asks.
    """

    __tablename__ = "notifications_subscription"
    __table_args__ = (
        one_of("language", LANGUAGES),
        Index("uq_notifications_subscription_confirmed", "email_key", "event_id", unique=True,
              sqlite_where=text("confirmed_on IS NOT NULL"), postgresql_where=text("confirmed_on IS NOT NULL")),
        Index("ix_notifications_subscription_asked", "email_key", "asked_on"),
    )

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    email: Mapped[str] = mapped_column(String(LENGTHS["email"]))
    email_key: Mapped[str] = mapped_column(String(LENGTHS["email"]))
    language: Mapped[str] = mapped_column(String(2))
    event_id: Mapped[int] = mapped_column(ForeignKey("events_event.id", ondelete="CASCADE"), index=True)
    is_whole_day: Mapped[bool] = mapped_column(default=False)
    asked_on: Mapped[date] = mapped_column(Date)
    confirmed_on: Mapped[date | None] = mapped_column(Date)
    erase_on: Mapped[date | None] = mapped_column(Date, index=True)

    event: Mapped[Event] = relationship()
    nodes: Mapped[list["FollowedNode"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)


class FollowedNode(db.Model):
    """One thing of the trail that a subscription follows."""

    __tablename__ = "notifications_followed_node"
    __table_args__ = ({"sqlite_with_rowid": False},)

    subscription_id: Mapped[str] = mapped_column(
        ForeignKey("notifications_subscription.id", ondelete="CASCADE", name="fk_notifications_followed_subscription"),
        primary_key=True)
    node_id: Mapped[int] = mapped_column(ForeignKey("trails_node.id", ondelete="CASCADE"), primary_key=True, index=True)


class News(db.Model):
    """Something that became of a text, told once: `key` names it, such as "result:POLL"."""

    __tablename__ = "notifications_news"
    __table_args__ = (one_of("kind", KINDS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(LENGTHS["key"]), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    event_id: Mapped[int] = mapped_column(ForeignKey("events_event.id", ondelete="CASCADE"), index=True)
    title_fr: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str | None] = mapped_column(Text)
    path: Mapped[str] = mapped_column(String(LENGTHS["path"]))
    told_on: Mapped[date] = mapped_column(Date)

    event: Mapped[Event] = relationship()


class Letter(db.Model):
    """One letter of the outbox: news for a subscription, or without news the letter that asks to confirm.

    Another feature's letter has a `sender` instead, who knows what `about` and `kind` mean and writes it as it leaves.

    `due_at` and `claimed_until` are there only while a letter waits after a failure or is on its way.
    """

    __tablename__ = "notifications_letter"
    __table_args__ = (
        UniqueConstraint("subscription_id", "news_id"),
        CheckConstraint("(subscription_id IS NULL) = (sender IS NOT NULL)", name="sender"),
        CheckConstraint("(sender IS NULL) = (about IS NULL) AND (sender IS NULL) = (kind IS NULL)", name="about"),
        Index("ix_notifications_letter_about", "sender", "about"),
        Index("uq_notifications_letter_asking", "subscription_id", unique=True,
              sqlite_where=text("news_id IS NULL"), postgresql_where=text("news_id IS NULL")),
        Index("ix_notifications_letter_waiting", "due_at",
              sqlite_where=text("sent_on IS NULL AND failed_on IS NULL"),
              postgresql_where=text("sent_on IS NULL AND failed_on IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[str | None] = mapped_column(
        ForeignKey("notifications_subscription.id", ondelete="CASCADE", name="fk_notifications_letter_subscription"))
    sender: Mapped[str | None] = mapped_column(String(LENGTHS["sender"]))
    about: Mapped[str | None] = mapped_column(String(LENGTHS["about"]))
    kind: Mapped[str | None] = mapped_column(String(LENGTHS["sender"]))
    news_id: Mapped[int | None] = mapped_column(ForeignKey("notifications_news.id", ondelete="CASCADE"), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_on: Mapped[date | None] = mapped_column(Date)
    failed_on: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str | None] = mapped_column(String(LENGTHS["reason"]))

    subscription: Mapped[Subscription | None] = relationship()
    news: Mapped[News | None] = relationship()

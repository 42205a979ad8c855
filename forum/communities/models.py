"""Rows of the communities of practice."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.communities.rules import (
    AUTHORS_LONGEST,
    LANGUAGES,
    NAME_LONGEST,
    PURPOSE_LONGEST,
    RIGHTS,
    ROLES,
    TITLE_LONGEST,
)
from forum.core.database import JsonText, UtcDateTime, db, one_of, utc_now


def account_key():
    """Build the column of a person who may have left since."""
    return mapped_column(ForeignKey("accounts_account.id", ondelete="SET NULL"), index=True)


class Community(db.Model):
    """A community of practice."""

    __tablename__ = "communities_community"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name_fr: Mapped[str] = mapped_column(String(NAME_LONGEST))
    name_en: Mapped[str] = mapped_column(String(NAME_LONGEST))
    purpose_fr: Mapped[str] = mapped_column(String(PURPOSE_LONGEST))
    purpose_en: Mapped[str] = mapped_column(String(PURPOSE_LONGEST))
    created_by_id: Mapped[int | None] = account_key()
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class Membership(db.Model):
    """Say that a person belongs to a community, since when, and whether they animate it."""

    __tablename__ = "communities_membership"
    __table_args__ = (one_of("role", ROLES),)

    community_id: Mapped[int] = mapped_column(
        ForeignKey("communities_community.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts_account.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[str] = mapped_column(String(10), default="member")
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class Guide(db.Model):
    """A guide that a community keeps up to date; its words are the versions of a text, `version` is the latest number.

    `subjects` are the tags of the pages it is linked to, such as "piste:2007-2E"; the links themselves are the trail's.
    """

    __tablename__ = "communities_guide"
    __table_args__ = (
        one_of("rights", RIGHTS),
        one_of("language", LANGUAGES),
        CheckConstraint("version >= 1", name="version"),
        UniqueConstraint("created_by_id", "submit_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    node_id: Mapped[int] = mapped_column(ForeignKey("trails_node.id", ondelete="RESTRICT"), unique=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities_community.id", ondelete="RESTRICT"), index=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("texts_text.id", ondelete="RESTRICT"), unique=True)
    title: Mapped[str] = mapped_column(String(TITLE_LONGEST))
    authors: Mapped[str] = mapped_column(String(AUTHORS_LONGEST))
    rights: Mapped[str] = mapped_column(String(12))
    language: Mapped[str] = mapped_column(String(2), default="fr")
    subjects: Mapped[list] = mapped_column(JsonText, default=list)
    version: Mapped[int] = mapped_column(default=1)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_account.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submit_key: Mapped[str | None] = mapped_column(String(32))

    community: Mapped[Community] = relationship()

"""Rows of the imports: a document as it is understood so far, until somebody confirms or abandons it."""

import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Account
from forum.core.database import JsonText, UtcDateTime, db
from forum.events.models import Event
from forum.imports.rules import LENGTHS


class Import(db.Model):
    """A document of a day: `lines` are [role, text, number]; the file itself is never kept.

    `added` and `known` say what its importing did; before that there is none.
    """

    __tablename__ = "imports_import"
    __table_args__ = (CheckConstraint("(done_at IS NULL) = (added IS NULL)", name="done_is_counted"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events_event.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_account.id", ondelete="SET NULL"), index=True)
    name: Mapped[str] = mapped_column(String(LENGTHS["name"]))
    is_english: Mapped[bool] = mapped_column(default=False)
    lines: Mapped[list] = mapped_column(JsonText)
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    added: Mapped[int | None]
    known: Mapped[int | None]

    event: Mapped[Event] = relationship()
    account: Mapped[Account | None] = relationship()

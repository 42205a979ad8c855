"""Rows of long work."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.database import JsonText, UtcDateTime, db
from forum.jobs.rules import LENGTHS, STATES


class Job(db.Model):
    """One piece of long work that somebody asked for.

    `back` is where they came from, `result` where the work leads once done, `fault` the sentence that says why it
    failed, in their `language`. `payload` is what they sent, erased once the work ends. `beat_at` is the last sign
    of the worker.
    """

    __tablename__ = "jobs_job"
    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(map(repr, STATES))})", name="state"),
        CheckConstraint("(state = 'failed') = (fault IS NOT NULL)", name="fault_of_a_failure"),
        CheckConstraint("state NOT IN ('done', 'failed') OR payload IS NULL", name="nothing_kept"),
        CheckConstraint("done >= 0 AND total >= 0", name="steps"),
    )

    id: Mapped[str] = mapped_column(String(LENGTHS["id"]), primary_key=True)
    kind: Mapped[str] = mapped_column(String(LENGTHS["kind"]))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts_account.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(2))
    back: Mapped[str] = mapped_column(String(LENGTHS["address"]))
    params: Mapped[dict] = mapped_column(JsonText)
    payload: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    state: Mapped[str] = mapped_column(String(8), default="waiting", index=True)
    tries: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str | None] = mapped_column(Text)
    result: Mapped[str | None] = mapped_column(String(LENGTHS["address"]))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    beat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

"""Flash polls and their counters; nothing here bears a seat."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.database import db, one_of
from forum.plenary.pulses import rules


class Pulse(db.Model):
    """Ask a room for its mood or for words, and keep counters alone: no answer bears a seat, a time or an address.

    One at most is on the screens of a room. It is no vote: no record, no trail and no journal knows of it.
    """

    __tablename__ = "plenary_pulse"
    __table_args__ = (
        UniqueConstraint("room_id", "number"),
        Index("uq_plenary_pulse_on_screen", "room_id", unique=True, sqlite_where=text("state IN ('running', 'ended')"),
              postgresql_where=text("state IN ('running', 'ended')")),
        one_of("kind", rules.KINDS),
        one_of("state", rules.STATES),
    )

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("plenary_room.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    question_fr: Mapped[str] = mapped_column(String(rules.LENGTHS["question"]))
    question_en: Mapped[str | None] = mapped_column(String(rules.LENGTHS["question"]))
    state: Mapped[str] = mapped_column(String(10))
    is_shown: Mapped[bool]


class PulseAnswer(db.Model):
    """Count how often one answer was given: a mood, or a word under the form that its spellings share."""

    __tablename__ = "plenary_pulse_answer"
    __table_args__ = (CheckConstraint("count >= 1", name="count_positive"), {"sqlite_with_rowid": False})

    pulse_id: Mapped[str] = mapped_column(ForeignKey("plenary_pulse.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(rules.LENGTHS["key"]), primary_key=True)
    word: Mapped[str] = mapped_column(String(rules.LENGTHS["word"]))
    count: Mapped[int]
    is_hidden: Mapped[bool] = mapped_column(default=False)

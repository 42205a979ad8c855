"""Questions from the room. Nothing says which seat asked or supported: only codes that nobody reads back without the
server's key, and that are dropped when the room ends."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.database import UtcDateTime, db, one_of
from forum.plenary.questions import rules

CODE_LENGTH = 43


class QuestionRound(db.Model):
    """Let a room ask about a subject; one at most is open, or closed and still shown.

    `version` grows at each change. `on_screen` is what the hall's screen shows of it.
    """

    __tablename__ = "plenary_question_round"
    __table_args__ = (
        UniqueConstraint("room_id", "number"),
        Index("uq_plenary_question_round_current", "room_id", unique=True,
              sqlite_where=text("state IN ('open', 'closed')"), postgresql_where=text("state IN ('open', 'closed')")),
        one_of("state", rules.ROUND_STATES),
        one_of("on_screen", rules.ON_SCREEN),
        CheckConstraint("(on_screen = 'one') = (screen_question_id IS NOT NULL)", name="one_is_named"),
    )

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("plenary_room.id", ondelete="CASCADE"))
    number: Mapped[int]
    subject_fr: Mapped[str] = mapped_column(String(rules.LENGTHS["subject"]))
    subject_en: Mapped[str | None] = mapped_column(String(rules.LENGTHS["subject"]))
    state: Mapped[str] = mapped_column(String(10), default=rules.OPEN)
    allows_anonymous: Mapped[bool] = mapped_column(default=True)
    needs_approval: Mapped[bool] = mapped_column(default=True)
    on_screen: Mapped[str] = mapped_column(String(10), default=rules.NOTHING)
    screen_question_id: Mapped[str | None] = mapped_column(String(22))
    version: Mapped[int] = mapped_column(default=0)


class Question(db.Model):
    """One question. `author` and `seat_number` say how it is signed; `place` is where it stands in the short list.

    `asker` and `asked_at` mark it for who asked it and bound how many one seat asks, until the room ends.
    """

    __tablename__ = "plenary_question"
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        one_of("state", rules.STATES),
        one_of("answered", ("", *rules.ANSWERS)),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_into_one"),
        CheckConstraint("merged_into_id <> id", name="merged_into_another"),
        CheckConstraint("(answered = 'written') = (answer IS NOT NULL)", name="written_answer_is_there"),
        CheckConstraint("support >= 0", name="support_not_negative"),
    )

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("plenary_question_round.id", ondelete="CASCADE"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(String(rules.LENGTHS["text"]))
    author: Mapped[str] = mapped_column(String(rules.LENGTHS["author"]), default="")
    seat_number: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(10))
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey("plenary_question.id", ondelete="CASCADE"))
    support: Mapped[int] = mapped_column(default=0)
    place: Mapped[int | None]
    answered: Mapped[str] = mapped_column(String(10), default="")
    answer: Mapped[str | None] = mapped_column(String(rules.LENGTHS["answer"]))
    asker: Mapped[str | None] = mapped_column(String(CODE_LENGTH))
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class QuestionSupport(db.Model):
    """Support a question once; dropped when the room ends, when its number alone stays."""

    __tablename__ = "plenary_question_support"
    __table_args__ = ({"sqlite_with_rowid": False},)

    question_id: Mapped[str] = mapped_column(ForeignKey("plenary_question.id", ondelete="CASCADE"), primary_key=True)
    supporter: Mapped[str] = mapped_column(String(CODE_LENGTH), primary_key=True)

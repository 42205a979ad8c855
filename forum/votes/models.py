"""Polls, rolls and ballots.

Who voted (the roll) and what was voted (the ballots) share the poll's id and nothing else: no row of either bears a
time, a sequence, an address or a reference to the other table. Both are WITHOUT ROWID on SQLite, so that no row number
tells the order of arrival. Only in a named poll does a ballot say whose it is.
"""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.database import JsonText, UtcDateTime, db, one_of
from forum.votes.methods import METHODS, Paper
from forum.votes.rules import ANSWERS, CHANNELS, ENTRIES, MODERATION, STATES


class Poll(db.Model):
    """Put one question to a room; frozen at opening, counted once at closing, readable once published."""

    __tablename__ = "votes_poll"
    __table_args__ = (
        one_of("state", STATES),
        one_of("method", METHODS),
        one_of("entry", ENTRIES),
        CheckConstraint("places >= 1", name="places_positive"),
        CheckConstraint("minimum IS NULL OR minimum >= 1", name="minimum_positive"),
        CheckConstraint("maximum IS NULL OR minimum IS NULL OR maximum >= minimum", name="maximum_not_below"),
        CheckConstraint("state NOT IN ('closed', 'published') OR (record IS NOT NULL AND result IS NOT NULL"
                        " AND turnout IS NOT NULL AND seal IS NOT NULL)", name="closed_is_counted"),
        CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name="published_has_time"),
        CheckConstraint("state <> 'cancelled' OR cancel_reason IS NOT NULL", name="cancelled_has_reason"),
    )

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    node_id: Mapped[int] = mapped_column(ForeignKey("trails_node.id", ondelete="RESTRICT"), unique=True)
    subject_node_id: Mapped[int | None] = mapped_column(ForeignKey("trails_node.id", ondelete="RESTRICT"), index=True)
    previous_id: Mapped[str | None] = mapped_column(ForeignKey("votes_poll.id", ondelete="RESTRICT"))

    question_fr: Mapped[str] = mapped_column(String(500))
    question_en: Mapped[str | None] = mapped_column(String(500))
    wording_fr: Mapped[str | None] = mapped_column(Text)
    wording_en: Mapped[str | None] = mapped_column(Text)
    subject: Mapped[str | None] = mapped_column(String(100))

    method: Mapped[str] = mapped_column(String(20))
    select: Mapped[int] = mapped_column("places")
    minimum: Mapped[int | None]
    maximum: Mapped[int | None]
    points: Mapped[int | None]
    grades: Mapped[list | None] = mapped_column(JsonText)
    budget: Mapped[int | None] = mapped_column(BigInteger)
    blank: Mapped[bool]
    secret: Mapped[bool]
    indicative: Mapped[bool]
    admission: Mapped[bool]
    # how those on the roll were admitted to it, None in an open room; who of them the poll is for, None for all;
    # whether shared stations stood open at opening, each of which admits who comes
    entry: Mapped[str | None] = mapped_column(String(12))
    electorate: Mapped[dict | None] = mapped_column(JsonText)
    stations: Mapped[bool] = mapped_column(default=False)
    breakdown: Mapped[bool] = mapped_column(default=False)
    rehearsal: Mapped[bool] = mapped_column(default=False)
    rule: Mapped[dict] = mapped_column(JsonText)
    lot_seed: Mapped[str | None] = mapped_column(String(32))  # shown to nobody before the poll is closed

    state: Mapped[str] = mapped_column(String(10), index=True)
    fingerprint: Mapped[str | None] = mapped_column(String(71))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str | None] = mapped_column(String(500))

    # in votes: the sum of the weights, the number of people when all weigh one
    entitled: Mapped[int | None]
    admitted: Mapped[int] = mapped_column(default=0)
    present_opening: Mapped[int | None]
    present_closing: Mapped[int | None]
    # where colleges vote or a breakdown was announced: {sector: {"fr", "en", and once open "entitled", "present"}}
    sectors: Mapped[dict | None] = mapped_column(JsonText)

    record: Mapped[str | None] = mapped_column(Text, deferred=True)
    result: Mapped[dict | None] = mapped_column(JsonText)
    turnout: Mapped[dict | None] = mapped_column(JsonText)
    seal: Mapped[str | None] = mapped_column(String(71))

    options: Mapped[list["Option"]] = relationship(order_by="Option.position", cascade="all, delete-orphan",
                                                   passive_deletes=True)

    @property
    def paper(self):
        """The ballot paper, as the methods know it."""
        return Paper.of(self, [(option.key, option.cost) for option in self.options])


class Option(db.Model):
    """Offer one answer of a poll."""

    __tablename__ = "votes_option"
    __table_args__ = (UniqueConstraint("poll_id", "position"),)

    poll_id: Mapped[str] = mapped_column(ForeignKey("votes_poll.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int]
    label_fr: Mapped[str] = mapped_column(String(300))
    label_en: Mapped[str | None] = mapped_column(String(300))
    cost: Mapped[int | None] = mapped_column(BigInteger)
    subject: Mapped[str | None] = mapped_column(String(100))
    node_id: Mapped[int | None] = mapped_column(ForeignKey("trails_node.id", ondelete="RESTRICT"), index=True)


class RollEntry(db.Model):
    """Entitle one voter, an opaque key, to one ballot, and say whether it was cast.

    Where a proxy was given, `holder_key` is who casts it and the voter cannot.
    """

    __tablename__ = "votes_roll"
    __table_args__ = (CheckConstraint("weight >= 0", name="weight_not_negative"),
                      CheckConstraint("holder_key <> voter_key", name="holder_is_another"),
                      {"sqlite_with_rowid": False})

    poll_id: Mapped[str] = mapped_column(ForeignKey("votes_poll.id", ondelete="CASCADE"), primary_key=True)
    voter_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    voted: Mapped[bool] = mapped_column(default=False)
    weight: Mapped[int] = mapped_column(default=1)
    name: Mapped[str | None] = mapped_column(String(200))
    sector: Mapped[str | None] = mapped_column(String(40))
    holder_key: Mapped[str | None] = mapped_column(String(64))


class Ballot(db.Model):
    """Hold one answer under an id that only the device which cast it can work out."""

    __tablename__ = "votes_ballot"
    __table_args__ = (
        Index("uq_votes_ballot_voter", "poll_id", "voter_key", unique=True, sqlite_where=text("voter_key IS NOT NULL"),
              postgresql_where=text("voter_key IS NOT NULL")),  # one ballot a voter, where ballots name theirs
        CheckConstraint("length(id) = 64", name="id_is_a_hash"),
        CheckConstraint("weight >= 0", name="weight_not_negative"),
        {"sqlite_with_rowid": False},
    )

    poll_id: Mapped[str] = mapped_column(ForeignKey("votes_poll.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    choice: Mapped[str] = mapped_column(Text)
    weight: Mapped[int] = mapped_column(default=1)
    voter_key: Mapped[str | None] = mapped_column(String(64))
    name: Mapped[str | None] = mapped_column(String(200))
    sector: Mapped[str | None] = mapped_column(String(40))


class Act(db.Model):
    """Keep an act of the chair: opened, admitted, closed… Never a cast."""

    __tablename__ = "votes_act"
    __table_args__ = (Index("ix_votes_act_poll_at", "poll_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[str] = mapped_column(ForeignKey("votes_poll.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(200))
    act: Mapped[str] = mapped_column(String(20))
    detail: Mapped[dict] = mapped_column(JsonText)


class Count(db.Model):
    """Hold what was counted by hand in one channel of an open poll: {choice as canonical JSON: ballots}.

    `people` are those who vote that way, whether they did or not. Another person than who entered it confirms it.
    """

    __tablename__ = "votes_count"
    __table_args__ = (
        one_of("channel", CHANNELS),
        CheckConstraint("people >= 0", name="people_not_negative"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_key <> entered_key", name="confirmed_by_another"),
        CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name="confirmed_has_time"),
    )

    poll_id: Mapped[str] = mapped_column(ForeignKey("votes_poll.id", ondelete="CASCADE"), primary_key=True)
    channel: Mapped[str] = mapped_column(String(10), primary_key=True)
    people: Mapped[int]
    choices: Mapped[dict] = mapped_column(JsonText)
    entered_key: Mapped[str] = mapped_column(String(64))
    entered_by: Mapped[str] = mapped_column(String(200))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_key: Mapped[str | None] = mapped_column(String(64))
    confirmed_by: Mapped[str | None] = mapped_column(String(200))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Incident(db.Model):
    """Report a problem with a vote, and what the chair made of it; signed only if who reports it wants so."""

    __tablename__ = "votes_incident"
    __table_args__ = (
        Index("ix_votes_incident_poll_at", "poll_id", "at"),
        one_of("answer", ANSWERS),
        CheckConstraint("(answer IS NULL) = (reason IS NULL)", name="answer_has_reason"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answer_has_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[str] = mapped_column(ForeignKey("votes_poll.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    text: Mapped[str] = mapped_column(String(1000))
    name: Mapped[str | None] = mapped_column(String(200))
    is_sealed: Mapped[bool] = mapped_column(default=False)
    answer: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(String(1000))
    answered_by: Mapped[str | None] = mapped_column(String(200))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Reservation(db.Model):
    """Keep a disagreement beside a decision; shown once somebody has read it, signed only if who wrote it wants so."""

    __tablename__ = "votes_reservation"
    __table_args__ = (Index("ix_votes_reservation_poll_at", "poll_id", "at"), one_of("state", MODERATION))

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[str] = mapped_column(ForeignKey("votes_poll.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    text: Mapped[str] = mapped_column(String(1000))
    name: Mapped[str | None] = mapped_column(String(200))
    organisation: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    moderated_by: Mapped[str | None] = mapped_column(String(200))
    moderated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

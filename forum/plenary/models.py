"""Rooms, the seats that devices hold in them, and the polls of the run of show."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.database import JsonText, UtcDateTime, db, one_of
from forum.events.models import Event
from forum.plenary.pulses import rules as pulse_rules
from forum.plenary.rules import CAPACITIES, ENTRIES, LENGTHS, MOST_WEIGHT
from forum.votes.models import Poll


class Room(db.Model):
    """A live room of a day; its code and its join key end with it.

    `epoch` grows at each transition and at each start of the server: snapshots are numbered from it. The poll it shows
    may be a prepared one, which is announced. `is_revealed` says whether the hall's screen shows that poll's result.
    """

    __tablename__ = "plenary_room"
    __table_args__ = (
        Index("uq_plenary_room_live_code", "code", unique=True,
              sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL")),
        Index("uq_plenary_room_live_event", "event_id", unique=True,
              sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL")),
        CheckConstraint("length(code) = 6", name="code_of_six"),
        one_of("entry", ENTRIES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events_event.id", ondelete="RESTRICT"))
    code: Mapped[str] = mapped_column(String(6))
    join_key: Mapped[str] = mapped_column(String(22), unique=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    controller_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_account.id", ondelete="SET NULL"))
    epoch: Mapped[int] = mapped_column(default=1)
    seats_taken: Mapped[int] = mapped_column(default=0)
    entry: Mapped[str] = mapped_column(String(12), default="open")
    current_poll_id: Mapped[str | None] = mapped_column(ForeignKey("votes_poll.id", ondelete="SET NULL"))
    is_revealed: Mapped[bool] = mapped_column(default=True)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the end that was announced: nothing closes by it
    message_fr: Mapped[str | None] = mapped_column(String(LENGTHS["message"]))
    message_en: Mapped[str | None] = mapped_column(String(LENGTHS["message"]))

    event: Mapped[Event] = relationship()
    current_poll: Mapped[Poll | None] = relationship(viewonly=True)


class Seat(db.Model):
    """What a device holds in a room.

    `id` is drawn at random: it tells no order of arrival and never comes back. `number` is the seat's name in the room.
    `device` is a hash of the room and of the number that the device drew. `entry` is how it was admitted, by a pass or
    an account unless the room was open; `generation` grows each time it goes to another device.
    """

    __tablename__ = "plenary_seat"
    __table_args__ = (
        UniqueConstraint("room_id", "device"),
        UniqueConstraint("room_id", "number"),
        Index("uq_plenary_seat_room_id_pass_id", "room_id", "pass_id", unique=True),
        Index("uq_plenary_seat_room_id_account_id", "room_id", "account_id", unique=True),
        one_of("capacity", CAPACITIES),
        one_of("entry", ENTRIES),
        CheckConstraint("entry NOT IN ('slips', 'checked_in') OR pass_id IS NOT NULL", name="entry_by_pass"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    room_id: Mapped[int] = mapped_column(ForeignKey("plenary_room.id", ondelete="CASCADE"))
    device: Mapped[str] = mapped_column(String(64))
    number: Mapped[int]
    sector: Mapped[str] = mapped_column(String(LENGTHS["sector"]))
    name: Mapped[str] = mapped_column(String(LENGTHS["name"]), default="")
    organisation: Mapped[str] = mapped_column(String(LENGTHS["organisation"]), default="")
    capacity: Mapped[str] = mapped_column(String(12), default="personal")
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    generation: Mapped[int] = mapped_column(default=1)
    entry: Mapped[str] = mapped_column(String(12), default="open")
    pass_id: Mapped[int | None] = mapped_column(ForeignKey("plenary_pass.id", ondelete="RESTRICT"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_account.id", ondelete="SET NULL"))
    workshop_id: Mapped[int | None] = mapped_column(ForeignKey("events_programme_item.id", ondelete="SET NULL"))


class RunItem(db.Model):
    """The place of a poll in a room's run of show; the open one is marked, so that the database refuses a second.

    A poll that was taken out may be put back until another act on the run removes it for good.
    """

    __tablename__ = "plenary_run_item"
    __table_args__ = (
        Index("uq_plenary_run_item_open", "room_id", unique=True,
              sqlite_where=text("is_open"), postgresql_where=text("is_open")),
        Index("ix_plenary_run_item_order", "room_id", "position"),
        CheckConstraint("removed_at IS NULL OR NOT is_open", name="removed_is_not_open"),
    )

    poll_id: Mapped[str] = mapped_column(ForeignKey("votes_poll.id", ondelete="CASCADE"), primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("plenary_room.id", ondelete="RESTRICT"))
    position: Mapped[int]
    is_open: Mapped[bool] = mapped_column(default=False)
    wording_id: Mapped[int | None] = mapped_column(ForeignKey("deliberation_wording.id", ondelete="RESTRICT"))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RoomAct(db.Model):
    """Keep an act about the room itself, such as control taken; what is done to a poll stands in the poll's journal."""

    __tablename__ = "plenary_act"
    __table_args__ = (Index("ix_plenary_act_room_at", "room_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("plenary_room.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(200))
    act: Mapped[str] = mapped_column(String(20))
    detail: Mapped[str] = mapped_column(String(200), default="")


class Pulse(db.Model):
    """Ask a room for its mood or for words, and keep counters alone: no answer bears a seat, a time or an address.

    One at most is on the screens of a room. It is no vote: no record, no trail and no journal knows of it.
    """

    __tablename__ = "plenary_pulse"
    __table_args__ = (
        UniqueConstraint("room_id", "number"),
        Index("uq_plenary_pulse_on_screen", "room_id", unique=True, sqlite_where=text("state IN ('running', 'ended')"),
              postgresql_where=text("state IN ('running', 'ended')")),
        one_of("kind", pulse_rules.KINDS),
        one_of("state", pulse_rules.STATES),
    )

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("plenary_room.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    question_fr: Mapped[str] = mapped_column(String(pulse_rules.LENGTHS["question"]))
    question_en: Mapped[str | None] = mapped_column(String(pulse_rules.LENGTHS["question"]))
    state: Mapped[str] = mapped_column(String(10))
    is_shown: Mapped[bool]


class PulseAnswer(db.Model):
    """Count how often one answer was given: a mood, or a word under the form that its spellings share."""

    __tablename__ = "plenary_pulse_answer"
    __table_args__ = (CheckConstraint("count >= 1", name="count_positive"), {"sqlite_with_rowid": False})

    pulse_id: Mapped[str] = mapped_column(ForeignKey("plenary_pulse.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(pulse_rules.LENGTHS["key"]), primary_key=True)
    word: Mapped[str] = mapped_column(String(pulse_rules.LENGTHS["word"]))
    count: Mapped[int]
    is_hidden: Mapped[bool] = mapped_column(default=False)


class Proxy(db.Model):
    """Let a seat vote for somebody who is absent, in the polls that allow it and open while it stands.

    `key` is the represented person's key on the rolls, `seat_id` the seat they hold themselves, if any.
    """

    __tablename__ = "plenary_proxy"
    __table_args__ = (
        Index("uq_plenary_proxy_standing", "room_id", "key", unique=True, sqlite_where=text("revoked_at IS NULL"),
              postgresql_where=text("revoked_at IS NULL")),
        CheckConstraint("seat_id <> holder_id", name="holder_is_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("plenary_room.id", ondelete="CASCADE"))
    holder_id: Mapped[int] = mapped_column(ForeignKey("plenary_seat.id", ondelete="CASCADE"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("plenary_seat.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(LENGTHS["name"]))
    sector: Mapped[str] = mapped_column(String(LENGTHS["sector"]))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PollTemplate(db.Model):
    """A poll that was kept to be prepared again: for those who run a day, or, without a day, for the whole site."""

    __tablename__ = "plenary_template"
    __table_args__ = (Index("ix_plenary_template_event", "event_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events_event.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(LENGTHS["template"]))
    body: Mapped[dict] = mapped_column(JsonText)
    made_by: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


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


class SeatWeight(db.Model):
    """Give a seat more than one vote in the polls that count by weight; a seat without a row has one."""

    __tablename__ = "plenary_weight"
    __table_args__ = (CheckConstraint(f"weight BETWEEN 2 AND {MOST_WEIGHT}", name="weight_in_bounds"),)

    seat_id: Mapped[int] = mapped_column(ForeignKey("plenary_seat.id", ondelete="CASCADE"), primary_key=True,
                                         autoincrement=False)
    room_id: Mapped[int] = mapped_column(ForeignKey("plenary_room.id", ondelete="CASCADE"), index=True)
    weight: Mapped[int]

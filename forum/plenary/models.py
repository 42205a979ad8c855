"""Rooms, the seats that devices hold in them, the polls of the run of show, and what was done to a room."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.core.database import UtcDateTime, db, one_of
from forum.events.models import Event
from forum.plenary.rules import CAPACITIES, ENTRIES, LENGTHS
from forum.votes.models import Poll


class Room(db.Model):
    """A live room of a day; its code and its join key end with it.

    `epoch` grows at each transition and at each start of the server: snapshots are numbered from it. The poll it shows
    may be a prepared one, which is announced. `is_revealed` says whether the hall's screen shows that poll's result.
    `controller_session` is the sign-in from which the controller drives: their other devices follow.
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
    controller_session: Mapped[str | None] = mapped_column(String(64))
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

"""What happened to a poll: acts of the chair, which the journal keeps. A cast is never one of them."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True)
class Fact:
    """Something the chair did to a poll, who and when."""

    poll_id: str
    at: datetime
    actor: str
    act: ClassVar[str]

    def detail(self):
        """Give what the journal keeps beside who and when."""
        common = {field.name for field in fields(Fact)}
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name not in common}


@dataclass(frozen=True)
class PollPrepared(Fact):
    act: ClassVar[str] = "prepared"


@dataclass(frozen=True)
class PollEdited(Fact):
    act: ClassVar[str] = "edited"


@dataclass(frozen=True)
class PollOpened(Fact):
    act: ClassVar[str] = "opened"
    entitled: int
    present: int


@dataclass(frozen=True)
class VoterAdmitted(Fact):
    act: ClassVar[str] = "admitted"
    before: int
    after: int


@dataclass(frozen=True)
class PollClosed(Fact):
    act: ClassVar[str] = "closed"
    voted: int
    seal: str


@dataclass(frozen=True)
class PollPublished(Fact):
    act: ClassVar[str] = "published"


@dataclass(frozen=True)
class PollCancelled(Fact):
    act: ClassVar[str] = "cancelled"
    reason: str


@dataclass(frozen=True)
class CountEntered(Fact):
    act: ClassVar[str] = "counted"
    channel: str
    people: int
    ballots: int


@dataclass(frozen=True)
class CountConfirmed(Fact):
    act: ClassVar[str] = "count_confirmed"
    channel: str


@dataclass(frozen=True)
class CountRemoved(Fact):
    act: ClassVar[str] = "count_removed"
    channel: str


@dataclass(frozen=True)
class ProblemAnswered(Fact):
    act: ClassVar[str] = "problem_answered"
    answer: str


@dataclass(frozen=True)
class ReservationJudged(Fact):
    act: ClassVar[str] = "reservation_judged"
    state: str

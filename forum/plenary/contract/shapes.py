"""What the contract is made of: bodies, texts, and the rows of its tables, routes and messages. See tables.py."""

from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel, ConfigDict


class Body(BaseModel):
    """What is sent to the server: strict types; a field that the contract does not name is ignored."""

    model_config = ConfigDict(strict=True, extra="ignore", hide_input_in_errors=True)


class TextPair(Body):
    """A text in both languages; the French one is what is voted."""

    fr: str
    en: str | None = None


Text = str | TextPair
ANYONE, SEAT, FACILITATOR = "anyone", "seat", "facilitator"
ALWAYS = ("too_many", "server_error")
BODY_FAULTS = ("invalid", "too_large")
OF_ROOM = ("unknown_room", "no_seat", "wrong_room")


@dataclass(frozen=True)
class Route:
    """One address of the API: who calls it, what it takes, what it answers."""

    endpoint: str
    method: str
    path: str
    caller: str
    summary: object
    answers: dict
    refusals: tuple = ()
    body: type | None = None
    media: str = "application/json"
    query: dict = field(default_factory=dict)

    @property
    def codes(self):
        """Every refusal this address may answer."""
        return tuple(dict.fromkeys((*self.refusals, *(BODY_FAULTS if self.body else ()), *ALWAYS)))


@dataclass(frozen=True)
class Message:
    """One message of the namespace /plenary."""

    name: str
    comes_from: Literal["server", "client"]
    summary: object
    payload: type
    answer: type | None = None
    refusals: tuple = field(default=())

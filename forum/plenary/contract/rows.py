"""What a route, and a message, of the contract is: the rows of its tables. See tables.py."""

from dataclasses import dataclass, field
from typing import Literal

ANYONE, SEAT, FACILITATOR = "anyone", "seat", "facilitator"
ALWAYS = ("too_many", "server_error")
BODY_FAULTS = ("invalid", "too_large")


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

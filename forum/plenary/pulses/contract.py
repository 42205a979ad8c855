"""What the contract says of flash polls: shapes, route, message."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from forum.core.i18n import lazy
from forum.plenary.contract.shapes import SEAT, Body, Message, Route, Text


class PulseCount(BaseModel):
    """How often an answer was given: one of the moods, or a word."""

    key: str
    word: str | None = None
    count: int


class PulseShown(BaseModel):
    """A flash poll: no vote, and no answer is tied to a seat; `counts` is null until the answers are shown."""

    id: str
    kind: Literal["mood", "words"]
    question: Text
    state: Literal["running", "ended"]
    shown: bool
    answers: int
    counts: list[PulseCount] | None


class PulseChanged(BaseModel):
    """The flash poll as it stands; sent to screens and consoles, twice a second at most."""

    sequence: int
    pulse: PulseShown | None


class PulseAnswered(BaseModel):
    """The answer was counted; `left` is how many more this seat may give."""

    left: int


class PulseAnswerBody(Body):
    """An answer to a flash poll: a mood's key, or a word."""

    answer: Annotated[str, StringConstraints(max_length=1000), Field(repr=False)]


PULSE_ROUTES = (
    Route("answer_pulse", "POST", "/pulses/<pulse_id>/answers", SEAT,
          lazy("Répondre à un sondage éclair, qui n’est pas un vote"), {201: PulseAnswered},
          ("no_seat", "pulse_over", "pulse_answered"), PulseAnswerBody),
)
PULSE_MESSAGES = (
    Message("pulse", "server", lazy("Aux écrans et aux consoles : où en est le sondage éclair"), PulseChanged),
)

"""Shapes of the contract: what all bodies and texts are, and what is said of a flash poll. See tables.py."""

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

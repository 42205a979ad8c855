"""The ballot paper: what may be answered, frozen when a poll opens."""

from collections.abc import Mapping
from dataclasses import dataclass, field

BLANK = {"blank": True}


@dataclass(frozen=True)
class Paper:
    """Hold what a method needs to judge and count ballots; `maximum` None stands for every option."""

    method: str
    options: tuple[str, ...] = ()
    select: int = 1
    minimum: int | None = None
    maximum: int | None = None
    blank: bool = True

    def __post_init__(self):
        object.__setattr__(self, "keys", frozenset(self.options))


@dataclass(frozen=True)
class Remark:
    """Say one thing about a result, as a code and its numbers; presenters find the words."""

    code: str
    params: Mapping = field(default_factory=dict)

"""The ballot paper: what may be answered, frozen when a poll opens."""

from collections.abc import Mapping
from dataclasses import dataclass, field

BLANK = {"blank": True}
SETTINGS = ("select", "minimum", "maximum", "points", "grades", "budget", "costs")


@dataclass(frozen=True)
class Paper:
    """Hold what a method needs to judge and count ballots; each method says in `SETTINGS` which of these it takes.

    `maximum` None stands for the method's own limit; `grades` are words, best first; `costs` follow the options.
    `scale` of the parts in which costs and budget are counted make one unit of currency: 1 but in files with cents.
    """

    method: str
    options: tuple[str, ...] = ()
    select: int = 1
    minimum: int | None = None
    maximum: int | None = None
    blank: bool = True
    points: int | None = None
    grades: tuple[str, ...] = ()
    budget: int | None = None
    costs: tuple[int, ...] = ()
    scale: int = 1

    def __post_init__(self):
        object.__setattr__(self, "keys", frozenset(self.options))

    @classmethod
    def of(cls, row, options):
        """Build the paper of a poll from its row and from the (key, cost) of its options, in their order."""
        costs = tuple(cost for _, cost in options)
        return cls(row.method, tuple(key for key, _ in options), row.select, row.minimum, row.maximum, row.blank,
                   row.points, tuple(row.grades or ()), row.budget, () if None in costs else costs)

    @property
    def cost_of(self):
        """The cost of each option, by its key; empty where options have none."""
        return dict(zip(self.options, self.costs, strict=False))


@dataclass(frozen=True)
class Remark:
    """Say one thing about a result, as a code and its numbers; presenters find the words."""

    code: str
    params: Mapping = field(default_factory=dict)

"""What is wrong with something that was sent: a code and its numbers; the sentence is chosen by who shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """Name one thing that is wrong; `params` holds the numbers its sentence shows."""

    code: str
    params: Mapping = field(default_factory=dict)


class Invalid(ValueError):
    """Refuse an input with its faults, by field: {"options.2.label": Fault("too_long", {"limit": 300})}."""

    def __init__(self, faults):
        self.faults = dict(faults)
        super().__init__(", ".join(f"{name}: {fault.code}" for name, fault in self.faults.items()))

    @classmethod
    def at(cls, name, code, **params):
        return cls({name: Fault(code, params)})

"""A permission is a verdict with its reason; the reason becomes the sentence beside the greyed button."""

from dataclasses import dataclass

from forum.core.errors import Forbidden


@dataclass(frozen=True)
class Verdict:
    """Say whether something is allowed, and if not, why."""

    allowed: bool
    reason: object = None

    def __bool__(self):
        return self.allowed


ALLOWED = Verdict(True)


def allow():
    """Give the favourable verdict."""
    return ALLOWED


def deny(reason=None):
    """Give the unfavourable verdict with its reason, a translatable sentence."""
    return Verdict(False, reason)


def require(verdict):
    """Raise Forbidden with the verdict's reason unless it is favourable."""
    if not verdict:
        raise Forbidden(verdict.reason)

"""One choice in words."""

from forum.core.i18n import _
from forum.votes.explaining.approve import draw, list_tables, say_choice, say_limits, say_winners
from forum.votes.explaining.places import REMARKS

__all__ = ["REMARKS", "draw", "list_tables", "say_choice", "say_rules", "title"]


def title():
    """Name the method for a person."""
    return _("Choisir une seule option")


def say_rules(paper):
    """Say that one option is named, and how many win."""
    return [say_limits(1, 1), say_winners(paper)]

"""Approval in words."""

from forum.core.i18n import _, ngettext
from forum.votes.explaining.places import REMARKS

__all__ = ["REMARKS", "draw", "list_tables", "say_choice", "say_reading", "say_rules", "title"]


def title():
    """Name the method for a person."""
    return _("Choisir des priorités")


def say_rules(paper):
    """Say how many to choose and how many win."""
    return [say_limits(paper.minimum, paper.maximum), say_winners(paper)]


def say_winners(paper):
    """Say how many options with the most votes win."""
    return ngettext("L’option qui a le plus de voix est retenue.",
                    "Les %(num)s options qui ont le plus de voix sont retenues.", paper.select)


def say_limits(minimum, maximum):
    """Say how many options a ballot names."""
    if minimum == maximum:
        return ngettext("%(num)s seul choix.", "%(num)s choix, ni plus ni moins.", maximum)
    if minimum > 1:
        return _("De %(minimum)s à %(maximum)s choix.", minimum=minimum, maximum=maximum)
    return ngettext("Jusqu’à %(num)s choix.", "Jusqu’à %(num)s choix.", maximum)


def say_reading(paper):
    """Say that the shares are shares of voters, where each may choose several."""
    ranks = _("Ces chiffres classent l’acceptation sans prouver une majorité.")
    shares = _("Les parts sont celles des votants : ensemble, elles peuvent dépasser cent pour cent.")
    return [ranks, shares] if paper.maximum > 1 else [ranks]


def say_choice(choice, labels):
    """Name the options of a choice."""
    return [labels[key] for key in choice["options"]]


def list_tables(result, paper, labels):
    """Give no table: the bars of the result say it all."""
    return []


def draw(result, paper, labels):
    """Give no picture: the bars of the result say it all."""
    return []

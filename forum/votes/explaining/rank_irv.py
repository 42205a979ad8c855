"""Instant run-off in words and pictures."""

from forum.core.i18n import _, ngettext
from forum.votes.explaining import rounds
from forum.votes.explaining.rounds import say_ranking as say_choice
from forum.votes.explaining.shapes import Measure, say_votes
from forum.votes.methods.rank_irv import TAKES_TIES

__all__ = ["REMARKS", "draw", "list_tables", "measure", "say_choice", "say_reading", "say_rules", "title"]

REMARKS = {
    "no_ranking": lambda of: _("Aucun bulletin ne classe d’option : il n’y a pas de résultat."),
    "irv_first_round": lambda of: ngettext(
        "« %(option)s » a plus de la moitié des premiers choix : %(votes)s voix sur %(live)s.",
        "« %(option)s » a plus de la moitié des premiers choix : %(votes)s voix sur %(live)s.", of["count"], **of),
    "irv_elected": lambda of: ngettext(
        "Au tour %(round)s, « %(option)s » a plus de la moitié des bulletins qui comptent encore : %(votes)s voix sur "
        "%(live)s.",
        "Au tour %(round)s, « %(option)s » a plus de la moitié des bulletins qui comptent encore : %(votes)s voix sur "
        "%(live)s.", of["count"], **of),
    "irv_exhausted": lambda of: ngettext(
        "%(votes)s bulletin ne compte plus à ce tour : toutes les options qu’il classe sont sorties.",
        "%(votes)s bulletins ne comptent plus à ce tour : toutes les options qu’ils classent sont sorties.",
        of["count"], **of),
    "irv_tied": lambda of: _("Égalité au tour %(round)s : selon l’option qui sort alors, le résultat change. Peuvent "
                             "l’emporter : %(options)s.", **of),
}


def title():
    """Name the method for a person."""
    return _("Classement, par éliminations")


def say_rules(paper):
    """Say how to rank, how the last leave one by one, and when one option wins."""
    return [
        *rounds.say_how_to_rank(paper),
        _("À chaque tour, un bulletin compte pour l’option encore en course qu’il classe le mieux."),
        _("L’option qui a le moins de voix sort, tour après tour, jusqu’à ce qu’une option ait plus de la moitié des "
          "bulletins qui comptent encore : elle est retenue."),
        _("Quand toutes les options d’un bulletin sont sorties, il ne compte plus."),
        rounds.say_paper_rule(TAKES_TIES),
    ]


def say_reading(paper):
    """Say what the figures show."""
    return [_("Les chiffres sont ceux du dernier tour où chaque option était en course.")]


def measure(result, paper, cast):
    """Measure each option by its votes in the last round in which it stood."""
    order = {key: place for place, key in enumerate(rounds.order_options(result))}
    return {key: Measure(say_votes(figure["final"]), figure["final"], cast, order[key])
            for key, figure in result["figures"].items()}


def list_tables(result, paper, labels):
    """Give the votes of each round, and what happens at each."""
    if not result["rounds"]:
        return []
    extra = [(_("Bulletins épuisés"), lambda entry: rounds.write_votes(entry["exhausted"])),
             (_("Il faut, pour l’emporter"), lambda entry: rounds.write_votes(_needed(entry)))]
    return [rounds.table_events(result, labels, lambda entry, after: _say_round(entry, after, labels, result)),
            rounds.table_rounds(result, labels, _("Voix à chaque tour"), extra)]


def _needed(entry):
    return sum(entry["votes"].values()) // 2 + 1


def _say_round(entry, after, labels, result):
    said = rounds.say_tied(entry, labels, result)
    if "elected" in entry:
        key = entry["elected"][0]
        said.append(_("« %(option)s » a plus de la moitié des voix (%(votes)s, il en fallait %(needed)s) : l’option "
                      "est retenue.", option=labels[key], votes=rounds.write_votes(entry["votes"][key]),
                      needed=rounds.write_votes(_needed(entry))))
    elif "eliminated" in entry:
        leaving = entry["eliminated"]
        votes = say_votes(entry["votes"][leaving[0]])
        said.append(ngettext("%(names)s sort, avec %(votes)s.", "%(names)s sortent, sans aucune voix.", len(leaving),
                             names=rounds.quote_all(leaving, labels), votes=votes))
        said += rounds.say_moves(entry, after, labels)
    return said


def draw(result, paper, labels):
    """Draw the votes of each option from round to round."""
    if not result["rounds"]:
        return []
    return [rounds.draw_rounds(result, labels, _("Plus de la moitié des bulletins qui comptent encore"),
                               [_needed(entry) for entry in result["rounds"]])]

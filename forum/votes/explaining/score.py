"""Scores in words: totals and means, and bars of them."""

from fractions import Fraction

from forum.core.i18n import _, format_number, ngettext
from forum.votes.explaining import places
from forum.votes.explaining.charts import draw_bars
from forum.votes.explaining.shapes import Measure, Table, order_keys, standing_of, write_mean

REMARKS = places.REMARKS | {
    "no_choice": lambda of: _("Aucune option n’a reçu de note au-dessus de 0 : il n’y a pas de résultat."),
    "tied": lambda of: _("%(count)s options à égalité, avec un total de %(total)s; places à pourvoir : %(places)s.",
                         **of),
}


def title():
    """Name the method for a person."""
    return _("Donner des notes")


def say_rules(paper):
    """Say the scale, what a missing mark is worth, and how many options win."""
    return [_("Chaque option reçoit une note de 0, la plus basse, à %(high)s, la plus haute.", high=paper.maximum),
            _("Une option sans note compte pour 0."),
            ngettext("L’option qui a le plus haut total est retenue.",
                     "Les %(num)s options qui ont les plus hauts totaux sont retenues.", paper.select)]


def say_choice(choice, labels):
    """Say the mark of each option."""
    return [_("%(option)s : %(mark)s", option=labels[key], mark=format_number(mark))
            for key, mark in choice["marks"].items()]


def measure(result, paper, cast):
    """Measure each option by its mean, on the whole scale."""
    measures = {}
    for key, figure in result["figures"].items():
        mean, high = Fraction(figure["mean"]), format_number(paper.maximum)
        words = _("%(mean)s sur %(high)s en moyenne", mean=write_mean(figure["mean"]), high=high)
        measures[key] = Measure(words, mean.numerator, mean.denominator * paper.maximum, -figure["total"])
    return measures


def is_unanimous(result, paper, cast):
    """Tell whether every ballot is known to be the same: each option has from everyone the highest mark, or 0."""
    return all(figure["total"] in (0, cast * paper.maximum) for figure in result["figures"].values())


def list_tables(result, paper, labels):
    """Give the total and the mean of each option, and how many ballots marked it above 0."""
    rows = []
    for key in order_keys(result, measure(result, paper, None)):
        figure = result["figures"][key]
        rows.append((labels[key], format_number(figure["total"]), write_mean(figure["mean"]),
                     format_number(figure["votes"])))
    head = (_("Option"), _("Total"), _("Moyenne"), _("Notes au-dessus de 0"))
    note = _("La moyenne est prise sur tous les bulletins qui ne sont pas blancs.")
    return [Table(_("Notes reçues"), head, tuple(rows), note)]


def draw(result, paper, labels):
    """Draw the mean of each option on the whole scale."""
    measures = measure(result, paper, None)
    return [draw_bars(_("Note moyenne de chaque option"), [
        (labels[key], write_mean(result["figures"][key]["mean"]), measures[key].part, measures[key].whole,
         standing_of(result, key)) for key in order_keys(result, measures)])]

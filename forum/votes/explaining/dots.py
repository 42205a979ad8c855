"""Dots in words: points to spread, and bars of them."""

from forum.core.i18n import _, format_number, format_percent, ngettext
from forum.votes.explaining import places
from forum.votes.explaining.charts import draw_bars
from forum.votes.explaining.shapes import Measure, Table, order_keys, standing_of

REMARKS = places.REMARKS | {
    "no_choice": lambda of: _("Aucune option n’a reçu de point : il n’y a pas de résultat."),
    "tied": lambda of: _("%(count)s options à égalité, avec %(points)s points; places à pourvoir : %(places)s.", **of),
}


def title():
    """Name the method for a person."""
    return _("Répartir des points")


def say_rules(paper):
    """Say how many points there are, the most on one option, the least to spread, and how many options win."""
    sentences = [ngettext("%(num)s point à donner.", "%(num)s points à répartir entre les options.", paper.points)]
    if paper.maximum < paper.points:
        sentences.append(ngettext("%(num)s point au plus sur une même option.",
                                  "%(num)s points au plus sur une même option.", paper.maximum))
    if paper.minimum > 1:
        sentences.append(ngettext("Au moins %(num)s point à répartir.", "Au moins %(num)s points à répartir.",
                                  paper.minimum))
    return [*sentences, _("Les points qui ne sont pas répartis ne comptent pour personne."),
            ngettext("L’option qui a le plus de points est retenue.",
                     "Les %(num)s options qui ont le plus de points sont retenues.", paper.select)]


def say_choice(choice, labels):
    """Say how many points each option was given."""
    return [_("%(option)s : %(mark)s", option=labels[key], mark=say_points(points))
            for key, points in choice["marks"].items()]


def say_points(number):
    """Say a number of points."""
    return ngettext("%(written)s point", "%(written)s points", number, written=format_number(number))


def measure(result, paper, cast):
    """Measure each option by its points, among all that were spread; a share would be read as one of voters."""
    points = {key: figure["points"] for key, figure in result["figures"].items()}
    whole = sum(points.values())
    return {key: Measure(say_points(number), number, whole, -number) for key, number in points.items()}


def is_unanimous(result, paper, cast):
    """Tell whether every ballot is known to be the same: each option has from everyone all it may get, or nothing."""
    return all(figure["points"] in (0, cast * paper.maximum) for figure in result["figures"].values())


def list_tables(result, paper, labels):
    """Give the points of each option, and how many ballots gave it any."""
    measures = measure(result, paper, None)
    rows = tuple((labels[key], format_number(measures[key].part),
                  format_percent(measures[key].part, measures[key].whole),
                  format_number(result["figures"][key]["votes"])) for key in order_keys(result, measures))
    return [Table(_("Points reçus"), (_("Option"), _("Points"), _("Part des points"), _("Bulletins qui en donnent")),
                  rows)]


def draw(result, paper, labels):
    """Draw the points of each option."""
    measures = measure(result, paper, None)
    return [draw_bars(_("Points reçus par chaque option"), [
        (labels[key], measures[key].words, measures[key].part, max(each.part for each in measures.values()),
         standing_of(result, key)) for key in order_keys(result, measures)])]

"""Majority judgment in words: the grades of each option, its majority grade, and what parted equal ones."""

from itertools import pairwise

from forum.core.i18n import _, format_number, lazy, ngettext
from forum.votes.explaining import places
from forum.votes.explaining.charts import draw_gauges
from forum.votes.explaining.shapes import Measure, Table, name_all, order_keys
from forum.votes.methods.judge import GRADES, grades_of, median_of, rank_profiles, separate

# the seven grades in the page's language; others stay as they were written
WORDS = dict(zip(GRADES, (lazy("Excellent"), lazy("Très bien"), lazy("Bien"), lazy("Assez bien"), lazy("Passable"),
                          lazy("Insuffisant"), lazy("À rejeter")), strict=True))
REMARKS = places.REMARKS | {
    "no_choice": lambda of: _("Aucune option n’a reçu mieux que la dernière mention : il n’y a pas de résultat."),
    "tied_profiles": lambda of: _("%(count)s options à égalité, avec exactement les mêmes mentions : %(options)s; "
                                  "places à pourvoir : %(places)s.", **of),
    "majority_grade": lambda of: _("Mention majoritaire de « %(option)s » : %(grade)s.", option=of["option"],
                                   grade=say_grade(of["grade"])),
    "parted": lambda of: ngettext(
        "« %(other)s » a la même; quand %(num)s mention est retirée à chacune, celle du milieu est « %(grade)s » pour "
        "la première et « %(other_grade)s » pour la seconde.",
        "« %(other)s » a la même; quand %(num)s mentions sont retirées à chacune, celle du milieu est « %(grade)s » "
        "pour la première et « %(other_grade)s » pour la seconde.", of["count"], other=of["other"],
        grade=say_grade(of["grade"]), other_grade=say_grade(of["other_grade"])),
}


def title():
    """Name the method for a person."""
    return _("Jugement majoritaire")


def say_grade(grade):
    """Give a grade in the page's language."""
    return str(WORDS.get(grade, grade))


def say_rules(paper):
    """Say the grades, what a missing one is, what the majority grade is, and how equal ones are parted."""
    grades = [say_grade(grade) for grade in grades_of(paper)]
    listed = ", ".join(grades)
    return [_("Chaque option reçoit une mention, de la meilleure à la dernière : %(grades)s.", grades=listed),
            _("Une option sans mention compte comme « %(grade)s ».", grade=grades[-1]),
            _("La mention majoritaire d’une option est celle du milieu, quand toutes ses mentions sont rangées."),
            ngettext("L’option qui a la meilleure mention majoritaire est retenue.",
                     "Les %(num)s options qui ont les meilleures mentions majoritaires sont retenues.", paper.select),
            _("Entre deux options de même mention majoritaire, on retire cette mention à chacune, une à la fois, "
              "jusqu’à ce que celles du milieu diffèrent.")]


def say_choice(choice, labels):
    """Say the grade of each option."""
    return [_("%(option)s : %(mark)s", option=labels[key], mark=say_grade(grade))
            for key, grade in choice["marks"].items()]


def measure(result, paper, cast):
    """Measure each option by its majority grade, from the last grade to the best."""
    figures, last = result["figures"], len(grades_of(paper)) - 1
    groups = rank_profiles(profiles_of(result))
    order = {key: number for number, group in enumerate(groups) for key in group}
    return {key: Measure(say_median(figure), last - place_of(figure, last), last, order[key])
            for key, figure in figures.items()}


def profiles_of(result):
    """Give how many votes each grade has, for each option."""
    return {key: figure["grades"] for key, figure in result["figures"].items()}


def place_of(figure, last):
    """Give the place of an option's majority grade, 0 for the best; the last where nobody voted."""
    return median_of(figure["grades"]) if figure["median"] is not None else last


def say_median(figure):
    """Say an option's majority grade; a dash where nobody voted."""
    return "–" if figure["median"] is None else say_grade(figure["median"])


def is_unanimous(result, paper, cast):
    """Tell whether everyone gave each option the same grade."""
    return all(cast in figure["grades"] for figure in result["figures"].values())


def list_tables(result, paper, labels):
    """Give how many votes each grade has, and what parted options of the same majority grade."""
    grades, keys = grades_of(paper), order_keys(result, measure(result, paper, None))
    rows = tuple((labels[key], say_median(result["figures"][key]),
                  *(format_number(count) for count in result["figures"][key]["grades"])) for key in keys)
    head = (_("Option"), _("Mention majoritaire"), *(say_grade(grade) for grade in grades))
    note = _("Une option sans mention compte comme « %(grade)s ».", grade=say_grade(grades[-1]))
    return [Table(_("Mentions reçues"), head, rows, note), *list_partings(result, grades, labels)]


def list_partings(result, grades, labels):
    """Give the table of what parted each option from the next, where their majority grades are the same; or none."""
    figures, rows = result["figures"], []
    profiles = profiles_of(result)
    for above, below in pairwise(rank_profiles(profiles)):
        if figures[above[0]]["median"] == figures[below[0]]["median"]:
            removed, grade, other = separate(profiles[above[0]], profiles[below[0]])
            rows.append((name_all([labels[key] for key in above]), name_all([labels[key] for key in below]),
                         format_number(removed), say_grade(grades[grade]), say_grade(grades[other])))
    head = (_("Option"), _("passe devant"), _("Mentions retirées à chacune"), _("Sa mention est alors"),
            _("Celle de l’autre"))
    return [Table(_("Options de même mention majoritaire"), head, tuple(rows))] if rows else []


def draw(result, paper, labels):
    """Draw the grades of each option end to end, the best first; the majority grade is the one at the middle."""
    keys = order_keys(result, measure(result, paper, None))
    rows = [(labels[key], say_median(result["figures"][key]), result["figures"][key]["grades"]) for key in keys]
    title = _("Mentions de chaque option, de la meilleure à la dernière; le trait marque le milieu")
    return [draw_gauges(title, rows, [say_grade(grade) for grade in grades_of(paper)])]

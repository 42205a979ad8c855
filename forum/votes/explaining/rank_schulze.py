"""Schulze in words and pictures: every pair of options, and the strongest paths between them."""

from forum.core.i18n import _, format_number, ngettext
from forum.votes.explaining.places import REMARKS as PLACES
from forum.votes.explaining.rounds import say_how_to_rank, say_paper_rule
from forum.votes.explaining.rounds import say_ranking as say_choice
from forum.votes.explaining.shapes import Measure, Table, clip, element, picture
from forum.votes.methods.rank_schulze import TAKES_TIES, find_condorcet

__all__ = ["REMARKS", "draw", "list_tables", "measure", "say_choice", "say_reading", "say_rules", "title"]

REMARKS = PLACES | {
    "no_ranking": lambda of: _("Aucun bulletin ne classe d’option : il n’y a pas de résultat."),
    "condorcet": lambda of: _("« %(option)s » l’emporte face à chacune des autres options, prises une à une.", **of),
    "schulze_paths": lambda of: _("Aucune option ne l’emporte face à chacune des autres : les comparaisons tournent en "
                                  "rond. « %(option)s » est devant toutes par les chemins les plus forts.", **of),
    "no_condorcet": lambda of: _("Aucune option ne l’emporte face à chacune des autres : les chemins les plus forts "
                                 "les départagent."),
    "schulze_tied": lambda of: _("Aucun chemin plus fort ne départage %(options)s; places à pourvoir : %(places)s.",
                                 **{name: value for name, value in of.items() if name != "count"}),
}
WIDTH, HEAD = 360, 18
LEAST_NAMES = 150  # the column of names
WIDEST_CELL, LEAST_CELL, LEAST_ROW = 40, 10, 15
LETTER, DIGIT = 6, 7  # what one takes, about
LEVELS, DEEP = 8, 3  # shades of a majority, and the last on which dark letters are read
DUELS = {1: ("chart-win", "chart-won"), 0: ("chart-even", ""), -1: ("chart-loss", "chart-lost")}


def title():
    """Name the method for a person."""
    return _("Classement, options comparées deux à deux")


def say_rules(paper):
    """Say how to rank, how options are compared, and what a path is."""
    return [
        *say_how_to_rank(paper),
        _("Des options peuvent partager un rang; celles qui ne sont pas classées viennent après toutes les autres."),
        _("Chaque option est comparée à chaque autre : laquelle est mieux classée sur plus de bulletins? Celle qui "
          "l’emporte face à toutes les autres gagne."),
        _("S’il n’y en a pas, on suit les chemins de victoires d’une option à l’autre. Un chemin est aussi fort que sa "
          "plus faible victoire; une option est devant une autre quand son chemin vers elle est plus fort que le "
          "retour."),
        ngettext("L’option qui est devant est retenue.", "Les %(num)s options qui sont devant sont retenues.",
                 paper.select),
        say_paper_rule(TAKES_TIES),
    ]


def say_reading(paper):
    """Say what the figures show."""
    return [_("Un duel est la comparaison de deux options sur tous les bulletins.")]


def order_options(result):
    """Put the options in their order: winners, tied, then those that have the fewest others above them."""
    figures = result["figures"]
    first = [*result["winners"], *result["tied"]]
    above = {key: sum(figures[other]["paths"][key] > strength for other, strength in figure["paths"].items())
             for key, figure in figures.items()}
    return first + sorted((key for key in figures if key not in first), key=lambda key: (above[key], key))


def measure(result, paper, cast):
    """Measure each option by the duels it wins."""
    figures = result["figures"]
    order = {key: place for place, key in enumerate(order_options(result))}
    measures = {}
    for key, figure in figures.items():
        won = sum(votes > figures[other]["over"][key] for other, votes in figure["over"].items())
        words = ngettext("%(written)s duel gagné sur %(whole)s", "%(written)s duels gagnés sur %(whole)s", won,
                         written=format_number(won), whole=format_number(len(figures) - 1))
        measures[key] = Measure(words, won, len(figures) - 1, order[key])
    return measures


def list_tables(result, paper, labels):
    """Give the duels, and what puts an option before the others when it does not win all of its own."""
    if result["status"] == "no_result":
        return []
    order, figures = order_options(result), result["figures"]
    numbered = [f"{place}. {labels[key]}" for place, key in enumerate(order, 1)]
    rows = tuple((name, *("–" if other == key else format_number(figures[key]["over"][other]) for other in order))
                 for name, key in zip(numbered, order, strict=True))
    duels = Table(_("Bulletins qui mettent l’option de la ligne avant celle de la colonne"),
                  (_("Option"), *map(str, range(1, len(order) + 1))), rows)
    return [duels, *(_table_paths(key, order, figures, labels) for key in _explained(result))]


def _explained(result):
    """Give the options whose place has to be explained by paths: those in front, when none wins all of its duels."""
    if find_condorcet(result["figures"]) is not None:
        return []
    return result["winners"][:1] or result["tied"]


def _table_paths(key, order, figures, labels):
    rows = []
    for other in order:
        if other != key:
            there, back = figures[key]["paths"][other], figures[other]["paths"][key]
            over, under = figures[key]["over"][other], figures[other]["over"][key]
            way = " → ".join(labels[step] for step in find_path(key, other, figures))
            rows.append((labels[other], _("%(over)s contre %(under)s", over=format_number(over),
                                          under=format_number(under)),
                         way or _("aucun"), format_number(there), format_number(back)))
    return Table(_("Les chemins les plus forts de « %(option)s » vers les autres", option=labels[key]),
                 (_("Vers"), _("Duel direct"), _("Chemin"), _("Force"), _("Force du retour")), tuple(rows),
                 _("Un chemin est aussi fort que sa plus faible victoire; le plus fort des deux sens l’emporte."))


def find_path(start, end, figures):
    """Give the shortest of the strongest paths between two options, both ends included; () when there is none."""
    strength = figures[start]["paths"][end]
    paths, seen = [(start,)], {start}
    while strength and paths:
        path = paths.pop(0)
        if path[-1] == end:
            return path
        for other, votes in sorted(figures[path[-1]]["over"].items()):
            if other not in seen and votes >= strength and votes > figures[other]["over"][path[-1]]:
                seen.add(other)
                paths.append((*path, other))
    return ()


def draw(result, paper, labels):
    """Draw the duels as a square: a row wins where it is coloured, the more so the wider its majority."""
    if result["status"] == "no_result":
        return []
    order, figures = order_options(result), result["figures"]
    cell = max(LEAST_CELL, min((WIDTH - LEAST_NAMES) // len(order), WIDEST_CELL))
    height, names = max(cell, LEAST_ROW), WIDTH - cell * len(order)
    is_written = DIGIT * len(format_number(_most(figures))) < cell
    parts = [element("text", column + 1, css="chart-note chart-mid", x=names + cell * column + cell // 2, y=11)
             for column in range(0, len(order), 1 if cell > LEAST_ROW else 2)]
    for row, key in enumerate(order):
        top = HEAD + height * row
        standing = "won" if key in result["winners"] else "tied" if key in result["tied"] else ""
        name = clip(f"{row + 1}. {labels[key]}", names // LETTER - 1)
        css = f"chart-name {standing}".strip()
        parts.append(element("text", name, css=css, x=0, y=top + height // 2 + 4))
        for column, other in enumerate(order):
            box = {"x": names + cell * column + 1, "y": top + 1, "width": cell - 2, "height": height - 2}
            parts += _draw_duel(box, figures, key, other, is_written)
    said = _("Chaque ligne face à chaque colonne : la ligne l’emporte là où la case est colorée, d’autant plus que sa "
             "majorité est large")
    return [picture(said, WIDTH, HEAD + height * len(order) + 2, parts)]


def _most(figures):
    return max(votes for figure in figures.values() for votes in figure["over"].values())


def _draw_duel(box, figures, key, other, is_written):
    if key == other:
        return [element("rect", css="chart-self", rx=2, **box)]
    votes, against = figures[key]["over"][other], figures[other]["over"][key]
    css, word = DUELS[(votes > against) - (votes < against)]
    level = LEVELS * (votes - against) // (votes + against) if votes > against else LEVELS
    parts = [element("rect", css=css, fill_opacity=f"0.{20 + level * 10}" if level < LEVELS else None, rx=2, **box)]
    if is_written:
        word = f"chart-cell chart-mid {word}" + (" chart-deep" if votes > against and level > DEEP else "")
        parts.append(element("text", format_number(votes), css=word.strip(), x=box["x"] + box["width"] // 2,
                             y=box["y"] + box["height"] // 2 + 4))
    return parts

"""Single transferable vote in words and pictures."""

from forum.core.i18n import _, ngettext
from forum.votes.explaining import rounds
from forum.votes.explaining.rounds import say_ranking as say_choice
from forum.votes.explaining.shapes import Measure
from forum.votes.methods.rank_stv import TAKES_TIES

__all__ = ["REMARKS", "draw", "list_tables", "measure", "say_choice", "say_reading", "say_rules", "title"]

REMARKS = {
    "no_ranking": lambda of: _("Aucun bulletin ne classe d’option : il n’y a pas de résultat."),
    "stv_quota": lambda of: _("Places : %(places)s; bulletins qui classent : %(ballots)s. Le quota est donc de "
                              "%(quota)s voix : une option qui l’atteint est retenue.", **of),
    "stv_elected": lambda of: ngettext(
        "%(num)s option retenue : %(options)s.", "%(num)s options retenues : %(options)s.", of["count"],
        options=of["options"]),
    "stv_tied": lambda of: _("Égalité au tour %(round)s : le résultat dépend de l’option qui sort ou donne d’abord. "
                             "Places encore à pourvoir : %(places)s, parmi %(options)s.", **of),
}


def title():
    """Name the method for a person."""
    return _("Classement, plusieurs places à répartir")


def say_rules(paper):
    """Say how to rank, what the quota is, and how votes move."""
    return [
        *rounds.say_how_to_rank(paper),
        ngettext("Une place est à pourvoir.", "%(num)s places sont à pourvoir.", paper.select),
        _("Chaque bulletin compte d’abord pour son premier choix. Une option qui atteint le quota est retenue : le "
          "quota est la partie entière de (bulletins ÷ (places + 1)), plus un."),
        _("Ce qu’une option retenue a de trop passe aux choix suivants de tous ses bulletins, chacun pour une part "
          "égale de sa valeur, à cinq décimales."),
        _("Quand personne n’a de trop, l’option qui a le moins de voix sort et ses bulletins passent à leur choix "
          "suivant, jusqu’à ce que toutes les places soient prises."),
        _("À égalité dans un tour, c’est le tour précédent le plus récent où les options différaient qui décide."),
        rounds.say_paper_rule(TAKES_TIES),
    ]


def say_reading(paper):
    """Say what the figures show."""
    return [_("Les chiffres sont ceux du dernier tour où chaque option était en course.")]


def measure(result, paper, cast):
    """Measure each option by its votes in the last round in which it stood, in whole votes for the length."""
    order = {key: place for place, key in enumerate(rounds.order_options(result))}
    most = max((_peak(result, key) for key in result["figures"]), default=1) or 1
    return {key: Measure(rounds.say_written_votes(figure["final"]), int(_peak(result, key)), int(most), order[key])
            for key, figure in result["figures"].items()}


def _peak(result, key):
    """Give the most votes an option had at any round: a winner hands on what it does not need."""
    return max((rounds.read_votes(entry["votes"].get(key, 0)) for entry in result["rounds"]), default=0)


def list_tables(result, paper, labels):
    """Give what happens at each round, and the votes of each."""
    if not result["rounds"]:
        return []
    extra = [(_("Bulletins épuisés"), lambda entry: rounds.write_votes(entry["exhausted"]))]
    if any(entry["lost"] for entry in result["rounds"]):
        extra.append((_("Perdu à la sixième décimale"), lambda entry: rounds.write_votes(entry["lost"])))
    extra.append((_("Quota"), lambda entry: rounds.write_votes(entry["quota"])))
    return [rounds.table_events(result, labels, lambda entry, after: _say_round(entry, after, labels, result)),
            rounds.table_rounds(result, labels, _("Voix à chaque tour"), extra)]


def _say_round(entry, after, labels, result):
    said = []
    for key in entry.get("elected", ()):
        of = {"option": labels[key], "votes": rounds.say_written_votes(entry["votes"][key])}
        if rounds.read_votes(entry["votes"][key]) >= entry["quota"]:
            said.append(_("« %(option)s » atteint le quota avec %(votes)s : l’option est retenue.", **of))
        else:
            said.append(_("« %(option)s » prend une des places qui restent, avec %(votes)s : il n’y a plus "
                          "d’autre option.", **of))
    said += rounds.say_tied(entry, labels, result)
    if "surplus" in entry:
        key = entry["surplus"][0]
        surplus = rounds.read_votes(entry["votes"][key]) - entry["quota"]
        said.append(_("« %(option)s » a %(votes)s de trop.", option=labels[key],
                      votes=rounds.say_written_votes(surplus)))
    elif "eliminated" in entry:
        key = entry["eliminated"][0]
        said.append(_("« %(option)s », dernière avec %(votes)s, sort.", option=labels[key],
                      votes=rounds.say_written_votes(entry["votes"][key])))
    if "surplus" in entry or "eliminated" in entry:
        said += rounds.say_moves(entry, after, labels)
    return said


def draw(result, paper, labels):
    """Draw the votes of each option from round to round, with the quota."""
    if not result["rounds"]:
        return []
    quotas = [entry["quota"] for entry in result["rounds"]]
    limit = _("Quota : %(votes)s", votes=rounds.say_written_votes(quotas[0]))
    return [rounds.draw_rounds(result, labels, limit, quotas)]

"""Equal shares in words: who paid what for which option, and a budget that fills up."""

from fractions import Fraction

from forum.core.i18n import _, format_number, ngettext
from forum.votes.explaining import places
from forum.votes.explaining.approve import say_choice, say_limits
from forum.votes.explaining.charts import ROW, THICK, WIDTH, tenths, units, write_line
from forum.votes.explaining.shapes import Measure, Table, element, name_all, picture, say_votes, write_mean

__all__ = ["REMARKS", "draw", "list_tables", "measure", "say_choice", "say_reading", "say_rules", "title"]

REMARKS = places.REMARKS | {
    "shares_bought": lambda of: ngettext(
        "%(num)s option retenue, pour %(spent)s sur un budget de %(budget)s; il reste %(left)s.",
        "%(num)s options retenues, pour %(spent)s sur un budget de %(budget)s; il reste %(left)s.", of["count"],
        **{name: of[name] for name in ("spent", "budget", "left")}),
    "shares_nothing": lambda of: _("Aucune option n’est retenue : la première à pouvoir être payée ferait dépasser le "
                                   "budget."),
    "shares_tied": lambda of: ngettext(
        "%(num)s option dépend d’une égalité que rien ne départage.",
        "%(num)s options dépendent d’une égalité que rien ne départage.", of["count"]),
}


def title():
    """Name the method for a person."""
    return _("Répartir un budget à parts égales")


def say_rules(paper):
    """Say how to answer, who pays for what, and when it stops."""
    if paper.budget:
        money = _("Le budget de %(budget)s est partagé également entre les personnes qui nomment au moins une option.",
                  budget=format_number(paper.budget))
    else:
        money = ngettext("Toutes les options coûtent autant. Le budget, qui suffit pour une option, est partagé "
                         "également entre les personnes qui en nomment au moins une.",
                         "Toutes les options coûtent autant. Le budget, qui suffit pour %(num)s options, est partagé "
                         "également entre les personnes qui en nomment au moins une.", paper.select)
    return [
        say_limits(paper.minimum, paper.maximum), money,
        _("Une option est retenue quand celles et ceux qui la nomment peuvent la payer ensemble, à parts égales; qui "
          "n’a plus assez donne tout ce qui lui reste."),
        _("La première retenue est celle qui demande le moins à chaque personne pour chaque unité de son coût, puis on "
          "recommence avec ce qui reste à chacun. À égalité, c’est celle qui a le plus de voix, puis la moins chère."),
        _("Enfin, la part de tout le monde est augmentée d’une unité à la fois et tout est refait, jusqu’à ce "
          "qu’un pas de plus fasse dépasser le budget."),
    ]


def say_reading(paper):
    """Say what the figures show."""
    return [_("Une option peut être retenue avec moins de voix qu’une autre : chaque groupe de personnes décide de sa "
              "part du budget.")]


def measure(result, paper, cast):
    """Measure each option by its votes; those that were bought stand first, in the order of their purchase."""
    order = {key: place for place, key in enumerate(result["winners"])}
    return {key: Measure(say_votes(figure["votes"]), figure["votes"], cast, order.get(key, cast - figure["votes"]))
            for key, figure in result["figures"].items()}


def list_tables(result, paper, labels):
    """Give the purchases in their order: what each cost, and what it took from each of its supporters."""
    if not result["rounds"]:
        return []
    rows = tuple((labels[entry["option"]], format_number(entry["cost"]), format_number(entry["supporters"]),
                  write_mean(entry["payment"]), _say_short(entry), format_number(entry["spent"]))
                 for entry in result["rounds"])
    head = (_("Option"), _("Coût"), _("Voix"), _("Payé par personne, au plus"), _("Ont donné tout ce qui leur restait"),
            _("Dépensé en tout"))
    return [Table(_("Qui a payé quoi"), head, rows, _say_shares(result, labels))]


def _say_short(entry):
    return format_number(entry["short"]) if entry["short"] else _("personne")


def _say_shares(result, labels):
    start, share = Fraction(result["start"]), Fraction(result["share"])
    said = [_("Chaque personne dispose d’abord de %(start)s, soit %(budget)s ÷ %(voters)s.", start=write_mean(start),
              budget=format_number(result["budget"]), voters=format_number(result["voters"]))]
    if share > start:
        said.append(_("À la fin, cette part est de %(share)s.", share=write_mean(share)))
    left_out = [key for key, figure in result["figures"].items() if figure["votes"] and key not in result["winners"]]
    if result["status"] == "decided" and left_out:
        said.append(_("Avec une unité de plus pour chaque personne, le budget serait dépassé."))
    elif result["status"] == "decided":
        said.append(_("Tout ce qui a été demandé est retenu."))
    else:
        said.append(_("Ensuite, une égalité change la suite des achats : %(options)s.",
                      options=name_all([labels[key] for key in result["tied"]])))
    return " ".join(said)


def draw(result, paper, labels):
    """Draw the budget as it fills up, one purchase after the other, with what is left of it."""
    rounds, budget = result["rounds"], result["budget"]
    if not rounds:
        return []
    bars = [(labels[entry["option"]], entry["cost"], entry["spent"] - entry["cost"], "won") for entry in rounds]
    if result["status"] == "decided":
        bars.append((_("Reste du budget"), budget - rounds[-1]["spent"], rounds[-1]["spent"], "spent"))
    parts = []
    for number, (label, cost, before, css) in enumerate(bars):
        top, start, end = number * ROW, tenths(before, budget), tenths(before + cost, budget)
        parts += write_line(top, label, format_number(cost))
        parts.append(element("rect", css="chart-track", x=0, y=top + 22, width=WIDTH, height=THICK, rx=3))
        parts.append(element("rect", css=f"chart-bar {css}", x=units(start), y=top + 22, width=units(end - start),
                             height=THICK))
    title = _("Le budget de %(budget)s, achat après achat", budget=format_number(budget))
    return [picture(title, WIDTH, len(bars) * ROW, parts, css="chart chart-lines")]

"""The one large button of the console: what the next step is, and in which words it is offered."""

from dataclasses import dataclass

from forum.core.i18n import _, ngettext
from forum.core.policies import allow


@dataclass(frozen=True)
class Step:
    """Hold a next step: an act on the poll in hand (`act`) or a page to go to (`url_of`), and what will happen by it.

    `confirm` is the question that is asked first, "" for none.
    """

    act: str
    name: str
    kind: str
    icon: str
    verdict: object
    words: str
    confirm: str = ""


def next_step(line, desk, is_coarse):
    """Give the next step of the poll in hand, or None when nothing is left to do with it."""
    may, state = line["may"], line["state"]
    if state == "prepared" and not line["is_current"]:
        return Step("annoncer", _("Annoncer le vote"), "primary", "megaphone", may["announce"],
                    _("La salle lira la question et la règle. Personne ne pourra encore voter."))
    if state == "prepared":
        return Step("ouvrir", _("Ouvrir le vote"), "live", "play", may["open"],
                    _("La liste de vote sera figée et les téléphones montreront le bulletin."))
    if state == "open":
        return Step("fermer", _("Fermer le vote"), "live", "lock", may["close"],
                    _("Plus personne ne pourra voter. Les bulletins seront comptés et scellés."),
                    ask_before_closing(desk["not_voted"], is_coarse, line["poll"].rule.get("weighted")))
    if state == "closed":
        return Step("publier", _("Publier et montrer"), "primary", "megaphone", may["publish"],
                    _("Le résultat paraîtra à l’écran, sur les téléphones et au relevé, au même moment."))
    if state == "published" and line["is_current"] and not desk["reveal"]:
        return Step("montrer", _("Montrer le résultat"), "primary", "projector", may["show"],
                    _("L’écran de salle montrera le résultat, déjà publié."))
    if state == "published" and is_runoff_due(line["poll"], desk["run"]):
        return Step("second-tour", _("Préparer le second tour entre les options à égalité"), "primary", "history",
                    may["duplicate"], _("Le second tour s’ajoutera au déroulement, sans s’ouvrir."))
    return None


def next_link(following):
    """Give the step to the poll that follows."""
    return Step("", _("Passer au vote suivant"), "primary", "arrow-right", allow(), following["question"])


def ask_before_closing(silent, is_coarse, is_weighted=False):
    """Give the question asked before a vote closes, with how many have not voted; "" when everybody has.

    `silent` are votes and not people where the poll `is_weighted`.
    """
    if is_weighted:
        return ngettext("%(num)s voix n’est pas encore exprimée. Fermer le vote?",
                        "%(num)s voix ne sont pas encore exprimées. Fermer le vote?", silent) if silent else ""
    if is_coarse:
        return ngettext("%(num)s personne au plus n’a pas encore voté. Fermer le vote? Il ne pourra pas être rouvert.",
                        "%(num)s personnes au plus n’ont pas encore voté. Fermer le vote? Il ne pourra pas être "
                        "rouvert.", silent) if silent else ""
    return ngettext("%(num)s personne n’a pas encore voté. Fermer le vote?",
                    "%(num)s personnes n’ont pas encore voté. Fermer le vote?", silent) if silent else ""


def is_runoff_due(poll, run):
    """Tell whether a published poll ended in a tie that its rule settles by a run-off, not prepared yet."""
    tie = poll.rule.get("tie") or {}
    is_made = any(line["poll"].previous_id == poll.id for line in run)
    return poll.result["status"] == "tie" and tie.get("by") == "runoff" and not is_made

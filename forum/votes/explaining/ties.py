"""What is done with a tie, in words: before the vote as a rule, after it as what happened."""

from forum.core.i18n import _, ngettext
from forum.votes.explaining.shapes import name_all


def say_tie_rule(tie, labels):
    """Say in sentences how a tie at the last place is settled; `tie` is None where nothing was chosen."""
    if tie is None:
        return [_("Une égalité à la dernière place n’est tranchée ni par l’ordre ni par le hasard.")]
    if tie.by == "keep":
        return [_("À égalité à la dernière place, toutes les options à égalité sont retenues.")]
    if tie.by == "runoff":
        return [_("À égalité à la dernière place, un nouveau vote départage les options à égalité.")]
    if tie.by == "criterion":
        order, criterion = ", ".join(labels.get(key, key) for key in tie.order), tie.text.rstrip(".")
        return [_("À égalité à la dernière place, un critère annoncé départage : %(criterion)s.", criterion=criterion),
                _("Ordre selon ce critère : %(order)s.", order=order)]
    said = [_("À égalité à la dernière place, un tirage au sort départage. Son germe est déjà choisi; il est montré "
              "après le vote, et chacun peut refaire le tirage.")]
    return [*said, _("Empreinte du germe : %(hash)s", hash=tie.hash)] if tie.hash else said


def say_settled(settled, tie, labels, in_rounds=False):
    """Say in sentences how a tie was settled; `settled` is the result's, `tie` the rule with its seed known.

    Where a count goes from round to round (`in_rounds`) the options were not all equal at once: the rounds say which.
    """
    tied = name_all([labels[key] for key in settled["tied"]])
    order = ", ".join(labels[key] for key in settled["order"])
    if settled["by"] == "keep":
        return [_("À égalité à la dernière place, toutes sont retenues, comme annoncé : %(tied)s.", tied=tied)]
    if settled["by"] == "criterion":
        criterion = tie.text.rstrip(".")
        return [_("Des égalités en cours de compte sont départagées par le critère annoncé : %(criterion)s.",
                  criterion=criterion) if in_rounds else
                _("Égalité entre %(tied)s, départagées par le critère annoncé : %(criterion)s.", tied=tied,
                  criterion=criterion),
                _("Ordre selon ce critère : %(order)s.", order=order)]
    return [_("Des égalités en cours de compte sont départagées par le tirage au sort annoncé.") if in_rounds else
            _("Égalité entre %(tied)s, départagées par le tirage au sort annoncé.", tied=tied),
            _("Ordre du tirage : %(order)s.", order=order),
            _("Germe du tirage : %(seed)s", seed=tie.seed), *say_hash(tie)]


def say_settled_shortly(settled):
    """Say in one line for the hall's screen that a tie was settled, and by what."""
    return {
        "keep": lambda: _("Égalité à la dernière place : toutes sont retenues, comme annoncé."),
        "criterion": lambda: _("Égalité départagée par le critère annoncé."),
        "lot": lambda: _("Égalité départagée par le tirage au sort annoncé."),
    }[settled["by"]]()


def say_hash(tie):
    """Say the hash by which the seed of a lot was announced."""
    return [_("Empreinte annoncée avant le vote : %(hash)s", hash=tie.hash)] if tie.hash else []


def say_open_tie(result, tie):
    """Say what comes of a tie that nothing settled yet."""
    if result["status"] == "tie" and tie is not None and tie.by == "runoff":
        return [ngettext("Un nouveau vote départage cette option.", "Un nouveau vote départage ces %(num)s options.",
                         len(result["tied"]))]
    return []

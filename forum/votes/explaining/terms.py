"""What a poll's rule says of colleges, of who helps a quorum, of proxies, of a table by sector; how it turned out."""

from forum.core.i18n import _, bi, ngettext

REMARKS = {
    "college_adopted": lambda of: _("%(college)s : adopté, %(yes)s pour sur %(base)s, il en fallait %(needed)s.", **of),
    "college_rejected": lambda of: _(
        "%(college)s : non adopté, %(yes)s pour sur %(base)s, il en fallait %(needed)s.", **of),
}


def name_sectors(poll):
    """Give {sector: its name} in the page's language, as they stood when the poll was prepared."""
    return {key: bi({"label_fr": known["fr"], "label_en": known["en"]}, "label")
            for key, known in (poll.sectors or {}).items()}


def say_terms(poll, rule):
    """Say in sentences what a rule adds to its majority and its quorum."""
    names, sentences = name_sectors(poll), []
    if rule.colleges:
        sentences.append(_("La majorité doit être atteinte dans chaque collège : %(colleges)s.",
                           colleges=", ".join(names.get(key, key) for key in rule.colleges)))
    if rule.quorum is not None and rule.quorum.count == "expressed":
        sentences.append(_("Les abstentions et les bulletins blancs n’aident pas à atteindre le quorum."))
    if rule.proxies:
        sentences.append(ngettext("Une personne présente peut porter %(num)s procuration.",
                                  "Une personne présente peut porter jusqu’à %(num)s procurations.", rule.proxies))
    return sentences


def say_notices(poll):
    """Say what everyone must know of a poll before voting: is it a rehearsal, do ballots bear a sector."""
    sentences = []
    if poll.rehearsal:
        sentences.append(_("Répétition : ce vote ne compte pas et ne laisse aucun relevé."))
    if poll.secret and poll.rule.get("colleges"):
        sentences.append(_("Chaque bulletin porte son collège : un collège où tous répondent pareil se dévoile."))
    if poll.breakdown:
        sentences.append(_("Un tableau par milieu paraîtra avec le résultat."))
    if poll.breakdown and poll.secret:
        sentences.append(_("Ce tableau tait ce qui concerne moins de cinq personnes et ce qui le ferait deviner."))
    return sentences

"""What a poll's rule says of colleges, of who helps a quorum, of proxies, of a table by sector; how it turned out."""

from forum.core.i18n import _, bi, ngettext

REMARKS = {
    "college_adopted": lambda of: _("%(college)s : adopté, %(yes)s pour sur %(base)s, il en fallait %(needed)s.", **of),
    "college_rejected": lambda of: _(
        "%(college)s : non adopté, %(yes)s pour sur %(base)s, il en fallait %(needed)s.", **of),
}


# entry → who may vote, in a sentence
ENTRIES = {
    "open": lambda: _("Vote indicatif : salle ouverte, un siège par appareil; le résultat ne lie personne."),
    "slips": lambda: _("Vote qui a reçu un billet : chaque billet donne un siège, une seule fois."),
    "checked_in": lambda: _("Votent les personnes inscrites à la journée et accueillies sur place."),
    "accounts": lambda: _("Vote qui a un compte : un siège par compte."),
}


def say_electorate(electorate):
    """Say who a poll is for; "" when it is for everybody."""
    if electorate is None:
        return ""
    if "workshop" in electorate:
        return _("Ce vote s’adresse aux personnes de l’atelier « %(title)s ».", title=_label(electorate["workshop"]))
    names = [_label(group) for group in electorate["sectors"]]
    return ngettext("Ce vote s’adresse au milieu : %(names)s.", "Ce vote s’adresse aux milieux : %(names)s.",
                    len(names), names=", ".join(names))


def _label(group):
    return bi({"label_fr": group["fr"], "label_en": group["en"]}, "label")


def name_sectors(poll):
    """Give {sector: its name} in the page's language, as they stood when the poll was prepared."""
    return {key: bi({"label_fr": known["fr"], "label_en": known["en"]}, "label")
            for key, known in (poll.sectors or {}).items()}


def say_terms(poll, rule):
    """Say in sentences what a rule adds to its majority and its quorum."""
    names, sentences = name_sectors(poll), [say_electorate(poll.electorate)] if poll.electorate else []
    if rule.colleges:
        sentences.append(_("La majorité doit être atteinte dans chaque collège : %(colleges)s.",
                           colleges=", ".join(names.get(key, key) for key in rule.colleges)))
    if rule.quorum is not None and rule.quorum.count == "expressed":
        sentences.append(_("Les abstentions et les bulletins blancs n’aident pas à atteindre le quorum."))
    if rule.weighted:
        sentences.append(_("Chaque bulletin vaut le nombre de voix inscrit à la liste de vote : tout se compte en "
                           "voix, et non en personnes."))
    if rule.proxies:
        sentences.append(ngettext("Une personne présente peut porter %(num)s procuration.",
                                  "Une personne présente peut porter jusqu’à %(num)s procurations.", rule.proxies))
        sentences.append(_("Une personne représentée compte comme présente."))
    return sentences


def say_notices(poll):
    """Say what everyone must know of a poll before voting: is it a rehearsal, do ballots bear a sector."""
    sentences = []
    if poll.rehearsal:
        sentences.append(_("Répétition : ce vote ne compte pas et ne laisse aucun relevé."))
    if poll.stations and poll.indicative:
        sentences.append(_("Un poste de vote partagé est ouvert : rien n’y empêche de voter deux fois."))
    elif poll.stations:
        sentences.append(_("Un poste de vote partagé est ouvert : qui s’y présente pendant le vote est admis, "
                           "et inscrit au relevé."))
    if poll.secret and poll.rule.get("colleges"):
        sentences.append(_("Chaque bulletin porte son collège : un collège où tous répondent pareil se dévoile."))
    if poll.breakdown:
        sentences.append(_("Un tableau par milieu paraîtra avec le résultat."))
    if poll.breakdown and poll.secret:
        sentences.append(_("Ce tableau tait ce qui concerne moins de cinq personnes et ce qui le ferait deviner."))
    return sentences

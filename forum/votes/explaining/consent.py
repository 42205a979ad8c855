"""Consent in words: five grades of agreement, of which only an objection stops a proposal."""

from forum.core.i18n import _, format_number, ngettext
from forum.votes.explaining.charts import draw_bars
from forum.votes.explaining.shapes import Table

ANSWERS = {
    "support": lambda: _("Soutien"), "agree": lambda: _("Accord"), "reserve": lambda: _("Accord avec réserve"),
    "aside": lambda: _("Je me tiens à l’écart"), "object": lambda: _("Objection"),
    "blank": lambda: _("Bulletin blanc"),
}
# what each of them says of the proposal
MEANINGS = {
    "support": lambda: _("Je la porte : je contribuerai à ce qu’elle réussisse."),
    "agree": lambda: _("Elle me convient."),
    "reserve": lambda: _("Je l’accepte, même si quelque chose me préoccupe."),
    "aside": lambda: _("Je ne la soutiens pas, mais je n’empêche pas le groupe d’avancer."),
    "object": lambda: _("Elle nuirait : je m’y oppose, et je dis pourquoi."),
    "blank": lambda: "",
}
REMARKS = {
    "no_agreement": lambda of: _("Personne n’a donné son accord ni objecté : il n’y a pas de résultat."),
    "objected": lambda of: ngettext("Non adopté : %(num)s objection.", "Non adopté : %(num)s objections.", of["count"]),
    "consented": lambda of: ngettext("Adopté : aucune objection, %(num)s voix favorable.",
                                     "Adopté : aucune objection, %(num)s voix favorables.", of["count"]),
    "reserved": lambda of: ngettext("Dont %(num)s avec réserve.", "Dont %(num)s avec réserve.", of["count"]),
}


def title():
    """Name the method for a person."""
    return _("Décider par consentement")


def say_rules(paper):
    """Say what an objection is, and what adopts."""
    return [_("Cinq réponses, du soutien à l’objection."),
            _("Adopté si personne n’objecte et si au moins une personne donne son accord."),
            _("Une objection dit pourquoi; sa raison est publiée avec les bulletins."),
            _("Se tenir à l’écart n’empêche rien.")]


def say_choice(choice, labels):
    """Give the word of an answer, and the reason of an objection."""
    word = ANSWERS[choice["answer"]]()
    return [_("%(word)s : %(reason)s", word=word, reason=choice["reason"])] if "reason" in choice else [word]


def list_tables(result, paper, labels):
    """Give what each answer means, and how many gave it."""
    rows = tuple((word(), MEANINGS[answer](), format_number(result["figures"][answer]))
                 for answer, word in ANSWERS.items())
    return [Table(_("Degrés d’accord"), (_("Réponse"), _("Ce qu’elle dit de la proposition"), _("Voix")), rows)]


def draw(result, paper, labels):
    """Draw how many gave each answer."""
    figures = result["figures"]
    rows = [(word(), format_number(figures[answer]), figures[answer], sum(figures.values()), "")
            for answer, word in ANSWERS.items()]
    return [draw_bars(_("Réponses, du soutien à l’objection"), rows)]

"""The sentences that say what is wrong with what a note-taker sent."""

from forum.core.errors import Refusal
from forum.core.i18n import lazy

SENTENCES = {
    "kind": lazy("Choisissez ce que c’est."),
    "shared": lazy("Choisissez dans la liste."),
    "theme": lazy("Choisissez un volet de la journée."),
    "people": lazy("Écrivez un nombre de personnes, de 1 à 2 000, ou rien."),
    "key": lazy("Cette page ne peut plus être envoyée : rechargez-la et recommencez."),
    "many_sheets": lazy("Une journée a au plus 60 feuilles de notes."),
    "many_lines": lazy("Une feuille a au plus 200 lignes."),
    "parked": lazy("Rangez d’abord la feuille sous un volet : ce qui est mis de côté y paraît."),
    "stale": lazy("Quelqu’un a changé cette ligne entre-temps : relisez-la avant de l’enregistrer."),
    "unseen": lazy("Une ligne a changé pendant que le groupe lisait : relisez le texte ensemble, puis validez-le."),
}


def refuse(reason, field=""):
    """Refuse with a sentence, beside a field when it is about one."""
    raise Refusal("invalid", None if field else SENTENCES[reason], {field: SENTENCES[reason]} if field else None)

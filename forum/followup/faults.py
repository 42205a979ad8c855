"""What is refused about what follows a day, in sentences."""

from forum.core.errors import Refusal
from forum.core.i18n import lazy

SENTENCES = {
    "none": lazy("Cochez au moins une piste."),
    "many": lazy("Cochez moins de pistes à la fois."),
    "stale": lazy("Ce qui partirait n’est plus ce que vous avez lu : relisez-le avant d’envoyer."),
    "nothing": lazy("Tout ce qui est ouvert a déjà été annoncé."),
    "nobody": lazy("Personne n’a demandé à recevoir les suites de cette journée : aucune lettre ne part."),
}


def refuse(what):
    """Refuse with the sentence of a fault."""
    raise Refusal("invalid", SENTENCES[what])

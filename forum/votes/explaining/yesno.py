"""One question, for or against, in words."""

from forum.core.i18n import _

ANSWERS = {
    "yes": lambda: _("Pour"), "no": lambda: _("Contre"), "abstain": lambda: _("Abstention"),
    "blank": lambda: _("Bulletin blanc"),
}
REMARKS = {
    "no_answer": lambda of: _("Personne n’a voté pour ni contre : il n’y a pas de résultat."),
    "adopted": lambda of: _("Adopté : %(yes)s pour sur %(base)s, il en fallait %(needed)s.", **of),
    "rejected": lambda of: _("Non adopté : %(yes)s pour sur %(base)s, il en fallait %(needed)s.", **of),
}


def title():
    """Name the method for a person."""
    return _("Adopter un libellé")


def say_rules(paper):
    """Say nothing: the majority, which the presenters say, is the whole rule."""
    return []


def say_choice(choice, labels):
    """Give the word of an answer."""
    return [ANSWERS[choice["answer"]]()]


def list_tables(result, paper, labels):
    """Give no table: the parts of the one bar say it all."""
    return []


def draw(result, paper, labels):
    """Give no picture: the parts of the one bar say it all."""
    return []

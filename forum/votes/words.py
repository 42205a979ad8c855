"""The sentence of each fault, for a person, in the language of whoever reads it in the end."""

from forum.core.i18n import lazy

SENTENCES = {
    "required": lambda **of: lazy("Ce champ est nécessaire."),
    "unknown_field": lambda **of: lazy("Ce champ n’est pas prévu."),
    "not_object": lambda **of: lazy("Un objet est attendu ici."),
    "not_list": lambda **of: lazy("Une liste est attendue ici."),
    "not_text": lambda **of: lazy("Un texte est attendu ici."),
    "not_integer": lambda **of: lazy("Un nombre entier est attendu ici."),
    "not_boolean": lambda **of: lazy("Oui ou non est attendu ici."),
    "not_fraction": lambda **of: lazy("Une fraction est attendue, comme 2/3, de plus de 0 et d’au plus 1."),
    "not_one_of": lambda **of: lazy("Choisissez parmi : %(words)s.", **of),
    "out_of_bounds": lambda **of: lazy("Choisissez un nombre de %(low)s à %(high)s.", **of),
    "empty": lambda **of: lazy("Ce texte est vide."),
    "too_long": lambda **of: lazy("Ce texte dépasse %(limit)s caractères.", **of),
    "bad_characters": lambda **of: lazy("Ce texte contient des caractères qui ne s’écrivent pas."),
    "never_reached": lambda **of: lazy("Plus que la totalité ne peut jamais être atteint."),
    "no_majority": lambda **of: lazy("Cette façon de voter classe les options et n’a pas de majorité à atteindre."),
    "no_tie": lambda **of: lazy("Cette façon de voter n’a pas de dernière place à départager."),
    "drawn_here": lambda **of: lazy("Le sort est tiré ici, à la préparation : ni empreinte ni germe ne s’envoient."),
    "order_incomplete": lambda **of: lazy("L’ordre doit nommer chaque option une fois."),
    "not_taken": lambda **of: lazy("Cette façon de voter ne prend pas ce réglage."),
    "too_few_options": lambda **of: lazy("Il faut au moins %(least)s options.", **of),
    "too_many_options": lambda **of: lazy("Il ne peut pas y avoir plus de %(most)s options.", **of),
    "same_key": lambda **of: lazy("Deux options portent le même code."),
    "not_a_choice": lambda **of: lazy("Cette réponse n’est pas de la forme attendue."),
    "foreign_option": lambda **of: lazy("Cette réponse nomme une option qui n’est pas dans ce vote."),
    "option_twice": lambda **of: lazy("Cette réponse nomme deux fois la même option."),
    "too_many": lambda **of: lazy("%(given)s choix, mais %(maximum)s au plus.", **of),
    "too_few": lambda **of: lazy("%(given)s choix, mais au moins %(minimum)s.", **of),
    "tie_not_allowed": lambda **of: lazy("Deux options ne peuvent pas partager un rang dans cette façon de voter."),
    "empty_rank": lambda **of: lazy("Un des rangs de cette réponse est vide."),
    "too_many_ranks": lambda **of: lazy("%(given)s rangs remplis, mais %(maximum)s au plus.", **of),
    "too_few_ranks": lambda **of: lazy("%(given)s rangs remplis, mais au moins %(minimum)s.", **of),
    "not_points": lambda **of: lazy("Les points sont des nombres entiers, à partir de 0."),
    "too_many_on_one": lambda **of: lazy("%(maximum)s points au plus sur une même option.", **of),
    "too_many_points": lambda **of: lazy("%(given)s points répartis, mais %(points)s au plus.", **of),
    "too_few_points": lambda **of: lazy("%(given)s points répartis, mais au moins %(minimum)s.", **of),
    "nothing_marked": lambda **of: lazy("Notez au moins une option, ou votez blanc."),
    "out_of_scale": lambda **of: lazy("Une note est un nombre entier de 0 à %(high)s.", **of),
    "unknown_grade": lambda **of: lazy("Cette mention n’est pas de celles de ce vote."),
    "wrong_number_of_grades": lambda **of: lazy("Il faut de %(low)s à %(high)s mentions.", **of),
    "grade_twice": lambda **of: lazy("Deux mentions portent le même nom."),
    "reason_missing": lambda **of: lazy("Une objection dit pourquoi : écrivez sa raison."),
    "reason_not_asked": lambda **of: lazy("Seule une objection porte une raison."),
    "sum_too_large": lambda **of: lazy("Les bulletins font une somme trop grande pour être scellée."),
    "too_long_to_count": lambda **of: lazy("Ces bulletins demanderaient trop de temps à compter."),
    "blank_not_allowed": lambda **of: lazy("Ce vote ne prend pas de bulletin blanc."),
    "not_electorate": lambda **of: lazy("À qui s’adresse le vote : des milieux, ou un atelier."),
    "bad_secret": lambda **of: lazy("Le secret du bulletin doit avoir 32 chiffres hexadécimaux."),
    "colleges_break_down": lambda **of: lazy("Un vote secret par collège montre déjà les collèges : sans ventilation."),
    "college_empty": lambda **of: lazy("Un collège n’a personne sur la liste de vote : il ne pourrait jamais adopter."),
    "college_too_small": lambda **of: lazy(
        "Vote secret par collège : chaque collège, et le reste s’il y en a, doit compter au moins %(least)s personnes.",
        **of),
    "too_many_proxies": lambda **of: lazy("Une personne porte plus de procurations que les %(most)s permises.", **of),
    "holder_absent": lambda **of: lazy("Une procuration est portée par quelqu’un qui n’est pas sur la liste de vote."),
    "no_channels": lambda **of: lazy("Un vote par collège ne prend pas de décompte fait à la main."),
    "more_than_people": lambda **of: lazy("%(given)s bulletins, c’est plus que de personnes.", **of),
    "weights_reveal": lambda **of: lazy("Des poids différents trahiraient les bulletins d’un vote secret."),
}


def sentence_of(fault):
    """Give the sentence of a fault, not yet translated."""
    return SENTENCES[fault.code](**fault.params)


def sentences_of(error):
    """Give {field: sentence} of an Invalid."""
    return {name: sentence_of(fault) for name, fault in error.faults.items()}

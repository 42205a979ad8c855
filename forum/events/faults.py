"""What can be wrong with the fields of a day, in sentences."""

from forum.core.errors import Refusal
from forum.core.i18n import lazy
from forum.events.rules import read_fields
from forum.texts.rules import clean

SENTENCES = {
    "required": lazy("Remplissez ce champ."),
    "one_line": lazy("Écrivez-le sur une seule ligne."),
    "bad_form": lazy("Ce n’est pas la forme attendue."),
    "taken": lazy("C’est déjà pris."),
    "not_in_list": lazy("Choisissez dans la liste."),
    "ends_before": lazy("La fin vient avant le début."),
}
FORMS = {
    "slug": lazy("Des lettres minuscules sans accent, des chiffres et des traits d’union."),
    "code": lazy("Des lettres et des chiffres, 12 au plus."),
    "key": lazy("Des lettres minuscules, des chiffres et des traits de soulignement."),
    "number": lazy("Un numéro comme 2 ou 2.1."),
}


def say(name, fault, limit=0):
    """Write a fault of a field as a sentence."""
    if fault == "too_long":
        return lazy("Au plus %(limit)s caractères.", limit=limit)
    if fault == "too_many":
        return lazy("Au plus %(limit)s éléments.", limit=limit)
    return FORMS[name] if fault == "bad_form" and name in FORMS else SENTENCES[fault]


def refuse(name, fault, limit=0):
    """Refuse one field with its sentence."""
    raise Refusal("invalid", fields={name: say(name.rsplit(".", 1)[-1], fault, limit)})


def clean_values(values):
    """Give texts in NFC without control characters; what is not a text is left as it is."""
    return {name: clean(value) if isinstance(value, str) else value for name, value in values.items()}


def take_fields(values, fields, prefix=""):
    """Give the cleaned texts of these fields; raises Refusal("invalid") with a sentence by field."""
    read, faults = read_fields(clean_values(values), fields)
    if faults:
        raise Refusal("invalid", fields={prefix + name: say(name, *fault) for name, fault in faults.items()})
    return read


def take_rows(rows, fields, prefix, most):
    """Give the cleaned texts of each row; the faults of all rows are told together, as "programme.2.title_fr"."""
    if len(rows) > most:
        refuse(prefix, "too_many", most)
    taken, sentences = [], {}
    for place, row in enumerate(rows):
        read, faults = read_fields(clean_values(row), fields)
        sentences.update({f"{prefix}.{place}.{name}": say(name, *fault) for name, fault in faults.items()})
        taken.append(dict.fromkeys(fields) | read)  # what a row leaves out is empty: the list is replaced whole
    if sentences:
        raise Refusal("invalid", fields=sentences)
    return taken

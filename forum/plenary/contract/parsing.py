"""Read what clients send: strict JSON, strict types, and a sentence for each fault."""

import re

from pydantic import ValidationError

from forum.core.errors import Refusal
from forum.core.i18n import lazy
from forum.core.strict_json import StrictJson

LARGEST_BODY = 64 * 1024
SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")
UNION_NAMES = ("str", "TextPair")

SENTENCES = {
    "missing": lazy("Ce champ est nécessaire."),
    "string_type": lazy("Un texte est attendu ici."),
    "int_type": lazy("Un nombre entier est attendu ici."),
    "bool_type": lazy("Oui ou non est attendu ici."),
    "list_type": lazy("Une liste est attendue ici."),
    "dict_type": lazy("Un objet est attendu ici."),
    "model_type": lazy("Un objet est attendu ici."),
    "literal_error": lazy("Cette valeur n’est pas parmi celles qui sont prévues."),
    "string_pattern_mismatch": lazy("32 chiffres hexadécimaux sont attendus ici."),
    "string_too_long": lazy("Ce texte est trop long."),
}
OTHERWISE = lazy("Cette valeur n’est pas valide.")


def read_json(data):
    """Give the value of JSON bytes; raises Refusal("invalid") for what JSON or good sense forbids.

    Refused beyond broken syntax: a key written twice, NaN and Infinity, numbers of thousands of digits, lone
    surrogates, nesting that has no end.
    """
    try:
        value = StrictJson.loads(data.decode("utf-8"))
        if SURROGATE_ESCAPE.search(data):
            StrictJson.dumps(value).encode("utf-8")
    except ValueError:
        raise Refusal("invalid", lazy("Le corps de la demande n’est pas du JSON valide.")) from None
    return value


def read_body(model, value):
    """Give the value as the model; raises Refusal("invalid") with a sentence for each field at fault."""
    try:
        return model.model_validate(value)
    except (ValidationError, RecursionError) as error:
        raise Refusal("invalid", fields=_say(error)) from None


def _say(error):
    if not isinstance(error, ValidationError):
        return {}
    faults = {}
    for fault in error.errors(include_url=False, include_context=False, include_input=False):
        place = ".".join(str(part) for part in fault["loc"] if part not in UNION_NAMES) or "body"
        faults.setdefault(place[:80], SENTENCES.get(fault["type"], OTHERWISE))
    return faults

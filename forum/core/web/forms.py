"""Forms that were refused come back with each sentence beside its field."""

from forum.core.database import transaction
from forum.core.errors import Refusal


def carry_out(form, act, before=None):
    """Carry an act out in a transaction and give what it gives; on a refusal about fields, mark them and give None.

    `before` is what can be done or refused while the database does not wait.
    Raises the refusal when it is about no field.
    """
    try:
        if before:
            before()
        with transaction():
            return act()
    except Refusal as refusal:
        if not refusal.fields:
            raise
        for name, sentence in refusal.fields.items():
            field = form[name] if name in form else next(iter(form))
            field.errors = [*field.errors, sentence]
    return None

"""Who may take notes in a day, and when a sheet may change."""

from forum.core.i18n import lazy
from forum.core.policies import allow, deny

NOTING = frozenset({"organiser", "facilitator", "note_taker"})
VALIDATED = lazy("Le groupe a validé ce texte : rouvrez la feuille pour le changer.")


def can_note(viewer, roles):
    """Judge whether the viewer may read and write the notes of a day: its note-takers and who runs it."""
    if viewer.is_admin or roles & NOTING:
        return allow()
    if not viewer.is_signed_in:
        return deny(lazy("Connectez-vous pour prendre des notes."))
    return deny(lazy("Seuls le secrétariat, l’animation et l’organisation de cette journée prennent ses notes."))


def can_change(sheet):
    """Judge whether the lines of a sheet may change: not while the text is the one that its group validated."""
    return deny(VALIDATED) if sheet.validated_at else allow()


def can_validate(sheet):
    """Judge whether there is anything to validate, and a place for it."""
    if sheet.validated_at:
        return deny(lazy("Ce texte est déjà validé."))
    if not sheet.lines:
        return deny(lazy("Il n’y a encore rien à valider."))
    return allow()


def can_remove(sheet):
    """Judge whether a sheet may be thrown away: not once its text has been published with the day."""
    if sheet.discussion_id:
        return deny(lazy("Le texte de cette feuille a été publié avec la journée : elle reste."))
    return allow()


def can_carry(line):
    """Judge whether the rapporteur may take a line to the plenary: what the group has validated, and did not park."""
    if not line.sheet.validated_at:
        return deny(lazy("Le groupe n’a pas encore validé ce texte."))
    if line.kind == "parked":
        return deny(lazy("Ce qui est mis de côté ne va pas en plénière : changez d’abord ce que c’est."))
    return allow()

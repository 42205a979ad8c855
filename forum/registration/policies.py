"""Who may register, who keeps a day's registrations, and who may read what was said in private."""

from forum.core.i18n import lazy
from forum.core.policies import allow, deny
from forum.events.policies import can_edit
from forum.registration.rules import is_within

CLOSED = lazy("Les inscriptions à cette journée sont fermées.")
NOT_YET = lazy("Les inscriptions à cette journée ne sont pas encore ouvertes.")
OVER = lazy("Les inscriptions à cette journée sont terminées.")
INVITED = lazy("Cette journée est sur invitation : ouvrez le lien de la lettre que vous avez reçue.")


def can_register(setting, today, has_link=False):
    """Judge whether somebody may register now; whoever was invited comes by the link of their letter."""
    if setting is None or setting.mode == "closed":
        return deny(CLOSED)
    if not is_within(setting.opens_on, None, today):
        return deny(NOT_YET)
    if not is_within(None, setting.closes_on, today) or (setting.erase_on and setting.erase_on <= today):
        return deny(OVER)
    if setting.mode == "invited" and not has_link:
        return deny(INVITED)
    return allow()


def can_set_up(viewer, roles):
    """Judge whether the viewer may say how a day takes people in: who may change the day."""
    return can_edit(viewer, roles)


def can_keep_list(viewer, roles):
    """Judge whether the viewer may read and keep the list of who is registered: organisers and the desk."""
    if viewer.is_admin or roles & {"organiser", "desk"}:
        return allow()
    if not viewer.is_signed_in:
        return deny(lazy("Connectez-vous pour voir les inscriptions."))
    return deny(lazy("Seules l’organisation et la table d’accueil voient les inscriptions."))


def can_read_private(viewer, roles):
    """Judge whether the viewer may read access needs and meals: the organisers alone."""
    if viewer.is_admin or "organiser" in roles:
        return allow()
    return deny(lazy("Seule l’organisation de la journée lit les besoins d’accès et les repas."))

"""Who may see a day and who may change it."""

from sqlalchemy import exists, or_, true

from forum.core.i18n import lazy
from forum.core.policies import allow, deny
from forum.events.models import Event, EventRole

CODE_STAYS = lazy("La journée est publiée : son code est cité, il reste.")
NO_ACCOUNT = lazy("Aucun compte n’a cette adresse.")
LAST_ORGANISER = lazy("C’est la dernière personne qui organise cette journée.")

def visible(viewer):
    """Give the SQL clause on `Event` that keeps the days this viewer may see; the same rule as `can_see`."""
    if viewer.is_admin:
        return true()
    published = Event.state == "published"
    if not viewer.is_signed_in:
        return published
    return or_(published, exists().where(EventRole.event_id == Event.id, EventRole.account_id == viewer.id))


def can_see(viewer, event, roles):
    """Judge one day: a published one is everyone's, a draft is for those who hold a role in it (`roles`, words)."""
    if event.state == "published" or viewer.is_admin or roles:
        return allow()
    return deny(lazy("Cette journée n’est pas publiée."))


def can_edit(viewer, roles):
    """Judge whether the viewer may change a day: its organisers and the site's administrators."""
    if viewer.is_admin or "organiser" in roles:
        return allow()
    if not viewer.is_signed_in:
        return deny(lazy("Connectez-vous pour modifier cette journée."))
    return deny(lazy("Seules les personnes qui organisent cette journée peuvent la modifier."))


def can_create(viewer, organises_a_day):
    """Judge whether the viewer may create a day: administrators, and those who already organise one."""
    if viewer.is_admin or organises_a_day:
        return allow()
    if not viewer.is_signed_in:
        return deny(lazy("Connectez-vous pour créer une journée."))
    return deny(lazy("Il faut déjà organiser une journée, ou administrer le site, pour en créer une."))

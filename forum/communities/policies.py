"""Who may see, join, publish and edit in the communities."""

from sqlalchemy import true

from forum.communities.models import Guide
from forum.core.i18n import lazy
from forum.core.policies import allow, deny

SIGN_IN = lazy("Connectez-vous pour participer à la communauté.")
JOIN_FIRST = lazy("Rejoignez d’abord la communauté : ses membres publient et tiennent à jour les guides.")


def visible(viewer):
    """Give the SQL clause on `Guide` that keeps the guides this viewer may see; the same rule as `can_see`."""
    return true() if viewer.is_admin else Guide.hidden_at.is_(None)


def can_see(viewer, guide):
    """Judge one guide: everyone reads them, but those that were taken away."""
    return allow() if viewer.is_admin or guide.hidden_at is None else deny(lazy("Ce guide a été retiré."))


class _Founders:
    """Who else founds communities is known higher up: the wiring says how it is asked."""

    organises = None


def register_founders(organises):
    """Say who founds communities besides administrators: organises(viewer) → whether they organise a day."""
    _Founders.organises = staticmethod(organises)


def can_found(viewer):
    """Judge whether the viewer may found a community: administrators, and those who organise a day."""
    if not viewer.is_signed_in:
        return deny(lazy("Connectez-vous pour fonder une communauté."))
    if viewer.is_admin or (_Founders.organises and _Founders.organises(viewer)):
        return allow()
    return deny(lazy("Il faut organiser une journée, ou administrer le site, pour fonder une communauté."))


def can_join(viewer, membership):
    """Judge whether the viewer may join (`membership` is their own, or None)."""
    if not viewer.is_signed_in:
        return deny(SIGN_IN)
    return deny(lazy("Vous êtes déjà membre.")) if membership else allow()


def can_publish(viewer, membership):
    """Judge whether the viewer may publish and edit the community's guides: its members."""
    if not viewer.is_signed_in:
        return deny(SIGN_IN)
    return allow() if membership else deny(JOIN_FIRST)


def can_remove(viewer, membership):
    """Judge whether the viewer may take a guide away: who animates the community, and administrators."""
    if viewer.is_admin or (membership and membership.role == "animator"):
        return allow()
    return deny(lazy("Seules les personnes qui animent la communauté peuvent retirer un guide."))

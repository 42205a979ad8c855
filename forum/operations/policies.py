"""Who may see how the server is doing."""

from forum.core.i18n import lazy
from forum.core.policies import allow, deny


def can_watch(viewer, has_part):
    """Judge whether the viewer may see the operator's page: administrators, and who has a role in a live day."""
    if viewer.is_admin or has_part:
        return allow()
    return deny(lazy("Cette page est à qui administre le site ou tient un rôle dans une journée en cours."))

"""Who may see a series and who may change it."""

from sqlalchemy import exists

from forum.core.i18n import lazy
from forum.core.policies import allow, deny
from forum.events import policies as events
from forum.events.models import Event, Series

ELSEWHERE = lazy("Cette journée est déjà dans une série : retirez-la d’abord de celle-ci.")


def visible(viewer):
    """Give the SQL clause on `Series` that keeps those of which the viewer may see a day."""
    return exists().where(Event.series_id == Series.id, events.visible(viewer))


def can_edit(viewer, organises_in_it):
    """Judge whether the viewer may change a series: whoever organises one of its days, and administrators."""
    if viewer.is_admin or organises_in_it:
        return allow()
    if not viewer.is_signed_in:
        return deny(lazy("Connectez-vous pour modifier cette série."))
    return deny(lazy("Seules les personnes qui organisent une journée de la série peuvent la modifier."))

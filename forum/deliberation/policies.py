"""Who may see what a day deliberates: what the day lets see, and a decision only once it is published."""

from sqlalchemy import and_

from forum.core.i18n import lazy
from forum.core.policies import allow, deny
from forum.deliberation.models import Decision
from forum.events import policies as events

NO_WORDING = lazy("Une discussion sans recommandation originale n’a pas de libellé.")


def visible_decision(viewer):
    """Give the SQL clause on `Decision` joined to its `Event`; the same rule as `can_see_decision`."""
    return and_(events.visible(viewer), Decision.is_published)


def can_see_decision(viewer, decision, event, roles):
    """Judge one decision: nobody sees a result before its publication."""
    if not events.can_see(viewer, event, roles):
        return events.can_see(viewer, event, roles)
    return allow() if decision.is_published else deny(lazy("Cette décision n’est pas encore publiée."))


def can_remove(is_used):
    """Judge whether a finding, piste or recommendation may go: not once a vote, a decision or a topic bears on it."""
    if is_used:
        return deny(lazy("Elle a été mise aux voix ou un sujet en parle : elle ne peut plus être retirée."))
    return allow()


def can_renumber(event):
    """Judge whether letters may be given again in a new order: only before publication, since they are cited."""
    if event.state == "published":
        return deny(lazy("La journée est publiée : l’ordre change, les lettres restent."))
    return allow()

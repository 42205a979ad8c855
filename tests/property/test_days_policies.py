"""What a viewer may see is said twice, as a verdict and as a clause: they always agree."""

from itertools import combinations, product

from sqlalchemy import select

from forum.accounts.viewer import ANONYMOUS
from forum.core.database import db, transaction, utc_now
from forum.deliberation import policies as deliberation
from forum.deliberation.models import Decision
from forum.events import policies as events
from forum.events.models import Event
from forum.events.queries import list_events, roles_of
from forum.events.rules import ROLES, STATES
from forum.events.services import give_role
from forum.trails.services import new_node


def make_days(cast):
    """Make a day of each state with each set of at most two roles held by paul, and a decision of each sort in it."""
    people = [(), *((role,) for role in ROLES), *combinations(ROLES, 2)]
    now = utc_now()
    with transaction():
        for number, (state, held) in enumerate(product(STATES, people)):
            event = Event(slug=f"jour-{number}", code=f"J{number}", state=state, title_fr=f"Jour {number}",
                          created_at=now, changed_at=now)
            db.session.add(event)
            db.session.flush()
            for role in held:
                give_role(event.id, cast.paul.id, role)
            for published in (True, False):
                db.session.add(Decision(event_id=event.id, node_id=new_node("decision").id, kind="without_vote",
                                        title_fr="Une décision", is_published=published))


def test_clause_and_verdict_agree_for_every_viewer_day_and_decision(app, cast):
    make_days(cast)
    events_all = db.session.scalars(select(Event)).all()
    decisions = db.session.scalars(select(Decision)).all()
    by_id = {event.id: event for event in events_all}
    for viewer in (ANONYMOUS, cast.admin, cast.paul, cast.mia):
        roles = {event.id: roles_of(viewer, event.id) for event in events_all}
        seen = set(db.session.scalars(select(Event.id).where(events.visible(viewer))))
        assert seen == {event.id for event in events_all if events.can_see(viewer, event, roles[event.id])}
        assert seen == {event.id for event in list_events(viewer)}
        shown = set(db.session.scalars(
            select(Decision.id).join(Decision.event).where(deliberation.visible_decision(viewer))))
        assert shown == {row.id for row in decisions if deliberation.can_see_decision(
            viewer, row, by_id[row.event_id], roles[row.event_id])}
    assert len(events_all) == 2 * (1 + len(ROLES) + 15)


def test_only_organisers_and_administrators_edit(cast):
    held_sets = (frozenset(), *map(frozenset, combinations(ROLES, 1)))
    for viewer, held in product((ANONYMOUS, cast.admin, cast.paul), held_sets):
        verdict = events.can_edit(viewer, held)
        assert bool(verdict) == (viewer.is_admin or "organiser" in held)
        assert verdict or str(verdict.reason)

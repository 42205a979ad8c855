"""Make a new day from another: its frame and its themes, nothing of what was said, voted or decided in it."""

from sqlalchemy import select

from forum.core.database import db, utc_now
from forum.core.policies import require
from forum.deliberation.models import Finding, FindingPoint, Piste, Recommendation, Theme, WordingVersion
from forum.deliberation.queries import list_themes
from forum.events import policies
from forum.events.models import EventOrganisation, Organiser, ProgrammeItem, Sector
from forum.events.queries import get_event_with_parts, roles_of
from forum.events.services import create_event
from forum.trails.services import new_node

# What a copy does not take over: what the row is, and where it hangs.
_OWN = {"id", "node_id", "event_id", "theme_id", "finding_id", "recommendation_id"}
# what a copy may leave behind; the rest of the frame is always copied
ALL = frozenset({"organisations", "rooms", "findings", "pistes", "recommendations"})


def duplicate_event(viewer, slug, values, now=None, parts=ALL):
    """Create a draft like another day the viewer organises: `values` as for `create_event`, `parts` some of `ALL`.

    Copied: organisers, organisations, sectors, programme, themes with findings and pistes, and recommendations in their
    latest wording. Roles, discussions, evaluation, decisions and links of the trail are not.
    """
    source = get_event_with_parts(slug, viewer)
    require(policies.can_edit(viewer, roles_of(viewer, source.id)))
    now = now or utc_now()
    event = create_event(viewer, {"place_fr": source.place_fr, "place_en": source.place_en} | values, now)
    event.organisers = [_copy(Organiser, row) for row in source.organisers]
    if "organisations" in parts:
        event.organisations = [_copy(EventOrganisation, row) for row in source.organisations]
    event.sectors = [_copy(Sector, row) for row in source.sectors]
    rooms = {} if "rooms" in parts else {"room_fr": None, "room_en": None}
    event.programme = [_copy(ProgrammeItem, row, **rooms) for row in source.programme]
    themes = {theme.id: _copy_theme(event, theme, parts) for theme in list_themes(source.id)}
    db.session.flush()
    if "recommendations" in parts:
        _copy_recommendations(viewer, source, event, themes, now)
    db.session.flush()
    return event


def _copy_recommendations(viewer, source, event, themes, now):
    for row in db.session.scalars(select(Recommendation).where(
            Recommendation.event_id == source.id, Recommendation.kind == "recommendation")).all():
        copy = _copy(Recommendation, row, event_id=event.id, node_id=new_node("recommendation").id,
                     theme_id=themes[row.theme_id].id if row.theme_id else None)
        if row.wording:
            copy.wordings = [WordingVersion(number=1, text_fr=row.wording.text_fr, text_en=row.wording.text_en, at=now,
                                            author_id=viewer.id)]
        db.session.add(copy)


def _copy(model, row, **more):
    columns = {column.key: getattr(row, column.key) for column in model.__table__.columns if column.key not in _OWN}
    return model(**columns | more)


def _copy_theme(event, theme, parts):
    copy = _copy(Theme, theme, event_id=event.id, parked_title_fr=None, parked_title_en=None)
    db.session.add(copy)
    for row in theme.findings if "findings" in parts else ():
        finding = _copy(Finding, row, node_id=new_node("finding").id)
        finding.points = [_copy(FindingPoint, point) for point in row.points]
        copy.findings.append(finding)
    if "pistes" in parts:
        copy.pistes = [_copy(Piste, row, node_id=new_node("piste").id) for row in theme.pistes]
    return copy

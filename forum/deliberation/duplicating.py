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


def duplicate_event(viewer, slug, values, now=None):
    """Create a draft like another day the viewer organises: `values` as for `create_event`.

    Copied: organisers, organisations, sectors, programme, themes with findings and pistes, and recommendations in their
    latest wording. Roles, discussions, evaluation, decisions and links of the trail are not.
    """
    source = get_event_with_parts(slug, viewer)
    require(policies.can_edit(viewer, roles_of(viewer, source.id)))
    now = now or utc_now()
    event = create_event(viewer, {"place_fr": source.place_fr, "place_en": source.place_en} | values, now)
    event.organisers = [_copy(Organiser, row) for row in source.organisers]
    event.organisations = [_copy(EventOrganisation, row) for row in source.organisations]
    event.sectors = [_copy(Sector, row) for row in source.sectors]
    event.programme = [_copy(ProgrammeItem, row) for row in source.programme]
    themes = {theme.id: _copy_theme(event, theme) for theme in list_themes(source.id)}
    db.session.flush()
    for row in db.session.scalars(select(Recommendation).where(
            Recommendation.event_id == source.id, Recommendation.kind == "recommendation")).all():
        copy = _copy(Recommendation, row, event_id=event.id, node_id=new_node("recommendation").id,
                     theme_id=themes[row.theme_id].id if row.theme_id else None)
        if row.wording:
            copy.wordings = [WordingVersion(number=1, text_fr=row.wording.text_fr, text_en=row.wording.text_en, at=now,
                                            author_id=viewer.id)]
        db.session.add(copy)
    db.session.flush()
    return event


def _copy(model, row, **more):
    columns = {column.key: getattr(row, column.key) for column in model.__table__.columns if column.key not in _OWN}
    return model(**columns | more)


def _copy_theme(event, theme):
    copy = _copy(Theme, theme, event_id=event.id, parked_title_fr=None, parked_title_en=None)
    db.session.add(copy)
    for row in theme.findings:
        finding = _copy(Finding, row, node_id=new_node("finding").id)
        finding.points = [_copy(FindingPoint, point) for point in row.points]
        copy.findings.append(finding)
    copy.pistes = [_copy(Piste, row, node_id=new_node("piste").id) for row in theme.pistes]
    return copy

"""Recommendations and their wordings, to which a version is added and never changed. Others call services.py."""

from sqlalchemy import exists, func, select

from forum.core.database import db, lock, utc_now
from forum.core.database.matching import Changes, assign
from forum.core.errors import Refusal
from forum.core.policies import require
from forum.core.web.pages import changed
from forum.deliberation import policies
from forum.deliberation.models import Recommendation, Theme, WordingVersion
from forum.deliberation.queries import is_used
from forum.deliberation.removing import nodes_of_recommendation, remove_recommendation_with_nodes
from forum.deliberation.rules import NUMBER_FIELD, RECOMMENDATION_FIELDS, WORDING_FIELDS
from forum.events.faults import refuse, say, take_fields
from forum.events.models import Event
from forum.events.rules import MAXIMUM_ROWS
from forum.events.services import lock_event, touch
from forum.notifications import services as letters
from forum.trails.queries import list_origins
from forum.trails.services import new_node


def add_recommendation(viewer, slug, values, now=None):
    """Add a recommendation at the end of a day with its first wording: {number, title_, text_, note_, theme_id?}."""
    event = lock_event(viewer, slug)
    read = take_fields(values, NUMBER_FIELD | RECOMMENDATION_FIELDS | WORDING_FIELDS)
    count, last = db.session.execute(select(func.count(Recommendation.id), func.max(Recommendation.position)).where(
        Recommendation.event_id == event.id)).one()
    if count >= MAXIMUM_ROWS:
        refuse("number", "too_many", MAXIMUM_ROWS)
    _refuse_taken(event, read["number"])
    row = Recommendation(
        node_id=new_node("recommendation").id, event_id=event.id, kind="recommendation", number=read["number"],
        title_fr=read["title_fr"], title_en=read.get("title_en"), theme_id=_theme_of(event, values.get("theme_id")),
        position=(last or 0) + 1)
    row.wordings = [_version(viewer, 1, read, now)]
    db.session.add(row)
    touch(event)
    changed("recommendations")
    return row


def update_recommendation(viewer, recommendation_id, values):
    """Change the title, number or theme of a recommendation; a number stays once the day is published."""
    event, row = _lock(viewer, recommendation_id)
    known = {"number": row.number, "title_fr": row.title_fr, "title_en": row.title_en}
    read = take_fields(known | values, NUMBER_FIELD | RECOMMENDATION_FIELDS)
    if read["number"] != row.number:
        require(policies.can_renumber(event))
        _refuse_taken(event, read["number"])
    if "theme_id" in values:
        read["theme_id"] = _theme_of(event, values["theme_id"])
    assign(row, read, Changes())
    _tell(event, row)
    return row


def add_wording(viewer, recommendation_id, values, now=None):
    """Add a version to a recommendation's wording: {text_fr, text_en, note_fr, note_en}; the same words add nothing."""
    event, row = _lock(viewer, recommendation_id)
    if row.kind != "recommendation":
        raise Refusal("invalid", fields={"text_fr": policies.NO_WORDING})
    read = take_fields(values, WORDING_FIELDS)
    latest = row.wording
    if latest and (latest.text_fr, latest.text_en) == (read["text_fr"], read.get("text_en")):
        return latest
    version = _version(viewer, latest.number + 1 if latest else 1, read, now)
    row.wordings.append(version)
    _tell(event, row)
    if event.state == "published" and version.number > 1:
        letters.announce("wording", f"{row.id}.{version.number}", event.id, [row.node_id, *list_origins(row.node_id)],
                         (row.title_fr, row.title_en), f"recommandations/{row.code}/")
    return version


def remove_recommendation(viewer, recommendation_id):
    """Remove a recommendation, unless a vote, a decision or a topic bears on it."""
    event, row = _lock(viewer, recommendation_id)
    for node_id in nodes_of_recommendation(row):
        require(policies.can_remove(is_used(node_id)))
    remove_recommendation_with_nodes(row)
    touch(event)
    changed("recommendations")


def reorder_recommendations(viewer, slug, recommendation_ids):
    """Put the recommendations of a day in a new order; their numbers stay."""
    event = lock_event(viewer, slug)
    rows = {row.id: row for row in db.session.scalars(
        select(Recommendation).where(Recommendation.event_id == event.id))}
    if sorted(rows) != sorted(recommendation_ids):
        raise Refusal("invalid", fields={"order": say("order", "not_in_list")})
    for position, ident in enumerate(recommendation_ids, 1):
        rows[ident].position = position
    touch(event)
    changed("recommendations", *(f"node:{row.node_id}" for row in rows.values()))


def _lock(viewer, recommendation_id):
    slug = db.session.scalar(select(Event.slug).join(Recommendation, Recommendation.event_id == Event.id).where(
        Recommendation.id == recommendation_id))
    return lock_event(viewer, slug), lock(Recommendation, recommendation_id)


def _tell(event, row):
    touch(event)
    changed("recommendations", f"node:{row.node_id}")


def _version(viewer, number, read, now):
    return WordingVersion(number=number, text_fr=read["text_fr"], text_en=read.get("text_en"),
                          note_fr=read.get("note_fr"), note_en=read.get("note_en"), at=now or utc_now(),
                          author_id=viewer.id)


def _refuse_taken(event, number):
    if db.session.scalar(select(exists().where(
            Recommendation.event_id == event.id, Recommendation.number == number))):
        refuse("number", "taken")


def _theme_of(event, theme_id):
    if theme_id is None:
        return None
    if not db.session.scalar(select(exists().where(Theme.id == theme_id, Theme.event_id == event.id))):
        refuse("theme_id", "not_in_list")
    return theme_id

"""What organisers do with a series: begin it, describe it, put a day in it, take one out, add a city.

Each in the caller's transaction. A day is locked before its series, everywhere.
"""

from sqlalchemy import exists, select

from forum.core.database import db, lock, lock_exclusive, utc_now
from forum.core.database.matching import Changes, assign
from forum.core.errors import Refusal
from forum.core.policies import require
from forum.core.web.pages import changed
from forum.deliberation.services import duplicate_event
from forum.events.faults import refuse, take_fields
from forum.events.models import Event, Series
from forum.events.rules import SERIES_FIELDS
from forum.events.services import lock_event, touch
from forum.series import policies, queries

# what is said in a city is its own; these two may be taken along when they are ticked
CHOSEN_PARTS = frozenset({"findings", "pistes"})
CITY_FIELDS = ("city_fr", "city_en", "place_fr", "place_en", "date", "slug", "code")


def begin_series(viewer, slug, values, now=None):
    """Begin a series with a day: `values` holds the texts of `SERIES_FIELDS`; raises Forbidden, Missing, Refusal."""
    event = lock_event(viewer, slug)
    if event.series_id is not None:
        raise Refusal("invalid", fields={"title_fr": policies.ELSEWHERE})
    now = now or utc_now()
    series = Series(created_at=now, changed_at=now, **_take(values))
    db.session.add(series)
    db.session.flush()
    _put(event, series, now)
    return series


def put_in_series(viewer, slug, series_slug, now=None):
    """Put a day in a series that the viewer may change; once is enough. Raises Forbidden, Missing, Refusal."""
    event = lock_event(viewer, slug)
    series = db.session.scalar(select(Series).where(Series.slug == series_slug).with_for_update())
    if series is None or not policies.can_edit(viewer, queries.organises_in(viewer, series.id)):
        refuse("series", "not_in_list")
    if event.series_id not in (None, series.id):
        raise Refusal("invalid", fields={"series": policies.ELSEWHERE})
    _put(event, series, now)


def take_out(viewer, slug, now=None):
    """Take a day out of its series; the series goes with its last day. Raises Forbidden, Missing."""
    event = lock_event(viewer, slug)
    if event.series_id is None:
        return
    series = lock(Series, event.series_id)
    event.series_id = None
    touch(event, now)
    _touch(series, now)
    if not db.session.scalar(select(exists().where(Event.series_id == series.id))):
        db.session.delete(series)
        db.session.flush()


def update_series(viewer, slug, values, now=None):
    """Change the texts or the address of a series; a field that is absent stays. Raises Forbidden, Missing, Refusal."""
    series = _lock_series(viewer, slug)
    changed(f"series:{series.slug}")
    known = {name: getattr(series, name) for name in SERIES_FIELDS}
    assign(series, _take({**known, **values}, series), Changes())
    _touch(series, now)
    return series


def add_city(viewer, slug, source_slug, values, submit_key, parts=(), now=None):
    """Make the next day of a series, a draft, from one of its days; gives it, the same when the form is sent twice.

    Copied: title, organisers, sectors, programme without its rooms, themes with their questions, and of `CHOSEN_PARTS`
    those in `parts`. `values` holds the texts of `CITY_FIELDS` and the date. Raises Forbidden, Missing, Refusal.
    """
    series = _lock_series(viewer, slug)
    sent = queries.find_sent(viewer, submit_key)
    if sent is not None:
        return sent
    source = next((day for day in queries.list_sources(series.id, viewer) if day.slug == source_slug), None)
    if source is None:
        refuse("source", "not_in_list")
    if not (values.get("city_fr") or "").strip():
        refuse("city_fr", "required")
    now = now or utc_now()
    wanted = {name: values.get(name) for name in CITY_FIELDS}
    event = duplicate_event(viewer, source.slug, {"title_fr": source.title_fr, "title_en": source.title_en} | wanted,
                            now, CHOSEN_PARTS.intersection(parts))
    event.submit_key = submit_key
    _put(event, series, now)
    return event


def _put(event, series, now):
    event.series_id = series.id
    db.session.flush()
    db.session.refresh(event, ["series"])
    touch(event, now)
    _touch(series, now)


def _touch(series, now):
    series.changed_at = now or utc_now()
    changed(f"series:{series.slug}")
    db.session.flush()


def _lock_series(viewer, slug):
    """Load a series that the viewer may change, for writing; raises Missing, Forbidden."""
    series = lock(Series, queries.get_series(slug, viewer).id)
    require(policies.can_edit(viewer, queries.organises_in(viewer, series.id)))
    return series


def _take(values, series=None):
    read = take_fields(values, SERIES_FIELDS)
    lock_exclusive("series:addresses")
    others = exists().where(Series.slug == read["slug"], Series.id != (series.id if series else 0))
    if db.session.scalar(select(others)):
        refuse("slug", "taken")
    return read

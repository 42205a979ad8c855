"""What organisers do with the themes, findings and pistes of a day. Each in the caller's transaction, for a viewer."""

from sqlalchemy import func, select

from forum.core.database import db, lock
from forum.core.database.matching import Changes, assign, match
from forum.core.errors import Refusal
from forum.core.policies import require
from forum.core.web.pages import changed
from forum.deliberation import policies
from forum.deliberation.deciding import cancel_decision, publish_decision, record_decision
from forum.deliberation.duplicating import duplicate_event
from forum.deliberation.models import Finding, FindingPoint, Piste, Theme
from forum.deliberation.pasting import MOST_ITEMS, parse_pasted_list
from forum.deliberation.queries import is_used
from forum.deliberation.removing import remove_theme_with_nodes, remove_with_node, rows_of_theme
from forum.deliberation.rules import (
    FINDING_FIELDS,
    MAXIMUM_THEMES,
    PISTE_FIELDS,
    POINT_FIELDS,
    THEME_FIELDS,
    letter_at,
    next_letter,
)
from forum.deliberation.wording import (
    add_recommendation,
    add_wording,
    remove_recommendation,
    reorder_recommendations,
    update_recommendation,
)
from forum.events.faults import refuse, say, take_fields, take_rows
from forum.events.models import Event
from forum.events.rules import MAXIMUM_ROWS
from forum.events.services import lock_event, touch
from forum.trails.services import new_node

__all__ = ["add_finding", "add_piste", "add_recommendation", "add_theme", "add_wording", "cancel_decision",
           "duplicate_event", "paste_findings", "paste_pistes", "publish_decision", "record_decision", "remove_finding",
           "remove_piste", "remove_recommendation", "remove_theme", "reorder_findings", "reorder_pistes",
           "reorder_recommendations", "reorder_themes", "update_finding", "update_piste", "update_recommendation",
           "update_theme"]


# ---- themes ----


def add_theme(viewer, slug, values):
    """Add a theme after the last one of a day; `values` holds the texts of `THEME_FIELDS`."""
    event = lock_event(viewer, slug)
    last = db.session.scalar(select(func.max(Theme.number)).where(Theme.event_id == event.id)) or 0
    if last >= MAXIMUM_THEMES:
        refuse("title_fr", "too_many", MAXIMUM_THEMES)
    theme = Theme(event_id=event.id, number=last + 1, kind="theme", **take_fields(values, THEME_FIELDS))
    db.session.add(theme)
    touch(event)
    return theme


def update_theme(viewer, theme_id, values):
    """Change the texts of a theme; a field that is absent stays."""
    event, theme = _lock_theme(viewer, theme_id)
    known = {name: getattr(theme, name) for name in THEME_FIELDS}
    assign(theme, take_fields(known | values, THEME_FIELDS), Changes())
    _tell(event, *theme.findings, *theme.pistes)
    return theme


def remove_theme(viewer, theme_id):
    """Remove a theme with its findings and pistes, unless a vote, a decision or a topic bears on one of them."""
    event, theme = _lock_theme(viewer, theme_id)
    for row in rows_of_theme(theme):
        require(policies.can_remove(is_used(row.node_id)))
    remove_theme_with_nodes(theme)
    touch(event)


def reorder_themes(viewer, slug, theme_ids):
    """Put the themes of a draft in a new order; their numbers follow it."""
    event = lock_event(viewer, slug)
    require(policies.can_renumber(event))
    themes = db.session.scalars(select(Theme).where(Theme.event_id == event.id).order_by(Theme.number)).all()
    ordered = _in_order(themes, theme_ids)
    kept = [theme.number for theme in themes]
    _give_again(ordered, "number", [number + 1000 for number in kept], kept)
    touch(event)


# ---- findings and pistes ----


def add_finding(viewer, theme_id, values, points=()):
    """Add a finding at the end of a theme: {text_fr, text_en} and rows of {text_, remark_} under it."""
    event, theme = _lock_theme(viewer, theme_id)
    finding = _add(theme, theme.findings, "finding", Finding, take_fields(values, FINDING_FIELDS))
    _set_points(finding, points)
    _tell(event, finding)
    return finding


def update_finding(viewer, finding_id, values, points=None):
    """Change a finding's text and, when they are given, all its points."""
    event, finding = _lock_lettered(viewer, Finding, finding_id)
    assign(finding, take_fields({"text_fr": finding.text_fr, "text_en": finding.text_en} | values, FINDING_FIELDS),
           Changes())
    if points is not None:
        _set_points(finding, points)
    _tell(event, finding)
    return finding


def add_piste(viewer, theme_id, values):
    """Add a piste at the end of a theme: {title_fr, title_en}."""
    event, theme = _lock_theme(viewer, theme_id)
    piste = _add(theme, theme.pistes, "piste", Piste, take_fields(values, PISTE_FIELDS))
    _tell(event, piste)
    return piste


def update_piste(viewer, piste_id, values):
    """Change a piste's title; polls keep the words that were put to the vote."""
    event, piste = _lock_lettered(viewer, Piste, piste_id)
    known = {"title_fr": piste.title_fr, "title_en": piste.title_en}
    assign(piste, take_fields(known | values, PISTE_FIELDS), Changes())
    _tell(event, piste)
    return piste


def paste_findings(viewer, theme_id, text):
    """Add the findings of a pasted list, with their points; gives the new rows."""
    event, theme = _lock_theme(viewer, theme_id)
    rows = []
    for item in _parse(text):
        finding = _add(theme, theme.findings, "finding", Finding, take_fields({"text_fr": item.text}, FINDING_FIELDS))
        _set_points(finding, [{"text_fr": point} for point in item.points])
        rows.append(finding)
    _tell(event, *rows)
    return rows


def paste_pistes(viewer, theme_id, text):
    """Add the pistes of a pasted list, a point being a piste like another; gives the new rows."""
    event, theme = _lock_theme(viewer, theme_id)
    titles = [title for item in _parse(text) for title in (item.text, *item.points)]
    rows = [_add(theme, theme.pistes, "piste", Piste, take_fields({"title_fr": title}, PISTE_FIELDS))
            for title in titles]
    _tell(event, *rows)
    return rows


def remove_finding(viewer, finding_id):
    """Remove a finding, unless a vote, a decision or a topic bears on it; its letter is given to no other."""
    event, finding = _lock_lettered(viewer, Finding, finding_id)
    require(policies.can_remove(is_used(finding.node_id)))
    remove_with_node(finding)
    touch(event)


def remove_piste(viewer, piste_id):
    """Remove a piste, unless a vote, a decision or a topic bears on it; its letter is given to no other."""
    event, piste = _lock_lettered(viewer, Piste, piste_id)
    require(policies.can_remove(is_used(piste.node_id)))
    remove_with_node(piste)
    touch(event)


def reorder_findings(viewer, theme_id, finding_ids):
    """Put the findings of a theme in a new order; the letters follow it only while the day is a draft."""
    event, theme = _lock_theme(viewer, theme_id)
    _reorder(event, theme.findings, finding_ids)


def reorder_pistes(viewer, theme_id, piste_ids):
    """Put the pistes of a theme in a new order; the letters follow it only while the day is a draft."""
    event, theme = _lock_theme(viewer, theme_id)
    _reorder(event, theme.pistes, piste_ids)


def _lock_theme(viewer, theme_id):
    """Lock the day, then the theme: every change of a day takes its locks in that order."""
    slug = db.session.scalar(select(Event.slug).join(Theme, Theme.event_id == Event.id).where(Theme.id == theme_id))
    return lock_event(viewer, slug), lock(Theme, theme_id)


def _lock_lettered(viewer, model, ident):
    theme_id = db.session.scalar(select(model.theme_id).where(model.id == ident))
    event, _ = _lock_theme(viewer, theme_id)
    return event, lock(model, ident)


def _add(theme, rows, kind, model, values):
    if len(rows) >= MAXIMUM_ROWS:
        refuse(f"{kind}s", "too_many", MAXIMUM_ROWS)
    row = model(node_id=new_node(kind).id, letter=next_letter([row.letter for row in rows]),
                position=max((row.position for row in rows), default=0) + 1, **values)
    rows.append(row)
    db.session.flush()
    return row


def _set_points(finding, points):
    taken = take_rows(points, POINT_FIELDS, "points", MAXIMUM_ROWS)
    match(finding.points, [{**values, "position": place} for place, values in enumerate(taken, 1)], "position",
          lambda values: FindingPoint(**values), Changes())


def _parse(text):
    try:
        items = parse_pasted_list(text)
    except ValueError:
        refuse("pasted", "too_many", MOST_ITEMS)
    if not items:
        refuse("pasted", "required")
    return items


def _reorder(event, rows, wanted_ids):
    ordered = _in_order(rows, wanted_ids)
    for position, row in enumerate(ordered, 1):
        row.position = position
    if policies.can_renumber(event):
        letters = [letter_at(index) for index in range(len(ordered))]
        _give_again(ordered, "letter", [f"{index:02d}" for index in range(len(ordered))], letters)
    _tell(event, *ordered)


def _in_order(rows, wanted_ids):
    by_id = {row.id: row for row in rows}
    if sorted(by_id) != sorted(wanted_ids):
        raise Refusal("invalid", fields={"order": say("order", "not_in_list")})
    return [by_id[ident] for ident in wanted_ids]


def _give_again(rows, column, passing, final):
    """Give unique values anew in two steps, since the database refuses two rows with the same one even in passing."""
    for values in (passing, final):
        for row, value in zip(rows, values, strict=True):
            setattr(row, column, value)
        db.session.flush()


def _tell(event, *rows):
    touch(event)
    changed(*(f"node:{row.node_id}" for row in rows))

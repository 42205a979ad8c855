"""What the page of a series shows: its days by the clock, and what each city retained, theme by theme."""

from dataclasses import dataclass, field

from forum.core.i18n import TIME_ZONE, _, bi
from forum.deliberation.presenters import (
    in_time,
    list_facts,
    retained_pistes,
    retained_word,
    short_name,
    states_of,
)
from forum.deliberation.queries import EventFigures
from forum.events.presenters import free_name, suggest_names
from forum.events.rules import phase_of
from forum.series.rules import align_themes
from forum.texts.rules import slug_of

LONGEST_SLUG = 70


@dataclass(frozen=True)
class Stop:
    """A day of a series: its name, where it stands by the clock ("before", "during", "after" or None), its figures."""

    day: object
    name: str
    phase: str | None
    figures: list


@dataclass
class Cell:
    """What one city retained of a theme: (piste, words), (recommendation, states), (item, words); or why nothing is."""

    stop: Stop
    theme: object = None
    pistes: list = field(default_factory=list)
    recommendations: list = field(default_factory=list)
    others: list = field(default_factory=list)
    empty: str = ""

    @property
    def holds(self):
        return bool(self.pistes or self.recommendations or self.others)


def name_day(day):
    """Name a day of a series by its city, else by its date, else by its title."""
    return bi(day, "city") or short_name(day)


def list_stops(days, figures, now):
    """Give the days of a series as stops, and the moment at which one of them turns, or None."""
    stops, moments = [], []
    for day in days:
        phase, turns_at = phase_of(day.date, day.programme, TIME_ZONE, now)
        moments += [turns_at] if turns_at else []
        stops.append(Stop(day, name_day(day), phase, list_facts(figures.get(day.id, EventFigures()))))
    return stops, min(moments, default=None)


def list_rows(stops, themes, decisions):
    """Give [(theme or None, [Cell…])…]: each theme with a cell for each city, then what stands under no theme."""
    known, retained = {theme.id for theme in themes}, retained_pistes(decisions)
    things = _gather(decisions)
    rows = []
    for row in align_themes(themes):
        cells = [_fill(Cell(stop, row.themes.get(stop.day.id)), things, retained, known) for stop in stops]
        rows.append((row.first, cells))
    rest = [_fill(Cell(stop), things, retained, known) for stop in stops]
    return rows + ([(None, [cell for cell in rest if cell.holds])] if any(cell.holds for cell in rest) else [])


@dataclass
class _Thing:
    """A piste, a recommendation or a bare line of a decision, with the decisions of its day that bear on it."""

    kind: str
    row: object
    event_id: int
    theme_id: int | None
    decisions: list = field(default_factory=list)


def _gather(decisions):
    found = {}
    for decision in in_time(decisions):
        for item in decision.items:
            kind, row = next(((kind, row) for kind, row in (
                ("piste", item.piste), ("recommendation", item.recommendation)) if row), ("item", item))
            key = kind, row.id, decision.event_id
            thing = found.setdefault(key, _Thing(kind, row, decision.event_id, getattr(row, "theme_id", None)))
            if decision not in thing.decisions:
                thing.decisions.append(decision)
    return list(found.values())


def _fill(cell, things, retained, known):
    wanted = cell.theme.id if cell.theme else None
    of_day = [thing for thing in things if thing.event_id == cell.stop.day.id]
    here = [thing for thing in of_day if (thing.theme_id if thing.theme_id in known else None) == wanted]
    for thing in here:
        if thing.kind == "piste" and retained.get(thing.row.id):
            cell.pistes.append((thing.row, retained[thing.row.id]))
        elif thing.kind == "recommendation":
            cell.recommendations.append((thing.row, states_of(thing.decisions)))
        elif thing.kind == "item" and thing.row.is_retained:
            cell.others.append((thing.row, [retained_word(thing.decisions[-1])]))
    cell.pistes.sort(key=lambda pair: pair[0].position)
    cell.recommendations.sort(key=lambda pair: pair[0].position)
    cell.empty = "" if cell.holds else _why_empty(cell, bool(here))
    return cell


def _why_empty(cell, is_decided):
    if cell.theme is None:
        return _("Ce volet n’est pas au programme de cette journée.")
    if is_decided:
        return _("Rien n’a été retenu.")
    return _("La journée est à venir.") if cell.stop.phase == "before" else _("Aucune décision n’est publiée.")


def suggest_series(values, taken):
    """Fill the address of a new series with what no other has."""
    return {**values, "slug": free_name(slug_of(values.get("title_fr") or "", LONGEST_SLUG) or "serie", taken)}


def suggest_city(values, source, taken_slugs, taken_codes, today):
    """Give a new city its day's address, from title and city, and its letters' prefix, which nobody has."""
    city = slug_of(values.get("city_fr") or "", LONGEST_SLUG // 2)
    title = "-".join(filter(None, (slug_of(source.title_fr if source else "", LONGEST_SLUG - len(city)), city)))
    names = suggest_names({"date": values.get("date"), "title_fr": title}, taken_slugs, taken_codes, today)
    return {**values, "slug": names["slug"], "code": names["code"]}

"""Doors: reading the days and what they deliberate."""

from itertools import groupby

from flask import Blueprint, redirect, render_template, request

from forum.accounts.sessions import current_viewer
from forum.core.database import utc_now
from forum.core.errors import Missing
from forum.core.i18n import TIME_ZONE
from forum.core.web.pages import NUMBER, lasts_until, public_page, shows
from forum.deliberation import presenters, queries
from forum.deliberation.neighbours import list_decisions_by_recommendation
from forum.events import policies as event_policies
from forum.events import queries as events
from forum.events.presenters import where_of
from forum.events.rules import phase_of, speakers_of

blueprint = Blueprint("deliberation", __name__, url_prefix="/<lang:lang>")


@blueprint.record_once
def give_templates_their_words(state):
    """Let every template, macros included, name the address of a thing without asking the router."""
    state.app.jinja_env.globals.update(
        thing_url=presenters.address, shown_code=presenters.shown_code, theme_word=presenters.theme_word,
        name_theme=presenters.name_theme,
        short_name=presenters.short_name, where_of=where_of, series_url=presenters.series_url)


@blueprint.get("/journees/")
@public_page("events")
def days():
    viewer = current_viewer()
    figures = queries.count_by_event(viewer)
    found = events.list_events(viewer)
    shows(*(f"event:{event.slug}" for event in found),
          *(f"series:{event.series.slug}" for event in found if event.series))
    return render_template(
        "deliberation/days.html", days=[(event, presenters.list_facts(figures[event.id])) for event in found],
        may_create=viewer.is_signed_in and event_policies.can_create(viewer, events.organises_a_day(viewer)))


@blueprint.get("/journees/<slug>/")
@public_page("event:{slug}")
def day(slug):
    viewer = current_viewer()
    page = queries.get_event_page(slug, viewer)
    roles = events.roles_of(viewer, page.event.id)
    phase, turns_at = phase_of(page.event.date, page.event.programme, TIME_ZONE, utc_now())
    lasts_until(turns_at)
    before, after = presenters.day_neighbours(page.event, viewer)
    return render_template(
        "deliberation/day.html", page=page, roles=roles, may_edit=event_policies.can_edit(viewer, roles),
        speakers_of=speakers_of, before=before, after=after, **presenters.day_page(page, phase))


def canonical(code, thing):
    """Give the redirection of a code written another way (2007·1g), or None."""
    if code == thing.code:
        return None
    return redirect(request.path.replace(f"/{code}/", f"/{thing.code}/"), 301)


def get_lettered(find, code, viewer):
    """Give a finding or piste by its code, also written with a middle dot; raises Missing."""
    thing = find(code, viewer)
    shows(f"event:{thing.theme.event.slug}")
    return thing


@blueprint.get("/pistes/<code>/")
@public_page("piste:{code}")
def piste(code):
    viewer = current_viewer()
    found = get_lettered(queries.get_piste, code, viewer)
    decisions = presenters.in_time(queries.list_decisions_on(viewer, piste_id=found.id))
    return canonical(code, found) or render_template(
        "deliberation/piste.html", piste=found, **presenters.thing_page(found, decisions, viewer),
        retained=presenters.retained_pistes(decisions).get(found.id, ()))


@blueprint.get("/constats/<code>/")
@public_page("finding:{code}")
def finding(code):
    viewer = current_viewer()
    found = get_lettered(queries.get_finding, code, viewer)
    return canonical(code, found) or render_template(
        "deliberation/finding.html", finding=found, **presenters.thing_page(found, [], viewer))


@blueprint.get("/recommandations/")
@public_page("recommendations")
def recommendations():
    viewer = current_viewer()
    found = queries.list_recommendations(viewer)
    decided = list_decisions_by_recommendation(viewer, [item.id for item in found])
    days = [(event, list(items)) for event, items in groupby(found, lambda item: item.event)]
    shows(*(f"event:{event.slug}" for event, _items in days), *(f"node:{item.node_id}" for item in found))
    states = {item.id: presenters.states_of(presenters.in_time(decided.get(item.id, ()))) for item in found}
    return render_template("deliberation/recommendations.html", days=days, states=states)


@blueprint.get("/recommandations/<code>/")
@public_page("recommendation:{code}", version=NUMBER, voir="changements")
def recommendation(code):
    viewer = current_viewer()
    found = queries.get_recommendation(code, viewer)
    shows(f"event:{found.event.slug}")
    decisions = presenters.in_time(queries.list_decisions_on(viewer, recommendation_id=found.id))
    version, changes = choose_wording(found)
    return canonical(code, found) or render_template(
        "deliberation/recommendation.html", item=found, version=version, changes=changes,
        states=presenters.states_of(decisions), **presenters.thing_page(found, decisions, viewer))


def choose_wording(item):
    """Give the version asked for (by default the last), and the changes since the original if asked; raises Missing."""
    asked = request.args.get("version", "")
    version = next((row for row in item.wordings if str(row.number) == asked), None)
    if asked and version is None:
        raise Missing()
    if request.args.get("voir") == "changements" and len(item.wordings) > 1:
        return item.wording, presenters.changes_of(item)
    return version or (item.wording if item.wordings else None), None

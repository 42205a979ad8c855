"""Doors: the page of a series, and what organisers do with it and with the place of a day in it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from wtforms import SelectChoice

from forum.accounts.sessions import current_viewer
from forum.core.database import transaction, utc_now
from forum.core.errors import Refusal
from forum.core.i18n import _, bi
from forum.core.policies import require
from forum.core.web.limits import limit
from forum.core.web.pages import lasts_until, public_page, shows
from forum.deliberation.queries import count_by_event
from forum.events import policies as event_policies
from forum.events import queries as events
from forum.events.presenters import tell
from forum.forums.presenters import draw_submit_key
from forum.series import policies, presenters, queries, services
from forum.series.forms import CityForm, JoinForm, NewSeriesForm, SeriesForm

blueprint = Blueprint("series", __name__, url_prefix="/<lang:lang>")
OF_DAY = "/journees/<slug>/modifier/serie/"


@blueprint.get("/series/<slug>/")
@public_page("series:{slug}")
def page(slug):
    viewer = current_viewer()
    series = queries.get_series(slug, viewer)
    days, slugs, themes, decisions = queries.list_board(series.id, viewer)
    shows(*(f"event:{day}" for day in slugs))
    stops, turns_at = presenters.list_stops(days, count_by_event(viewer), utc_now())
    lasts_until(turns_at)
    return render_template(
        "series/page.html", series=series, stops=stops, rows=presenters.list_rows(stops, themes, decisions),
        may_edit=policies.can_edit(viewer, queries.organises_in(viewer, series.id)))


def attempt(form, act, done):
    """Do an act in a transaction when a sound form was sent; tell whether it was done, faults beside the fields."""
    if not form.validate_on_submit():
        return False
    try:
        with transaction():
            act()
    except Refusal as refusal:
        tell(form, refusal)
        return False
    flash(done, "success")
    return True


@blueprint.route("/series/<slug>/modifier/", methods=["GET", "POST"])
@limit("120/hour")
def edit(slug):
    form, made = SeriesForm(obj=queries.get_editable(slug, current_viewer())), []
    if attempt(form, lambda: made.append(services.update_series(current_viewer(), slug, form.data)), _("Enregistré.")):
        return redirect(url_for("series.page", slug=made[0].slug))
    return render_template("series/edit.html", form=form, series=queries.get_editable(slug, current_viewer())), (
        422 if form.errors else 200)


@blueprint.route("/series/<slug>/ajouter/", methods=["GET", "POST"])
@limit("60/hour")
def add_city(slug):
    viewer = current_viewer()
    sources = queries.list_sources(queries.get_editable(slug, viewer).id, viewer)
    form, made = CityForm(data={"submit_key": draw_submit_key(), "source": sources[-1].slug if sources else ""}), []
    form.source.choices = [SelectChoice(day.slug, f"{presenters.name_day(day)} · {bi(day, 'title')}")
                           for day in sources]
    source = next((day for day in sources if day.slug == form.source.data), None)
    values = presenters.suggest_city(form.data, source, *events.list_taken_names(), utc_now().date())
    parts = {name for name in services.CHOSEN_PARTS if form[name].data}
    done = _("La ville est ajoutée : sa journée est un brouillon.")
    if attempt(form, lambda: made.append(services.add_city(
            viewer, slug, form.source.data, values, form.submit_key.data, parts)), done):
        return redirect(url_for("events.edit", slug=made[0].slug))
    return render_template("series/add_city.html", form=form, series=queries.get_editable(slug, current_viewer())), (
        422 if form.errors else 200)


# ---- the series of a day, among the organiser's screens ----

def get_day(slug):
    """Give a day that the viewer may change; raises Missing, Forbidden."""
    viewer = current_viewer()
    event = events.get_event(slug, viewer)
    require(event_policies.can_edit(viewer, events.roles_of(viewer, event.id)))
    return event


@blueprint.route(OF_DAY, methods=["GET", "POST"])
@limit("120/hour")
def of_day(slug):
    get_day(slug)
    sent = request.form.get("do")
    join = JoinForm() if sent == "join" else JoinForm(formdata=None)
    new = NewSeriesForm() if sent == "new" else NewSeriesForm(formdata=None)
    if sent == "join" and attempt(join, lambda: services.put_in_series(
            current_viewer(), slug, join.series.data), _("La journée est dans la série.")):
        return redirect(url_for("series.of_day", slug=slug))
    values = presenters.suggest_series(new.data, queries.list_taken_slugs()) if sent == "new" else {}
    if sent == "new" and attempt(new, lambda: services.begin_series(current_viewer(), slug, values),
                                 _("La série est créée, avec cette journée.")):
        return redirect(url_for("series.of_day", slug=slug))
    event, viewer = get_day(slug), current_viewer()
    join.series.choices = [SelectChoice(row.slug, bi(row, "title")) for row in queries.list_editable(viewer)]
    days = events.list_series_days(event.series_id, viewer)[1] if event.series_id else ()
    return render_template(
        "series/of_day.html", event=event, here="series", join=join, new=new, is_last=len(days) == 1,
        may_edit=event.series_id and policies.can_edit(viewer, queries.organises_in(viewer, event.series_id))), (
        422 if join.errors or new.errors else 200)


@blueprint.post(f"{OF_DAY}retirer/")
@limit("60/hour")
def take_out(slug):
    with transaction():
        services.take_out(current_viewer(), slug)
    flash(_("La journée n’est plus dans la série."), "success")
    return redirect(url_for("series.of_day", slug=slug))

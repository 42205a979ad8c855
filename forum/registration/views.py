"""Doors of who registers: the day's public page, the personal link, and what is known by whom."""

from flask import Blueprint, redirect, render_template, request, url_for

from forum.accounts.queries import list_organisation_names
from forum.accounts.sessions import current_viewer
from forum.accounts.views import add_faults
from forum.core.database import db, transaction
from forum.core.errors import Refusal
from forum.core.web.limits import limit
from forum.events.models import Event
from forum.events.queries import get_event, list_sectors
from forum.notifications.queries import are_set_up
from forum.registration import policies, presenters, queries, services
from forum.registration.forms import RegistrationForm

LANG = "/<lang:lang>"
DAY = f"{LANG}/journees/<slug>/"
OWN = f"{LANG}/inscription/<key>/"
DONE = {"registered": "inscription", "waiting": "attente"}
blueprint = Blueprint("registration", __name__)


def privacy_of(event, setting):
    return {"setting": setting, "privacy": presenters.privacy_rows(event, setting)}


@blueprint.route(f"{DAY}inscription/", methods=["GET", "POST"])
@limit("600/hour")  # an office shares one address
def register(slug):
    event = get_event(slug, current_viewer())
    setting, places = queries.find_setting(event.id), None
    verdict = policies.can_register(setting, services.today_of()) if are_set_up() else policies.deny(policies.CLOSED)
    form = None
    if verdict:
        places = queries.count_places(event.id, setting)
        form = RegistrationForm.of(list_sectors(event.id), places)
        if form.validate_on_submit():
            try:
                with transaction():
                    state = services.register(event.id, form.data)
                return redirect(url_for("registration.register", slug=slug, fait=DONE[state]), 303)
            except Refusal as refusal:
                add_faults(form, refusal)
    page = render_template(
        "registration/register.html", event=event, form=form, verdict=verdict, is_full=places and places.is_full(),
        done=request.args.get("fait"), organisations=list_organisation_names() if form else [],
        **privacy_of(event, setting))
    return page, 422 if form and form.errors else 403 if request.method == "POST" else 200


@blueprint.get(f"{DAY}renseignements/")
def privacy(slug):
    event = get_event(slug, current_viewer())
    known = privacy_of(event, queries.find_setting(event.id))
    return render_template("registration/privacy.html", event=event, **known)


@blueprint.route(OWN, methods=["GET", "POST"])
@limit("120/hour")
def own(key):
    row = queries.get_by_key(key)
    event, setting = db.session.get(Event, row.event_id), queries.find_setting(row.event_id)
    verdict = policies.can_register(setting, services.today_of(), has_link=True)
    may_write = bool(verdict) or row.state in ("registered", "waiting")
    places = None if row.state == "registered" else queries.count_places(event.id, setting)
    form = RegistrationForm.of(list_sectors(event.id), places, row)
    if form.validate_on_submit():
        try:
            with transaction():
                services.change(queries.get_by_key(key), form.data)
            return redirect(url_for("registration.own", key=key, fait=1), 303)
        except Refusal as refusal:
            add_faults(form, refusal)
    page = render_template(
        "registration/own.html", event=event, row=row, form=form, key=key, verdict=verdict, may_write=may_write,
        place=queries.place_in_line(row) if row.state == "waiting" else 0, done="fait" in request.args,
        organisations=list_organisation_names() if may_write else [], **privacy_of(event, setting))
    return page, 422 if form.errors else 200


@blueprint.post(f"{OWN}annuler/")
@limit("120/hour")
def cancel(key):
    with transaction():
        services.cancel(queries.get_by_key(key))
    return redirect(url_for("registration.own", key=key, fait=1), 303)

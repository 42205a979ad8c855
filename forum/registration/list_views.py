"""Doors of the list of who is registered, for organisers and desk; what was said in private, organisers alone."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from forum.accounts.queries import list_organisation_names
from forum.accounts.sessions import current_viewer
from forum.accounts.views import add_faults, signed_in
from forum.core.database import transaction
from forum.core.errors import Refusal
from forum.core.i18n import _
from forum.core.policies import require
from forum.core.web.limits import limit
from forum.events.queries import get_event, list_sectors, roles_of
from forum.registration import exporting, policies, presenters, queries, services
from forum.registration.forms import RegistrationForm
from forum.registration.rules import STATES

LIST = "/<lang:lang>/journees/<slug>/inscriptions/"
PERSON = f"{LIST}<int:ident>/"
blueprint = Blueprint("registrations", __name__)


def day_of(slug, policy=policies.can_keep_list):
    """Give the day of an address and the viewer's roles in it, to whom the policy lets; raises Missing, Forbidden."""
    viewer = current_viewer()
    event = get_event(slug, viewer)
    roles = roles_of(viewer, event.id)
    require(policy(viewer, roles))
    return event, roles


def show(event, roles, form=None):
    wanted, state = request.args.get("q", "").strip()[:200], request.args.get("etat", "")
    sectors, sector = list_sectors(event.id), request.args.get("milieu", "")
    page = min(max(request.args.get("page", 1, type=int), 1), 1000)
    state = state if state in STATES else ""
    after = (page - 1) * queries.PAGE_SIZE
    rows = queries.list_registrations(event.id, wanted, state, sector, after, queries.PAGE_SIZE + 1)
    answer = render_template(
        "registration/list.html", event=event, rows=rows[:queries.PAGE_SIZE], has_more=len(rows) > queries.PAGE_SIZE,
        page=page, wanted=wanted, state=state, sector=sector, sectors=sectors, state_names=presenters.STATE_NAMES,
        counts=presenters.count_by_sector(event, sectors), form=form or RegistrationForm.of(sectors, is_by_hand=True),
        may_set_up=policies.can_read_private(current_viewer(), roles), organisations=list_organisation_names(),
        setting=queries.find_setting(event.id))
    return answer, 422 if form and form.errors else 200


@blueprint.route(LIST, methods=["GET", "POST"])
@signed_in
@limit("600/hour")
def people(slug):
    event, roles = day_of(slug)
    form = RegistrationForm.of(list_sectors(event.id), is_by_hand=True)
    if form.validate_on_submit():
        try:
            with transaction():
                row = services.add_by_hand(current_viewer(), event.id, form.data)
                state = presenters.STATE_NAMES[row.state]
            flash(_("Ajouté : %(state)s.", state=state), "success")
            return redirect(url_for("registrations.people", slug=slug), 303)
        except Refusal as refusal:
            add_faults(form, refusal)
    return show(event, roles, form)


@blueprint.get(PERSON)
@signed_in
def person(slug, ident):
    event, roles = day_of(slug)
    row = queries.get_registration(event.id, ident)
    return render_template(
        "registration/person.html", event=event, row=row, state_names=presenters.STATE_NAMES,
        capacity_names=presenters.CAPACITY_NAMES, sectors={item.key: item for item in list_sectors(event.id)},
        may_read_private=policies.can_read_private(current_viewer(), roles), setting=queries.find_setting(event.id))


@blueprint.post(f"{PERSON}annuler/")
@signed_in
@limit("600/hour")
def cancel(slug, ident):
    event, _roles = day_of(slug)
    with transaction():
        services.cancel_by_hand(current_viewer(), queries.get_registration(event.id, ident))
    return redirect(url_for("registrations.person", slug=slug, ident=ident), 303)


@blueprint.get(f"{LIST}<any(liste, privee):what>.csv")
@signed_in
def export(slug, what):
    is_private = what == "privee"
    event, _roles = day_of(slug, policies.can_read_private if is_private else policies.can_keep_list)
    rows = queries.list_registrations(event.id, most=None)
    answer = Response(exporting.write_csv(rows, list_sectors(event.id), is_private), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="inscriptions-{slug}-{what}.csv"'
    return answer

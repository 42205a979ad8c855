"""Doors of the console that say who may vote: how one enters, slips, shared stations, a seat handed over."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.accounts.sessions import current_viewer
from forum.accounts.views import add_faults, signed_in
from forum.core.database import transaction
from forum.core.errors import Refusal
from forum.core.i18n import _, ngettext
from forum.core.policies import require
from forum.events.queries import list_sectors
from forum.plenary import policies, services
from forum.plenary.console.views import CONSOLE, attempt, room_of
from forum.plenary.entry.forms import EntryForm, HandOverForm, SlipsForm
from forum.plenary.entry.passes import list_slips
from forum.plenary.entry.presenters import access_page, move_page, station_page
from forum.plenary.papers.passes import print_slips
from forum.plenary.papers.typesetting import typeset
from forum.plenary.papers.views import as_file
from forum.plenary.tellers.views import room_for

ACCESS = f"{CONSOLE}acces/"
MOST_ON_SHEETS = 400
blueprint = Blueprint("gate", __name__)


def show_access(room, slips_form=None):
    """Answer with who may vote in a room; `slips_form` is one that is sent back."""
    entry_form = EntryForm(formdata=None, entry=room.entry)
    slips_form = slips_form or SlipsForm.of(list_sectors(room.event_id))
    page = render_template("plenary/access.html", entry_form=entry_form, slips_form=slips_form, sheet=MOST_ON_SHEETS,
                           **access_page(room, current_viewer()))
    return page, 422 if slips_form.errors else 200


@blueprint.route(ACCESS, methods=["GET", "POST"])
@signed_in
def access(code):
    found = room_of(code)
    if request.method != "POST":
        return show_access(found)
    if attempt(lambda: services.set_entry(current_viewer(), found.id, request.form.get("entry", ""))):
        flash(_("C’est ainsi que l’on entre désormais dans la salle."), "success")
    return redirect(url_for("gate.access", code=code), 303)


@blueprint.post(f"{ACCESS}billets/")
@signed_in
def make_slips(code):
    found = room_of(code)
    form = SlipsForm.of(list_sectors(found.event_id))
    if form.validate():
        try:
            with transaction():
                services.make_slips(current_viewer(), found.id, form.count.data, form.sector.data)
            return redirect(url_for("gate.access", code=code, _anchor="slips"), 303)
        except Refusal as refusal:
            add_faults(form, refusal)
    return show_access(found, form)


@blueprint.post(f"{ACCESS}billets/annuler/")
@signed_in
def revoke_slips(code):
    found = room_of(code)
    gone = attempt(lambda: services.revoke_slips(current_viewer(), found.id))
    if gone is not None:
        flash(ngettext("%(num)s billet inutilisé est annulé.", "%(num)s billets inutilisés sont annulés.", gone),
              "success")
    return redirect(url_for("gate.access", code=code, _anchor="slips"), 303)


@blueprint.get(f"{ACCESS}billets.pdf")
@signed_in
def slips_sheet(code):
    found = room_of(code)
    require(policies.can_facilitate(current_viewer(), found))
    first = max(request.args.get("de", 1, type=int), 1)
    rows = list_slips(found.id, first, first + MOST_ON_SHEETS - 1)
    made = typeset("passes.typ", print_slips(found, rows), found.opened_at)
    return as_file(made, "application/pdf", f"billets-{code}-{first}.pdf")


@blueprint.post(f"{ACCESS}postes/")
@signed_in
def open_station(code):
    found = room_of(code)
    made = attempt(lambda: services.open_station(current_viewer(), found.id))
    if made is None:
        return redirect(url_for("gate.access", code=code), 303)
    return render_template("plenary/station_key.html", **station_page(found, *made))


@blueprint.post(f"{ACCESS}postes/<int:number>/fermer/")
@signed_in
def close_station(code, number):
    found = room_of(code)
    attempt(lambda: services.close_station(current_viewer(), found.id, number))
    return redirect(url_for("gate.access", code=code, _anchor="stations"), 303)


@blueprint.route(f"{CONSOLE}sieges/", methods=["GET", "POST"])
@signed_in
def hand_over(code):
    found, form, drawn = room_for(code, policies.can_hand_over), HandOverForm(), None
    if form.validate_on_submit():
        try:
            with transaction():
                drawn = services.offer_move_of(current_viewer(), found.id, form.number.data)
        except Refusal as refusal:
            add_faults(form, refusal)
    page = render_template("plenary/hand_over.html", form=form, **move_page(found, None, drawn))
    return page, 422 if form.errors else 200

"""Doors of the desk to the tables: who sits where, dealt in one tap, printed."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.accounts.sessions import current_viewer
from forum.accounts.views import add_faults, signed_in
from forum.core.database import transaction
from forum.core.errors import Refusal
from forum.core.i18n import ngettext
from forum.events.queries import list_sectors
from forum.plenary import services
from forum.plenary.console.views import attempt
from forum.plenary.entry import reception, tables
from forum.plenary.entry.forms import TablesForm
from forum.plenary.entry.presenters import name_sectors
from forum.plenary.entry.reception_views import DESK, PERSON, day_of

blueprint = Blueprint("tables", __name__)


@blueprint.route(f"{DESK}tables/", methods=["GET", "POST"])
@signed_in
def show(slug):
    event, form = day_of(slug), TablesForm()
    groups = tables.list_tables(event.id)
    if not form.is_submitted() and groups:
        form.size.data = max(len(people) for _workshop, found in groups for _number, people, _sectors in found)
    if form.validate_on_submit():
        try:
            with transaction():
                seated = services.spread_people(
                    current_viewer(), event.id, form.size.data or 0, form.who.data == "here",
                    keep=request.form.get("do") == "keep")
            flash(ngettext("%(num)s personne a sa table.", "%(num)s personnes ont leur table.", seated), "success")
            return redirect(url_for("tables.show", slug=slug), 303)
        except Refusal as refusal:
            if refusal.fields:
                add_faults(form, refusal)
            else:
                form.who.errors = [refusal.message]
        event = day_of(slug)
        groups = tables.list_tables(event.id)
    page = render_template("plenary/tables.html", event=event, form=form, groups=groups,
                           together=tables.list_together(event.id), counts=reception.count_people(event.id),
                           sectors=name_sectors(list_sectors(event.id)))
    return page, 422 if form.errors else 200


@blueprint.post(f"{PERSON}table/")
@signed_in
def put(slug, participant_id):
    person = reception.get_participant(day_of(slug).id, participant_id)
    text = request.form.get("table", "").strip()
    number = (int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0) if text else None
    attempt(lambda: services.put_at_table(current_viewer(), person.id, number))
    return redirect(url_for("reception.person", slug=slug, participant_id=person.id), 303)


@blueprint.post(f"{PERSON}separer/")
@signed_in
def keep_apart(slug, participant_id):
    person = reception.get_participant(day_of(slug).id, participant_id)
    attempt(lambda: services.keep_apart(current_viewer(), person.id, request.form.get("name", "")[:200]))
    return redirect(url_for("reception.person", slug=slug, participant_id=person.id, _anchor="apart"), 303)


@blueprint.post(f"{PERSON}separer/<int(max=2147483647):other_id>/retirer/")
@signed_in
def let_together(slug, participant_id, other_id):
    person = reception.get_participant(day_of(slug).id, participant_id)
    attempt(lambda: services.let_together(current_viewer(), person.id, other_id))
    return redirect(url_for("reception.person", slug=slug, participant_id=person.id, _anchor="apart"), 303)

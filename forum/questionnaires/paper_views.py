"""Doors of the paper: the form to print, and the sheets that the desk types in."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from forum.accounts.sessions import current_viewer
from forum.accounts.views import signed_in
from forum.core.database import transaction
from forum.core.errors import Refusal
from forum.core.i18n import _
from forum.core.policies import require
from forum.core.web.limits import limit
from forum.events.queries import get_event, roles_of
from forum.plenary.papers.typesetting import typeset
from forum.questionnaires import policies, presenters, queries, services

BASE = "/<lang:lang>/journees/<slug>/questionnaire"
blueprint = Blueprint("questionnaires_paper", __name__)


def typed_for(slug):
    """Give a day and its questionnaire to who types sheets in; raises Missing, Forbidden."""
    viewer = current_viewer()
    event = get_event(slug, viewer)
    require(policies.can_type(viewer, roles_of(viewer, event.id)))
    return event, queries.get_questionnaire(event.id)


def show(event, found, sent, faults, sheet=None):
    """Answer with the form of a sheet, what was typed and what is wrong with it."""
    sheets, counts = queries.list_sheets(found.id), queries.count_replies(found.id)
    page = render_template(
        "questionnaires/paper.html", event=event, found=found, sheets=sheets, phones=counts[0], papers=counts[1],
        form=presenters.show_form(found, sent, faults), sheet=sheet, may_type=policies.can_type_now(found),
        number=(sent.get("sheet") or [max(sheets, default=0) + 1])[0], sheet_error=faults.get("sheet"))
    return page, 422 if faults else 200


@blueprint.route(f"{BASE}/papier/", methods=["GET", "POST"])
@signed_in
@limit("3000/hour")
def type_sheet(slug):
    event, found = typed_for(slug)
    sent, faults = request.form.to_dict(flat=False), {}
    if request.method == "POST":
        key, number = request.form.get("key", ""), request.form.get("sheet", "")
        try:
            with transaction():
                sheet = services.type_sheet(current_viewer(), slug, key, number, sent)
            flash(_("Feuille %(sheet)s enregistrée. À la suivante.", sheet=sheet), "success")
            return redirect(url_for("questionnaires_paper.type_sheet", slug=slug), 303)
        except Refusal as refusal:
            if not refusal.fields:
                raise
            faults = refusal.fields
    return show(event, found, sent, faults)


@blueprint.route(f"{BASE}/papier/<int:sheet>/", methods=["GET", "POST"])
@signed_in
@limit("3000/hour")
def correct_sheet(slug, sheet):
    event, found = typed_for(slug)
    sent, faults = request.form.to_dict(flat=False), {}
    if request.method == "POST":
        try:
            with transaction():
                services.correct_sheet(current_viewer(), slug, sheet, sent)
            flash(_("Feuille %(sheet)s corrigée.", sheet=sheet), "success")
            return redirect(url_for("questionnaires_paper.type_sheet", slug=slug), 303)
        except Refusal as refusal:
            if not refusal.fields:
                raise
            faults = refusal.fields
    else:
        sent = presenters.fill_from(*queries.find_sheet(found.id, sheet))
    return show(event, found, sent, faults, sheet)


@blueprint.post(f"{BASE}/papier/<int:sheet>/retirer/")
@signed_in
@limit("600/hour")
def remove_sheet(slug, sheet):
    with transaction():
        services.remove_sheet(current_viewer(), slug, sheet)
    flash(_("Feuille %(sheet)s retirée.", sheet=sheet), "success")
    return redirect(url_for("questionnaires_paper.type_sheet", slug=slug), 303)


@blueprint.get(f"{BASE}.pdf")
@signed_in
def pdf(slug):
    event, found = typed_for(slug)
    made = typeset("questionnaire.typ", presenters.print_paper(found), event.created_at)
    return Response(made, content_type="application/pdf", headers={
        "Content-Disposition": f'inline; filename="questionnaire-{slug}.pdf"'})

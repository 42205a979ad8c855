"""Doors of the notes: the sheets of a day, the note-taker's page, the screen on which a group reads its text."""

import secrets

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.accounts.sessions import current_viewer
from forum.accounts.views import signed_in
from forum.core.database import transaction
from forum.core.errors import Forbidden, Refusal
from forum.core.i18n import _
from forum.core.web.forms import carry_out
from forum.core.web.limits import limit
from forum.deliberation.presenters import shared_scale
from forum.deliberation.queries import list_themes
from forum.notes import policies, queries, services
from forum.notes.forms import KIND_NAMES, LineEditForm, LineForm, SheetForm

BASE = "/<lang:lang>/journees/<slug>/notes/"
IDENT = "int(max=2147483647)"
SHEET = f"{BASE}<{IDENT}:sheet_id>/"
LINE = f"{SHEET}<{IDENT}:line_id>/"
ACTS = {
    "monter": lambda *where: services.move_line(*where, "up"),
    "descendre": lambda *where: services.move_line(*where, "down"),
    "retirer": services.remove_line,
    "porter": lambda *where: services.carry(*where, is_carried=True),
    "reprendre": lambda *where: services.carry(*where, is_carried=False),
}
blueprint = Blueprint("notes", __name__)


def sheet_of(slug, sheet_id):
    """Give a day and one of its sheets, to who may take notes; raises Missing, Forbidden."""
    event = queries.get_noted_event(slug, current_viewer())
    return event, queries.get_sheet(event, sheet_id)


def back(slug, sheet_id=None, anchor=None):
    """Go back to a sheet, or to the list."""
    if sheet_id is None:
        return redirect(url_for("notes.sheets", slug=slug), 303)
    return redirect(url_for("notes.sheet", slug=slug, sheet_id=sheet_id, _anchor=anchor), 303)


def attempt(act, done=None):
    """Do an act that a button asks for; what forbids it is said on the page that follows."""
    try:
        with transaction():
            act()
    except Refusal as refusal:
        if not isinstance(refusal, Forbidden) and refusal.code != "invalid":
            raise
        flash(str(refusal.message), "error")
    else:
        if done:
            flash(done, "success")


@blueprint.route(BASE, methods=["GET", "POST"])
@signed_in
@limit("60/hour")
def sheets(slug):
    event = queries.get_noted_event(slug, current_viewer())
    form = SheetForm().offer(list_themes(event.id))
    if form.validate_on_submit():
        made = carry_out(form, lambda: services.add_sheet(current_viewer(), slug, form.data).id)
        if made:
            return back(slug, made)
        event = queries.get_noted_event(slug, current_viewer())
    page = render_template("notes/sheets.html", event=event, form=form, rows=queries.list_sheets(event.id))
    return page, 422 if form.errors else 200


@blueprint.route(SHEET, methods=["GET", "POST"])
@signed_in
@limit("1200/hour")
def sheet(slug, sheet_id):
    form = LineForm()
    if form.validate_on_submit():
        made = carry_out(form, lambda: services.add_line(
            current_viewer(), slug, sheet_id, form.data, form.key.data or "").id)
        if made:
            return back(slug, sheet_id, "ajouter")
    event, found = sheet_of(slug, sheet_id)
    if not form.errors:
        form.key.data = secrets.token_hex(16)
    page = render_template(
        "notes/sheet.html", event=event, sheet=found, form=form, kinds=KIND_NAMES, scale=shared_scale(),
        may_change=policies.can_change(found), may_validate=policies.can_validate(found),
        may_remove=policies.can_remove(found), may_carry={line.id: policies.can_carry(line) for line in found.lines})
    return page, 422 if form.errors else 200


@blueprint.route(f"{SHEET}groupe/", methods=["GET", "POST"])
@signed_in
@limit("240/hour")
def group(slug, sheet_id):
    event, found = sheet_of(slug, sheet_id)
    form = SheetForm(obj=found).offer(list_themes(event.id))
    if not form.is_submitted():
        form.theme_id.data = str(found.theme_id or "")
    if form.validate_on_submit() and carry_out(
            form, lambda: services.update_sheet(current_viewer(), slug, sheet_id, form.data)):
        flash(_("Enregistré."), "success")
        return back(slug, sheet_id)
    event, found = sheet_of(slug, sheet_id)
    page = render_template("notes/group.html", event=event, sheet=found, form=form,
                           may_change=policies.can_change(found), may_remove=policies.can_remove(found))
    return page, 422 if form.errors else 200


@blueprint.get(f"{SHEET}ecran/")
@signed_in
def screen(slug, sheet_id):
    event, found = sheet_of(slug, sheet_id)
    return render_template("notes/screen.html", event=event, sheet=found, kinds=KIND_NAMES, scale=shared_scale(),
                           may_validate=policies.can_validate(found))


@blueprint.post(f"{SHEET}valider/")
@signed_in
@limit("240/hour")
def validate(slug, sheet_id):
    version = request.form.get("version", 0, type=int)
    attempt(lambda: services.validate(current_viewer(), slug, sheet_id, version),
            _("Le groupe a validé son texte : il paraît sur la page de la journée."))
    if request.form.get("from") == "screen":
        return redirect(url_for("notes.screen", slug=slug, sheet_id=sheet_id), 303)
    return back(slug, sheet_id)


@blueprint.post(f"{SHEET}rouvrir/")
@signed_in
@limit("240/hour")
def reopen(slug, sheet_id):
    attempt(lambda: services.reopen(current_viewer(), slug, sheet_id),
            _("La feuille est rouverte; la page de la journée garde le texte validé jusqu’à la prochaine validation."))
    return back(slug, sheet_id)


@blueprint.post(f"{SHEET}jeter/")
@signed_in
@limit("240/hour")
def remove(slug, sheet_id):
    attempt(lambda: services.remove_sheet(current_viewer(), slug, sheet_id), _("La feuille est jetée."))
    return back(slug)


@blueprint.route(LINE, methods=["GET", "POST"])
@signed_in
@limit("1200/hour")
def line(slug, sheet_id, line_id):
    event, found = sheet_of(slug, sheet_id)
    row = queries.get_line(found, line_id)
    form = LineEditForm(obj=row)
    if form.validate_on_submit() and carry_out(form, lambda: services.update_line(
            current_viewer(), slug, sheet_id, line_id, form.data, form.version.data)):
        return back(slug, sheet_id, f"ligne-{line_id}")
    event, found = sheet_of(slug, sheet_id)
    row = queries.get_line(found, line_id)
    page = render_template("notes/line.html", event=event, sheet=found, form=form, row=row,
                           may_change=policies.can_change(found))
    return page, 422 if form.errors else 200


@blueprint.post(f"{LINE}<any({', '.join(ACTS)}):act>/")
@signed_in
@limit("1200/hour")
def act_on_line(slug, sheet_id, line_id, act):
    attempt(lambda: ACTS[act](current_viewer(), slug, sheet_id, line_id))
    return back(slug, sheet_id, None if act == "retirer" else f"ligne-{line_id}")

"""Doors of what is kept to be prepared again: templates, and the run of show of another room."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy import func, select

from forum.accounts.sessions import current_viewer
from forum.accounts.views import signed_in
from forum.core.database import db
from forum.core.i18n import _, ngettext
from forum.core.policies import require
from forum.plenary import policies, queries, services
from forum.plenary.console.views import CONSOLE, attempt, back, room_of
from forum.plenary.models import RunItem
from forum.plenary.polls import templates

TEMPLATES = f"{CONSOLE}modeles/"
blueprint = Blueprint("poll_templates", __name__)


@blueprint.get(TEMPLATES)
@signed_in
def page(code):
    found, viewer = room_of(code), current_viewer()
    require(policies.can_share(viewer, found))
    sources = templates.list_sources(viewer, found)
    sizes = dict(db.session.execute(select(RunItem.room_id, func.count()).where(
        RunItem.room_id.in_([room.id for room, _event in sources]), RunItem.removed_at.is_(None))
        .group_by(RunItem.room_id)).all())
    kept = [(row, event, policies.can_change_template(viewer, row))
            for row, event in templates.list_templates(viewer)]
    return render_template("plenary/templates.html", room=found, templates=kept, run=queries.list_run(found.id),
                           sources=[(room, event, sizes[room.id]) for room, event in sources if room.id in sizes],
                           may_keep_for_site=policies.can_keep_for_site(viewer))


def listed(code):
    """Go back to the list of templates."""
    return redirect(url_for("poll_templates.page", code=code), 303)


@blueprint.post(f"{TEMPLATES}garder/")
@signed_in
def keep(code):
    found, typed = room_of(code), request.form
    poll = queries.get_poll_of_room(found, typed.get("poll", ""))
    row = attempt(lambda: services.save_template(
        current_viewer(), poll.id, typed.get("name", ""), is_for_site="site" in typed))
    if row is not None:
        flash(_("Le modèle est gardé."), "success")
    return listed(code)


@blueprint.post(f"{TEMPLATES}<int:template_id>/<any(preparer, renommer, retirer):act>/")
@signed_in
def act_on_template(code, template_id, act):
    found, viewer = room_of(code), current_viewer()
    if act == "preparer":
        poll = attempt(lambda: services.prepare_from_template(viewer, found.id, template_id))
        return back(code, poll.id) if poll is not None else listed(code)
    if act == "renommer":
        attempt(lambda: services.rename_template(viewer, template_id, request.form.get("name", "")))
    else:
        attempt(lambda: services.remove_template(viewer, template_id))
    return listed(code)


@blueprint.post(f"{CONSOLE}deroulement/reprendre/")
@signed_in
def copy_run(code):
    found, source_id = room_of(code), request.form.get("room", 0, type=int)
    number = attempt(lambda: services.copy_run(current_viewer(), found.id, source_id))
    if number is None:
        return listed(code)
    flash(ngettext("%(num)s vote est ajouté au déroulement.", "%(num)s votes sont ajoutés au déroulement.", number),
          "success")
    return back(code)

"""Doors of relief: who may take over, the code that is shown once, and the page where it is typed."""

from contextlib import suppress

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from forum.accounts.sessions import current_viewer
from forum.accounts.views import signed_in
from forum.core.database import transaction
from forum.core.errors import Refusal
from forum.core.i18n import _
from forum.core.web.limits import limit
from forum.plenary import policies, services
from forum.plenary.console import relief
from forum.plenary.console.views import CONSOLE, attempt, room_of
from forum.plenary.entry.entrance import draw_qr, public_address
from forum.plenary.entry.tries import typed_room
from forum.plenary.pages import day_of
from forum.plenary.queries import get_room
from forum.plenary.views import ROOM, keep_cookie

RELIEFS = f"{CONSOLE}releve/"
DAYS = 2
# the blueprints that hold doors of a console
CONSOLES = frozenset({"console", "showing", "flash", "tellers", "aftermath", "relief", "poll_templates", "floor",
                      "questions", "kit"})
blueprint = Blueprint("relief", __name__)


@blueprint.before_app_request
def recognise():
    """Let whoever took this room over by a code act as themselves on its console, and nowhere else."""
    code = (request.view_args or {}).get("code")
    token = code and request.blueprint in CONSOLES and request.cookies.get(f"relief-{code}")
    if not token:
        return
    with suppress(Refusal):  # no such room: the door says so itself
        viewer = relief.find_by_token(get_room(code).id, token)
        if viewer:
            g.viewer = viewer


@blueprint.get(RELIEFS)
@signed_in
def list_reliefs(code):
    found = room_of(code)
    return render_template("plenary/reliefs.html", room=found, reliefs=relief.list_reliefs(found.id),
                           people=relief.facilitators_of(found), verdict=policies.can_share(current_viewer(), found))


@blueprint.post(f"{RELIEFS}tirer/")
@signed_in
def draw(code):
    found, account_id = room_of(code), request.form.get("account", type=int)
    drawn = attempt(lambda: services.draw_relief(current_viewer(), found.id, account_id))
    if drawn is None:
        return redirect(url_for("relief.list_reliefs", code=code), 303)
    address = public_address() + url_for("relief.take_over", code=code)
    return render_template("plenary/relief_code.html", room=found, event=day_of(found), drawn=drawn, address=address,
                           name=relief.facilitators_of(found)[account_id], address_svg=draw_qr(address))


@blueprint.post(f"{RELIEFS}<int:relief_id>/retirer/")
@signed_in
def revoke(code, relief_id):
    found = room_of(code)
    attempt(lambda: services.revoke_relief(current_viewer(), found.id, relief_id))
    return redirect(url_for("relief.list_reliefs", code=code), 303)


@blueprint.route(f"{ROOM}releve/", methods=["GET", "POST"])
@limit("20/minute", deduct_when=lambda answer: answer.status_code == 422)
def take_over(code):
    found, fault = typed_room(code), ""
    if request.method == "POST":
        try:
            with transaction():
                token = services.relieve(found.id, request.form.get("code", ""))
            flash(_("Vous avez la main. Cet appareil conduit la salle."), "success")
            return keep_cookie(redirect(url_for("console.console", code=code), 303), f"relief-{code}", token, DAYS)
        except Refusal as refusal:
            fault = refusal.fields.get("code") or refusal.message
    page = render_template("plenary/take_over.html", room=found, event=day_of(found), fault=fault)
    return page, 422 if fault else 200

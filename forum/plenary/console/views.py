"""Doors of the console: the run of show, one step after the other, who drives the room."""

from functools import partial

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from forum.accounts.sessions import current_viewer
from forum.accounts.views import add_faults, signed_in
from forum.core.database import transaction
from forum.core.errors import Missing, Refusal
from forum.core.i18n import _
from forum.core.policies import require
from forum.events.queries import get_event
from forum.plenary import policies, queries, services
from forum.plenary.console import presenters
from forum.plenary.console.forms import CancelForm, FacilitatorForm
from forum.plenary.entry.forms import EntryForm
from forum.plenary.entry.tries import typed_room
from forum.plenary.polls.recipes import RECIPES, Recipe, list_methods, recipe_of
from forum.plenary.screen.countdown import LONGEST, SHORTEST
from forum.votes.methods import METHODS

LANG = "/<lang:lang>"
CONSOLE = f"{LANG}/salle/<code>/console/"
POLL = f"{CONSOLE}votes/<poll_id>/"
DAY = f"{LANG}/journees/<slug>/"
blueprint = Blueprint("console", __name__)


def read_number(name, least, most):
    """Give a whole number of the form that was sent, or None when it is not there; 422 for anything else."""
    text = request.form.get(name, "").strip()
    if not text:
        return None
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1
    return number if least <= number <= most else abort(422)


def open_poll(viewer, poll_id):
    """Open a poll, with the end that the form announces, if any."""
    return services.open_poll(viewer, poll_id, read_number("seconds", SHORTEST, LONGEST))


def place_poll(viewer, poll_id):
    """Put a poll at the place that the form says, 0 being the first."""
    services.place_poll(viewer, poll_id, read_number("place", 0, 9999) or 0)


# the last word of an address → the service that it calls with (viewer, poll id)
ACTS = {
    "annoncer": services.announce_poll,
    "ouvrir": open_poll,
    "fermer": services.close_poll,
    "publier": services.publish_poll,
    "publier_seulement": partial(services.publish_poll, is_revealed=False),
    "montrer": services.show_result,
    "dupliquer": services.duplicate_poll,
    "retirer": services.remove_poll,
    "monter": partial(services.move_poll, up=True),
    "descendre": partial(services.move_poll, up=False),
    "placer": place_poll,
}


def room_of(code):
    """Give the room of a code to who may run it; anybody else is answered as one who types a code."""
    try:
        room = queries.get_room(code)
    except Refusal:
        room = None
    if room is None or not policies.can_facilitate(current_viewer(), room):
        room = typed_room(code)
        require(policies.can_facilitate(current_viewer(), room))
    return room


def back(code, poll_id=None):
    """Go back to the console, with a poll in hand."""
    return redirect(url_for("console.console", code=code, vote=poll_id), 303)


def attempt(act):
    """Do an act in one transaction; a refusal becomes a message on the console. Gives what the act gave, or None."""
    try:
        with transaction():
            return act()
    except Refusal as refusal:
        flash(str(next(iter(refusal.fields.values()), refusal.message)), "error")
        return None


# ---- the console ----


@blueprint.get(CONSOLE)
@signed_in
def console(code):
    return render_template(
        "plenary/console.html", **presenters.console_page(room_of(code), current_viewer(), request.args.get("vote"))
    )


@blueprint.get(f"{CONSOLE}partie/")
@signed_in
def console_part(code):
    return render_template(
        "plenary/_desk.html", **presenters.console_page(room_of(code), current_viewer(), request.args.get("vote"))
    )


@blueprint.post(f"{CONSOLE}commande/")
@signed_in
def take_control(code):
    found = room_of(code)
    attempt(lambda: services.take_control(current_viewer(), found.id))
    return back(code, request.form.get("vote"))


@blueprint.post(f"{CONSOLE}animation/")
@signed_in
def name_facilitator(code):
    found, form = room_of(code), FacilitatorForm()
    if form.validate():
        account = attempt(lambda: services.name_facilitator(current_viewer(), found.id, form.email.data))
        if account is not None:
            flash(_("%(name)s peut maintenant animer cette salle.", name=account.name), "success")
    else:
        flash(str(form.email.errors[0]), "error")
    return redirect(url_for("console.console", code=code), 303)


@blueprint.route(f"{CONSOLE}fin/", methods=["GET", "POST"])
@signed_in
def end_room(code):
    found = room_of(code)
    if request.method == "POST":
        event = presenters.day_of(found)
        attempt(lambda: services.end_room(current_viewer(), found.id))
        return redirect(url_for("console.rooms", slug=event.slug), 303)
    return render_template("plenary/end.html", **presenters.end_page(found, current_viewer()))


# ---- polls ----


@blueprint.route(f"{CONSOLE}nouveau/<any({', '.join(RECIPES)}):recipe>/", methods=["GET", "POST"])
@signed_in
def new_poll(code, recipe):
    found, viewer = room_of(code), current_viewer()
    return edit(found, Recipe(recipe, found, viewer), lambda body: services.prepare_poll(viewer, found.id, body))


@blueprint.get(f"{CONSOLE}nouveau/avance/")
@signed_in
def choose_method(code):
    found = room_of(code)
    return render_template("plenary/methods.html", room=found, methods=list_methods())


@blueprint.route(f"{CONSOLE}nouveau/avance/<method>/", methods=["GET", "POST"])
@signed_in
def new_advanced(code, method):
    found, viewer = room_of(code), current_viewer()
    if method in RECIPES:
        raise Missing()
    return edit(found, Recipe(method, found, viewer), lambda body: services.prepare_poll(viewer, found.id, body))


@blueprint.post(f"{CONSOLE}apercu/<way>/")
@signed_in
def preview(code, way):
    recipe = Recipe(way, room_of(code), current_viewer())
    recipe.form.validate()
    return render_template("plenary/_preview.html", preview=recipe.preview())


@blueprint.route(POLL, methods=["GET", "POST"])
@signed_in
def edit_poll(code, poll_id):
    found, viewer = room_of(code), current_viewer()
    poll = queries.get_poll_of_room(found, poll_id)
    require(policies.can_edit(policies.can_facilitate(viewer, found), poll))
    way = request.args.get("methode")
    recipe = Recipe(way if way in METHODS else recipe_of(found, viewer, poll), found, viewer, poll)
    return edit(found, recipe, lambda body: services.edit_poll(viewer, poll_id, body))


def edit(room, recipe, save):
    """Show a recipe's form, or save what it says and go back to the console."""
    form = recipe.form
    if form.validate_on_submit():
        try:
            with transaction():
                poll = save(recipe.body())
                recipe.note_origin(poll)
            return back(room.code, poll.id)
        except Refusal as refusal:
            add_faults(form, recipe.refusal(refusal))
    page = render_template(recipe.template, room=room, form=form, recipe=recipe, preview=recipe.preview())
    return page, 422 if form.errors else 200


@blueprint.post(f"{POLL}<any({', '.join(ACTS)}):act>/")
@signed_in
def act_on_poll(code, poll_id, act):
    poll = queries.get_poll_of_room(room_of(code), poll_id)
    made = attempt(lambda: ACTS[act](current_viewer(), poll.id))
    return back(code, None if act == "retirer" else getattr(made, "id", poll.id))


@blueprint.post(f"{POLL}remettre/")
@signed_in
def restore_poll(code, poll_id):
    poll = queries.find_removed_poll(room_of(code).id)
    if poll is None or poll.id != poll_id:
        flash(_("Ce vote ne peut plus être remis : préparez-le de nouveau."), "error")
        return back(code)
    attempt(lambda: services.restore_poll(current_viewer(), poll_id))
    return back(code, poll_id)


@blueprint.post(f"{POLL}annuler/")
@signed_in
def cancel_poll(code, poll_id):
    poll, form = queries.get_poll_of_room(room_of(code), poll_id), CancelForm()
    if form.validate():
        attempt(lambda: services.cancel_poll(current_viewer(), poll.id, form.reason.data))
    else:
        flash(str(form.reason.errors[0]), "error")
    return back(code, poll.id)


@blueprint.post(f"{POLL}admettre/")
@signed_in
def admit_seat(code, poll_id):
    poll = queries.get_poll_of_room(room_of(code), poll_id)
    seat_id = request.form.get("seat", type=int)
    if seat_id is None:
        abort(422)
    attempt(lambda: services.admit_seat(current_viewer(), poll.id, seat_id))
    return back(code, poll.id)


# ---- the rooms of a day ----


@blueprint.get(f"{DAY}salles/")
@signed_in
def rooms(slug):
    event = get_event(slug, current_viewer())
    return render_template("plenary/rooms.html", entry_form=EntryForm(formdata=None),
                           **presenters.rooms_page(event, current_viewer()))


@blueprint.post(f"{DAY}salle/")
@signed_in
def open_room(slug):
    event = get_event(slug, current_viewer())
    with transaction():
        room = services.open_room(current_viewer(), event.id, request.form.get("entry") or "open")
    return redirect(url_for("console.console", code=room.code), 303)

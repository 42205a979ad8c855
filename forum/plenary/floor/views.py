"""Doors of the floor: its page and its acts on the console, the button of a phone."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.accounts.sessions import current_viewer
from forum.accounts.views import add_faults, signed_in
from forum.core.database import transaction
from forum.core.errors import Missing, Refusal
from forum.core.i18n import _
from forum.core.policies import require
from forum.core.web.limits import limit
from forum.core.web.pages import public_page
from forum.plenary import pages, policies, presenters, services
from forum.plenary.after.views import BY_SEAT
from forum.plenary.console.views import CONSOLE, LANG, attempt, back, room_of
from forum.plenary.floor.forms import AddTurnForm, FloorForm
from forum.plenary.floor.presenters import desk_floor, public_floor
from forum.plenary.floor.queries import get_floor_by_id
from forum.plenary.hall import hall_of
from forum.plenary.views import ROOM, seat_in
from forum.plenary.views import room_of as room_of_phone

FLOOR = f"{CONSOLE}parole/"
blueprint = Blueprint("floor", __name__)

# the last word of an address → the service that it calls with (viewer, room id), or (viewer, turn id)
ACTS = {"ouvrir": services.open_floor, "fermer": services.close_floor}
TURN_ACTS = {"terminer": services.end_turn, "passer": services.skip_turn, "retirer": services.remove_turn}


def leave(code):
    """Go back to where the act was asked for: the page of the floor, or the console."""
    return redirect(url_for("floor.page", code=code), 303) if "page" in request.form else back(code)


@blueprint.get(FLOOR)
@signed_in
def page(code):
    return show(room_of(code))


@blueprint.get(f"{FLOOR}partie/")
@signed_in
def part(code):
    found = room_of(code)
    return render_template("plenary/_floor_page.html", room=found, **desk_floor(found))


def show(room, form=None, adding=None):
    """Answer with the floor's page; `form` and `adding` are forms that are sent back."""
    require(policies.can_facilitate(current_viewer(), room))
    named = desk_floor(room)
    faulty = bool((form and form.errors) or (adding and adding.errors))
    text = render_template(
        "plenary/floor.html", room=room, event=pages.day_of(room), token=presenters.console_token(
            current_viewer(), room), form=form or FloorForm.of(named["floor"]),
        adding=adding or AddTurnForm.of(pages.sectors_of(room)), **named)
    return text, 422 if faulty else 200


@blueprint.post(f"{FLOOR}reglages/")
@signed_in
def settings(code):
    found, form = room_of(code), FloorForm()
    return save(found, form, partial(services.set_floor, current_viewer(), found.id)) or show(found, form=form)


@blueprint.post(f"{FLOOR}ajouter/")
@signed_in
def add_turn(code):
    found = room_of(code)
    form = AddTurnForm.of(pages.sectors_of(found))
    return save(found, form, partial(services.add_turn, current_viewer(), found.id)) or show(found, adding=form)


def save(room, form, act):
    """Do what a form says and go back to the floor's page; None when it has to be sent back."""
    if form.validate():
        try:
            with transaction():
                act(**form.values())
            return redirect(url_for("floor.page", code=room.code), 303)
        except Refusal as refusal:
            add_faults(form, refusal)
    return None


@blueprint.post(f"{FLOOR}<any({', '.join(ACTS)}):act>/")
@signed_in
def act_on_floor(code, act):
    found = room_of(code)
    attempt(lambda: ACTS[act](current_viewer(), found.id))
    return leave(code)


@blueprint.post(f"{FLOOR}donner/")
@signed_in
def give(code):
    found = room_of(code)
    turn_id, seen = (request.form.get(name, type=int) for name in ("turn", "seen"))
    attempt(lambda: services.give_floor(current_viewer(), found.id, turn_id, seen))
    return leave(code)


@blueprint.post(f"{FLOOR}<int:turn_id>/<any({', '.join(TURN_ACTS)}):act>/")
@signed_in
def act_on_turn(code, turn_id, act):
    found = room_of(code)
    state = hall_of(found.id).floor_state
    if state is None or turn_id not in {turn.id for turn in (*state.queue, *state.spoken)}:
        raise Missing()
    attempt(lambda: TURN_ACTS[act](current_viewer(), turn_id))
    return leave(code)


# ---- on the phone ----


@blueprint.get(f"{LANG}/paroles/<floor_id>/vue/")
@public_page("floor:{floor_id}")
def view(floor_id):
    _floor, room = get_floor_by_id(floor_id)
    return render_template("plenary/_floor.html", floor=public_floor(hall_of(room.id)), turn={"state": "none"})


@blueprint.post(f"{ROOM}parole/")
@limit("20/minute", **BY_SEAT)
def ask(code):
    seat = seat_in(room_of_phone(code))
    if seat is None:
        raise Refusal("no_seat")
    try:
        with transaction():
            if request.form.get("act") == "withdraw":
                services.withdraw_floor(seat)
            else:
                services.ask_floor(seat, request.form.get("label"), bool(request.form.get("named")))
    except Refusal as refusal:
        flash(str(next(iter(refusal.fields.values()), refusal.message)), "warning")
    else:
        if request.form.get("act") != "withdraw":
            flash(_("Votre demande est inscrite."), "success")
    return redirect(url_for("plenary.room", code=code), 303)

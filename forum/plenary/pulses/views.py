"""Doors of the flash polls: preparing one, leading it from the console, answering it from a phone."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.accounts.sessions import current_viewer
from forum.accounts.views import add_faults, signed_in
from forum.core.database import transaction
from forum.core.errors import Refusal
from forum.core.i18n import _
from forum.core.policies import require
from forum.core.web.pages import public_page
from forum.plenary import pages, policies, services, writer
from forum.plenary.console.views import CONSOLE, LANG, attempt, back, room_of
from forum.plenary.pulses.forms import PulseForm
from forum.plenary.pulses.presenters import show_launched
from forum.plenary.pulses.queries import get_pulse_of_room
from forum.plenary.views import ROOM, seat_in
from forum.plenary.views import room_of as room_of_phone

PULSE = f"{CONSOLE}sondages/<pulse_id>/"
blueprint = Blueprint("flash", __name__)

# the last word of an address → the service that it calls with (viewer, pulse id)
ACTS = {
    "lancer": services.launch_pulse,
    "montrer": services.show_pulse,
    "terminer": services.end_pulse,
    "ranger": services.clear_pulse,
    "retirer": services.remove_pulse,
}
WORD_ACTS = {
    "masquer": partial(services.hide_word, is_hidden=True),
    "remettre": partial(services.hide_word, is_hidden=False),
}


# ---- on the console ----


@blueprint.route(f"{CONSOLE}nouveau/sondage/", methods=["GET", "POST"])
@signed_in
def new_pulse(code):
    found, viewer, form = room_of(code), current_viewer(), PulseForm()
    require(policies.can_facilitate(viewer, found))
    if form.validate_on_submit():
        try:
            with transaction():
                pulse = services.prepare_pulse(viewer, found.id, **form.values())
        except Refusal as refusal:
            add_faults(form, refusal)
        else:
            if form.launch.data:
                attempt(lambda: services.launch_pulse(viewer, pulse.id))
            return back(code)
    page = render_template("plenary/pulse.html", room=found, event=pages.day_of(found), form=form)
    return page, 422 if form.errors else 200


@blueprint.post(f"{PULSE}<any({', '.join(ACTS)}):act>/")
@signed_in
def act_on_pulse(code, pulse_id, act):
    pulse = get_pulse_of_room(room_of(code), pulse_id)
    attempt(lambda: ACTS[act](current_viewer(), pulse.id))
    return back(code)


@blueprint.post(f"{PULSE}mots/<any({', '.join(WORD_ACTS)}):act>/")
@signed_in
def act_on_word(code, pulse_id, act):
    pulse = get_pulse_of_room(room_of(code), pulse_id)
    attempt(lambda: WORD_ACTS[act](current_viewer(), pulse.id, request.form.get("word", "")))
    return back(code)


# ---- on the phone ----


@blueprint.get(f"{LANG}/sondages/<pulse_id>/vue/")
@public_page("pulse:{pulse_id}")
def view(pulse_id):
    return render_template("plenary/_pulse.html", pulse=show_launched(pulse_id))


@blueprint.post(f"{ROOM}sondage/")
def answer(code):
    seat = seat_in(room_of_phone(code))
    if seat is None:
        raise Refusal("no_seat")
    try:
        writer.answer_pulse(request.form.get("pulse", ""), seat, request.form.get("answer", ""))
        flash(_("Réponse comptée. Merci!"), "success")
    except Refusal as refusal:
        flash(str(next(iter(refusal.fields.values()), refusal.message)), "warning")
    return redirect(url_for("plenary.room", code=code), 303)

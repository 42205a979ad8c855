"""Doors of what follows a vote: a run-off, a correction, problems and their answers, reservations."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.accounts.sessions import current_viewer
from forum.accounts.views import add_faults, signed_in
from forum.core.database import transaction
from forum.core.errors import Refusal
from forum.core.i18n import _
from forum.core.policies import require
from forum.core.web.limits import limit
from forum.plenary import pages, policies, queries, services
from forum.plenary.after.forms import AnswerForm, ProblemForm, ReasonForm, ReservationForm
from forum.plenary.console.views import POLL, attempt, back, recipe_of, room_of
from forum.plenary.polls.recipes import Recipe
from forum.plenary.tellers.views import room_for
from forum.plenary.views import ROOM, seat_cookie, seat_in
from forum.plenary.views import room_of as room_of_phone
from forum.votes.queries import list_incidents, list_reservations
from forum.votes.rules import MODERATION

AFTER = f"{POLL}suites/"
BY_SEAT = {"key_func": lambda: seat_cookie(request.view_args["code"]) or request.remote_addr}
blueprint = Blueprint("aftermath", __name__)


# ---- another round ----


@blueprint.post(f"{POLL}second-tour/")
@signed_in
def prepare_runoff(code, poll_id):
    poll = queries.get_poll_of_room(room_of(code), poll_id)
    made = attempt(lambda: services.prepare_runoff(current_viewer(), poll.id))
    return back(code, getattr(made, "id", poll.id))


@blueprint.route(f"{POLL}corriger/", methods=["GET", "POST"])
@signed_in
def correct_poll(code, poll_id):
    found, viewer = room_of(code), current_viewer()
    poll = queries.get_poll_of_room(found, poll_id)
    require(policies.can_correct(policies.can_control(viewer, found), poll))
    recipe, why = Recipe(recipe_of(found, viewer, poll), found, viewer, poll), ReasonForm()
    form = recipe.form
    if form.validate_on_submit() & why.validate_on_submit():
        try:
            with transaction():
                corrected = services.correct_poll(viewer, poll_id, why.reason.data, recipe.body())
            return back(code, corrected.id)
        except Refusal as refusal:
            add_faults(form, recipe.refusal(refusal))
    page = render_template(recipe.template, room=found, form=form, recipe=recipe, preview=recipe.preview(),
                           correction=why, poll_id=poll_id)
    return page, 422 if form.errors or why.errors else 200


# ---- what was said of a vote, on the console ----


@blueprint.get(AFTER)
@signed_in
def after(code, poll_id):
    found = room_for(code, policies.can_moderate)
    poll = queries.get_poll_of_room(found, poll_id)
    problem, reservation = ProblemForm(formdata=None), ReservationForm(formdata=None)
    problem.text.id, reservation.text.id = "problem-text", "reservation-text"
    return render_template(
        "plenary/after.html", room=found, row=poll, incidents=list_incidents(poll_id),
        reservations=list_reservations(poll_id, MODERATION), answers=AnswerForm(formdata=None),
        problem=problem, reservation=reservation, may_answer=policies.can_facilitate(current_viewer(), found))


def said(code, poll_id, act):
    """Do something about what was said of a poll, and show it."""
    if attempt(act) is not None:
        flash(_("C’est inscrit."), "success")
    return redirect(url_for("aftermath.after", code=code, poll_id=poll_id), 303)


@blueprint.post(f"{AFTER}<any(probleme, reserve):kind>/")
@signed_in
def note(code, poll_id, kind):
    found, typed = room_for(code, policies.can_moderate), request.form
    poll = queries.get_poll_of_room(found, poll_id)
    texts = {name: typed.get(name, "") for name in ("text", "name")}
    if kind == "probleme":
        return said(code, poll_id, lambda: services.note_problem(current_viewer(), poll.id, **texts))
    return said(code, poll_id, lambda: services.note_reservation(
        current_viewer(), poll.id, **texts, organisation=typed.get("organisation", "")))


@blueprint.post(f"{AFTER}problemes/<int:incident_id>/")
@signed_in
def answer_problem(code, poll_id, incident_id):
    poll = queries.get_poll_of_room(room_of(code), poll_id)
    answer, reason = request.form.get("answer", ""), request.form.get("reason", "")
    return said(code, poll_id, lambda: services.answer_problem(current_viewer(), poll.id, incident_id, answer, reason))


@blueprint.post(f"{AFTER}reserves/<int:reservation_id>/<any(montrer, masquer):act>/")
@signed_in
def judge_reservation(code, poll_id, reservation_id, act):
    poll = queries.get_poll_of_room(room_for(code, policies.can_moderate), poll_id)
    return said(code, poll_id, lambda: services.judge_reservation(
        current_viewer(), poll.id, reservation_id, act == "montrer"))


# ---- from a phone ----


@blueprint.route(f"{ROOM}probleme/", methods=["GET", "POST"])
@limit("6/minute", **BY_SEAT)
def report(code):
    return hear(code, ProblemForm, lambda seat, form: services.report_problem(
        seat, form.poll.data, form.text.data, form.name.data),
        ("open", "closed", "published", "cancelled"), _("Merci : la présidence lira ce problème et y répondra."))


@blueprint.route(f"{ROOM}reserve/", methods=["GET", "POST"])
@limit("6/minute", **BY_SEAT)
def reserve(code):
    return hear(code, ReservationForm, lambda seat, form: services.add_reservation(
        seat, form.poll.data, form.text.data, form.name.data, form.organisation.data),
        ("closed", "published"), _("Merci : votre réserve paraîtra près du résultat une fois lue par le secrétariat."))


def hear(code, make_form, say, states, thanks):
    """Show a form about one of the room's polls, or take what it says from the seat of this browser."""
    found = room_of_phone(code)
    seat = seat_in(found)
    if seat is None:
        raise Refusal("no_seat")
    polls = [poll for item, poll in reversed(queries.list_run(found.id)) if poll.state in states and poll.opened_at]
    polls.sort(key=lambda poll: poll.id != found.current_poll_id)
    form = make_form.of(polls)
    if form.validate_on_submit():
        try:
            with transaction():
                say(seat, form)
            flash(thanks, "success")
            return redirect(url_for("plenary.room", code=code), 303)
        except Refusal as refusal:
            add_faults(form, refusal)
    page = render_template("plenary/say.html", room=found, event=pages.day_of(found), form=form, polls=polls)
    return page, 422 if form.errors else 200

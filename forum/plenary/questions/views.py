"""Doors of the questions from the room: rounds on the console, reading and answering, the phone."""

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
from forum.plenary import pages, policies, services, writer
from forum.plenary.after.views import BY_SEAT
from forum.plenary.console.views import CONSOLE, LANG, attempt, room_of
from forum.plenary.questions.forms import RoundForm
from forum.plenary.questions.presenters import moderation_page, shown_round
from forum.plenary.questions.queries import find_current_round, get_question, get_round
from forum.plenary.views import ROOM, seat_in
from forum.plenary.views import room_of as room_of_phone

ROUND = f"{LANG}/questions/<round_id>/"
blueprint = Blueprint("questions", __name__)

# the last word of an address → the service that it calls with (viewer, round id), or (viewer, question id)
ACTS = {"fermer": services.close_round, "rouvrir": services.reopen_round, "ranger": services.put_round_away}
QUESTION_ACTS = {
    "montrer": partial(services.judge_question, is_shown=True),
    "masquer": partial(services.judge_question, is_shown=False),
    "choisir": partial(services.shortlist_question, is_wanted=True),
    "laisser": partial(services.shortlist_question, is_wanted=False),
    "monter": partial(services.move_question, up=True),
    "descendre": partial(services.move_question, up=False),
    "separer": services.separate_question,
    "vive": partial(services.answer_question, how="live"),
    "effacer": partial(services.answer_question, how=""),
}


# ---- rounds ----


@blueprint.route(f"{CONSOLE}questions/", methods=["GET", "POST"])
@signed_in
def new_round(code):
    found, form = room_of(code), RoundForm()
    if form.validate_on_submit():
        try:
            with transaction():
                opened = services.open_round(current_viewer(), found.id, **form.values())
            return redirect(url_for("questions.read", round_id=opened.id), 303)
        except Refusal as refusal:
            add_faults(form, refusal)
    page = render_template("plenary/questions_new.html", room=found, form=form,
                           current=find_current_round(found.id))
    return page, 422 if form.errors else 200


def round_of(round_id):
    """Give (round, room) to who may read its questions first; raises Missing for anybody else."""
    found, room = get_round(round_id)
    if not policies.can_moderate(current_viewer(), room):
        raise Missing()
    return found, room


@blueprint.get(ROUND)
@signed_in
def read(round_id):
    return render_template("plenary/questions.html", **of_round(round_id))


@blueprint.get(f"{ROUND}partie/")
@signed_in
def read_part(round_id):
    return render_template("plenary/_questions_page.html", **of_round(round_id))


def of_round(round_id):
    """Give what the page of a round names."""
    found, room = round_of(round_id)
    require(policies.can_moderate_questions(current_viewer(), room))
    state = room.current_poll and room.current_poll.state
    return moderation_page(found, room, current_viewer(), state) | {"event": pages.day_of(room)}


@blueprint.post(f"{ROUND}<any({', '.join(ACTS)}):act>/")
@signed_in
def act_on_round(round_id, act):
    round_of(round_id)
    attempt(lambda: ACTS[act](current_viewer(), round_id))
    return redirect(url_for("questions.read", round_id=round_id), 303)


@blueprint.post(f"{ROUND}ecran/")
@signed_in
def show(round_id):
    round_of(round_id)
    what, question_id = request.form.get("what", ""), request.form.get("question")
    attempt(lambda: services.show_on_screen(current_viewer(), round_id, what, question_id))
    return redirect(url_for("questions.read", round_id=round_id), 303)


# ---- questions ----


def act_on(round_id, question_id, act):
    """Do something about a question of a round, and go back to its page."""
    round_of(round_id)
    if get_question(question_id)[1].id != round_id:
        raise Missing()
    attempt(act)
    return redirect(url_for("questions.read", round_id=round_id, _anchor=f"q-{question_id}"), 303)


@blueprint.post(f"{ROUND}<question_id>/<any({', '.join(QUESTION_ACTS)}):act>/")
@signed_in
def act_on_question(round_id, question_id, act):
    return act_on(round_id, question_id, lambda: QUESTION_ACTS[act](current_viewer(), question_id))


@blueprint.post(f"{ROUND}<question_id>/fusionner/")
@signed_in
def merge(round_id, question_id):
    into = request.form.get("into", "")
    return act_on(round_id, question_id, lambda: services.merge_question(current_viewer(), question_id, into))


@blueprint.post(f"{ROUND}<question_id>/reponse/")
@signed_in
def answer(round_id, question_id):
    text = request.form.get("text", "")
    return act_on(round_id, question_id, lambda: services.answer_question(
        current_viewer(), question_id, "written", text))


# ---- on the phone ----


@blueprint.get(f"{ROUND}vue/")
@public_page("questions:{round_id}")
def view(round_id):
    return render_template("plenary/_questions.html", round=shown_round(round_id))


def seat_of_phone(code):
    """Give the seat of this browser; raises Refusal("no_seat")."""
    seat = seat_in(room_of_phone(code))
    if seat is None:
        raise Refusal("no_seat")
    return seat


def from_phone(code, act, thanks):
    """Do an act of a seat, say what became of it, and go back to the room."""
    try:
        flash(thanks(act()), "success")
    except Refusal as refusal:
        flash(str(next(iter(refusal.fields.values()), refusal.message)), "warning")
    return redirect(url_for("plenary.room", code=code, _anchor="questions"), 303)


@blueprint.post(f"{ROOM}question/")
@limit("20/minute", **BY_SEAT)
def ask(code):
    seat = seat_of_phone(code)

    def act():
        with transaction():
            return services.ask_question(seat, request.form.get("round", ""), request.form.get("text", ""),
                                         request.form.get("sign", "anonymous"))

    return from_phone(code, act, lambda question: _("Question envoyée : elle paraîtra une fois lue.")
                      if question.state == "waiting" else _("Votre question est dans la liste."))


@blueprint.post(f"{ROOM}question/soutien/")
@limit("120/minute", **BY_SEAT)
def support(code):
    seat, is_wanted = seat_of_phone(code), request.form.get("act") != "withdraw"
    return from_phone(code, lambda: writer.support_question(request.form.get("question", ""), seat, is_wanted),
                      lambda _count: _("Soutien noté.") if is_wanted else _("Soutien retiré."))

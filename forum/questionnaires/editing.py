"""Doors of who organises: making the questionnaire, opening, closing and publishing it, reading what was written."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for

from forum.accounts.sessions import current_viewer
from forum.accounts.views import signed_in
from forum.core.database import transaction
from forum.core.errors import Forbidden, Refusal
from forum.core.i18n import _
from forum.core.policies import require
from forum.core.web.forms import carry_out
from forum.core.web.limits import limit
from forum.events.policies import can_edit
from forum.events.queries import get_event, roles_of
from forum.questionnaires import policies, presenters, queries, services
from forum.questionnaires.forms import QuestionForm, SettingsForm
from forum.questionnaires.rules import CLOSED, MOVES

BASE = "/<lang:lang>/journees/<slug>/modifier/questionnaire/"
# the last word of an address → the act
ACTS = {"ouvrir": "open", "preparer": "prepare", "fermer": "close", "rouvrir": "reopen", "publier": "publish"}
MOVING = {"monter": "up", "descendre": "down", "retirer": "remove"}
blueprint = Blueprint("questionnaires_editing", __name__)


def editable(slug):
    """Give a day and its questionnaire, or None, to who organises it; raises Missing, Forbidden."""
    viewer = current_viewer()
    event = get_event(slug, viewer)
    require(can_edit(viewer, roles_of(viewer, event.id)))
    return event, queries.find_questionnaire(event.id)


def back(slug):
    return redirect(url_for("questionnaires_editing.edit", slug=slug), 303)


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
@limit("240/hour")
def edit(slug):
    event, found = editable(slug)
    form = SettingsForm(obj=found)
    if found and form.validate_on_submit():
        service = partial(services.change_settings, current_viewer(), slug, form.data)
        carry_out(form, service)
        if not form.errors:
            flash(_("Enregistré."), "success")
            return back(slug)
    if not found:
        return render_template("questionnaires/begin.html", event=event, here="questionnaire")
    phones, papers = queries.count_replies(found.id)
    moves = {act: policies.can_move(found, act, event.state, len(found.questions), phones + papers)
             for act in MOVES if found.state in MOVES[act][0]}
    page = render_template(
        "questionnaires/edit.html", event=event, here="questionnaire", found=found, form=form, phones=phones,
        papers=papers, moves=moves, asked=queries.list_asked(found), kinds=presenters.KIND_NAMES,
        states=presenters.STATE_NAMES, unread=queries.count_unread(found.id), is_closed=found.state == CLOSED,
        may_change=policies.can_change_questions(found), may_correct=policies.can_correct(found))
    return page, 422 if form.errors else 200


@blueprint.post(f"{BASE}creer/")
@signed_in
@limit("60/hour")
def create(slug):
    with transaction():
        services.create(current_viewer(), slug, with_model=request.form.get("model") == "2007")
    return back(slug)


@blueprint.post(f"{BASE}<any({', '.join(ACTS)}):act>/")
@signed_in
@limit("120/hour")
def move(slug, act):
    editable(slug)
    attempt(lambda: services.move(current_viewer(), slug, ACTS[act]), str(presenters.DONE[ACTS[act]]))
    return back(slug)


@blueprint.route(f"{BASE}questions/nouvelle/", methods=["GET", "POST"])
@signed_in
@limit("240/hour")
def add_question(slug):
    event, found = editable(slug)
    found = found or queries.get_questionnaire(event.id)
    return _question_page(event, found, QuestionForm(), None, services.add_question)


@blueprint.route(f"{BASE}questions/<int:place>/", methods=["GET", "POST"])
@signed_in
@limit("240/hour")
def question(slug, place):
    event, found = editable(slug)
    row = queries.find_question(found or queries.get_questionnaire(event.id), place)
    form = QuestionForm(data={name: getattr(row, name) for name in ("kind", "section_fr", "section_en", "text_fr",
                              "text_en", "has_na")} | {"options": presenters.write_options(row.options)})
    return _question_page(event, found, form, row,
                          lambda viewer, slug, *more: services.edit_question(viewer, slug, place, *more))


def _question_page(event, found, form, row, service):
    """Show the form of a question, and give it to the service when it was sent."""
    may_change = policies.can_change_questions(found)
    if row and not may_change and request.method == "POST":
        form.kind.data = row.kind  # neither is offered any more
    if form.validate_on_submit():
        act = partial(service, current_viewer(), event.slug, form.data, presenters.read_options(form.options.data))
        carry_out(form, act)
        if not form.errors:
            flash(_("Enregistré.") if row else _("Ajouté."), "success")
            return back(event.slug)
    page = render_template("questionnaires/question.html", event=event, here="questionnaire", form=form, row=row,
                           may_change=may_change, may_correct=policies.can_correct(found), kinds=presenters.KIND_NAMES)
    return page, 422 if form.errors else 200


@blueprint.post(f"{BASE}questions/<int:place>/<any({', '.join(MOVING)}):act>/")
@signed_in
@limit("600/hour")
def move_question(slug, place, act):
    with transaction():
        services.move_question(current_viewer(), slug, place, MOVING[act])
    return back(slug)


# ---- what was written ----


@blueprint.get(f"{BASE}commentaires/")
@signed_in
def comments(slug):
    event, found = editable(slug)
    found = found or queries.get_questionnaire(event.id)
    rows = queries.list_comments(found.id)
    groups = [(question, [row for row in rows if row.question_id == question.id]) for question in found.questions]
    return render_template("questionnaires/comments.html", event=event, here="questionnaire", found=found,
                           groups=[group for group in groups if group[1]], may_judge=policies.can_correct(found))


@blueprint.post(f"{BASE}commentaires/<comment_id>/<any(citer, taire):act>/")
@signed_in
@limit("3000/hour")
def judge_comment(slug, comment_id, act):
    editable(slug)
    attempt(lambda: services.judge_comment(current_viewer(), slug, comment_id, act == "citer"))
    return redirect(url_for("questionnaires_editing.comments", slug=slug, _anchor=f"c-{comment_id}"), 303)

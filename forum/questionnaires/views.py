"""Doors that everybody may open: answering, what is offered afterwards, the published figures."""

from flask import Blueprint, Response, redirect, render_template, request, url_for

from forum.accounts.sessions import current_viewer
from forum.core.database import transaction
from forum.core.errors import Missing, Refusal
from forum.core.web.limits import limit
from forum.core.web.pages import public_page
from forum.events.policies import can_edit
from forum.events.queries import get_event, roles_of
from forum.forums.queries import list_category_names
from forum.notifications import services as letters
from forum.notifications.queries import are_set_up
from forum.notifications.rules import CONFIRM_DAYS, KEEP_DAYS
from forum.questionnaires import policies, presenters, queries, services
from forum.questionnaires.forms import FollowForm
from forum.questionnaires.rules import DRAFT

BASE = "/<lang:lang>/journees/<slug>/questionnaire"
blueprint = Blueprint("questionnaires", __name__)


def asked_of(slug):
    """Give (day, questionnaire, may edit); one in preparation is there only for who organises. Raises Missing."""
    viewer = current_viewer()
    event = get_event(slug, viewer)
    found = queries.get_questionnaire(event.id)
    may_edit = bool(can_edit(viewer, roles_of(viewer, event.id)))
    if found.state == DRAFT and not may_edit:
        raise Missing()
    return event, found, may_edit


@blueprint.route(f"{BASE}/", methods=["GET", "POST"])
@limit("6000/hour")  # a whole hall shares one address
def answer(slug):
    event, found, may_edit = asked_of(slug)
    sent, faults = request.form.to_dict(flat=False), {}
    if request.method == "POST":
        try:
            with transaction():
                counts = services.send_reply(current_viewer(), slug, request.form.get("key", ""), sent)
            return redirect(url_for("questionnaires.thanks", slug=slug, deja=None if counts else 1), 303)
        except Refusal as refusal:
            if not refusal.fields:
                raise
            faults = refusal.fields
    page = render_template("questionnaires/answer.html", event=event, found=found, may_edit=may_edit,
                           form=presenters.show_form(found, sent, faults))
    return page, 422 if faults else 200


@blueprint.get(f"{BASE}/merci/")
def thanks(slug):
    event, found, _may_edit = asked_of(slug)
    return render_template("questionnaires/thanks.html", event=event, found=found, is_again="deja" in request.args,
                           may_follow=are_set_up(), forums=list_category_names())


@blueprint.route(f"{BASE}/suites/", methods=["GET", "POST"])
@limit("600/hour")  # what goes to one mailbox is limited by itself
def follow(slug):
    event, _found, _may_edit = asked_of(slug)
    if not are_set_up():
        raise Missing()
    form = FollowForm()
    if form.validate_on_submit():
        with transaction():
            letters.subscribe(form.email.data, form.language.data, event.id, is_whole_day=True)
        return redirect(url_for("questionnaires.follow", slug=slug, fait=1), 303)
    page = render_template("questionnaires/follow.html", event=event, form=form, is_done="fait" in request.args,
                           confirm_days=CONFIRM_DAYS, keep_years=KEEP_DAYS // 365)
    return page, 422 if form.errors else 200


def figures_of(slug):
    """Give (day, questionnaire, figures) to who may read them; raises Missing, Forbidden."""
    event, found, _may_edit = asked_of(slug)
    viewer = current_viewer()
    if not policies.can_read_figures(found, viewer, roles_of(viewer, event.id)):
        raise Missing()
    return event, found, queries.find_figures(found)


@blueprint.get(f"{BASE}/resultats/")
@public_page("event:{slug}")
def results(slug):
    event, found, figures = figures_of(slug)
    return render_template("questionnaires/results.html", event=event, found=found,
                           figures=presenters.show_figures(figures), facts=presenters.list_facts(figures))


@blueprint.get(f"{BASE}/resultats.csv")
def table(slug):
    _event, _found, figures = figures_of(slug)
    return Response(presenters.write_table(figures), content_type="text/csv; charset=utf-8", headers={
        "Content-Disposition": f'attachment; filename="questionnaire-{slug}.csv"'})

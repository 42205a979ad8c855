"""Doors of a day's desk (« accueil »): its list of people, check-in, badges. Any number of tablets at once."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for

from forum.accounts.sessions import current_viewer
from forum.accounts.views import add_faults, signed_in
from forum.core.database import transaction
from forum.core.errors import Refusal
from forum.core.i18n import _, format_time, ngettext
from forum.core.policies import require
from forum.events.queries import get_event, list_sectors, list_workshops
from forum.plenary import policies, services
from forum.plenary.console.views import DAY, attempt
from forum.plenary.entry import arrivals, reception
from forum.plenary.entry.forms import ParticipantForm, PasteForm
from forum.plenary.entry.presenters import badge_page, name_sectors, say_arrival
from forum.plenary.papers.passes import print_badges
from forum.plenary.papers.typesetting import typeset
from forum.plenary.papers.views import as_file

DESK = f"{DAY}accueil/"
PERSON = f"{DESK}<int:participant_id>/"
MOST_ON_SHEETS = 400
blueprint = Blueprint("reception", __name__)


def day_of(slug):
    """Give the day of an address to whoever may keep its desk; raises Missing, Forbidden."""
    event = get_event(slug, current_viewer())
    require(policies.can_welcome(current_viewer(), event.id))
    return event


def person_form(event, person=None):
    return ParticipantForm.of(list_sectors(event.id), list_workshops(event.id), person)


def show_desk(event, form=None, paste_form=None):
    """Answer with the list; a form that is sent back stands open."""
    wanted = request.args.get("q", "").strip()[:200]
    page = render_template(
        "plenary/reception.html", event=event, wanted=wanted, people=reception.list_people(event.id, wanted),
        counts=reception.count_people(event.id), groups=arrivals.count_groups(event.id), most=reception.MOST_SHOWN,
        sectors=name_sectors(list_sectors(event.id)), form=form or person_form(event),
        paste_form=paste_form or PasteForm(formdata=None))
    return page, 422 if (form and form.errors) or (paste_form and paste_form.errors) else 200


@blueprint.route(DESK, methods=["GET", "POST"])
@signed_in
def desk(slug):
    event = day_of(slug)
    form = person_form(event)
    if request.method != "POST":
        return show_desk(event, form)
    if form.validate():
        try:
            with transaction():
                person = services.add_participant(current_viewer(), event.id, form.values())
                if "here" in request.form:
                    services.check_in(current_viewer(), person.id)
            return redirect(url_for("reception.person", slug=slug, participant_id=person.id), 303)
        except Refusal as refusal:
            add_faults(form, refusal)
    return show_desk(event, form)


@blueprint.post(f"{DESK}insigne/")
@signed_in
def badge(slug):
    event = day_of(slug)
    found = attempt(lambda: services.arrive_by_badge(current_viewer(), event.id, request.form.get("badge", "")))
    if found:
        person, was_here = found
        flash(say_arrival(person, was_here), "info" if was_here else "success")
    return redirect(url_for("reception.desk", slug=slug), 303)


@blueprint.get(f"{DESK}liste.json")
@signed_in
def device_list(slug):
    event = day_of(slug)
    sign = arrivals.list_sign(event.id)
    return jsonify(sign=sign, people=arrivals.list_for_device(event.id, name_sectors(list_sectors(event.id))))


@blueprint.get(f"{DESK}arrivees.json")
@signed_in
def device_state(slug):
    event = day_of(slug)
    return jsonify(sign=arrivals.list_sign(event.id), here=arrivals.list_here(event.id))


@blueprint.post(f"{DESK}arrivees/")
@signed_in
def device_arrivals(slug):
    event, sent = day_of(slug), request.get_json(silent=True)
    if not isinstance(sent, list) or len(sent) > arrivals.MOST_AT_ONCE:
        raise Refusal("invalid")
    return jsonify(results=[take(event.id, one) for one in sent])


def take(event_id, sent):
    """Take one arrival that a device noted, in a transaction of its own; gives what the device is told of it."""
    key = str(sent.get("key")) if isinstance(sent, dict) else ""
    try:
        with transaction():
            person, was_here = services.take_arrival(current_viewer(), event_id, sent)
        return {"key": key, "state": "already" if was_here else "done", "person": person.id,
                "hour": format_time(person.checked_in_at), "says": say_arrival(person, was_here)}
    except Refusal as refusal:
        return {"key": key, "state": "refused", "says": str(next(iter(refusal.fields.values()), refusal.message))}


@blueprint.post(f"{DESK}coller/")
@signed_in
def paste(slug):
    event, form = day_of(slug), PasteForm()
    if form.validate():
        try:
            with transaction():
                added, known = services.paste_participants(current_viewer(), event.id, form.lines.data)
            said = ngettext("%(num)s personne ajoutée.", "%(num)s personnes ajoutées.", added)
            if known:
                said += " " + ngettext("%(num)s y était déjà.", "%(num)s y étaient déjà.", known)
            flash(said, "success")
            return redirect(url_for("reception.desk", slug=slug), 303)
        except Refusal as refusal:
            add_faults(form, refusal)
    return show_desk(event, paste_form=form)


@blueprint.post(f"{PERSON}<any(arrivee, retour):act>/")
@signed_in
def check_in(slug, participant_id, act):
    person = reception.get_participant(day_of(slug).id, participant_id)
    attempt(lambda: services.check_in(current_viewer(), person.id, is_here=act == "arrivee"))
    if "stay" in request.form:
        return redirect(url_for("reception.person", slug=slug, participant_id=person.id), 303)
    wanted = request.form.get("q") or None
    return redirect(url_for("reception.desk", slug=slug, q=wanted, _anchor=f"p{person.id}"), 303)


@blueprint.route(PERSON, methods=["GET", "POST"])
@signed_in
def person(slug, participant_id):
    event = day_of(slug)
    found = reception.get_participant(event.id, participant_id)
    form = person_form(event, found)
    if form.validate_on_submit():
        try:
            with transaction():
                services.edit_participant(current_viewer(), found.id, form.values())
            flash(_("Enregistré."), "success")
            return redirect(url_for("reception.person", slug=slug, participant_id=found.id), 303)
        except Refusal as refusal:
            add_faults(form, refusal)
    return render_template("plenary/participant.html", form=form, **badge_page(event, found)), (
        422 if form.errors else 200)


@blueprint.post(f"{PERSON}retirer/")
@signed_in
def remove(slug, participant_id):
    found = reception.get_participant(day_of(slug).id, participant_id)
    attempt(lambda: services.remove_participant(current_viewer(), found.id))
    return redirect(url_for("reception.desk", slug=slug), 303)


@blueprint.get(f"{DESK}insignes.pdf")
@signed_in
def badges(slug):
    event = day_of(slug)
    first = max(request.args.get("de", 1, type=int), 1)
    people = reception.list_badges(event.id, first, first + MOST_ON_SHEETS - 1)
    made = typeset("passes.typ", print_badges(event, people), event.created_at)
    return as_file(made, "application/pdf", f"insignes-{slug}-{first}.pdf")

"""Doors of the organisers: how a day takes people in, invitations, and its letters as they would leave."""

from flask import Blueprint, flash, redirect, render_template, url_for

from forum.accounts.sessions import current_viewer
from forum.accounts.views import add_faults, signed_in
from forum.core.database import transaction
from forum.core.errors import Refusal
from forum.core.i18n import LANGUAGES, _, current_language, ngettext
from forum.core.policies import require
from forum.core.web.limits import limit
from forum.events.queries import get_event, list_sectors, roles_of
from forum.notifications.presenters import write_html, write_plain
from forum.notifications.queries import are_set_up
from forum.registration import policies, presenters, queries, services
from forum.registration.forms import InviteForm, SettingForm
from forum.registration.rules import KINDS

EDIT = "/<lang:lang>/journees/<slug>/modifier/inscriptions/"
blueprint = Blueprint("registration_setup", __name__)


def day_of(slug):
    """Give the day of an address to whoever sets up its registration; raises Missing, Forbidden."""
    viewer = current_viewer()
    event = get_event(slug, viewer)
    require(policies.can_set_up(viewer, roles_of(viewer, event.id)))
    return event


def show(event, form=None, invite_form=None):
    setting = queries.find_setting(event.id)
    form = form or SettingForm.of(setting, list_sectors(event.id), queries.list_quotas(event.id))
    counts = queries.count_states(event.id)
    states = {name: sum(number for (_sector, state), number in counts.items() if state == name)
              for name in presenters.STATE_NAMES}
    page = render_template(
        "registration/setup.html", event=event, here="registration", form=form, setting=setting, states=states,
        invite_form=invite_form or InviteForm(formdata=None), state_names=presenters.STATE_NAMES,
        is_set_up=are_set_up())
    return page, 422 if form.errors or (invite_form and invite_form.errors) else 200


@blueprint.route(EDIT, methods=["GET", "POST"])
@limit("120/hour")
def edit(slug):
    event = day_of(slug)
    form = SettingForm.of(queries.find_setting(event.id), list_sectors(event.id), queries.list_quotas(event.id))
    if form.validate_on_submit():
        try:
            with transaction():
                services.set_up(current_viewer(), slug, form.data, form.quotas())
            flash(_("Enregistré."), "success")
            return redirect(url_for("registration_setup.edit", slug=slug), 303)
        except Refusal as refusal:
            add_faults(form, refusal)
    return show(event, form)


@blueprint.post(f"{EDIT}invitations/")
@limit("60/hour")
def invite(slug):
    event, form = day_of(slug), InviteForm()
    if form.validate_on_submit():
        try:
            with transaction():
                fresh, known = services.invite(current_viewer(), slug, form.addresses.data, form.language.data)
            said = ngettext("%(num)s personne invitée.", "%(num)s personnes invitées.", fresh)
            if known:
                said += " " + ngettext("%(num)s adresse était déjà connue.", "%(num)s adresses étaient déjà connues.",
                                       known)
            flash(said, "success")
            return redirect(url_for("registration_setup.edit", slug=slug), 303)
        except Refusal as refusal:
            add_faults(form, refusal)
    return show(event, invite_form=form)


@blueprint.get(f"{EDIT}lettres/")
@signed_in
def letters(slug):
    event = day_of(slug)
    setting = queries.find_setting(event.id)
    samples = {language: presenters.sample_letters(event, setting, language) for language in LANGUAGES}
    return render_template("registration/letters.html", event=event, here="registration", letters=samples,
                           plain=write_plain)


@blueprint.get(f"{EDIT}lettres/<kind>/")
@signed_in
def letter(slug, kind):
    event = day_of(slug)
    if kind not in KINDS:
        raise queries.Missing()
    sheet = url_for("assets.asset", version="0", name="letters/letter.css")
    words = presenters.sample_letters(event, queries.find_setting(event.id), current_language())[kind]
    return write_html(words, sheet)

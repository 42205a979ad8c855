"""Doors of the letters: confirm, leave, and for administrators a preview of each."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for

from forum.accounts.sessions import current_viewer
from forum.accounts.views import signed_in
from forum.core.database import transaction, utc_now
from forum.core.errors import Forbidden, Missing
from forum.core.i18n import LANGUAGES, _, current_language, in_language
from forum.notifications import presenters, queries, rules, services, tokens

LANG = "/<lang:lang>"
LETTERS = f"{LANG}/lettres/"
SAMPLE = "apercu"
blueprint = Blueprint("letters", __name__)


def held_by(purpose, token):
    """Give the id in a link's token; raises Missing for a token of another purpose or none of ours."""
    subscription_id = tokens.read_token(purpose, token)
    if subscription_id is None:
        raise Missing(services.TOO_LATE)
    return subscription_id


@blueprint.route(f"{LETTERS}confirmer/<token>/", methods=["GET", "POST"])
def confirm(token):
    """Show what would be confirmed, and confirm it when asked: a program that opens links confirms nothing."""
    subscription_id = held_by(tokens.CONFIRM, token)
    if request.method == "POST":
        with transaction():
            services.confirm(subscription_id)
        flash(_("C’est confirmé : vous recevrez les suites à cette adresse."), "success")
        return redirect(url_for("letters.leave", token=tokens.write_token(tokens.LEAVE, subscription_id)), 303)
    row, today = queries.find_subscription(subscription_id), utc_now().date()
    if row is None or (row.confirmed_on is None and rules.is_late(row.asked_on, today)):
        raise Missing(services.TOO_LATE)
    return render_template("notifications/confirm.html", row=row, erase_on=row.erase_on or rules.erase_day(today))


@blueprint.route(f"{LETTERS}retrait/<token>/", methods=["GET", "POST"])
def leave(token):
    """Show what an address follows, and erase it when asked: by the page, or by one click in a mail program.

    That click bears neither cookie nor token of a form (RFC 8058): the link itself is the permission.
    """
    row = None
    if request.method == "POST":
        if request.form.get("List-Unsubscribe") != "One-Click":
            current_app.extensions["csrf"].protect()
        with transaction():
            services.leave(held_by(tokens.LEAVE, token))
    else:
        row = queries.find_subscription(held_by(tokens.LEAVE, token))
    return render_template("notifications/leave.html", row=row)


# ---- preview ----


def samples(language):
    """Give {kind: words} of every letter as it would be written, with texts made up for the purpose."""
    with in_language(language):
        title, day = _("Adoptez-vous ce libellé?"), _("Une journée d’essai")
        where = presenters.address("letters.previews", lang=language)
        erase_on = rules.erase_day(utc_now().date())
        made = {kind: presenters.say_news(kind, SAMPLE, language, title, day, where, erase_on) for kind in rules.KINDS}
        return {presenters.ASKING: presenters.say_asking(SAMPLE, language, day, is_whole_day=False), **made}


def require_admin():
    if not current_viewer().is_admin:
        raise Forbidden(_("Seule l’administration du site voit les lettres."))


@blueprint.get(f"{LETTERS}apercus/")
@signed_in
def previews():
    require_admin()
    letters = {language: samples(language) for language in LANGUAGES}
    return render_template("notifications/previews.html", letters=letters, plain=presenters.write_plain,
                           counts=queries.count_letters(), is_set_up=queries.are_set_up())


@blueprint.get(f"{LETTERS}apercus/<any(confirm,result,wording,decision):kind>/")
@signed_in
def preview(kind):
    require_admin()
    sheet = url_for("assets.asset", version="0", name="letters/letter.css")
    return presenters.write_html(samples(current_language())[kind], sheet)

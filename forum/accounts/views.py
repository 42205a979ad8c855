"""Doors: sign in, up and out, the account page."""

from functools import wraps

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from forum.accounts import queries, services
from forum.accounts.forms import PasswordForm, ProfileForm, SignInForm, SignUpForm
from forum.accounts.rules import safe_next
from forum.accounts.sessions import current_viewer, sign_in, sign_out
from forum.core.database import transaction
from forum.core.errors import Refusal
from forum.core.i18n import _, lazy
from forum.core.web.limits import limit

blueprint = Blueprint("accounts", __name__, url_prefix="/<lang:lang>")

WRONG = lazy("L’adresse ou le mot de passe ne convient pas.")


def signed_in(view):
    """Send visitors to sign in first, and back afterwards."""

    @wraps(view)
    def checked(**values):
        if not current_viewer().is_signed_in:
            back = request.full_path.rstrip("?") if request.method == "GET" else url_for("site.home")
            return redirect(url_for("accounts.sign_in_page", next=back))
        return view(**values)

    return checked


def home_address():
    return safe_next(request.args.get("next")) or url_for("site.home")


def add_faults(form, refusal):
    """Show the refusal's sentences beside the fields they are about."""
    if not refusal.fields:
        raise refusal
    for name, sentence in refusal.fields.items():
        field = form[name] if name in form else next(iter(form))
        field.errors = [*field.errors, sentence]


def show(template, form, **more):
    return render_template(template, form=form, **more), 422 if form.errors else 200


@blueprint.route("/connexion/", methods=["GET", "POST"])
@limit("30/minute")
@limit("10/minute", key_func=lambda: f"sign-in:{request.form.get('email', '').strip().casefold()[:254]}")
def sign_in_page():
    form = SignInForm()
    if form.validate_on_submit():
        account = queries.find_account(form.email.data)
        if services.check_password(account, form.password.data) and account.suspended_at is None:
            with transaction():
                sign_in(account.id)
            return redirect(home_address())
        form.password.errors = [WRONG]
    return show("accounts/sign_in.html", form)


@blueprint.route("/inscription/", methods=["GET", "POST"])
@limit("60/hour")
def sign_up_page():
    form = SignUpForm()
    if form.validate_on_submit():
        try:
            with transaction():
                account = services.sign_up(
                    form.email.data,
                    form.name.data,
                    form.password.data,
                    sector=form.sector.data,
                    organisation=form.organisation.data or "",
                    language=g.language,
                )
                sign_in(account.id)
            flash(_("Bienvenue! Votre compte est ouvert."))
            return redirect(home_address())
        except Refusal as refusal:
            add_faults(form, refusal)
    return show("accounts/sign_up.html", form, organisations=queries.list_organisation_names())


@blueprint.post("/deconnexion/")
def sign_out_door():
    with transaction():
        sign_out(current_viewer())
    return redirect(url_for("site.home"))


@blueprint.route("/compte/", methods=["GET", "POST"])
@signed_in
def account_page():
    viewer = current_viewer()
    form = ProfileForm(
        name=viewer.name, sector=viewer.sector, organisation=viewer.organisation, language=viewer.language
    )
    if form.validate_on_submit():
        with transaction():
            services.update_profile(
                viewer, form.name.data, form.sector.data, form.organisation.data or "", form.language.data
            )
        flash(_("Votre profil est enregistré."))
        return redirect(url_for("accounts.account_page"))
    return show_account(form, PasswordForm(formdata=None))


def show_account(form, password_form):
    page = render_template(
        "accounts/account.html",
        form=form,
        password_form=password_form,
        sessions=queries.list_sessions(current_viewer()),
        organisations=queries.list_organisation_names(),
    )
    return page, 422 if form.errors or password_form.errors else 200


@blueprint.post("/compte/mot-de-passe/")
@signed_in
@limit("10/minute")
def change_password():
    viewer, form = current_viewer(), PasswordForm()
    if form.validate_on_submit():
        try:
            with transaction():
                services.change_password(viewer, form.current.data, form.new.data)
                sign_out(viewer)
                sign_in(viewer.id)
            flash(_("Votre mot de passe est changé; vos autres appareils sont déconnectés."))
            return redirect(url_for("accounts.account_page"))
        except Refusal as refusal:
            add_faults(form, refusal)
    return show_account(ProfileForm(formdata=None, obj=viewer), form)


@blueprint.post("/compte/sessions/")
@signed_in
def close_session():
    with transaction():
        services.close_session(current_viewer(), request.form.get("session_id", ""))
    return redirect(url_for("accounts.account_page"))


@blueprint.post("/compte/sessions/autres/")
@signed_in
def close_other_sessions():
    with transaction():
        services.close_other_sessions(current_viewer())
    flash(_("Vos autres appareils sont déconnectés."))
    return redirect(url_for("accounts.account_page"))

"""What people type about themselves."""

from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Email, InputRequired, Length

from forum.accounts.rules import NAME_LENGTH, PASSWORD_LONGEST, PASSWORD_SHORTEST
from forum.core.i18n import lazy

SECTOR_NAMES = {
    "community": lazy("Communautaire"),
    "university": lazy("Universitaire"),
    "government": lazy("Gouvernemental"),
    "business": lazy("Économique"),
    "other": lazy("Autre milieu"),
}
LANGUAGE_NAMES = {"fr": "Français", "en": "English"}

ADDRESS_NEEDED = lazy("Écrivez une adresse de courriel complète.")
NAME_NEEDED = lazy("Écrivez votre nom, en 80 caractères au plus.")
PASSWORD_SIZE = lazy("Le mot de passe doit avoir de 10 à 200 caractères.")
SECTOR_CHOICES = [
    SelectChoice("", lazy("Je préfère ne pas le dire")),
    *(SelectChoice(*item) for item in SECTOR_NAMES.items()),
]


class SignInForm(FlaskForm):
    email = EmailField(
        lazy("Adresse de courriel"),
        [InputRequired(ADDRESS_NEEDED), Length(max=254, message=ADDRESS_NEEDED)],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        lazy("Mot de passe"),
        [InputRequired(lazy("Écrivez votre mot de passe."))],
        render_kw={"autocomplete": "current-password"},
    )


class AboutMe(FlaskForm):
    name = StringField(
        lazy("Votre nom"),
        [DataRequired(NAME_NEEDED), Length(max=NAME_LENGTH, message=NAME_NEEDED)],
        description=lazy("Il paraît à côté de ce que vous écrivez."),
        render_kw={"autocomplete": "name"},
    )
    sector = SelectField(
        lazy("Votre milieu"),
        choices=SECTOR_CHOICES,
        coerce=lambda value: value or None,
        description=lazy("Déclaré par vous; il situe vos messages."),
    )
    organisation = StringField(
        lazy("Votre organisme (facultatif)"),
        [Length(max=200, message=lazy("Au plus 200 caractères."))],
        render_kw={"autocomplete": "organization", "list": "organisations"},
    )


class SignUpForm(AboutMe):
    email = EmailField(
        lazy("Adresse de courriel"),
        [InputRequired(ADDRESS_NEEDED), Length(max=254, message=ADDRESS_NEEDED), Email(ADDRESS_NEEDED)],
        description=lazy("Elle sert à vous connecter et n’est montrée à personne."),
        render_kw={"autocomplete": "email"},
    )
    password = PasswordField(
        lazy("Mot de passe"),
        [InputRequired(PASSWORD_SIZE), Length(PASSWORD_SHORTEST, PASSWORD_LONGEST, PASSWORD_SIZE)],
        description=lazy("Au moins 10 caractères; une phrase convient bien."),
        render_kw={"autocomplete": "new-password"},
    )


class ProfileForm(AboutMe):
    language = SelectField(lazy("Langue"), choices=[SelectChoice(*item) for item in LANGUAGE_NAMES.items()])


class PasswordForm(FlaskForm):
    current = PasswordField(
        lazy("Mot de passe actuel"),
        [InputRequired(lazy("Écrivez votre mot de passe."))],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        lazy("Nouveau mot de passe"),
        [InputRequired(PASSWORD_SIZE), Length(PASSWORD_SHORTEST, PASSWORD_LONGEST, PASSWORD_SIZE)],
        description=lazy("Vos autres appareils seront déconnectés."),
        render_kw={"autocomplete": "new-password"},
    )

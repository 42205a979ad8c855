"""What is typed to be written to."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, RadioField, SelectChoice
from wtforms.validators import Email, InputRequired, Length, ValidationError

from forum.core.i18n import current_language, lazy
from forum.notifications.rules import LENGTHS

ADDRESS_NEEDED = lazy("Écrivez une adresse de courriel complète.")


def is_plain(_form, field):
    """Refuse an address that a letter's header does not take."""
    if not field.data.isascii() or any(char in field.data for char in "\r\n\"<>(),;:\\ "):
        raise ValidationError(ADDRESS_NEEDED)


class FollowForm(FlaskForm):
    """Who is written to, about what, in which language."""

    scope = RadioField(lazy("Ce que vous voulez suivre"), default="poll", choices=[
        SelectChoice("poll", lazy("Ce vote et ce que deviennent ses textes")),
        SelectChoice("day", lazy("Toute la journée"))])
    email = EmailField(lazy("Adresse de courriel"), [
        InputRequired(ADDRESS_NEEDED), Length(max=LENGTHS["email"], message=ADDRESS_NEEDED),
        Email(ADDRESS_NEEDED), is_plain], filters=[lambda text: text.strip() if text else text],
        render_kw={"autocomplete": "email", "inputmode": "email"})
    language = RadioField(
        lazy("Langue des lettres"), choices=[SelectChoice("fr", "Français"), SelectChoice("en", "English")],
        default=current_language)
    consent = BooleanField(lazy("J’accepte que mon adresse soit gardée pour ces lettres seulement."), [
        InputRequired(lazy("Sans votre accord, rien n’est gardé : cochez la case, ou revenez à la page du vote."))])

"""What is typed to make a questionnaire, and to be written to afterwards. The answers are no WTForms form."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import Email, InputRequired, Length, ValidationError

from forum.core.i18n import current_language, lazy
from forum.notifications.rules import LENGTHS as LETTER_LENGTHS
from forum.questionnaires.presenters import KIND_NAMES
from forum.questionnaires.rules import LENGTHS

FRENCH, ENGLISH = {"lang": "fr"}, {"lang": "en"}
ADDRESS_NEEDED = lazy("Écrivez une adresse de courriel complète.")


def line(label, name, words=FRENCH, **more):
    """Make a field of one line."""
    return StringField(label, render_kw={"maxlength": LENGTHS[name], **words}, **more)


class SettingsForm(FlaskForm):
    """What stands above the questions, and what the figures are set against."""

    intro_fr = TextAreaField(lazy("Mot d’introduction en français"), render_kw={
        "maxlength": LENGTHS["intro"], "rows": 3, **FRENCH})
    intro_en = TextAreaField(lazy("Mot d’introduction en anglais"), render_kw={
        "maxlength": LENGTHS["intro"], "rows": 3, **ENGLISH})
    participants = StringField(lazy("Combien de personnes ont participé à la journée"), render_kw={
        "inputmode": "numeric", "class": "short", "maxlength": 6},
        description=lazy("Pour dire le taux de réponse. Laissez vide si vous ne le savez pas."))
    asks_sector = BooleanField(lazy("Demander le milieu, sans obligation, pour lire les réponses par milieu"))


class QuestionForm(FlaskForm):
    """One question."""

    kind = SelectField(lazy("Sorte de question"), choices=[SelectChoice(*item) for item in KIND_NAMES.items()])
    section_fr = line(lazy("Intertitre au-dessus, en français"), "section")
    section_en = line(lazy("Intertitre au-dessus, en anglais"), "section", ENGLISH)
    text_fr = StringField(lazy("Question en français"), [InputRequired(lazy("Remplissez ce champ."))], render_kw={
        "maxlength": LENGTHS["text"], **FRENCH})
    text_en = line(lazy("Question en anglais"), "text", ENGLISH)
    options = TextAreaField(lazy("Réponses offertes"), render_kw={"rows": 6, **FRENCH}, description=lazy(
        "Pour une échelle ou un choix : une réponse par ligne, la meilleure en premier, et l’anglais après une barre : "
        "Satisfaisant | Satisfactory. Une échelle laissée vide prend les quatre échelons habituels."))
    has_na = BooleanField(lazy("Offrir « Sans objet » (échelle)"))


def is_plain(_form, field):
    """Refuse an address that a letter's header does not take."""
    if not field.data.isascii() or any(char in field.data for char in "\r\n\"<>(),;:\\ "):
        raise ValidationError(ADDRESS_NEEDED)


class FollowForm(FlaskForm):
    """Who is written to about what the day becomes, in which language."""

    email = EmailField(lazy("Adresse de courriel"), [
        InputRequired(ADDRESS_NEEDED), Length(max=LETTER_LENGTHS["email"], message=ADDRESS_NEEDED),
        Email(ADDRESS_NEEDED), is_plain], filters=[lambda text: text.strip() if text else text],
        render_kw={"autocomplete": "email", "inputmode": "email"})
    language = RadioField(
        lazy("Langue des lettres"), choices=[SelectChoice("fr", "Français"), SelectChoice("en", "English")],
        default=current_language)
    consent = BooleanField(lazy("J’accepte que mon adresse soit gardée pour ces lettres seulement."), [
        InputRequired(lazy("Sans votre accord, rien n’est gardé : cochez la case, ou quittez cette page."))])

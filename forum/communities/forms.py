"""What people type in the communities; the services check the words."""

from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, RadioField, SelectChoice, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from forum.communities.presenters import LANGUAGE_NAMES, rights_name
from forum.communities.rules import AUTHORS_LONGEST, NAME_LONGEST, PURPOSE_LONGEST, RIGHTS, SLUG_LONGEST, TITLE_LONGEST
from forum.core.i18n import lazy
from forum.forums.queries import list_subjects
from forum.texts.rules import NOTE_LONGEST

NEEDED = lazy("Remplissez ce champ.")
TOO_LONG = lazy("C’est trop long.")
NO_TITLE = lazy("Écrivez un titre de 3 à 150 caractères.")


class CommunityForm(FlaskForm):
    name_fr = StringField(lazy("Nom en français"), [InputRequired(NEEDED), Length(max=NAME_LONGEST, message=TOO_LONG)])
    name_en = StringField(
        lazy("Nom en anglais"), [Length(max=NAME_LONGEST, message=TOO_LONG)], render_kw={"lang": "en"})
    purpose_fr = TextAreaField(
        lazy("Ce qu’elle fait, en français"),
        [InputRequired(NEEDED), Length(max=PURPOSE_LONGEST, message=TOO_LONG)],
        description=lazy("Une ou deux phrases : qui s’y retrouve, pour écrire quoi."),
        render_kw={"rows": 3},
    )
    purpose_en = TextAreaField(
        lazy("Ce qu’elle fait, en anglais"),
        [Length(max=PURPOSE_LONGEST, message=TOO_LONG)],
        render_kw={"rows": 3, "lang": "en"},
    )
    animator = EmailField(
        lazy("Courriel de la personne qui l’anime"),
        [Length(max=254, message=TOO_LONG)],
        description=lazy("Son compte doit exister. Sans adresse, vous l’animez."),
    )
    slug = StringField(
        lazy("Fin de l’adresse de la page"),
        [Length(max=SLUG_LONGEST, message=TOO_LONG)],
        description=lazy("Minuscules sans accent, chiffres et traits d’union."),
    )


class GuideForm(FlaskForm):
    title = StringField(lazy("Titre"), [InputRequired(NO_TITLE), Length(3, TITLE_LONGEST, NO_TITLE)])
    authors = StringField(
        lazy("Écrit par"),
        [Length(max=AUTHORS_LONGEST, message=lazy("Au plus 200 caractères."))],
        description=lazy("Les noms à citer, comme vous voulez qu’ils paraissent."),
    )
    language = RadioField(lazy("Langue du guide"), choices=[SelectChoice(*item) for item in LANGUAGE_NAMES.items()])
    rights = RadioField(lazy("Droits"), [InputRequired(lazy("Choisissez les droits dans la liste."))])
    body = TextAreaField(
        lazy("Texte du guide"), [InputRequired(lazy("Écrivez le texte du guide."))], render_kw={"rows": 16}
    )
    subjects = SelectMultipleField(
        lazy("Lié à"), [Optional()], description=lazy("Le guide paraîtra dans leur cheminement.")
    )
    submit_key = HiddenField()

    def offer(self, viewer):
        """Fill the lists with what this viewer may choose."""
        self.rights.choices = [SelectChoice(key, rights_name(key)) for key in RIGHTS]
        offered = [SelectChoice(reference, label) for _, items in list_subjects(viewer) for reference, label in items]
        known = {choice.value for choice in offered}
        self.subjects.choices = [
            *(SelectChoice(tag, tag) for tag in self.subjects.data or () if tag not in known),
            *offered,
        ]


class GuideEditForm(GuideForm):
    base = HiddenField()
    note = StringField(lazy("Ce qui a changé"), [Length(max=NOTE_LONGEST, message=lazy("Au plus 200 caractères."))])

    @property
    def base_number(self):
        """Give the version that was being edited; 0 when the field was tampered with."""
        text = self.base.data or ""
        return int(text) if text.isdecimal() and len(text) < 7 else 0

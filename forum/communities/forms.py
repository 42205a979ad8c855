"""What people type in the communities; the services check the words."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectChoice, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from forum.communities.presenters import LANGUAGE_NAMES, rights_name
from forum.communities.rules import AUTHORS_LONGEST, RIGHTS, TITLE_LONGEST
from forum.core.i18n import lazy
from forum.forums.queries import list_subjects
from forum.texts.rules import NOTE_LONGEST

NO_TITLE = lazy("Écrivez un titre de 3 à 150 caractères.")


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

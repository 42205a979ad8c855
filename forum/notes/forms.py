"""What a note-taker types. The services judge it."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from forum.core.i18n import bi, lazy
from forum.deliberation.rules import SHARED
from forum.notes.rules import LENGTHS

NEEDED = lazy("Remplissez ce champ.")
FRENCH, ENGLISH = {"lang": "fr"}, {"lang": "en"}
KIND_NAMES = {"said": lazy("Ce qui se dit"), "proposal": lazy("Texte proposé"), "parked": lazy("Mis de côté")}
SHARED_NAMES = dict(zip(SHARED, (
    lazy("à l’unanimité"), lazy("presque tout le monde"), lazy("plusieurs personnes"), lazy("quelques personnes"),
    lazy("une personne"), lazy("Sans le dire")), strict=True))


def offer(names):
    """Give the choices of {value: name}."""
    return [SelectChoice(value, name) for value, name in names.items()]


class SheetForm(FlaskForm):
    """A group, and the theme it speaks of."""

    title_fr = StringField(lazy("Nom du groupe ou de l’atelier"), [InputRequired(NEEDED)],
                           render_kw={"maxlength": LENGTHS["title"], **FRENCH})
    title_en = StringField(lazy("Le même en anglais"), [Optional()],
                           render_kw={"maxlength": LENGTHS["title"], **ENGLISH})
    theme_id = SelectField(lazy("Volet"), [Optional()])
    people = StringField(lazy("Combien de personnes"), [Optional()],
                         render_kw={"inputmode": "numeric", "maxlength": 4, "autocomplete": "off"})

    def offer(self, themes):
        """Offer the themes of the day; gives the form."""
        self.theme_id.choices = [SelectChoice("", lazy("Aucun volet")), *(
            SelectChoice(str(row.id), f"{row.number}. {bi(row, 'title')}") for row in themes)]
        return self


class LineForm(FlaskForm):
    """One line, as it is typed while people speak."""

    text_fr = TextAreaField(lazy("Ce qui se dit"), [InputRequired(NEEDED)],
                            render_kw={"maxlength": LENGTHS["text"], "rows": 3, **FRENCH})
    kind = RadioField(lazy("C’est"), choices=offer(KIND_NAMES), default="said")
    shared = RadioField(lazy("Partagé par"), choices=offer(SHARED_NAMES), default="unsaid")
    key = HiddenField()


class LineEditForm(LineForm):
    """A line that is put right, and its translation."""

    text_en = TextAreaField(lazy("En anglais"), [Optional()],
                            render_kw={"maxlength": LENGTHS["text"], "rows": 3, **ENGLISH})
    version = IntegerField()

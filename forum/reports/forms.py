"""What organisers type about the report of a day. The services judge it; here are the fields and their words."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectChoice, SelectField, StringField, TextAreaField

from forum.core.i18n import lazy
from forum.reports.presenters import LICENCE_NAMES
from forum.reports.rules import LENGTHS


class PartForm(FlaskForm):
    """What stands before a part, and whether the part is left out."""

    text_fr = TextAreaField(lazy("Texte en français"), render_kw={"rows": 10, "maxlength": LENGTHS["text"],
                                                                 "lang": "fr"})
    text_en = TextAreaField(lazy("Texte en anglais"), render_kw={"rows": 6, "maxlength": LENGTHS["text"], "lang": "en"})
    is_left_out = BooleanField(lazy("Retirer cette section du rapport"))
    reason = StringField(lazy("Pourquoi elle est retirée"), description=lazy("Le rapport le dira à sa place."),
                         render_kw={"maxlength": LENGTHS["reason"]})


class EditionForm(FlaskForm):
    """Who signs an edition, and a remark for the table of versions."""

    author = StringField(lazy("Auteur"), render_kw={"maxlength": LENGTHS["author"], "required": True})
    remark = StringField(lazy("Remarque"), description=lazy("Par exemple : rédaction initiale."),
                         render_kw={"maxlength": LENGTHS["remark"]})


class ValidationForm(FlaskForm):
    """Who validates an edition."""

    validated_by = StringField(lazy("Validée par"), render_kw={"maxlength": LENGTHS["person"], "required": True})


class LicenceForm(FlaskForm):
    """The licence of the open data."""

    licence = SelectField(lazy("Licence des données"),
                          choices=[SelectChoice(key, name) for key, name in LICENCE_NAMES.items()])

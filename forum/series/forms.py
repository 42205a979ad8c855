"""What organisers type about a series. The services judge it; here are the fields and their words."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from forum.core.i18n import lazy
from forum.events.rules import LENGTHS

NEEDED = lazy("Remplissez ce champ.")
FRENCH, ENGLISH = {"lang": "fr"}, {"lang": "en"}


def line(label, limit, words=FRENCH, required=False, **more):
    """Make a field of one line with its limit in the page."""
    return StringField(label, [InputRequired(NEEDED) if required else Optional()],
                       render_kw={"maxlength": limit, **words}, **more)


def area(label, limit, words=FRENCH):
    """Make a field of several lines."""
    return TextAreaField(label, [Optional()], render_kw={"maxlength": limit, "rows": 6, **words})


class NewSeriesForm(FlaskForm):
    """What a series begins with."""

    title_fr = line(lazy("Titre en français"), LENGTHS["title"], required=True)
    title_en = line(lazy("Titre en anglais"), LENGTHS["title"], ENGLISH)
    introduction_fr = area(lazy("Introduction en français"), LENGTHS["text"])
    introduction_en = area(lazy("Introduction en anglais"), LENGTHS["text"], ENGLISH)


class SeriesForm(NewSeriesForm):
    """All that is said of a series."""

    slug = line(lazy("Fin de l’adresse de la page"), LENGTHS["slug"], required=True,
                description=lazy("Minuscules sans accent, chiffres et traits d’union."))


class JoinForm(FlaskForm):
    """A series that there is already."""

    series = SelectField(lazy("Série"), validate_choice=False)


class CityForm(FlaskForm):
    """What differs from one city to the next."""

    source = SelectField(lazy("Journée à reprendre"), validate_choice=False)
    city_fr = line(lazy("Ville"), LENGTHS["name"], required=True)
    city_en = line(lazy("Ville, en anglais"), LENGTHS["name"], ENGLISH)
    place_fr = line(lazy("Lieu"), LENGTHS["place"])
    place_en = line(lazy("Lieu, en anglais"), LENGTHS["place"], ENGLISH)
    date = DateField(lazy("Date"), [Optional()])
    findings = BooleanField(lazy("Reprendre aussi les constats"))
    pistes = BooleanField(lazy("Reprendre aussi les pistes d’action"))
    submit_key = HiddenField()

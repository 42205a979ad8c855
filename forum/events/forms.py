"""What organisers type about a day. The services judge it; here are the fields and their words."""

from flask_wtf import FlaskForm
from wtforms import DateField, EmailField, SelectChoice, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, Optional

from forum.core.i18n import lazy
from forum.events.presenters import PROGRAMME_KIND_NAMES, ROLE_NAMES
from forum.events.rules import LENGTHS

NEEDED = lazy("Remplissez ce champ.")
ENGLISH = {"lang": "en"}
FRENCH = {"lang": "fr"}


def line(label, limit, required=False, **more):
    """Make a field of one line with its limit in the page."""
    words = more.pop("words", FRENCH)
    return StringField(label, [InputRequired(NEEDED)] if required else [Optional()],
                       render_kw={"maxlength": limit, **words}, **more)


def area(label, limit, required=False, rows=4, **more):
    """Make a field of several lines."""
    words = more.pop("words", FRENCH)
    return TextAreaField(label, [InputRequired(NEEDED)] if required else [Optional()],
                         render_kw={"maxlength": limit, "rows": rows, **words}, **more)


def choices(names):
    """Make the choices of a list from {key: name}."""
    return [SelectChoice(*item) for item in names.items()]


class NewEventForm(FlaskForm):
    """The few things a day begins with."""

    title_fr = line(lazy("Titre en français"), LENGTHS["title"], required=True)
    title_en = line(lazy("Titre en anglais"), LENGTHS["title"], words=ENGLISH)
    date = DateField(lazy("Date"), [Optional()])
    city_fr = line(lazy("Ville"), LENGTHS["name"])
    place_fr = line(lazy("Lieu"), LENGTHS["place"])
    code = line(lazy("Sigle devant les lettres"), LENGTHS["code"],
                description=lazy("Par exemple 2007, pour 2007·1C. Vide, il est tiré de la date."))
    slug = line(lazy("Fin de l’adresse de la page"), LENGTHS["slug"],
                description=lazy("Minuscules sans accent, chiffres et traits d’union. Vide, elle est tirée du titre."))


class EventForm(NewEventForm):
    """All that is said of a day itself."""

    code = line(lazy("Sigle devant les lettres"), LENGTHS["code"], required=True,
                description=lazy("Par exemple 2007, pour 2007·1C."))
    slug = line(lazy("Fin de l’adresse de la page"), LENGTHS["slug"], required=True,
                description=lazy("Minuscules sans accent, chiffres et traits d’union."))
    subtitle_fr = line(lazy("Sous-titre en français"), LENGTHS["subtitle"])
    subtitle_en = line(lazy("Sous-titre en anglais"), LENGTHS["subtitle"], words=ENGLISH)
    city_en = line(lazy("Ville, en anglais"), LENGTHS["name"], words=ENGLISH)
    place_en = line(lazy("Lieu, en anglais"), LENGTHS["place"], words=ENGLISH)
    summary_fr = area(lazy("Résumé en français"), LENGTHS["summary"])
    summary_en = area(lazy("Résumé en anglais"), LENGTHS["summary"], words=ENGLISH)


class BodiesForm(FlaskForm):
    """Who organised the day and who was represented, one a line."""

    organisers = area(lazy("Qui organise la journée"), LENGTHS["text"], rows=4)
    organisations = area(lazy("Organismes représentés"), LENGTHS["text"], rows=10)


class SectorsForm(FlaskForm):
    """The day's own list of sectors, one a line."""

    sectors = area(lazy("Milieux, dans l’ordre"), LENGTHS["text"], rows=8)


class ProgrammeForm(FlaskForm):
    """One part of the programme."""

    kind = SelectField(lazy("Sorte"), choices=choices(PROGRAMME_KIND_NAMES), default="session")
    starts_at = TimeField(lazy("Début"), [Optional()])
    ends_at = TimeField(lazy("Fin"), [Optional()])
    title_fr = line(lazy("Titre en français"), LENGTHS["title"], required=True)
    title_en = line(lazy("Titre en anglais"), LENGTHS["title"], words=ENGLISH)
    room_fr = line(lazy("Salle"), LENGTHS["name"],
                   description=lazy("Où cela se passe, comme les gens le lisent sur place."))
    room_en = line(lazy("Salle, en anglais"), LENGTHS["name"], words=ENGLISH)
    speakers_fr = area(lazy("Qui parle ou anime"), LENGTHS["note"], rows=2, description=lazy("Une personne par ligne."))
    speakers_en = area(lazy("Qui parle ou anime, en anglais"), LENGTHS["note"], rows=2, words=ENGLISH)
    description_fr = area(lazy("Description en français"), LENGTHS["text"])
    description_en = area(lazy("Description en anglais"), LENGTHS["text"], words=ENGLISH)


class RoleForm(FlaskForm):
    """Who does what, by the address of their account."""

    email = EmailField(lazy("Adresse de courriel du compte"), [InputRequired(NEEDED), Length(max=254)])
    role = SelectField(lazy("Rôle"), choices=choices(ROLE_NAMES), default="facilitator")

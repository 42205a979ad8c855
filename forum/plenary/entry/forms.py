"""What is typed about who may vote: how one enters, slips, people of the day, a seat to move, a code at a station."""

from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from forum.core.i18n import bi, lazy
from forum.plenary.entry.passes import MOST_AT_ONCE
from forum.plenary.entry.presenters import ENTRY_NAMES
from forum.plenary.forms import CAPACITIES, NEEDS_NUMBER, TOO_LONG, offer
from forum.plenary.rules import LENGTHS

CODE_INPUT = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "digits"}
NEEDS_CODE = lazy("Tapez le code de huit signes.")


class EntryForm(FlaskForm):
    """How one enters a room."""

    entry = RadioField(lazy("Qui peut voter"), choices=offer(ENTRY_NAMES.items()), default="open")


class SlipsForm(FlaskForm):
    """How many slips to make."""

    count = IntegerField(lazy("Combien de billets"), [
        InputRequired(NEEDS_NUMBER), NumberRange(1, MOST_AT_ONCE, lazy("De 1 à 2 000 à la fois."))])
    sector = SelectField(lazy("Leur milieu"), default="")

    @classmethod
    def of(cls, sectors):
        """Build the form with the day's sectors."""
        form = cls()
        form.sector.choices = offer([("", lazy("Chaque personne dira le sien")),
                                     *((row.key, bi(row, "label")) for row in sectors)])
        return form


class HandOverForm(FlaskForm):
    """Whose seat goes to another device."""

    number = IntegerField(lazy("Numéro du siège"), [InputRequired(NEEDS_NUMBER), NumberRange(1, 10**6, NEEDS_NUMBER)])


class MoveForm(FlaskForm):
    """The code that moves a seat to this device."""

    slip = StringField(lazy("Le code donné par l’autre appareil ou par l’accueil"), [
        InputRequired(NEEDS_CODE), Length(max=40, message=TOO_LONG)], render_kw=CODE_INPUT)
    device = StringField()


class ParticipantForm(FlaskForm):
    """Somebody of the day."""

    name = StringField(lazy("Nom"), [
        InputRequired(lazy("Écrivez le nom de la personne.")), Length(max=LENGTHS["name"], message=TOO_LONG)],
        render_kw={"autocomplete": "off"})
    organisation = StringField(lazy("Organisme"), [Length(max=LENGTHS["organisation"], message=TOO_LONG)],
                               render_kw={"autocomplete": "off"})
    sector = SelectField(lazy("Milieu"), default="")
    capacity = RadioField(lazy("À quel titre"), choices=offer(CAPACITIES), default="personal")
    workshop = SelectField(lazy("Atelier"), default="")

    @classmethod
    def of(cls, sectors, workshops, person=None):
        """Build the form with what the day has, and from a person when one is given."""
        form = cls()
        form.sector.choices = offer([("", lazy("À dire en entrant dans la salle")),
                                     *((row.key, bi(row, "label")) for row in sectors)])
        form.workshop.choices = offer([("", lazy("Aucun")), *((str(row.id), bi(row, "title")) for row in workshops)])
        form.capacity.choices = offer(PEOPLE_CAPACITIES)
        if not workshops:
            del form.workshop
        if person is not None and not form.is_submitted():
            for name in ("name", "organisation", "capacity"):
                form[name].data = getattr(person, name)
            form.sector.data = person.sector or ""
            if form.workshop:
                form.workshop.data = str(person.workshop_id or "")
        return form

    def values(self):
        """Give what is said of the person."""
        return {"name": self.name.data, "organisation": self.organisation.data, "sector": self.sector.data or None,
                "capacity": self.capacity.data,
                "workshop": int(self.workshop.data) if self.workshop and self.workshop.data else None}


PEOPLE_CAPACITIES = (
    ("personal", lazy("En son nom")),
    ("organisation", lazy("Pour son organisme")),
    ("observer", lazy("En observation, sans voter")),
)


class PasteForm(FlaskForm):
    """A list of people, one a line."""

    lines = TextAreaField(lazy("Une personne par ligne : nom; organisme; milieu"), [
        InputRequired(lazy("Collez au moins une ligne.")), Length(max=200_000, message=TOO_LONG)])


class StationForm(FlaskForm):
    """Who votes next at a shared station: a code, or in an open room a sector."""

    slip = StringField(lazy("Votre code"), [InputRequired(NEEDS_CODE), Length(max=80, message=TOO_LONG)],
                       render_kw=CODE_INPUT)
    sector = RadioField(lazy("Votre milieu"), validators=[InputRequired(lazy("Choisissez votre milieu."))])

    @classmethod
    def of(cls, sectors, entry, asks_sector):
        """Build the form for a room that is entered in this way; a slip may bear the sector."""
        form = cls()
        form.sector.choices = offer((row.key, bi(row, "label")) for row in sectors)
        if entry == "open":
            del form.slip
        else:
            form.sector.validators, form.sector.validate_choice = (), False
        form.asks_sector = asks_sector
        return form

    def values(self):
        """Give what a seat at the station is taken with."""
        return {"slip": self.slip.data if self.slip else None, "sector": self.sector.data or None}

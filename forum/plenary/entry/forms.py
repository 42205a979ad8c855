"""What is typed about who may vote: how one enters, a seat, slips, people of the day, a move, a code at a station."""

import secrets

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from forum.core.i18n import bi, lazy
from forum.plenary.entry.mixing import LEAST, MOST
from forum.plenary.entry.passes import MOST_AT_ONCE
from forum.plenary.entry.presenters import ENTRY_NAMES
from forum.plenary.entry.tables import BAD_SIZE
from forum.plenary.forms import CAPACITIES, NEEDS_NUMBER, TOO_LONG, offer
from forum.plenary.rules import LENGTHS, is_device

CODE_INPUT = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "digits"}
NEEDS_CODE = lazy("Tapez le code de huit signes.")
PEOPLE_CAPACITIES = (
    ("personal", lazy("En son nom")),
    ("organisation", lazy("Pour son organisme")),
    ("observer", lazy("En observation, sans voter")),
)


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
    capacity = RadioField(lazy("À quel titre"), choices=offer(PEOPLE_CAPACITIES), default="personal")
    workshop = SelectField(lazy("Atelier"), default="")

    @classmethod
    def of(cls, sectors, workshops, person=None):
        """Build the form with what the day has, and from a person when one is given."""
        form = cls()
        form.sector.choices = offer([("", lazy("À dire en entrant dans la salle")),
                                     *((row.key, bi(row, "label")) for row in sectors)])
        form.workshop.choices = offer([("", lazy("Aucun")), *((str(row.id), bi(row, "title")) for row in workshops)])
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


class TablesForm(FlaskForm):
    """How people are dealt over tables."""

    size = IntegerField(lazy("Personnes par table, au plus"), [
        InputRequired(BAD_SIZE), NumberRange(LEAST, MOST, BAD_SIZE)], default=8)
    who = RadioField(lazy("Qui"), choices=offer([
        ("here", lazy("Les personnes sur place")), ("all", lazy("Toute la liste"))]), default="here")


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


BY_PASS = ("slips", "checked_in")
# how one enters → the fields that are not asked then
DROPPED = {
    "slips": ("capacity", "organisation"),
    "checked_in": ("capacity", "name", "organisation", "workshop"),
    "accounts": ("slip", "name"),
    "observer": ("slip", "capacity", "organisation", "workshop"),
}


class SeatForm(FlaskForm):
    """A seat: the sector is all that is asked."""

    sector = RadioField(lazy("Votre milieu"), [InputRequired(lazy("Choisissez votre milieu."))])
    capacity = RadioField(
        lazy("Je participe"), [InputRequired(lazy("Choisissez une réponse."))], choices=offer(CAPACITIES),
        default="personal",
    )
    name = StringField(
        lazy("Votre nom"), [Length(max=LENGTHS["name"], message=TOO_LONG)], render_kw={"autocomplete": "name"}
    )
    organisation = StringField(
        lazy("Votre organisme"),
        [Length(max=LENGTHS["organisation"], message=TOO_LONG)],
        render_kw={"autocomplete": "organization"},
    )
    slip = StringField(lazy("Le code de votre billet"), [Length(max=80, message=TOO_LONG)], render_kw=CODE_INPUT)
    workshop = SelectField(lazy("Votre atelier"), default="")
    device = HiddenField()

    @classmethod
    def of(cls, sectors, entry="open", workshops=()):
        """Build the form with the day's own sectors and workshops, and what is asked where one enters in this way.

        `entry` may be "observer" as well: who only observes says their sector.
        """
        form = cls()
        form.sector.choices = offer((sector.key, bi(sector, "label")) for sector in sectors)
        form.workshop.choices = offer([("", lazy("Aucun, ou je ne sais pas encore")),
                                       *((str(row.id), bi(row, "title")) for row in workshops)])
        dropped = {*DROPPED.get(entry, ("slip",)), *(() if workshops else ("workshop",))}
        for name in dropped:
            del form[name]
        if entry in BY_PASS:  # the slip or the badge may say it
            form.sector.validators, form.sector.validate_choice = (), False
        if entry == "checked_in":
            form.slip.label.text = lazy("Le code remis à l’accueil")
        return form

    def values(self):
        """Give what a seat is taken with; a device that drew no number is given one."""
        device = self.device.data if is_device(self.device.data) else secrets.token_hex(16)
        return {
            "device": device,
            "sector": self.sector.data,
            "capacity": self._said("capacity") or "personal",
            "name": self._said("name"),
            "organisation": self._said("organisation"),
            "slip": self._said("slip"),
            "workshop": int(self._said("workshop") or 0) or None,
        }

    def _said(self, name):
        return (self[name].data or "") if name in self else ""

"""What people type about a room: its digits, a seat, a reason, an address."""

import secrets

from flask_wtf import FlaskForm
from wtforms import (
    EmailField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length

from forum.core.i18n import LANGUAGES, bi, in_language, lazy
from forum.plenary.rules import LENGTHS, is_device

CAPACITIES = (
    ("personal", lazy("En mon nom")),
    ("organisation", lazy("Pour mon organisme")),
    ("observer", lazy("En observation, sans voter")),
)
NEEDS_WORD = lazy("Écrivez la question.")
TOO_LONG = lazy("C’est trop long.")
NEEDS_ADDRESS = lazy("Écrivez une adresse de courriel complète.")
NEEDS_NUMBER = lazy("Écrivez un nombre, 1 ou plus.")


def offer(pairs):
    """Make the choices of a field from (value, label) pairs."""
    return [SelectChoice(*pair) for pair in pairs]


def digits_of(text):
    """Give the digits of a room's code as it was typed, with spaces or hyphens or without."""
    return "".join(character for character in (text or "")[:40] if character not in " -\u00a0\u202f\t")


def in_both_languages(sentence):
    """Give a sentence of the interface in French and in English, to start a bilingual field with."""
    texts = []
    for language in LANGUAGES:
        with in_language(language):
            texts.append(str(sentence))
    return texts


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
    slip = StringField(lazy("Le code de votre billet"), [Length(max=80, message=TOO_LONG)], render_kw={
        "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "digits"})
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


class CancelForm(FlaskForm):
    """Why a vote is cancelled."""

    reason = StringField(
        lazy("Le motif, que tout le monde lira"),
        [InputRequired(lazy("Écrivez le motif.")), Length(max=LENGTHS["reason"], message=TOO_LONG)],
    )


class FacilitatorForm(FlaskForm):
    """Who may facilitate as well."""

    email = EmailField(
        lazy("Adresse de courriel de la personne"),
        [InputRequired(NEEDS_ADDRESS), Length(max=254, message=NEEDS_ADDRESS)],
        render_kw={"autocomplete": "off"},
    )

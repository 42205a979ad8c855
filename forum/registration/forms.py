"""What is typed about registration. The services judge it; here are the fields and their words."""

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from forum.core.i18n import bi, current_language, lazy
from forum.registration.presenters import CAPACITY_NAMES, MODE_NAMES
from forum.registration.reading import NEEDS_ADDRESS, NEEDS_NAME
from forum.registration.rules import LENGTHS
from forum.registration.services import NOT_A_NUMBER

SHOWN_FIELDS = ("name", "organisation", "sector", "capacity", "language", "may_contact", "access_needs", "meal")
LANGUAGES = [SelectChoice("fr", "Français"), SelectChoice("en", "English")]


def choices(names):
    """Make the choices of a list from {key: name}."""
    return [SelectChoice(*item) for item in names.items()]


class RegistrationForm(FlaskForm):
    """Who asks to come."""

    name = StringField(lazy("Nom"), [InputRequired(NEEDS_NAME)],
                       render_kw={"maxlength": LENGTHS["name"], "autocomplete": "name"})
    email = EmailField(lazy("Adresse de courriel"), [InputRequired(NEEDS_ADDRESS)],
                       render_kw={"maxlength": LENGTHS["email"], "autocomplete": "email", "inputmode": "email"})
    organisation = StringField(lazy("Organisme"), render_kw={
        "maxlength": LENGTHS["organisation"], "autocomplete": "organization", "list": "organisations"})
    sector = SelectField(lazy("Milieu"), default="", validate_choice=False)
    capacity = RadioField(lazy("À quel titre"), choices=choices(CAPACITY_NAMES), default="personal",
                          validate_choice=False)
    language = RadioField(lazy("Langue des lettres"), choices=LANGUAGES, default=current_language,
                          validate_choice=False)
    access_needs = TextAreaField(lazy("Besoins d’accès"), render_kw={"maxlength": LENGTHS["private"], "rows": 2})
    meal = StringField(lazy("Repas : allergies, régime"), render_kw={
        "maxlength": LENGTHS["private"], "autocomplete": "off"})
    may_contact = BooleanField(lazy("J’accepte que l’organisation m’écrive aussi à propos des suites de la journée."))

    @classmethod
    def of(cls, sectors, places=None, row=None, is_by_hand=False):
        """Build the form with the day's sectors, those that are full marked, and from a registration when given."""
        form = cls()
        words = {sector.key: bi(sector, "label") for sector in sectors}
        if places is not None:
            words = {key: word if places.has_room(key) else lazy("%(sector)s (complet : liste d’attente)", sector=word)
                     for key, word in words.items()}
        form.sector.choices = [SelectChoice("", lazy("Aucun") if is_by_hand else lazy("Choisissez")), *choices(words)]
        if sectors and not is_by_hand:
            form.sector.flags.required = True
        if not sectors:
            del form.sector
        if row is not None:
            del form.email
            if not form.is_submitted():
                for name in SHOWN_FIELDS:
                    if name in form:
                        form[name].data = getattr(row, name) or (False if name == "may_contact" else "")
        return form


class SettingForm(FlaskForm):
    """How a day takes people in."""

    mode = RadioField(lazy("Les inscriptions"), choices=choices(MODE_NAMES), default="closed")
    opens_on = DateField(lazy("Ouvrent le"), [Optional()])
    closes_on = DateField(lazy("Ferment après le"), [Optional()])
    places = IntegerField(lazy("Places en tout"), [Optional()], description=lazy("Vide : sans limite."))
    officer_name = StringField(lazy("Responsable de la protection des renseignements personnels"), render_kw={
        "maxlength": LENGTHS["officer"], "autocomplete": "off"})
    officer_email = EmailField(lazy("Son adresse de courriel"), render_kw={
        "maxlength": LENGTHS["email"], "autocomplete": "off"})
    erase_on = DateField(lazy("Effacer les adresses et les réponses privées le"), [Optional()])

    @classmethod
    def of(cls, setting, sectors, quotas):
        """Build the form with a field of places for each sector of the day."""
        fields = {f"quota_{row.key}": IntegerField(bi(row, "label"), [Optional()], render_kw={"min": 0})
                  for row in sectors}
        made = type("SettingForm", (cls,), fields)
        return made(obj=setting, data={f"quota_{key}": places for key, places in quotas.items()})

    def quotas(self):
        """Give {sector key: places or None} as typed."""
        return {field.name.removeprefix("quota_"): field.data for field in self if field.name.startswith("quota_")}

    def validate(self, **more):
        """Say what is no number in our own words."""
        sound = super().validate(**more)
        for field in self:
            if isinstance(field, IntegerField) and field.errors:
                field.errors = [NOT_A_NUMBER]
        return sound


class InviteForm(FlaskForm):
    """Whom to invite."""

    addresses = TextAreaField(lazy("Adresses de courriel, une par ligne"), [
        InputRequired(NEEDS_ADDRESS), Length(max=300_000)], render_kw={"rows": 6, "spellcheck": "false"})
    language = RadioField(lazy("Langue des invitations"), choices=LANGUAGES, default=current_language)

"""What is typed about the floor of a room."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from forum.core.i18n import bi, lazy
from forum.plenary.floor import rules
from forum.plenary.forms import TOO_LONG, offer

ORDERS = (
    ("request", lazy("Dans l’ordre des demandes")),
    ("sectors", lazy("En alternant les milieux")),
    ("labels", lazy("En alternant le pour et le contre")),
)
LABELS = (
    ("", lazy("Sans le dire")),
    ("for", lazy("Pour")),
    ("against", lazy("Contre")),
    ("procedure", lazy("Question de procédure")),
)
NEEDS_SECONDS = lazy("Donnez de 15 secondes à 30 minutes.")


class FloorForm(FlaskForm):
    """How the floor is asked for."""

    turn_order = RadioField(lazy("L’ordre de parole"), choices=offer(ORDERS), default="request")
    has_labels = BooleanField(lazy("Demander à chaque personne : pour, contre ou question de procédure"))
    seconds = IntegerField(
        lazy("Temps de parole, en secondes"),
        [InputRequired(NEEDS_SECONDS), NumberRange(rules.SHORTEST_SECONDS, rules.LONGEST_SECONDS,
                                                   message=NEEDS_SECONDS)])

    @classmethod
    def of(cls, floor):
        """Build the form with the settings as they are."""
        floor = floor or {"order": "request", "labels": False, "seconds": rules.DEFAULT_SECONDS}
        return cls(data={"turn_order": floor["order"], "has_labels": floor["labels"], "seconds": floor["seconds"]})

    def values(self):
        """Give the settings as the service takes them."""
        return {"turn_order": self.turn_order.data, "has_labels": self.has_labels.data, "seconds": self.seconds.data}


class AddTurnForm(FlaskForm):
    """Somebody without a device who asks to speak."""

    name = StringField(
        lazy("Son nom, ou « salle »"),
        [InputRequired(lazy("Écrivez un nom, ou « salle ».")),
         Length(max=rules.LENGTHS["name"], message=TOO_LONG)], render_kw={"autocomplete": "off"})
    sector = SelectField(lazy("Son milieu"), default="")
    label = SelectField(lazy("Ce qu’elle annonce"), choices=offer(LABELS), default="")

    @classmethod
    def of(cls, sectors):
        """Build the form with the day's own sectors."""
        form = cls()
        form.sector.choices = offer([("", lazy("Non précisé")), *((row.key, bi(row, "label")) for row in sectors)])
        return form

    def values(self):
        """Give what the service takes."""
        return {"name": self.name.data, "sector": self.sector.data, "label": self.label.data}

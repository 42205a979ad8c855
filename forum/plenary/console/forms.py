"""What is typed on the console: a reason, an address."""

from flask_wtf import FlaskForm
from wtforms import EmailField, StringField
from wtforms.validators import InputRequired, Length

from forum.core.i18n import lazy
from forum.plenary.forms import TOO_LONG
from forum.plenary.rules import LENGTHS

NEEDS_ADDRESS = lazy("Écrivez une adresse de courriel complète.")


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

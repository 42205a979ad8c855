"""What is typed about questions from the room."""

from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length

from forum.core.i18n import lazy
from forum.plenary.forms import TOO_LONG, offer
from forum.plenary.questions import rules

NAMES = (("yes", lazy("Anonyme, si la personne le veut")), ("no", lazy("Signée du siège ou du nom")))
MOMENTS = (("yes", lazy("Après lecture")), ("no", lazy("Tout de suite")))


class RoundForm(FlaskForm):
    """A subject about which the room may ask."""

    subject_fr = StringField(
        lazy("Le sujet"), [InputRequired(lazy("Écrivez le sujet.")),
                           Length(max=rules.LENGTHS["subject"], message=TOO_LONG)])
    subject_en = StringField(
        lazy("Le sujet, en anglais"), [Length(max=rules.LENGTHS["subject"], message=TOO_LONG)],
        render_kw={"lang": "en"})
    anonymous = RadioField(lazy("Une question est"), choices=offer(NAMES), default="yes")
    approval = RadioField(lazy("La salle la voit"), choices=offer(MOMENTS), default="yes")

    def values(self):
        """Give what the service takes."""
        return {"subject_fr": self.subject_fr.data, "subject_en": self.subject_en.data,
                "allows_anonymous": self.anonymous.data == "yes", "needs_approval": self.approval.data == "yes"}

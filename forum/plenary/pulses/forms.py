"""What is typed to prepare a flash poll."""

from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, SubmitField
from wtforms.validators import InputRequired, Length

from forum.core.i18n import lazy
from forum.plenary.forms import NEEDS_WORD, TOO_LONG, offer
from forum.plenary.pulses.rules import LENGTHS

KINDS = (
    ("mood", lazy("Une humeur : cinq visages, de très bien à difficile")),
    ("words", lazy("Un nuage de mots : jusqu’à trois mots ou courtes expressions par personne")),
)
MOMENTS = (
    ("later", lazy("Quand je les montre")),
    ("live", lazy("À mesure qu’elles arrivent")),
)


class PulseForm(FlaskForm):
    """A flash poll: a mood or words, and when its answers are shown."""

    kind = RadioField(lazy("Ce que la salle donne"), choices=offer(KINDS), default="mood")
    question_fr = StringField(
        lazy("La question"), [InputRequired(NEEDS_WORD), Length(max=LENGTHS["question"], message=TOO_LONG)]
    )
    question_en = StringField(
        lazy("La question, en anglais"), [Length(max=LENGTHS["question"], message=TOO_LONG)],
        render_kw={"lang": "en"},
    )
    shown = RadioField(lazy("Les réponses paraissent à l’écran"), choices=offer(MOMENTS), default="later")
    launch = SubmitField(lazy("Enregistrer et lancer maintenant"))

    def values(self):
        """Give what a flash poll is prepared with."""
        return {
            "kind": self.kind.data,
            "question_fr": self.question_fr.data,
            "question_en": self.question_en.data,
            "is_shown": self.shown.data == "live",
        }

"""What is typed after a vote: a problem and its answer, a reservation, a correction, who is written to."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import Email, InputRequired, Length, ValidationError

from forum.core.i18n import bi, current_language, lazy
from forum.notifications.rules import LENGTHS as LETTER_LENGTHS
from forum.plenary.forms import NEEDS_TEXT, TOO_LONG, offer
from forum.plenary.rules import LENGTHS
from forum.votes.rules import LONGEST_NAME, LONGEST_TEXT

ANSWERS = (
    ("not_upheld", lazy("Non retenu")),
    ("upheld", lazy("Retenu, sans changer le résultat")),
    ("redone", lazy("Retenu : le vote est repris")),
    ("cancelled", lazy("Retenu : le vote est annulé")),
)


class ReasonForm(FlaskForm):
    """Why a vote is cancelled and held again."""

    reason = StringField(
        lazy("Ce qui est corrigé, que tout le monde lira"),
        [InputRequired(lazy("Écrivez ce qui est corrigé.")), Length(max=LENGTHS["reason"], message=TOO_LONG)],
    )


class ProblemForm(FlaskForm):
    """A problem with a vote."""

    poll = SelectField(lazy("À propos de quel vote"))
    text = TextAreaField(lazy("Ce qui s’est passé"), [
        InputRequired(NEEDS_TEXT), Length(max=LONGEST_TEXT, message=TOO_LONG)])
    name = StringField(lazy("Votre nom, si vous voulez signer"), [Length(max=LONGEST_NAME, message=TOO_LONG)])

    @classmethod
    def of(cls, polls):
        """Build the form with the polls that it may be about, latest first."""
        form = cls()
        form.poll.choices = offer((poll.id, bi(poll, "question")) for poll in polls)
        return form


class ReservationForm(ProblemForm):
    """A disagreement that stands beside a result."""

    text = TextAreaField(lazy("Votre réserve"), [
        InputRequired(NEEDS_TEXT), Length(max=LONGEST_TEXT, message=TOO_LONG)])
    organisation = StringField(lazy("Votre organisme, si vous voulez le dire"), [
        Length(max=LONGEST_NAME, message=TOO_LONG)])


class AnswerForm(FlaskForm):
    """What the chair makes of a problem."""

    answer = RadioField(lazy("La réponse"), choices=offer(ANSWERS), validators=[
        InputRequired(lazy("Choisissez une réponse."))])
    reason = TextAreaField(lazy("Le motif, que tout le monde lira"), [
        InputRequired(NEEDS_TEXT), Length(max=LONGEST_TEXT, message=TOO_LONG)])


ADDRESS_NEEDED = lazy("Écrivez une adresse de courriel complète.")


def is_plain(_form, field):
    """Refuse an address that a letter's header does not take."""
    if not field.data.isascii() or any(char in field.data for char in "\r\n\"<>(),;:\\ "):
        raise ValidationError(ADDRESS_NEEDED)


class FollowForm(FlaskForm):
    """Who is written to, about what, in which language."""

    scope = RadioField(lazy("Ce que vous voulez suivre"), default="poll", choices=[
        SelectChoice("poll", lazy("Ce vote et ce que deviennent ses textes")),
        SelectChoice("day", lazy("Toute la journée"))])
    email = EmailField(lazy("Adresse de courriel"), [
        InputRequired(ADDRESS_NEEDED), Length(max=LETTER_LENGTHS["email"], message=ADDRESS_NEEDED),
        Email(ADDRESS_NEEDED), is_plain], filters=[lambda text: text.strip() if text else text],
        render_kw={"autocomplete": "email", "inputmode": "email"})
    language = RadioField(
        lazy("Langue des lettres"), choices=[SelectChoice("fr", "Français"), SelectChoice("en", "English")],
        default=current_language)
    consent = BooleanField(lazy("J’accepte que mon adresse soit gardée pour ces lettres seulement."), [
        InputRequired(lazy("Sans votre accord, rien n’est gardé : cochez la case, ou revenez à la page du vote."))])

"""What is typed around a vote: a proxy, a count, a problem and its answer, a reservation, a correction."""

from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from forum.core.i18n import bi, lazy
from forum.plenary.forms import TOO_LONG, offer
from forum.plenary.polls.forms import WholeField
from forum.plenary.rules import LENGTHS
from forum.votes.rules import LONGEST_NAME, LONGEST_TEXT, MOST_PEOPLE

ANSWERS = (
    ("not_upheld", lazy("Non retenu")),
    ("upheld", lazy("Retenu, sans changer le résultat")),
    ("redone", lazy("Retenu : le vote est repris")),
    ("cancelled", lazy("Retenu : le vote est annulé")),
)
CHANNELS = {"paper": lazy("Bulletins de papier"), "hands": lazy("Mains levées")}
NEEDS_TEXT = lazy("Écrivez quelques mots.")
NEEDS_NUMBER = lazy("Écrivez un nombre.")


class ReasonForm(FlaskForm):
    """Why a vote is cancelled and held again."""

    reason = StringField(
        lazy("Ce qui est corrigé, que tout le monde lira"),
        [InputRequired(lazy("Écrivez ce qui est corrigé.")), Length(max=LENGTHS["reason"], message=TOO_LONG)],
    )


class ProxyForm(FlaskForm):
    """Who votes for whom."""

    holder = IntegerField(lazy("Numéro du siège qui vote à sa place"), [
        InputRequired(NEEDS_NUMBER), NumberRange(1, 10**6, NEEDS_NUMBER)])
    name = StringField(lazy("Nom de la personne absente"), [
        InputRequired(NEEDS_TEXT), Length(max=LENGTHS["name"], message=TOO_LONG)])
    own_seat = IntegerField(lazy("Son propre siège, si elle en a pris un"), [
        Optional(), NumberRange(1, 10**6, NEEDS_NUMBER)])
    sector = SelectField(lazy("Son milieu"), default="")

    @classmethod
    def of(cls, sectors):
        """Build the form with the day's sectors."""
        form = cls()
        form.sector.choices = offer([("", lazy("Celui du siège qui vote")),
                                     *((row.key, bi(row, "label")) for row in sectors)])
        return form

    def values(self):
        """Give what a proxy is given with."""
        return {"holder": self.holder.data, "name": self.name.data, "own_seat": self.own_seat.data,
                "sector": self.sector.data or None}


class WeightForm(FlaskForm):
    """How many votes a seat has."""

    number = IntegerField(lazy("Numéro du siège"), [InputRequired(NEEDS_NUMBER), NumberRange(1, 10**6, NEEDS_NUMBER)])
    weight = IntegerField(lazy("Nombre de voix"), [InputRequired(NEEDS_NUMBER)])


class CountForm(FlaskForm):
    """What was counted by hand in one channel: a number for each kind of ballot, lines where they cannot be listed."""

    people = IntegerField(lazy("Combien de personnes votent ainsi, qu’elles l’aient fait ou non"), [
        InputRequired(NEEDS_NUMBER), NumberRange(0, MOST_PEOPLE, NEEDS_NUMBER)])
    lines = TextAreaField(lazy("Les bulletins comptés, une sorte par ligne"), [Length(max=40_000, message=TOO_LONG)])

    @classmethod
    def of(cls, kinds, has_lines, **options):
        """Build the form for `kinds`, [(choice, its words)…], each with a number; `has_lines` keeps the lines."""
        numbers = {f"number{place}": WholeField(words, [Optional(), NumberRange(0, MOST_PEOPLE, NEEDS_NUMBER)])
                   for place, (_choice, words) in enumerate(kinds)}
        form = type(cls.__name__, (cls,), numbers)(**options)
        form.kinds, form.numbers = kinds, [form[name] for name in numbers]
        if has_lines and kinds:
            form.lines.label.text = lazy("Les objections, une raison par ligne")
        elif not has_lines:
            del form.lines
        return form

    def counted(self):
        """Give what the numbers say: [(choice, ballots)…]."""
        return [(choice, field.data) for (choice, _words), field in zip(self.kinds, self.numbers, strict=True)
                if field.data]


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

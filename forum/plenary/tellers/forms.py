"""What is typed of proxies, of weights, and of what was counted by hand."""

from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from forum.core.i18n import bi, lazy
from forum.plenary.forms import NEEDS_TEXT, TOO_LONG, offer
from forum.plenary.polls.forms import WholeField
from forum.plenary.rules import LENGTHS
from forum.votes.rules import MOST_PEOPLE

NEEDS_NUMBER = lazy("Écrivez un nombre.")
CHANNELS = {"paper": lazy("Bulletins de papier"), "hands": lazy("Mains levées")}


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

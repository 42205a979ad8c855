"""What is typed to prepare a vote by one of the two recipes, and what they share with « Avancé »."""

from fractions import Fraction

from flask import request
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import TextInput

from forum.core.i18n import bi, lazy
from forum.plenary.forms import NEEDS_NUMBER, NEEDS_WORD, TOO_LONG, in_both_languages, offer

MAJORITIES = (
    ("2/3 expressed", lazy("Adopté si au moins les deux tiers des votes exprimés sont pour")),
    ("1/2 expressed", lazy("Adopté si plus de la moitié des votes exprimés sont pour (majorité simple)")),
    ("1/2 entitled", lazy("Adopté si plus de la moitié des personnes inscrites votent pour (majorité absolue)")),
)
QUORUMS = (
    ("", lazy("Aucun")),
    ("1/2", lazy("Au moins la moitié des personnes inscrites ont voté")),
    ("1/3", lazy("Au moins le tiers des personnes inscrites ont voté")),
    ("2/3", lazy("Au moins les deux tiers des personnes inscrites ont voté")),
)
SECRECY = (
    ("secret", lazy("Vote secret : personne ne sait qui a choisi quoi")),
    ("named", lazy("Vote nominatif : chaque bulletin porte un nom")),
)
TIES = (
    ("", lazy("Rien n’est prévu : l’égalité est annoncée telle quelle")),
    ("keep", lazy("Tous les choix à égalité sont retenus")),
    ("runoff", lazy("Un nouveau vote entre les choix à égalité")),
    ("lot", lazy("Un tirage au sort dont l’empreinte est montrée avant l’ouverture, et que chacun peut refaire")),
)
# what a poll's body says by yes or no: its name, how it is asked, and whether it is so unless somebody says otherwise
SWITCHES = (
    ("blank", lazy("Permettre le bulletin blanc"), True),
    ("admission", lazy("Permettre d’admettre, une par une, les personnes arrivées après l’ouverture"), False),
    ("breakdown", lazy("Montrer aussi le résultat par milieu, sans rien sur moins de cinq personnes"), False),
    ("rehearsal", lazy("Répétition : un essai qui ne compte pas et n’entre dans aucun relevé"), False),
)
LANGUAGE_BAR, COST_MARK = "|", ";"
SPACES = " \t\u00a0\u202f"
LONGEST_AMOUNT = 15


def read_amount(text):
    """Give a whole number typed with or without spaces and a currency sign, « 120 000 $ »; None for anything else."""
    digits = "".join(sign for sign in str(text) if sign not in SPACES + "$")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_AMOUNT else None


def read_share(text):
    """Give a share as the contract writes it, « 60 % » → "3/5"; what is no rate is left as it is."""
    text = "".join(sign for sign in (text or "")[:40] if sign not in SPACES)
    rate = text.removesuffix("%")
    if rate != text and rate.isascii() and rate.isdigit():
        share = Fraction(int(rate), 100)
        return f"{share.numerator}/{share.denominator}"
    return text


def read_lines(text, with_costs=False):
    """Give [(label of the contract, cost or None)…] of options typed one a line, « Sentier | Trail ; 12 000 »."""
    found = []
    for line in filter(None, (line.strip() for line in (text or "").splitlines())):
        label, _mark, cost = line.rpartition(COST_MARK) if with_costs else ("", "", "")
        amount = read_amount(cost) if label else None
        french, _bar, english = (part.strip() for part in (line if amount is None else label).partition(LANGUAGE_BAR))
        found.append(({"fr": french, "en": english} if english else french, amount))
    return found


def write_line(option):
    """Write an option as it is typed."""
    parts = [option.label_fr, *([f" {LANGUAGE_BAR} {option.label_en}"] if option.label_en else []),
             *([f" {COST_MARK} {option.cost}"] if option.cost is not None else [])]
    return "".join(parts)


class WholeField(IntegerField):
    """A whole number, that may be typed with spaces between its thousands: no browser's own number field takes them."""

    widget = TextInput()

    def process_formdata(self, values):
        self.data = read_amount(values[0]) if values else None
        if values and values[0].strip() and self.data is None:
            raise ValueError(NEEDS_NUMBER)


class PollForm(FlaskForm):
    """What every vote is asked: the question in two languages, secrecy, and what is said by yes or no."""

    question_fr = StringField(lazy("La question"), [InputRequired(NEEDS_WORD), Length(max=500, message=TOO_LONG)])
    question_en = StringField(
        lazy("La question, en anglais"), [Length(max=500, message=TOO_LONG)], render_kw={"lang": "en"}
    )
    secrecy = RadioField(lazy("Secret du vote"), choices=offer(SECRECY), default="secret")
    for_sectors = SelectMultipleField(lazy("Seulement ces milieux"))
    for_workshop = SelectField(lazy("Seulement les personnes d’un atelier"), default="")
    switches = SWITCHES

    @classmethod
    def bound(cls, poll, is_typed):
        """Build the form: with what was typed, or as a poll stands that is edited."""
        form = cls() if is_typed else cls(formdata=None)
        form.is_fresh = not (is_typed and form.is_submitted())
        form.poll = poll
        return form

    def take_groups(self, sectors, workshops):
        """Offer the sectors and the workshops of the day to which a vote may be put alone."""
        self.for_sectors.choices = offer((row.key, bi(row, "label")) for row in sectors)
        self.for_workshop.choices = offer([("", lazy("Aucun en particulier")),
                                           *((str(row.id), bi(row, "title")) for row in workshops)])
        for name, rows in (("for_sectors", sectors), ("for_workshop", workshops)):
            if not rows:
                del self[name]

    def validate_for_workshop(self, field):
        """Ask for some sectors or for a workshop, not for both."""
        if field.data and self.for_sectors and self.for_sectors.data:
            raise ValidationError(lazy("Choisissez des milieux, ou un atelier."))

    def electorate(self):
        """Give the part of the contract's body that says who the vote is for; {} for everybody."""
        if self.for_workshop and self.for_workshop.data in {value for value, *_ in self.for_workshop.choices[1:]}:
            return {"electorate": {"workshop": int(self.for_workshop.data)}}
        if self.for_sectors and self.for_sectors.data:
            return {"electorate": {"sectors": self.for_sectors.data}}
        return {}

    def suggest(self, question):
        """Start a new vote with a question that is usual for its recipe."""
        if self.is_fresh and self.poll is None:
            self.question_fr.data, self.question_en.data = in_both_languages(question)

    def common(self):
        """Give the part of the contract's body that all votes share."""
        question = {"fr": self.question_fr.data or ""}
        if self.question_en.data:
            question["en"] = self.question_en.data
        switched = {name: self[name].data for name, *_ in self.switches if name in self}
        return {"question": question, "secret": self.secrecy.data == "secret", **switched,
                **self.electorate()}

    def show_common(self, poll):
        """Fill the form from a prepared vote."""
        self.question_fr.data, self.question_en.data = poll.question_fr, poll.question_en or ""
        self.secrecy.data = "secret" if poll.secret else "named"
        known = poll.electorate or {}
        self.for_sectors.data = [group["id"] for group in known.get("sectors", ())]
        self.for_workshop.data = str(known["workshop"]["id"]) if "workshop" in known else ""
        for name, *_ in self.switches:
            self[name].data = getattr(poll, name)


for _name, _label, _default in SWITCHES:
    setattr(PollForm, _name, BooleanField(_label, default=_default))


class OptionsForm(PollForm):
    """The options: pistes of the day and typed lines."""

    pistes = SelectMultipleField(lazy("Les pistes mises aux voix"), validate_choice=True)
    others = TextAreaField(lazy("Autres choix, un par ligne"), [Length(max=20_000, message=TOO_LONG)])
    with_costs = False

    def take_themes(self, themes):
        """Offer the pistes of the day, each with what it costs where costs are asked."""
        self.themes = themes
        self.pistes.choices = offer((piste.code, bi(piste, "title")) for theme in themes for piste in theme.pistes)
        self.costs = {}
        if self.with_costs and not self.is_fresh:
            self.costs = {code: request.form.get(f"cost-{code}", "") for code, *_ in self.pistes.choices}

    def show_options(self, poll):
        """Fill the options from a prepared vote."""
        codes = [code for code, *_ in self.pistes.choices]
        mine = {option.subject.partition(":")[2]: option for option in poll.options
                if (option.subject or "").startswith("piste:")}
        self.pistes.data = [code for code in codes if code in mine]
        self.others.data = "\n".join(write_line(option) for option in poll.options
                                     if (option.subject or "").partition(":")[2] not in self.pistes.data)
        self.costs = {code: mine[code].cost for code in self.pistes.data if mine[code].cost is not None}

    def validate_pistes(self, field):
        """Ask for whole numbers as costs."""
        typed = [cost for code, cost in self.costs.items() if code in (field.data or ()) and cost.strip()]
        if None in map(read_amount, typed):
            raise ValidationError(lazy("Écrivez chaque coût en chiffres, sans décimales."))

    def options(self):
        """Give the options of the contract's body, and the place of the first typed one."""
        chosen = set(self.pistes.data or ())
        found = [self._piste(theme, piste) for theme in self.themes for piste in theme.pistes if piste.code in chosen]
        kept = {option.label_fr: option.subject for option in (self.poll.options if self.poll else ())
                if option.subject}
        for place, (label, cost) in enumerate(read_lines(self.others.data, self.with_costs), 1):
            subject = kept.get(label if isinstance(label, str) else label["fr"])
            more = {"cost": cost} if cost is not None else {}
            found.append({"id": f"x{place}", "label": label, **({"subject": subject} if subject else {}), **more})
        self.first_typed = len(chosen)
        return found

    def _piste(self, theme, piste):
        cost = read_amount(self.costs.get(piste.code, "")) if self.with_costs else None
        return {
            "id": f"{theme.number}{piste.letter}",
            "subject": f"piste:{piste.code}",
            "label": {"fr": piste.title_fr, **({"en": piste.title_en} if piste.title_en else {})},
            **({"cost": cost} if cost is not None else {}),
        }


class PrioritiesForm(OptionsForm):
    """Choose priorities: how many may be chosen, how many are kept, what becomes of a tie."""

    maximum = WholeField(
        lazy("Chaque personne choisit jusqu’à"),
        [InputRequired(NEEDS_NUMBER), NumberRange(1, 100, NEEDS_NUMBER)],
        default=3,
    )
    minimum = WholeField(lazy("Et au moins"), [Optional(), NumberRange(1, 100, NEEDS_NUMBER)], default=1)
    select = WholeField(
        lazy("Combien sont retenues"), [InputRequired(NEEDS_NUMBER), NumberRange(1, 100, NEEDS_NUMBER)], default=3
    )
    tie = RadioField(lazy("Une égalité à la dernière place"), choices=offer(TIES), default="")
    quorum = SelectField(lazy("Quorum"), choices=offer(QUORUMS), default="")

    @classmethod
    def of(cls, themes, poll=None, is_typed=True):
        """Build the form with the day's pistes, and from a vote when one is given."""
        form = cls.bound(poll, is_typed)
        form.suggest(lazy("Quelles pistes appliquer en priorité?"))
        form.take_themes(themes)
        if poll is not None and form.is_fresh:
            form.show_common(poll)
            form.show_options(poll)
            form.maximum.data, form.minimum.data = poll.maximum or len(poll.options), poll.minimum or 1
            form.select.data = poll.select
            form.tie.data = poll.rule.get("tie", {}).get("by", "")
            form.quorum.data = (poll.rule.get("quorum") or {}).get("share", "")
        return form

    def body(self):
        """Give the contract's body of the vote."""
        options = self.options()
        rule = {"quorum": {"share": self.quorum.data, "of": "entitled"}} if self.quorum.data else {}
        if self.tie.data:
            rule["tie"] = {"by": self.tie.data}
        return {
            **self.common(),
            "method": "approve",
            "options": options,
            "select": self.select.data,
            "minimum": self.minimum.data or 1,
            "maximum": min(self.maximum.data or 1, len(options)) or 1,
            "rule": rule,
        }


class WordingForm(PollForm):
    """Adopt a wording: a recommendation's own, or a text written here; the majority is a sentence."""

    source = RadioField(lazy("Le libellé mis aux voix"))
    wording = TextAreaField(lazy("Le texte"), [Length(max=20_000, message=TOO_LONG)])
    majority = RadioField(lazy("La majorité"), choices=offer(MAJORITIES), default=MAJORITIES[0][0])
    quorum = SelectField(lazy("Quorum"), choices=offer(QUORUMS), default="")
    free_text = lazy("Un autre texte")

    @classmethod
    def of(cls, recommendations, carried, poll=None, is_typed=True):
        """Build the form with the day's recommendations, what workshops carried there, and from a vote if one is given.

        `carried`: {"line-12": the line}.
        """
        form = cls.bound(poll, is_typed)
        form.carried = carried
        choices = [(f"recommendation:{item.code}", bi(item, "title")) for item in recommendations if item.wording]
        form.suggest(lazy("Adoptez-vous ce libellé?"))
        texts = [(key, bi(line, "text")) for key, line in carried.items()]
        form.source.choices = offer([*choices, *texts, ("text", cls.free_text)])
        if poll is not None and form.is_fresh:
            form.show_common(poll)
            same = (key for key, line in carried.items() if line.text_fr == poll.wording_fr)
            form.source.data = poll.subject if poll.subject in dict(choices) else next(same, "text")
            form.wording.data = poll.wording_fr if form.source.data == "text" else ""
            form.majority.data = " ".join(poll.rule.get(name, "") for name in ("majority", "base"))
            form.quorum.data = (poll.rule.get("quorum") or {}).get("share", "")
        return form

    def validate_wording(self, field):
        """Ask for a text when no recommendation is chosen."""
        if self.source.data == "text" and not (field.data or "").strip():
            raise ValidationError(lazy("Écrivez le texte mis aux voix."))

    def body(self):
        """Give the contract's body of the vote."""
        share, _space, base = self.majority.data.partition(" ")
        rule = {"majority": share, "base": base, "strict": share == "1/2"}
        if self.quorum.data:
            rule["quorum"] = {"share": self.quorum.data, "of": "entitled"}
        body = {**self.common(), "method": "yesno", "rule": rule}
        if self.source.data == "text":
            return body | {"wording": self.wording.data or ""}
        if self.source.data in self.carried:
            line = self.carried[self.source.data]
            return body | {"wording": {"fr": line.text_fr, **({"en": line.text_en} if line.text_en else {})}}
        return body | ({"subject": self.source.data} if self.source.data else {})

"""What people type about a room: its digits, a seat, a vote to prepare, a reason, a ballot."""

import secrets

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from forum.core.i18n import LANGUAGES, bi, in_language, lazy
from forum.plenary.rules import LENGTHS, is_device

CAPACITIES = (
    ("personal", lazy("En mon nom")),
    ("organisation", lazy("Pour mon organisme")),
    ("observer", lazy("En observation, sans voter")),
)
MAJORITIES = (
    ("2/3 expressed", lazy("Adopté si au moins les deux tiers des votes exprimés sont pour")),
    ("1/2 expressed", lazy("Adopté si plus de la moitié des votes exprimés sont pour (majorité simple)")),
    ("1/2 entitled", lazy("Adopté si plus de la moitié des personnes inscrites votent pour (majorité absolue)")),
)
BASES = (
    ("", lazy("Comme dans la phrase choisie")),
    ("expressed", lazy("Les votes exprimés : pour et contre")),
    ("cast", lazy("Tous les bulletins, abstentions et blancs compris")),
    ("present", lazy("Les personnes présentes")),
    ("entitled", lazy("Les personnes inscrites")),
)
STRICTNESS = (
    ("", lazy("Comme dans la phrase choisie")),
    ("least", lazy("Au moins cette part")),
    ("more", lazy("Plus que cette part")),
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
    device = HiddenField()

    @classmethod
    def of(cls, sectors):
        """Build the form with the day's own sectors."""
        form = cls()
        form.sector.choices = offer((sector.key, bi(sector, "label")) for sector in sectors)
        return form

    def values(self):
        """Give what a seat is taken with; a device that drew no number is given one."""
        device = self.device.data if is_device(self.device.data) else secrets.token_hex(16)
        return {
            "device": device,
            "sector": self.sector.data,
            "capacity": self.capacity.data,
            "name": self.name.data or "",
            "organisation": self.organisation.data or "",
        }


class PollForm(FlaskForm):
    """What both recipes ask: the question in two languages, secrecy, quorum."""

    question_fr = StringField(lazy("La question"), [InputRequired(NEEDS_WORD), Length(max=500, message=TOO_LONG)])
    question_en = StringField(
        lazy("La question, en anglais"), [Length(max=500, message=TOO_LONG)], render_kw={"lang": "en"}
    )
    secrecy = RadioField(lazy("Secret"), choices=offer(SECRECY), default="secret")
    quorum = SelectField(lazy("Quorum"), choices=offer(QUORUMS), default="")
    blank = BooleanField(lazy("Permettre le bulletin blanc"), default=True)
    admission = BooleanField(
        lazy("Permettre d’admettre, une par une, les personnes arrivées après l’ouverture"), default=False
    )

    def suggest(self, question):
        """Start a new poll with a question that is usual for its recipe."""
        if not self.is_submitted():
            self.question_fr.data, self.question_en.data = in_both_languages(question)

    def common(self):
        """Give the part of the contract's body that both recipes share."""
        question = {"fr": self.question_fr.data}
        if self.question_en.data:
            question["en"] = self.question_en.data
        body = {
            "question": question,
            "secret": self.secrecy.data == "secret",
            "blank": self.blank.data,
            "admission": self.admission.data,
        }
        rule = {"quorum": {"share": self.quorum.data, "of": "entitled"}} if self.quorum.data else {}
        return body, rule

    def show_common(self, poll):
        """Fill the form from a prepared poll."""
        quorum = poll.rule.get("quorum") or {}
        self.question_fr.data, self.question_en.data = poll.question_fr, poll.question_en or ""
        self.secrecy.data = "secret" if poll.secret else "named"
        self.blank.data, self.admission.data = poll.blank, poll.admission
        if quorum.get("share") in dict(QUORUMS):
            self.quorum.data = quorum["share"]


class PrioritiesForm(PollForm):
    """Choose priorities: pistes of the day, other choices, how many may be chosen, how many are kept."""

    pistes = SelectMultipleField(lazy("Les pistes mises aux voix"), validate_choice=True)
    others = TextAreaField(lazy("Autres choix, un par ligne"), [Length(max=4000, message=TOO_LONG)])
    maximum = IntegerField(
        lazy("Chaque personne choisit jusqu’à"),
        [InputRequired(NEEDS_NUMBER), NumberRange(1, 100, NEEDS_NUMBER)],
        default=3,
    )
    minimum = IntegerField(lazy("Et au moins"), [Optional(), NumberRange(1, 100, NEEDS_NUMBER)], default=1)
    select = IntegerField(
        lazy("Combien sont retenues"), [InputRequired(NEEDS_NUMBER), NumberRange(1, 100, NEEDS_NUMBER)], default=3
    )

    @classmethod
    def of(cls, themes, poll=None):
        """Build the form with the day's pistes, and from a poll when one is given."""
        form = cls()
        form.suggest(lazy("Quelles pistes appliquer en priorité?"))
        form.pistes.choices = offer((piste.code, bi(piste, "title")) for theme in themes for piste in theme.pistes)
        if poll is not None and not form.is_submitted():
            form.show_common(poll)
            subjects = [option.subject for option in poll.options if option.subject]
            form.pistes.data = [subject.partition(":")[2] for subject in subjects]
            form.others.data = "\n".join(option.label_fr for option in poll.options if not option.subject)
            form.maximum.data, form.minimum.data, form.select.data = (
                poll.maximum or len(poll.options),
                poll.minimum or 1,
                poll.select,
            )
        return form

    def body(self, themes):
        """Give the contract's body of the poll."""
        body, rule = self.common()
        chosen = set(self.pistes.data or ())
        options = [
            {
                "id": f"{theme.number}{piste.letter}",
                "subject": f"piste:{piste.code}",
                "label": {"fr": piste.title_fr, **({"en": piste.title_en} if piste.title_en else {})},
            }
            for theme in themes
            for piste in theme.pistes
            if piste.code in chosen
        ]
        others = [line.strip() for line in (self.others.data or "").splitlines() if line.strip()]
        options += [{"id": f"x{place}", "label": line} for place, line in enumerate(others, 1)]
        return {
            **body,
            "method": "approve",
            "options": options,
            "select": self.select.data,
            "minimum": self.minimum.data or 1,
            "maximum": min(self.maximum.data, len(options)) or 1,
            "rule": rule,
        }


class WordingForm(PollForm):
    """Adopt a wording: a recommendation's own, or a text written here; the majority is a sentence."""

    source = RadioField(lazy("Le libellé mis aux voix"))
    wording = TextAreaField(lazy("Le texte"), [Length(max=20_000, message=TOO_LONG)])
    majority = RadioField(lazy("La majorité"), choices=offer(MAJORITIES), default=MAJORITIES[0][0])
    base = SelectField(lazy("La part se mesure sur"), choices=offer(BASES), default="")
    strictness = SelectField(
        lazy("La part à atteindre"), choices=offer(STRICTNESS), default=""
    )
    free_text = lazy("Un autre texte")

    @classmethod
    def of(cls, recommendations, poll=None):
        """Build the form with the day's recommendations, and from a poll when one is given."""
        form = cls()
        choices = [(f"recommendation:{item.code}", bi(item, "title")) for item in recommendations if item.wording]
        form.suggest(lazy("Adoptez-vous ce libellé?"))
        form.source.choices = offer([*choices, ("text", cls.free_text)])
        if poll is not None and not form.is_submitted():
            form.show_common(poll)
            form.source.data = poll.subject if poll.subject in dict(choices) else "text"
            form.wording.data = poll.wording_fr if form.source.data == "text" else ""
            form.show_rule(poll.rule)
        return form

    def show_rule(self, rule):
        """Fill the majority from a rule, in the sentence that is nearest and the rest under « Avancé »."""
        share, base, strict = rule.get("majority", "1/2"), rule.get("base", "expressed"), rule.get("strict", False)
        values = [value for value, _label in MAJORITIES]
        exact = f"{share} {base}"
        self.majority.data = exact if exact in values else next(value for value in values if value.startswith(share))
        self.base.data = "" if exact in values else base
        self.strictness.data = "" if strict == (share == "1/2") else ("more" if strict else "least")

    def validate_wording(self, field):
        """Ask for a text when no recommendation is chosen."""
        if self.source.data == "text" and not (field.data or "").strip():
            raise ValidationError(lazy("Écrivez le texte mis aux voix."))

    def body(self):
        """Give the contract's body of the poll."""
        body, rule = self.common()
        share, base = self.majority.data.split(" ")
        strict = share == "1/2" if not self.strictness.data else self.strictness.data == "more"
        rule.update(majority=share, base=self.base.data or base, strict=strict)
        body = {**body, "method": "yesno", "rule": rule}
        return (
            {**body, "wording": self.wording.data}
            if self.source.data == "text"
            else {**body, "subject": self.source.data}
        )


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

"""« Avancé »: one form for every way of voting, which holds what that way takes and nothing else."""

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from forum.core.i18n import bi, lazy
from forum.plenary.forms import NEEDS_NUMBER, TOO_LONG, offer
from forum.plenary.polls.forms import TIES, OptionsForm, WholeField, read_share
from forum.plenary.pulses.rules import fold
from forum.votes.methods import METHODS
from forum.votes.methods.judge import GRADES

NUMBERS = ("select", "minimum", "maximum", "points", "budget")
CRITERION = ("criterion", lazy("Un critère annoncé d’avance"))
ALL_TIES = (*TIES[:3], CRITERION, *TIES[3:])
BASES = (
    ("expressed", lazy("Les votes exprimés : pour et contre")),
    ("cast", lazy("Tous les bulletins, abstentions et blancs compris")),
    ("present", lazy("Les personnes présentes")),
    ("entitled", lazy("Les personnes inscrites")),
)
STRICTNESS = (("least", lazy("Au moins cette part")), ("more", lazy("Plus que cette part")))
QUORUM_BASES = BASES[:1:-1]
QUORUM_COUNTS = (
    ("cast", lazy("Tous les bulletins")),
    ("expressed", lazy("Sans les abstentions ni les bulletins blancs")),
)
SHARE_HINT = lazy("Une fraction ou un taux : 1/2, 2/3, 3/5, 60 %…")
# a setting means something else from one way of voting to another
LABELS = {
    ("maximum", "dots"): lazy("Points au plus sur un même choix"),
    ("minimum", "dots"): lazy("Points à placer au moins"),
    ("maximum", "score"): lazy("La plus haute note; la plus basse est 0"),
    ("select", "rank_stv"): lazy("Combien sont élues"),
    ("select", "equal_shares"): lazy("Combien sont retenues, quand il n’y a pas de budget"),
    **{("maximum", name): lazy("Rangs au plus") for name in METHODS if name.startswith("rank_")},
    **{("minimum", name): lazy("Rangs au moins") for name in METHODS if name.startswith("rank_")},
}
OFF = lazy("Laissez vide pour ne pas limiter.")


class AdvancedForm(OptionsForm):
    """Every setting and every rule."""

    subject = SelectField(lazy("Ce vote porte sur"), default="")
    wording = TextAreaField(lazy("Le texte mis aux voix"), [Optional(), Length(max=20_000, message=TOO_LONG)])
    wording_en = TextAreaField(
        lazy("Le texte, en anglais"), [Optional(), Length(max=20_000, message=TOO_LONG)], render_kw={"lang": "en"}
    )
    select = WholeField(lazy("Combien sont retenues"), [InputRequired(NEEDS_NUMBER)], default=1)
    minimum = WholeField(lazy("Choix au moins"), [Optional()], description=OFF)
    maximum = WholeField(lazy("Choix au plus"), [Optional()], description=OFF)
    points = WholeField(lazy("Points à répartir"), [InputRequired(NEEDS_NUMBER)], default=10)
    grades = TextAreaField(
        lazy("Les mentions, une par ligne, la meilleure d’abord"), [Length(max=1000, message=TOO_LONG)],
        default="\n".join(GRADES),
    )
    budget = WholeField(
        lazy("Le budget"), [Optional()],
        description=lazy("Laissez vide si les choix n’ont pas de coût : ils comptent alors tous autant."),
    )
    majority = StringField(lazy("Part à atteindre"), default="1/2", description=SHARE_HINT)
    strictness = RadioField(lazy("Il faut"), choices=offer(STRICTNESS), default="more")
    base = SelectField(lazy("La part se mesure sur"), choices=offer(BASES), default="expressed")
    colleges = SelectMultipleField(
        lazy("Collèges : la majorité doit être atteinte dans chacun de ces milieux"), validate_choice=True
    )
    proxies = WholeField(
        lazy("Procurations au plus par personne présente"), [Optional()],
        description=lazy("Laissez vide pour ne permettre aucune procuration."),
    )
    weighted = BooleanField(
        lazy("Compter selon le poids des sièges"),
        description=lazy("Dans un vote nominatif seulement. Les poids se règlent dans la console, entre deux votes."),
    )
    quorum = StringField(lazy("Quorum"), [Optional()], description=SHARE_HINT)
    quorum_strictness = RadioField(lazy("Pour le quorum, il faut"), choices=offer(STRICTNESS), default="least")
    quorum_of = SelectField(lazy("Le quorum se mesure sur"), choices=offer(QUORUM_BASES), default="entitled")
    quorum_count = SelectField(lazy("Comptent pour le quorum"), choices=offer(QUORUM_COUNTS), default="cast")
    tie = RadioField(lazy("Une égalité à la dernière place"), choices=offer(ALL_TIES), default="")
    tie_text = StringField(lazy("Le critère, en mots"), [Optional(), Length(max=500, message=TOO_LONG)])
    tie_order = TextAreaField(
        lazy("L’ordre que donne ce critère, un choix par ligne, celui qui l’emporte d’abord"),
        [Optional(), Length(max=20_000, message=TOO_LONG)],
        description=lazy("Le code ou le libellé de chaque choix. Cet ordre est figé et montré avant l’ouverture."),
    )

    @classmethod
    def of(cls, method, themes, recommendations, sectors, poll=None, is_typed=True):
        """Build the form of a way of voting with what its day has, and from a vote when one is given."""
        form = cls.bound(poll, is_typed)
        form.method = METHODS[method]
        form.with_costs = "costs" in form.method.SETTINGS
        form.drop_what_is_not_taken()
        for name in NUMBERS:
            if name in form:
                form[name].label.text = LABELS.get((name, method), form[name].label.text)
        form.take_themes(themes)
        if form.colleges:
            form.colleges.choices = offer((sector.key, bi(sector, "label")) for sector in sectors)
        form.subject.choices = offer([
            ("", lazy("Rien en particulier")),
            *((f"recommendation:{item.code}", f"{item.number} {bi(item, 'title')}") for item in recommendations),
            *((f"piste:{piste.code}", f"{theme.number}{piste.letter} {bi(piste, 'title')}")
              for theme in themes for piste in theme.pistes),
        ])
        if poll is not None and form.is_fresh:
            form.show(poll, {f"recommendation:{item.code}": item for item in recommendations})
        return form

    def drop_what_is_not_taken(self):
        """Leave out the settings and rules that this way of voting does not take."""
        dropped = [name for name in (*NUMBERS, "grades") if name not in self.method.SETTINGS]
        if self.method.TAKES_OPTIONS:
            dropped += ["wording", "wording_en"]
        else:
            dropped += ["pistes", "others", "tie", "tie_text", "tie_order"]
        if not self.method.TAKES_MAJORITY:
            dropped += ["majority", "strictness", "base", "colleges"]
        for name in dropped:
            del self[name]

    def take_themes(self, themes):
        if self.method.TAKES_OPTIONS:
            super().take_themes(themes)

    def show(self, poll, recommendations):
        """Fill the form from a prepared vote, whose way of voting may have been another."""
        self.show_common(poll)
        if self.pistes:
            self.show_options(poll)
        rule, quorum, tie = poll.rule, poll.rule.get("quorum") or {}, poll.rule.get("tie") or {}
        values = {
            "subject": poll.subject or "",
            "wording_en": poll.wording_en,
            "wording": poll.wording_fr,
            **({name: getattr(poll, name) for name in NUMBERS} if poll.method == self.method.NAME else {}),
            "grades": "\n".join(poll.grades or GRADES),
            "majority": rule.get("majority", "1/2"),
            "strictness": "more" if rule.get("strict", True) else "least",
            "base": rule.get("base", "expressed"),
            "colleges": list(rule.get("colleges", ())),
            "proxies": rule.get("proxies"),
            "weighted": rule.get("weighted", False),
            "quorum": quorum.get("share", ""),
            "quorum_strictness": "more" if quorum.get("strict") else "least",
            "quorum_of": quorum.get("of", "entitled"),
            "quorum_count": quorum.get("count", "cast"),
            "tie": tie.get("by", ""),
            "tie_text": tie.get("text", ""),
            "tie_order": "\n".join(option.label_fr for key in tie.get("order", ())
                                   for option in poll.options if option.key == key),
        }
        subject = recommendations.get(poll.subject)
        if subject is not None and subject.wording and subject.wording.text_fr == poll.wording_fr:
            values["wording"] = values["wording_en"] = ""  # its own wording is taken again, as it is then
        for name, value in values.items():
            if name in self:
                self[name].data = value

    def validate_tie_order(self, field):
        """Ask that each line name an option."""
        keys = self._keys()
        strange = [line for line in self._order_lines() if fold(line) not in keys]
        if self.tie.data == "criterion" and strange:
            raise ValidationError(lazy("Aucun choix ne porte ce nom : %(name)s.", name=strange[0][:80]))

    def _order_lines(self):
        return [line.strip() for line in (self.tie_order.data or "").splitlines() if line.strip()]

    def _keys(self):
        """Give the key of each option by its code and by its labels."""
        keys = {}
        for option in self.options():
            label = option["label"]
            for name in (option["id"], *([label] if isinstance(label, str) else label.values())):
                keys.setdefault(fold(name), option["id"])
        return keys

    # ---- the contract's body ----

    def body(self):
        """Give the contract's body of the vote."""
        numbers = {name: self[name].data for name in NUMBERS if name in self and self[name].data is not None}
        body = {**self.common(), "method": self.method.NAME, **numbers, "rule": self._rule()}
        if self.pistes:
            body["options"] = self.options()
        if self.grades:
            grades = [line.strip() for line in (self.grades.data or "").splitlines() if line.strip()]
            body["grades"] = grades if grades != list(GRADES) else []
        if self.subject.data:
            body["subject"] = self.subject.data
        if self.wording and (self.wording.data or "").strip():
            english = (self.wording_en.data or "").strip()
            body["wording"] = {"fr": self.wording.data, **({"en": english} if english else {})}
        return body

    def _rule(self):
        rule = {"proxies": self.proxies.data} if self.proxies.data else {}
        if self.weighted.data:
            rule["weighted"] = True
        if self.colleges and self.colleges.data:
            rule["colleges"] = self.colleges.data
        if self.majority:
            rule |= {"majority": read_share(self.majority.data), "base": self.base.data,
                     "strict": self.strictness.data == "more"}
        if (self.quorum.data or "").strip():
            rule["quorum"] = {"share": read_share(self.quorum.data), "of": self.quorum_of.data,
                              "strict": self.quorum_strictness.data == "more", "count": self.quorum_count.data}
        if self.tie and self.tie.data == "criterion":
            keys = self._keys()
            order = [keys.get(fold(line), line) for line in self._order_lines()]
            rule["tie"] = {"by": "criterion", "text": self.tie_text.data or "", "order": order}
        elif self.tie and self.tie.data:
            rule["tie"] = {"by": self.tie.data}
        return rule

"""The ways to prepare a vote: two recipes that fill the rules, and « Avancé », which asks them all."""

from dataclasses import replace

from forum.core.database import db
from forum.core.errors import Missing, Refusal
from forum.core.i18n import _
from forum.deliberation.queries import list_recommendations, list_themes
from forum.events.queries import list_sectors, list_workshops
from forum.notes.queries import list_carried
from forum.notes.services import draw_origin
from forum.plenary.models import RunItem
from forum.plenary.polls.advanced_forms import AdvancedForm
from forum.plenary.polls.forms import PrioritiesForm, WordingForm
from forum.plenary.polls.services import read_poll
from forum.plenary.scene import make_poll, poll_body
from forum.votes.explaining import EXPLAINED
from forum.votes.methods import METHODS
from forum.votes.presenters import method_title, notices, rule_sentences
from forum.votes.services import draft, read_spec

RECIPES = ("pistes", "libelle")
TEMPLATES = {"pistes": "plenary/priorities.html", "libelle": "plenary/wording.html"}
# way of voting → when to use it
WHEN = {
    "choose": lambda: _("Quand il faut une seule réponse et que les choix sont peu nombreux."),
    "approve": lambda: _("Quand plusieurs choix peuvent convenir : chaque personne coche ceux qu’elle accepte."),
    "yesno": lambda: _("Quand un texte est adopté ou non."),
    "dots": lambda: _("Quand on veut savoir avec quelle force chaque choix est voulu : on répartit des points."),
    "score": lambda: _("Quand on veut juger chaque choix pour lui-même, sur une échelle courte."),
    "judge": lambda: _("Quand on veut pour chaque choix une mention en mots, celle de la majorité."),
    "consent": lambda: _("Quand on cherche une décision que chacun peut accepter, et que les objections comptent."),
    "rank_irv": lambda: _("Quand une seule option doit l’emporter et que les deuxièmes choix doivent servir."),
    "rank_schulze": lambda: _("Quand on cherche l’option que la salle préfère à chacune des autres."),
    "rank_stv": lambda: _("Quand il faut en élire plusieurs, et que chaque groupe ait sa part."),
    "equal_shares": lambda: _("Quand on répartit un budget entre des projets, à parts égales entre les personnes."),
}
# field of the contract's body → field of the form in which its fault is told, where their names differ
PLACES = {
    "question": "question_fr",
    "question.en": "question_en",
    "options": "pistes",
    "costs": "pistes",
    "electorate": "for_sectors",
    "electorate.workshop": "for_workshop",
    "wording": "wording",
    "wording.en": "wording_en",
    "rule": "majority",
    "rule.strict": "strictness",
    "rule.base": "base",
    "rule.quorum": "quorum",
    "rule.quorum.of": "quorum_of",
    "rule.quorum.strict": "quorum_strictness",
    "rule.quorum.count": "quorum_count",
    "rule.colleges": "colleges",
    "rule.proxies": "proxies",
    "rule.weighted": "weighted",
    "rule.tie": "tie",
    "rule.tie.text": "tie_text",
    "rule.tie.order": "tie_order",
}


def list_methods():
    """List the ways of voting, each with the sentence that says when to use it: [(name, title, when)…]."""
    return [(name, EXPLAINED[name].title(), WHEN[name]()) for name in WHEN if name in METHODS and name in EXPLAINED]


class Recipe:
    """Prepare or change a vote in one way: "pistes", "libelle", or a way of voting by its name; raises Missing."""

    def __init__(self, way, room, viewer, poll=None, is_typed=True):
        if way not in RECIPES and way not in METHODS:
            raise Missing()
        self.way, self.room, self.viewer, self.poll = way, room, viewer, poll
        self.is_advanced = way not in RECIPES
        self.method = way if self.is_advanced else {"pistes": "approve", "libelle": "yesno"}[way]
        self.template = TEMPLATES.get(way, "plenary/advanced.html")
        self.themes = list_themes(room.event_id) if way != "libelle" else []
        self.recommendations = list_recommendations(viewer, event_id=room.event_id) if way != "pistes" else []
        if way == "libelle":
            self.recommendations = [item for item in self.recommendations if item.wording]
            self.carried = {f"line-{line.id}": line for line in list_carried(room.event_id)}
            self.form = WordingForm.of(self.recommendations, self.carried, poll, is_typed)
        elif way == "pistes":
            self.form = PrioritiesForm.of(self.themes, poll, is_typed)
        else:
            sectors = list_sectors(room.event_id)
            self.form = AdvancedForm.of(way, self.themes, self.recommendations, sectors, poll, is_typed)
        self.form.take_groups(list_sectors(room.event_id), list_workshops(room.event_id))

    @property
    def title(self):
        """The name of the way of voting."""
        return EXPLAINED[self.method].title()

    @property
    def when(self):
        """When to vote in this way, in a sentence."""
        return WHEN[self.method]()

    @property
    def methods(self):
        """The ways of voting; see list_methods."""
        return list_methods()

    def body(self):
        """Give the contract's body of the vote."""
        return self.form.body()

    def note_origin(self, poll):
        """Draw on the trail where the text of the vote comes from, when a workshop carried it."""
        line = self.carried.get(self.form.source.data) if self.way == "libelle" else None
        if line is not None:
            draw_origin(line, poll)

    def fits(self):
        """Tell whether this recipe says all that there is to say of the vote as it stands."""
        if not all(is_offered(field) for field in self.form):
            return False
        try:
            body = poll_body(self.poll, db.session.get(RunItem, self.poll.id)) | {"rehearsal": self.poll.rehearsal}
            return _essence(read_spec(self.form.body())) == _essence(read_spec(body))
        except (Refusal, TypeError):
            return False

    def refusal(self, refusal):
        """Give the same refusal with its faults at the fields of this form."""
        fields = {}
        for name, sentence in refusal.fields.items():
            fields.setdefault(self._place(name), sentence)
        return Refusal(refusal.code, refusal.message, fields)

    def _place(self, name):
        parts = name.split(".")
        if parts[0] == "options" and len(parts) > 1 and int(parts[1]) >= self.form.first_typed:
            return "others"
        for length in range(len(parts), 0, -1):
            place = ".".join(parts[:length])
            found = PLACES.get(place, place)
            if found in self.form:
                return found
        return name

    # ---- what the room will read ----

    def preview(self):
        """Give the vote as the room will read it, and the sentences that say what is still wrong with it."""
        faults = [str(errors[0]) for errors in self.form.errors.values()]
        try:
            poll = draft(read_poll(self.viewer, self._filled_body(), self.room)[0])
        except Refusal as refusal:
            told = [str(sentence) for sentence in (refusal.fields or {"": refusal.message}).values()]
            return {"faults": faults or told, "poll": None}
        return {"faults": faults, "poll": make_poll(poll), "method": method_title(poll),
                "rules": rule_sentences(poll), "notices": notices(poll)}

    def _filled_body(self):
        """Give the body with what stands in for a question or options not written yet, so that its rule can be read."""
        body = self.body()
        if not body["question"]["fr"].strip():
            body["question"] = "…"
        if not body.get("wording"):
            body.pop("wording", None)
        if METHODS[self.method].TAKES_OPTIONS and len(body["options"]) < 2:
            size = min(100, max(2, *(body.get(name) or 1 for name in ("select", "minimum", "maximum"))))
            body["options"] = [{"id": str(place), "label": "…"} for place in range(size)]
            if "tie" in body["rule"]:
                body["rule"]["tie"].pop("order", None)
        return body


def is_offered(field):
    """Tell whether what a field holds is one of its choices, where it has any."""
    return field.type not in ("RadioField", "SelectField") or field.data in [value for value, *_ in field.choices]


def _essence(spec):
    """Give what a vote says, whatever the codes and the order of its options."""
    options = frozenset((option.label_fr, option.label_en, option.cost, option.subject) for option in spec.options)
    return replace(spec, options=options)


def recipe_of(room, viewer, poll):
    """Give the name of the recipe in which a vote is changed: the one that it fits, else its way of voting."""
    way = {"approve": "pistes", "yesno": "libelle"}.get(poll.method)
    return way if way and Recipe(way, room, viewer, poll, is_typed=False).fits() else poll.method

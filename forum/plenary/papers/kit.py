"""The printed kit of a room (« la trousse »): what `templates/papers/kit.typ` is filled with, part by part.

Votes are those prepared or open; what nobody prepared has blank lines to fill in by hand.
"""

import segno
from markupsafe import Markup

from forum.core.i18n import LANGUAGES, _, bi, format_date, in_language, lazy
from forum.events.queries import list_sectors
from forum.plenary.console import relief
from forum.plenary.entry import reception
from forum.plenary.entry.passes import list_slips
from forum.plenary.entry.presenters import name_sectors
from forum.plenary.papers import kit_words, slips
from forum.plenary.papers import passes as pass_papers
from forum.plenary.queries import list_run
from forum.votes.presenters import method_title, notices, rule_sentences, who_votes

PARTS = {
    "cover": lazy("Couverture : que faire quand quelque chose ne marche pas"),
    "run": lazy("Déroulement : ce qu’il faut dire à chaque vote"),
    "poster": lazy("Affiche : code QR et six chiffres"),
    "ballots": lazy("Bulletins de papier"),
    "tally": lazy("Feuilles de dépouillement"),
    "slips": lazy("Billets de vote : ceux qui ne sont pas encore utilisés"),
    "signin": lazy("Liste de présence"),
    "rules": lazy("Les règles de la salle"),
    "who": lazy("Qui voit quoi"),
    "relief": lazy("Code de relève"),
}
CHOICES = {"both": LANGUAGES, "fr": ("fr",), "en": ("en",)}
# the same words as on the hall's screen
ENTERING = {
    "open": lazy("Choisissez votre milieu et entrez. Aucun compte n’est nécessaire."),
    "slips": lazy("Tapez le code de votre billet, ou visez son propre code QR."),
    "checked_in": lazy("Tapez le code que l’accueil vous a remis, ou visez son propre code QR."),
    "accounts": lazy("Connectez-vous avec votre compte et entrez."),
}
BLANK_LINES, LINES_BELOW = 20, 6
MOST_SLIPS = 500  # the page of the slips prints any range of them


def print_kit(room, day, base, names, choice):
    """Give what the kit names: the parts of these names, each in the languages of a choice, "both", "fr" or "en"."""
    languages = CHOICES[choice]
    polls = [poll for _item, poll in list_run(room.id) if poll.state in ("prepared", "open")]
    parts = []
    for name in PARTS:
        if name in names:
            # a slip is good once, in whatever language: it is printed once, and says each of them
            for language in languages[:1] if name == "slips" else languages:
                with in_language(language):
                    parts += list(MAKERS[name](Sheet(room, day, base, language, polls, names, languages)))
    with in_language(languages[0]):
        return {"title": _("Trousse de la salle : %(day)s", day=bi(day, "title")), "author": "Concert’Action",
                "keywords": [], "lang": languages[0], "parts": parts}


class Sheet:
    """What every part of the kit may name."""

    def __init__(self, room, day, base, language, polls, names, languages):
        self.room, self.day, self.language, self.polls, self.names = room, day, language, polls, names
        self.languages = languages
        self.code = f"{room.code[:3]} {room.code[3:]}"
        self.host = f"{base.partition('://')[2]}/{language}/salle"
        self.address = f"{self.host}/{room.code}/"
        self.entrance = f"{base}/r/{room.join_key}"

    def part(self, kind, title, **more):
        """Give a part: its kind, its title, and what the foot of its pages says."""
        return {"kind": kind, "lang": self.language, "title": title, "day": bi(self.day, "title"),
                "foot": _("%(day)s · salle %(code)s", day=bi(self.day, "title"), code=self.code), **more}


def _cover(sheet):
    told = [str(label).partition(":")[0].strip() for name, label in PARTS.items()
            if name in sheet.names and name != "cover"]
    yield sheet.part(
        "cover", _("Trousse de la salle"), date=format_date(sheet.day.date) if sheet.day.date else "",
        pairs=[[_("Code de la salle"), sheet.code], [_("Adresse"), sheet.host],
               [_("Console"), f"{sheet.address}console/"], [_("Écran"), f"{sheet.address}ecran/"]],
        contents_title=_("Dans cette trousse"), contents=told,
        troubles_title=_("Quand quelque chose ne marche pas"),
        troubles=[list(row) for row in kit_words.list_troubles(sheet.address)],
        people_title=_("Qui appeler"), people=[_("Animation"), _("Deuxième personne"), _("Technique"), _("Lieu")])


def _run(sheet):
    polls = [{"question": bi(poll, "question"), "way": method_title(poll), "secret": poll.secret,
              "secrecy": _("Vote secret") if poll.secret else _("Vote nominatif"),
              "rules": [*rule_sentences(poll), *notices(poll)],
              "options": [option["label"] for option in slips.list_options(poll)]} for poll in sheet.polls]
    for poll in polls:
        poll["said"] = [list(row) for row in kit_words.list_said(poll)]
    yield sheet.part(
        "run", _("Déroulement"), polls=polls, rules_title=_("La règle, à lire"),
        options_title=_("Les choix"),
        said_title=_("À dire"), moments=[_("Ouvert à"), _("Fermé à"), _("Ont voté"), _("Quatre mots")],
        empty=_("Aucun vote n’est préparé dans cette salle. Préparez-les à la console, puis imprimez de nouveau."))


def _poster(sheet):
    drawing = Markup(segno.make(sheet.entrance, error="m").svg_inline(omitsize=True, border=0))  # noqa: S704 - numbers
    yield sheet.part(
        "poster", _("Rejoignez la salle de vote"), svg=drawing, code=sheet.code, host=sheet.host,
        alt=_("Code QR qui mène à la salle"),
        steps=[_("Visez le code avec l’appareil photo du téléphone,"), _("ou tapez l’adresse et les six chiffres."),
               str(ENTERING[sheet.room.entry])])


def _ballots(sheet):
    for poll in sheet.polls:
        yield sheet.part("ballots", bi(poll, "question"), paper=slips.print_ballots(poll, sheet.day))


def _tally(sheet):
    for poll in sheet.polls:
        yield sheet.part("tally", bi(poll, "question"), paper=slips.print_tally(poll, sheet.day))


def _slips(sheet):
    found = list_slips(sheet.room.id, 1, MOST_SLIPS)
    if found:
        yield sheet.part("slips", _("Billets de vote"),
                         paper=pass_papers.print_slips(sheet.room, found, sheet.languages))


def _signin(sheet):
    sectors = name_sectors(list_sectors(sheet.day.id))
    people = [[person.name, person.organisation, sectors.get(person.sector, person.sector or "")]
              for person, _badge in reception.list_badges(sheet.day.id)]
    yield sheet.part(
        "signin", _("Liste de présence"), people=people, lines=LINES_BELOW if people else BLANK_LINES,
        head=[_("Nom"), _("Organisme"), _("Milieu"), _("Signature")],
        note=_("Cette feuille sert à l’accueil de la journée, à rien d’autre. Elle n’est liée à aucun vote; détruisez-"
               "la quand elle ne sert plus."))


def _rules(sheet):
    yield sheet.part("rules", _("Les règles de la salle"), rules=[who_votes(sheet.room.entry), *kit_words.list_rules()])


def _who(sheet):
    head, rows = kit_words.who_sees()
    yield sheet.part("who", _("Qui voit quoi"), head=head, rows=rows, limits=kit_words.list_limits(),
                     limits_title=_("Les limites, dites telles quelles"))


def _relief(sheet):
    yield sheet.part(
        "relief", _("Code de relève"), keep=_("À garder par la deuxième personne, pliée, hors de la vue de la salle"),
        length=relief.LENGTH, label=_("Code, recopié de la console"), name=_("Remis à"), at=_("Le"),
        steps=[_("Sur n’importe quel téléphone, ouvrez %(address)s", address=f"{sheet.address}releve/"),
               _("Tapez le code ci-dessous."),
               _("Vous avez la main. L’ordinateur qui l’avait ne peut plus que regarder."),
               _("Le code sert une seule fois et finit avec la salle. Déchirez cette feuille ensuite.")])


MAKERS = {"cover": _cover, "run": _run, "poster": _poster, "ballots": _ballots, "tally": _tally, "slips": _slips,
          "signin": _signin, "rules": _rules, "who": _who, "relief": _relief}

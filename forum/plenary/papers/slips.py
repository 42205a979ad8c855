"""Paper ballots and the tellers' sheet of a poll: what `templates/papers/ballots.typ` and `tally.typ` are filled with.

The sheet has a line for each answer where a ballot gives one, and lines to write where it may say several things: these
are what the tellers then enter, « 12 : a, c ».
"""

from forum.core.i18n import _, bi, current_language, format_number, ngettext
from forum.plenary.scene import place
from forum.votes.explaining import EXPLAINED
from forum.votes.explaining.judge import say_grade
from forum.votes.methods import METHODS
from forum.votes.methods.judge import grades_of
from forum.votes.presenters import method_title, rule_sentences

# a longer scale, or one with points to spread, is a number to write
LONGEST_SCALE = 10
SQUARES = {"single": 60, "several": 25}
LINES = 14


def print_ballots(poll, day):
    """Give what a sheet of paper ballots names: the question, how to answer, and what may be answered."""
    kind = METHODS[poll.method].BALLOT
    return _head(poll, day, _("Bulletin de vote")) | {
        "kind": kind, "steps": _say_how(poll, kind), "options": list_options(poll), "answers": _answers(poll),
        "scale": _scale(poll), "single": _is_single(poll), "reason": poll.method == "consent",
        "reason_title": _("Si vous objectez, dites pourquoi :"),
        "foot": _("Pliez votre bulletin et déposez-le dans l’urne. N’y écrivez pas votre nom."),
    }


def print_tally(poll, day):
    """Give what the tellers' sheet names: lines with squares by fives, totals, and two signatures."""
    lines = ([option["label"] for option in list_options(poll)] if METHODS[poll.method].TAKES_OPTIONS
             else [answer["label"] for answer in _answers(poll)])
    fixed, single = _is_single(poll) or METHODS[poll.method].BALLOT == "options", _is_single(poll)
    return _head(poll, day, _("Feuille de dépouillement")) | {
        "steps": [_("Une personne lit chaque bulletin à voix haute, une autre marque un carré par bulletin."),
                  _("Comptez les bulletins avant et après; les deux nombres doivent être les mêmes.")],
        "codes": [[option["key"], option["label"]] for option in list_options(poll)],
        "lines": lines if fixed else [], "squares": SQUARES["single" if single else "several"],
        "lines_title": _("Une ligne par réponse") if single else _("Une ligne par option, pour vérifier"),
        "written": 0 if single else LINES,
        "written_title": _("Une ligne par bulletin différent : à saisir telle quelle"),
        "words": {"line": _("Réponse") if single else _("Option"), "ballot": _("Ce que dit le bulletin"),
                  "marks": _("Un carré par bulletin"), "total": _("Total"), "blank": _("Blancs"), "void": _("Nuls"),
                  "all": _("Total des bulletins"), "codes": _("Codes des options"), "found": _("Bulletins dans l’urne"),
                  "people": _("Personnes qui votent ainsi"), "channel": _("Voie :"),
                  "channels": [_("papier"), _("à main levée")],
                  "first": _("Première personne qui dépouille"), "second": _("Seconde personne, qui confirme"),
                  "sign": _("Nom, signature et heure")},
    }


def _head(poll, day, title):
    question = bi(poll, "question")
    return {"title": f"{title} : {question}" if current_language() == "fr" else f"{title}: {question}",
            "author": "Concert’Action", "keywords": [], "lang": current_language(), "heading": title,
            "question": question, "day": bi(day, "title"), "way": method_title(poll), "rules": rule_sentences(poll),
            "notice": _notice(poll), "wording": bi(poll, "wording")}


def _notice(poll):
    if poll.rehearsal:
        return _("Répétition : ce vote ne compte pas.")
    return _("Vote indicatif") if poll.indicative else ""


def list_options(poll):
    """List the options of a poll as papers name them: key, label, code before it, cost."""
    return [{"key": option.key, "label": bi(option, "label"), "code": place(option.subject)[0] or "",
             "cost": "" if option.cost is None else format_number(option.cost)} for option in poll.options]


def _answers(poll):
    if METHODS[poll.method].TAKES_OPTIONS:
        return []
    method = EXPLAINED[poll.method]
    meanings = getattr(method, "MEANINGS", {})
    return [{"label": word(), "meaning": meanings[key]() if key in meanings else ""}
            for key, word in method.ANSWERS.items() if key != "blank"]


def _scale(poll):
    """List the grades or the marks to circle, [] where a number is written or none is asked."""
    if poll.method == "judge":
        return [say_grade(grade) for grade in grades_of(poll.paper)]
    if poll.method == "score" and poll.maximum <= LONGEST_SCALE:
        return [str(mark) for mark in range(poll.maximum + 1)]
    return []


def _is_single(poll):
    """Tell whether a ballot gives one answer and no other."""
    kind = METHODS[poll.method].BALLOT
    return kind == "answer" or poll.method == "choose" or (kind == "options" and poll.maximum == 1)


def _say_how(poll, kind):
    """Say how to fill in a ballot, and what becomes of one that is filled in otherwise."""
    blank = _("Sans aucune marque, le bulletin est blanc.") if poll.blank else _("Sans aucune marque, il est nul.")
    if kind == "answer":
        return [_("Cochez une seule réponse."), blank]
    if kind == "ranking":
        return [_("Écrivez 1 devant l’option que vous préférez, 2 devant la suivante, et ainsi de suite."),
                *EXPLAINED[poll.method].say_rules(poll.paper)[:1], blank]
    if poll.method == "dots":
        return [ngettext("Répartissez %(num)s point, au plus %(most)s par option.",
                         "Répartissez %(num)s points, au plus %(most)s par option.", poll.points, most=poll.maximum),
                _("Si le total dépasse, le bulletin est nul."), blank]
    if kind == "marks":
        return _say_marks(poll, blank)
    if _is_single(poll):
        return [_("Cochez une seule option."), _("Avec plus d’une coche, le bulletin est nul."), blank]
    return [*EXPLAINED[poll.method].say_rules(poll.paper)[:1],
            ngettext("Avec plus de %(num)s coche, le bulletin est nul.",
                     "Avec plus de %(num)s coches, le bulletin est nul.", poll.maximum), blank]


def _say_marks(poll, blank):
    if poll.method == "judge":
        return [_("Cochez un rond par ligne."), *EXPLAINED[poll.method].say_rules(poll.paper)[1:2], blank]
    if _scale(poll):
        return [_("Cochez un rond par ligne."), _("Une option sans note compte comme 0."), blank]
    return [_("Écrivez une note de 0 à %(most)s devant chaque option.", most=poll.maximum),
            _("Une option sans note compte comme 0."), blank]

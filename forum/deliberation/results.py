"""What a poll says of the thing it was about: the votes' own words and stored result, never counted here."""

from dataclasses import dataclass

from forum.core.i18n import _, current_language, format_percent, ngettext
from forum.votes.models import Poll
from forum.votes.presenters import (
    notices,
    outcome_word,
    result_bars,
    rule_sentences,
    split_measure,
    unanimity_notice,
    verdict_sentences,
)

WAITING = {
    "prepared": lambda: _("vote en préparation"), "open": lambda: _("vote ouvert"),
    "closed": lambda: _("vote fermé, résultat à venir"), "cancelled": lambda: _("vote annulé"),
}
FOLDERS = {"piste": "pistes", "recommendation": "recommandations"}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Vote:
    """Hold what a page shows of one poll; without a published result only `poll`, `url` and `outcome` say something.

    `parts` and `legend` are a question's answers: (key, number) and (key, number, word); `rows` the lines of options.
    """

    poll: Poll
    url: str
    outcome: str
    mark: str = "note"
    facts: tuple = ()
    share: str = ""
    parts: tuple = ()
    legend: tuple = ()
    rows: tuple = ()
    turnout: str = ""
    sentences: tuple = ()
    warnings: tuple = ()
    reading: tuple = ()


def view_vote(poll):
    """Put a poll in the words and lengths that a page shows."""
    url = f"/{current_language()}/votes/{poll.id}/"
    if poll.state != "published":
        facts = (_("Motif : %(reason)s", reason=poll.cancel_reason),) if poll.state == "cancelled" else ()
        return Vote(poll, url, str(WAITING[poll.state]()), facts=facts)
    turnout = ngettext("%(num)s vote sur %(entitled)s", "%(num)s votes sur %(entitled)s", poll.turnout["voted"],
                       entitled=poll.entitled)
    said = {"turnout": turnout, "sentences": tuple(verdict_sentences(poll)),
            "warnings": tuple(filter(None, (*notices(poll)[:poll.indicative], unanimity_notice(poll)))),
            "reading": (*rule_sentences(poll), *notices(poll)[poll.indicative:])}
    make = _view_question if poll.method == "yesno" else _view_options
    return make(poll, url, said)


def _mark(poll):
    status = poll.result["status"]
    if status != "decided":
        return "note"
    return "rejected" if poll.result.get("adopted") is False else "decided"


def _view_question(poll, url, said):
    bars = [bar for bar in result_bars(poll) if bar.votes or bar.key in ("yes", "no")]
    figures = poll.result["figures"]
    bases = {"expressed": figures["yes"] + figures["no"], "present": poll.present_opening + poll.admitted,
             "entitled": poll.entitled}
    base = bases.get(poll.rule.get("base", "expressed"), poll.turnout["voted"])
    words = {"yes": _("pour"), "no": _("contre"), "abstain": ngettext("abstention", "abstentions", figures["abstain"]),
             "blank": ngettext("bulletin blanc", "bulletins blancs", figures["blank"])}
    legend = tuple((bar.key, bar.votes, words[bar.key]) for bar in bars)
    counted = ", ".join(f"{number} {word}" for _key, number, word in legend)
    parts = tuple((bar.key, bar.votes) for bar in bars)
    return Vote(poll, url, outcome_word(poll), _mark(poll), (counted, said["turnout"]),
                format_percent(figures["yes"], base), parts, legend, **said)


def _view_options(poll, url, said):
    subjects = {option.key: option.subject for option in poll.options}
    rows = tuple({"label": bar.label, "votes": bar.measure.part, "whole": bar.measure.whole, "share": bar.share,
                  "won": bar.standing == "won", "measure": bar.measure.words, **split_measure(bar),
                  **name_subject(subjects.get(bar.key))} for bar in result_bars(poll))
    facts = tuple(_("%(name)s : %(votes)s", name=row["code"] or row["label"], votes=row["measure"])
                  for row in rows if row["won"])
    return Vote(poll, url, outcome_word(poll), _mark(poll), (*facts, said["turnout"]), rows=rows, **said)


def name_subject(subject):
    """Give the badge, theme and address of what an option stands for, from a subject such as "piste:2007-1G"."""
    kind, _colon, code = (subject or "").replace("·", "-").partition(":")
    if kind not in FOLDERS:
        return {"code": "", "theme": None, "url": ""}
    local = code.partition("-")[2]
    theme = local.upper().rstrip(LETTERS) if kind == "piste" else ""
    return {"code": local, "theme": int(theme) if theme.isdigit() else None,
            "url": f"/{current_language()}/{FOLDERS[kind]}/{code}/"}

"""What a poll says of the thing it was about, read from its stored result and never counted again here."""

from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from forum.core.database import db
from forum.core.i18n import _, bi, current_language, format_percent, ngettext
from forum.votes.models import Poll

WAITING = {
    "prepared": lambda: _("vote en préparation"), "open": lambda: _("vote ouvert"),
    "closed": lambda: _("vote fermé, résultat à venir"), "cancelled": lambda: _("vote annulé"),
}


@dataclass(frozen=True)
class Vote:
    """Hold what a page shows of one poll; without a published result only `poll`, `url` and `outcome` say something."""

    poll: Poll
    url: str
    outcome: str
    mark: str = ""
    facts: tuple = ()
    share: str = ""
    parts: tuple = ()
    legend: tuple = ()
    need: float | None = None
    rule: str = ""
    rows: tuple = ()
    cast: int = 0
    turnout: str = ""

    @property
    def is_published(self):
        return self.poll.state == "published"


def list_votes(poll_ids=(), node_ids=()):
    """Give {poll id: Poll with its options} of these polls, by their ids or by their nodes of the trail."""
    if not poll_ids and not node_ids:
        return {}
    wanted = or_(Poll.id.in_(sorted(poll_ids)), Poll.node_id.in_(sorted(node_ids)))
    return {poll.id: poll for poll in db.session.scalars(
        select(Poll).where(wanted).options(selectinload(Poll.options)).order_by(Poll.created_at, Poll.id))}


def find_neighbours(thing):
    """Give the thing before and the thing after in the same theme (or day, for recommendations); None at an end."""
    model = type(thing)
    parent = model.event_id if hasattr(model, "event_id") else model.theme_id
    same = select(model).where(parent == getattr(thing, parent.key))
    before = db.session.scalar(same.where(model.position < thing.position).order_by(model.position.desc()).limit(1))
    after = db.session.scalar(same.where(model.position > thing.position).order_by(model.position).limit(1))
    return before, after


def view_vote(poll):
    """Put a poll in the words and lengths that a page shows."""
    url = f"/{current_language()}/votes/{poll.id}/"
    if poll.state != "published":
        facts = (_("Motif : %(reason)s", reason=poll.cancel_reason),) if poll.state == "cancelled" else ()
        return Vote(poll, url, str(WAITING[poll.state]()), "note", facts)
    return (_view_yesno if poll.method == "yesno" else _view_options)(poll, url)


def _count_cast(poll):
    figures = poll.result["figures"]
    if poll.method == "yesno":
        return sum(figures[key] for key in ("yes", "no", "abstain", "blank"))
    return (poll.turnout or {}).get("voted") or 0


def _say_turnout(poll, cast):
    if poll.entitled is None:
        return ngettext("%(num)s vote", "%(num)s votes", cast)
    return _("%(cast)s votes, %(entitled)s inscrits", cast=cast, entitled=poll.entitled)


def _view_yesno(poll, url):
    result, figures, cast = poll.result, poll.result["figures"], _count_cast(poll)
    base, base_words = _base(poll, figures, cast)
    majority = Fraction(poll.rule.get("majority", "1/2"))
    words = {"yes": _("pour"), "no": _("contre"), "abstain": ngettext("abstention", "abstentions", figures["abstain"]),
             "blank": ngettext("bulletin blanc", "bulletins blancs", figures["blank"])}
    shown = [key for key in words if figures[key] or key in ("yes", "no")]
    outcome, mark = _outcome(result)
    legend = tuple((key, figures[key], words[key]) for key in shown)
    digits = 0 if 100 % majority.denominator == 0 else 1
    needed = format_percent(majority.numerator, majority.denominator, digits=digits)
    rule = (_("il fallait plus de %(share)s %(base)s", share=needed, base=base_words) if poll.rule.get("strict")
            else _("il fallait %(share)s %(base)s", share=needed, base=base_words))
    counted = ", ".join(f"{number} {word}" for _key, number, word in legend)
    return Vote(
        poll, url, outcome, mark, (counted, _say_turnout(poll, cast)), format_percent(figures["yes"], base),
        tuple((key, figures[key]) for key in shown), legend,
        round(float(100 * majority), 2) if base == cast else None, rule, cast=cast, turnout=_say_turnout(poll, cast))


def _base(poll, figures, cast):
    present = (poll.present_opening or 0) + (poll.admitted or 0)
    bases = {
        "expressed": (figures["yes"] + figures["no"], _("des votes exprimés")), "cast": (cast, _("des votes")),
        "present": (present, _("des personnes présentes")), "entitled": (poll.entitled or 0, _("des inscrits")),
    }
    return bases[poll.rule.get("base", "expressed")]


def _outcome(result):
    if result["status"] == "quorum_missed":
        return _("Quorum non atteint"), "note"
    if result["status"] == "no_result":
        return _("Sans résultat"), "note"
    if "adopted" in result:
        return (_("Adoptée"), "decided") if result["adopted"] else (_("Non adoptée"), "rejected")
    if result["status"] == "tie":
        return _("Égalité"), "note"
    return ngettext("%(num)s option retenue", "%(num)s options retenues", len(result["winners"])), "decided"


def _view_options(poll, url):
    result, cast = poll.result, _count_cast(poll)
    options = {option.key: option for option in poll.options}
    places = {key: place for place, key in enumerate(result["winners"])}
    rows = [{
        "key": key, "label": bi(option, "label"), "votes": result["figures"][key]["votes"], "won": key in places,
        "subject": option.subject, "node_id": option.node_id, **_name_subject(option.subject),
    } for key, option in options.items()]
    rows.sort(key=lambda row: (places.get(row["key"], len(places)), -row["votes"], options[row["key"]].position))
    outcome, mark = _outcome(result)
    facts = tuple(_("%(name)s : %(votes)s", name=row["code"] or row["label"],
                    votes=ngettext("%(num)s voix", "%(num)s voix", row["votes"])) for row in rows if row["won"])
    return Vote(poll, url, outcome, mark, (*facts, _say_turnout(poll, cast)), rows=tuple(rows), cast=cast,
                rule=ngettext("1 option à retenir", "%(num)s options à retenir", poll.select),
                turnout=_say_turnout(poll, cast))


def _name_subject(subject):
    """Give the badge and the address of what an option stands for, from a subject such as "piste:2007-1G"."""
    kind, _colon, code = (subject or "").partition(":")
    folder = {"piste": "pistes", "recommendation": "recommandations"}.get(kind)
    if not folder:
        return {"code": "", "theme": None, "url": ""}
    local = code.replace("·", "-").partition("-")[2]
    theme = int(local.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) if kind == "piste" else None
    return {"code": local, "theme": theme, "url": f"/{current_language()}/{folder}/{code.replace('·', '-')}/"}

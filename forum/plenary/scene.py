"""From rows to what everybody in a room may see: pure shaping, no viewer, no language chosen."""

from fractions import Fraction

from forum.deliberation.rules import parse_ref
from forum.plenary.rules import hide_small_cells, phase_of
from forum.votes.queries import shown_rule
from forum.votes.seal_words import words_of


def text(french, english):
    """Write a bilingual text as the contract does: as it was given, a string, or both languages."""
    return {"fr": french, "en": english} if english else french


def place(ref):
    """Give the short code and the theme of what a subject names: ("1G", 1), ("2.1", None), (None, None)."""
    kind, parts = parse_ref(ref or "") or (None, None)
    if kind is None:
        return None, None
    if kind == "recommendation":
        return parts.number, None
    return f"{parts.theme}{parts.letter}", parts.theme


def make_option(option):
    """Show one option: the contract's id, label and subject, and the code and theme that stand before its label."""
    code, theme = place(option.subject)
    shown = {"id": option.key, "label": text(option.label_fr, option.label_en), "code": code, "theme": theme}
    if option.cost is not None:
        shown["cost"] = option.cost
    return {**shown, "subject": option.subject} if option.subject else shown


def make_poll(poll, wording_number=None):
    """Show a poll to the room; its result is there only once it is published."""
    shown = {
        "id": poll.id, "state": poll.state, "question": text(poll.question_fr, poll.question_en), "method": poll.method,
        "options": [make_option(option) for option in poll.options], "minimum": poll.minimum, "maximum": poll.maximum,
        "select": poll.select, "blank": poll.blank, "rule": shown_rule(poll), "secret": poll.secret,
        "indicative": poll.indicative, "admission": poll.admission, "entitled": poll.entitled,
        "breakdown": poll.breakdown, "rehearsal": poll.rehearsal,
    }
    sectors = poll.sectors and {key: text(known["fr"], known["en"]) for key, known in poll.sectors.items()}
    more = {"entry": poll.entry, "electorate": show_electorate(poll.electorate), "stations": poll.stations or None,
            "sectors": sectors, "subject": poll.subject, "points": poll.points, "grades": poll.grades,
            "budget": poll.budget}
    shown |= {name: value for name, value in more.items() if value is not None}
    if poll.wording_fr:
        shown |= {"wording": text(poll.wording_fr, poll.wording_en), "wording_version": wording_number}
    if poll.state == "cancelled":
        shown["reason"] = poll.cancel_reason
    if poll.state in ("closed", "published"):
        shown["seal_words"] = words_of(poll.seal)
    if poll.state == "published":
        shown |= {"result": poll.result, "turnout": poll.turnout, **({"seal": poll.seal} if poll.seal else {})}
    return shown


def show_electorate(electorate):
    """Show who a poll is for, {"sectors": [{"id", "label"}…]} or {"workshop": {"id", "label"}}; None for everybody."""
    if electorate is None:
        return None
    if "workshop" in electorate:
        return {"workshop": _show_group(electorate["workshop"])}
    return {"sectors": [_show_group(group) for group in electorate["sectors"]]}


def _show_group(group):
    return {"id": group["id"], "label": text(group["fr"], group["en"])}


def wish_of_electorate(electorate):
    """Write who a poll is for as the contract's body: {"sectors": [keys]} or {"workshop": number}."""
    if electorate is None or "workshop" in electorate:
        return electorate and {"workshop": electorate["workshop"]["id"]}
    return {"sectors": [group["id"] for group in electorate["sectors"]]}


def make_scene(state):
    """Show a room without its figures: phase and poll, the day's title, the message to the room."""
    room, poll = state.room, state.poll
    scene = {
        "phase": phase_of(poll.state) if poll else "lobby",
        "poll": make_poll(poll, state.wording_number) if poll else None,
        "room": room.code,
        "entry": room.entry,
        "event": text(state.event.title_fr, state.event.title_en),
        "message": text(room.message_fr, room.message_en) if room.message_fr else None,
        "reveal": room.is_revealed,
    }
    return {**scene, "ended": True} if room.ended_at else scene


def counted_voted(poll):
    """Give how many voted in a poll that was counted; 0 for any other."""
    return poll.turnout["voted"] if poll is not None and poll.turnout else 0


def participation(sectors, present, roll):
    """Give {sector: (present, voted)}, with None for what would tell about fewer than five people.

    `present` lists the sector of each seat that is present, `roll` (sector, has voted) of each one entitled. While a
    poll is open, those who have not voted yet are a cell too, since anybody can subtract.
    """
    names = list(dict.fromkeys((*sectors, *present, *(sector for sector, _ in roll))))
    here = hide_small_cells({name: (present.count(name),) for name in names})
    voted = {name: [has_voted for sector, has_voted in roll if sector == name] for name in names}
    cast = hide_small_cells({name: (sum(marks), len(marks) - sum(marks)) for name, marks in voted.items()})
    return {name: (here[name] and here[name][0], cast[name] and cast[name][0] if roll else None) for name in names}


def poll_body(poll, item):
    """Write a poll back as the contract's body, to prepare it again; a recommendation's wording is left out.

    What was rehearsed is then held for good.
    """
    body = {
        "question": text(poll.question_fr, poll.question_en), "method": poll.method, "select": poll.select,
        "secret": poll.secret, "blank": poll.blank, "admission": poll.admission, "rule": _wish_of(poll.rule),
        "options": [{"id": option.key, "label": text(option.label_fr, option.label_en), "subject": option.subject,
                     "cost": option.cost} for option in poll.options],
        "minimum": poll.minimum, "maximum": poll.maximum, "points": poll.points, "grades": poll.grades,
        "budget": poll.budget, "subject": poll.subject, "breakdown": poll.breakdown,
        "electorate": wish_of_electorate(poll.electorate),
    }
    if poll.wording_fr and item.wording_id is None:
        body["wording"] = text(poll.wording_fr, poll.wording_en)
    return body


def _wish_of(rule):
    """Give a rule as it may be sent again: each poll draws its own lot."""
    if "tie" not in rule:
        return rule
    return rule | {"tie": {name: value for name, value in rule["tie"].items() if name != "hash"}}


def runoff_body(body, result):
    """Make the contract's body of a run-off from that of a poll and its result: fewer options, and fewer places.

    Those that are tied stand for the places that are left. Without a tie the two first stand for one place, with all
    that have as many votes as the second, since no order of writing may choose among them.
    """
    winners, tied = result["winners"], result["tied"]
    costs = {option["id"]: option["cost"] for option in body["options"]}
    standing, select = (set(tied), max(1, body["select"] - len(winners))) if tied else (_two_first(result), 1)
    options = [option for option in body["options"] if option["id"] in standing]
    tie, size, more = body["rule"].get("tie"), len(options), {}
    if tie and "order" in tie:
        more["rule"] = body["rule"] | {"tie": {**tie, "order": [key for key in tie["order"] if key in standing]}}
    if tied and body["budget"]:
        more["budget"] = body["budget"] - sum(costs[key] or 0 for key in winners)
    if body["method"] not in ("dots", "score"):  # elsewhere the limits are numbers of options
        more |= {name: body[name] and min(body[name], size) for name in ("minimum", "maximum")}
    return {**body, **more, "options": options, "select": select}


def _two_first(result):
    figures, winners = result["figures"], result["winners"]
    votes = {key: Fraction(figure["votes"]) for key, figure in figures.items()}
    first, second, *others = sorted(
        votes, key=lambda key: (winners.index(key) if key in winners else len(winners), -votes[key]))
    equal = [] if second in winners else [key for key in others if votes[key] == votes[second]]
    return {first, second, *equal}

"""The record of a poll: the contract's `concertaction-poll/1`, composed from the rows, once, at closing."""

import hashlib
import json
from collections import Counter

from forum.votes.breakdown import break_down
from forum.votes.majority import Roll, read_rule
from forum.votes.methods import METHODS, count
from forum.votes.reading import FORMAT, NUMBERS
from forum.votes.sealing import canonical_json, count_id_of, seal_of


def roll_of(poll):
    """Give the roll of a poll that was opened, as the rule is measured against it."""
    colleges = {key: Roll(known["entitled"], known["present"]) for key, known in _colleges_of(poll).items()}
    return Roll(poll.entitled, poll.present_opening + poll.admitted, colleges)


def _colleges_of(poll):
    return {key: {name: poll.sectors[key][name] for name in ("entitled", "present")}
            for key in poll.rule.get("colleges", ())}


def rule_of(poll):
    """Give the rule of a poll as the methods know it."""
    return read_rule(poll.rule, METHODS[poll.method].TAKES_MAJORITY)


def counting_rule(poll):
    """Give the rule as JSON with what is known once the poll is closed: the seed of its lot."""
    if poll.lot_seed is None:
        return poll.rule
    return poll.rule | {"tie": poll.rule["tie"] | {"seed": poll.lot_seed}}


def describe_poll(poll):
    """Give the `poll` part of the record: what was voted, in French, every default spelled out."""
    limits = {name: getattr(poll, name) for name in NUMBERS if getattr(poll, name) is not None}
    if poll.grades:
        limits["grades"] = poll.grades
    sectors = {key: known["fr"] for key, known in poll.sectors.items()} if poll.sectors else None
    more = {"subject": poll.subject, "wording": poll.wording_fr, "previous": poll.previous_id, "sectors": sectors}
    described = {
        "id": poll.id, "question": poll.question_fr, "method": poll.method, "select": poll.select, **limits,
        "blank": poll.blank, "options": [describe_option(option) for option in poll.options], "rule": poll.rule,
        "secret": poll.secret, "indicative": poll.indicative,
    }
    for name in ("breakdown", "stations"):
        if getattr(poll, name):
            described[name] = True
    more |= {"entry": poll.entry, "electorate": describe_electorate(poll.electorate)}
    return described | {name: value for name, value in more.items() if value is not None}


def describe_electorate(electorate):
    """Give who a poll is for as the record has it: {"sectors": {key: label}} or {"workshop": {"id", "title"}}."""
    if electorate is None:
        return None
    if "sectors" in electorate:
        return {"sectors": {group["id"]: group["fr"] for group in electorate["sectors"]}}
    return {"workshop": {"id": electorate["workshop"]["id"], "title": electorate["workshop"]["fr"]}}


def describe_option(option):
    """Give an option as the record has it."""
    more = {"cost": option.cost, "subject": option.subject}
    described = {"id": option.key, "label": option.label_fr}
    return described | {name: value for name, value in more.items() if value is not None}


def fingerprint_of(poll):
    """Give the hash of what is voted, taken at opening: the same at closing, or something was changed in between."""
    return "sha256:" + hashlib.sha256(canonical_json(describe_poll(poll))).hexdigest()


def compose_record(poll, ballots, incidents, counts=()):
    """Count the ballots (rows in the order of their ids) and the `counts` made by hand; give the sealed record.

    `roll` holds votes: all weights summed, so that a majority of the entitled is measured in the unit of the ballots.
    """
    texts = {row.choice for row in ballots}.union(*(row.choices for row in counts))
    choices = {text: json.loads(text) for text in texts}
    votes, by_sector = Counter(), {}
    for row in ballots:
        votes[row.choice] += row.weight
        by_sector.setdefault(row.sector, Counter())[row.choice] += row.weight
    for row in counts:
        votes.update(row.choices)
    written, roll = counting_rule(poll), roll_of(poll)
    rule = read_rule(written, METHODS[poll.method].TAKES_MAJORITY)
    counted = _with_choices(votes, choices)
    colleges = {key: _with_choices(by_sector.get(key, {}), choices) for key in rule.colleges}
    known = {"colleges": _colleges_of(poll)} if rule.colleges else {}
    shows_sectors = not poll.secret or bool(rule.colleges)
    record = {
        "format": FORMAT,
        "poll": describe_poll(poll) | {"rule": written},
        "roll": {"entitled": roll.entitled, "present": roll.present, "present_closing": poll.present_closing,
                 "voted": sum(votes.values()), "blank": sum(number for choice, number in counted if "blank" in choice),
                 **known},
        "ballots": sorted([_describe_ballot(row, choices, shows_sectors) for row in ballots]
                          + [ballot for row in counts for ballot in _describe_counted(row, choices)],
                          key=lambda ballot: ballot["id"]),
        "result": count(counted, poll.paper, rule, roll, colleges),
        "incidents": incidents,
    }
    if counts:
        record["channels"] = [_describe_channel(row) for row in counts]
    if poll.breakdown:
        record["breakdown"] = break_down([(choices[row.choice], 1, row.sector) for row in ballots], poll.paper, rule,
                                         roll, poll.secret, entitled_sectors(poll))
    return {**record, "seal": seal_of(record)}


def _describe_counted(row, choices):
    return [{"id": count_id_of(row.poll_id, row.channel, text), "choice": choices[text], "count": number,
             "channel": row.channel} for text, number in row.choices.items()]


def _describe_channel(row):
    return {"channel": row.channel, "people": row.people, "ballots": sum(row.choices.values()),
            "entered_by": row.entered_by, "entered_at": row.entered_at.isoformat(timespec="seconds"),
            "confirmed_by": row.confirmed_by, "confirmed_at": row.confirmed_at.isoformat(timespec="seconds")}


def entitled_sectors(poll):
    """List the sectors of which somebody is on the roll."""
    return [key for key, known in (poll.sectors or {}).items() if known.get("entitled")]


def _with_choices(votes, choices):
    return [(choices[text], number) for text, number in votes.items()]


def _describe_ballot(row, choices, shows_sectors):
    ballot = {"id": row.id, "choice": choices[row.choice]}
    more = {"weight": None if row.weight == 1 else row.weight, "sector": row.sector if shows_sectors else None,
            "voter": row.name or row.voter_key}
    return ballot | {name: value for name, value in more.items() if value is not None}

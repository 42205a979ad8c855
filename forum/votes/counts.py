"""Ballots that were counted by hand, on paper or by raised hands, merged into the result of an open poll at closing."""

from dataclasses import dataclass

from forum.core.database import db
from forum.core.errors import Forbidden, Missing, Refusal
from forum.core.i18n import lazy
from forum.votes.facts import CountConfirmed, CountEntered, CountRemoved
from forum.votes.faults import Fault, Invalid
from forum.votes.journal import journal
from forum.votes.methods import read_choice
from forum.votes.models import Count
from forum.votes.queries import fingerprint_of_count, list_counts, lock_poll
from forum.votes.rules import CHANNELS, MOST_PEOPLE, OPEN, PREPARED
from forum.votes.sealing import canonical_json
from forum.votes.words import sentence_of

MOST_LINES = 2_000


@dataclass(frozen=True)
class Teller:
    """Say who counts: an opaque key that no two people share, and the name that the record tells."""

    key: str
    name: str


def enter_count(poll_id, channel, people, choices, teller, now):
    """Enter, or enter anew, what was counted in a channel: `people` vote that way, `choices` are [(choice, ballots)…].

    Raises Missing, Refusal("poll_not_open", "poll_closed"), and Refusal("invalid") with the faults by field. What was
    confirmed before has to be confirmed again.
    """
    poll = _lock_open(poll_id)
    if channel not in CHANNELS:
        raise Missing()
    counted = _read_counted(poll, people, choices)
    row = db.session.get(Count, (poll_id, channel)) or Count(poll_id=poll_id, channel=channel)
    row.people, row.choices = people, counted
    row.entered_key, row.entered_by, row.entered_at = teller.key, teller.name, now
    row.confirmed_key = row.confirmed_by = row.confirmed_at = None
    db.session.add(row)
    db.session.flush()
    journal(CountEntered(poll_id, now, teller.name, channel, people, sum(counted.values())))
    return row


def confirm_count(poll_id, channel, seen, teller, now):
    """Confirm a count as somebody else than who entered it; `seen` is the fingerprint of what they were shown.

    Raises Missing, Forbidden, and Refusal("invalid") when it was entered anew meanwhile; doing it again is no fault.
    """
    _lock_open(poll_id)
    row = _get(poll_id, channel)
    if fingerprint_of_count(row) != seen:
        raise Refusal("invalid", lazy("Ce décompte a changé depuis que vous l’avez lu : relisez-le."))
    if row.entered_key == teller.key:
        raise Forbidden(lazy("Une autre personne que celle qui l’a saisi doit confirmer ce décompte."))
    if row.confirmed_at is None:
        row.confirmed_key, row.confirmed_by, row.confirmed_at = teller.key, teller.name, now
        journal(CountConfirmed(poll_id, now, teller.name, channel))
    return row


def remove_count(poll_id, channel, teller, now):
    """Take back what was counted in a channel."""
    _lock_open(poll_id)
    db.session.delete(_get(poll_id, channel))
    journal(CountRemoved(poll_id, now, teller.name, channel))


def refuse_unconfirmed(poll_id):
    """Raise Forbidden while a count of the poll waits to be confirmed."""
    if any(row.confirmed_at is None for row in list_counts(poll_id)):
        raise Forbidden(lazy("Un décompte fait à la main attend d’être confirmé par une seconde personne."))


def _lock_open(poll_id):
    poll = lock_poll(poll_id)
    if poll.state != OPEN:
        raise Refusal("poll_not_open" if poll.state == PREPARED else "poll_closed")
    return poll


def _get(poll_id, channel):
    row = db.session.get(Count, (poll_id, channel), populate_existing=True)
    if row is None:
        raise Missing()
    return row


def _read_counted(poll, people, choices):
    faults, counted = {}, {}
    if poll.rule.get("colleges"):
        faults["channel"] = Fault("no_channels")
    if type(people) is not int or not 0 <= people <= MOST_PEOPLE:
        faults["people"] = Fault("out_of_bounds", {"low": 0, "high": MOST_PEOPLE})
    if len(choices) > MOST_LINES:
        faults["choices"] = Fault("too_many_options", {"most": MOST_LINES})
        choices = ()
    for place, (choice, number) in enumerate(choices):
        try:
            text = canonical_json(read_choice(choice, poll.paper)).decode()
        except Invalid as error:
            faults[f"choices.{place}"] = next(iter(error.faults.values()))
            continue
        if type(number) is not int or not 0 <= number <= MOST_PEOPLE:
            faults[f"choices.{place}"] = Fault("out_of_bounds", {"low": 0, "high": MOST_PEOPLE})
        elif number:
            counted[text] = counted.get(text, 0) + number
    if not faults and sum(counted.values()) > people:
        faults["people"] = Fault("more_than_people", {"given": sum(counted.values())})
    if faults:
        raise Refusal("invalid", fields={name: sentence_of(fault) for name, fault in faults.items()})
    return counted

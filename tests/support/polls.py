"""Polls for the tests, without a room: prepared, opened for a number of voters, cast, closed."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from forum.core.database import db, transaction
from forum.plenary.models import RunItem
from forum.plenary.scene import poll_body, runoff_body
from forum.votes import services
from forum.votes.methods import METHODS
from forum.votes.models import Ballot, Poll, RollEntry
from tests.support.sites import opened_app

NOW = datetime(2031, 5, 6, 13, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
CHAIR = "Fred Anime"
APPROVE = {"question": "Quelles pistes?", "method": "approve", "maximum": 3, "select": 2,
           "options": [{"id": key, "label": f"Piste {key}"} for key in "abcde"]}
YESNO = {"question": {"fr": "Adopter?", "en": "Adopt?"}, "method": "yesno", "rule": {"majority": "2/3"}}

# the same four answers, "a", "b", "ab" and "cde", as each way of voting takes them
CHOICES = {
    "choose": {"a": ["a"], "b": ["b"], "ab": ["c"], "cde": ["d"]},
    "yesno": {"a": "yes", "b": "no", "ab": "abstain"},
    "consent": {"a": "agree", "b": "reserve", "ab": "aside"},
    "judge": {"a": {"a": "Excellent"}, "b": {"b": "Bien"}, "ab": {"a": "Bien", "b": "Passable"}},
}


def body_of(method):
    """Give the contract's body of a small poll of any method."""
    options = APPROVE["options"] if METHODS[method].TAKES_OPTIONS else []
    more = {"maximum": 3} if method == "approve" else {"points": 3} if method == "dots" else {}
    return {"question": "Quoi?", "method": method, "options": options, **more}


def choice_of(method, word):
    """Give "a", "b", "ab" or "cde" as a choice of a method."""
    known = CHOICES.get(method, {}).get(word, list(word))
    ballot = METHODS[method].BALLOT
    if ballot == "answer":
        return {"blank": True} if isinstance(known, list) else {"answer": known}
    if ballot == "marks" and not isinstance(known, dict):
        return {"blank": True} if method == "judge" else {"marks": dict.fromkeys(known, 1)}
    if ballot == "marks":
        return {"marks": known}
    return {"ranking": [[key] for key in known]} if ballot == "ranking" else {"options": known}


def choice_on(body, word):
    """Give "a", "b", "ab" or "cde" as a choice of the poll of a body: as much of it as stands there, else blank."""
    choice, standing = choice_of(body["method"], word), {option["id"] for option in body["options"]}
    [(kind, said)] = choice.items()
    if kind == "options":
        said = [key for key in said if key in standing]
    elif kind == "marks":
        said = {key: mark for key, mark in said.items() if key in standing}
    elif kind == "ranking":
        said = [group for group in said if standing.issuperset(group)]
    return {kind: said} if said else {"blank": True}


def keep_app(backend, name):
    """Give one application for a whole module: polls have nothing in common, and a database takes long to make."""
    with opened_app(backend.fresh_url(name), backend.folder) as app:
        yield app


def prepare(body=APPROVE, **more):
    """Prepare a poll and give its id."""
    with transaction():
        return services.prepare(services.read_spec({**body, **more}), CHAIR, NOW).id


def body_after(poll_id):
    """Give the body of the round that follows a poll, as a room makes it.

    After a published poll with options it is a run-off: among those that are tied, or else the two first. After any
    other the same question is asked again.
    """
    poll = db.session.get(Poll, poll_id, populate_existing=True)
    body = poll_body(poll, RunItem())
    return runoff_body(body, poll.result) if poll.options and poll.state == "published" else body


def prepare_after(poll_id):
    """Prepare the round that follows a poll, in the open transaction; give its id."""
    spec = services.read_spec(body_after(poll_id))
    return services.prepare(replace(spec, previous_id=poll_id), CHAIR, LATER).id


def voters(count, **more):
    """Give this many entries of a roll: seat-000, seat-001…"""
    return [services.Voter(f"seat-{number:03}", **more) for number in range(count)]


def open_poll(poll_id, roll=5, present=None):
    """Open a poll for a number of voters, or for a list of them."""
    roll = voters(roll) if isinstance(roll, int) else roll
    with transaction():
        services.open_poll(poll_id, roll, len(roll) if present is None else present, CHAIR, NOW)
    return poll_id


def opened(body=APPROVE, roll=5, **more):
    """Prepare and open a poll; give its id."""
    return open_poll(prepare(body, **more), roll)


def secret_of(*words):
    """Give the secret that these words stand for, the same at each run."""
    return hashlib.md5(repr(words).encode(), usedforsecurity=False).hexdigest()


def slip(poll_id, voter, choice, device=None, holder=None):
    """Make a cast: a voter's number; options as "ab", an answer or a whole choice; by default on their own device.

    `holder` is the number of who casts it for them.
    """
    if isinstance(choice, str):
        choice = {"answer": choice} if choice in ("yes", "no", "abstain") else {"options": list(choice)}
    secret = secret_of(poll_id, voter if device is None else device)
    return services.Cast(poll_id, f"seat-{voter:03}", secret, choice, holder and f"seat-{holder:03}")


def cast(*slips):
    """Cast a batch in a transaction of its own; give "first", "replaced", "same" or a refusal's code for each."""
    with transaction():
        outcomes = services.cast_batch(slips)
    return [word_of(outcome) for outcome in outcomes]


def word_of(outcome):
    """Say an outcome in a word."""
    if isinstance(outcome, services.Outcome):
        return "first" if outcome.first else "replaced" if outcome.replaced else "same"
    return outcome.code


def act(name, poll_id, *values):
    """Let the chair do something to a poll in a transaction of its own."""
    with transaction():
        return getattr(services, name)(poll_id, *values, CHAIR, LATER)


def urn(poll_id):
    """Give {ballot id: choice} as it stands in the database."""
    rows = db.session.execute(select(Ballot.id, Ballot.choice).where(Ballot.poll_id == poll_id)).all()
    db.session.rollback()
    return {row.id: row.choice for row in rows}


def marked(poll_id):
    """Give the keys of those who have voted, as it stands in the database."""
    keys = db.session.scalars(select(RollEntry.voter_key).where(RollEntry.poll_id == poll_id, RollEntry.voted)).all()
    db.session.rollback()
    return set(keys)

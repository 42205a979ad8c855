"""What the chair does to a poll, and the casting of ballots. Every one runs in the caller's transaction.

Permissions are the caller's: `actor` is only what the journal writes. `now` is the server's time. An act that is done
already changes nothing and is no fault; one that the poll's state does not allow raises Refusal.
"""

import secrets
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import insert

from forum.core.database import db
from forum.core.database.transaction import current_transaction
from forum.core.errors import Forbidden, Refusal
from forum.core.i18n import lazy
from forum.trails import services as trails
from forum.votes import spec as specs
from forum.votes.casting import Cast, Outcome, cast_batch
from forum.votes.contests import add_reservation, answer_problem, judge_reservation, report_problem
from forum.votes.counts import Teller, confirm_count, enter_count, refuse_unconfirmed, remove_count
from forum.votes.facts import (
    PollCancelled,
    PollClosed,
    PollEdited,
    PollOpened,
    PollPrepared,
    PollPublished,
    VoterAdmitted,
)
from forum.votes.faults import Fault, Invalid
from forum.votes.journal import journal
from forum.votes.methods import METHODS
from forum.votes.models import Option, Poll, RollEntry
from forum.votes.queries import count_marks, is_group_open, list_acts, list_counts, list_incidents, lock_poll
from forum.votes.record import compose_record, fingerprint_of
from forum.votes.rules import OPEN, PREPARED, NotNow, next_state
from forum.votes.sealing import canonical_json
from forum.votes.spec import PollSpec
from forum.votes.suppression import SMALLEST
from forum.votes.ties import commitment_of
from forum.votes.urn import list_ballots, relay, scrub
from forum.votes.words import sentence_of, sentences_of

__all__ = ["Cast", "Outcome", "PollSpec", "Teller", "Voter", "add_reservation", "admit", "answer_problem",
           "cancel", "cast_batch", "close_poll", "confirm_count", "draft", "edit_prepared", "enter_count",
           "judge_reservation", "open_poll", "prepare", "publish", "read_spec", "remove_count", "report_problem"]

RELATION = "put_to_vote"
LONGEST_REASON = 500


@dataclass(frozen=True)
class Voter:
    """One entry of the roll: an opaque key of at most 64 characters, and what a named poll shows of the voter.

    `holder_key` is who votes for them, by proxy.
    """

    key: str
    name: str | None = None
    sector: str | None = None
    weight: int = 1
    holder_key: str | None = None


def read_spec(body):
    """Read a poll from the contract's JSON; raises Refusal("invalid") with a sentence for each field."""
    try:
        return specs.read_spec(body)
    except Invalid as error:
        raise Refusal("invalid", fields=sentences_of(error)) from None


def draft(spec):
    """Give a poll as it would be prepared, stored nowhere, so that its rule can be read; raises Refusal("invalid")."""
    poll = Poll(id="", state=PREPARED)
    _fill(poll, spec)
    return poll


def prepare(spec, actor, now):
    """Prepare a poll; raises Refusal("invalid")."""
    poll = Poll(id=secrets.token_urlsafe(16), node_id=trails.new_node("poll").id, state=PREPARED, created_at=now)
    _fill(poll, spec)
    db.session.add(poll)
    db.session.flush()
    journal(PollPrepared(poll.id, now, actor))
    return poll


def edit_prepared(poll_id, spec, actor, now):
    """Put another question in the place of one that is only prepared; raises Missing, Forbidden, Refusal("invalid")."""
    poll = lock_poll(poll_id)
    if poll.state != PREPARED:
        raise Forbidden(lazy("Ce vote a été ouvert : il ne peut plus être modifié, seulement annulé."))
    poll.options.clear()
    db.session.flush()
    _fill(poll, spec)
    journal(PollEdited(poll_id, now, actor))
    return poll


def open_poll(poll_id, voters, present, actor, now, present_in=None):
    """Open a poll and freeze question, options, rule and roll (`voters`, each key once).

    `present` is how many of them are in the room now, in votes, and `present_in` the same by sector. Raises Missing,
    Refusal("poll_closed"), and Refusal("invalid") when the roll would show somebody's ballot: see `find_roll_fault`.
    """
    poll = lock_poll(poll_id)
    if _next_state(poll, "open") is None:
        return poll
    voters = sorted(voters, key=lambda voter: voter.key)
    fault = find_roll_fault(voters, poll.secret, poll.rule.get("colleges", ()), poll.rule.get("proxies", 0))
    if fault is not None:
        raise Refusal("invalid", fields={"voters": sentence_of(fault)})
    if voters:
        db.session.execute(insert(RollEntry), [_entry(poll_id, voter) for voter in voters])
    poll.entitled = sum(voter.weight for voter in voters)
    poll.present_opening = present
    if poll.sectors is not None:
        poll.sectors = {key: known | _sizes(key, voters, present_in) for key, known in poll.sectors.items()}
    poll.state, poll.opened_at = OPEN, now
    poll.fingerprint = fingerprint_of(poll)
    for source in dict.fromkeys((poll.subject_node_id, *(option.node_id for option in poll.options))):
        if source is not None and not poll.rehearsal:
            trails.link(source, poll.node_id, RELATION, "platform")
    journal(PollOpened(poll_id, now, actor, poll.entitled, present))
    return poll


def admit(poll_id, voter, actor, now, at_station=False):
    """Add a late arrival to the roll of an open poll that was prepared with admission; a logged act.

    `at_station` says that they came to a shared station, which admits whoever comes where one stood open at opening.
    Raises Missing, Forbidden when the roll is closed to late arrivals, Refusal("poll_not_open" or "poll_closed").
    """
    poll = lock_poll(poll_id)
    if poll.state != OPEN:
        raise Refusal("poll_not_open" if poll.state == PREPARED else "poll_closed")
    if not poll.admission and not (at_station and poll.stations):
        raise Forbidden(lazy("La liste de ce vote est close depuis son ouverture."))
    if db.session.get(RollEntry, (poll_id, voter.key)) is not None:
        return poll
    colleges = poll.rule.get("colleges", ())
    if poll.secret and colleges and voter.sector not in colleges and not is_group_open(poll_id, colleges):
        raise Forbidden(sentence_of(Fault("college_too_small", {"least": SMALLEST})))
    db.session.execute(insert(RollEntry), [_entry(poll_id, voter)])
    before, poll.entitled = poll.entitled, poll.entitled + voter.weight
    poll.admitted += voter.weight
    if poll.sectors and voter.sector in poll.sectors:
        known = poll.sectors[voter.sector]
        sizes = {name: known[name] + voter.weight for name in ("entitled", "present")}
        poll.sectors = poll.sectors | {voter.sector: known | sizes}
    journal(VoterAdmitted(poll_id, now, actor, before, poll.entitled))
    return poll


def close_poll(poll_id, present, actor, now):
    """Close a poll: count its ballots once, store and seal the record, lay its rows out anew; give the `result`.

    No ballot is on its way meanwhile: casts hold the poll shared, closing holds it alone. Nothing can be read of the
    result before it is published. `present` is how many are in the room now, in votes. Those who voted by hand join the
    roll and the present; raises Forbidden while a count of theirs is not confirmed.
    """
    poll = lock_poll(poll_id)
    state = _next_state(poll, "close")
    if state is None:
        return poll.result
    ballots = list_ballots(poll_id)
    if fingerprint_of(poll) != poll.fingerprint:
        raise RuntimeError(f"poll {poll_id} was changed while it was open: it can only be cancelled")
    if len(ballots) != count_marks(poll_id):
        raise RuntimeError(f"poll {poll_id} has {len(ballots)} ballots for another number of voters: cancel it")
    refuse_unconfirmed(poll_id)
    counts = list_counts(poll_id)
    by_hand = sum(row.people for row in counts)
    poll.entitled, poll.admitted = poll.entitled + by_hand, poll.admitted + by_hand
    poll.present_closing = present + by_hand
    record = compose_record(poll, ballots, _list_incidents(poll_id), counts)
    poll.record, poll.seal = canonical_json(record).decode(), record["seal"]
    if poll.rehearsal:  # there is a result to be shown in the room, and nothing to be kept
        poll.record = poll.seal = ""
    poll.result = record["result"]
    poll.turnout = record["roll"] | {name: record[name] for name in ("breakdown",) if name in record}
    poll.state, poll.closed_at = state, now
    journal(PollClosed(poll_id, now, actor, record["roll"]["voted"], poll.seal))
    _empty_urn(poll)
    return poll.result


def publish(poll_id, actor, now):
    """Publish a closed poll: its record can be read from now on, and it can no longer be cancelled."""
    poll = lock_poll(poll_id)
    state = _next_state(poll, "publish")
    if state is not None:
        poll.state, poll.published_at = state, now
        journal(PollPublished(poll_id, now, actor))
    return poll


def cancel(poll_id, reason, actor, now):
    """Cancel a poll that is not published; it is kept, with the reason. Raises Refusal("invalid") without a reason."""
    poll = lock_poll(poll_id)
    state = _next_state(poll, "cancel")
    if state is None:
        return poll
    try:
        reason = specs.read_line(reason, "reason", LONGEST_REASON)
    except Invalid as error:
        raise Refusal("invalid", fields=sentences_of(error)) from None
    was_open = poll.state == OPEN
    poll.state, poll.cancelled_at, poll.cancel_reason = state, now, reason
    journal(PollCancelled(poll_id, now, actor, reason))
    if was_open:
        _empty_urn(poll)
    return poll


def _next_state(poll, act):
    try:
        return next_state(poll.state, act)
    except NotNow as refusal:
        raise Refusal(refusal.code, REASONS.get((poll.state, act))) from None


REASONS = {
    ("open", "publish"): lazy("Fermez d’abord le vote : il ne peut être publié qu’une fois fermé."),
    ("published", "cancel"): lazy("Ce vote est publié : il ne peut plus être annulé."),
    ("cancelled", "open"): lazy("Ce vote a été annulé."),
    ("cancelled", "close"): lazy("Ce vote a été annulé."),
    ("cancelled", "publish"): lazy("Ce vote a été annulé."),
}


def _fill(poll, spec):
    try:
        specs.check_spec(spec)
    except Invalid as error:
        raise Refusal("invalid", fields=sentences_of(error)) from None
    paper = METHODS[spec.method].settle(spec.paper)
    for name in ("question_fr", "question_en", "wording_fr", "wording_en", "subject", "subject_node_id", "previous_id",
                 "method", "secret", "indicative", "admission", "breakdown", "rehearsal",
                 "entry", "electorate"):
        setattr(poll, name, getattr(spec, name))
    for name in ("select", "minimum", "maximum", "points", "budget", "blank"):
        setattr(poll, name, getattr(paper, name))
    poll.grades = list(paper.grades) or None
    poll.rule = spec.rule.to_json()
    poll.sectors = None
    if spec.breakdown or spec.rule.colleges:
        words = {key: {"fr": french, "en": english} for key, french, english in spec.sectors}
        poll.sectors = words or {key: {"fr": key, "en": None} for key in spec.rule.colleges}
    poll.lot_seed = None
    if spec.rule.tie is not None and spec.rule.tie.by == "lot":  # the hash is shown from now on, the seed at closing
        poll.lot_seed = secrets.token_hex(16)
        poll.rule["tie"] = {"by": "lot", "hash": commitment_of(poll.lot_seed)}
    poll.options = [Option(key=option.key, position=place, label_fr=option.label_fr, label_en=option.label_en,
                           cost=option.cost, subject=option.subject, node_id=option.node_id)
                    for place, option in enumerate(spec.options)]


def find_roll_fault(voters, is_secret, colleges, proxies):
    """Return what is wrong with a roll, or None: more proxies than the rule allows, or something it would give away.

    In a secret poll a weight of one's own shows one's ballot, and so does a college of few, or few who are in none: the
    ballots bear their college. A college of nobody could never agree.
    """
    held = Counter(voter.holder_key for voter in voters if voter.holder_key is not None)
    if max(held.values(), default=0) > proxies:
        return Fault("too_many_proxies", {"most": proxies})
    if not held.keys() <= {voter.key for voter in voters if voter.holder_key is None}:
        return Fault("holder_absent")
    if is_secret and len({voter.weight for voter in voters}) > 1:
        return Fault("weights_reveal")
    sizes = [sum(voter.sector == key for voter in voters) for key in colleges]
    if 0 in sizes:
        return Fault("college_empty")
    others = len(voters) - sum(sizes)
    if is_secret and colleges and (min(sizes) < SMALLEST or 0 < others < SMALLEST):
        return Fault("college_too_small", {"least": SMALLEST})
    return None


def _sizes(key, voters, present_in):
    entitled = sum(voter.weight for voter in voters if voter.sector == key)
    return {"entitled": entitled, "present": entitled if present_in is None else present_in.get(key, 0)}


def _entry(poll_id, voter):
    return {"poll_id": poll_id, "voter_key": voter.key, "voted": False, "weight": voter.weight, "name": voter.name,
            "sector": voter.sector, "holder_key": voter.holder_key}


def _list_incidents(poll_id):
    """Give what the record tells of the vote's course: who was admitted late, by number only; the problems told."""
    admitted = [{"act": act.act, "at": act.at.isoformat(timespec="seconds"), **act.detail}
                for act in list_acts(poll_id) if act.act == VoterAdmitted.act]
    return admitted + [_seal_problem(row) for row in list_incidents(poll_id)]


def _seal_problem(row):
    row.is_sealed = True
    told = {"act": "problem", "at": row.at.isoformat(timespec="seconds"), "text": row.text}
    more = {"name": row.name, "answer": row.answer, "reason": row.reason}
    return told | {name: value for name, value in more.items() if value is not None}


def _empty_urn(poll):
    db.session.flush()
    relay(poll.id, forgets_sectors=poll.secret and "colleges" not in poll.rule)
    current_transaction().after_commit(scrub)

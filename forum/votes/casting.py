"""Casting ballots: many at a time in one transaction, each judged on its own, one outcome each."""

import json
from dataclasses import dataclass, field

from sqlalchemy import ARRAY, Text, bindparam, func, insert, select, true, update
from sqlalchemy.exc import IntegrityError

from forum.core.database import db, lock_shared
from forum.core.errors import Missing, Refusal
from forum.votes.faults import Invalid
from forum.votes.methods import Paper, read_choice
from forum.votes.models import Ballot, Option, Poll, RollEntry
from forum.votes.queries import lock_name
from forum.votes.rules import (
    FIRST,
    REFUSED_CASTS,
    REPLACED,
    SECRET_IN_USE,
    NotNow,
    check_open,
    decide_cast,
    is_poll_id,
    is_secret,
)
from forum.votes.sealing import canonical_json, receipt_of
from forum.votes.words import sentences_of

POLLS, OPTIONS, ROLL, BALLOTS = (model.__table__ for model in (Poll, Option, RollEntry, Ballot))
ATTEMPTS = 5
PAPER_COLUMNS = ("id", "state", "secret", "breakdown", "rule", "method", "minimum", "maximum", "blank", "points",
                 "grades", "budget")

CHANGE_CHOICE = (update(BALLOTS).where(BALLOTS.c.poll_id == bindparam("poll"), BALLOTS.c.id == bindparam("ballot"))
                 .values(choice=bindparam("changed")))
MARK_VOTED = (update(ROLL).where(ROLL.c.poll_id == bindparam("poll"), ROLL.c.voter_key == bindparam("voter"))
              .values(voted=True))


def _lock_on_postgresql(table, column):
    """Look up each key of a list, which is sent as one parameter, and lock its row, in the order of the list.

    The server has no figures about rows that came a moment ago and would compare each of them with each key wanted; the
    lateral query leaves it no choice but the primary key.
    """
    keys = func.unnest(bindparam("keys", type_=ARRAY(Text))).table_valued("key").render_derived()
    row = select(table).where(table.c.poll_id == bindparam("poll"), table.c[column] == keys.c.key)
    row = row.with_for_update().lateral()
    return select(row).select_from(keys.join(row, true()))


def _lock_on_sqlite(table, column):
    """Look up each key of a list, which is sent as one parameter; the writer is alone already."""
    keys = func.json_each(bindparam("keys")).table_valued("value")
    return select(table).where(table.c.poll_id == bindparam("poll"), table.c[column].in_(select(keys.c.value)))


LOCK_ROWS = {(table.name, dialect): build(table, column) for table, column in ((ROLL, "voter_key"), (BALLOTS, "id"))
             for dialect, build in (("postgresql", _lock_on_postgresql), ("sqlite", _lock_on_sqlite))}


@dataclass(frozen=True, slots=True)
class Cast:
    """A ballot as it came: the voter by their opaque key, the device's secret, the choice. Never printed whole.

    `holder_key` is who casts it for a voter who gave a proxy; None when the voter does.
    """

    poll_id: str
    voter_key: str
    secret: str = field(repr=False)
    choice: object = field(repr=False)
    holder_key: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a cast: `first` is the contract's 201; the same choice again is neither first nor replaced."""

    receipt: str
    replaced: bool
    first: bool


@dataclass(frozen=True, slots=True)
class _Slip:
    """A cast that is well formed: what is to stand in the urn, and for whom."""

    poll_id: str
    voter_key: str
    holder_key: str | None
    ballot_id: str
    choice: str = field(repr=False)
    is_secret: bool


def cast_batch(casts):
    """Cast ballots in the caller's transaction; give one Outcome or Refusal for each, in the order given.

    Ballots of one voter are folded in that order. The polls are held shared, so that closing waits for the batch or the
    batch for the closing, and their state is read after that. A refused ballot changes nothing and takes no other with
    it. The number of statements depends on the number of polls in the batch, not on that of the casts.
    """
    casts = list(casts)
    polls = _hold_polls({cast.poll_id for cast in casts if is_poll_id(cast.poll_id)})
    slips = [_judge(cast, polls.get(cast.poll_id) if is_poll_id(cast.poll_id) else None) for cast in casts]
    good = [slip for slip in slips if isinstance(slip, _Slip)]
    if not good:
        return slips
    roll = _lock_rows(ROLL, "voter_key", {(slip.poll_id, slip.voter_key) for slip in good})
    for attempt in range(ATTEMPTS):
        standing = _lock_rows(BALLOTS, "id", {(slip.poll_id, slip.ballot_id) for slip in good})
        fold = _Fold(polls, roll, standing)
        outcomes = [fold.cast(slip) if isinstance(slip, _Slip) else slip for slip in slips]
        try:
            with db.session.begin_nested():
                fold.write()
            return outcomes
        except IntegrityError:  # another process has just put a ballot under the same id: it is known now, decide again
            if attempt == ATTEMPTS - 1:
                raise
    return outcomes


@dataclass(frozen=True, slots=True)
class _Held:
    """A poll that is held: its state now, and its frozen paper."""

    state: str
    is_secret: bool
    has_breakdown: bool
    colleges: tuple
    paper: Paper

    def sector_of(self, entry):
        """Give the sector that a voter's ballot bears: in a secret poll only where sectors are counted apart."""
        return entry.sector if not self.is_secret or self.has_breakdown or entry.sector in self.colleges else None


def _hold_polls(poll_ids):
    for ident in sorted(poll_ids):
        lock_shared(lock_name(ident))
    options = {}
    listed = select(OPTIONS.c.poll_id, OPTIONS.c.key, OPTIONS.c.cost).where(OPTIONS.c.poll_id.in_(poll_ids))
    for row in db.session.execute(listed.order_by(OPTIONS.c.position)):
        options.setdefault(row.poll_id, []).append((row.key, row.cost))
    columns = [POLLS.c[name] for name in PAPER_COLUMNS]
    found = db.session.execute(select(*columns, POLLS.c.places.label("select")).where(POLLS.c.id.in_(poll_ids)))
    return {row.id: _Held(row.state, row.secret, row.breakdown, tuple(row.rule.get("colleges", ())),
                          Paper.of(row, options.get(row.id, ()))) for row in found}


def _judge(cast, held):
    if held is None:
        return Missing()
    try:
        check_open(held.state)
        if not is_secret(cast.secret):
            raise Invalid.at("secret", "bad_secret")
        choice = canonical_json(read_choice(cast.choice, held.paper)).decode()
    except NotNow as refusal:
        return Refusal(refusal.code)
    except Invalid as error:
        return Refusal("invalid", fields=sentences_of(error))
    return _Slip(cast.poll_id, cast.voter_key, cast.holder_key, receipt_of(cast.poll_id, cast.secret), choice,
                 held.is_secret)


def _lock_rows(table, column, keys):
    """Lock rows for writing, always in the order of their keys so that no two batches wait for each other."""
    found = {}
    dialect = db.engine.dialect.name
    for poll_id in sorted({poll_id for poll_id, _ in keys}):
        wanted = sorted(key for poll, key in keys if poll == poll_id)
        values = {"poll": poll_id, "keys": wanted if dialect == "postgresql" else json.dumps(wanted)}
        for row in db.session.execute(LOCK_ROWS[table.name, dialect], values):
            found[poll_id, getattr(row, column)] = row
    return found


class _Fold:
    """Work out what a batch comes to, one cast after the other, before anything is written."""

    def __init__(self, polls, roll, standing):
        self.polls = polls
        self.roll = roll
        self.has_voted = {key: row.voted for key, row in roll.items()}
        self.choices = {key: row.choice for key, row in standing.items()}
        self.owners = {key: row.voter_key for key, row in standing.items()}
        self.marked, self.added, self.changed = set(), {}, {}

    def cast(self, slip):
        """Decide one cast by the rule of four cases and remember what it changes."""
        voter, ballot = (slip.poll_id, slip.voter_key), (slip.poll_id, slip.ballot_id)
        if voter not in self.roll or self.roll[voter].holder_key != slip.holder_key:
            return Refusal("not_entitled")
        standing = self.choices.get(ballot)
        if standing is not None and not slip.is_secret and self.owners[ballot] != slip.voter_key:
            return Refusal(SECRET_IN_USE)  # a ballot that bears a name is that voter's alone
        decision = decide_cast(self.has_voted[voter], standing is not None, standing == slip.choice)
        if decision in REFUSED_CASTS:
            return Refusal(decision)
        if decision == FIRST:
            self.has_voted[voter] = True
            self.marked.add(voter)
            self.added[ballot] = self.roll[voter]
            self.owners[ballot] = None if slip.is_secret else slip.voter_key
        elif decision == REPLACED and ballot not in self.added:
            self.changed[ballot] = slip.choice
        self.choices[ballot] = slip.choice
        return Outcome(slip.ballot_id, replaced=decision == REPLACED, first=decision == FIRST)

    def write(self):
        """Write the marks on the roll, the new ballots and the changed ones, each in the order of their keys."""
        if self.added:
            db.session.execute(insert(BALLOTS), [self._row(key) for key in sorted(self.added)])
        if self.changed:
            db.session.execute(CHANGE_CHOICE, [{"poll": poll, "ballot": ident, "changed": choice}
                                               for (poll, ident), choice in sorted(self.changed.items())])
        if self.marked:
            db.session.execute(MARK_VOTED, [{"poll": poll, "voter": voter} for poll, voter in sorted(self.marked)])

    def _row(self, key):
        entry, owner = self.added[key], self.owners[key]
        is_named = owner is not None
        return {"poll_id": key[0], "id": key[1], "choice": self.choices[key], "weight": entry.weight,
                "voter_key": owner, "name": entry.name if is_named else None,
                "sector": self.polls[key[0]].sector_of(entry)}

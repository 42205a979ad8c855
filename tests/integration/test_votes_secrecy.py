"""The files of a closed poll, in the hands of an attacker: who voted what cannot be told by order.

The same attacker, with the same means, does tell it from a leaky table that was filled beside the real ones, and from
the real ones while the poll is open: what is promised is promised for polls that are no longer open, while another
round is open and after it too. Rounds of one vote tell no more side by side than each alone.

Three kinds of vote stand for all, since every choice is written in the same way; with FAULT_METHODS the attacker reads
the files of a vote of every method (`make faults`).
"""

import logging
import os
import random
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from forum.core.database import db, transaction
from forum.votes import services, urn
from forum.votes.methods import METHODS
from forum.votes.sealing import receipt_of
from tests.support import attacker
from tests.support.polls import (
    act,
    body_after,
    body_of,
    cast,
    choice_on,
    keep_app,
    open_poll,
    opened,
    prepare,
    prepare_after,
    secret_of,
    slip,
    voters,
)

VOTERS, ENTITLED = 200, 220
KINDS = {"approve": {}, "breakdown": {"method": "yesno", "breakdown": True}, "ranking": {"method": "rank_stv"}}
IN_ROUNDS = ["approve"]
if "FAULT_METHODS" in os.environ:
    KINDS |= {name: {"method": name} for name in METHODS if name not in ("approve", "rank_stv")}
    IN_ROUNDS = list(METHODS)
REAL = (("votes_roll", "voter_key"), ("votes_ballot", "id"))
SQLITE_PAGE = 4096


@pytest.fixture(scope="module", autouse=True)
def drawn_ids():
    """Draw the same poll ids at each run: what the attacker finds by luck is then always the same."""
    numbers = count()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(services.secrets, "token_urlsafe", lambda size: f"poll-{next(numbers):017}")
        yield


class Vote:
    """A vote of 200 people in an order of its own, with changes and retries; what stands in the end is always the same.

    Every cast is a transaction of its own, or shared by two, which is the easiest case for an attacker. `after` is the
    round before: the same people come, and none is of the same mind for that.
    """

    def __init__(self, seed=2007, method="approve", after=None, **more):
        hall = random.Random(seed)
        self.round = after.round + 1 if after else 1
        self.body = body_after(after.poll_id) if after else {**body_of(method), **more}
        roll = [replace(voter, sector="xyz"[number % 3] if more else None)
                for number, voter in enumerate(voters(ENTITLED))]
        self.poll_id = open_poll(after.prepare_next() if after else prepare(self.body), roll)
        minds = random.Random(self.poll_id)
        self.words = [minds.choice("abcde" if method == "approve" else ("a", "b", "cde")) for _ in range(ENTITLED)]
        self.order = hall.sample(sorted(random.Random(1).sample(range(ENTITLED), VOTERS)), VOTERS)
        self.truth = {key_of(number): receipt_of(self.poll_id, self.secret(number)) for number in self.order}
        voted = []
        while len(voted) < VOTERS:
            batch = self.order[len(voted):len(voted) + hall.choice((1, 1, 2))]
            cast(*(self.slip(number) for number in batch))
            voted += batch
            if hall.random() < 0.3:  # someone changes their mind and back, someone repeats what they sent
                number, other = hall.choice(voted), hall.choice(voted)
                cast(slip(self.poll_id, number, choice_on(self.body, "ab")))
                cast(self.slip(number), self.slip(other))

    def slip(self, number):
        return slip(self.poll_id, number, choice_on(self.body, self.words[number]))

    def prepare_next(self):
        with transaction():
            return prepare_after(self.poll_id)

    def secret(self, number):
        return secret_of(self.poll_id, number)

    def leak(self):
        """Fill a leaky roll and a leaky urn beside the real ones: plain tables, rows as they came, with a time."""
        with transaction():
            for table in ("roll", "ballot"):
                db.session.execute(text(f"CREATE TABLE leaky_{table}_{self.round} (key TEXT, at INTEGER)"))
            for moment, number in enumerate(self.order):
                for table, key in (("roll", key_of(number)), ("ballot", self.truth[key_of(number)])):
                    row = {"key": key, "at": moment}
                    db.session.execute(text(f"INSERT INTO leaky_{table}_{self.round} VALUES (:key, :at)"), row)
        urn.scrub()

    def orders(self, leaky=False):
        """Give every order of those who voted, and every order of their ballots, that the tables and files show."""
        read = read_sqlite if db.engine.dialect.name == "sqlite" else read_postgresql
        sides = [(f"leaky_{table}_{self.round}", "key") for table in ("roll", "ballot")] if leaky else REAL
        poll_id = "" if leaky else self.poll_id
        with look() as connection:
            voters, ballots = (read(connection, table, key, poll_id, sorted(keys)) for (table, key), keys in zip(
                sides, (self.truth, self.truth.values()), strict=True))
        return {name: [key for key in order if key in self.truth] for name, order in voters.items()}, ballots

    def attack(self, leaky=False):
        """Let the attacker at the poll's tables and files; give (Attack, what chance alone does not pass)."""
        return judged(*self.orders(leaky), self.truth)


def judged(first, second, truth):
    """Let the attacker put two sides together; give (Attack, what chance alone does not pass)."""
    found = attacker.attack(first, second, truth)
    return found, attacker.chance(VOTERS, found.tried)


def attack_across(one, other, leaky=False):
    """Let the attacker put two rounds of the same people side by side; give {what is linked: what `judged` gives}."""
    voters, ballots = one.orders(leaky)
    voters_after, ballots_after = other.orders(leaky)
    same = {one.truth[key]: other.truth[key] for key in one.truth}
    return {"ballots of both": judged(ballots, ballots_after, same),
            "the first's people, the second's ballots": judged(voters, ballots_after, other.truth),
            "the second's people, the first's ballots": judged(voters_after, ballots, one.truth)}


def key_of(number):
    return f"seat-{number:03}"


@contextmanager
def look():
    """Give a connection that looks at the database as it stands, and writes nothing."""
    db.session.rollback()
    with db.engine.connect() as connection:
        yield connection


def read_sqlite(connection, table, key, poll_id, keys):
    """Give every order of a table's keys that SQLite's rows and files show."""
    made = connection.scalar(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table})
    hidden = [] if "WITHOUT ROWID" in made else ["rowid"]
    before = poll_id.encode()
    file = database_file()
    wal = file.with_name(file.name + "-wal")
    logged = wal.read_bytes() if wal.exists() else b""
    return (attacker.orders_of_rows(connection, table, key, hidden, where(poll_id))
            | attacker.orders_of_bytes("file", file.read_bytes(), SQLITE_PAGE, keys, before)
            | attacker.orders_of_bytes("wal", logged, SQLITE_PAGE, keys, before)
            | attacker.orders_of_frames(logged, keys, before))


def read_postgresql(connection, table, key, poll_id, keys):
    """Give every order of a table's keys that PostgreSQL's rows and files show, its indexes' files too."""
    hidden = ["ctid", "xmin::text::bigint", "cmin::text::bigint", "xmin::text::bigint, cmin::text::bigint, ctid"]
    orders = attacker.orders_of_rows(connection, table, key, hidden, where(poll_id))
    # a short text is written after a byte of its length; the poll's id stands before each key of a row
    before = poll_id.encode() + bytes([2 * (len(keys[0]) + 1) + 1]) if poll_id else b""
    for name, data in relation_files(connection, table):
        orders |= attacker.orders_of_bytes(name, data, attacker.POSTGRESQL_PAGE, keys, before)
    return orders


def where(poll_id):
    return f"WHERE poll_id = '{poll_id}'" if poll_id else ""


def relation_files(connection, table):
    """Yield (name, bytes) of a table and its indexes, as they stand on the disk."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as server:
        server.execute(text("CHECKPOINT"))
    indexes = text("SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = (:name)::regclass")
    for name in (table, *connection.scalars(indexes, {"name": table})):
        read = text("SELECT pg_read_binary_file(pg_relation_filepath((:name)::regclass))")
        yield name, bytes(connection.scalar(read, {"name": name}))


def database_file():
    return Path(db.engine.url.database)


def close(poll_id):
    act("close_poll", poll_id, ENTITLED)


def is_more_than_luck(found, luck):
    links, correlation = luck
    return found.links > links or found.correlation > correlation


# ---- a poll that was closed ----

@pytest.fixture(scope="module", params=KINDS.values(), ids=KINDS)
def closed(backend, request):
    """Give a closed vote, in a database of its own: approvals, a question with a table by sector, rankings."""
    for _ in keep_app(backend, f"closed-{request.param_index}"):
        vote = Vote(**request.param)
        close(vote.poll_id)
        yield vote


def test_attacker_links_no_better_than_chance_once_the_poll_is_closed(closed):
    found, luck = closed.attack()
    assert found.tried >= 40
    assert not is_more_than_luck(found, luck), found


def test_attacker_reads_a_leaky_table_beside_it_like_a_book(closed):
    closed.leak()
    found, _ = closed.attack(leaky=True)
    assert found.links >= 0.9 * VOTERS, found
    assert found.correlation > 0.99


def test_rows_of_a_closed_poll_were_written_by_one_transaction_in_the_order_of_their_keys(closed):
    for table, key in REAL:
        layout = layout_of(closed.poll_id, table, key)
        if db.engine.dialect.name == "postgresql":
            assert len({transaction_id for transaction_id, _ in layout}) == 1
        keys = [name for _, name in layout]
        assert keys == sorted(keys)
        assert len(keys) == (ENTITLED if table == "votes_roll" else VOTERS)


def layout_of(poll_id, table, key):
    """Give what the disk tells of a poll's rows, in its own order.

    PostgreSQL: (transaction, key) by place. SQLite: rows lie in a tree of their keys whatever was done; what may differ
    is where they lie within their pages, see `pages_of`.
    """
    place = " ORDER BY ctid" if db.engine.dialect.name == "postgresql" else ""
    shown = "xmin::text" if place else "NULL"
    with look() as connection:
        return connection.execute(text(f"SELECT {shown}, {key} FROM {table} {where(poll_id)}{place}")).all()


def pages_of(poll_id):
    """Give the pages of an SQLite file that hold rows of a poll, byte for byte, in no order."""
    data = database_file().read_bytes()
    pages = (data[start:start + SQLITE_PAGE] for start in range(0, len(data), SQLITE_PAGE))
    marks = [(poll_id + start).encode() for start in ("seat-", *"0123456789abcdef")]
    return sorted(page for page in pages if any(mark in page for mark in marks))


def test_no_copy_of_a_row_is_left_beside_the_rows(closed):
    with look() as connection:
        for table, names in (("votes_roll", closed.truth), ("votes_ballot", closed.truth.values())):
            if db.engine.dialect.name == "postgresql":
                (_, heap), *_ = relation_files(connection, table)
                assert attacker.count_copies(heap, names) == {1: VOTERS}
            else:
                data = database_file().read_bytes()
                assert attacker.count_copies(data, [closed.poll_id + name for name in names]) == {1: VOTERS}
        if db.engine.dialect.name == "sqlite":
            assert database_file().with_name(database_file().name + "-wal").stat().st_size == 0


# ---- rounds of one vote, by the same people ----

def hold_two(method, again):
    """Hold a first round, end it in one of two ways, and hold the next until it is to be closed; give both.

    Everybody comes in the same order again, which is the worst that a hall can do.
    """
    first = Vote(method=method)
    if again == "runoff":
        close(first.poll_id)
        act("publish", first.poll_id)
    else:
        act("cancel", first.poll_id, "erreur de libellé")
    return first, Vote(method=method, after=first)


@pytest.fixture(scope="module", params=[f"{method}-{again}" for method in IN_ROUNDS
                                        for again in ("runoff", "correction")])
def two_rounds(backend, request):
    """Give two rounds in a database of its own, and what an attacker found of the first while the second was open."""
    for _ in keep_app(backend, f"rounds-{request.param}"):
        first, second = hold_two(*request.param.split("-"))
        meanwhile = first.attack()
        close(second.poll_id)
        yield first, second, meanwhile


def test_round_that_is_over_gives_nothing_away_while_the_next_is_open(two_rounds):
    _, _, (found, luck) = two_rounds
    assert found.tried >= 40
    assert not is_more_than_luck(found, luck), found


def test_attacker_links_no_better_than_chance_in_each_round(two_rounds):
    for vote in two_rounds[:2]:
        found, luck = vote.attack()
        assert found.tried >= 40
        assert not is_more_than_luck(found, luck), found


def test_rounds_side_by_side_link_no_one_to_a_ballot_and_no_ballot_to_another(two_rounds):
    for what, (found, luck) in attack_across(*two_rounds[:2]).items():
        assert found.tried >= 40, what
        assert not is_more_than_luck(found, luck), (what, found)


def test_rounds_side_by_side_are_a_book_where_leaky_tables_were_filled_beside_them(two_rounds):
    first, second, _ = two_rounds
    first.leak()
    second.leak()
    for what, (found, _) in attack_across(first, second, leaky=True).items():
        assert found.links >= 0.9 * VOTERS, (what, found)


# ---- other polls ----

def test_attacker_is_a_good_one_while_the_poll_is_open_and_not_once_it_is_cancelled(app):
    vote = Vote()
    assert is_more_than_luck(*vote.attack())
    act("cancel", vote.poll_id, "erreur de libellé")
    found, luck = vote.attack()
    assert not is_more_than_luck(found, luck), found


def test_attacker_stays_a_good_one_when_rows_are_left_where_they_were_written(app, monkeypatch):
    vote = Vote()
    monkeypatch.setattr(services, "_empty_urn", lambda poll_id: None)
    close(vote.poll_id)
    assert is_more_than_luck(*vote.attack())


def test_disk_looks_the_same_whatever_the_order_of_the_casts(backend, monkeypatch):
    monkeypatch.setattr(services.secrets, "token_urlsafe", lambda size: "p" * 22)
    orders, looks = [], []
    for seed in (1, 2):
        for _ in keep_app(backend, f"order{seed}"):
            vote = Vote(seed)
            close(vote.poll_id)
            orders.append(vote.order)
            looks.append([[key for _, key in layout_of(vote.poll_id, *side)] for side in REAL])
            looks[-1].append(pages_of(vote.poll_id) if backend.kind == "sqlite" else None)
    assert orders[0] != orders[1]
    assert looks[0] == looks[1]


def test_logs_tell_nothing_of_a_ballot(app, caplog):
    caplog.set_level(logging.DEBUG)
    poll_id = opened()
    cast(slip(poll_id, 1, "a"), slip(poll_id, 2, {"options": ["zz"]}),
         services.Cast(poll_id, "seat-003", "short", {"options": ["a"]}))
    close(poll_id)
    told = ["seat-00", secret_of(poll_id, 1), receipt_of(poll_id, secret_of(poll_id, 1)), "short", "zz", '"options"']
    assert not [word for word in told if word in caplog.text]


def test_cast_does_not_print_its_secret_or_its_choice():
    one = services.Cast("p" * 22, "seat-001", "0123456789abcdef" * 2, {"options": ["a"]})
    assert repr(one) == f"Cast(poll_id='{'p' * 22}', voter_key='seat-001')"


def test_files_that_could_not_be_scrubbed_are_told_in_the_log(app, monkeypatch, caplog):
    monkeypatch.setattr(urn, "PAUSE", 0)
    for name in ("_scrub_sqlite", "_scrub_postgresql"):
        monkeypatch.setattr(urn, name, lambda: False)
    close(opened())
    assert "still on the disk" in caplog.text


def test_scrub_says_so_while_someone_reads(app, monkeypatch):
    poll_id = opened()
    cast(slip(poll_id, 1, "a"))
    monkeypatch.setattr(urn, "PATIENCE", "50ms")
    with look() as connection:
        assert connection.scalar(text("SELECT count(*) FROM votes_roll")) >= 5
        cast(slip(poll_id, 2, "a"))
        if db.engine.dialect.name == "postgresql":
            assert urn._scrub_postgresql() is False
    assert (urn._scrub_sqlite if db.engine.dialect.name == "sqlite" else urn._scrub_postgresql)() is True

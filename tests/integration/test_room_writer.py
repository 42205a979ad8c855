"""What the writer does when a batch fails: whose fault it was decides who tries again, and how."""

from types import SimpleNamespace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from forum.core.database import db
from forum.core.errors import Refusal
from forum.plenary import writer
from forum.plenary.writer import write_together


class Lost(Exception):
    """What a driver raises when its connection is gone."""


@pytest.mark.parametrize("is_lost", [True, False], ids=["connection", "statement"])
def test_a_batch_whose_connection_was_lost_is_written_again_whole(app, is_lost):
    batches = []

    def write(items):
        batches.append(list(items))
        if len(batches) == 1:
            raise DBAPIError("select", {}, Lost(), connection_invalidated=is_lost)
        return [f"{item} is written" for item in items]

    assert write_together(write, [1, 2, 3]) == ["1 is written", "2 is written", "3 is written"]
    assert batches == ([[1, 2, 3]] * 2 if is_lost else [[1, 2, 3], [1], [2], [3]])


def test_a_database_that_stays_away_is_said_to_each_after_one_more_try_together(app):
    batches = []

    def write(items):
        batches.append(len(items))
        raise DBAPIError("select", {}, Lost(), connection_invalidated=True)

    assert [outcome.code for outcome in write_together(write, [1, 2])] == ["server_error"] * 2
    assert batches == [2, 2, 1, 1]
    assert all(isinstance(outcome, Refusal) for outcome in write_together(write, [1]))


@pytest.mark.postgresql
def test_the_end_of_postgresqls_connections_is_not_noticed_by_a_batch(app):
    ended = []

    def write(items):
        if not ended:
            ended.append(True)
            db.session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return [db.session.scalar(text("SELECT 1")) for _ in items]

    assert write_together(write, range(3)) == [1, 1, 1]


def test_the_screens_figures_wait_only_while_many_votes_do(app):
    assert not writer.is_rushed(app)
    for waiting, is_rush in ((writer.RUSH, False), (writer.RUSH + 1, True)):
        queue = SimpleNamespace(qsize=lambda waiting=waiting: waiting)
        app.extensions[writer.EXTENSION] = SimpleNamespace(casts=SimpleNamespace(queue=queue))
        assert writer.is_rushed(app) is is_rush
    del app.extensions[writer.EXTENSION]

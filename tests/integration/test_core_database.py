"""What the kernel promises of both databases."""

import time

import pytest
from sqlalchemy import create_engine, text

from forum.accounts.models import Organisation
from forum.core.database import db, transaction


def test_a_connection_opens_beside_a_writer(app, db_url):
    other = create_engine(db.engine.url)
    with transaction():
        db.session.add(Organisation(name="Écrite pendant ce temps"))
        db.session.flush()
        started = time.monotonic()
        with other.connect() as connection:
            seen = connection.execute(text("SELECT count(*) FROM accounts_organisation")).scalar()
        assert time.monotonic() - started < 2, "it waited for the writer"
    assert seen == db.session.query(Organisation).count() - 1
    other.dispose()


def test_a_failed_transaction_keeps_nothing_and_calls_nothing(app):
    called = []

    def fail():
        with transaction() as opened:
            opened.after_commit(lambda: called.append(1))
            db.session.add(Organisation(name="Perdue"))
            db.session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert called == []
    assert db.session.query(Organisation).filter_by(name="Perdue").count() == 0


def test_what_was_put_off_runs_in_order_once_the_rows_are_safe(app):
    seen = []
    other = create_engine(db.engine.url)

    def look():
        with other.connect() as connection:
            seen.append(connection.execute(text("SELECT count(*) FROM accounts_organisation")).scalar())

    with transaction() as opened:
        opened.after_commit(look)
        opened.after_commit(lambda: 1 / 0)
        opened.after_commit(lambda: seen.append("last"))
        db.session.add(Organisation(name="Gardée"))
    assert seen == [1, "last"]
    other.dispose()


def test_a_transaction_inside_another_is_a_fault_of_the_program(app):
    with transaction(), pytest.raises(RuntimeError, match="already open"), transaction():
        pass

"""The only place that commits."""

import threading
from contextlib import contextmanager

from flask import current_app, g
from sqlalchemy import text

from forum.core.database.engine import WRITE_OPTION, db, note_error
from forum.core.errors import Missing

# One writer at a time in this process and in order of arrival, so that SQLite's own lock is hardly ever waited for.
_sqlite_writers = threading.Lock()


class Transaction:
    """Collect what is to happen once the rows are safe."""

    def __init__(self):
        self.callbacks = []

    def after_commit(self, callback):
        """Call this after the commit, in the order given; never when the transaction fails."""
        self.callbacks.append(callback)


def current_transaction():
    """Give the transaction that is open in this context, or None."""
    return g.get("forum_transaction")


@contextmanager
def transaction():
    """Write: begin, let the caller change rows, commit, then run what was put off; on any exception nothing is kept.

    Raises RuntimeError when nested, since a service never commits on its own.
    """
    if current_transaction() is not None:
        raise RuntimeError("a transaction is already open here")
    db.session.rollback()  # ends the read that may have begun, so that the write sees the latest rows
    is_sqlite = db.engine.dialect.name == "sqlite"
    opened = g.forum_transaction = Transaction()
    if is_sqlite:
        _sqlite_writers.acquire()
    try:
        try:
            db.session.connection(execution_options={WRITE_OPTION: True})
            yield opened
            db.session.commit()
        except BaseException as error:
            db.session.rollback()
            note_error(error)
            raise
    finally:
        g.forum_transaction = None
        if is_sqlite:
            _sqlite_writers.release()
    for callback in opened.callbacks:
        try:
            callback()
        except Exception:  # the rows are safe: a screen that was not told can ask again
            current_app.logger.exception("after commit")


def lock(model, ident):
    """Load one row for writing, re-read even if it was loaded before; raises Missing."""
    row = db.session.get(model, ident, with_for_update=True, populate_existing=True)
    if row is None:
        raise Missing()
    return row


def lock_shared(name):
    """Hold a named lock together with other holders until the transaction ends (SQLite's writer is alone already)."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock_shared(hashtextextended(:name, 0))"), {"name": name})


def lock_exclusive(name):
    """Hold a named lock alone until the transaction ends (SQLite's writer is alone already)."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})

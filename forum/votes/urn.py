"""The urn after the vote: the rows of a poll are laid out anew, so that their places on the disk tell nothing.

While a poll is open, the order in which rows were written (pages, transaction ids, the write-ahead log) could link a
mark on the roll to a ballot. Once it no longer is, both tables' rows of the poll are deleted and written again in the
order of their keys, in one transaction, and what the old ones left behind is removed. This covers the database's own
files; it does not cover backups, copies of the write-ahead log, or someone who watches the running server.
"""

import sqlite3
import time

from flask import current_app
from sqlalchemy import delete, insert, select, text
from sqlalchemy.exc import OperationalError

from forum.core.database import db, off_loop
from forum.votes.models import Ballot, RollEntry

TABLES = (RollEntry.__table__, Ballot.__table__)
PATIENCE = "2s"  # how long PostgreSQL may wait for a table, behind a backup that reads it, while ballots queue
ATTEMPTS = 5
PAUSE = 0.2  # seconds


def list_ballots(poll_id):
    """Give the rows of all ballots of a poll in the order of their ids."""
    table = Ballot.__table__
    return db.session.execute(select(table).where(table.c.poll_id == poll_id).order_by(table.c.id)).all()


def relay(poll_id, forgets_sectors=False):
    """Write the roll and the ballots of a poll anew, each in the order of its keys; without sectors if told so."""
    more = {"sector": None} if forgets_sectors else {}
    for table in TABLES:
        keys = list(table.primary_key)
        rows = db.session.execute(select(table).where(table.c.poll_id == poll_id).order_by(*keys)).mappings().all()
        db.session.execute(delete(table).where(table.c.poll_id == poll_id))
        if rows:
            db.session.execute(insert(table), [dict(row) | more for row in rows])


def scrub():
    """Remove from the database's files what deleted rows left behind; to be called after the commit, outside of it."""
    db.session.rollback()  # a read begun since the commit would keep the old rows in use
    attempt = _scrub_sqlite if db.engine.dialect.name == "sqlite" else _scrub_postgresql
    for _ in range(ATTEMPTS):
        if attempt():
            return
        time.sleep(PAUSE)
    current_app.logger.warning("deleted rows of a closed poll are still on the disk; the next closing tries again")


def _scrub_sqlite():
    """Give freed pages back and empty the write-ahead log; freed bytes are zeroed already (PRAGMA secure_delete).

    Tell whether it was done: the log can only be emptied while nobody reads or writes.
    """
    connection = db.engine.raw_connection()
    try:
        return off_loop(_vacuum_sqlite, connection.dbapi_connection)
    finally:
        connection.close()


def _vacuum_sqlite(connection):
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA busy_timeout = 200")  # nobody waits for this: it is tried again
        cursor.execute("PRAGMA incremental_vacuum").fetchall()  # one page a step: all must be fetched
        is_busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:  # someone is writing
        return False
    finally:
        cursor.execute("PRAGMA busy_timeout = 5000")
        cursor.close()
    return not is_busy


def _scrub_postgresql():
    """Copy both tables to new files, in the order of their keys.

    A plain VACUUM would leave the bytes of dead rows in the free space of their pages. Tell whether it was done; when a
    table is being read for long, what can be done beside the reader is.
    """
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"SET lock_timeout = '{PATIENCE}'"))
        try:
            for table in TABLES:
                connection.execute(text(f"CLUSTER {table.name} USING {table.primary_key.name}"))
        except OperationalError:
            for table in TABLES:
                connection.execute(text(f"VACUUM {table.name}"))
            return False
        finally:
            connection.execute(text("RESET lock_timeout"))
    return True

"""The engine: what differs between SQLite and PostgreSQL when a connection or a transaction begins."""

import sqlite3

from flask_sqlalchemy import SQLAlchemy
from gevent import get_hub
from gevent.monkey import is_module_patched
from sqlalchemy import MetaData, event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase

from forum.core import measures

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
WRITE_OPTION = "forum_write"
INCREMENTAL = 2  # what SQLite answers of a database whose freed pages can be given back


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


def off_loop(function, *args):
    """Run a blocking call in gevent's native threads when the server runs on gevent; directly otherwise.

    SQLite waits for its lock and its disk inside C, where a greenlet cannot yield: one waiting writer would stop all.
    """
    if is_module_patched("socket"):
        return get_hub().threadpool.apply(function, args)
    return function(*args)


def note_error(error):
    """Count what the driver itself raised, such as a lock that was not given in time."""
    if isinstance(error, sqlite3.Error):
        measures.DATABASE_ERRORS.labels(type(error).__name__).inc()


@event.listens_for(Engine, "handle_error")
def count_error(context):
    """Count each error that SQLAlchemy passes on."""
    measures.DATABASE_ERRORS.labels(type(context.original_exception).__name__).inc()


@event.listens_for(Engine, "connect")
def set_pragmas(connection, record):
    """Make each SQLite connection durable, strict about keys, and forgetful of what is deleted."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # BEGIN is ours to say, see begin()
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout = 5000")
    # said to a database that exists, it takes the write lock: no connection could be opened beside a writer
    if cursor.execute("PRAGMA auto_vacuum").fetchone() != (INCREMENTAL,):
        cursor.execute("PRAGMA auto_vacuum = INCREMENTAL")
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def begin(connection):
    """Take SQLite's write lock at once in a write transaction: a read that turns into a write fails at once."""
    if connection.dialect.name != "sqlite":
        return
    if connection.get_execution_options().get(WRITE_OPTION):
        cursor = connection.connection.dbapi_connection.cursor()
        off_loop(cursor.execute, "BEGIN IMMEDIATE")
        cursor.close()
    else:
        connection.exec_driver_sql("BEGIN")


def init_app(app):
    """Open the database of the settings."""
    db.init_app(app)
    with app.app_context():
        dialect = db.engine.dialect
        if dialect.name == "sqlite":  # the flush to disk blocks too
            dialect.do_commit = lambda connection: off_loop(connection.commit)

"""One database a test: a copy of a template, or the copy of the test before, brought back to what it was."""

import os
import shutil
from dataclasses import dataclass, field

import psycopg
import pytest

from tests.support.shared import LASTING
from tests.support.templates import TEMPLATES, fill

POSTGRESQL = os.environ.get("TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
BLOATED_PAGES = 24  # a table that grew by as many pages is cut short: to read past what was deleted takes long


def skip_or_fail(reason):
    """Skip where something is not installed; on the integration server that is a failure."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


class Databases:
    """Give databases that are copies of templates, which the workers of a run share."""

    kind = ""

    def __init__(self, folder, shared):
        self.folder = folder
        self.shared = shared
        self.known = {}

    def prepare(self, name):
        """Build a template unless a worker of this run has done so; gives what its builder gave."""
        if name not in self.known:
            base, builder = TEMPLATES[name]
            if base:
                self.prepare(base)
            self.known[name] = self.shared.once(f"{self.kind}-{name}", lambda: self.build(name, base, builder))
        return self.known[name][0]


class SqliteFiles(Databases):
    """Give SQLite databases by copying a file."""

    kind = "sqlite"

    def build(self, name, base, builder):
        target = self._template(name)
        if base:
            shutil.copy(self._template(base), target)
        return fill(f"sqlite:///{target}", self.folder, builder), None

    def _template(self, name):
        return self.shared.folder / f"template-{name}.db"

    def fresh_url(self, name, template="cast"):
        """Give a copy of a template."""
        self.prepare(template)
        target = self.folder / f"{name}.db"
        for suffix in ("", "-wal", "-shm"):
            (target.parent / (target.name + suffix)).unlink(missing_ok=True)
        shutil.copy(self._template(template), target)
        return f"sqlite:///{target}"

    def close(self):
        """Nothing is held open: the folder goes with the test run."""


@dataclass
class FirstState:
    """Remember the rows of a template and where its sequences stand; `marks` says what a copy of it looks like."""

    rows: dict = field(default_factory=dict)
    restart: str = "SELECT 1"
    marks: dict = field(default_factory=dict)

    @classmethod
    def of(cls, connection):
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
        state = cls()
        for (name,) in tables:
            with connection.cursor().copy(f'COPY "{name}" TO STDOUT') as copy:
                state.rows[name] = b"".join(copy)
        sequences = connection.execute(
            "SELECT sequencename, coalesce(last_value + 1, start_value) FROM pg_sequences WHERE schemaname = 'public'"
        ).fetchall()
        if sequences:
            state.restart = "SELECT " + ", ".join(f"setval('\"{name}\"', {value}, false)" for name, value in sequences)
        state.marks = state.marks_of(connection)
        return state

    def marks_of(self, connection, names=None):
        """Give {table: (rows, youngest transaction, pages)}, of all tables or of those named.

        A row that was added or changed bears a younger transaction than all that stood there; one removed is missing.
        """
        look = " UNION ALL ".join(
            f"SELECT '{name}', count(*), coalesce(max(xmin::text::bigint), 0), pg_relation_size('\"{name}\"') / 8192"
            f' FROM "{name}"' for name in (self.rows if names is None else names))
        return {name: tuple(mark) for name, *mark in connection.execute(look).fetchall()}

    def restore(self, connection, before, marks):
        """Put the first rows back in the tables that are no longer as `marks` says, or were other ones `before`.

        Gives the marks from now on.
        """
        now = self.marks_of(connection)
        changed = [name for name in now
                   if now[name][:2] != marks[name][:2] or self.rows[name] != before.rows[name]]
        if changed:
            connection.execute("SET LOCAL session_replication_role = replica")  # the keys are not asked
            long = [name for name in changed if now[name][2] > self.marks[name][2] + BLOATED_PAGES]
            connection.execute("; ".join(
                [f'DELETE FROM "{name}"' for name in changed if name not in long]
                + [f"TRUNCATE {', '.join(map(quoted, long))} CASCADE"] * bool(long)))
            missing = self.marks_of(connection) if long else now  # what hangs on a table is cut short with it
            for name in now:
                if self.rows[name] and (name in changed or missing[name][0] != now[name][0]):
                    with connection.cursor().copy(f'COPY "{name}" FROM STDIN') as copy:
                        copy.write(self.rows[name])
            now |= self.marks_of(connection, now if long else changed)
        connection.execute(self.restart)
        return now


def quoted(name):
    """Write a name as SQL does."""
    return f'"{name}"'


class PostgresqlDatabases(Databases):
    """Give PostgreSQL databases by copying a template in the server."""

    kind = "postgresql"

    def __init__(self, folder, shared, worker):
        super().__init__(folder, shared)
        self.run = f"forum_test_{shared.run()}"  # two runs side by side do not meet
        self.prefix = f"{self.run}_{worker}"
        try:
            self.server = psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=20)
        except psycopg.OperationalError:
            skip_or_fail("no PostgreSQL answers at TEST_POSTGRESQL_URL (default 127.0.0.1:5432, user postgres)")
        self.given = {}

    def build(self, name, base, builder):
        full = f"{self.run}_{name}"
        self._create(full, base and f"{self.run}_{base}")
        made = fill(self._url(full), self.folder, builder)
        with psycopg.connect(self._url(full), autocommit=True) as connection:
            connection.execute("ANALYZE")
            return made, FirstState.of(connection)

    def _create(self, name, template=None):
        self.server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        encoding = "" if template else " ENCODING 'UTF8' LOCALE 'C.UTF-8'"
        with self.shared.alone("create-database"):
            self.server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template or "template0"}"{encoding}')
        # a test never cuts the server's power
        self.server.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')

    def _url(self, name):
        return POSTGRESQL.rsplit("/", 1)[0] + "/" + name

    def fresh_url(self, name, template="cast"):
        """Give a database as a template is.

        One given under this name before has the tables that were written to filled again, since making one is slow.
        """
        self.prepare(template)
        first = self.known[template][1]
        full = f"{self.prefix}_{name}"[:60]
        if full in self.given:
            try:
                self._bring_back(full, first)
                return self._url(full)
            except psycopg.Error:  # a test left another schema behind, or someone who holds a lock
                self.given.pop(full)[0].close()
        self._create(full, f"{self.run}_{template}")
        connection = psycopg.connect(self._url(full), application_name=LASTING, options="-c lock_timeout=5s")
        self.given[full] = connection, first, first.marks
        return self._url(full)

    def _bring_back(self, full, first):
        """Send home whoever is left in a database, and put back what a template has."""
        self.server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND (application_name <> %s OR state <> 'idle')", (full, LASTING))
        connection, before, marks = self.given[full]
        with connection.transaction():
            marks = first.restore(connection, before, marks)
        self.given[full] = connection, first, marks

    def close(self):
        """Drop what this worker made."""
        for connection, *_ in self.given.values():
            connection.close()
        drop(self.server, self.prefix)
        self.server.close()


def drop(server, prefix):
    """Drop the databases whose names begin so."""
    names = server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", (prefix + "\\_%",)).fetchall()
    for (name,) in names:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def drop_run(shared):
    """Drop what the workers of a run shared, and what one that was killed left."""
    if (shared.folder / "run.pickle").exists():
        try:
            with psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=20) as server:
                drop(server, f"forum_test_{shared.run()}")
        except psycopg.OperationalError:
            return  # there is none here


def open_databases(kind, folder, shared, worker):
    """Give the databases of a kind to one worker."""
    return SqliteFiles(folder, shared) if kind == "sqlite" else PostgresqlDatabases(folder, shared, worker)

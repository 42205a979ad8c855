"""One database a test: a copy of a template that was migrated and cast once in this worker."""

import os
import shutil

import psycopg
import pytest

POSTGRESQL = os.environ.get("TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1:5432/postgres")


def skip_or_fail(reason):
    """Skip where something is not installed; on the integration server that is a failure."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


class SqliteFiles:
    """Give SQLite databases by copying a file."""

    kind = "sqlite"

    def __init__(self, folder, worker):
        self.folder = folder
        self.template = folder / f"template-{worker}.db"

    def template_url(self):
        return f"sqlite:///{self.template}"

    def fresh_url(self, name, template=None):
        """Give a copy of the template, or of another database that was given before and is no longer open."""
        target = self.folder / f"{name}.db"
        for suffix in ("", "-wal", "-shm"):
            (target.parent / (target.name + suffix)).unlink(missing_ok=True)
        shutil.copy(self.folder / f"{template}.db" if template else self.template, target)
        return f"sqlite:///{target}"

    def close(self):
        """Nothing is held open: the folder goes with the test run."""


class FirstState:
    """Remember the rows and the sequences of a database, and bring it back to them."""

    def __init__(self, connection):
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
        self.tables = [name for (name,) in tables]
        self.rows = {}
        for name in self.tables:
            with connection.cursor().copy(f'COPY "{name}" TO STDOUT') as copy:
                self.rows[name] = b"".join(copy)
        self.sequences = connection.execute(
            "SELECT sequencename, coalesce(last_value + 1, start_value) FROM pg_sequences WHERE schemaname = 'public'"
        ).fetchall()

    def restore(self, connection):
        """Empty every table and put the first rows back, without asking the keys."""
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("; ".join(f'DELETE FROM "{name}"' for name in self.tables))
        for name, rows in self.rows.items():
            if rows:
                with connection.cursor().copy(f'COPY "{name}" FROM STDIN') as copy:
                    copy.write(rows)
        connection.execute("; ".join(f'ALTER SEQUENCE "{name}" RESTART WITH {value}' for name, value in self.sequences))


class PostgresqlDatabases:
    """Give PostgreSQL databases by copying a template in the server."""

    kind = "postgresql"

    def __init__(self, folder, worker):
        self.prefix = f"forum_test_{worker}_{os.getpid()}"  # two runs side by side do not meet
        try:
            self.server = psycopg.connect(POSTGRESQL, autocommit=True, connect_timeout=3)
        except psycopg.OperationalError:
            skip_or_fail("no PostgreSQL answers at TEST_POSTGRESQL_URL (default 127.0.0.1:5432, user postgres)")
        self._create(f"{self.prefix}_template")
        self.given = set()
        self.first_states = {}

    def _create(self, name, template="template0"):
        self.server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        encoding = " ENCODING 'UTF8' LOCALE 'C.UTF-8'" if template == "template0" else ""
        self.server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"{encoding}')

    def _url(self, name):
        return POSTGRESQL.rsplit("/", 1)[0] + "/" + name

    def template_url(self):
        return self._url(f"{self.prefix}_template")

    def fresh_url(self, name, template="template"):
        """Give a database as the template is, or as another one that was given before and is no longer open.

        One given under this name before is emptied and filled, since making one is slow.
        """
        full = f"{self.prefix}_{name}"[:60]
        if template not in self.first_states:
            with psycopg.connect(self._url(f"{self.prefix}_{template}")) as connection:
                self.first_states[template] = FirstState(connection)
        if full in self.given:
            self.server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (full,))
            try:
                with psycopg.connect(self._url(full)) as connection:
                    self.first_states[template].restore(connection)
                return self._url(full)
            except psycopg.Error:  # a test left another schema behind
                pass
        self._create(full, f"{self.prefix}_{template}")
        self.given.add(full)
        return self._url(full)

    def close(self):
        """Drop what this worker made."""
        names = self.server.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", (self.prefix + "\\_%",)
        ).fetchall()
        for (name,) in names:
            self.server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self.server.close()


BACKENDS = {"sqlite": SqliteFiles, "postgresql": PostgresqlDatabases}

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

    def fresh_url(self, name):
        target = self.folder / f"{name}.db"
        for suffix in ("", "-wal", "-shm"):
            (target.parent / (target.name + suffix)).unlink(missing_ok=True)
        shutil.copy(self.template, target)
        return f"sqlite:///{target}"

    def close(self):
        """Nothing is held open: the folder goes with the test run."""


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

    def _create(self, name, template="template0"):
        self.server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        strategy = " STRATEGY file_copy" if template != "template0" else " ENCODING 'UTF8' LOCALE 'C.UTF-8'"
        self.server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"{strategy}')

    def _url(self, name):
        return POSTGRESQL.rsplit("/", 1)[0] + "/" + name

    def template_url(self):
        return self._url(f"{self.prefix}_template")

    def fresh_url(self, name):
        full = f"{self.prefix}_{name}"[:60]
        self._create(full, f"{self.prefix}_template")
        return self._url(full)

    def close(self):
        """Drop what this worker made."""
        names = self.server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", (self.prefix + "\\_%",)).fetchall()
        for (name,) in names:
            self.server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self.server.close()


BACKENDS = {"sqlite": SqliteFiles, "postgresql": PostgresqlDatabases}

"""The watch: what the served process looks at every few seconds, so that its health can be told without waiting.

All is in memory and covers some minutes; delays are measured by a clock that never jumps.
"""

import os
import shutil
import sqlite3
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from alembic.script import ScriptDirectory
from gevent import Timeout, sleep, spawn
from sqlalchemy.exc import SQLAlchemyError

from forum.core import measures
from forum.core.database.engine import db, off_loop
from forum.core.database.schema import alembic_config
from forum.core.database.types import utc_now
from forum.core.i18n import lazy
from forum.core.web.limits import limiter

EXTENSION = "watch"
EVERY_SECONDS = 5.0
LAG_SECONDS = 0.25
MOST_SAMPLES = 120
STALE_SECONDS = 30
PATIENCE_SECONDS = 4
LEAST_DISK = 100 * 1024 * 1024
WORST_LAG = 1.0
PROBE_BYTES = 64 * 1024
FAILURES = (SQLAlchemyError, sqlite3.Error, psycopg.Error, OSError, Timeout)

DATABASE = {
    True: lazy("La base de données répond et peut être écrite."),
    False: lazy("La base de données ne peut pas être écrite : le disque est-il plein, le serveur PostgreSQL arrêté? "
                "Libérez de la place ou relancez-le; les votes sont refusés jusque-là, aucun n’est perdu."),
}
SCHEMA = {
    True: lazy("La base de données est à jour."),
    False: lazy("La base de données n’est pas celle de cette version : arrêtez le service, lancez « forum init »."),
}
DISK = {
    True: lazy("Il reste de la place sur le disque."),
    False: lazy("Il reste moins de 100 Mo sur le disque : supprimez d’anciennes sauvegardes ou agrandissez-le."),
}
LOOP = {
    True: lazy("Le serveur répond sans retard."),
    False: lazy("Le serveur a plus d’une seconde de retard : la machine est trop chargée; arrêtez ce qui "
                "tourne à côté."),
}
REDIS = {
    True: lazy("Redis répond."),
    False: lazy("Redis ne répond pas : relancez-le."),
}


@dataclass(frozen=True)
class Check:
    """Hold one thing that must be right, and the sentence that says whether it is."""

    name: str
    is_good: bool
    words: object


@dataclass(frozen=True)
class Sample:
    """Hold what was seen at one moment; seconds and bytes; None where nothing could be measured."""

    at: float
    moment: object
    seats: int
    sockets: dict
    votes: int
    acknowledgement: list = field(repr=False)
    broadcast: list = field(repr=False)
    lag: float
    memory: int
    disk: int
    database: float | None
    schema: str | None
    redis: bool | None


class Watch:
    """Look at the process again and again; where nothing runs beside (tests, commands), at each question."""

    worst = 0.0  # seconds by which the event loop was late since the last sample
    is_running = False

    def __init__(self, app):
        self.app = app
        self.samples = deque(maxlen=MOST_SAMPLES)
        self.begun = time.monotonic()
        self.head = ScriptDirectory.from_config(alembic_config()).get_current_head()

    def feel_lag(self):
        """Ask to be woken, for ever, and note how late that comes."""
        while True:
            begun = time.monotonic()
            sleep(LAG_SECONDS)
            late = max(0.0, time.monotonic() - begun - LAG_SECONDS)
            measures.LOOP_LAG.observe(late)
            self.worst = max(self.worst, late)

    def run(self):
        """Take a sample every few seconds, for ever."""
        while True:
            self.look()
            sleep(EVERY_SECONDS)

    def look(self):
        """Take a sample now."""
        settings = self.app.extensions["settings"]
        with self.app.app_context():
            took, schema = self._ask_database()
            redis = self._ask_redis() if settings.redis_url else None
        lag, self.worst = self.worst, 0.0
        self.samples.append(Sample(
            time.monotonic(), utc_now(), int(_value(measures.SEATS)), sockets(), int(_value(measures.VOTES)),
            measures.buckets_of(measures.ACKNOWLEDGEMENT), measures.buckets_of(measures.BROADCAST), lag, memory(),
            shutil.disk_usage(settings.data).free, took, schema, redis))
        return self.samples[-1]

    def _ask_database(self):
        """Give (seconds that a write took, the schema's step); (None, None) when it cannot be written."""
        begun = time.monotonic()
        try:
            with Timeout(PATIENCE_SECONDS):
                if db.engine.dialect.name == "sqlite":
                    off_loop(probe_folder, Path(db.engine.url.database).parent)
                schema = probe_database()
        except FAILURES as error:
            measures.DATABASE_ERRORS.labels(type(error).__name__).inc()
            return None, None
        return time.monotonic() - begun, schema

    def _ask_redis(self):
        try:
            with Timeout(PATIENCE_SECONDS):
                return bool(limiter.storage.check())
        except Exception:  # whichever library speaks to it, it does not answer
            return False

    def latest(self):
        """Give the last sample."""
        if not (self.samples and self.is_running):
            return self.look()
        return self.samples[-1]

    def checks(self):
        """List what must be right for this process to serve a vote."""
        last = self.latest()
        is_fresh = time.monotonic() - last.at < STALE_SECONDS
        found = {"database": (DATABASE, is_fresh and last.database is not None),
                 "disk": (DISK, last.disk >= LEAST_DISK),
                 "loop": (LOOP, max(last.lag, self.worst) < WORST_LAG)}
        if last.schema is not None:
            found["schema"] = SCHEMA, last.schema == self.head
        if last.redis is not None:
            found["redis"] = REDIS, last.redis
        return [Check(name, is_good, words[is_good]) for name, (words, is_good) in found.items()]


def probe_folder(folder):
    """Write a little beside the database's file and take it away; raises OSError when the disk is full or read only."""
    path = folder / f".probe-{os.getpid()}"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        for _ in range(PROBE_BYTES // 4096):
            if os.write(descriptor, bytes(4096)) < 4096:
                raise OSError("no room")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
        path.unlink(missing_ok=True)


def probe_database():
    """Write a mark and take it back, so that no trace of the moment stays; gives the schema's step."""
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        if db.engine.dialect.name == "sqlite":
            off_loop(cursor.execute, "BEGIN IMMEDIATE")
        cursor.execute("SELECT version_num FROM alembic_version")
        found = cursor.fetchone()
        cursor.execute("INSERT INTO core_mark (name, value) VALUES ('probe', '')")
    finally:
        connection.rollback()
        connection.close()
    return found[0] if found else ""


def memory():
    """Give the bytes of memory that this process holds, 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def sockets():
    """Give {transport: connections}."""
    return {sample.labels["transport"]: int(sample.value) for metric in measures.SOCKETS.collect()
            for sample in metric.samples}


def _value(metric):
    return next(sample.value for found in metric.collect() for sample in found.samples
                if not sample.name.endswith("_created"))


def start(app):
    """Begin to look, in greenlets of the served process."""
    watching = of(app)
    watching.is_running = True
    spawn(watching.feel_lag)
    spawn(watching.run)


def of(app):
    """Give the watch of an application."""
    return app.extensions.get(EXTENSION) or app.extensions.setdefault(EXTENSION, Watch(app))

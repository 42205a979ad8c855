"""A copy of the installation, taken while it runs, opened again before it counts as one.

A copy taken while a secret poll is open would hold, side by side, rolls and ballots in the order they came in: it is
refused. Copies hold the key and every vote: their folders are for their owner alone.
"""

import json
import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing

from sqlalchemy import text
from sqlalchemy.engine import make_url

from forum.core.config import KEY_FILE
from forum.core.database import db, utc_now
from forum.core.i18n import _
from forum.votes.queries import list_open_secret

STAMP = "backup.stamp"
SQLITE_COPY, POSTGRESQL_COPY, ABOUT = "forum.db", "forum.dump", "about.json"
FORMAT = "concertaction-backup/1"
NAME = re.compile(r"concertaction-\d{8}T\d{6}Z")
COPY_LINE = re.compile(rb"COPY public\.\"?(\w+)\"? ")


class BackupRefused(Exception):
    """Say in one sentence why no copy was kept."""


def back_up(settings, target, keep=14, anyway=False):
    """Copy the database and the key into a new folder of `target`; gives (folder, {table: rows}).

    The newest `keep` copies stay. `anyway` copies even while a secret poll is open. Raises BackupRefused.
    """
    if not anyway:
        refuse_while_secret()
    final = target / f"concertaction-{utc_now():%Y%m%dT%H%M%SZ}"
    partial = final.with_suffix(".partial")
    try:
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial.mkdir(mode=0o700)
    except OSError as error:
        raise BackupRefused(f"{partial}: {error.strerror}") from None
    try:
        counts = _copy(settings, partial)
        if not anyway:
            refuse_while_secret()  # one was opened meanwhile
        partial.rename(final)
    except (OSError, sqlite3.Error, subprocess.SubprocessError) as error:
        raise BackupRefused(_("la copie a échoué (%(reason)s) : reste-t-il de la place dans %(target)s?",
                              reason=_reason_of(error), target=target)) from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    _prune(target, keep)
    (settings.data / STAMP).touch()
    return final, counts


def refuse_while_secret():
    """Raise BackupRefused while a secret poll is open."""
    if list_open_secret():
        raise BackupRefused(_("un vote secret est ouvert : une copie de ce moment pourrait aider à relier des votants "
                              "à des bulletins. Prenez-la une fois le vote fermé (--anyway la prend malgré tout)"))


def _reason_of(error):
    said = (getattr(error, "stderr", None) or b"").decode(errors="replace").strip().splitlines()
    return said[-1] if said else getattr(error, "strerror", None) or type(error).__name__


def _copy(settings, folder):
    if settings.is_sqlite:
        counts = _copy_sqlite(folder / SQLITE_COPY)
    else:
        counts = _copy_postgresql(settings.database_url, folder / POSTGRESQL_COPY)
    shutil.copyfile(settings.data / KEY_FILE, folder / KEY_FILE)
    about = {"format": FORMAT, "at": utc_now().isoformat(timespec="seconds"), "schema": _step(),
             "database": "sqlite" if settings.is_sqlite else "postgresql", "rows": counts}
    (folder / ABOUT).write_text(json.dumps(about, indent=1) + "\n")
    for path in folder.iterdir():
        path.chmod(0o600)
        with path.open("rb") as handle:
            os.fsync(handle.fileno())
    return counts


def _step():
    found = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    db.session.rollback()
    return found


def _copy_sqlite(path):
    """Copy a database in use as it stands at one moment, freed pages left out; gives {table: rows} of the copy."""
    with closing(sqlite3.connect(db.engine.url.database)) as source:
        source.execute("VACUUM INTO ?", (str(path),))
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
        if copy.execute("PRAGMA integrity_check").fetchall() != [("ok",)] or copy.execute(
                "PRAGMA foreign_key_check").fetchone():
            raise BackupRefused(_("la copie n’est pas saine : le disque de la base de données est peut-être abîmé"))
        names = [name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        _refuse_incomplete(names)
        return {name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - names of our tables
                for name in names if not name.startswith("sqlite_")}


def _copy_postgresql(url, path):
    """Dump a database in use as it stands at one moment, and read the dump through; gives {table: rows} of it."""
    address = make_url(url).set(drivername="postgresql")
    environment = {**os.environ, **({"PGPASSWORD": str(address.password)} if address.password else {})}
    place = address.set(password=None).render_as_string()
    try:
        subprocess.run(["pg_dump", "--format=custom", "--no-owner", "--file", path, "--dbname", place],
                       env=environment, check=True, capture_output=True)
        read = subprocess.Popen(["pg_restore", "--data-only", "--file=-", path], stdout=subprocess.PIPE)
    except FileNotFoundError:
        raise BackupRefused(_("pg_dump et pg_restore manquent : apt-get install postgresql-client")) from None
    with read:
        counts = _count_rows(read.stdout)
    if read.returncode:
        raise BackupRefused(_("la copie ne peut pas être relue"))
    _refuse_incomplete(counts)
    return counts


def _count_rows(lines):
    counts, table = {}, None
    for line in lines:
        found = COPY_LINE.match(line) if table is None else None
        if found:
            table = found[1].decode()
            counts[table] = 0
        elif line == b"\\.\n":
            table = None
        elif table is not None:
            counts[table] += 1
    return counts


def _refuse_incomplete(names):
    lacking = {table.name for table in db.metadata.sorted_tables} - set(names)
    if lacking:
        raise BackupRefused(_("il manque à la copie : %(tables)s", tables=", ".join(sorted(lacking))))


def _prune(target, keep):
    copies = sorted(path for path in target.iterdir() if NAME.fullmatch(path.name) and path.is_dir())
    for path in copies[:-keep]:
        shutil.rmtree(path)

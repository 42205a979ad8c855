"""Check an installation and say, in a sentence each, what is right and what is not."""

import os

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.utils import import_string

from forum.core.assets_install import is_current
from forum.core.broadcast_check import try_broadcast
from forum.core.config import KEY_FILE, ROOT, has_key
from forum.core.database.schema import alembic_config
from forum.core.i18n import list_stale_catalogues

ANSWERS = "forum.core.bus_redis.answers"  # loaded only where a Redis is set


def examine(settings):
    """Give [(is_good, sentence)…] about the key, the database, the assets and the public address; changes nothing."""
    findings = [examine_key(settings), *examine_database(settings), *examine_redis(settings), examine_assets(),
                examine_catalogues(), examine_broadcast(settings)]
    if settings.public_url.startswith("https://"):
        findings.append((True, f"public address: {settings.public_url}"))
    else:
        findings.append(
            (settings.demo, "PUBLIC_URL is not an https:// address: phones could be listened to on the hall's Wi-Fi")
        )
    return findings


def examine_key(settings):
    """Look at the signing key."""
    path = settings.data / KEY_FILE
    if not has_key(settings.data):
        return False, f"no {KEY_FILE} in {settings.data}: run `forum init`"
    if path.stat().st_mode & 0o077:
        return False, f"{path} can be read by others: chmod 600 it"
    return True, f"{KEY_FILE} is there and private"


def examine_database(settings):
    """Look at the database without making one."""
    name = settings.database_url.split("://")[0].split("+")[0]
    path = settings.database_url.removeprefix("sqlite:///")
    if settings.is_sqlite and not (ROOT / path).exists():
        return [(False, f"no database at {path}: run `forum init`")]
    engine = create_engine(settings.database_url)
    try:
        with engine.connect() as connection:
            standing = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError as error:
        return [(False, f"{name} does not answer: {type(error).__name__}")]
    finally:
        engine.dispose()
    newest = ScriptDirectory.from_config(alembic_config()).get_current_head()
    if standing != newest:
        return [(False, f"{name} stands at step {standing or 'none'}, not {newest}: run `forum init`")]
    return [(True, f"{name} answers and stands at step {newest}")]


def examine_redis(settings):
    """Look at Redis where it is set: it ties several processes together, and those need PostgreSQL."""
    if not settings.redis_url:
        return []
    if settings.is_sqlite:
        return [(False, "REDIS_URL is for several processes, and SQLite for one: set DATABASE_URL to PostgreSQL")]
    try:
        is_there = import_string(ANSWERS)(settings.redis_url)
    except ValueError:
        return [(False, "REDIS_URL is no address of a Redis, such as redis://127.0.0.1:6379/0")]
    if not is_there:
        return [(False, "Redis does not answer at REDIS_URL: start it, or unset REDIS_URL to serve in one process")]
    return [(True, "Redis answers: several processes may serve this installation")]


def examine_broadcast(settings):
    """Try the fast way to tell a whole hall, where it is wanted; the other one works too."""
    if not settings.fast_broadcast:
        return True, "the fast broadcast is off (FORUM_FAST_BROADCAST=0): fewer phones can be told at once"
    fault = try_broadcast()
    if fault is not None:
        return False, f"the fast broadcast failed its test ({fault}): the slower one is used; install requirements.lock"
    return True, "the fast broadcast passed its test"


def examine_catalogues():
    """Look at the texts of the pages, which are compiled once; who serves may not be able to write them."""
    stale = [target for _, target in list_stale_catalogues() if not os.access(target.parent, os.W_OK)]
    if stale:
        return False, (f"the texts of the pages are {'older than the code' if stale[0].exists() else 'missing'}: "
                       f"run `make -C {ROOT} install` as their owner")
    return True, "the texts of the pages are there in both languages"


def examine_assets():
    """Look at the fonts, icons and scripts that the install fetches."""
    if is_current(ROOT):
        return True, "fonts, icons and the Socket.IO client are there"
    return False, "fonts, icons or the Socket.IO client are missing: run `forum assets`"

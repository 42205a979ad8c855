"""Check an installation and say, in a sentence each, what is right and what is not."""

import os
import pwd
from urllib.parse import urlsplit

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.utils import import_string

from forum.core.assets_install import is_current
from forum.core.broadcast_check import try_broadcast
from forum.core.config import KEY_FILE, ROOT, has_key
from forum.core.database.schema import alembic_config
from forum.core.i18n import _, list_stale_catalogues

ANSWERS = "forum.core.bus_redis.answers"  # loaded only where a Redis is set
EXAMPLE = "concertaction.example"  # the name that stands in deploy/
LONGEST_WORD_OF_A_DRIVER = 200


def examine(settings):
    """Give [(is_good, sentence)…] about the key, the database, the assets and the public address; changes nothing."""
    rights = examine_rights(settings)
    kept = [examine_key(settings), *examine_database(settings)] if rights[0] else []
    return [rights, *kept, *examine_redis(settings), examine_assets(), examine_catalogues(),
            examine_broadcast(settings), examine_address(settings)]


def examine_rights(settings):
    """Look at whether who runs this may read and write what the installation keeps."""
    who = name_of_user()
    if not os.access(settings.data, os.R_OK | os.W_OK | os.X_OK):
        return False, _("%(who)s ne peut pas lire et écrire dans %(path)s : chown -R %(who)s: %(path)s", who=who,
                        path=settings.data)
    kept = [settings.data / KEY_FILE]
    if settings.is_sqlite:
        database = path_of_sqlite(settings)
        kept += [database, *(database.with_name(f"{database.name}-{end}") for end in ("wal", "shm"))]
    for path in kept:
        if path.exists() and not os.access(path, os.R_OK | os.W_OK):
            return False, _("%(who)s ne peut pas lire et écrire %(path)s : chown %(who)s: %(path)s", who=who, path=path)
    return True, _("%(who)s peut lire et écrire dans %(path)s", who=who, path=settings.data)


def name_of_user():
    """Give the name of the user who runs this."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def examine_key(settings):
    """Look at the signing key."""
    path = settings.data / KEY_FILE
    if not has_key(settings.data):
        return False, _("il n’y a pas de clé %(path)s : lancez « forum init »", path=path)
    if path.stat().st_mode & 0o077:
        return False, _("d’autres peuvent lire la clé %(path)s : chmod 600 %(path)s", path=path)
    return True, _("la clé %(name)s est là, et privée", name=KEY_FILE)


def path_of_sqlite(settings):
    """Give the file of an SQLite database."""
    return ROOT / settings.database_url.removeprefix("sqlite:///")


def examine_database(settings):
    """Look at the database without making one."""
    name = settings.database_url.split("://")[0].split("+")[0]
    if settings.is_sqlite and not path_of_sqlite(settings).exists():
        return [(False, _("il n’y a pas de base de données %(path)s : lancez « forum init »",
                          path=path_of_sqlite(settings)))]
    engine = create_engine(settings.database_url)
    try:
        with engine.connect() as connection:
            standing = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError as error:
        return [(False, _("la base %(name)s ne répond pas à DATABASE_URL (%(reason)s)", name=name,
                          reason=reason_of(error)))]
    finally:
        engine.dispose()
    newest = ScriptDirectory.from_config(alembic_config()).get_current_head()
    if standing is None:
        return [(False, _("la base %(name)s est vide : lancez « forum init »", name=name))]
    if standing != newest:
        return [(False, _("la base %(name)s en est à l’étape %(standing)s, et cette version à %(newest)s : arrêtez le "
                          "service, lancez « forum init »", name=name, standing=standing, newest=newest))]
    return [(True, _("la base %(name)s répond; elle est à jour (étape %(newest)s)", name=name, newest=newest))]


def reason_of(error):
    """Give the first line of what a database's driver says, which names no password."""
    lines = str(getattr(error, "orig", None) or "").strip().splitlines()
    return lines[0][:LONGEST_WORD_OF_A_DRIVER] if lines else type(error).__name__


def examine_redis(settings):
    """Look at Redis where it is set: it ties several processes together, and those need PostgreSQL."""
    if not settings.redis_url:
        return []
    if settings.is_sqlite:
        return [(False, _("REDIS_URL sert à plusieurs processus, et SQLite à un seul : réglez DATABASE_URL sur "
                          "PostgreSQL, ou retirez REDIS_URL"))]
    try:
        is_there = import_string(ANSWERS)(settings.redis_url)
    except ValueError:
        return [(False, _("REDIS_URL n’est pas l’adresse d’un Redis, comme redis://127.0.0.1:6379/0"))]
    if not is_there:
        return [(False, _("Redis ne répond pas à REDIS_URL : démarrez-le, ou retirez REDIS_URL pour servir en un seul "
                          "processus"))]
    return [(True, _("Redis répond : plusieurs processus peuvent servir cette installation"))]


def examine_broadcast(settings):
    """Try the fast way to tell a whole hall, where it is wanted; the other one works too."""
    if not settings.fast_broadcast:
        return True, _("la diffusion rapide est coupée (FORUM_FAST_BROADCAST=0) : moins de téléphones peuvent être "
                       "avertis à la fois")
    fault = try_broadcast()
    if fault is not None:
        return False, _("la diffusion rapide a échoué à son essai (%(fault)s), la plus lente sert : installez "
                        "requirements.lock", fault=fault)
    return True, _("la diffusion rapide a passé son essai")


def examine_catalogues():
    """Look at the texts of the pages, which are compiled once; who serves may not be able to write them."""
    stale = [target for _source, target in list_stale_catalogues() if not os.access(target.parent, os.W_OK)]
    if stale:
        return False, _("les textes des pages ne sont pas ceux de cette version : lancez « make -C %(root)s install » "
                        "au nom de qui possède ce dossier", root=ROOT)
    return True, _("les textes des pages sont là, dans les deux langues")


def examine_assets():
    """Look at the fonts, icons and scripts that the install fetches."""
    if is_current(ROOT):
        return True, _("les polices, les icônes et le client Socket.IO sont là")
    return False, _("des polices, des icônes ou le client Socket.IO manquent : lancez "
                    "« %(root)s/.venv/bin/forum assets » au nom de qui possède ce dossier", root=ROOT)


def examine_address(settings):
    """Look at the public address as it is set."""
    address = settings.public_url
    if urlsplit(address).hostname == EXAMPLE:
        return False, _("PUBLIC_URL est encore l’adresse de l’exemple (%(address)s) : mettez-y la vôtre",
                        address=address)
    if address.startswith("https://"):
        return True, _("l’adresse publique est %(address)s", address=address)
    return settings.demo, _("PUBLIC_URL n’est pas une adresse en https:// : on pourrait écouter les téléphones sur le "
                            "Wi-Fi de la salle")

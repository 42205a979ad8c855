"""The databases that tests start from: each is built once in a run, by its builder, and then only copied."""

from forum.core import models  # noqa: F401 - a table that only commands read is one of ours too
from forum.core.config import ROOT
from forum.core.database import db
from forum.core.database.schema import migrate
from forum.deliberation.loading import load_file
from tests.support.cast import load_cast
from tests.support.sites import opened_app
from tests.support.world import build_world

TWO_DAYS = ("2007-01-18.yaml", "atelier-2-mise-a-l-echelle.yaml")


def load_days():
    """Load the two days of the files."""
    for name in TWO_DAYS:
        load_file(ROOT / "forum/days" / name)


# name → the template it is a copy of, and what fills the copy; what that gives is kept beside the database
TEMPLATES = {
    "schema": (None, migrate),
    "cast": ("schema", load_cast),
    "days": ("cast", load_days),
    "world": ("cast", build_world),
}


def fill(url, folder, builder):
    """Fill a database, leave it whole on the disk and nobody in it; gives what the builder gave."""
    with opened_app(url, folder):
        made = builder()
        db.session.remove()
        db.engine.dispose()
        if db.engine.dialect.name == "sqlite":
            with db.engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.exec_driver_sql("BEGIN")
    return made

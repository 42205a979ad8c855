"""Bring the database to the schema of this version."""

import logging

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from forum.core.config import ROOT
from forum.core.database.engine import db

logging.getLogger("alembic").setLevel(logging.WARNING)


def alembic_config():
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return config


def migrate(revision="head"):
    """Run the steps that this database lacks (in an application context)."""
    command.upgrade(alembic_config(), revision)


def is_current():
    """Tell whether the database stands at the newest step."""
    with db.engine.connect() as connection:
        standing = MigrationContext.configure(connection).get_current_revision()
    return standing == ScriptDirectory.from_config(alembic_config()).get_current_head()

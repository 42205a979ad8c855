"""Run the steps on the application's own engine, whichever database it is."""

from alembic import context
from flask import current_app
from sqlalchemy import text

from forum.core.database import JsonText, UtcDateTime, db
from forum.core.models import Mark

PLAIN = {UtcDateTime: "sa.DateTime(timezone=True)", JsonText: "sa.Text()"}


def include(name, kind, parents):
    return not (kind == "table" and name.startswith("sqlite_"))


def render(kind, thing, context):
    """Write our column types as what they are in the database: a step must not change when the code does."""
    if kind == "type" and type(thing) in PLAIN:
        return PLAIN[type(thing)]
    return False


def run():
    engine = db.engine
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # A batch rebuild drops a parent table: with the keys enforced, its children would be emptied.
            connection.execute(text("PRAGMA foreign_keys = OFF"))
            connection.commit()
        context.configure(connection=connection, target_metadata=Mark.metadata, render_as_batch=True,
                          include_name=include, compare_type=True, render_item=render)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if engine.dialect.name == "sqlite":
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            connection.execute(text("PRAGMA foreign_keys = ON"))
            connection.commit()
            if broken:
                raise RuntimeError(f"{len(broken)} rows lost what they refer to in this migration")


assert current_app
run()

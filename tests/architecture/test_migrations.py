"""The steps in migrations/ build what the models say, on both databases, and can be taken back."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from forum.core.database import db
from forum.core.database.schema import alembic_config, is_current


def test_the_steps_build_exactly_the_models(app):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "target_metadata": db.metadata})
        assert compare_metadata(context, db.metadata) == []
    assert is_current()


def test_the_steps_can_be_taken_back_and_taken_again(app):
    db.session.remove()
    command.downgrade(alembic_config(), "base")
    with db.engine.connect() as connection:
        tables = db.inspect(connection).get_table_names()
    assert tables == ["alembic_version"]
    command.upgrade(alembic_config(), "head")
    assert is_current()


def test_the_steps_leave_each_check_once(app):
    inspector = db.inspect(db.engine)
    for table in db.metadata.sorted_tables:
        built = sorted(check["name"] for check in inspector.get_check_constraints(table.name))
        asked = sorted(check.name for check in table.constraints if isinstance(check, db.CheckConstraint))
        assert built == asked, table.name

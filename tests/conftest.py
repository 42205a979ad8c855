"""Fixtures that every test may use; a test that asks for `app` runs on SQLite and on PostgreSQL."""

import os

import pytest

from forum.accounts.queries import find_account, find_viewer
from forum.core.config import ROOT
from forum.core.database import db
from forum.core.database.schema import migrate
from forum.deliberation.loading import load_file
from tests.support.cast import PEOPLE, load_cast
from tests.support.databases import BACKENDS
from tests.support.sites import make_app, sign_in_as


def pytest_addoption(parser):
    parser.addoption("--database", default=os.environ.get("TEST_DATABASES", "sqlite,postgresql"),
                     help="the databases to run on: sqlite, postgresql, or both with a comma")


def pytest_generate_tests(metafunc):
    if "backend" in metafunc.fixturenames:
        databases = metafunc.config.getoption("database").split(",")
        if metafunc.definition.get_closest_marker("postgresql"):
            databases = [name for name in databases if name == "postgresql"]
        metafunc.parametrize("backend", databases, indirect=True, scope="session")


@pytest.fixture(scope="session")
def worker():
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


def build_schema():
    if any((ROOT / "migrations/versions").glob("*.py")):
        migrate()
    else:
        db.create_all()


def close_database():
    """Leave the database of the application whole on the disk, and nobody in it."""
    db.session.remove()
    db.engine.dispose()
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        db.engine.dispose()


@pytest.fixture(scope="session")
def backend(request, tmp_path_factory, worker):
    """Prepare one kind of database for this worker: migrated, with the cast."""
    folder = tmp_path_factory.mktemp(f"databases-{request.param}")
    made = BACKENDS[request.param](folder, worker)
    app = make_app(made.template_url(), folder)
    with app.app_context():
        build_schema()
        load_cast()
        close_database()
    made.folder = folder
    yield made
    made.close()


@pytest.fixture(scope="session")
def two_days(backend):
    """Load the two days of the files once for this worker; gives the name of the database to copy."""
    app = make_app(backend.fresh_url("days"), backend.folder)
    with app.app_context():
        for name in ("2007-01-18.yaml", "atelier-2-mise-a-l-echelle.yaml"):
            load_file(ROOT / "forum/days" / name)
        close_database()
    return "days"


@pytest.fixture
def db_url(request, backend):
    """Give the address of a fresh database with the cast in it, and the two days when the test asks for `days`."""
    if "days" in request.fixturenames:
        return backend.fresh_url("case", request.getfixturevalue("two_days"))
    return backend.fresh_url("case")


@pytest.fixture
def app(backend, db_url):
    """Give an application on a fresh database, its context open."""
    app = make_app(db_url, backend.folder)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def days(app):
    """Ask for a database in which the two days of the files are loaded (see `db_url`)."""


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def cast(app):
    """Give the viewers of the cast by name: cast.ana, cast.fred…"""
    class Cast:
        pass

    people = Cast()
    for key, (email, *_) in PEOPLE.items():
        setattr(people, key, find_viewer(find_account(email).id))
    db.session.rollback()
    return people


@pytest.fixture
def sign_in(app):
    """Sign a member of the cast in on a client of their own: sign_in("ana") → client."""
    return lambda name: sign_in_as(app, name)

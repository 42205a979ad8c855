"""Fixtures that every test may use; a test that asks for `app` runs on SQLite and on PostgreSQL."""

import gc
import os
from types import SimpleNamespace

import pytest

from forum.accounts.queries import find_account, find_viewer
from forum.core.database import db
from forum.core.i18n import speaking
from tests.support.cast import PEOPLE
from tests.support.databases import drop_run, open_databases
from tests.support.forks import forking
from tests.support.shared import Shared, folder_of_run
from tests.support.sites import LastingApp, sign_in_as

# commands speak the language of the terminal: here the same on every machine, that of nobody's choice
for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
    os.environ.pop(name, None)
os.environ["LANG"] = "C.UTF-8"

# a worker keeps what it imported to its end: to look through it again and again takes a tenth of the time
gc.set_threshold(100_000, 20, 50)


def pytest_addoption(parser):
    parser.addoption("--database", default=os.environ.get("TEST_DATABASES", "sqlite,postgresql"),
                     help="the databases to run on: sqlite, postgresql, or both with a comma")


def pytest_generate_tests(metafunc):
    if "backend" in metafunc.fixturenames:
        databases = metafunc.config.getoption("database").split(",")
        if metafunc.definition.get_closest_marker("postgresql"):
            databases = [name for name in databases if name == "postgresql"]
        if metafunc.definition.get_closest_marker("any_database"):
            databases = databases[:1]
        metafunc.parametrize("backend", databases, indirect=True, scope="session")


@pytest.fixture
def english():
    """Let what no page asks for speak English."""
    with speaking("en"):
        yield


@pytest.fixture(scope="session")
def worker():
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session", autouse=True)
def forks():
    """Let this worker fork its processes from ones that have imported the platform; they end with it."""
    with forking():
        yield


@pytest.fixture(scope="session")
def whole_run(request, tmp_path_factory):
    """Hold what the workers of this run make once for all."""
    return Shared(folder_of_run(request.config, tmp_path_factory))


def pytest_unconfigure(config):
    """Drop what the workers shared, once all of them have ended."""
    # pytest looks for what was left unclosed five times over; the second time finds nothing more, and takes as long
    gc.collect()
    gc.freeze()
    factory = getattr(config, "_tmp_path_factory", None)
    if factory and factory._basetemp and not hasattr(config, "workerinput"):
        drop_run(Shared(folder_of_run(config, factory)))


@pytest.fixture(scope="session")
def backend(request, tmp_path_factory, whole_run, worker):
    """Prepare one kind of database for this worker: migrated, with the cast."""
    made = open_databases(request.param, tmp_path_factory.mktemp(f"databases-{request.param}"), whole_run, worker)
    made.prepare("cast")
    yield made
    made.close()


@pytest.fixture(scope="session")
def lasting_app(backend):
    """Hold the application of `app` from one test to the next."""
    lasting = LastingApp(backend.folder)
    yield lasting
    lasting.close()


@pytest.fixture
def db_url(request, backend):
    """Give the address of a fresh database with the cast in it, and the two days when the test asks for `days`."""
    return backend.fresh_url("case", "days" if "days" in request.fixturenames else "cast")


@pytest.fixture
def app(lasting_app, db_url):
    """Give an application on a fresh database, its context open; it remembers nothing of the test before."""
    app = lasting_app.lend(db_url)
    with app.app_context():
        yield app
        lasting_app.take_back()


@pytest.fixture
def days(app):
    """Ask for a database in which the two days of the files are loaded (see `db_url`)."""


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture(scope="session")
def known_people():
    """Hold {kind of database: the viewers of the cast}: they are the same in all copies of a template."""
    return {}


@pytest.fixture
def cast(app, known_people):
    """Give the viewers of the cast by name: cast.ana, cast.fred…"""
    kind = db.engine.dialect.name
    if kind not in known_people:
        known_people[kind] = {key: find_viewer(find_account(email).id) for key, (email, *_) in PEOPLE.items()}
        db.session.rollback()
    return SimpleNamespace(**known_people[kind])


@pytest.fixture
def sign_in(app):
    """Sign a member of the cast in on a client of their own: sign_in("ana") → client."""
    return lambda name: sign_in_as(app, name)

"""A real Chromium and a served small world; every page opened must leave the console empty."""

import os
import shutil
from functools import cache
from types import SimpleNamespace

import pytest

from tests.support.browsers import STILL, Hall, make_room
from tests.support.cast import PASSWORD, PEOPLE
from tests.support.databases import SqliteFiles, skip_or_fail
from tests.support.servers import serve_in_subprocess
from tests.support.sites import LETTERS, make_app

# the first is Chromium without what it needs for a screen: a page opens in it for a third of the work
NAMES = ("chromium-headless-shell", "chromium", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
OPTIONS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
           "--disable-background-networking", "--disable-component-update"]
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.fixture(scope="session")
def chromium():
    """Start Chromium once for the worker."""
    if not CHROMIUM:
        skip_or_fail("no Chromium here: apt-get install chromium-headless-shell")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory, whole_run):
    """Serve the small world from a process of its own; gives its `address` and its `world`."""
    folder = tmp_path_factory.mktemp("site")
    files = SqliteFiles(folder, whole_run)
    env = {"SMTP_URL": LETTERS["smtp_url"], "MAIL_FROM": LETTERS["mail_from"]}
    url = files.fresh_url("site", "world")
    with serve_in_subprocess(url, folder, env=env, public_url="http://127.0.0.1") as server:
        yield SimpleNamespace(address=server.address, world=files.prepare("world"), server=server)


@pytest.fixture(scope="session")
def signed_in(chromium, site):
    """Give the cookies of one of the cast, who signs in once for all the tests: signed_in("paul")."""
    @cache
    def state(name):
        context = chromium.new_context(**STILL)
        page = context.new_page()
        page.goto(f"{site.address}/fr/connexion/")
        page.fill("input[type=email]", PEOPLE[name][0])
        page.fill("input[type=password]", PASSWORD)
        page.locator("main form button").click()
        page.wait_for_selector(".menu")
        kept = context.storage_state()
        context.close()
        return kept
    return state


@pytest.fixture
def open_page(chromium, site, signed_in):
    """Open an address of the site in a fresh context: open_page("/fr/", width=320, scheme="dark", who="paul")."""
    contexts, said = [], []

    def make(path, width=1280, height=900, scheme="light", phone=False, who=None, expect=200, **options):
        shape = dict(PHONE) if phone else {"viewport": {"width": width, "height": height}}
        if who:
            options["storage_state"] = signed_in(who)
        context = chromium.new_context(**{**STILL, **shape, "color_scheme": scheme, "locale": "fr-CA", **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        answer = page.goto(site.address + path, wait_until="load")
        assert answer.status == expect
        if expect >= 400:
            said[:] = [text for text in said if "Failed to load resource" not in text]
        return page

    yield make
    for context in contexts:
        context.close()
    assert not said, said


@pytest.fixture(scope="session")
def halls(tmp_path_factory, whole_run):
    """Serve a database of its own for the rooms of these tests; gives (application, server)."""
    folder = tmp_path_factory.mktemp("halls")
    url = SqliteFiles(folder, whole_run).fresh_url("halls")
    with serve_in_subprocess(url, folder) as server:
        yield make_app(url, folder), server


@pytest.fixture
def hall(chromium, halls):
    """Give a room of its own, in which every page opened must leave the console empty."""
    app, server = halls
    with app.app_context():
        made = Hall(chromium, server.address, make_room())
    yield made
    made.close()

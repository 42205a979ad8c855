"""Applications for the tests, and browsers that ask them."""

import contextvars
import re
import sqlite3
from contextlib import contextmanager

from flask import Flask, session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from sqlalchemy import event
from werkzeug.routing import Rule

from forum.accounts.queries import find_account
from forum.accounts.sessions import sign_in
from forum.app import create_app
from forum.core.config import Settings
from forum.core.database import db, transaction
from forum.core.web.limits import limiter
from tests.support.cast import PEOPLE
from tests.support.compiled import share_compiled
from tests.support.shared import LASTING


class KeptRule(Rule):
    """Keep what builds an address: compiling it is most of what an application costs, and each test makes one."""

    builders = {}

    def _compile_builder(self, append_unknown=True):
        key = tuple(self._trace), tuple((self.defaults or {}).items()), append_unknown
        if key not in self.builders:
            self.builders[key] = super()._compile_builder(append_unknown)
        return self.builders[key]


Flask.url_rule_class = KeptRule


class Browser(FlaskClient):
    """Ask as a browser does, outside the test's own application context: only cookies go from one to the next."""

    token = None  # of its session, once `token_of` has read it

    def open(self, *args, **kwargs):
        return contextvars.Context().run(super().open, *args, **kwargs)


# letters that leave for nowhere: nothing listens there
LETTERS = {"smtp_url": "smtp://127.0.0.1:9?starttls=no", "mail_from": "Concert'Action <lettres@exemple.test>"}


def settings_for(url, folder, **more):
    """Give the settings of a test's application."""
    return Settings(data=folder, database_url=url.replace("postgresql://", "postgresql+psycopg://"),
                    secret_key="k" * 64, testing=True, argon2_memory_kib=8, **more)


def make_app(url, folder, **more):
    """Build an application on a database; `more` are settings."""
    app = create_app(settings_for(url, folder, **more))
    app.test_client_class = Browser
    return share_compiled(app)


@contextmanager
def opened_app(url, folder, **more):
    """Build an application, open its context, and leave the database in the end."""
    app = make_app(url, folder, **more)
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


class LastingApp:
    """Hold an application that tests use one after the other, each as if it had just been made: making one is slow."""

    def __init__(self, folder):
        self.folder = folder
        self.url = self.app = None

    def lend(self, url):
        """Give the application on this database, as it was first."""
        if self.app is None or url != self.url or hooks_of(self.app) != self.hooks:
            self.close()
            self.url, self.app = url, make_app(staying(url), self.folder)
            self.app.jinja_env.globals  # noqa: B018 - made when it is first asked for
            with self.app.app_context():
                event.listen(db.engine, "connect", hurry)
            self.hooks = hooks_of(self.app)
            self.held = [(held, dict(held)) for held in (
                vars(self.app), self.app.config, self.app.extensions, self.app.jinja_env.globals,
                vars(self.app.extensions["pages"]))]
        return self.app

    def take_back(self):
        """Forget what the test that borrowed it did; must be called in the application's context."""
        db.session.remove()
        if db.engine.dialect.name == "sqlite" or db.engine.pool.checkedout():
            db.engine.dispose()
        for held, first in self.held:
            held.clear()
            held.update(first)
        self.app.extensions["pages"].clear()
        limiter.reset()

    def close(self):
        """Leave the database."""
        if self.app is not None:
            with self.app.app_context():
                db.engine.dispose()


def staying(url):
    """Name the connections to a PostgreSQL database as ones that may stay: a new one knows nothing of its tables."""
    return f"{url}?application_name={LASTING}" if url.startswith("postgresql") else url


def hurry(connection, record):
    """Let SQLite not wait for the disk: these tests kill processes at most, never the machine."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous = OFF")


def hooks_of(app):
    """Give what an application does around and for each request, to compare."""
    around = (app.before_request_funcs, app.after_request_funcs, app.teardown_request_funcs,
              app.template_context_processors, app.url_value_preprocessors, app.url_default_functions)
    return [len(list(app.url_map.iter_rules())), dict(app.view_functions), app.teardown_appcontext_funcs[:],
            [{name: list(calls) for name, calls in table.items() if calls} for table in around],
            # Flask writes an empty table for each code and blueprint that it looks up when something is refused
            {(name, code): dict(calls) for name, table in app.error_handler_spec.items()
             for code, calls in table.items() if calls}]


def token_in(page):
    """Give the CSRF token of the first form of a page; None when it has none."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    return found[1] if found else None


def token_of(client, page):
    """Give the CSRF token of a browser's session; it is read in a page the first time only, since it lasts as long.

    That each form of each page bears one is asked by the sweeps.
    """
    if client.token is None:
        client.token = token_in(client.get(page).get_data(as_text=True))
    return client.token


def sign_in_as(app, name):
    """Give a client of their own to a member of the cast, signed in as the form does it but without its two pages."""
    client = app.test_client()

    def start_session():
        with app.test_request_context():
            with transaction():
                sign_in(find_account(PEOPLE[name][0]).id)
            client.token = generate_csrf()
            started = dict(session)
        with client.session_transaction() as kept:
            kept.update(started)

    contextvars.Context().run(start_session)
    return client

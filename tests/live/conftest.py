"""A server in a process of its own on a fresh database with a room, and clients that speak Socket.IO to it."""

import http.client
import json
import secrets
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from types import SimpleNamespace

import pytest
import socketio

from forum.accounts.queries import find_account, find_viewer
from forum.accounts.services import make_api_token
from forum.core.database import db, transaction
from tests.support.cast import PEOPLE
from tests.support.rooms import APPROVE, make_day, open_room, prepare
from tests.support.servers import ServedApplication, serve_in_subprocess
from tests.support.sites import LastingApp

NAMESPACE = "/plenary"


class Client:
    """One client of the namespace: what it was told, in order, and what it asks."""

    def __init__(self, address, auth, transports=("websocket",), **options):
        self.messages = []
        self.arrived = threading.Condition()
        self.io = socketio.Client(reconnection=False, handle_sigint=False)
        for name in ("state", "counts", "pulse", "voter", "console", "run", "floor", "turn", "questions"):
            self.io.on(name, self._keeper(name), namespace=NAMESPACE)
        self.io.connect(
            address, auth=auth, namespaces=[NAMESPACE], transports=list(transports), wait_timeout=10, **options
        )

    def _keeper(self, name):
        def keep(value):
            with self.arrived:
                self.messages.append((name, value))
                self.arrived.notify_all()

        return keep

    def told(self, name):
        return [value for kind, value in self.messages if kind == name]

    def wait(self, name, accept=lambda value: True, seconds=15):
        """Give the first message of this name that is accepted; an AssertionError when none comes."""
        with self.arrived:
            if not self.arrived.wait_for(lambda: any(accept(value) for value in self.told(name)), seconds):
                raise AssertionError(f"no such {name}; told: {self.messages}")
            return next(value for value in self.told(name) if accept(value))

    def vote(self, poll, choice, secret):
        return self.io.call("vote", {"poll": poll, "secret": secret, "choice": choice}, namespace=NAMESPACE, timeout=15)

    def close(self):
        line = self.io.eio.ws
        if line is not None:  # its reader may have taken the goodbye that the library would wait for, three seconds
            line.close = partial(line.close, timeout=0)
        self.io.disconnect()


class Site:
    """The served room, and ways to reach it."""

    def __init__(self, server, code, join_key, polls, token, app):
        self.server = server
        self.code = code
        self.join_key = join_key
        self.polls = polls
        self.token = token
        self.app = app
        self.clients = []

    @property
    def address(self):
        return self.server.address

    def call(self, method, path, body=None, token=None):
        """Give (status, body) of an API call; (None, None) when the server does not answer."""
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        request = urllib.request.Request(  # noqa: S310 - our own server
            f"{self.address}/api/v1{path}",
            method=method,
            headers=headers,
            data=None if body is None else json.dumps(body).encode(),
        )
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read())
        except (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError):
            return None, None

    def act(self, act, poll=0, **body):
        status, answer = self.call("POST", f"/polls/{self.polls[poll]}/{act}", body, self.token)
        assert status == 200, answer
        return answer

    def sit(self, **more):
        """Take a seat; gives its token."""
        status, answer = self.call(
            "POST", f"/rooms/{self.code}/seats", {"sector": "community", "device": secrets.token_hex(16), **more}
        )
        assert status in (200, 201), answer
        return answer["seat"]

    def phone(self, seat=None, **options):
        return self.connect({"seat": seat or self.sit()}, **options)

    def connect(self, auth, **options):
        client = Client(self.address, auth, **options)
        self.clients.append(client)
        return client

    def snapshot(self):
        return self.call("GET", f"/rooms/{self.code}")[1]

    def record(self, poll=0):
        return self.call("GET", f"/polls/{self.polls[poll]}/record")[1]

    def close(self):
        """Close all lines at once: each waits for the server's own goodbye."""
        with ThreadPoolExecutor(max(1, len(self.clients))) as hands:
            list(hands.map(lambda client: client.close(), self.clients))


@pytest.fixture(scope="module")
def served(backend, tmp_path_factory):
    """Serve one database for a module's tests; gives (database's address, server). Each test has a room of its own."""
    url = backend.fresh_url("live")
    with serve_in_subprocess(url, tmp_path_factory.mktemp("live")) as server:
        yield url, server


LASTING = {}  # database's address → the application that makes its rooms


def make_site(server, url, folder, number):
    """Make a day, a room and two prepared polls in a served database."""
    lasting = LASTING.setdefault(url, LastingApp(folder))
    app = lasting.lend(url)
    with app.app_context():
        cast = SimpleNamespace(**{name: find_viewer(find_account(person[0]).id) for name, person in PEOPLE.items()})
        room = open_room(cast, make_day(cast, f"journee-{number}", str(3000 + number)))
        polls = [prepare(cast, room, APPROVE).id for _ in range(2)]
        with transaction():
            token = make_api_token(find_account(PEOPLE["fred"][0]))
        site = Site(server, room.code, room.join_key, polls, token, app)
        lasting.take_back()
        db.engine.dispose()
    return site


ROOMS = count(1)


@pytest.fixture
def site(served, tmp_path):
    """Give a room of its own on the module's server."""
    url, server = served
    site = make_site(server, url, tmp_path, next(ROOMS))
    yield site
    site.close()


@pytest.fixture
def own_site(backend, tmp_path):
    """Give a room on a server of its own, to be killed; `start(**env)` starts it."""
    url = backend.fresh_url("killed")
    server = ServedApplication(url, tmp_path, watch_seconds=0.5)
    site = make_site(server, url, tmp_path, next(ROOMS))
    yield site
    site.close()
    if server.process:
        server.stop()


def wait_until(check, seconds=15):
    """Wait until something holds; an AssertionError when it never does."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if check():
            return
        time.sleep(0.05)
    raise AssertionError("it never came to hold")

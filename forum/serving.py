"""Serve on gevent, in one process or as one of several: what must hold before, what is started, and how it ends."""

import gc
import os
import resource
import signal
import socket
import sys
from contextlib import suppress

from gevent import sleep, spawn
from gevent.event import Event
from gevent.monkey import is_module_patched
from gevent.signal import signal as on_signal
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from forum.core import live as sockets
from forum.core import logs, transport, watch
from forum.core.broadcast_check import try_broadcast
from forum.core.bus import open_bus
from forum.core.config import KEY_FILE, ConfigurationError, has_key, whole_number
from forum.core.database import transaction
from forum.core.doctor import examine_database, examine_redis, examine_rights
from forum.core.i18n import _, language_of, speaking
from forum.core.web import pages
from forum.jobs import worker
from forum.notifications import post
from forum.plenary import live, services, sharing, writer
from forum.plenary.hall import halls

SPARE_FILES = 500
COLLECT_AFTER = 50_000
LAST_SECONDS = 5


def check_before_serving(settings):
    """Refuse an installation that must not be served: no key of its own, a demonstration, an old schema.

    Raises ConfigurationError with the reason in a sentence.
    """
    is_good, sentence = examine_rights(settings)
    if not is_good:
        raise ConfigurationError(sentence)
    if not has_key(settings.data):
        raise ConfigurationError(_("il n’y a pas de clé %(path)s : lancez d’abord « forum init »",
                                   path=settings.data / KEY_FILE))
    post.way_out(settings)
    for is_good, sentence in examine_database(settings):
        if not is_good:
            raise ConfigurationError(sentence)
    for is_good, sentence in examine_redis(settings):
        if not is_good:
            raise ConfigurationError(sentence)
    if not settings.demo and is_demonstration(settings.database_url):
        raise ConfigurationError(_("cette base de données est une démonstration, dont chacun connaît les comptes : "
                                   "réglez DATABASE_URL"))


def is_demonstration(database_url):
    """Tell whether a database holds the demonstration."""
    engine = create_engine(database_url)
    try:
        with engine.connect() as connection:
            return connection.execute(text("SELECT 1 FROM core_mark WHERE name = 'demo'")).first() is not None
    except SQLAlchemyError:
        return False
    finally:
        engine.dispose()


def serve_from_environment(app):
    """Serve on FORUM_HOST and FORUM_PORT until told to stop."""
    try:
        with speaking(language_of(os.environ)):
            check_before_serving(app.extensions["settings"])
            port = whole_number(os.environ, "FORUM_PORT", 8000)
    except ConfigurationError as error:
        sys.exit(str(error))
    serve(app, os.environ.get("FORUM_HOST", "127.0.0.1"), port)


def serve(app, host, port):
    """Serve until SIGTERM or SIGINT; prints one line when it listens. Port 0 takes a free one."""
    if not is_module_patched("socket"):
        sys.exit("the server runs on gevent: start it by `forum serve` or `python wsgi.py`")
    if not transport.is_chosen():
        sys.exit("gevent-websocket is missing and WebSockets would run on another library: install requirements.lock")
    logs.tame_the_loop()
    files = raise_file_limit()
    ending = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        on_signal(number, lambda *_: ending.set())
    socket_server = sockets.start(app)
    wants_fast = app.extensions["settings"].fast_broadcast
    sockets.choose_broadcast(app, socket_server, try_broadcast() if wants_fast else None)
    bus = open_bus(app)
    live.start(app, socket_server)
    writing = writer.start(app)
    if bus.is_shared:
        pages.share(app)
        sharing.share(app, bus)
        bus.start()
    load_rooms(app, bus)
    server = transport.Server((host, port), app, sockets.judge_upgrade(app))
    listen(server, f"{host}:{port}")
    spawn(pages.follow_commands, app, sleep)
    beside = spawn_letters_and_jobs(app)
    watch.start(app)
    calm_the_collector()
    clients = max(0, files - SPARE_FILES)
    tell_systemd("READY=1")
    print(f"listening on http://{host}:{server.server_port} (room for {clients} clients)", flush=True)
    ending.wait()
    beside.kill()
    server.stop_accepting()
    writing.stop()
    server.stop(timeout=LAST_SECONDS)
    bus.stop()


def spawn_letters_and_jobs(app):
    """Have letters sent and long work done, here or in a process apart, unless another one does; gives the greenlet."""
    way = app.extensions["settings"].worker
    return spawn(*{"none": (post.follow, app, sleep), "child": (worker.keep, app, sleep), "apart": (sleep, 0)}[way])


def listen(server, place):
    """Let a server take its port, or end with the reason why it cannot."""
    try:
        server.start()
    except OSError as error:  # as a rule, another server that was left running
        with speaking(language_of(os.environ)):
            sys.exit(_("impossible d’écouter sur %(place)s : %(reason)s", place=place, reason=error.strerror))


def tell_systemd(word):
    """Tell systemd how far the server is, where it started it with Type=notify; see sd_notify(3)."""
    place = os.environ.get("NOTIFY_SOCKET")
    if place:
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto(word.encode(), "\0" + place[1:] if place.startswith("@") else place)


def load_rooms(app, bus):
    """Number the live rooms anew, read them, and let the other processes know."""
    with app.app_context():
        with transaction():
            services.begin_epochs()
        halls().load_all()
    if bus.is_shared:
        sharing.start(app)


def raise_file_limit():
    """Take as many descriptors as the system allows, since each client holds one; gives their number."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


def calm_the_collector():
    """Leave what stands at start out of every collection, and collect less often: broadcasts pause half as long."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, 20, 50)

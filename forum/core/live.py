"""The Socket.IO server; features register their messages on it."""

import logging
from urllib.parse import urlsplit

from flask_socketio import SocketIO

from forum.core.transport import LARGEST_MESSAGE, StrictJson, StrictPacket, Upgrade

socketio = SocketIO()
NAMESPACE = "/plenary"
PATH = "/socket.io/"
PING_INTERVAL = 25
PING_TIMEOUT = 20


def judge_origin(app):
    """Give is_ours(origin, environ): whether a page of this origin may speak to us. Programs send no origin."""
    public_host = urlsplit(app.extensions["settings"].public_url).netloc

    def is_ours(origin, environ):
        host = urlsplit(origin).netloc
        return bool(host) and host in (environ.get("HTTP_HOST"), public_host)

    return is_ours


def judge_upgrade(app):
    """Give may_upgrade(environ): whether a request may become a WebSocket; any other is answered as a plain one."""
    is_ours = judge_origin(app)

    def may_upgrade(environ):
        origin = environ.get("HTTP_ORIGIN")
        return environ["PATH_INFO"].startswith(PATH) and (origin is None or is_ours(origin, environ))

    return may_upgrade


def start(app):
    """Put the Socket.IO server before the application, on gevent, for pages of this site only; gives the server."""
    socketio.init_app(
        app, async_mode="gevent", cors_allowed_origins=judge_origin(app), cors_credentials=False, manage_session=False,
        max_http_buffer_size=LARGEST_MESSAGE, ping_interval=PING_INTERVAL, ping_timeout=PING_TIMEOUT,
        serializer=StrictPacket, json=StrictJson, http_compression=False)
    server = socketio.server
    server.eio._async = {**server.eio._async, "websocket": Upgrade}
    for name in ("engineio.server", "socketio.server"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # they would write down ballots, and every broken packet
    return server

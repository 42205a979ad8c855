"""The Socket.IO server; features register their messages on it."""

import logging
from urllib.parse import urlsplit

from engineio.packet import MESSAGE
from engineio.packet import Packet as EnginePacket
from flask_socketio import SocketIO
from gevent import sleep
from socketio.packet import EVENT

from forum.core.measures import BROADCAST, timing
from forum.core.strict_json import StrictJson
from forum.core.transport import LARGEST_MESSAGE, StrictPacket, Upgrade

socketio = SocketIO()
NAMESPACE = "/plenary"
PATH = "/socket.io/"
PING_INTERVAL = 25
PING_TIMEOUT = 20
SLICE = 250
BREATH_SECONDS = 0.001
FAST = "forum_fast_broadcast"

log = logging.getLogger(__name__)


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


@timing(BROADCAST.observe)
def broadcast(server, name, value, room):
    """Send a message to everybody in a Socket.IO room: past the queues when that is known to work, else by `emit`."""
    if is_fast(server):
        send_past_queues(server, name, value, room)
    else:
        server.emit(name, value, to=room, namespace=NAMESPACE)


def is_fast(server):
    """Tell whether this server writes broadcasts past the library's queues."""
    return getattr(server, FAST, False)


def choose_broadcast(app, server, fault):
    """Write past the queues unless the settings say no, or `fault` says what went wrong when it was tried."""
    wanted = app.extensions["settings"].fast_broadcast
    setattr(server, FAST, wanted and fault is None)
    if not wanted:
        log.info("the fast broadcast is off (FORUM_FAST_BROADCAST=0): the library's own emit is used")
    elif fault is not None:
        log.warning("the fast broadcast failed its test (%s): the library's own emit is used, which is slower", fault)


def send_past_queues(server, name, value, room):
    """Send a message to everybody in a Socket.IO room, in slices, so that what comes in meanwhile is not kept waiting.

    The packet is made once. A WebSocket on which nothing waits is written to at once; the others, and those who poll,
    get it through their queue, as `emit` does it. Gives how many were written to at once.
    """
    packet = EnginePacket(MESSAGE, StrictPacket(EVENT, data=[name, value], namespace=NAMESPACE).encode())
    text, written = packet.encode(), 0
    participants = list(server.manager.get_participants(NAMESPACE, room))
    for begin in range(0, len(participants), SLICE):
        for _sid, eio_sid in participants[begin:begin + SLICE]:
            connection = server.eio.sockets.get(eio_sid)
            if connection is None:
                continue
            line = getattr(connection, "line", None)
            if line and connection.upgraded and connection.queue.empty() and line.send_now(text):
                written += 1
            else:
                server.eio.send_packet(eio_sid, packet)
        if len(participants) > SLICE:
            sleep(BREATH_SECONDS)
    return written

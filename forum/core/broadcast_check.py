"""Try the fast broadcast on a WebSocket of our own before phones depend on it.

It writes to the lines of python-engineio past that library's queues: should a release change how they work, what it
sends would no longer be what the library sends. Then the library's own emit is used, which takes four times as long.
"""

from contextlib import closing

import gevent
from gevent import socket as lines
from socketio import Server as SocketServer
from socketio import WSGIApp

from forum.core import live
from forum.core.strict_json import StrictJson
from forum.core.transport import Server, StrictPacket, Upgrade

SECONDS = 5
KEY = "AAAAAAAAAAAAAAAAAAAAAA=="
ASKING = ("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
          f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {KEY}\r\n\r\n").encode()
ROOM = "essai"
MESSAGES = (("counts", {"sequence": 1_000_001, "present": 12, "voted": 7}),
            ("state", {"signs": "\u00e9\u2019\U0001f600\"", "text": "\u00e9" * 40_000, "poll": None}))


def try_broadcast():
    """Give None when both ways send the same frames over a real line, else what went wrong, in a few words."""
    try:
        with gevent.Timeout(SECONDS, TimeoutError("no answer in time")):
            return _compare()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def _compare():
    server = SocketServer(async_mode="gevent", serializer=StrictPacket, json=StrictJson, monitor_clients=False)
    server.eio._async = {**server.eio._async, "websocket": Upgrade}
    server.on("connect", lambda sid, environ, auth=None: server.enter_room(sid, ROOM, live.NAMESPACE),
              namespace=live.NAMESPACE)
    web = Server(("127.0.0.1", 0), WSGIApp(server), may_upgrade=lambda environ: True)
    web.start()
    try:
        with closing(lines.create_connection(("127.0.0.1", web.server_port))) as line:
            return _listen(server, line)
    finally:
        web.stop(timeout=0)


def _listen(server, line):
    reader = line.makefile("rb")
    line.sendall(ASKING)
    while reader.readline().strip():
        pass
    _read_frame(reader)
    entering = f"40{live.NAMESPACE},".encode()
    line.sendall(bytes([0x81, 0x80 | len(entering)]) + b"\0\0\0\0" + entering)
    _read_frame(reader)
    for name, value in MESSAGES:
        server.emit(name, value, to=ROOM, namespace=live.NAMESPACE)
        expected = _read_frame(reader)
        gevent.sleep(0)  # the writer of the line rests again: now it is written to past its queue
        written = live.send_past_queues(server, name, value, ROOM)
        if _read_frame(reader) != expected:
            return "a frame differs from the library's own"
        if written != 1:
            return "an idle line was not written to at once"
    return None


def _read_frame(reader):
    head = reader.read(2)
    size = head[1] & 127
    more = reader.read({126: 2, 127: 8}.get(size, 0))
    return head + more + reader.read(int.from_bytes(more, "big") if more else size)

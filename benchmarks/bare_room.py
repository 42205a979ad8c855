"""A bare Flask-SocketIO echo to measure the room against: no database, no rules, nothing kept."""

from gevent import monkey

monkey.patch_all()

import secrets  # noqa: E402 - the sockets must be patched before anything imports them
import socket  # noqa: E402

from flask import Flask, request  # noqa: E402
from flask_socketio import SocketIO, emit  # noqa: E402
from gevent import sleep, spawn  # noqa: E402
from gevent.pywsgi import WSGIServer  # noqa: E402
from geventwebsocket.handler import WebSocketHandler  # noqa: E402

app = Flask(__name__)
sockets = SocketIO(app, async_mode="gevent")
LOBBY = {"sequence": 1_000_000, "phase": "lobby"}
COUNTS_SECONDS = 0.25
told = {"sequence": 2_000_001, "present": 0, "voted": 0}


class Server(WSGIServer):
    def handle(self, sock, address):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().handle(sock, address)


@app.post("/api/v1/rooms/<code>/seats")
def take_seat(code):
    return {"seat": secrets.token_hex(16), "room": code, "sector": request.get_json()["sector"]}, 201


@app.post("/api/v1/polls/<poll_id>/opening")
def open_poll(poll_id):
    sockets.emit("state", {"sequence": 2_000_000, "phase": "open", "poll": {"id": poll_id, "question": "?" * 400}},
                 namespace="/plenary")
    return {"id": poll_id}


@sockets.on("connect", namespace="/plenary")
def connect(auth):
    emit("state", LOBBY)


@sockets.on("vote", namespace="/plenary")
def vote(message):
    told["voted"] += 1
    return {"receipt": message["secret"], "replaced": False}


def tell_counts():
    """Tell how many voted, a few times a second while that changes."""
    before = 0
    while True:
        sleep(COUNTS_SECONDS)
        if told["voted"] != before:
            before = told["voted"]
            told["sequence"] += 1
            sockets.emit("counts", dict(told), namespace="/plenary")


if __name__ == "__main__":
    server = Server(("127.0.0.1", 0), app, handler_class=WebSocketHandler, log=None, backlog=4096)
    server.start()
    spawn(tell_counts)
    print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()

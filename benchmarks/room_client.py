"""Many clients in one gevent process: seats by HTTP on kept connections, and phones on WebSockets."""

import json
import os
import re
import resource
import secrets
import socket
import struct
import time

import gevent
from gevent.event import AsyncResult, Event
from gevent.pool import Pool
from gevent.queue import Queue

NAMESPACE = "/plenary,"
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
VOTED = re.compile(rb'"voted": ?([0-9]+)')


class Connection:
    """One kept HTTP connection."""

    def __init__(self, address):
        self.address = address
        self.file = None

    def call(self, method, path, body=None, token=None):
        """Give (status, value) of one request."""
        data = b"" if body is None else json.dumps(body).encode()
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.address[0]}:{self.address[1]}", "Accept-Encoding: identity",
                 "Content-Type: application/json", f"Content-Length: {len(data)}"]
        if token:
            lines.append(f"Authorization: Bearer {token}")
        if self.file is None:
            self.line = socket.create_connection(self.address)
            self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.file = self.line.makefile("rwb")
        self.file.write("\r\n".join([*lines, "", ""]).encode() + data)
        self.file.flush()
        return self._answer()

    def close(self):
        """End it; a later call opens another."""
        if self.file is not None:
            self.file.close()
            self.line.close()
            self.file = None

    def _answer(self):
        status = int(self.file.readline().split()[1])
        size = 0
        while line := self.file.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                size = int(value)
        body = self.file.read(size)
        return status, json.loads(body) if body else None


def call_all(address, requests, width=64):
    """Send requests (method, path, body, token) over `width` kept connections; gives their answers in order."""
    free = Queue()
    for _ in range(width):
        free.put(Connection(address))

    def one(request):
        connection = free.get()
        try:
            return connection.call(*request)
        finally:
            free.put(connection)

    return Pool(width).map(one, requests)


class Phone:
    """One seat's socket: it notes when each phase and each count reached it, and votes until it is acknowledged."""

    def __init__(self, address, auth):
        self.address = address
        self.auth = auth
        self.seen = {}
        self.counts = {}  # sequence → when it came
        self.acks = {}
        self.secret = secrets.token_hex(16)
        self.place = secrets.token_hex(4)  # by which an nginx before several processes keeps to one
        self.last = b""
        self.line = None
        self.number = 0
        self.is_in = None
        self.gone = Event()

    def connect(self):
        """Open the socket and wait until the namespace let it in; `gone` is set once the line is lost."""
        self.line = socket.create_connection(self.address)
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.file = self.line.makefile("rb")
        key = "AAAAAAAAAAAAAAAAAAAAAA=="
        host = f"{self.address[0]}:{self.address[1]}"
        self.line.sendall((f"GET /socket.io/?EIO=4&transport=websocket&u={self.place} HTTP/1.1\r\nHost: {host}\r\n"
                           "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                           f"Sec-WebSocket-Key: {key}\r\n\r\n").encode())
        if b" 101 " not in self.file.readline():
            raise ConnectionError("the socket was not opened")
        while self.file.readline().strip():
            pass
        self.is_in = AsyncResult()
        self.gone.clear()
        gevent.spawn(self._read, self.file)
        self._send("40" + NAMESPACE + json.dumps(self.auth))
        self.is_in.get(timeout=60)

    def _send(self, text, opcode=TEXT):
        data = text.encode()
        size = bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + struct.pack("!H", len(data))
        self.line.sendall(bytes([0x80 | opcode]) + size + b"\0\0\0\0" + data)

    def _read(self, file):
        try:
            while True:
                first, size = file.read(2)
                if size == 126:
                    size = struct.unpack("!H", file.read(2))[0]
                elif size == 127:
                    size = struct.unpack("!Q", file.read(8))[0]
                data = file.read(size)
                if first & 15 == CLOSE:
                    break
                self._hear(data)
        except (OSError, ValueError):
            pass
        self.is_in.set_exception(ConnectionError("gone")) if not self.is_in.ready() else None
        for waiting in self.acks.values():
            if not waiting.ready():
                waiting.set(None)
        self.gone.set()

    def _hear(self, data):
        if data == b"2":
            self._send("3")
        elif data.startswith(b"43"):
            number, _, rest = data.removeprefix(b"43/plenary,").partition(b"[")
            waiting = self.acks.pop(int(number), None)
            if waiting:
                waiting.set(json.loads(b"[" + rest)[0])
        elif data.startswith(b"42"):
            if data.startswith(b'42/plenary,["state"'):
                state = json.loads(data.removeprefix(b"42/plenary,"))[1]
                self.seen.setdefault(state["sequence"] // 1_000_000, time.perf_counter())
                self.phase, self.state, self.last = state["phase"], state, data
            elif data.startswith(b'42/plenary,["counts"'):
                number = int(data.partition(b'"sequence":')[2].partition(b",")[0])
                self.counts[number], self.last = time.perf_counter(), data
        elif data.startswith(b"40"):
            self.is_in.set(True)
        elif data.startswith(b"44"):
            self.is_in.set_exception(ConnectionError(data[:200]))

    @property
    def voted(self):
        """How many have voted, as it was told last; None when it was told nothing."""
        found = VOTED.search(self.last)
        return found and int(found[1])

    def vote(self, poll, choice, patience=20):
        """Send the ballot once; gives the acknowledgement, or None when none came."""
        self.number += 1
        waiting = self.acks[self.number] = AsyncResult()
        body = ["vote", {"poll": poll, "secret": self.secret, "choice": choice}]
        try:
            self._send(f"42{NAMESPACE}{self.number}{json.dumps(body, separators=(',', ':'))}")
            return waiting.get(timeout=patience)
        except (OSError, gevent.Timeout):
            return None
        finally:
            self.acks.pop(self.number, None)

    def stay(self, moments):
        """Come back each time the line is lost, after waits that grow with chance from `moments`; never ends."""
        while True:
            self.gone.wait()
            pause = 0.5
            while self.gone.is_set():
                gevent.sleep(moments.uniform(0.5, 1.5) * pause)
                pause = min(5, pause * 1.6)
                try:
                    self.close()
                    self.connect()
                except (OSError, gevent.Timeout):
                    self.gone.set()

    def close(self):
        if self.line is not None:
            self.line.close()


def percentile(values, share):
    """Give the value below which this share of the values lies, in their unit."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def allow_files():
    """Take as many descriptors as the system allows: each phone holds one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def pin(core):
    """Keep this process on one core, where there are several."""
    if (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {core})


def pinned(core):
    """Give the words before a command that keep it on one core, where there are several."""
    return ("taskset", "-c", str(core)) if (os.cpu_count() or 1) > 1 else ()

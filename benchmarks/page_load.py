"""Ask for pages over kept connections, from a process of its own.

`python -m benchmarks.page_load` reads its order as JSON.
"""

import json
import selectors
import socket
import sys
import time

HEAD_END = b"\r\n\r\n"


class Line:
    """One kept connection: asks for the next page as soon as it has the last one whole."""

    def __init__(self, address, requests, start):
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.requests, self.turn = requests, start
        self.done = self.faults = 0
        self.waits = []

    def ask(self):
        """Send the next request."""
        self.head, self.left, self.asked_at = b"", None, time.perf_counter()
        self.socket.sendall(self.requests[self.turn % len(self.requests)])
        self.turn += 1

    def take(self):
        """Read what has come; a whole answer is counted and the next page asked for."""
        received = self.socket.recv(262_144)
        if not received:
            raise ConnectionError("the server closed a connection that was to be kept")
        if self.left is None:
            self.head += received
            at = self.head.find(HEAD_END)
            if at < 0:
                return
            head = self.head[:at].lower()
            self.faults += not head.startswith(b"http/1.1 200")
            size = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
            self.left = size - (len(self.head) - at - len(HEAD_END))
        else:
            self.left -= len(received)
        if self.left == 0:
            self.done += 1
            self.waits.append(time.perf_counter() - self.asked_at)
            self.ask()


def load(host, port, paths, connections, seconds, cookie=""):
    """Keep connections asking for so long; gives the pages a second, the faults, the waits in milliseconds."""
    extra = f"Cookie: {cookie}\r\n" if cookie else ""
    requests = [
        (f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept-Encoding: identity\r\n{extra}\r\n").encode()
        for path in paths
    ]
    lines = [Line((host, port), requests, index * len(requests) // connections) for index in range(connections)]
    selector = selectors.DefaultSelector()
    for line in lines:
        selector.register(line.socket, selectors.EVENT_READ, line)
        line.ask()
    started = time.perf_counter()
    while time.perf_counter() - started < seconds:
        for key, _ in selector.select(0.2):
            key.data.take()
    elapsed = time.perf_counter() - started
    waits = sorted(wait for line in lines for wait in line.waits)
    done = sum(line.done for line in lines)
    for line in lines:
        line.socket.close()
    return {
        "rate": done / elapsed,
        "done": done,
        "faults": sum(line.faults for line in lines),
        "p50": waits[len(waits) // 2] * 1000,
        "p99": waits[int(len(waits) * 0.99)] * 1000,
    }


if __name__ == "__main__":
    print(json.dumps(load(**json.load(sys.stdin))))

"""The served application in a process of its own: tests, browser tests and benchmarks drive it from outside."""

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections import deque
from contextlib import contextmanager

from tests.support import forks

SECRET_KEY = "k" * 64
PATIENCE_SECONDS = 90  # a machine that others load takes its time
LISTENING = re.compile(r"listening on (http://[^ ]+)")


class ServedApplication:
    """One server process: its address, its log, and the means to stop it or to kill it."""

    def __init__(self, database_url, data, port=0, env=None, caches=True, public_url="", prefix=(),
                 watch_seconds=5):
        self.arguments = {"database_url": database_url, "data": str(data), "port": port, "caches": caches,
                          "secret_key": SECRET_KEY, "public_url": public_url, "watch_seconds": watch_seconds}
        self.env = env or {}
        self.prefix = prefix
        self.log = deque(maxlen=2000)
        self.process = None
        self.is_listening = False
        self.address = None

    def start(self):
        """Start, and wait until it listens; a second start after a kill takes the same port."""
        wanted = {"FORUM_TEST_SERVER": json.dumps(self.arguments), "PYTHONUNBUFFERED": "1"}
        command = [*self.prefix, sys.executable, "-m", "tests.support.serve"]
        kind = None if self.prefix else "gevent"
        self.process = forks.start(kind, "serve", command, {**os.environ, **self.env, **wanted})
        listening, self.is_listening = threading.Event(), False
        self.reader = threading.Thread(target=self._read, args=(self.process, listening), daemon=True)
        self.reader.start()
        if not listening.wait(PATIENCE_SECONDS) or not self.is_listening:
            self.kill()
            raise RuntimeError("the server did not start:\n" + "\n".join(self.log))
        self.arguments["port"] = int(self.address.rsplit(":", 1)[1])
        return self

    def _read(self, process, listening):
        for line in process.stdout:
            self.log.append(line.rstrip("\n"))
            found = LISTENING.search(line)
            if found:
                self.address, self.is_listening = found[1], True
                listening.set()
        process.stdout.close()
        listening.set()

    def kill(self):
        """End the process as a power cut would."""
        self.process.kill()
        self._reap()

    def stop(self):
        """Ask the process to end; gives its exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        return self._reap()

    def _reap(self):
        try:
            code = self.process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        self.reader.join(PATIENCE_SECONDS)
        return code

    def wait_for_end(self):
        """Wait until the process ends by itself; gives its exit code."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        return self._reap()


@contextmanager
def serve_in_subprocess(database_url, data, **options):
    """Serve a database (with its schema) from another process; gives the ServedApplication, its `address` known.

    Options: `port` (0 takes a free one), `env` (more environment), `caches`, `public_url`, `prefix` (such as taskset).
    """
    server = ServedApplication(database_url, data, **options).start()
    try:
        yield server
    finally:
        server.stop()

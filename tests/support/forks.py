"""Processes forked from one that has imported the platform: starting one anew takes seconds, nearly all to import.

Such a process has the arguments, the environment, the streams and the exit code of one that was started anew. What the
interpreter or the loader reads before the first line of ours (LD_PRELOAD, PYTHON…) needs a plain process.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager, suppress

from forum.core.config import ROOT

LENGTH = 8  # of the number that says how long a request is
# the beginnings of the names of what is read too early to be replaced in a fork
EARLY = ("LD_", "DYLD_", "PYTHON", "MALLOC_", "GEVENT", "LANG", "LC_", "TZ")
UNBUFFERED = {"PYTHONUNBUFFERED": "1"}
ERRORS = 2  # the descriptor


class Forked:
    """A forked process, as a Popen shows it."""

    def __init__(self, report, stdout=None):
        self.report = report
        self.stdout = stdout
        self.returncode = None
        self.pid = self._read()
        if self.pid is None:
            raise RuntimeError("the preloaded process has ended")

    def _read(self):
        """Give the next number that is told, None when there will be none."""
        text = b""
        while not text.endswith(b"\n"):
            piece = self.report.recv(1)
            if not piece:
                return None
            text += piece
        return int(text)

    def poll(self):
        """Give the exit code, None while the process runs."""
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout=None):
        """Wait for the exit code."""
        if self.returncode is None:
            self.report.settimeout(timeout)
            try:
                code = self._read()
            except (BlockingIOError, TimeoutError):
                raise subprocess.TimeoutExpired("a forked process", timeout) from None
            self.report.close()
            self.returncode = -signal.SIGKILL if code is None else code
            if code is None:  # whoever would have told is dead
                with suppress(ProcessLookupError):
                    os.kill(self.pid, signal.SIGKILL)
        return self.returncode

    def send_signal(self, number):
        """Send a signal, unless the process is known to have ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self):
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self):
        """End the process as a power cut would."""
        self.send_signal(signal.SIGKILL)


class Preloaded:
    """One process of a kind that forks, started when it is first asked."""

    def __init__(self, kind):
        self.kind = kind
        self.process = None
        self.lock = threading.Lock()

    def _start(self):
        self.line, other = socket.socketpair()
        self.environment = {**os.environ, **UNBUFFERED}
        command = [sys.executable, "-m", "tests.support.preloaded", str(other.fileno()), self.kind]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL,
                                        pass_fds=[other.fileno()])
        other.close()

    def fork(self, job, arguments, environment, streams):
        """Fork a process on three streams, given as descriptors; gives the Forked."""
        wanted = json.dumps({"job": job, "arguments": arguments, "environment": environment}).encode()
        mine, theirs = socket.socketpair()
        with self.lock, theirs:
            if self.process is None:
                self._start()
            head = len(wanted).to_bytes(LENGTH, "big")
            socket.send_fds(self.line, [head], [*streams, theirs.fileno()])
            self.line.sendall(wanted)
        return Forked(mine)

    def can_give(self, environment):
        """Tell whether a fork would find this environment as a process that is started with it."""
        here = self.environment if self.process else os.environ
        return early(environment) == early(here)

    def end(self):
        """End it and whatever it forked."""
        if self.process is not None:
            self.line.close()
            self.process.wait()
            self.process = None


def early(environment):
    """Give what is read before the first line of ours."""
    return {name: value for name, value in environment.items() if name.startswith(EARLY) and name not in UNBUFFERED}


PRELOADED = {}  # kind → Preloaded, while processes are forked


@contextmanager
def forking():
    """Fork processes rather than start them, within this block."""
    PRELOADED.update({kind: Preloaded(kind) for kind in ("gevent", "plain")})
    try:
        yield
    finally:
        for one in PRELOADED.values():
            one.end()
        PRELOADED.clear()


def start(kind, job, command, environment, arguments=(), with_errors=True):
    """Start a job, a pipe to its output; gives the process, a plain one of `command` where a fork cannot be it."""
    preloaded = PRELOADED.get(kind)
    if preloaded is None or not preloaded.can_give(environment):
        return subprocess.Popen([*command, *arguments], cwd=ROOT, text=True, env=environment, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT if with_errors else None)
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb"), open(os.devnull) as nothing:
        streams = nothing.fileno(), writing, writing if with_errors else ERRORS
        process = preloaded.fork(job, list(arguments), environment, streams)
    process.stdout = os.fdopen(reading)
    return process


def run_forum(*words, environment, given=b""):
    """Run `forum …` in a fork, with this in its input; gives its CompletedProcess."""
    with tempfile.TemporaryFile() as put, tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        put.write(given)
        put.seek(0)
        streams = put.fileno(), out.fileno(), err.fileno()
        process = PRELOADED["plain"].fork("forum", words, environment, streams)
        try:
            process.wait(60)
        finally:
            process.kill()
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(words, process.returncode, out.read(), err.read())

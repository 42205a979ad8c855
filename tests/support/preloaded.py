"""A process that has imported the platform, and forks itself for each process that a test asks for (see forks.py).

`python -m tests.support.preloaded LINE KIND`: LINE is the descriptor of the socket to the asker; the kind `gevent` has
its sockets patched, as a server must, and `plain` has not, as a command. It ends with the asker, and its children too.
"""

import sys

from gevent import monkey

if __name__ == "__main__" and sys.argv[2] == "gevent":
    monkey.patch_all()

import _socket  # noqa: E402 - the sockets must be patched before anything imports them
import fcntl  # noqa: E402
import gc  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import signal  # noqa: E402
import socket  # noqa: E402
from contextlib import suppress  # noqa: E402

# else urllib3 opens a socket while it is imported: that starts gevent's hub, which must not be forked
has_ipv6, socket.has_ipv6 = socket.has_ipv6, False

from flask import Flask  # noqa: E402
from gevent._hub_local import get_hub_if_exists  # noqa: E402
from sqlalchemy.orm import configure_mappers  # noqa: E402

from forum import cli  # noqa: E402
from forum.app import DOORS  # noqa: E402
from forum.core.i18n import LanguageConverter  # noqa: E402
from forum.plenary.contract import api  # noqa: E402
from tests.support import casting_process, serve  # noqa: E402
from tests.support.forks import LENGTH  # noqa: E402
from tests.support.sites import KeptRule  # noqa: E402

socket.has_ipv6 = has_ipv6

# what may be asked for by name; each reads its arguments and its environment as a process that was just started
JOBS = {
    "forum": lambda: cli.main(prog_name="forum"),
    "serve": serve.main,
    "cast": lambda: casting_process.main(*sys.argv[1:]),
}
STREAMS = 3

# the functions of the system itself: gevent's would start its hub
fork, waitpid, set_signal, poll = (monkey.get_original(module, name) for module, name in (
    ("os", "fork"), ("os", "waitpid"), ("signal", "signal"), ("select", "poll")))


class Parent:
    """Fork a child for each request of the asker, and report how each ended."""

    def __init__(self, line):
        self.line = line
        self.reports = {}  # child's process → the socket on which its end is reported
        self.woken, waking = os.pipe()
        self.own = [line.fileno(), self.woken, waking]
        for descriptor in self.own[1:]:
            fcntl.fcntl(descriptor, fcntl.F_SETFL, os.O_NONBLOCK)
        signal.set_wakeup_fd(waking, warn_on_full_buffer=False)
        set_signal(signal.SIGCHLD, lambda *_: None)
        set_signal(signal.SIGINT, signal.SIG_IGN)  # who interrupts the tests ends the asker

    def wait_for_job(self):
        """Give what to run, in a child that was just forked; None in this process, once the asker has gone."""
        waiting = poll()
        for descriptor in (self.line.fileno(), self.woken):
            waiting.register(descriptor, 1)  # to be read
        while True:
            for descriptor, _ in waiting.poll():
                if descriptor == self.woken:
                    self.reap()
                    continue
                request = receive(self.line)
                if request is None:
                    self.end()
                    return None
                if self.fork(*request):
                    return JOBS[request[0]["job"]]

    def fork(self, wanted, descriptors):
        """Fork; tells whether this is the child."""
        *streams, reporting = descriptors
        report = _socket.socket(fileno=reporting)
        if get_hub_if_exists() is not None:
            raise RuntimeError("gevent's hub was started while the platform was imported: it cannot be forked")
        pid = fork()
        if pid == 0:
            report.close()
            self.become(wanted, streams)
            return True
        for descriptor in streams:
            os.close(descriptor)
        self.reports[pid] = report
        tell(report, pid)
        return False

    def become(self, wanted, streams):
        """Be, in the child, as a process that was just started with these arguments."""
        signal.set_wakeup_fd(-1)
        set_signal(signal.SIGCHLD, signal.SIG_DFL)
        set_signal(signal.SIGINT, signal.default_int_handler)
        for number, descriptor in enumerate(streams):
            os.dup2(descriptor, number)
        for report in self.reports.values():
            report.close()
        self.line.detach()
        for descriptor in (*self.own, *streams):
            os.close(descriptor)
        os.environ.clear()
        os.environ.update(wanted["environment"])
        sys.argv = [wanted["job"], *wanted["arguments"]]

    def reap(self):
        """Report the children that have ended."""
        with suppress(BlockingIOError):
            os.read(self.woken, 4096)
        while self.reports:
            pid, status = waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            report = self.reports.pop(pid)
            tell(report, os.waitstatus_to_exitcode(status))
            report.close()

    def end(self):
        """End the children that the asker has left."""
        for pid in self.reports:
            os.kill(pid, signal.SIGKILL)
        for pid in self.reports:
            waitpid(pid, 0)


def receive(line):
    """Give (what is wanted, descriptors) of the next request; None when the asker has gone."""
    head, descriptors, *_ = socket.recv_fds(line, LENGTH, STREAMS + 1)
    if not head:
        return None
    text = b""
    while len(text) < int.from_bytes(head, "big"):
        piece = line.recv(int.from_bytes(head, "big") - len(text))
        if not piece:
            return None
        text += piece
    return json.loads(text), descriptors


def tell(report, number):
    """Send a number to the asker, who may have lost interest."""
    with suppress(OSError):
        report.send(b"%d\n" % number)


def warm():
    """Do what each child would do again: configure the tables' classes, compile the addresses (see KeptRule).

    A whole application would start a thread.
    """
    configure_mappers()
    nowhere = Flask("forum", static_folder=None)
    nowhere.url_rule_class = KeptRule
    nowhere.url_map.converters["lang"] = LanguageConverter
    for door in (*DOORS, api):
        nowhere.register_blueprint(door.blueprint)


if __name__ == "__main__":
    warm()
    gc.collect()
    gc.freeze()  # a collection in a child then copies no page of what it shares with the others
    job = Parent(_socket.socket(fileno=int(sys.argv[1]))).wait_for_job()
    if job is not None:
        job()

"""The worker, a process apart: it takes words from the queue and does the jobs, one for each data folder."""

import fcntl
import logging
import os
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress

from forum.core.config import ROOT
from forum.jobs import working
from forum.jobs.queue import queue_of

LOCK = "worker.lock"
WORKERS, NICE = 4, 10
PARENT = "FORUM_WORKER_PARENT"
AGAIN_SECONDS, WATCH_SECONDS = 5, 1


@contextmanager
def alone(folder):
    """Hold the lock of a data folder's worker; gives whether it was free. It goes with the process, however ended."""
    with open(folder / LOCK, "a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


def work(app, besides):
    """Do jobs until told to stop, and `besides()` in a thread; gives whether this process is the one that works.

    It yields the machine's cores to the room.
    """
    with alone(app.extensions["settings"].data) as is_free:
        if not is_free:
            return False
        with suppress(OSError):  # a container may forbid it
            os.nice(NICE)
        if os.environ.get(PARENT):
            threading.Thread(target=_end_with, args=(int(os.environ[PARENT]),), daemon=True).start()
        threading.Thread(target=besides, daemon=True).start()
        logging.getLogger("huey").setLevel(logging.WARNING)
        with app.app_context():
            working.sweep(is_alone=not app.extensions["settings"].redis_url)
        queue_of(app).create_consumer(
            workers=WORKERS, periodic=True, initial_delay=0.1, max_delay=0.5, check_worker_health=True).run()
        return True


def _end_with(parent):
    """End when the server that started this process has: nobody would start it again."""
    while os.getppid() == parent:
        threading.Event().wait(WATCH_SECONDS)
    os._exit(0)


def keep(app, pause):
    """Have a worker beside this server for as long as it serves, started again when it ends; `pause(seconds)` waits."""
    folder, child = app.extensions["settings"].data, None
    try:
        while True:
            if child is None or child.poll() is not None:
                with alone(folder) as is_free:
                    pass
                child = _start() if is_free else None  # another server of this folder has one
            pause(AGAIN_SECONDS if child is None else WATCH_SECONDS)
    finally:
        if child is not None and child.poll() is None:
            child.terminate()


def _start():
    return subprocess.Popen([sys.executable, "-m", "forum.cli", "work"], cwd=ROOT,  # noqa: S603 - our own command
                            env={**os.environ, PARENT: str(os.getpid())}, stdin=subprocess.DEVNULL)

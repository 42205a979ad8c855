"""Several processes on one database, a Redis and an nginx of their own: what the set-up for large rooms is made of."""

import shutil
import subprocess
import tempfile
from contextlib import ExitStack, contextmanager

from tests.support.databases import skip_or_fail
from tests.support.servers import ServedApplication
from tools.grown import Nginx, find_nginx, free_port, wait_for


class RedisServer:
    """A Redis of one's own, that may be ended and started again; it keeps nothing."""

    def __init__(self):
        self.port = free_port()
        self.folder = tempfile.TemporaryDirectory(prefix="redis-")

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self):
        """Start, and wait until it listens."""
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir",
                   self.folder.name]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self.port, self.process, "Redis")
        return self

    def kill(self):
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        """End it."""
        self.kill()
        self.folder.cleanup()


def need_the_programs():
    """Skip the test, with the reason, where nginx or Redis is not installed."""
    if find_nginx() is None:
        skip_or_fail("nginx is not installed")
    if shutil.which("redis-server") is None:
        skip_or_fail("redis-server is not installed")


class Grown:
    """Servers of one database behind one address; each can be killed and started again."""

    def __init__(self, database_url, data, processes=2, prefix=()):
        self.redis = RedisServer()
        environment = {"REDIS_URL": self.redis.url, "FORUM_PROXIES": "1"}
        # one is started anew: forks of one process would order a set of strings alike, which two servers do not
        apart = [{"PYTHONHASHSEED": "random"}, *[{}] * (processes - 1)]
        self.members = [ServedApplication(database_url, data, env=environment | more, prefix=prefix) for more in apart]
        self.front = None
        self.log = []

    @property
    def address(self):
        return self.front.address

    def start(self):
        """Start Redis, the servers and nginx, in this order."""
        self.redis.start()
        for member in self.members:
            member.start()
        self.front = Nginx([member.arguments["port"] for member in self.members]).start()
        return self

    def stop(self):
        """End all that was started, whatever goes wrong with one of them."""
        with ExitStack() as ending:
            for part in [self.redis, *(member for member in self.members if member.process), self.front]:
                if part is not None:
                    ending.callback(part.stop)


@contextmanager
def serve_grown(database_url, data, **options):
    """Serve a database from several processes; gives the Grown set-up, its `address` known."""
    need_the_programs()
    grown = Grown(database_url, data, **options)
    try:
        yield grown.start()
    finally:
        grown.stop()

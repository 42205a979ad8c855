"""Serve in several processes behind an nginx of one's own: `make grown`, or `python -m tools.grown --processes 2`.

Uses DATABASE_URL and REDIS_URL when they are given. Without a DATABASE_URL it makes a database of the demonstration on
the PostgreSQL of this machine. Stops all it started at Ctrl-C or SIGTERM.
"""

import argparse
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psycopg

from forum.core.config import ROOT

TEMPLATE = ROOT / "deploy" / "nginx-grown.conf"
LOCAL_DATABASE = "postgresql://postgres@127.0.0.1:5432/concertaction"
LOCAL_REDIS = "redis://127.0.0.1:6379/0"
PATIENCE_SECONDS = 60
LISTENING = re.compile(r"listening on http://[^ ]+:([0-9]+)")


def free_port():
    """Give a port of the loopback that nobody holds now."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return line.getsockname()[1]


def refuse_taken(port):
    """Refuse a port on which somebody listens already: nginx would try again for a while, and they would answer."""
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            line.bind(("127.0.0.1", port))
        except OSError as error:
            raise RuntimeError(f"cannot listen on 127.0.0.1:{port}: {error.strerror}") from None


def find_nginx():
    """Give the path of nginx, or None; Debian keeps it where only root looks."""
    return shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


def write_configuration(folder, listen, ports, workers=1):
    """Write the configuration of an nginx that listens on a port of the loopback before these ports; gives its path."""
    servers = "\n        ".join(f"server 127.0.0.1:{port} max_fails=1 fail_timeout=1s;" for port in ports)
    values = {"workers": workers, "folder": folder, "servers": servers, "listen": f"127.0.0.1:{listen}"}
    text = re.sub("@([a-z]+)@", lambda found: str(values[found[1]]), TEMPLATE.read_text())
    path = Path(folder) / "nginx.conf"
    path.write_text(text)
    return path


def wait_for(port, process, what):
    """Wait until something listens on a port; raises RuntimeError when it ends before, or never does."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"{what} did not start")


class Nginx:
    """One nginx on the loopback, with a configuration and files of its own."""

    def __init__(self, ports, listen=0, prefix=()):
        self.ports = ports
        self.port = listen or free_port()
        self.prefix = prefix
        self.process = None
        self.folder = tempfile.TemporaryDirectory(prefix="nginx-")

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        """Start, and wait until it answers; raises RuntimeError when somebody else holds the port."""
        refuse_taken(self.port)
        Path(self.folder.name).chmod(0o755)  # its workers may be another user
        configuration = write_configuration(self.folder.name, self.port, self.ports)
        command = [*self.prefix, find_nginx(), "-p", self.folder.name, "-e", "stderr", "-c", str(configuration)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self.port, self.process, "nginx")
        return self

    def stop(self):
        """End it and what it left in its folder."""
        self.process.terminate()
        try:
            self.process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.folder.cleanup()


class Member:
    """One `forum serve` of the set."""

    def __init__(self, environment):
        self.port = None
        self.is_up = threading.Event()
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "wsgi.py")], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env={**os.environ, **environment, "FORUM_HOST": "127.0.0.1", "FORUM_PORT": "0", "PYTHONUNBUFFERED": "1"})
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            found = LISTENING.search(line)
            if found:
                self.port = int(found[1])
                self.is_up.set()
            print(f"[{self.process.pid}] {line}", end="", flush=True)
        self.is_up.set()

    def wait(self):
        """Wait until it listens; gives its port, or ends all with its own last words already printed."""
        self.is_up.wait(PATIENCE_SECONDS)
        if self.port is None or self.process.poll() is not None:
            raise RuntimeError("a process did not start: see above")
        return self.port

    def stop(self):
        """Ask it to end, and wait."""
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(30)


def prepare_demonstration(environment):
    """Make the local database when it is missing, and lay the demonstration down in it."""
    server, _, name = LOCAL_DATABASE.rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True, connect_timeout=3) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")
    subprocess.run([sys.executable, "-m", "forum.cli", "demo", "--prepare"], cwd=ROOT, check=True,
                   env={**os.environ, **environment})


def serve(processes, port, environment):
    """Serve until told to stop; gives the exit code."""
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    members, front = [], None
    try:
        refuse_taken(port)
        members = [Member(environment) for _ in range(processes)]
        front = Nginx([member.wait() for member in members], listen=port)
        front.start()
        print(f"{processes} processes answer on {front.address}", flush=True)
        while not ending.wait(1):
            for part in (front, *members):
                if part.process.poll() is not None:
                    print(f"process {part.process.pid} ended ({part.process.returncode})", flush=True)
                    return 1
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        for part in [front, *members]:
            if part is not None and part.process is not None:
                part.stop()
    return 0


def main():
    parser = argparse.ArgumentParser(prog="python -m tools.grown", description=__doc__.splitlines()[0])
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args()
    if find_nginx() is None:
        sys.exit("nginx is missing: apt-get install nginx")
    environment = {"REDIS_URL": os.environ.get("REDIS_URL") or LOCAL_REDIS, "FORUM_PROXIES": "1"}
    if not os.environ.get("DATABASE_URL"):
        environment |= {"DATABASE_URL": LOCAL_DATABASE, "FORUM_DEMO": "1",
                        "PUBLIC_URL": os.environ.get("PUBLIC_URL") or f"http://127.0.0.1:{options.port}"}
        prepare_demonstration(environment)
    return serve(options.processes, options.port, environment)


if __name__ == "__main__":
    sys.exit(main())

"""A real server starts a worker beside itself: it does the long work, is started again when killed, ends with it."""

import http.cookiejar
import os
import re
import secrets
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from forum.core.config import ROOT
from tests.support.documents import WORKSHOP, docx

PATIENCE_SECONDS = 60


class Installation:
    """A server of its own, started as an operator does, and a person who is signed in."""

    def __init__(self, folder):
        self.env = {**os.environ, "FORUM_DATA": str(folder), "FORUM_PORT": "0", "PYTHONUNBUFFERED": "1",
                    "DATABASE_URL": "", "PUBLIC_URL": "", "REDIS_URL": ""}
        said = subprocess.run([sys.executable, "-m", "forum.cli", "init", "--admin", "ana@exemple.org"], cwd=ROOT,
                              env=self.env, check=True, capture_output=True, text=True).stdout
        self.password = re.search(r"ana@exemple.org\s+(\S+)", said)[1]
        self.process = subprocess.Popen([sys.executable, "wsgi.py"], cwd=ROOT, env=self.env, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        line = next(found for found in map(re.compile(r"listening on (\S+)").search, self.process.stdout) if found)
        self.address = line[1]
        self.browser = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def get(self, path):
        """Give a page and the address that it came from in the end."""
        with self.browser.open(urllib.parse.urljoin(self.address, path), timeout=20) as answer:
            return answer.read().decode(), answer.geturl()

    def post(self, path, page=None, file=None, **fields):
        """Send a form with the token of its page; gives the page that follows and its address."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get(page or path)[0])[1]
        edge, parts = secrets.token_hex(8), []
        for name, value in {"csrf_token": token, **fields}.items():
            parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
        if file:
            head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{file[0]}"\r\n\r\n'
            parts += [head.encode(), file[1], b"\r\n"]
        body = b"".join([*parts, f"--{edge}--\r\n".encode()])
        asked = urllib.request.Request(self.address + path, body, {  # noqa: S310 - our own server
            "Content-Type": f"multipart/form-data; boundary={edge}", "Referer": self.address + path})
        with self.browser.open(asked, timeout=20) as answer:
            return answer.read().decode(), answer.geturl()

    def worker(self):
        """Give the process of the worker, once there is one."""
        return wait_for(lambda: next(iter(children_of(self.process.pid)), None))

    def import_document(self, day):
        """Send a document and follow its page to where it leads; gives the pages that were seen on the way."""
        page, address = self.post(f"{day}import/", file=docx(WORKSHOP), language="fr")
        seen, ending = [address], time.monotonic() + PATIENCE_SECONDS
        while "/travaux/" in address and time.monotonic() < ending:
            time.sleep(0.1)
            page, address = self.get(address)
        assert re.search(r"/import/\d+/$", address), page
        return seen

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)
        self.process.stdout.close()


def children_of(pid):
    """List the processes that this one started."""
    return [int(child) for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()]


def wait_for(what):
    """Wait until something is so; gives it."""
    ending = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ending:
        found = what()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("it never was so")


@pytest.fixture
def installation(tmp_path):
    """Start an installation in an empty folder."""
    made = Installation(tmp_path)
    yield made
    made.close()


def test_long_work_is_done_beside_the_server_whatever_dies(installation):
    installation.post("/fr/connexion/", email="ana@exemple.org", password=installation.password)
    _page, address = installation.post("/fr/journees/nouvelle/", title_fr="Une journée")
    day = re.search(r"/fr/journees/[^/]+/", address)[0]
    assert "/travaux/" in installation.import_document(day)[0]
    first = installation.worker()
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: first not in children_of(installation.process.pid))
    installation.import_document(day)
    second = installation.worker()
    assert second != first
    installation.process.kill()
    installation.process.wait(20)
    wait_for(lambda: not Path(f"/proc/{second}").exists())

"""The disk fills in mid-vote, or PostgreSQL takes no writes: votes are refused, nobody is told otherwise, it heals."""

import json
import os
import resource
import shutil
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
import pytest

from forum.votes.sealing import receipt_of
from tests.live.conftest import ROOMS, make_site, wait_until
from tests.support.servers import ServedApplication

VOTERS = 24
BLOCK = 64 * 1024


class SmallDisk:
    """A disk of twelve megabytes where this may be mounted; else the process may write no file beyond its size now."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", folder]
        self.is_mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True).returncode == 0

    def database(self, backend):
        source = backend.fresh_url("full").removeprefix("sqlite:///")
        shutil.copy(source, self.folder / "forum.db")
        return f"sqlite:///{self.folder / 'forum.db'}"

    def fill(self, server):
        if not self.is_mounted:
            most = max(path.stat().st_size for path in self.folder.iterdir())
            resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
            return
        for size in (BLOCK, 512):
            try:
                with (self.folder / f"filler-{size}").open("wb", buffering=0) as handle:
                    while handle.write(bytes(size)):
                        pass
            except OSError:
                continue

    def free(self, server):
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        for filler in self.folder.glob("filler-*"):
            filler.unlink()

    def close(self):
        if self.is_mounted:
            subprocess.run(["umount", self.folder], check=True)


class ReadOnlyServer:
    """A PostgreSQL database that takes no writes, as one does that an operator closed because its disk is full."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()

    def database(self, backend):
        self.url = backend.fresh_url("full")
        self.admin = psycopg.connect(self.url.rsplit("/", 1)[0] + "/postgres", autocommit=True)
        self.name = self.url.rsplit("/", 1)[1]
        return self.url

    def set(self, value):
        self.admin.execute(f'ALTER DATABASE "{self.name}" SET default_transaction_read_only = {value}')
        self.admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (self.name,))

    def fill(self, server):
        self.set("on")

    def free(self, server):
        self.set("off")

    def close(self):
        self.set("off")
        self.admin.close()


@pytest.fixture
def full_site(backend, tmp_path):
    """Give (site, disk): a room whose database stands on a disk that can be filled."""
    disk = {"sqlite": SmallDisk, "postgresql": ReadOnlyServer}[backend.kind](tmp_path / "disk")
    try:
        url = disk.database(backend)
        site = make_site(ServedApplication(url, disk.folder, watch_seconds=0.5), url, tmp_path, next(ROOMS))
        site.server.start()
        yield site, disk
        site.close()
        site.server.stop()
    finally:
        disk.close()


def look(site, path):
    """Give (status, body) of a page."""
    try:
        with urllib.request.urlopen(f"{site.address}{path}", timeout=20) as answer:  # noqa: S310 - our own server
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def is_writable(site):
    return json.loads(look(site, "/health")[1])["checks"]["database"]["ok"]


def test_a_disk_that_fills_in_mid_vote_refuses_votes_keeps_what_was_acknowledged_and_heals(full_site):
    site, disk = full_site
    seats = [site.sit() for _ in range(VOTERS)]
    site.act("opening")
    secret = [f"{number + 10:032x}" for number in range(VOTERS)]
    phone = site.phone(seats[-1])

    def cast(number):
        body = {"secret": secret[number], "choice": {"options": ["abcde"[number % 5]]}}
        status, answer = site.call("POST", f"/polls/{site.polls[0]}/ballots", body, seats[number])
        assert (status in (200, 201) and "receipt" in answer) or answer["error"]["code"] == "server_error", answer
        return answer.get("receipt")

    acknowledged = {cast(number) for number in range(6)}
    assert None not in acknowledged
    disk.fill(site.server)
    answers = [cast(number) for number in range(6, VOTERS - 1)]
    assert None in answers, "the disk was not full"
    acknowledged |= set(answers) - {None}
    assert phone.vote(site.polls[0], {"options": ["a"]}, secret[-1])["error"]["code"] == "server_error"
    for path in ("/fr/", f"/fr/salle/{site.code}/?cle={site.join_key}", f"/fr/salle/{site.code}/ecran/"):
        assert look(site, path)[0] == 200, path
    assert site.snapshot()["phase"] == "open"
    assert site.snapshot()["voted"] == len(acknowledged)
    wait_until(lambda: not is_writable(site))
    assert look(site, "/health")[0] == 503

    disk.free(site.server)
    wait_until(lambda: is_writable(site))
    receipts = {cast(number) for number in range(VOTERS)}
    site.act("closing")
    site.act("publication")
    kept = {row["id"] for row in site.record()["ballots"]}
    assert kept == receipts == {receipt_of(site.polls[0], one) for one in secret}
    assert acknowledged <= kept
    log = "\n".join(line for line in site.server.log if "listening on" not in line)
    assert "could not be written" in log
    assert not [word for word in (*secret, *receipts, *seats, '"options"', "127.0.0.1", "INSERT") if word in log]
    assert not list(Path(disk.folder).glob(".probe*"))

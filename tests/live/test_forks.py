"""The processes that tests fork are as those that are started, and none outlives whoever asked for it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from forum.core.config import ROOT
from tests.live.conftest import wait_until
from tests.support import forks
from tests.support.databases import SqliteFiles
from tests.support.forks import Forked, run_forum
from tests.support.servers import ServedApplication

ASKER = """
import sys, time
from tests.support.forks import PRELOADED, forking
from tests.support.servers import ServedApplication
with forking():
    server = ServedApplication(sys.argv[1], sys.argv[2]).start()
    print(server.process.pid, PRELOADED["gevent"].process.pid, flush=True)
    time.sleep(600)
"""


def is_running(pid):
    """Tell whether a process is there and not only waits to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def url(tmp_path, whole_run):
    return SqliteFiles(tmp_path, whole_run).fresh_url("forked")


def test_a_forked_server_is_told_its_environment_and_tells_its_end(url, tmp_path):
    server = ServedApplication(url, tmp_path, env={"FORUM_LOG": "json", "FORUM_FAST_BROADCAST": "0"}).start()
    assert isinstance(server.process, Forked)
    known = Path(f"/proc/{forks.PRELOADED['gevent'].process.pid}")
    assert len(os.listdir(known / "task")) == 1, "a thread would be lost in a fork"
    assert server.process.poll() is None
    server.kill()
    assert server.process.poll() == -signal.SIGKILL
    assert any(line.startswith("{") and "library's own emit is used" in line for line in server.log)
    server.env = {}
    server.log.clear()
    server.start()
    assert server.stop() == 0
    assert not any(line.startswith("{") or "emit is used" in line for line in server.log)


def test_what_the_loader_or_the_interpreter_reads_needs_a_plain_process():
    can_give = forks.PRELOADED["gevent"].can_give
    assert can_give({**os.environ, "FORUM_FAULT": "before_commit:kill", "PYTHONUNBUFFERED": "1"})
    for name in ("LD_PRELOAD", "PYTHONHASHSEED", "PYTHONPATH", "TZ", "LC_ALL"):
        other = {**os.environ, name: os.environ.get(name, "") + "x"}
        assert not can_give(other), name
        command = [sys.executable, "-c", "print('plain')"]
        if name == "TZ":
            process = forks.start("gevent", "serve", command, other)
            assert process.communicate() == ("plain\n", None)


def test_a_forked_command_has_its_words_its_environment_and_its_exit_code(tmp_path):
    folder = tmp_path / "data"
    refused = run_forum("rooms", environment={**os.environ, "FORUM_DATA": str(folder)})
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "forum init" in refused.stderr
    assert folder.is_dir()
    unknown = run_forum("nothing", environment=dict(os.environ))
    assert unknown.returncode == 2
    assert unknown.stderr.startswith("Usage: forum ")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux shows other processes so")
def test_nothing_outlives_an_asker_that_was_killed(url, tmp_path):
    with subprocess.Popen([sys.executable, "-c", ASKER, url, tmp_path], cwd=ROOT, stdout=subprocess.PIPE,
                          text=True) as asker:
        pids = [int(word) for word in asker.stdout.readline().split()]
        assert all(is_running(pid) for pid in pids)
        asker.kill()
    assert len(pids) == 2
    wait_until(lambda: not any(is_running(pid) for pid in pids), 60)

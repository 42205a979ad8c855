"""The commands of an installation: each refuses in a sentence, never with a traceback."""

import os
import subprocess
import sys

import pytest

from tests.support.forks import run_forum

FORUM = os.path.join(os.path.dirname(sys.executable), "forum")


@pytest.fixture
def forum(tmp_path):
    """Run `forum …` in a data folder of its own."""
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PUBLIC_URL", "FORUM_DEMO")
    }
    environment["FORUM_DATA"] = str(tmp_path)

    def run(*words, is_forked=True):
        if is_forked:
            return run_forum(*words, environment=environment)
        return subprocess.run([FORUM, *words], env=environment, capture_output=True, text=True, timeout=60)

    return run


@pytest.mark.parametrize("words", [("rooms",), ("token", "a@exemple.test"), ("load", "pyproject.toml"), ("serve",)])
def test_a_command_before_init_is_refused_in_a_sentence(forum, words):
    answer = forum(*words)
    assert answer.returncode == 1
    assert "forum init" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_init_draws_a_private_key_and_a_first_account_and_can_be_repeated(forum, tmp_path):
    answer = forum("init", "--admin", "premiere@exemple.test")
    assert answer.returncode == 0, answer.stderr
    key = tmp_path / "secret.key"
    assert key.stat().st_mode & 0o777 == 0o600
    drawn = key.read_text()
    assert len(answer.stdout.split("premiere@exemple.test")[1].split()[0]) >= 15
    again = forum("init", "--admin", "premiere@exemple.test")
    assert again.returncode == 0
    assert "premiere@exemple.test" not in again.stdout
    assert key.read_text() == drawn, "a restart loses no session"
    token = forum("token", "premiere@exemple.test")
    assert token.returncode == 0
    assert token.stdout.startswith("t_")
    assert forum("rooms", "--json").stdout.strip() == "[]"


def test_the_doctor_names_what_is_missing_and_changes_nothing(forum, tmp_path):
    answer = forum("doctor", is_forked=False)  # one command as it is installed
    assert answer.returncode == 1
    assert "secret.key" in answer.stdout
    assert "no database" in answer.stdout
    assert list(tmp_path.iterdir()) == []

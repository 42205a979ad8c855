"""The commands of an installation: each refuses in a sentence, never with a traceback."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from forum import cli
from forum.core.commands import Option
from forum.core.i18n import current_language, language_of
from tests.support.forks import run_forum

FORUM = os.path.join(os.path.dirname(sys.executable), "forum")


@pytest.fixture
def forum(tmp_path):
    """Run `forum …` in a data folder of its own."""
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PUBLIC_URL", "FORUM_DEMO")
    }
    environment["FORUM_DATA"] = str(tmp_path)

    def run(*words, is_forked=True, **more):
        if is_forked:
            return run_forum(*words, environment=environment | more)
        return subprocess.run([FORUM, *words], env=environment, capture_output=True, text=True, timeout=60)

    return run


@pytest.mark.parametrize("words", [("rooms",), ("token", "a@exemple.test"), ("load", "pyproject.toml"), ("serve",)])
def test_a_command_before_init_is_refused_in_a_sentence(forum, words):
    answer = forum(*words)
    assert answer.returncode == 1
    assert "forum init" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_command_that_finds_no_database_says_so_without_the_password(forum):
    nowhere = "postgresql://somebody:a-password@127.0.0.1:1/none"
    for words in (("init",), ("rooms",), ("token", "a@exemple.test"), ("letters",), ("serve",)):
        answer = forum(*words, DATABASE_URL=nowhere)
        assert answer.returncode == 1, words
        assert all(said in answer.stderr for said in ("ne répond pas", "DATABASE_URL")), words
        assert "Traceback" not in answer.stderr, words
        assert "a-password" not in answer.stdout + answer.stderr, words


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
    assert "il n’y a pas de base de données" in answer.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("environment", "language"), [
    ({}, "fr"), ({"LANG": "C.UTF-8"}, "fr"), ({"LANG": "fr_CA.UTF-8"}, "fr"), ({"LANG": "en_CA.UTF-8"}, "en"),
    ({"LANG": "en"}, "en"), ({"LANG": "de_DE.UTF-8"}, "fr"), ({"LANG": "enm"}, "fr"), ({"LANG": ""}, "fr"),
    ({"LANG": "fr_CA", "LC_MESSAGES": "en_US"}, "en"), ({"LC_MESSAGES": "en_US", "LC_ALL": "fr_FR"}, "fr"),
    ({"LANG": "de_DE", "LANGUAGE": "de:en:fr"}, "en"), ({"LANG": "C", "LANGUAGE": "en"}, "fr"),
])
def test_the_language_of_a_terminal(environment, language):
    assert language_of(environment) == language


def say(words, language):
    """Give what a command prints in a language of the terminal."""
    return CliRunner().invoke(cli.main, words, env={"LANG": language}).output


def test_every_command_is_explained_in_the_language_of_the_terminal():
    for words in ([], *([name] for name in cli.main.commands)):
        french, english = (say([*words, "--help"], language) for language in ("fr_CA.UTF-8", "en_CA.UTF-8"))
        assert "Traceback" not in french + english
        for command in (cli.main, *([cli.main.commands[words[0]]] if words else [])):
            sentences = [command.help, *(option.says for option in command.params if isinstance(option, Option))]
            if command is cli.main and words:
                continue
            for sentence in sentences:
                start = str(sentence)[:30]
                assert start in french
                assert start not in english
            others = [option.name for option in command.params if getattr(option, "help", None)
                      and not isinstance(option, Option) and option.name != "help"]
            assert not others, "explained in one language"


def test_a_command_speaks_the_language_of_the_terminal(tmp_path, monkeypatch):
    monkeypatch.setenv("FORUM_DATA", str(tmp_path))
    for name in ("PUBLIC_URL", "DATABASE_URL", "FORUM_DEMO"):
        monkeypatch.delenv(name, raising=False)
    assert "À CORRIGER  il n’y a pas de base de données" in say(["doctor"], "fr_CA.UTF-8")
    assert "FAULT  there is no database" in say(["doctor"], "en_CA.UTF-8")
    assert "run “forum init”" in say(["serve"], "en_CA.UTF-8")
    monkeypatch.setenv("FORUM_PROXIES", "deux")
    assert "FORUM_PROXIES must be a whole number, not “deux”" in say(["doctor"], "en_CA.UTF-8")
    assert current_language() == "fr", "the language of a command ends with it"
    answer = CliRunner().invoke(cli.main, ["recount", "-"], input=json.dumps({}), env={"LANG": "en_CA.UTF-8"})
    assert answer.exit_code == 2


def test_a_file_that_cannot_be_read_is_said_in_a_sentence(forum, tmp_path):
    assert forum("init").returncode == 0
    for path in (tmp_path / "absent.yaml", tmp_path):
        answer = forum("load", str(path))
        assert answer.returncode == 2
        assert "ne peut pas être lu" in answer.stderr
        assert "Traceback" not in answer.stderr

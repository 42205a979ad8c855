"""What `forum doctor` says of a machine, and what the trial page says of the way to the site."""

import json
import os
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from forum import cli
from forum.core import config, doctor, i18n
from forum.operations import machine, way
from tests.support.rooms import make_day, open_room
from tests.support.sites import opened_app, settings_for

SOUND = {"public_url": "https://exemple.test", "proxies": 1}


@pytest.mark.parametrize(("free", "verdict"), [(50_000_000, False), (500_000_000, None), (5_000_000_000, True)])
def test_the_disk(tmp_path, monkeypatch, free, verdict):
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda folder: SimpleNamespace(free=free))
    assert machine.examine_disk(tmp_path)[0] is verdict


@pytest.mark.parametrize(("limit", "verdict", "phones"),
                         [(1024, False, "524"), (2500, True, "2\u00a0000"), (-1, True, "aucune")])
def test_the_limit_on_open_files_is_told_in_phones(limit, verdict, phones):
    found = machine.examine_files(limit)
    assert found[0] is verdict
    assert phones in found[1]


def test_memory_proxies_backups_and_the_server(tmp_path):
    source = tmp_path / "meminfo"
    for text, verdict in (("MemAvailable: 8000000 kB", True), ("MemAvailable: 400000 kB", False), ("else: 1", None)):
        source.write_text(text)
        assert machine.examine_memory(source)[0] is verdict
    for more, verdict in ((SOUND, True), (SOUND | {"proxies": 0}, False), ({"proxies": 1}, False), ({}, True)):
        assert machine.examine_proxies(settings_for("sqlite://", tmp_path, **more))[0] is verdict, more
    assert machine.examine_backup(tmp_path) == (
        None, "aucune sauvegarde n’a encore été faite\u00a0: forum backup DOSSIER")
    (tmp_path / "backup.stamp").touch()
    assert machine.examine_backup(tmp_path)[0] is True
    os.utime(tmp_path / "backup.stamp", (0, 0))
    assert machine.examine_backup(tmp_path)[0] is None
    verdict, says = machine.examine_server("http://127.0.0.1:1")
    assert verdict is None
    assert says.startswith("aucun serveur ne répond à http://127.0.0.1:1;")
    assert machine.examine_time()[0] in (True, None)


def test_texts_that_who_serves_cannot_compile_stop_nothing_and_are_told(tmp_path, monkeypatch):
    source = tmp_path / "en/LC_MESSAGES/messages.po"
    source.parent.mkdir(parents=True)
    source.write_text('msgid "Oui"\nmsgstr "Yes"\n')
    monkeypatch.setattr(i18n, "TRANSLATIONS", tmp_path)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    i18n.compile_catalogues()
    assert [path.name for path in source.parent.iterdir()] == ["messages.po"]
    verdict, says = doctor.examine_catalogues()
    assert verdict is False
    assert "make -C" in says
    monkeypatch.undo()
    monkeypatch.setattr(i18n, "TRANSLATIONS", tmp_path)
    i18n.compile_catalogues()
    assert source.with_suffix(".mo").exists()
    assert doctor.examine_catalogues()[0] is True


def test_what_who_runs_it_may_not_read_or_write_is_named_with_the_command_that_mends_it(tmp_path, monkeypatch):
    settings = settings_for(f"sqlite:///{tmp_path}/forum.db", tmp_path, **SOUND)
    for name in ("secret.key", "forum.db", "forum.db-wal"):
        (tmp_path / name).touch(mode=0o600)
    assert doctor.examine_rights(settings)[0] is True
    for name in ("", "secret.key", "forum.db", "forum.db-wal"):
        monkeypatch.setattr(os, "access", lambda path, mode, closed=tmp_path / name: path != closed)
        verdict, says = doctor.examine_rights(settings)
        assert verdict is False
        assert f"chown {'' if name else '-R '}{doctor.name_of_user()}: {tmp_path / name}" in says
        if not name:
            assert [good for good, _ in doctor.examine(settings)][0] is False
    monkeypatch.undo()
    with pytest.raises(config.ConfigurationError, match="peut pas être fait"):
        config.Settings.from_environment({"FORUM_DATA": str(tmp_path / "forum.db" / "under")})
    (tmp_path / "secret.key").unlink()
    (tmp_path / "secret.key").mkdir()
    with pytest.raises(config.ConfigurationError, match="peut pas être lue"):
        config.load_key(tmp_path)


def test_a_public_address_that_is_the_examples_or_is_not_encrypted_is_a_fault(tmp_path):
    for address, verdict in (("https://exemple.test", True), ("http://exemple.test", False), ("exemple.test", False),
                             ("", False), ("https://concertaction.example", False)):
        assert doctor.examine_address(settings_for("sqlite://", tmp_path, public_url=address))[0] is verdict, address


class Proxy(BaseHTTPRequestHandler):
    """A proxy that is set in one of several ways."""

    answers = {}

    def do_GET(self):
        status, body = self.answers.get(urlsplit(self.path).path, (404, ""))
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        """Say nothing."""


READY = (200, json.dumps({"checks": {}}))
PASSES = {"/health": READY, "/socket.io/": (101, "")}


@pytest.mark.parametrize(("answers", "verdicts", "says"), [
    (PASSES, [True, True], "les WebSockets passent"),
    (PASSES | {"/health": (503, READY[1])}, [True, True], "dit qui demande"),
    (PASSES | {"/metrics": (200, "")}, [False, True], "X-Forwarded-For"),
    (PASSES | {"/socket.io/": (400, "")}, [True, False], "réponse 400"),
    ({"/health": (502, "")}, [False], "ne trouve pas ce serveur (réponse 502)"),
    ({"/health": (200, "<h1>Welcome to nginx!</h1>")}, [False], "autre chose que ce serveur"),
    ({"/health": (200, "[]")}, [False], "autre chose que ce serveur"),
    ({}, [False], "autre chose que ce serveur"),
])
def test_the_way_from_the_public_address_is_walked(monkeypatch, answers, verdicts, says):
    monkeypatch.setattr(Proxy, "answers", answers)
    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        found = way.examine_way(f"http://127.0.0.1:{server.server_port}")
        secure = way.examine_way(f"https://127.0.0.1:{server.server_port}")
        server.shutdown()
    assert [verdict for verdict, _ in found] == verdicts
    assert any(says in sentence for _, sentence in found), found
    assert [verdict for verdict, _ in secure] == [False]
    assert "HTTPS échoue" in secure[0][1]


def test_a_public_address_that_does_not_answer_is_told_from_one_that_cannot_be_reached_from_here(monkeypatch):
    assert way.examine_way("") == []
    assert way.examine_way("exemple.test") == []
    with socket.socket() as bound:  # it does not listen
        bound.bind(("127.0.0.1", 0))
        address = f"https://127.0.0.1:{bound.getsockname()[1]}"
        assert [(good, "est-il démarré" in says) for good, says in way.examine_way(address)] == [(False, True)]
        for error, verdict in ((TimeoutError(), None), (OSError("no route"), None), (socket.gaierror(), False)):
            def fail(*_, error=error, **__):
                raise error
            monkeypatch.setattr(socket, "create_connection", fail)
            assert [good for good, _ in way.examine_way(address)] == [verdict]


def test_the_doctor_prints_the_trial_page_of_the_live_room_and_a_qr_code(app, cast, monkeypatch):
    monkeypatch.setattr(cli, "open_current", lambda: app)
    run = CliRunner().invoke
    assert "Aucune salle n’est ouverte" in run(cli.main, ["doctor", "--room"]).output
    room = open_room(cast, make_day(cast))
    for words in (["doctor", "--room"], ["doctor", "--room", room.code]):
        answer = run(cli.main, words)
        assert answer.exit_code == 0, answer.output
        assert f"/fr/salle/{room.code}/essai/?cle={room.join_key}" in answer.output
        assert "█" in answer.output
    english = run(cli.main, ["doctor", "--room"], env={"LANG": "en_CA.UTF-8"}).output
    assert "Open this on a phone" in english
    assert f"/en/salle/{room.code}/essai/?cle=" in english
    other = open_room(cast, make_day(cast, "autre", "2032"))
    answer = run(cli.main, ["doctor", "--room"])
    assert answer.exit_code == 1
    assert room.code in answer.output
    assert other.code in answer.output
    assert run(cli.main, ["doctor", "--room", "999999"]).exit_code == 1


@pytest.mark.parametrize(("more", "base", "headers", "says"), [
    ({}, "http://localhost", {}, "réglez PUBLIC_URL"),
    (SOUND, "https://autre.test", {"X-Forwarded-For": "10.0.0.7"}, "ouverte à autre.test, mais le code QR mène à"),
    (SOUND, "https://exemple.test", {"X-Forwarded-For": "10.0.0.7"}, "celle du code QR"),
    (SOUND, "https://exemple.test", {}, "n’en a traversé aucun"),
    (SOUND | {"proxies": 0}, "https://exemple.test", {"X-Forwarded-For": "10.0.0.7"}, "FORUM_PROXIES=1"),
    (SOUND | {"proxies": 0}, "http://exemple.test", {}, "La liaison n’est pas chiffrée"),
])
def test_the_trial_page_judges_the_way_to_the_site(app, cast, backend, more, base, headers, says):
    room = open_room(cast, make_day(cast))
    with opened_app(str(app.config["SQLALCHEMY_DATABASE_URI"]), backend.folder, **more) as other:
        page = other.test_client().get(f"/fr/salle/{room.code}/essai/", base_url=base, headers=headers)
    assert page.status_code == 200
    lines = [line for line in page.get_data(as_text=True).splitlines() if "data-says" in line]
    assert any(says in line for line in lines), lines

"""What `forum doctor` says of a machine, and what the trial page says of the way to the site."""

import os
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from forum import cli
from forum.core import doctor, i18n
from forum.core.database import db
from forum.operations import machine
from tests.support.rooms import make_day, open_room
from tests.support.sites import make_app, settings_for

SOUND = {"public_url": "https://exemple.test", "proxies": 1}


@pytest.mark.parametrize(("free", "verdict"), [(50_000_000, False), (500_000_000, None), (5_000_000_000, True)])
def test_the_disk(tmp_path, monkeypatch, free, verdict):
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda folder: SimpleNamespace(free=free))
    assert machine.examine_disk(tmp_path)[0] is verdict


@pytest.mark.parametrize(("limit", "verdict", "phones"),
                         [(1024, False, "524"), (2500, True, "2000"), (-1, True, "no ")])
def test_the_limit_on_open_files_is_told_in_phones(limit, verdict, phones):
    found = machine.examine_files(limit)
    assert found[0] is verdict
    assert phones in found[1]


def test_memory_proxies_redis_backups_and_the_server(tmp_path):
    source = tmp_path / "meminfo"
    for text, verdict in (("MemAvailable: 8000000 kB", True), ("MemAvailable: 400000 kB", False), ("else: 1", None)):
        source.write_text(text)
        assert machine.examine_memory(source)[0] is verdict
    for more, verdict in ((SOUND, True), (SOUND | {"proxies": 0}, False), ({"proxies": 1}, False), ({}, True)):
        assert machine.examine_proxies(settings_for("sqlite://", tmp_path, **more))[0] is verdict, more
    assert machine.examine_redis("redis://127.0.0.1:1/0")[0] is False
    assert machine.examine_backup(tmp_path) == (None, "no backup was made yet: forum backup TARGET")
    (tmp_path / "backup.stamp").touch()
    assert machine.examine_backup(tmp_path)[0] is True
    os.utime(tmp_path / "backup.stamp", (0, 0))
    assert machine.examine_backup(tmp_path)[0] is None
    assert machine.examine_server("http://127.0.0.1:1") == (None, "no server answers at http://127.0.0.1:1")
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


def test_the_doctor_prints_the_trial_page_of_the_live_room_and_a_qr_code(app, cast, monkeypatch):
    monkeypatch.setattr(cli, "open_current", lambda: app)
    run = CliRunner().invoke
    assert "No room is open" in run(cli.main, ["doctor", "--room"]).output
    room = open_room(cast, make_day(cast))
    for words in (["doctor", "--room"], ["doctor", "--room", room.code]):
        answer = run(cli.main, words)
        assert answer.exit_code == 0, answer.output
        assert f"/fr/salle/{room.code}/essai/?cle={room.join_key}" in answer.output
        assert "█" in answer.output
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
    other = make_app(str(app.config["SQLALCHEMY_DATABASE_URI"]), backend.folder, **more)
    page = other.test_client().get(f"/fr/salle/{room.code}/essai/", base_url=base, headers=headers)
    with other.app_context():
        db.session.remove()
        db.engine.dispose()
    assert page.status_code == 200
    lines = [line for line in page.get_data(as_text=True).splitlines() if "data-says" in line]
    assert any(says in line for line in lines), lines

"""A backup: refused while a secret poll is open, checked, kept in number, and restored on an empty machine."""

import json
import secrets
import shutil
import stat
import subprocess

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from forum.core.config import load_key
from forum.core.database import db
from forum.core.database.schema import is_current
from forum.operations import backup
from forum.operations.backup import BackupRefused, back_up
from forum.operations.commands import backup as command
from forum.plenary import writer
from forum.plenary.queries import find_seat
from forum.plenary.tokens import seat_token
from forum.votes.queries import get_record
from forum.votes.sealing import receipt_of
from tests.support.rooms import APPROVE, YESNO, do, make_day, open_room, prepare, sit
from tests.support.sites import opened_app


@pytest.fixture
def target(tmp_path):
    return tmp_path / "copies"


@pytest.fixture
def settings(app):
    """Give the settings of an installation that has a key of its own in its folder."""
    load_key(app.extensions["settings"].data)
    return app.extensions["settings"]


@pytest.fixture
def room(app, cast):
    return open_room(cast, make_day(cast))


def hold_vote(cast, room, body=APPROVE, choice=None, **more):
    """Hold a vote of six seats to its publication; gives (poll's id, secrets)."""
    poll = prepare(cast, room, body, **more)
    seats = [sit(room) for _ in range(6)]
    do("open_poll", cast.fred, poll)
    drawn = [secrets.token_hex(16) for _ in seats]
    for seat, secret in zip(seats, drawn, strict=True):
        writer.cast_vote(poll.id, seat, secret, choice or {"options": ["a"]})
    do("close_poll", cast.fred, poll)
    do("publish_poll", cast.fred, poll)
    return poll.id, drawn


def count_rows():
    return {table.name: db.session.scalar(select(func.count()).select_from(table))
            for table in db.metadata.sorted_tables}


def restore(backend, folder, empty):
    """Restore a copy on an empty machine, as docs/hosting.md says; gives the database's address."""
    empty.mkdir()
    shutil.copy(folder / "secret.key", empty)
    if backend.kind == "sqlite":
        shutil.copy(folder / "forum.db", empty)
        return f"sqlite:///{empty / 'forum.db'}"
    url = backend.fresh_url("restored")
    backend.server.execute(f'DROP DATABASE "{url.rsplit("/", 1)[1]}" WITH (FORCE)')
    backend.server.execute(f'CREATE DATABASE "{url.rsplit("/", 1)[1]}" TEMPLATE template0')
    subprocess.run(["pg_restore", "--no-owner", "--exit-on-error", "-d", url, folder / "forum.dump"], check=True)
    return url


def test_a_backup_restored_on_an_empty_machine_holds_every_row_vote_key_and_seat(
        app, backend, cast, room, settings, target, tmp_path):
    poll_id, drawn = hold_vote(cast, room)
    named, _ = hold_vote(cast, room, YESNO, {"answer": "yes"}, secret=False)
    token = seat_token(sit(room).id)
    rows, records = count_rows(), {ident: get_record(ident) for ident in (poll_id, named)}
    db.session.rollback()
    folder, counts = back_up(settings, target)
    assert counts == rows | {"alembic_version": 1}
    assert json.loads((folder / "about.json").read_text())["rows"] == counts
    assert (settings.data / backup.STAMP).exists()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}

    with opened_app(restore(backend, folder, tmp_path / "empty"), tmp_path / "empty") as other:
        assert is_current()
        assert count_rows() == rows
        for ident, record in records.items():
            assert get_record(ident) == record
        assert find_seat(token) is not None
        page = other.test_client().get(f"/fr/votes/{poll_id}/verifier/?recu={receipt_of(poll_id, drawn[0])}")
        assert receipt_of(poll_id, drawn[0]) in page.get_data(as_text=True)
    assert load_key(tmp_path / "empty") == load_key(settings.data)


def test_no_backup_is_kept_while_a_secret_poll_is_open_or_opens_meanwhile(
        app, cast, room, settings, target, monkeypatch, english):
    poll = prepare(cast, room, APPROVE)
    sit(room)
    named = prepare(cast, room, YESNO, secret=False)
    do("open_poll", cast.fred, poll)
    with pytest.raises(BackupRefused, match="secret poll is open"):
        back_up(settings, target)
    assert not target.exists()
    folder, _ = back_up(settings, target, anyway=True)
    assert folder.is_dir()
    do("close_poll", cast.fred, poll)
    do("open_poll", cast.fred, named)
    shutil.rmtree(target)
    back_up(settings, target)
    asked = iter([[], ["opened meanwhile"]])
    shutil.rmtree(target)
    monkeypatch.setattr(backup, "list_open_secret", lambda: next(asked))
    with pytest.raises(BackupRefused, match="secret poll is open"):
        back_up(settings, target)
    assert list(target.iterdir()) == []


def test_the_newest_copies_stay_and_nothing_else_is_touched(app, settings, target, monkeypatch):
    target.mkdir()
    for name in ("concertaction-20200101T000000Z", "concertaction-20210101T000000Z", "photos"):
        (target / name).mkdir()
        (target / name / "a").write_text("x")
    folder, _ = back_up(settings, target, keep=2)
    assert {path.name for path in target.iterdir()} == {"concertaction-20210101T000000Z", folder.name, "photos"}


def test_a_copy_that_fails_or_is_not_sound_leaves_nothing_and_says_so(app, backend, settings, target, monkeypatch):
    if backend.kind == "sqlite":
        monkeypatch.setattr(backup, "SQLITE_COPY", "absent/forum.db")
    else:
        monkeypatch.setattr(backup, "POSTGRESQL_COPY", "absent/forum.dump")
    with pytest.raises(BackupRefused, match="reste-t-il de la place"):
        back_up(settings, target)
    assert list(target.iterdir()) == []
    with pytest.raises(BackupRefused, match="votes_ballot"):
        backup._refuse_incomplete({table.name for table in db.metadata.sorted_tables} - {"votes_ballot"})


def test_the_command_says_where_the_copy_is_or_why_there_is_none(app, cast, room, settings, target):
    answer = CliRunner().invoke(command, [str(target)], obj=lambda: app)
    assert answer.exit_code == 0, answer.output
    assert str(target) in answer.output
    poll = prepare(cast, room, APPROVE)
    sit(room)
    do("open_poll", cast.fred, poll)
    answer = CliRunner().invoke(command, [str(target)], obj=lambda: app)
    assert answer.exit_code == 1
    assert "--anyway" in answer.output
    (target / "file").write_text("")
    answer = CliRunner().invoke(command, [str(target / "file" / "under"), "--anyway"], obj=lambda: app)
    assert answer.exit_code == 1
    assert "Traceback" not in answer.output

"""What must hold before the server starts, and who a console's token still names."""

import time

import engineio
import pytest
from itsdangerous import TimestampSigner
from limits.storage import MemoryStorage

from forum import serving
from forum.accounts.models import Account, SignInSession
from forum.accounts.queries import find_viewer_by_session
from forum.accounts.services import open_session
from forum.core.config import ConfigurationError, load_key
from forum.core.database import db, transaction, utc_now
from forum.core.models import Mark
from forum.plenary.live import address_of, identify
from forum.plenary.tokens import console_token, read_seat_token, seat_token
from tests.support.sites import settings_for


@pytest.fixture
def settings(db_url, tmp_path):
    """Give the settings of a sound installation."""
    load_key(tmp_path)
    return lambda **more: settings_for(db_url, tmp_path, **more)


def mark_demonstration():
    with transaction():
        db.session.add(Mark(name="demo", value="1"))


def test_a_sound_installation_is_served(app, settings):
    serving.check_before_serving(settings())


def test_an_installation_without_a_key_of_its_own_is_not_served(app, settings, tmp_path):
    (tmp_path / "secret.key").unlink()
    with pytest.raises(ConfigurationError, match=r"secret\.key"):
        serving.check_before_serving(settings())


def test_a_demonstration_is_served_only_as_one(app, settings):
    mark_demonstration()
    with pytest.raises(ConfigurationError, match="une démonstration"):
        serving.check_before_serving(settings())
    serving.check_before_serving(settings(demo=True))


def test_an_old_schema_is_not_served(app, settings):
    with transaction():
        db.session.connection().exec_driver_sql("DELETE FROM alembic_version")
    with pytest.raises(ConfigurationError, match="forum init"):
        serving.check_before_serving(settings())


@pytest.mark.parametrize(("address", "words"), [
    ("redis://127.0.0.1:1/0", "Redis does not answer"), ("memory://", "no address of a Redis")])
def test_several_processes_are_not_served_without_their_redis(app, settings, backend, english, address, words):
    with pytest.raises(ConfigurationError, match=words if backend.kind == "postgresql" else "and SQLite for one"):
        serving.check_before_serving(settings(redis_url=address))


def test_the_server_does_not_start_on_a_transport_that_was_not_chosen(app, monkeypatch):
    with pytest.raises(SystemExit, match="gevent"):
        serving.serve(app, "127.0.0.1", 0)
    monkeypatch.setattr(serving, "is_module_patched", lambda name: True)
    monkeypatch.setattr(serving.transport, "is_chosen", lambda: False)
    with pytest.raises(SystemExit, match="gevent-websocket"):
        serving.serve(app, "127.0.0.1", 0)


def test_a_consoles_token_names_nobody_after_sign_out_suspension_or_for_another_key(app, cast):
    with transaction():
        viewer = find_viewer_by_session(open_session(cast.fred.id, "essai"))
    room = type("Room", (), {"id": 7})
    token = console_token(viewer, room.id)
    assert identify(token)[0].id == cast.fred.id
    assert identify(token)[1] == 7
    # not the last letter: two of its bits say nothing, and one signature in sixteen would still be good
    assert identify(token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1])[0] is None
    with transaction():
        db.session.get(Account, cast.fred.id).suspended_at = utc_now()
    assert identify(token)[0] is None
    with transaction():
        db.session.get(Account, cast.fred.id).suspended_at = None
    assert identify(token)[0] is not None
    with transaction():
        db.session.query(SignInSession).delete()
    assert identify(token)[0] is None
    assert identify(None) == identify({}) == identify("c.nonsense") == (None, None)


def test_a_phone_whose_pong_is_awaited_and_a_limit_outlive_a_jump_of_the_machines_clock(app, monkeypatch):
    now = time.time()
    phone = engineio.socket.Socket(engineio.Server(async_mode="threading"), "sid")
    monkeypatch.setattr(time, "time", lambda: now + 3600)
    assert phone.check_ping_timeout()
    limits = MemoryStorage()
    limits.incr("key", 0.05)
    monkeypatch.setattr(time, "time", lambda: now - 3600)
    time.sleep(0.1)
    assert limits.get("key") == 0
    limits.timer.cancel()


def test_nobody_is_signed_out_when_the_machines_clock_is_set_back_and_an_old_session_still_ends(app, sign_in):
    real = TimestampSigner.get_timestamp
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TimestampSigner, "get_timestamp", lambda self: real(self) + 3600)
        browser = sign_in("sol")
    assert browser.get("/fr/compte/").status_code == 200
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TimestampSigner, "get_timestamp", lambda self: real(self) + 31 * 86400)
        assert browser.get("/fr/compte/").status_code == 302
    cookie = browser.get_cookie("session").value
    browser.set_cookie("session", cookie[:-2] + ("AA" if cookie[-2:] != "AA" else "BB"))
    assert browser.get("/fr/compte/").status_code == 302


def test_a_seat_token_holds_for_its_seat_and_key_alone(app):
    token = seat_token(123)
    assert read_seat_token(token) == (123, 1)
    assert read_seat_token(token.replace("123", "124")) == (None, None)
    app.config["SECRET_KEY"] = "another" * 9
    assert read_seat_token(token) == (None, None)


def test_a_forwarded_address_is_believed_only_from_as_many_proxies_as_are_configured(app, settings):
    environ = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "1.1.1.1, 2.2.2.2"}
    assert address_of(environ, app) == "10.0.0.1"
    for proxies, address in ((1, "2.2.2.2"), (2, "1.1.1.1"), (3, "10.0.0.1")):
        app.extensions["settings"] = settings(proxies=proxies)
        assert address_of(environ, app) == address

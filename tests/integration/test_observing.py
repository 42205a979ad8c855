"""What the server says of itself: its figures, its health, its log; to whom, and nothing about who voted when."""

import io
import json
import logging
import sqlite3
from types import SimpleNamespace

import pytest

from forum.core import logs, measures, watch
from forum.core.database import db
from forum.plenary import writer
from tests.support.rooms import APPROVE, do, make_day, open_room, prepare, sit


def ask(client, path, **environ):
    return client.get(path, environ_overrides={name.upper(): value for name, value in environ.items()})


def figures(client):
    """Give {"name{labels}": value} of /metrics."""
    lines = client.get("/metrics").get_data(as_text=True).splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line[0] != "#")}


# ---- /metrics ----


def test_figures_are_given_on_the_machine_itself_or_with_the_token_and_to_nobody_else(app, client):
    settings = app.extensions["settings"]
    assert ask(client, "/metrics").status_code == 200
    assert ask(client, "/metrics", remote_addr="::1").status_code == 200
    for environ in ({"remote_addr": "10.0.0.7"}, {"http_x_forwarded_for": "10.0.0.7"}, {"http_forwarded": "for=x"},
                    {"remote_addr": "10.0.0.7", "http_authorization": "Bearer "}):
        assert ask(client, "/metrics", **environ).status_code == 404, environ
    app.extensions["settings"] = SimpleNamespace(**{**vars(settings), "metrics_token": "un autre jeton"})
    far = {"remote_addr": "10.0.0.7"}
    assert ask(client, "/metrics", **far, http_authorization="Bearer jeton").status_code == 404
    app.extensions["settings"] = SimpleNamespace(**{**vars(settings), "metrics_token": "jeton"})
    assert ask(client, "/metrics", **far, http_authorization="Bearer jeton").status_code == 200


def test_every_figure_of_the_operators_list_is_there_and_no_label_tells_who(app, client):
    client.get("/fr/")
    text = client.get("/metrics").get_data(as_text=True)
    for name in ("seats", "sockets", "votes_acknowledged_total", "vote_acknowledgement_seconds_bucket",
                 "broadcast_seconds_bucket", "batch_size", "refusals_total", "request_seconds", "page_cache_total",
                 "event_loop_lag_seconds_bucket", "queue_length", "clients_dropped_total", "database_errors_total"):
        assert f"forum_{name}" in text, name
    labels = {label.split("=")[0] for line in text.splitlines() if line[0] != "#" and "{" in line
              for label in line.split("{")[1].split("}")[0].split(",")}
    assert labels <= {"le", "group", "outcome", "what", "code", "queue", "transport", "reason", "kind"}


def test_figures_of_votes_move_by_lots_of_five(app, client, cast):
    room = open_room(cast, make_day(cast))
    poll = prepare(cast, room, APPROVE)
    seats = [sit(room) for _ in range(7)]
    do("open_poll", cast.fred, poll)
    measures.votes.held.clear()
    before = figures(client)["forum_votes_acknowledged_total"]
    seen = []
    for number, seat in enumerate(seats):
        writer.cast_vote(poll.id, seat, f"{number:032x}", {"options": ["a"]})
        seen.append(figures(client)["forum_votes_acknowledged_total"] - before)
    assert seen == [0, 0, 0, 0, 5, 5, 5]


def test_refusals_pages_and_database_errors_are_counted(app, client):
    before = figures(client)
    client.get("/fr/nulle-part/")
    visitor = app.test_client()
    visitor.get("/fr/aide/")
    app.test_client().get("/fr/aide/")
    with pytest.raises(Exception, match="no_such|nowhere"):
        db.session.execute(db.text("SELECT * FROM nowhere"))
    db.session.rollback()
    after = figures(client)
    moved = {name for name, value in after.items() if value > before.get(name, 0)}
    assert 'forum_refusals_total{code="not_found"}' in moved
    assert {'forum_page_cache_total{outcome="miss"}', 'forum_page_cache_total{outcome="hit"}'} <= moved
    assert any(name.startswith("forum_database_errors_total") for name in moved)


def test_a_quantile_is_read_between_two_readings():
    inf = float("inf")
    before = [(0.1, 10), (0.5, 10), (inf, 10)]
    assert measures.quantile(before, before, 0.95) is None
    assert measures.quantile(before, [(0.1, 20), (0.5, 20), (inf, 20)], 0.5) == pytest.approx(0.05)
    assert measures.quantile(before, [(0.1, 15), (0.5, 20), (inf, 20)], 0.75) == pytest.approx(0.3)
    assert measures.quantile(before, [(0.1, 10), (0.5, 10), (inf, 20)], 0.95) == 0.5


# ---- /health ----


def test_a_sound_server_is_ready_in_words_of_both_languages_without_cookie_or_cache(client):
    for language, said in (("fr", "La base de données répond"), ("en", "The database answers")):
        answer = client.get("/health", headers={"Accept-Language": language})
        assert answer.status_code == 200
        assert answer.json["ready"] is answer.json["live"] is True
        assert said in answer.json["checks"]["database"]["words"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
    assert client.get("/health/live").json == {"status": "ok"}


@pytest.mark.parametrize(("name", "break_it"), [
    ("database", lambda patch: patch.setattr(watch, "probe_database", lambda: fail(sqlite3.OperationalError("full")))),
    ("schema", lambda patch: patch.setattr(watch, "probe_database", lambda: "0000")),
    ("disk", lambda patch: patch.setattr(watch.shutil, "disk_usage", lambda path: SimpleNamespace(free=5_000_000))),
    ("loop", lambda patch: patch.setattr(watch.Watch, "worst", 1.5, raising=False)),
])
def test_what_is_wrong_makes_the_server_not_ready_and_says_what_to_do(app, client, monkeypatch, name, break_it):
    break_it(monkeypatch)
    answer = client.get("/health")
    assert answer.status_code == 503
    wrong = {check for check, told in answer.json["checks"].items() if not told["ok"]}
    assert wrong == {name}
    assert client.get("/health/live").status_code == 200


def fail(error):
    raise error


def test_a_probe_leaves_nothing_behind(app, client):
    folder = app.extensions["settings"].data
    client.get("/health")
    assert not list(folder.glob(".probe*"))
    assert db.session.scalar(db.text("SELECT count(*) FROM core_mark WHERE name = 'probe'")) == 0


# ---- the log ----


@pytest.fixture
def written(app):
    """Listen to the log as the served process writes it in JSON; gives a function that reads its lines."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines())
    logging.getLogger().addHandler(handler)
    level = logging.getLogger().level
    logging.getLogger().setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)
    logging.getLogger().setLevel(level)


def test_a_request_leaves_a_line_with_its_endpoint_and_a_vote_leaves_none(app, client, written):
    client.get("/fr/connexion/?next=/fr/compte/")
    client.post("/api/v1/polls/inconnu/ballots", json={"secret": "a" * 32, "choice": {"options": ["a"]}})
    (line,) = [line for line in written() if line["logger"] == "forum.request"]
    assert (line["endpoint"], line["method"], line["status"]) == ("accounts.sign_in_page", "GET", 200)
    assert line["ms"] >= 0
    assert len(line["request"]) == 8
    assert "compte" not in json.dumps(line)


def test_an_exception_is_written_by_its_kinds_and_places_without_a_word_it_bore(app, client, written, monkeypatch):
    def burst():
        secret = "feedface"
        try:
            raise KeyError(secret)
        except KeyError as error:
            raise ValueError(f"ana@essai.test {secret}") from error

    monkeypatch.setattr(watch.Watch, "checks", lambda self: burst())
    answer = client.get("/health")
    assert answer.status_code == 500
    (line,) = [line for line in written() if line["level"] == "ERROR"]
    assert [one["kind"] for one in line["error"]] == ["ValueError", "KeyError"]
    assert any("in burst" in place for place in line["error"][0]["at"])
    assert line["request"] == answer.headers["X-Request-Id"]
    assert "feedface" not in json.dumps(written())
    assert "ana@" not in json.dumps(written())


def test_readable_lines_tell_no_more_than_json_does():
    try:
        raise ValueError("feedface")
    except ValueError as error:
        record = logging.LogRecord("forum", logging.ERROR, "", 1, "%s failed", ("a batch",), (ValueError, error, None))
        record.exc_text = "feedface, written by another handler"
    told = logs.Readable().format(record)
    assert "a batch failed" in told
    assert "ValueError" in told
    assert "feedface" not in told

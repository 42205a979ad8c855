"""The operator's page: who sees it, what it says when all is well and when something is not."""

import re
from types import SimpleNamespace

import pytest

from forum.core import measures, watch
from forum.core.database import transaction
from forum.operations import presenters
from forum.operations.backup import STAMP
from forum.plenary import services
from tests.support.rooms import make_day, open_room

PAGE = "/fr/exploitation/"


@pytest.fixture
def sound(app, monkeypatch):
    """Give an installation on which all is well, whatever the machine of the tests is doing."""
    (app.extensions["settings"].data / STAMP).touch()
    watching = watch.of(app)
    monkeypatch.setattr(watching, "_ask_database", lambda: (0.004, watching.head))
    monkeypatch.setattr(watch.shutil, "disk_usage", lambda folder: SimpleNamespace(free=50_000_000_000))
    return watching


def text_of(page):
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", page.get_data(as_text=True)))


def test_administrators_and_those_with_a_role_in_a_live_day_see_it_and_nobody_else(app, cast, client, sign_in):
    room = open_room(cast, make_day(cast))
    assert "/connexion/" in client.get(PAGE).headers["Location"]
    people = {name: sign_in(name) for name in ("admin", "ana", "fred", "paul")}
    statuses = {name: browser.get(PAGE).status_code for name, browser in people.items()}
    assert statuses == {"admin": 200, "ana": 200, "fred": 200, "paul": 403}
    with transaction():
        services.end_room(cast.fred, room.id)
    statuses = {name: browser.get(f"{PAGE}partie/").status_code for name, browser in people.items()}
    assert statuses == {"admin": 200, "ana": 403, "fred": 403, "paul": 403}


def test_all_is_well_is_said_in_words_with_the_live_rooms_and_every_figure(app, cast, sign_in, sound):
    room = open_room(cast, make_day(cast))
    said = text_of(sign_in("admin").get(PAGE))
    assert "Tout va bien" in said
    assert f"{room.code[:3]}&nbsp;{room.code[3:]}" in said
    assert "Journée 2031" in said
    for what in ("sièges", "votes par seconde", "confirmer un vote", "de mémoire prise", "de disque libre",
                 "écrire dans la base de données", "Dernière sauvegarde", "4\xa0ms", "50\xa0Go"):
        assert what in said, what
    assert "All is well" in text_of(sign_in("admin").get("/en/exploitation/"))


def test_each_thing_that_is_wrong_is_said_with_what_to_do(app, sign_in, sound, monkeypatch):
    admin = sign_in("admin")
    (app.extensions["settings"].data / STAMP).unlink()
    said = text_of(admin.get(PAGE))
    assert "Une chose à voir" in said
    assert "lancez «\xa0forum backup\xa0»" in said
    monkeypatch.setattr(watch, "sockets", lambda: {"websocket": 2, "polling": 9})
    monkeypatch.setattr(sound, "_ask_database", lambda: (0.9, sound.head))
    monkeypatch.setattr(presenters, "read_figures", lambda samples: SimpleNamespace(
        rate=12, usual=0.1, slow=0.9, screens=0.8, lag=0.1))
    said = text_of(admin.get(PAGE))
    assert "5 choses à voir" in said
    for what in ("confirmés lentement", "chiffres en retard", "base de données est lente", "bloque les WebSockets"):
        assert what in said, what
    monkeypatch.setattr(sound, "_ask_database", lambda: (None, None))
    assert "ne peut pas être écrite" in text_of(admin.get(PAGE))


def test_rates_and_delays_are_those_of_the_last_minute_drawn_as_lines_and_written_as_tables(
        app, sign_in, sound, monkeypatch):
    admin = sign_in("admin")
    monkeypatch.setattr(measures.votes, "held", [])  # a lot that earlier tests began would end here, with their delays
    sound.look()
    for _ in range(10):
        measures.votes.observe(0.03)
        measures.BROADCAST.observe(0.2)
    sound.look()
    figures = presenters.read_figures(list(sound.samples))
    assert figures.rate == pytest.approx(10 / watch.EVERY_SECONDS)
    assert 0.025 <= figures.usual <= figures.slow <= 0.05
    assert 0.1 <= figures.screens <= 0.2
    page = admin.get(PAGE).get_data(as_text=True)
    assert page.count("<polyline") == page.count("<details") - 1 == 4
    points = re.search(r'points="([^"]+)"', page)[1].split()
    assert all(0 <= float(x) <= 240 and 0 <= float(y) <= 48 for x, y in (point.split(",") for point in points))
    assert "2,0" in page

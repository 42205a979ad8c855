"""The page of a day turns by itself: what leads on it depends on the clock, and no kept page outlives the turn."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest

from forum.core.database import transaction
from forum.core.i18n import TIME_ZONE
from forum.core.web import pages
from forum.deliberation import views
from forum.events import services as events
from forum.registration import presenters as registration_words
from forum.registration import services as registration
from tests.integration import test_followup_topics as topics
from tests.integration.test_followup_topics import SLUG, open_topics
from tests.integration.test_registration import OPEN
from tests.support.rooms import make_day, open_room
from tests.support.sites import LETTERS, opened_app, sign_in_as

DAY = date(2031, 6, 5)
day = topics.day


class Clock:
    """Stand for the clock of the machine."""

    def __init__(self):
        self.set(12)

    def set(self, hour, minute=0, day=DAY):
        self.now = datetime.combine(day, time(hour, minute), TIME_ZONE).astimezone(UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    for module in (pages, views, registration_words):
        monkeypatch.setattr(module, "utc_now", made)
    return made


@pytest.fixture
def coming(cast):
    made = make_day(cast)
    with transaction():
        events.update_event(cast.ana, "journee", {"date": DAY, "place_fr": "Salle commune"})
        events.replace_programme(cast.ana, "journee", [
            {"kind": "session", "title_fr": "Partie", "starts_at": time(9, 0), "ends_at": time(16, 30)}])
    return made


def lead_of(client, slug="journee", language="fr"):
    """Give what leads on the page of a day: (kind, its words)."""
    page = client.get(f"/{language}/journees/{slug}/").get_data(as_text=True)
    found = re.search(r'<div class="turn (\w+)">(.*?)</div>', page, re.DOTALL)
    return found[1], re.sub(r"\s+", " ", re.sub("<[^>]+>", "", found[2]).replace("\u00a0", " ")).strip()


@pytest.fixture
def app(backend, db_url):
    with opened_app(db_url, backend.folder, public_url="http://localhost", **LETTERS) as app:
        yield app


def test_a_kept_page_is_not_given_after_the_turn(app, cast, coming, clock):
    for hour, minute, kind, words in ((8, 59, "before", "À venir · 9 h – 16 h 30"),
                                      (9, 0, "during", "Aujourd’hui · 9 h – 16 h 30"),
                                      (16, 29, "during", "Aujourd’hui"), (16, 30, "after", "La journée a eu lieu")):
        clock.set(hour, minute)
        for _ in range(2):  # the second is the one that was kept
            found = lead_of(app.test_client())
            assert found[0] == kind, (hour, minute)
            assert found[1].startswith(words), (hour, minute)
    cache = app.extensions["pages"]
    assert ("/fr/journees/journee/", ()) in cache.pages  # from now on it turns no more, and is kept for good
    assert cache.pages[("/fr/journees/journee/", ())][4] is None


def test_each_phase_leads_with_what_it_is_about_and_the_way_to_the_rest_is_always_there(app, cast, coming, clock):
    def told():
        page = app.test_client().get("/fr/journees/journee/").get_data(as_text=True)
        parts = page.split('<nav class="day-parts"')[1].split("</nav>")[0]
        return re.findall(r"<li>(.*?)</li>", parts, re.DOTALL)

    clock.set(8)
    assert lead_of(app.test_client())[1] == "À venir · 9 h – 16 h 30"
    assert [("<a" in part) for part in told()] == [True, False, False, False, True, True]
    with transaction():
        registration.set_up(cast.ana, "journee", OPEN, {})
    assert lead_of(app.test_client())[1].endswith("M’inscrire")
    clock.set(9)
    assert "n’est pas ouverte" in lead_of(app.test_client())[1]
    room = open_room(cast, coming)
    assert lead_of(app.test_client())[1].endswith(f"Entrer dans la salle {room.code[:3]} {room.code[3:]}")
    assert [("<a" in part) for part in told()] == [True, True, True, False, True, True]
    clock.set(17)
    assert "Aucun résultat n’est encore publié." in lead_of(app.test_client())[1]
    for who in ("ana", "paul"):
        assert lead_of(sign_in_as(app, who))[0] == "after", who
    assert lead_of(app.test_client(), language="en")[1].startswith("The day took place")


def test_registration_opens_and_closes_by_itself_at_midnight(app, cast, coming, clock):
    opens, closes = DAY - timedelta(days=9), DAY - timedelta(days=2)
    with transaction():
        registration.set_up(cast.ana, "journee", OPEN | {"opens_on": opens, "closes_on": closes}, {})
    for moment, words in (((23, 59, opens - timedelta(days=1)), "pas encore ouvertes"), ((0, 0, opens), "M’inscrire"),
                          ((23, 59, closes), "M’inscrire"), ((0, 0, closes + timedelta(days=1)), "terminées")):
        clock.set(*moment)
        for _ in range(2):
            assert words in lead_of(app.test_client())[1], moment


def test_results_lead_once_they_are_there_and_then_what_follows(app, cast, day):
    assert lead_of(app.test_client(), SLUG) == ("after", "La journée a eu lieu Ce qui a été décidé")
    open_topics(cast.ana, "2007-1G", "2007-2C")
    assert lead_of(app.test_client(), SLUG) == (
        "followup", "La journée a des suites · 2 sujets ouverts Voir les suites")


def test_the_programme_stands_first_until_the_day_is_over(app, cast, days, clock):
    with transaction():
        events.update_event(cast.admin, SLUG, {"date": DAY})
    clock.set(6)
    page = app.test_client().get(f"/fr/journees/{SLUG}/").get_data(as_text=True)
    assert page.index('id="programme"') < page.index('id="decisions"')
    clock.set(23)
    page = app.test_client().get(f"/fr/journees/{SLUG}/").get_data(as_text=True)
    assert page.index('id="programme"') > page.index('id="decisions"')

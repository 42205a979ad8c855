"""A series of days: the same themes in several cities, and what each city retained, side by side."""

import csv
import html
import re
import secrets
import zipfile
from datetime import UTC, date, datetime, time
from io import BytesIO, StringIO

import pytest

from forum.accounts.viewer import ANONYMOUS
from forum.core.database import db, transaction
from forum.core.errors import Forbidden, Missing, Refusal
from forum.core.i18n import TIME_ZONE, in_language
from forum.core.web import pages
from forum.deliberation import services as deliberation
from forum.deliberation.queries import get_event_page, list_pistes
from forum.events import services as events
from forum.events.models import Event, Series
from forum.events.queries import get_event, list_role_holders
from forum.reports.blocks import words_of
from forum.reports.gathering import gather_report
from forum.series import services, views
from forum.series.queries import list_editable
from tests.support.forum import count_queries
from tests.support.rooms import open_room, sit
from tests.support.sites import token_of
from tests.support.world import hold_vote

FIRST = "18-janvier-2007"
PAGE = "/fr/series/deux-villes/"
TITLES = {"slug": "deux-villes", "title_fr": "Une même journée", "title_en": "One same day",
          "introduction_fr": "Les mêmes volets.", "introduction_en": "The same themes."}
WHO = ("visitor", "paul", "mia", "fred", "sol", "ana", "admin")
EDITORS = ("ana", "admin")


def do(service, *args, **more):
    with transaction():
        return service(*args, **more)


def look_again():
    """Forget what the test has read, as a new request does."""
    db.session.rollback()
    db.session.expire_all()


def read(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, path
    return " ".join(html.unescape(answer.get_data(as_text=True)).replace("\u00a0", " ").split())


def cell_of(page, day, theme):
    """Give the words of one city under one theme of the page."""
    section = page.split('class="section series-theme', 1)[1]
    section = next(part for part in section.split('class="section series-theme') if theme in part.split("</h3>")[0])
    found = section.split(f'data-day="{day}"')[1].split("data-day=")[0]
    return " ".join(re.sub("<[^>]+>", " ", found).split())


def add(viewer, number=1, key=None, parts=(), **more):
    """Add a city to the series, from the first day."""
    values = {"city_fr": f"Ville {number}", "slug": f"ville-{number}", "code": f"V{number}"} | more
    return do(services.add_city, viewer, "deux-villes", FIRST, values, key or secrets.token_hex(16), parts)


@pytest.fixture
def series(days, cast):
    """Begin a series with the day of 2007, which ana organises, fred facilitates and mia welcomes people to."""
    with transaction():
        event = get_event(FIRST, ANONYMOUS)
        for viewer, role in ((cast.ana, "organiser"), (cast.fred, "facilitator"), (cast.mia, "desk")):
            events.give_role(event.id, viewer.id, role)
        services.begin_series(cast.ana, FIRST, TITLES)
        events.update_event(cast.ana, FIRST, {"city_fr": "Montréal"})


# ---- what readers see ----


def test_each_city_says_what_it_retained_or_why_there_is_nothing(series, cast, client):
    coming = add(cast.ana, 1, city_fr="Québec", date="2099-05-06")
    held = add(cast.ana, 2, city_fr="Gatineau", date="2010-05-06", parts={"pistes"})
    for day in (coming, held):
        do(events.update_event, cast.ana, day.slug, {"state": "published"})
    page = read(client, PAGE)
    assert "Une même journée" in page
    assert "Les mêmes volets." in page
    first = cell_of(page, FIRST, "Volet 1")
    assert "1G" in first
    assert "priorité décidée sans vote" in first
    assert "1A" not in first, "only what was retained stands there"
    assert "2C" in cell_of(page, FIRST, "Volet 2")
    assert "La journée est à venir." in cell_of(page, coming.slug, "Volet 1")
    assert "Aucune décision n’est publiée." in cell_of(page, held.slug, "Volet 1")
    order = [page.index(f"/fr/journees/{slug}/") for slug in (FIRST, held.slug, coming.slug)]
    assert order == sorted(order)
    english = read(client, "/en/series/deux-villes/")
    assert "The same themes." in english
    assert "The event is still to come." in english


def test_a_day_and_the_list_lead_to_the_series_and_to_the_days_around(series, cast, client):
    last = add(cast.ana, 1, city_fr="Québec", date="2099-05-06")
    do(events.update_event, cast.ana, last.slug, {"state": "published"})
    for path in (f"/fr/journees/{FIRST}/", f"/fr/journees/{last.slug}/", "/fr/journees/"):
        assert 'Fait partie de la série <a href="/fr/series/deux-villes/">Une même journée</a>' in read(client, path)
    after = read(client, f"/fr/journees/{FIRST}/")
    assert f'rel="next" href="/fr/journees/{last.slug}/">Journée suivante : Québec' in after
    assert "Journée précédente" not in after
    assert f'rel="prev" href="/fr/journees/{FIRST}/">Journée précédente : Montréal' in read(
        client, f"/fr/journees/{last.slug}/")
    assert "Fait partie" not in read(client, "/fr/journees/atelier-2-mise-a-l-echelle/")


def test_a_theme_of_another_day_stands_in_the_row_of_its_title(series, cast, client):
    with transaction():
        other = events.create_event(cast.ana, {"slug": "laval", "code": "L", "title_fr": "Laval", "city_fr": "Laval"})
        deliberation.add_theme(cast.ana, other.slug, {"title_fr": "Un tout autre volet"})
        deliberation.add_theme(cast.ana, other.slug, {
            "title_fr": get_event_page(FIRST, cast.ana).themes[0].title_fr})
        events.update_event(cast.ana, other.slug, {"state": "published"})
        services.put_in_series(cast.ana, other.slug, "deux-villes")
    page = read(client, PAGE)
    assert "#theme-2" in page.split(f'data-day="{other.slug}"')[1].split("</h4>")[0]
    assert "Un tout autre volet" in page
    assert "Ce volet n’est pas au programme de cette journée." in cell_of(page, other.slug, "Volet 3")


@pytest.fixture
def clock(monkeypatch):
    """Set the hour in Québec: clock(hour)."""
    def put(hour, day):
        now = datetime.combine(day, time(hour), TIME_ZONE).astimezone(UTC)
        for module in (pages, views):
            monkeypatch.setattr(module, "utc_now", lambda: now)
    return put


def test_a_kept_page_says_today_at_midnight_and_that_it_took_place_the_day_after(series, cast, client, clock):
    day = date(2031, 6, 5)
    add(cast.ana, 1, date=day.isoformat())
    do(events.replace_programme, cast.ana, "ville-1", [])
    do(events.update_event, cast.ana, "ville-1", {"state": "published"})
    for when, hour, word in ((date(2031, 6, 4), 23, "à venir"), (day, 0, "aujourd’hui"), (day, 23, "aujourd’hui"),
                             (date(2031, 6, 6), 0, "a eu lieu")):
        clock(hour, when)
        for _again in range(2):
            eyebrow = read(client, PAGE).split('/fr/journees/ville-1/"')[0].rsplit('<p class="eyebrow">', 1)[1]
            assert f'<span class="tag ">{word}</span>' in eyebrow, (when, hour)


def test_the_page_asks_as_much_of_the_database_at_two_days_as_at_twelve(series, cast, client, app):
    asked = []
    for number in range(1, 12):
        add(cast.ana, number, parts={"findings", "pistes"}, date=f"2010-01-{number:02}")
        do(events.update_event, cast.ana, f"ville-{number}", {"state": "published"})
        if number in (1, 11):
            app.extensions["pages"].clear()
            with count_queries() as statements:
                page = read(client, PAGE)
            assert page.count("data-day=") == 3 * (number + 1)
            asked.append(len(statements))
    assert asked == [9, 9], "series, days, addresses, programmes, themes, decisions, items, figures, rooms open now"


# ---- what is kept of the page, and when it is forgotten ----


def is_kept(app, path=PAGE):
    return app.extensions["pages"].get((path, ())) is not None


def test_a_decision_published_in_one_city_forgets_the_page_and_stands_on_it(series, cast, client, app):
    day = add(cast.ana, 1, parts={"pistes"}, city_fr="Québec", date="2010-05-06")
    with transaction():
        events.update_event(cast.ana, day.slug, {"state": "published"})
        events.give_role(day.id, cast.fred.id, "facilitator")
    assert "Aucune décision n’est publiée." in cell_of(read(client, PAGE), day.slug, "Volet 1")
    assert is_kept(app)
    room = open_room(cast, day)
    seats = [sit(room) for _ in range(6)]
    pistes = list_pistes(ANONYMOUS, event_id=day.id)[:3]
    spec = {"question": "Lesquelles d’abord?", "method": "approve", "maximum": 1, "select": 1, "options": [
        {"id": f"o{place}", "label": piste.title_fr, "subject": f"piste:{piste.code}"}
        for place, piste in enumerate(pistes)]}
    read(client, PAGE)
    hold_vote(cast.fred, room.id, spec, seats, [{"options": ["o1"]}] * 6)
    assert not is_kept(app)
    cell = cell_of(read(client, PAGE), day.slug, "Volet 1")
    assert "1B" in cell
    assert "retenue par un vote indicatif" in cell
    assert "1A" not in cell


@pytest.mark.parametrize("act", ["publish", "rename", "take_out", "put_in", "retitle"])
def test_each_change_forgets_the_page_and_those_of_its_days(series, cast, client, app, act):
    draft = add(cast.ana, 1, city_fr="Québec", date="2099-05-06")
    with transaction():
        other = events.create_event(cast.ana, {"slug": "laval", "code": "L", "title_fr": "Laval"})
        events.update_event(cast.ana, other.slug, {"state": "published"})
    kept = (PAGE, f"/fr/journees/{FIRST}/")
    for path in kept:
        read(client, path)
        assert is_kept(app, path)
    do(*{"publish": (events.update_event, cast.ana, draft.slug, {"state": "published"}),
         "rename": (events.update_event, cast.ana, draft.slug, {"city_fr": "Lévis"}),
         "take_out": (services.take_out, cast.ana, draft.slug),
         "put_in": (services.put_in_series, cast.ana, other.slug, "deux-villes"),
         "retitle": (services.update_series, cast.ana, "deux-villes", {"title_fr": "Un autre titre"})}[act])
    for path in kept:
        assert not is_kept(app, path), path


def test_a_day_of_no_series_leaves_the_page_kept(series, cast, client, app):
    read(client, PAGE)
    do(events.update_event, cast.admin, "atelier-2-mise-a-l-echelle", {"summary_fr": "Autre chose."})
    assert is_kept(app)


# ---- drafts ----


@pytest.mark.parametrize("who", WHO)
def test_a_draft_is_on_the_page_only_of_those_who_may_see_it(series, cast, client, sign_in, who):
    day = add(cast.ana, 1, city_fr="Ville secrète", date="2099-05-06")
    do(events.give_role, day.id, cast.fred.id, "facilitator")
    browser = client if who == "visitor" else sign_in(who)
    for path in (PAGE, f"/fr/journees/{FIRST}/"):
        assert ("Ville secrète" in read(browser, path)) == (who in ("fred", *EDITORS)), path


@pytest.mark.parametrize("who", WHO)
def test_a_series_of_drafts_alone_does_not_exist_for_others(series, cast, client, sign_in, who):
    do(events.update_event, cast.ana, FIRST, {"state": "draft"})
    browser = client if who == "visitor" else sign_in(who)
    assert browser.get(PAGE).status_code == (200 if who in ("mia", "fred", *EDITORS) else 404)


# ---- who may ----


@pytest.mark.parametrize("who", WHO)
def test_only_who_organises_one_of_its_days_or_administers_changes_a_series(series, client, sign_in, who):
    browser = client if who == "visitor" else sign_in(who)
    expected = 200 if who in EDITORS else 403
    for path in (f"{PAGE}modifier/", f"{PAGE}ajouter/", f"/fr/journees/{FIRST}/modifier/serie/"):
        assert browser.get(path).status_code == expected, path
    assert ("Ajouter une ville" in read(browser, PAGE)) == (who in EDITORS)


@pytest.mark.parametrize("who", [name for name in WHO if name not in EDITORS])
def test_an_act_sent_without_the_page_is_refused_and_changes_nothing(series, cast, who):
    viewer = ANONYMOUS if who == "visitor" else getattr(cast, who)
    for act in ((services.update_series, "deux-villes", {"title_fr": "Pris"}), (services.take_out, FIRST),
                (services.add_city, "deux-villes", FIRST, {"city_fr": "Pris"}, "0" * 32),
                (services.begin_series, "atelier-2-mise-a-l-echelle", {**TITLES, "slug": "pris"})):
        with pytest.raises(Forbidden):
            do(act[0], viewer, *act[1:])
    assert [(row.slug, row.title_fr) for row in db.session.query(Series)] == [("deux-villes", "Une même journée")]
    assert db.session.query(Event).count() == 2


def test_a_day_goes_only_into_a_series_that_its_organiser_may_change(series, cast):
    with transaction():
        event = get_event("atelier-2-mise-a-l-echelle", ANONYMOUS)
        events.give_role(event.id, cast.sol.id, "organiser")
    for wanted in ("deux-villes", "aucune"):
        with pytest.raises(Refusal) as raised:
            do(services.put_in_series, cast.sol, event.slug, wanted)
        assert raised.value.fields.keys() == {"series"}
    assert list_editable(cast.sol) == []
    do(services.put_in_series, cast.admin, event.slug, "deux-villes")
    assert [row.slug for row in list_editable(cast.sol)] == ["deux-villes"]
    with pytest.raises(Refusal):  # the other day of the series is not hers to copy
        do(services.add_city, cast.sol, "deux-villes", FIRST, {"city_fr": "Laval"}, secrets.token_hex(16))


# ---- a city is added ----


def test_a_city_has_the_frame_of_the_other_and_nothing_that_was_said_there(series, cast):
    with transaction():
        events.replace_programme(cast.ana, FIRST, [{"kind": "session", "title_fr": "Accueil", "room_fr": "A-1",
                                                    "speakers_fr": "Ana"}])
        theme = get_event_page(FIRST, cast.ana).themes[0].id
        deliberation.update_theme(cast.ana, theme, {"questions_fr": "Que faire?"})
    made = add(cast.ana, 1, city_fr="Québec", city_en="Quebec City", place_fr="Cégep Limoilou", date="2031-05-06")
    copy, first = get_event_page(made.slug, cast.ana), get_event_page(FIRST, cast.ana)
    event = copy.event
    assert (event.state, event.title_fr, event.title_en) == ("draft", first.event.title_fr, first.event.title_en)
    assert (event.city_en, event.place_fr, event.place_en, event.date) == (
        "Quebec City", "Cégep Limoilou", None, date(2031, 5, 6))
    assert event.series.slug == "deux-villes"
    assert [(row.title_fr, row.speakers_fr, row.room_fr) for row in event.programme] == [("Accueil", "Ana", None)]
    assert [(row.number, row.title_fr) for row in copy.themes] == [(row.number, row.title_fr) for row in first.themes]
    assert copy.themes[0].questions_fr == "Que faire?"
    assert [row.key for row in event.sectors] == [row.key for row in first.event.sectors]
    said = [*(row for theme in copy.themes for row in (*theme.findings, *theme.pistes)), *copy.recommendations,
            *copy.decisions, *copy.discussions, *event.organisations]
    assert said == []
    assert [(role, name) for role, _account, name in list_role_holders(event.id)] == [("organiser", "Ana Organise")]


def test_findings_and_pistes_are_copied_when_ticked_each_by_itself(series, cast):
    for number, parts, counts in ((1, {"findings"}, (14, 0)), (2, {"pistes"}, (0, 17)),
                                  (3, {"findings", "pistes", "recommendations"}, (14, 17))):
        copy = get_event_page(add(cast.ana, number, parts=parts).slug, cast.ana)
        assert (sum(len(row.findings) for row in copy.themes), sum(len(row.pistes) for row in copy.themes)) == counts
        assert copy.recommendations == []


def test_a_form_sent_twice_makes_one_city(series, cast):
    key = secrets.token_hex(16)
    first, again = (add(cast.ana, 1, key=key) for _ in range(2))
    assert first.id == again.id
    assert db.session.query(Event).filter(Event.series_id.is_not(None)).count() == 2
    assert add(cast.ana, 2).id != first.id
    with pytest.raises(Refusal):
        add(cast.ana, 3, key="pas-une-cle")


def test_a_city_must_be_named_and_its_source_be_of_the_series(series, cast):
    for source, city, field in ((FIRST, " ", "city_fr"), ("atelier-2-mise-a-l-echelle", "Laval", "source")):
        with pytest.raises(Refusal) as raised:
            do(services.add_city, cast.admin, "deux-villes", source, {"city_fr": city, "slug": "x", "code": "X"},
               secrets.token_hex(16))
        assert raised.value.fields.keys() == {field}


# ---- the doors ----


def send(browser, path, **values):
    return browser.post(path, data={"csrf_token": token_of(browser, path), **values})


def test_an_organiser_begins_a_series_adds_a_city_and_takes_a_day_out_by_plain_forms(days, cast, sign_in):
    do(events.give_role, get_event(FIRST, ANONYMOUS).id, cast.ana.id, "organiser")
    ana, tab = sign_in("ana"), f"/fr/journees/{FIRST}/modifier/serie/"
    sent = send(ana, tab, do="new", title_fr="")
    assert (sent.status_code, db.session.query(Series).count()) == (422, 0)
    assert send(ana, tab, do="new", title_fr="Deux villes", title_en="Two cities").status_code == 302
    assert "/fr/series/deux-villes/" in read(ana, tab)
    assert send(ana, PAGE + "ajouter/", source=FIRST, city_fr="").status_code == 422
    key = secrets.token_hex(16)
    for _again in range(2):
        sent = send(ana, PAGE + "ajouter/", source=FIRST, city_fr="Québec", place_fr="Salle", date="2031-05-06",
                    pistes="y", submit_key=key)
        assert sent.status_code == 302, html.unescape(sent.get_data(as_text=True))
    look_again()
    made = db.session.query(Event).filter_by(city_fr="Québec").one()
    assert made.slug.endswith("-quebec")
    assert sent.headers["Location"].endswith(f"/fr/journees/{made.slug}/modifier/")
    assert send(ana, PAGE + "modifier/", title_fr="Trois villes", slug="trois-villes").status_code == 302
    assert ana.get(PAGE).status_code == 404
    for slug, left in ((made.slug, 1), (FIRST, 0)):
        tab = f"/fr/journees/{slug}/modifier/serie/"
        assert ("la série disparaît" in read(ana, tab)) == (not left)
        ana.post(f"{tab}retirer/", data={"csrf_token": token_of(ana, tab)})
        look_again()
        assert db.session.query(Series).count() == left
    assert "Commencer une série" in read(ana, tab)


def test_a_day_is_put_in_a_series_by_its_form_and_a_second_series_is_refused(series, cast, sign_in):
    with transaction():
        other = events.create_event(cast.ana, {"slug": "laval", "code": "L", "title_fr": "Laval"})
        services.begin_series(cast.ana, other.slug, {**TITLES, "slug": "autre"})
        third = events.create_event(cast.ana, {"slug": "gatineau", "code": "G", "title_fr": "Gatineau"})
    ana, tab = sign_in("ana"), f"/fr/journees/{third.slug}/modifier/serie/"
    assert send(ana, tab, do="join", series="inventee").status_code == 422
    for _again in range(2):
        assert send(ana, tab, do="join", series="autre").status_code == 302
    late = send(ana, tab, do="join", series="deux-villes")
    assert late.status_code == 422
    look_again()
    assert db.session.get(Event, third.id).series.slug == "autre"


# ---- what else tells it ----


def test_the_report_and_the_open_data_name_the_series(series, cast, client):
    for language, said in (("fr", "Journée de la série «\u00a0Une même journée\u00a0»."),
                           ("en", "Event of the series “One same day”.")):
        with in_language(language):
            assert said in words_of(gather_report(FIRST, cast.ana))
            assert said not in words_of(gather_report("atelier-2-mise-a-l-echelle", cast.admin))
    rows = []
    for slug in (FIRST, "atelier-2-mise-a-l-echelle"):
        with zipfile.ZipFile(BytesIO(client.get(f"/fr/journees/{slug}/donnees.zip").data)) as archive:
            rows += csv.DictReader(StringIO(archive.read("tables/event.csv").decode("utf-8-sig")))
    names = ("city_fr", "series_slug", "series_title_fr", "series_title_en")
    assert [[row[name] for name in names] for row in rows] == [
        ["Montréal", "deux-villes", "Une même journée", "One same day"], ["", "", "", ""]]


def test_what_does_not_exist_is_missing(series, cast):
    for act in ((services.update_series, "aucune", {}), (services.take_out, "aucune"),
                (services.put_in_series, "aucune", "deux-villes")):
        with pytest.raises(Missing):
            do(act[0], cast.ana, *act[1:])

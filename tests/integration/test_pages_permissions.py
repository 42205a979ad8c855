"""Who may read and change a day on screen: guest, participant, organiser of another day or of it, administrator."""

import re

import pytest

from forum.accounts.queries import find_account, find_viewer
from forum.core.database import db, transaction
from forum.core.web.limits import limiter
from forum.deliberation import services as deliberation
from forum.deliberation.models import Piste
from forum.events import services as events
from forum.events.models import Event
from tests.support.cast import PEOPLE
from tests.support.sites import opened_app, sign_in_as, token_in

# mia takes part, paul organises another day, fred facilitates this one, ana organises it
WHO = ("visitor", "mia", "paul", "fred", "ana", "admin")
EDITORS = {"ana", "admin"}
CREATORS = {"paul", "ana", "admin"}
READERS_OF_DRAFT = {"fred", "ana", "admin"}
EDITING = ("modifier/", "modifier/organismes/", "modifier/milieux/", "modifier/programme/", "modifier/programme/1/",
           "modifier/roles/", "modifier/volets/", "modifier/volets/1/", "modifier/volets/1/pistes/",
           "modifier/volets/1/pistes/A/", "modifier/volets/1/constats/", "modifier/volets/1/pistes/coller/",
           "modifier/recommandations/", "modifier/recommandations/1/", "modifier/recommandations/1/libelle/",
           "dupliquer/")
ACTS = ("modifier/etat/", "modifier/programme/1/retirer/", "modifier/volets/1/retirer/",
        "modifier/volets/1/pistes/A/retirer/", "modifier/volets/1/pistes/A/descendre/",
        "modifier/recommandations/1/retirer/")


def viewer(name):
    return find_viewer(find_account(PEOPLE[name][0]).id)


def make_day(name, state):
    """Make a day with one of each thing; ana organises it and fred facilitates."""
    admin = viewer("admin")
    with transaction():
        event = events.create_event(admin, {"title_fr": f"Journée {name}", "slug": name, "code": name})
        for person, role in (("ana", "organiser"), ("fred", "facilitator")):
            events.give_role(event.id, viewer(person).id, role)
        events.replace_programme(admin, name, [{"kind": "session", "title_fr": "Partie"}])
        theme = deliberation.add_theme(admin, name, {"title_fr": "Volet"})
        deliberation.add_piste(admin, theme.id, {"title_fr": "Piste"})
        deliberation.add_finding(admin, theme.id, {"text_fr": "Constat"})
        deliberation.add_recommendation(admin, name, {"number": "1", "title_fr": "Titre", "text_fr": "Texte"})
        events.update_event(admin, name, {"state": state})


@pytest.fixture(scope="module")
def people(backend):
    """Give a browser for each of them, on a site with a published day, a draft, and a day that paul organises."""
    with opened_app(backend.fresh_url("permissions"), backend.folder) as app:
        make_day("publiee", "published")
        make_day("brouillon", "draft")
        with transaction():
            other = events.create_event(viewer("admin"), {"title_fr": "Autre", "slug": "autre", "code": "autre"})
            events.give_role(other.id, viewer("paul").id, "organiser")
        browsers = {}
        for name in WHO:
            limiter.reset()
            browsers[name] = app.test_client() if name == "visitor" else sign_in_as(app, name)
        yield browsers


@pytest.fixture(autouse=True)
def patient(people):
    limiter.reset()


@pytest.mark.parametrize("who", WHO)
def test_only_the_organiser_and_the_administrator_see_the_editing_screens(people, who):
    for part in EDITING:
        answer = people[who].get(f"/fr/journees/publiee/{part}")
        assert answer.status_code == (200 if who in EDITORS else 403), part
        if who not in EDITORS:
            text = answer.get_data(as_text=True)
            assert "Connectez-vous pour modifier" in text or "Seules les personnes qui organisent" in text, part


@pytest.mark.parametrize("who", WHO)
def test_a_draft_does_not_exist_for_whoever_has_no_role_in_it(people, who):
    for path in ("", *EDITING):
        expected = 200 if who in EDITORS else 403 if who in READERS_OF_DRAFT else 404
        if not path and who in READERS_OF_DRAFT:
            expected = 200
        assert people[who].get(f"/fr/journees/brouillon/{path}").status_code == expected, path


@pytest.mark.parametrize("who", WHO)
def test_what_a_draft_holds_is_hidden_with_it(people, who):
    for path in ("pistes/brouillon-1A/", "constats/brouillon-1A/", "recommandations/brouillon-1/"):
        assert people[who].get(f"/fr/{path}").status_code == (200 if who in READERS_OF_DRAFT else 404), path
    for listing in ("/fr/journees/", "/fr/recommandations/"):
        page = people[who].get(listing).get_data(as_text=True)
        assert ("/fr/journees/brouillon/" in page) == (who in READERS_OF_DRAFT), listing


@pytest.mark.parametrize("who", WHO)
def test_only_who_organises_a_day_or_administers_creates_one(people, who):
    answer = people[who].get("/fr/journees/nouvelle/")
    assert answer.status_code == (200 if who in CREATORS else 403)
    button = "/fr/journees/nouvelle/" in people[who].get("/fr/journees/").get_data(as_text=True)
    assert button == (who in CREATORS)


@pytest.mark.parametrize("who", [name for name in WHO if name not in EDITORS])
@pytest.mark.parametrize(("day", "refused"), [("publiee", 403), ("brouillon", 404)])
def test_an_act_sent_without_the_page_is_refused_and_changes_nothing(people, who, day, refused):
    token = token_in(people[who].get("/fr/compte/" if who != "visitor" else "/fr/connexion/").get_data(as_text=True))
    expected = 403 if refused == 404 and who == "fred" else refused
    for act in (*EDITING, *ACTS):
        limiter.reset()
        answer = people[who].post(f"/fr/journees/{day}/{act}", data={
            "csrf_token": token, "title_fr": "Pris", "text_fr": "Pris", "state": "draft", "number": "9",
            "pasted": "Pris", "do": "add", "email": PEOPLE["mia"][0], "role": "organiser", "kind": "session",
            "organisers": "Pris"})
        assert answer.status_code == expected, act
        db.session.rollback()
        assert db.session.query(Piste).count() == 2, act
        titles = {row.title_fr for row in db.session.query(Event)}
        assert titles == {"Journée publiee", "Journée brouillon", "Autre"}, act


@pytest.mark.parametrize("who", WHO)
def test_the_page_of_a_day_offers_editing_only_to_those_who_may(people, who):
    page = people[who].get("/fr/journees/publiee/").get_data(as_text=True)
    assert ("/fr/journees/publiee/modifier/" in page) == (who in EDITORS)
    assert ("/fr/journees/publiee/salles/" in page) == (who in READERS_OF_DRAFT)


def test_what_a_visitor_reads_is_the_same_page_for_all_visitors(people):
    first, again = (people["visitor"].get("/fr/journees/publiee/") for _ in range(2))
    assert first.data == again.data
    assert not re.search(r"csrf_token|Set-Cookie", first.get_data(as_text=True) + str(first.headers))

"""Registration for a day: places, the waiting list, invitations, letters, what is private, what is erased."""

import email
from datetime import date, datetime, time, timedelta
from email.policy import default

import pytest
from icalendar import Calendar
from sqlalchemy import select

from forum.core.database import db, transaction
from forum.core.errors import Forbidden, Refusal
from forum.core.i18n import speaking
from forum.events import services as events
from forum.notifications import post
from forum.notifications import services as outbox
from forum.notifications.models import Letter
from forum.plenary.entry.models import Participant, Pass
from forum.registration import services
from forum.registration.keys import key_of
from forum.registration.models import Registration
from forum.registration.rules import MOST_REMINDED
from tests.support.forum import csrf_of
from tests.support.rooms import make_day
from tests.support.sites import LETTERS, opened_app, sign_in_as

BASE = "https://concert.exemple.test"
DAY = date(2031, 6, 5)
ERASE = date(2031, 9, 1)
OPEN = {"mode": "public", "officer_name": "Personne inventée", "officer_email": "loi25@exemple.org", "erase_on": ERASE}
PRIVATE = {"access_needs": "Rampe-secrète", "meal": "Arachide-secrète"}


class Kept:
    """Keep the letters that leave."""

    def __init__(self):
        self.arrived = []

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        pass

    def send(self, message):
        self.arrived.append(email.message_from_bytes(message.as_bytes(), policy=default))


@pytest.fixture
def app(backend, db_url):
    with opened_app(db_url, backend.folder, public_url=BASE, **LETTERS) as app:
        yield app


@pytest.fixture
def day(cast):
    made = make_day(cast)
    with transaction():
        events.update_event(cast.ana, "journee", {"date": DAY, "place_fr": "Salle commune"})
        events.replace_programme(cast.ana, "journee", [
            {"kind": "session", "title_fr": "Partie", "starts_at": time(9, 0), "ends_at": time(16, 30)}])
    return made


@pytest.fixture
def box(monkeypatch):
    kept = Kept()
    monkeypatch.setattr(post, "way_out", lambda settings: kept)
    return kept


def set_up(cast, quotas=None, **more):
    with transaction():
        services.set_up(cast.ana, "journee", OPEN | more, quotas or {})


def register(day, who, **more):
    with transaction():
        return services.register(day.id, {"name": who, "email": f"{who}@exemple.org", "sector": "community"} | more)


def find(name):
    db.session.rollback()
    return db.session.scalar(select(Registration).where(Registration.email == f"{name}@exemple.org"))


def cancel(name):
    with transaction():
        services.cancel(find(name))


def states():
    db.session.rollback()
    return {row.email.partition("@")[0]: row.state for row in db.session.query(Registration)}


def sent(box):
    box.arrived.clear()
    post.send_due()
    return {letter["To"].partition("@")[0]: letter for letter in box.arrived}


def calendar_of(letter):
    part, = [part for part in letter.walk() if part.get_content_type() == "text/calendar"]
    entry, = Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
    return part.get_param("method"), entry


def test_places_go_first_come_first_served_and_a_cancellation_promotes_the_first_who_fits_once(app, cast, day, box):
    set_up(cast, {"university": 1}, places=2)
    assert register(day, "a") == "registered"
    assert register(day, "b", sector="university") == "registered"
    assert register(day, "c", sector="university") == "waiting"
    assert register(day, "d") == "waiting"
    assert {name: letter["Subject"].partition("\u00a0")[0] for name, letter in sent(box).items()} == {
        "a": "Inscription confirmée", "b": "Inscription confirmée", "c": "Liste d’attente", "d": "Liste d’attente"}
    for _ in range(2):
        cancel("a")  # c was first, but its sector is full
        assert states() == {"a": "cancelled", "b": "registered", "c": "waiting", "d": "registered"}
    letters = sent(box)
    assert {name: letter["Subject"].partition("\u00a0")[0] for name, letter in letters.items()} == {
        "a": "Inscription annulée", "d": "Une place est à vous"}
    set_up(cast, {"university": 2}, places=3)
    assert states()["c"] == "registered"
    assert list(sent(box)) == ["c"]
    with pytest.raises(Refusal), transaction():
        services.change(find("d"), {"name": "d", "sector": "university"})  # full: the place in hand stays
    assert find("d").sector == "community"


def test_who_is_registered_is_on_the_list_of_the_desk_once_until_they_cancel(app, cast, day):
    set_up(cast, places=2)
    register(day, "a", name="Marie Roy")
    register(day, "b", name="Marie Roy")
    register(day, "c", name="Marie Roy")
    names = lambda: sorted(db.session.scalars(select(Participant.name)))  # noqa: E731
    assert names() == ["Marie Roy", "Marie Roy (2)"]
    with transaction():
        services.change(find("a"), {"name": "Marie Roy", "organisation": "Coop", "sector": "community"})
    assert db.session.query(Participant).count() == 2
    cancel("a")
    assert db.session.query(Participant).count() == db.session.query(Pass).count() == 2
    linked = set(db.session.scalars(select(Participant.registration_id)))
    assert linked == {find("b").id, find("c").id}


def test_sending_again_shows_the_same_page_and_a_letter_says_what_is_the_case(app, cast, day, box):
    set_up(cast)
    client, page = app.test_client(), "/fr/journees/journee/inscription/"
    form = {"csrf_token": csrf_of(client, page), "name": "Lise", "email": "Lise@exemple.org", "sector": "community",
            "capacity": "personal", "language": "en", **PRIVATE}
    answers = [client.post(page, data=form | {"name": name}) for name in ("Lise", *["Autre"] * (MOST_REMINDED + 2))]
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {
        (303, f"{page}?fait=inscription")}
    row = find("Lise")
    assert (row.name, row.may_contact, row.revision) == ("Lise", False, 1)
    post.send_due()
    subjects = [letter["Subject"] for letter in box.arrived]
    assert subjects == ["Registration confirmed: Day 2031"] * (1 + MOST_REMINDED)
    assert "already known" in box.arrived[1].get_body(("plain",)).get_content()
    link = f"/en/inscription/{key_of(find('Lise').nonce)}/"
    assert f"{BASE}{link}" in box.arrived[0].get_body(("plain",)).get_content()
    assert "Arachide" not in "".join(letter.as_string() for letter in box.arrived)
    mine = client.get(link).get_data(as_text=True)
    assert "A place is in your name." in mine
    assert "Arachide-secrète" in mine
    token = csrf_of(client, link)
    assert client.post(f"{link}annuler/", data={"csrf_token": token}).status_code == 303
    assert client.post(link, data=form | {"csrf_token": token}).status_code == 303  # and again registered
    assert (find("Lise").state, find("Lise").revision) == ("registered", 3)
    assert client.get("/fr/inscription/AAAAAAAAAAAAAAAAAAAAAA/").status_code == 404


def test_the_calendar_file_keeps_its_name_grows_and_is_cancelled(app, cast, day, box):
    set_up(cast)
    register(day, "a", language="fr")
    method, first = calendar_of(sent(box)["a"])
    assert (method, first["SEQUENCE"]) == ("PUBLISH", 1)
    start, end = first["DTSTART"], first["DTEND"]
    assert start.params["TZID"] == end.params["TZID"] == "America/Toronto"
    assert (start.dt.replace(tzinfo=None), end.dt.replace(tzinfo=None)) == (
        datetime.combine(DAY, time(9)), datetime.combine(DAY, time(16, 30)))
    assert start.dt.utcoffset() == timedelta(hours=-4)
    cancel("a")
    method, last = calendar_of(sent(box)["a"])
    assert (method, last["STATUS"], last["UID"]) == ("CANCEL", "CANCELLED", first["UID"])
    assert last["SEQUENCE"] > first["SEQUENCE"]
    register(day, "b")
    cancel("b")  # before any letter left: only what is the case is told
    assert sent(box)["b"]["Subject"].startswith("Inscription annulée")
    assert len(box.arrived) == 1
    assert db.session.query(Letter).filter(Letter.sent_on.is_(None)).count() == 0


def test_closed_not_yet_over_and_by_invitation(app, cast, day, box):
    today = services.today_of()
    client, page = app.test_client(), "/fr/journees/journee/inscription/"
    for more in ({"mode": "closed"}, {"opens_on": today + timedelta(days=1)}, {"closes_on": today - timedelta(days=1)},
                 {"mode": "invited"}):
        set_up(cast, **more)
        assert "<form class=\"form\"" not in client.get(page).get_data(as_text=True), more
        with pytest.raises(Forbidden):
            register(day, "a")
    for _ in range(2):
        with transaction():
            services.invite(cast.ana, "journee", "a@exemple.org\n\nb@exemple.org\nA@exemple.org", "fr")
    assert states() == {"a": "invited", "b": "invited"}
    assert {letter["Subject"] for letter in sent(box).values()} == {"Invitation\u00a0: Journée 2031"}
    assert len(box.arrived) == 2
    link = f"/fr/inscription/{key_of(find('a').nonce)}/"
    token = csrf_of(client, link)
    said = client.post(link, data={"csrf_token": token, "name": "Ana", "sector": "community"})
    assert (said.status_code, find("a").state) == (303, "registered")
    with pytest.raises(Forbidden), transaction():
        services.invite(cast.fred, "journee", "c@exemple.org", "fr")
    for slug, who in (("modifier/inscriptions/", "fred"), ("modifier/inscriptions/lettres/", "fred")):
        assert sign_in_as(app, who).get(f"/fr/journees/journee/{slug}").status_code == 403


def test_what_is_typed_wrong_is_said_in_both_languages_and_nothing_opens_without_an_officer(app, cast, day):
    for bad in ({"officer_name": ""}, {"officer_email": "x"}, {"erase_on": None}, {"erase_on": DAY}, {"places": -1},
                {"mode": "x"}, {"opens_on": DAY, "closes_on": DAY - timedelta(days=1)}):
        with pytest.raises(Refusal) as refused:
            set_up(cast, **bad)
        assert set(bad) & set(refused.value.fields), bad
    set_up(cast)
    for bad in ({"name": " "}, {"name": "x" * 81}, {"email": "x"}, {"email": "a@b\r\nBcc: c@exemple.org"},
                {"email": "é@exemple.org"}, {"sector": "x"}, {"sector": ""}, {"capacity": "x"}, {"language": "de"},
                {"meal": "x" * 501}):
        with pytest.raises(Refusal) as refused:
            register(day, "a", **bad)
        said = refused.value.fields[next(iter(bad))]
        french = str(said)
        with speaking("en"):
            assert str(said) != french, bad
    assert states() == {}


def test_on_the_date_what_leads_to_a_person_and_what_was_private_is_erased(app, cast, day):
    set_up(cast, places=1)
    register(day, "a", may_contact=True, **PRIVATE)
    register(day, "b", **PRIVATE)
    with transaction():
        services.invite(cast.ana, "journee", "c@exemple.org", "fr")
    link = f"/fr/inscription/{key_of(find('a').nonce)}/"
    with transaction():
        assert outbox.forget_expired(ERASE - timedelta(days=1)) == 0
    for expected in (3, 0):
        with transaction():
            assert outbox.forget_expired(ERASE) == expected
    row, = db.session.query(Registration)
    assert (row.name, row.sector, row.state) == ("a", "community", "registered")
    for name in ("email", "email_key", "access_needs", "meal", "nonce", "key_hash"):
        assert getattr(row, name) is None, name
    assert not row.may_contact
    assert db.session.query(Letter).count() == 0
    assert app.test_client().get(link).status_code == 404


def test_the_page_says_who_answers_and_until_when_and_private_answers_are_on_nobody_else_s_page(app, cast, day, caplog):
    set_up(cast)
    register(day, "a", **PRIVATE)
    for path, words in (("fr", ("Personne inventée", "1ᵉʳ\u00a0septembre\u00a02031", "Besoins d’accès")),
                        ("en", ("loi25@exemple.org", "September 1, 2031", "Access needs"))):
        for page in ("inscription/", "renseignements/"):
            text = app.test_client().get(f"/{path}/journees/journee/{page}").get_data(as_text=True)
            for word in words:
                assert word in text, (path, page, word)
    looked = [("visitor", "/fr/journees/journee/inscription/"), ("visitor", "/fr/journees/journee/"),
              ("fred", "/fr/journees/journee/accueil/"), ("ana", "/fr/journees/journee/modifier/inscriptions/")]
    for who, path in looked:
        client = app.test_client() if who == "visitor" else sign_in_as(app, who)
        assert "secrète" not in client.get(path).get_data(as_text=True), path
    assert "secrète" not in caplog.text

"""Those who asked are told what follows a day: one letter a person, by a real mail server, and out in one click."""

from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select, update

from forum.core.database import db, transaction, utc_now
from forum.core.errors import Forbidden, Refusal
from forum.followup import presenters, queries, rules, seeding, services
from forum.followup.models import Mailing
from forum.jobs import working
from forum.jobs.models import Job
from forum.notifications.models import Letter, Subscription
from forum.registration import services as registration
from forum.registration.models import Registration
from tests.integration import test_letters as letters
from tests.integration import test_registration_races as races
from tests.integration.test_followup_topics import PREPARE, SLUG, day, open_topics
from tests.integration.test_registration import OPEN
from tests.support.forum import csrf_of
from tests.support.sites import sign_in_as

app, server, send = letters.app, letters.server, letters.send
race, day = races.race, day
HOUR = rules.BETWEEN_LETTERS


@pytest.fixture
def people(cast, day):
    """Let four register, of whom one does not want letters and one cancels."""
    with transaction():
        registration.set_up(cast.ana, SLUG, OPEN | {"erase_on": utc_now().date() + timedelta(days=90)}, {})
    for name, language, consent in (("lise", "en", True), ("noe", "fr", True), ("non", "fr", False),
                                    ("parti", "fr", True)):
        with transaction():
            registration.register(day.id, {"name": name, "email": f"{name}@exemple.org", "sector": "community",
                                           "language": language, "may_contact": consent})
    with transaction():
        registration.cancel(db.session.scalar(select(Registration).where(Registration.email == "parti@exemple.org")))


def seal(slug, untold):
    words = presenters.sample_letters(untold[0].piste.theme.event, [row.piste for row in untold])
    return seeding.seal_of((), words.values())


def tell(viewer, now=None):
    """Send what was read to those who asked; gives how many letters."""
    event_id = db.session.scalar(select(queries.Opening.event_id))
    untold = [row for row in queries.list_openings(event_id) if row.mailing_id is None]
    mark = seal(SLUG, untold) if untold else ""
    with transaction():
        return services.send_letters(viewer, SLUG, mark, lambda rows: seal(SLUG, rows), "/", now).params["letters"]


def by_address(arrived):
    return {str(message["To"]).casefold(): message for message in arrived}


def test_one_letter_a_person_whatever_the_lists_and_the_number_of_pistes(app, cast, day, people, server):
    letters.follow("Lise@Exemple.org", day, is_whole_day=True)  # the same person as one who registered
    letters.follow("suit@exemple.org", day, is_whole_day=True, language="en")
    letters.follow("attend@exemple.org", day, confirmed=False, is_whole_day=True)
    send(server)
    open_topics(cast.ana, "2007-1G")
    open_topics(cast.ana, "2007-2C", "2007-3D")
    assert send(server) == []  # opening writes to nobody
    assert tell(cast.ana) == 3
    arrived = list(send(server))
    assert sorted(by_address(arrived)) == ["lise@exemple.org", "noe@exemple.org", "suit@exemple.org"]
    assert send(server) == []
    mine = by_address(arrived)["noe@exemple.org"]
    assert "3 sujets ouverts" in mine["Subject"]
    text = mine.get_body(("plain",)).get_content()
    for code in ("1G", "2C", "3D"):
        assert f"{letters.BASE}/fr/journees/{SLUG}/suites/#piste-2007-{code}" in text
    assert "en vous inscrivant" in text
    assert "loi25@exemple.org" in text
    theirs = by_address(arrived)["suit@exemple.org"]
    assert "3 topics opened" in theirs["Subject"]
    page = theirs.get_body(("html",)).get_content()
    assert unescape(page).count("#piste-2007-") == 3
    for other in ("lise", "noe", "suit"):
        assert sum(f"{other}@" in str(message).casefold() for message in arrived) == 1  # nobody sees another's address


def test_what_left_is_what_was_read(app, cast, day, people, server):
    send(server)
    open_topics(cast.ana, "2007-2C")
    ana = sign_in_as(app, "ana")
    page = unescape(ana.get(PREPARE).get_data(as_text=True))
    assert "2 personnes à qui écrire" in page
    assert "exemple.org" not in page.replace("loi25@exemple.org", "")
    form = {"csrf_token": csrf_of(ana, PREPARE), "seal": page.split('name="seal" value="')[1].split('"')[0]}
    assert ana.post(f"{PREPARE}envoyer/", data=form | {"seal": "autre"}).status_code == 422
    assert send(server) == []
    assert ana.post(f"{PREPARE}envoyer/", data=form).status_code == 303
    arrived = by_address(send(server))
    words = presenters.sample_letters(day, [queries.list_openings(day.id)[0].piste])
    for address, language in (("noe@exemple.org", "fr"), ("lise@exemple.org", "en")):
        assert arrived[address]["Subject"] == words[language].subject
        text = arrived[address].get_body(("plain",)).get_content()
        for paragraph in (*words[language].paragraphs, words[language].links[0][0]):
            assert paragraph in text.replace("\r\n", "\n"), language
            assert paragraph in page, language
    assert ana.post(f"{PREPARE}envoyer/", data=form).status_code == 422  # all is told


def test_no_second_letter_within_the_hour_and_then_one_that_gathers(app, cast, day, people, server):
    send(server)
    now = utc_now()
    open_topics(cast.ana, "2007-1G")
    assert tell(cast.ana, now) == 2
    open_topics(cast.ana, "2007-2C")
    with pytest.raises(Forbidden, match="forbidden"):
        tell(cast.ana, now + HOUR - timedelta(seconds=1))
    open_topics(cast.ana, "2007-3D")
    assert tell(cast.ana, now + HOUR) == 2
    subjects = sorted(message["Subject"][-30:] for message in send(server) if message["To"] == "noe@exemple.org")
    assert [subject.endswith(end) for subject, end in zip(
        subjects, ("1 sujet ouvert", "2 sujets ouverts"), strict=True)] == [True, True]
    with pytest.raises(Forbidden):
        tell(cast.ana, now + 3 * HOUR)


def test_two_organisers_at_once_send_one_letter(app, race, cast, day, people):
    open_topics(cast.ana, "2007-2C")
    untold = queries.list_openings(day.id)
    mark, ana, admin = seal(SLUG, untold), cast.ana, cast.admin

    def sending(viewer):
        return lambda: services.send_letters(viewer, SLUG, mark, lambda rows: seal(SLUG, rows), "/")

    with pytest.raises(Forbidden):
        race(sending(ana), sending(admin))
    db.session.rollback()
    assert [row.letters for row in db.session.scalars(select(Mailing))] == [2]
    assert len(db.session.scalars(select(Letter).where(Letter.sender == services.SENDER)).all()) == 2


def test_who_follows_one_piste_is_told_of_that_one(app, cast, day, server):
    open_topics(cast.ana)
    piste = next(row.piste for row in queries.list_openings(day.id) if row.piste.code == "2007-2C")
    letters.follow("une@exemple.org", day, node_ids=[piste.node_id])
    send(server)
    assert tell(cast.ana) == 1
    letter, = send(server)
    text = letter.get_body(("plain",)).get_content()
    assert "1 sujet ouvert" in letter["Subject"]
    assert "#piste-2007-2C" in text
    assert "#piste-2007-1G" not in text


def test_one_click_ends_it_in_every_list(app, cast, day, people, server):
    letters.follow("noe@exemple.org", day, is_whole_day=True)
    send(server)
    open_topics(cast.ana, "2007-2C")
    tell(cast.ana)
    letter = by_address(send(server))["noe@exemple.org"]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    out = letter["List-Unsubscribe"].strip("<>").removeprefix(letters.BASE)
    program = app.test_client()
    assert program.get(out).status_code == 200
    assert queries.count_readers(day.id, [1]) == 2  # reading ended nothing
    assert program.post(out, data={"List-Unsubscribe": "other"}).status_code == 403
    for _ in range(2):
        assert program.post(out, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    db.session.rollback()
    row = db.session.scalar(select(Registration).where(Registration.email == "noe@exemple.org"))
    assert row.state == "registered"
    assert not row.may_contact
    assert db.session.query(Subscription).count() == 0
    assert queries.count_readers(day.id, [1]) == 1
    assert program.get("/fr/lettres/suites/retrait/faux/").status_code == 404
    # the other link, of the letters about votes, ends this too
    mark = letters.follow("lise@exemple.org", day, is_whole_day=True)
    with transaction():
        letters.services.leave(mark)
    assert queries.count_readers(day.id, [1]) == 0


def test_who_left_meanwhile_is_sent_nothing(app, cast, day, people, server):
    send(server)
    open_topics(cast.ana, "2007-2C")
    tell(cast.ana)
    with transaction():
        registration.withdraw_consent(day.id, "noe@exemple.org")
        registration.forget_expired(utc_now().date() + timedelta(days=91))
    assert send(server) == []


def test_nobody_to_tell_is_said_and_nothing_is_marked(app, cast, day, server):
    open_topics(cast.ana, "2007-2C")
    with pytest.raises(Forbidden) as refused:
        tell(cast.ana)
    assert "aucune lettre ne part" in str(refused.value.message)
    assert queries.list_openings(day.id)[0].mailing_id is None
    with pytest.raises(Refusal), transaction():
        services.send_letters(cast.paul, SLUG, "", lambda rows: "", "/")


def test_a_mailing_is_followed_until_every_letter_has_left(app, cast, day, people, monkeypatch):
    """As where a worker empties the outbox: how far it is goes up as letters leave, and it ends when none waits."""
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], worker="apart"))
    monkeypatch.setattr(working, "call", lambda job_id: None)
    monkeypatch.setattr(services, "PAUSE", 0.01)
    open_topics(cast.ana, "2007-2C")
    assert tell(cast.ana) == 2
    job, told = db.session.scalars(select(Job)).one(), []

    def note(done, total):
        told.append((done, total))
        letter = db.session.scalars(select(Letter).where(
            Letter.sender == services.SENDER, Letter.sent_on.is_(None))).first()
        if letter is not None:
            with transaction():
                db.session.execute(update(Letter).where(Letter.id == letter.id).values(sent_on=utc_now().date()))

    assert services.follow_mailing(job, note)() == "/"
    assert told == [(0, 2), (1, 2), (2, 2)]

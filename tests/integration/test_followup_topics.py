"""What follows a day: a retained piste opens its topic, once, with the record's own words, as it was read before."""

import html
import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict

from forum.core.database import db, transaction, utc_now
from forum.core.errors import Forbidden, Refusal
from forum.deliberation.queries import list_pistes
from forum.events.queries import get_event
from forum.events.services import give_role, update_event
from forum.followup import rules, seeding, services
from forum.followup.models import Opening
from forum.forums.models import Post, Topic
from forum.forums.services import ensure_categories
from forum.plenary.queries import list_seats
from forum.trails.queries import get_trail
from tests.integration import test_registration_races as races
from tests.support.forum import csrf_of
from tests.support.rooms import open_room, sit
from tests.support.sites import sign_in_as
from tests.support.world import hold_vote

SLUG = "18-janvier-2007"
PREPARE = f"/fr/journees/{SLUG}/suites/preparer/"
race = races.race


@pytest.fixture
def day(days, cast):
    """Give the day of 2007, which three pistes follow without a vote, organised by ana."""
    with transaction():
        ensure_categories()
        event = get_event(SLUG, cast.admin)
        give_role(event.id, cast.ana.id, "organiser")
        give_role(event.id, cast.fred.id, "facilitator")
    return event


def vote_on(cast, day, *codes):
    """Hold an indicative vote of four seats, of whom three choose the first piste."""
    pistes = {piste.code: piste for piste in list_pistes(cast.fred, event_id=day.id)}
    room = open_room(cast, day)
    for _ in range(4):
        sit(room)
    body = {"question": "Laquelle d’abord?", "method": "approve", "maximum": 1, "select": 1, "options": [
        {"id": code[-2:].lower(), "label": pistes[code].title_fr, "subject": f"piste:{code}"} for code in codes]}
    choices = [{"options": [codes[place == 3][-2:].lower()]} for place in range(4)]
    return hold_vote(cast.fred, room.id, body, list_seats(room.id), choices)[0]


def retained(slug, viewer, *codes):
    page = seeding.read_day(slug, viewer)
    rows = [row for row in seeding.list_retained(page) if not codes or row.piste.code in codes]
    return seeding.make_seeds(page, rows)


def open_topics(viewer, *codes, forum="contextes"):
    seeds = retained(SLUG, viewer, *codes)
    with transaction():
        return services.open_topics(viewer, SLUG, [(seed, forum) for seed in seeds])


def typed(page):
    """Read the hidden fields of the form that opens."""
    form = page.split('action="' + PREPARE + 'ouvrir/"')[1].split("</form>")[0]
    return MultiDict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))


def test_what_was_read_is_what_opens_and_only_what_is_ticked(app, cast, day):
    poll_id = vote_on(cast, day, "2007-1D", "2007-2A")
    ana = sign_in_as(app, "ana")
    page = ana.get(PREPARE).get_data(as_text=True)
    assert [code in page for code in ("1D", "1G", "2C", "3D")] == [True] * 4
    assert 'value="2A"' not in page  # it was put to the vote, and not retained
    asked = f"{PREPARE}?piste=1D&piste=2C&forum-1D=competences&forum-2C=contextes&voir=1"
    seen = ana.get(asked).get_data(as_text=True)
    bodies = [html.unescape(body) for body in re.findall(r'<div class="prose card">(.*?)</div>', seen, re.DOTALL)]
    assert len(bodies) == 2
    assert "retenue par un vote indicatif · 3 voix" in bodies[0]
    assert re.search("Cette piste\u00a0: 3 voix \\(75\\s%\\)", bodies[0])
    assert "4 votes sur 4" in bodies[0]
    assert "Vote indicatif" in bodies[0]
    assert "This course of action: 3 votes (75%)" in bodies[0]
    assert f"/fr/votes/{poll_id}/" in bodies[0]
    assert "dépositaire d'une mémoire élaborée" in bodies[1]  # the document's own words
    assert "Nécessité de renforcer la diffusion" in bodies[1]  # the finding drawn to it
    assert "un observatoire comblerait ces besoins. <em>[plusieurs personnes]</em>" in bodies[1]
    for words in ("Les suites de «\u00a0Concert'Action", "What follows “Public Concert’Action"):
        assert words in html.unescape(seen)
    assert db.session.scalar(select(func.count(Topic.id))) == 0  # reading opened nothing

    sent = ana.post(f"{PREPARE}ouvrir/", data=typed(seen))
    assert sent.status_code == 303
    db.session.rollback()
    topics = db.session.scalars(select(Topic).order_by(Topic.id)).all()
    assert [(topic.subject, topic.category.slug) for topic in topics] == [
        ("piste:2007-1D", "competences"), ("piste:2007-2C", "contextes")]
    assert [html.unescape(post.html).strip() for post in db.session.scalars(select(Post).order_by(Post.id))] == [
        body.strip() for body in bodies]
    public = app.test_client().get(f"/fr/journees/{SLUG}/suites/").get_data(as_text=True)
    assert public.count("Le sujet ouvert pour y donner suite") == 2
    assert public.count("Aucun sujet n’est encore ouvert") == 2
    trail = get_trail(topics[1].node_id, cast.paul)
    assert "2007·2C" in {step.card.code for step in trail.upstream}


def test_what_changed_since_it_was_read_does_not_open(app, cast, day):
    ana = sign_in_as(app, "ana")
    seen = ana.get(f"{PREPARE}?piste=2C&forum-2C=contextes&voir=1").get_data(as_text=True)
    with transaction():
        update_event(cast.ana, SLUG, {"title_fr": "Un autre titre"})
    refused = ana.post(f"{PREPARE}ouvrir/", data=typed(seen))
    assert refused.status_code == 422
    assert "n’est plus ce que vous avez lu" in refused.get_data(as_text=True)
    for fields, said in (({}, "Cochez au moins une piste"), ({"piste": "2C"}, "un forum pour la piste 2007·2C"),
                         ({"piste": "9Z"}, "Cochez au moins une piste"),
                         ({"piste": "2C", "forum-2C": "ailleurs"}, "Choisissez un forum")):
        answer = ana.post(f"{PREPARE}ouvrir/", data=fields | {"csrf_token": csrf_of(ana, PREPARE)})
        assert answer.status_code == 422, fields
        assert said in answer.get_data(as_text=True), fields
    assert db.session.scalar(select(func.count(Topic.id))) == 0


def test_two_organisers_at_once_open_one_topic(race, cast, day):
    ana, admin = cast.ana, cast.admin
    seeds = retained(SLUG, ana)
    chosen = [(seed, "contextes") for seed in seeds]

    def opening(viewer):
        return lambda: services.open_topics(viewer, SLUG, chosen)

    assert race(opening(ana), opening(admin)) == (len(seeds), 0)
    db.session.rollback()
    assert db.session.scalar(select(func.count(Topic.id))) == len(seeds)


def test_the_database_knows_one_topic_a_piste(cast, day):
    open_topics(cast.ana, "2007-2C")
    row = db.session.scalar(select(Opening))
    other = Opening(piste_id=row.piste_id, topic_id=row.topic_id, event_id=row.event_id, opened_at=utc_now())
    db.session.expunge_all()
    with pytest.raises(IntegrityError), transaction():
        db.session.add(other)


def test_who_may_and_when(app, cast, day):
    seeds = retained(SLUG, cast.ana, "2007-2C")
    for viewer in (cast.fred, cast.paul):
        with pytest.raises(Forbidden), transaction():
            services.open_topics(viewer, SLUG, [(seeds[0], "contextes")])
    for who, status in (("ana", 200), ("admin", 200), ("fred", 403), ("paul", 403)):
        assert sign_in_as(app, who).get(PREPARE).status_code == status, who
    assert app.test_client().get(PREPARE).status_code == 302
    with transaction():
        update_event(cast.ana, SLUG, {"state": "draft"})
    with pytest.raises(Forbidden), transaction():
        services.open_topics(cast.ana, SLUG, [(seeds[0], "contextes")])
    assert app.test_client().get(f"/fr/journees/{SLUG}/suites/").status_code == 404
    with pytest.raises(Refusal), transaction():
        services.open_topics(cast.ana, SLUG, [])


@pytest.mark.any_database
def test_a_forum_is_suggested_when_one_says_what_the_theme_says(backend):
    forums = [("a", ("Compétences et expertises des acteurs", "Skills and expertise of those involved")),
              ("b", ("Contextes, types d’appui et d’encadrement", "Contexts"))]
    for titles, found in ((("Acteurs et compétences", None), "a"), (("ACTEURS, COMPETENCES",), "a"),
                          (("Lieux d’échanges", "Places"), None), (("", None), None),
                          (("Acteurs et compétences", "Contexts"), None)):
        assert rules.match_forum(titles, forums) == found, titles


@pytest.mark.any_database
def test_a_message_keeps_its_bound_and_says_what_it_leaves_out(app, cast, day):
    page = seeding.read_day(SLUG, cast.ana)
    rows = [row for row in seeding.list_retained(page) if row.piste.code == "2007-2C"]
    rows[0].theme.findings[1].text_fr = "constat " * 5_000
    seed = seeding.make_seeds(page, rows)[0]
    assert len(seed.body) < 20_000
    assert "La suite de ce texte est sur la page de la journée." in seed.body
    assert "Le cheminement complet" in seed.body
    db.session.rollback()

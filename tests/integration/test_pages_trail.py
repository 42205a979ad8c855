"""The trail of a thing, both ways, on its page: who drew each link, numbers, wordings, and what changed just now."""

import html
import re
import secrets

import pytest
from flask import url_for

from forum.accounts.viewer import ANONYMOUS
from forum.core.database import transaction
from forum.deliberation import services
from forum.deliberation.models import Decision, DecisionItem
from forum.deliberation.outcomes import fact_of
from forum.deliberation.presenters import address
from forum.deliberation.queries import get_piste, get_recommendation
from forum.events import services as events
from forum.events.queries import list_events, list_sectors
from forum.forums import services as forums
from forum.plenary import queries as rooms
from forum.plenary import services as plenary
from forum.votes import services as votes


def plain(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def trail_of(client, path):
    """Give the trail of a page as [(kind, what, who drew the link or "here")], in reading order."""
    page = client.get(path).get_data(as_text=True)
    thread = page.split('<ol class="thread">')[1].split("</ol>")[0]
    steps = []
    for step in re.findall(r"<li[^>]*>.*?</li>", thread, re.DOTALL):
        found = [re.search(rf'<p class="{name}">(.*?)</p>', step, re.DOTALL) for name in ("kind", "what", "origin")]
        steps.append(tuple(plain(part[1]) if part else "here" for part in found))
    return steps


@pytest.fixture
def days(app, cast):
    with transaction():
        for event in list_events(ANONYMOUS):
            for name, role in (("ana", "organiser"), ("fred", "facilitator")):
                events.give_role(event.id, getattr(cast, name).id, role)


@pytest.fixture
def vote(app, days, cast):
    """Hold a vote to its publication: vote(spec, choices, until="published") → its id."""
    event = next(row for row in list_events(ANONYMOUS) if row.code == "2007")
    with transaction():
        room_id = plenary.open_room(cast.fred, event.id).id
        for number in range(9):
            plenary.take_seat(room_id, device=secrets.token_hex(16), sector=list_sectors(event.id)[number % 3].key)
    seats = rooms.list_seats(room_id)

    def hold(spec, choices, until="published"):
        with transaction():
            poll_id = plenary.prepare_poll(cast.fred, room_id, spec).id
        for step in ("open", "close", "publish"):
            with transaction():
                getattr(plenary, f"{step}_poll")(cast.fred, poll_id)
            if step == "open":
                with transaction():
                    votes.cast_batch([votes.Cast(poll_id, rooms.voter_key(seat.id), secrets.token_hex(16), choice)
                                      for seat, choice in zip(seats, choices, strict=False)])
            if until == {"open": "open", "close": "closed", "publish": "published"}[step]:
                break
        return poll_id
    return hold


WORDING = {"question": "Adoptez-vous ce libellé?", "method": "yesno", "subject": "recommendation:2021-2.1",
           "wording": {"fr": "Le texte <exact> soumis.", "en": "The exact text."}, "rule": {"majority": "2/3"}}
PRIORITIES = {"question": "Lesquelles appliquer d’abord?", "method": "approve", "maximum": 2, "select": 1, "options": [
    {"id": "a", "label": "Observatoire", "subject": "piste:2007-2C"},
    {"id": "b", "label": "Fonds", "subject": "piste:2007-3D"}]}


def test_a_piste_of_2007_shows_what_leads_to_it_and_what_came_of_it(client, days):
    assert trail_of(client, "/fr/pistes/2007-3D/") == [
        ("Constat 2007·3E", "Quant aux acteurs régionaux et municipaux", "rapproché par l’équipe du site"),
        ("Constat 2007·3C", "Quant aux acteurs privés", "rapproché par l’équipe du site"),
        ("Constat 2007·3B", "Quant aux pouvoirs publics", "rapproché par l’équipe du site"),
        ("Piste d’action 2007·3D", "Fonds permanent d'appui à l'action partenariale en innovation sociale", "here"),
        ("Ce qui s’est dit", "Atelier 3 : Moyens et enjeux", "rapproché par l’équipe du site"),
        ("Recommandation 2021·2.1", "Financer la mise à l’échelle, pas seulement le démarrage",
         "rapproché par l’équipe du site"),
        ("Décision sans vote", "Pistes à suivre", "rapproché par l’équipe du site"),
        ("Ce qui s’est dit", "Discussion #2.1", "lien écrit dans le document"),
    ]


def test_a_finding_shows_everything_that_came_of_it_however_far(client, days):
    kinds = [kind for kind, _, _ in trail_of(client, "/fr/constats/2007-3B/")]
    assert kinds[0] == "Constat 2007·3B"
    assert {"Piste d’action 2007·3D", "Recommandation 2021·2.1", "Décision sans vote"} <= set(kinds)


def test_a_published_vote_stands_on_the_recommendation_with_its_numbers_and_exact_wording(client, vote):
    answers = [{"answer": "yes"}] * 6 + [{"answer": "no"}] * 2 + [{"answer": "abstain"}]
    poll_id = vote(WORDING, answers)
    page = client.get("/fr/recommandations/2021-2.1/").get_data(as_text=True)
    text = plain(page)
    for words in ("75 % de pour", "6 pour", "2 contre", "1 abstention", "9 votes sur 9", "vote indicatif",
                  "Le texte <exact> soumis.", "Adoptée"):
        assert words in text, words
    assert "<exact>" not in page
    assert f"/fr/votes/{poll_id}/verifier/" in page
    steps = trail_of(client, "/fr/recommandations/2021-2.1/")
    assert ("Vote", "Adoptez-vous ce libellé?", "lien né d’un acte sur le site") in steps
    assert ("Décision par vote", "Adoptez-vous ce libellé?", "lien né d’un acte sur le site") in steps
    assert "6 pour, 2 contre, 1 abstention" in plain(page.split('<ol class="thread">')[1])


def test_a_published_choice_stands_on_each_piste_and_on_the_page_of_the_day(client, vote):
    vote(PRIORITIES, [{"options": ["a"]}] * 5 + [{"options": ["a", "b"]}] * 2)
    for path in ("/fr/pistes/2007-2C/", "/fr/pistes/2007-3D/", "/fr/journees/18-janvier-2007/"):
        text = plain(client.get(path).get_data(as_text=True))
        assert "7 votes sur 9" in text, path
        assert "7 votes out of 9" in plain(client.get(path.replace("/fr/", "/en/")).get_data(as_text=True)), path
        assert "vote indicatif" in text
        assert re.search(r"2C Observatoire \(retenu\) 7 100 %", text), text[-3000:]
    page = plain(client.get("/fr/pistes/2007-2C/").get_data(as_text=True))
    assert page.index("Pistes à suivre") < page.index("Lesquelles appliquer"), "the older decision comes first"
    assert "priorité décidée sans vote retenue par un vote indicatif" in page


@pytest.mark.parametrize(("until", "words"), [("open", "vote ouvert"), ("closed", "vote fermé, résultat à venir")])
def test_nothing_of_a_vote_is_seen_before_its_publication(client, vote, until, words):
    vote(WORDING, [{"answer": "yes"}] * 7, until=until)
    text = plain(client.get("/fr/recommandations/2021-2.1/").get_data(as_text=True))
    assert words in text
    for hidden in ("Adoptée", "100 %", "7 pour", "Le vote", "Ce qui a été décidé"):
        assert hidden not in text, hidden


def test_a_kept_page_shows_a_vote_at_once_when_it_is_published(client, vote):
    for path in ("/fr/recommandations/2021-2.1/", "/fr/constats/2007-3B/", "/fr/recommandations/",
                 "/fr/journees/18-janvier-2007/"):
        client.get(path)
    vote(WORDING, [{"answer": "yes"}] * 7)
    assert "Adoptée" in client.get("/fr/recommandations/2021-2.1/").get_data(as_text=True)
    assert "Adoptez-vous ce libellé?" in client.get("/fr/constats/2007-3B/").get_data(as_text=True), "far along"
    assert "Adoptée" in client.get("/fr/recommandations/").get_data(as_text=True)
    assert "Adoptez-vous ce libellé?" in client.get("/fr/journees/18-janvier-2007/").get_data(as_text=True)


def test_what_is_about_a_piste_tells_its_votes_as_soon_as_they_are_published(client, vote, cast):
    with transaction():
        forums.ensure_categories()
    with transaction():
        topics = [forums.open_topic(cast.paul, "contextes", f"Sujet {code}", "Oui.", subject=f"piste:2007-{code}").id
                  for code in ("2C", "3D")]
    pages = [*(f"/fr/sujets/{topic}/" for topic in topics), "/fr/constats/2007-2B/"]
    for path in pages:
        assert "7 voix" not in plain(client.get(path).get_data(as_text=True))
    vote(PRIORITIES, [{"options": ["a"]}] * 5 + [{"options": ["a", "b"]}] * 2)
    retained, left, finding = (plain(client.get(path).get_data(as_text=True)) for path in pages)
    assert "priorité décidée sans vote retenue par un vote indicatif · 7 voix" in retained, retained
    assert "priorité décidée sans vote non retenue par un vote indicatif · 2 voix" in left
    assert "retenue par un vote indicatif · 7 voix" in finding


def test_votes_that_did_not_decide_are_not_told_with_a_piste(app):
    item = DecisionItem(option_key="a", votes=46, is_retained=False)
    for figures, more, told in (({"votes": 46}, {}, " · 46 voix"), ({"votes": 46, "grades": [0, 46]}, {}, ""),
                                ({"votes": 46}, {"rounds": []}, "")):
        result = {"status": "decided", "winners": [], "figures": {"a": figures}, **more}
        decision = Decision(kind="vote", is_indicative=True, figures=result)
        assert fact_of(item, decision) == "non retenue par un vote indicatif" + told


def test_a_topic_about_a_recommendation_tells_whether_it_was_adopted(client, vote, cast):
    with transaction():
        forums.ensure_categories()
    with transaction():
        topic = forums.open_topic(cast.paul, "contextes", "Le mot", "Bonjour.", subject="recommendation:2021-2.1").id
    vote(WORDING, [{"answer": "yes"}] * 7)
    assert "Adoptée · vote indicatif" in plain(client.get(f"/fr/sujets/{topic}/").get_data(as_text=True))


def test_a_kept_page_shows_a_new_topic_about_it_at_once(client, days, cast):
    with transaction():
        forums.ensure_categories()
    assert "Personne n’en a encore parlé." in plain(client.get("/fr/pistes/2007-2C/").get_data(as_text=True))
    with transaction():
        forums.open_topic(cast.paul, "contextes", "Un observatoire pour <qui>?", "Bonjour.", subject="piste:2007-2C")
    page = client.get("/fr/pistes/2007-2C/").get_data(as_text=True)
    assert "Un observatoire pour &lt;qui&gt;?" in page
    assert ("Sujet du forum", "Un observatoire pour <qui>?", "lien né d’un acte sur le site") in trail_of(
        client, "/fr/pistes/2007-2C/")
    assert "/fr/sujets/nouveau/?sujet=piste%3A2007-2C" in page or "/fr/sujets/nouveau/?sujet=piste:2007-2C" in page


def test_a_kept_page_follows_the_publication_of_another_day_that_it_leads_to(client, days, cast):
    title = "Financer la mise à l’échelle"
    assert title in client.get("/fr/pistes/2007-3D/").get_data(as_text=True)
    for state, shown in (("draft", False), ("published", True)):
        with transaction():
            events.update_event(cast.ana, "atelier-2-mise-a-l-echelle", {"state": state})
        assert (title in client.get("/fr/pistes/2007-3D/").get_data(as_text=True)) == shown


def test_a_kept_page_shows_a_new_wording_at_once_and_what_changed_since_the_original(app, client, days, cast):
    path = "/fr/recommandations/2021-2.1/"
    assert "Changements depuis l’original" not in client.get(path).get_data(as_text=True)
    original = get_recommendation("2021-2.1", ANONYMOUS).original.text_fr
    with transaction():
        item = get_recommendation("2021-2.1", cast.ana)
        services.add_wording(cast.ana, item.id, {
            "text_fr": original.replace("très tangible", "claire & <mesurée>"), "note_fr": "Un mot changé"})
    page = client.get(path).get_data(as_text=True)
    assert "claire &amp; &lt;mesurée&gt;" in page
    assert "Un mot changé" in page
    changes = client.get(path + "?voir=changements").get_data(as_text=True)
    assert re.search(r"<del>.*?très tangible", changes, re.DOTALL)
    assert re.search(r"<ins>.*?claire &amp; &lt;mesurée&gt;", changes, re.DOTALL)
    first = client.get(path + "?version=1").get_data(as_text=True)
    assert "Libellé original" in first
    assert "très tangible" in first.split('<p class="wording"')[1].split("</p>")[0]


def test_the_addresses_of_lists_are_those_of_the_router(app):
    with app.test_request_context("/fr/"):
        for kind, endpoint, name, value in (
                ("event", "deliberation.day", "slug", "x"), ("piste", "deliberation.piste", "code", "2007-1A"),
                ("finding", "deliberation.finding", "code", "2007-1A"), ("poll", "plenary.poll", "poll_id", "abc"),
                ("recommendation", "deliberation.recommendation", "code", "2021-2.1")):
            assert address(kind, value) == url_for(endpoint, **{name: value})


def test_a_piste_is_told_from_a_finding_of_the_same_letter(client, days):
    assert get_piste("2007-1A", ANONYMOUS).title_fr.startswith("Programmes de formation")
    assert "Nécessité d'une meilleure prise de conscience" in html.unescape(
        client.get("/fr/constats/2007-1A/").get_data(as_text=True))

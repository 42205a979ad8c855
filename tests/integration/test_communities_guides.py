"""Communities: joined, left; guides published, edited, compared, read."""

import re
import secrets

import pytest

from forum.communities import queries, services
from forum.communities.models import Guide
from forum.core.database import db, transaction
from forum.core.errors import Forbidden, Missing, Refusal
from forum.events import services as events
from forum.texts.models import TextVersion
from forum.trails.queries import get_trail
from tests.support.cast import PEOPLE
from tests.support.forum import VISITOR, count_queries, do, send, subject

BODY = """Avant-propos.

# Qui demande?

Nommer la personne.

# Qui adopte?

Le milieu.

## Détail

# Fin

<script>x</script>"""
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def community(cast):
    return do(
        services.create_community,
        cast.admin,
        "accompagnement",
        "Accompagnement",
        "Support",
        "Partager des guides.",
        "Sharing guides.",
        animator=PEOPLE["mia"][0],
    )


def publish(viewer, community, **values):
    return do(
        services.publish_guide,
        viewer,
        community.id,
        **({"title": "Un guide", "body": BODY, "rights": "cc-by"} | values),
    )


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def test_who_founds_a_community_animates_it(cast, community):
    assert queries.find_membership(cast.mia, community.id).role == "animator"
    assert queries.get_community("accompagnement").members == 1
    for slug in ("accompagnement", "Avec Espace", "", "a" * 61, "../x"):
        with pytest.raises(Refusal):
            do(services.create_community, cast.admin, slug or "-", "A", "A", "A", "A")
    for viewer in (VISITOR, cast.mia):
        with pytest.raises(Forbidden):
            do(services.create_community, viewer, "autre", "A", "A", "A", "A")


def test_an_organiser_founds_a_community_from_its_page(sign_in, client, cast):
    with transaction():
        event = events.create_event(cast.admin, {"slug": "essai", "code": "2030", "title_fr": "Essai"})
        events.give_role(event.id, cast.ana.id, "organiser")
    for name, status in (("paul", 403), ("ana", 200), ("admin", 200)):
        browser = sign_in(name)
        assert browser.get("/fr/communautes/nouvelle/").status_code == status
        assert ("Fonder une communauté" in read(browser, "/fr/communautes/")) == (status == 200)
    assert client.get("/fr/communautes/nouvelle/").status_code in (302, 403)
    ana, address = sign_in("ana"), "/fr/communautes/nouvelle/"
    faulty = send(ana, address, name_fr="", purpose_fr="", animator="personne@essai.test")
    assert faulty.status_code == 422
    unknown = send(ana, address, name_fr="À l’échelle", purpose_fr="Écrire.", animator="personne@essai.test")
    assert "Aucun compte n’a cette adresse." in unknown.get_data(as_text=True)
    assert "Aucune communauté encore" in read(client, "/fr/communautes/")
    made = send(ana, address, name_fr="À l’échelle", purpose_fr="Écrire.", animator=PEOPLE["mia"][0])
    assert made.headers["Location"] == "/fr/communautes/a-l-echelle/"
    community = queries.get_community("a-l-echelle").Community
    assert queries.find_membership(cast.mia, community.id).role == "animator"
    assert queries.find_membership(cast.ana, community.id) is None
    assert "À l’échelle" in read(client, "/fr/communautes/"), "the kept list is made again"
    assert "À l’échelle" in read(client, "/en/communautes/a-l-echelle/"), "French stands in where English is missing"
    again = send(ana, address, name_fr="À l’échelle", purpose_fr="Encore.")
    assert "Une communauté a déjà cette adresse." in again.get_data(as_text=True)


def test_joining_and_leaving_can_be_repeated(cast, community):
    for _ in range(2):
        do(services.join, cast.paul, community.id)
    assert queries.get_community("accompagnement").members == 2
    for _ in range(2):
        do(services.leave, cast.paul, community.id)
    assert queries.get_community("accompagnement").members == 1
    with pytest.raises(Forbidden):
        do(services.join, VISITOR, community.id)


def test_only_members_write_and_everyone_reads(cast, community):
    guide = publish(cast.mia, community)
    for someone in (VISITOR, cast.paul, cast.admin):
        with pytest.raises(Forbidden):
            publish(someone, community)
        with pytest.raises(Forbidden):
            do(services.edit_guide, someone, guide.id, "Titre", "Autre", 1, "cc-by")
        assert queries.get_words(queries.get_guide(guide.id, someone)).body == BODY
    do(services.join, cast.paul, community.id)
    do(services.edit_guide, cast.paul, guide.id, "Titre", "Autre", 1, "cc-by", note="Tout repris")
    assert queries.get_words(queries.get_guide(guide.id, VISITOR)).note == "Tout repris"
    do(services.leave, cast.paul, community.id)
    with pytest.raises(Forbidden):
        do(services.edit_guide, cast.paul, guide.id, "Titre", "Encore", 2, "cc-by")


def test_every_version_is_kept(cast, community):
    guide = publish(cast.mia, community)
    do(services.edit_guide, cast.mia, guide.id, "Titre", "Deux", 1, "cc-by")
    do(services.edit_guide, cast.mia, guide.id, "Titre", "Trois", 2, "reserved")
    found = queries.get_guide(guide.id, VISITOR)
    assert [queries.get_words(found, number).body for number in (1, 2, 3)] == [BODY, "Deux", "Trois"]
    assert (found.version, found.rights, found.title) == (3, "reserved", "Titre")
    for number in (0, 4):
        with pytest.raises(Missing):
            queries.get_words(found, number)


def test_an_edit_of_an_old_version_is_refused_and_nothing_is_lost(cast, community):
    guide = publish(cast.mia, community)
    do(services.edit_guide, cast.mia, guide.id, "Titre", "Deux", 1, "cc-by")
    with pytest.raises(Refusal) as caught:
        do(services.edit_guide, cast.mia, guide.id, "Titre", "À côté", 1, "cc-by")
    assert "base" in caught.value.fields
    assert db.session.query(TextVersion).count() == 2


def test_both_texts_are_shown_when_two_people_edit(cast, community, sign_in):
    guide = publish(cast.mia, community, body="Le texte de départ")
    client = sign_in("mia")
    address = f"/fr/guides/{guide.id}/modifier/"
    form = client.get(address).get_data(as_text=True)
    assert 'name="base" type="hidden" value="1"' in form
    do(services.edit_guide, cast.mia, guide.id, "Un guide", "Le texte des autres", 1, "cc-by")
    typed = {"title": "Un guide", "rights": "cc-by", "language": "fr", "authors": "Mia", "body": "Le texte à moi"}
    answer = send(client, address, **typed, base="1")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Le texte des autres" in page
    assert "Le texte à moi" in page
    assert "<ins>" in page
    assert 'name="base" type="hidden" value="2"' in page
    assert send(client, address, **typed, base="2").status_code == 302
    assert queries.get_words(queries.get_guide(guide.id, VISITOR)).body == "Le texte à moi"
    assert send(client, address, **typed, base="x").status_code == 409


def test_a_form_sent_twice_publishes_one_guide(cast, community):
    key = secrets.token_hex(16)
    first, again = (publish(cast.mia, community, submit_key=key) for _ in range(2))
    assert first.id == again.id
    assert db.session.query(Guide).count() == 1


def test_what_cannot_be_published_leaves_nothing(cast, community):
    for values in (
        {"title": "ab"},
        {"title": "t" * 256},
        {"body": " "},
        {"body": "a" * 60_001},
        {"rights": "autre"},
        {"rights": ""},
        {"language": "de"},
        {"authors": "a" * 201},
        {"subjects": ["piste:9999-9Z"]},
        {"subjects": ["x"] * 11},
        {"body": "&" * 60_000},
    ):
        with pytest.raises(Refusal) as caught:
            publish(cast.mia, community, **values)
        assert caught.value.fields, values
    assert db.session.query(Guide).count() == 0


def test_a_guide_stands_on_the_trail_of_what_it_is_linked_to(cast, community):
    with subject() as node_id:
        guide = publish(cast.mia, community, subjects=["piste:2007-2C"])
        assert guide.subjects == ["piste:2007-2C"]
        (step,) = get_trail(node_id, VISITOR).downstream
        assert (step.card.title, step.relation, step.drawn_by) == ("Un guide", "guide", "platform")
        do(services.edit_guide, cast.mia, guide.id, "Un guide", "Autre", 1, "cc-by", subjects=[])
        assert get_trail(node_id, VISITOR).is_empty


def test_the_page_of_a_guide(client, cast, community):
    with subject():
        guide = publish(cast.mia, community, subjects=["piste:2007-2C"], authors="M. Membre et autres")
        page = read(client, f"/fr/guides/{guide.id}/")
    assert '<a href="#s-qui-demande">Qui demande?</a>' in page
    assert '<h2 id="s-qui-demande">' in page
    assert "CC BY 4.0" in page
    assert "M. Membre et autres" in page
    assert "Observatoire de l’innovation sociale" in page
    assert "<script>x" not in page
    assert "csrf_token" not in page
    assert "Set-Cookie" not in client.get(f"/fr/guides/{guide.id}/").headers


def test_the_versions_of_a_guide_are_compared_word_by_word(client, cast, community):
    guide = publish(cast.mia, community, body="Nommer la personne.")
    read(client, f"/fr/guides/{guide.id}/versions/")
    do(services.edit_guide, cast.mia, guide.id, "Un guide", "Nommer l’organisme.", 1, "cc-by", note="Plus large")
    page = read(client, f"/fr/guides/{guide.id}/versions/")
    assert re.search(r"<del>.*la personne.*</del>", page, re.DOTALL)
    assert "Plus large" in page
    assert "Nommer la personne." in read(client, f"/fr/guides/{guide.id}/?version=1")
    assert "Nommer l’organisme." in read(client, f"/fr/guides/{guide.id}/")
    for version in ("0", "3", "-1", "x", "", "9" * 30):
        for place in ("", "versions/"):
            assert client.get(f"/fr/guides/{guide.id}/{place}", query_string={"version": version}).status_code == 404


def test_a_member_joins_publishes_and_leaves_on_screen(app, cast, community, sign_in):
    client, place = sign_in("paul"), "/fr/communautes/accompagnement/"
    assert client.get(f"{place}guides/nouveau/").status_code == 403
    assert send(client, f"{place}rejoindre/", place).status_code == 302
    answer = send(
        client,
        f"{place}guides/nouveau/",
        title=f"Titre {SCRIPT}",
        rights="cc-by-sa",
        language="fr",
        authors=SCRIPT,
        body="Un texte",
    )
    assert answer.status_code == 302
    for address in (answer.location, place, f"{answer.location}versions/", "/fr/communautes/"):
        page = read(app.test_client(), address)
        assert SCRIPT not in page
    assert send(client, f"{place}quitter/", place).status_code == 302
    assert "Rejoindre la communauté" in read(client, place)


def test_a_guide_without_script_is_previewed_by_the_server(cast, community, sign_in):
    client, place = sign_in("mia"), "/fr/communautes/accompagnement/"
    answer = send(
        client,
        f"{place}guides/nouveau/",
        title="Titre",
        rights="cc-by",
        language="fr",
        body="# Un\n\n**fort**",
        act="preview",
    )
    assert "<strong>fort</strong>" in answer.get_data(as_text=True)
    assert db.session.query(Guide).count() == 0


def test_a_guide_taken_away_is_nowhere_but_for_administrators(app, cast, community, sign_in):
    guide = publish(cast.mia, community)
    do(services.join, cast.paul, community.id)
    visitor = app.test_client()
    read(visitor, f"/fr/guides/{guide.id}/")
    with pytest.raises(Forbidden):
        do(services.remove_guide, cast.paul, guide.id)
    assert send(sign_in("mia"), f"/fr/guides/{guide.id}/retirer/", f"/fr/guides/{guide.id}/").status_code == 302
    for reader in (visitor, sign_in("paul")):
        for place in ("", "versions/"):
            assert reader.get(f"/fr/guides/{guide.id}/{place}").status_code == 404
        assert "Un guide" not in read(reader, "/fr/communautes/accompagnement/")
    with pytest.raises(Missing):
        do(services.edit_guide, cast.paul, guide.id, "Titre", "Autre", 1, "cc-by")
    assert "retiré" in read(sign_in("admin"), f"/fr/guides/{guide.id}/")


def test_what_is_not_there_is_404_and_no_state_changes_by_get(client, cast, community):
    guide = publish(cast.mia, community)
    for address in (
        "/fr/guides/999/",
        "/fr/guides/99999999999999999999/",
        "/fr/communautes/inconnue/",
        "/fr/guides/999/modifier/",
    ):
        assert client.get(address).status_code == 404, address
    for address in (
        "/fr/communautes/accompagnement/rejoindre/",
        "/fr/communautes/accompagnement/quitter/",
        f"/fr/guides/{guide.id}/retirer/",
    ):
        assert client.get(address).status_code == 405, address
        assert client.post(address).status_code in (400, 403), address
    assert client.get("/fr/communautes/accompagnement/", query_string={"page": "x"}).status_code == 422


@pytest.mark.parametrize("count", [10, 500])
def test_pages_ask_as_much_whatever_they_show(app, client, cast, community, count):
    with subject():
        guide = publish(cast.mia, community, subjects=["piste:2007-2C"])
        node = guide.node_id
        for table, rows in (
            ("trails_node", [{"id": node + n, "kind": "guide"} for n in range(1, count)]),
            ("texts_text", [{"id": guide.text_id + n} for n in range(1, count)]),
            (
                "communities_guide",
                [
                    {
                        "node_id": node + n,
                        "community_id": community.id,
                        "text_id": guide.text_id + n,
                        "title": f"Guide {n}",
                        "authors": "Mia",
                        "rights": "cc-by",
                        "language": "fr",
                        "subjects": [],
                        "version": 1,
                        "created_at": guide.created_at,
                        "updated_at": guide.updated_at,
                    }
                    for n in range(1, count)
                ],
            ),
            (
                "texts_version",
                [
                    {
                        "text_id": guide.text_id,
                        "number": n + 1,
                        "body": "Un",
                        "html": "<p>Un</p>",
                        "at": guide.created_at,
                        "note": "",
                    }
                    for n in range(1, count)
                ],
            ),
        ):
            do(lambda table=table, rows=rows: db.session.execute(db.metadata.tables[table].insert(), rows))
        for address, most in (
            ("/fr/communautes/", 2),
            ("/fr/communautes/accompagnement/", 5),
            (f"/fr/guides/{guide.id}/", 9),
            (f"/fr/guides/{guide.id}/versions/", 5),
        ):
            app.extensions["pages"].clear()
            with count_queries() as asked:
                read(client, address)
            assert len(asked) <= most, (address, asked)
        if count == 500:
            older = re.search(
                r'href="(/fr/communautes/accompagnement/\?page=[^"]+)"', read(client, "/fr/communautes/accompagnement/")
            )[1]
            assert "Guide" in read(client, older)

"""The pages of the forums, as a browser without script uses them."""

import re

from forum.core.database import db
from forum.forums import services
from forum.forums.models import Post, Topic
from tests.support.forum import add_posts, csrf_of, do, open_topic, send, subject

SCRIPT = "<script>alert(1)</script>"


def read(client, address, **headers):
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def test_a_visitor_reads_everything_without_a_cookie(client, cast):
    topic = open_topic(cast.paul, "Un observatoire pour qui?", "Bonjour **tous**")
    for address in (
        "/fr/forums/",
        "/fr/forums/contextes/",
        f"/fr/sujets/{topic.id}/",
        "/en/forums/",
        f"/en/sujets/{topic.id}/",
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert "Un observatoire pour qui?" in answer.get_data(as_text=True)
    page = read(client, f"/fr/sujets/{topic.id}/")
    assert "<p>Bonjour <strong>tous</strong></p>" in page
    assert "milieu universitaire" in page
    assert "csrf_token" not in page
    assert "paul@essai.test" not in page


def test_a_page_that_shows_nothing_says_what_to_do(client, cast):
    do(services.ensure_categories)
    assert "Personne n’a encore ouvert de sujet" in read(client, "/fr/forums/")
    assert "Aucun sujet dans ce forum" in read(client, "/fr/forums/enjeux/")


def test_a_reply_shows_on_the_next_reading_everywhere(client, cast):
    topic = open_topic(cast.paul)
    for address in (f"/fr/sujets/{topic.id}/", "/fr/forums/contextes/", "/fr/forums/", f"/en/sujets/{topic.id}/"):
        read(client, address)
    do(services.reply, cast.mia, topic.id, "Une idée neuve")
    assert "Une idée neuve" in read(client, f"/fr/sujets/{topic.id}/")
    assert "Une idée neuve" in read(client, f"/en/sujets/{topic.id}/")
    assert "Mia Membre" in read(client, "/fr/forums/contextes/")
    assert "Mia Membre" in read(client, "/fr/forums/")


def test_a_member_opens_a_topic_about_something(app, cast, sign_in):
    do(services.ensure_categories)
    with subject():
        client = sign_in("paul")
        answer = send(
            client,
            "/fr/sujets/nouveau/",
            "/fr/sujets/nouveau/?forum=enjeux&sujet=piste:2007-2C",
            forum="enjeux",
            title="Un titre",
            body="Un corps",
            subject="piste:2007-2C",
        )
        assert answer.status_code == 302
        page = read(client, answer.location)
        assert "Observatoire de l’innovation sociale" in page
        assert "Voir le cheminement" in page
        assert "2007·2C" in read(client, "/fr/forums/enjeux/")


def test_a_member_replies_quotes_and_edits(app, cast, sign_in):
    topic = open_topic(cast.mia, body="Ce qui compte\n\n> déjà cité")
    client = sign_in("paul")
    form = read(client, f"/fr/sujets/{topic.id}/repondre/?cite=1")
    assert "&gt; **Mia Membre**, [#1](/fr/sujets/" in form
    assert "&gt; Ce qui compte" in form
    assert "déjà cité" not in form
    answer = send(client, f"/fr/sujets/{topic.id}/repondre/", f"/fr/sujets/{topic.id}/", body="Ma réponse")
    assert answer.location == f"/fr/sujets/{topic.id}/#message-2"
    page = read(client, f"/fr/sujets/{topic.id}/")
    (edit,) = re.findall(r'href="(/fr/messages/\d+/modifier/)"', page)
    answer = send(client, edit, body="Ma réponse revue")
    assert answer.status_code == 302
    page = read(client, f"/fr/sujets/{topic.id}/")
    assert "Ma réponse revue" in page
    history = re.search(r'href="(/fr/messages/\d+/historique/)"', page)[1]
    shown = read(client, history)
    assert re.search(r"<ins>.*revue.*</ins>", shown, re.DOTALL)
    assert "Ma réponse" in read(app.test_client(), f"{history}?version=1")


def test_each_reader_gets_only_their_own_links_and_tokens(app, cast, sign_in):
    topic = open_topic(cast.paul)
    do(services.reply, cast.mia, topic.id, "Réponse")
    address = f"/fr/sujets/{topic.id}/"
    pages = {name: read(sign_in(name), address) for name in ("paul", "mia", "fred", "admin")}
    own = {name: re.findall(r"/messages/(\d+)/modifier/", page) for name, page in pages.items()}
    assert own == {"paul": [own["paul"][0]], "mia": [own["mia"][0]], "fred": [], "admin": []}
    assert own["paul"] != own["mia"]
    assert len(re.findall(r"/retirer/", pages["admin"])) == 3, "both messages and the topic"
    assert "/retirer/" not in pages["fred"]
    tokens = [re.search(r'name="csrf_token" value="([^"]+)"', page)[1] for page in pages.values()]
    keys = [re.search(r'name="submit_key" value="([^"]+)"', page)[1] for page in pages.values()]
    assert len(set(tokens)) == len(set(keys)) == 4
    assert "Mia Membre</b>" in pages["mia"]
    assert "Mia Membre</b>" not in pages["paul"]
    assert "\x00" not in "".join(pages.values())
    assert "/modifier/" not in read(app.test_client(), address)


def test_what_was_just_done_is_said_once(cast, sign_in):
    topic = open_topic(cast.paul)
    do(services.reply, cast.paul, topic.id, "Réponse")
    client = sign_in("paul")
    address = re.findall(r'href="(/fr/messages/\d+/retirer/)"', read(client, f"/fr/sujets/{topic.id}/"))[1]
    answer = send(client, address)
    assert "Le message est retiré." in read(client, answer.location)
    page = read(client, answer.location)
    assert "Le message est retiré." not in page
    assert "Message retiré par la personne qui l’a écrit." in page
    assert 'id="message-2"' in page


def test_pages_of_a_topic_and_lasting_addresses(client, cast):
    topic = open_topic(cast.paul)
    add_posts(cast.mia, topic.id, 44)
    address = f"/fr/sujets/{topic.id}/"
    assert [int(n) for n in re.findall(r'id="message-(\d+)"', read(client, address))] == list(range(1, 21))
    assert [int(n) for n in re.findall(r'id="message-(\d+)"', read(client, f"{address}?page=3"))] == list(range(41, 46))
    assert client.get(f"{address}45/").location == f"{address}?page=3#message-45"
    assert client.get(f"{address}?numero=21").location == f"{address}?page=2#message-21"
    assert client.get(f"{address}20/").location == f"{address}#message-20"


def test_a_page_that_is_not_there(client, cast):
    topic = open_topic(cast.paul)
    for page in ("0", "-1", "2", "1e3", "1.5", "999999999999", "٣", "", "x", "1' OR 1=1", "%00", "[]"):
        assert client.get(f"/fr/sujets/{topic.id}/", query_string={"page": page}).status_code == 404, page


NOWHERE = [
    "/fr/sujets/999/",
    "/fr/sujets/99999999999999999999/",
    "/fr/sujets/-1/",
    "/fr/sujets/1.5/",
    "/fr/sujets/1/0/",
    "/fr/sujets/1/2/",
    "/fr/messages/999/historique/",
    "/fr/messages/999/modifier/",
    "/fr/messages/999/retirer/",
    "/fr/forums/inconnu/",
    "/fr/forums/'/",
    "/de/forums/",
    "/fr/sujets/1/?numero=9",
    "/fr/sujets/1/?numero=x",
    "/fr/messages/1/historique/?version=9",
]


def test_what_is_not_there_is_404(client, cast):
    open_topic(cast.paul)
    do(services.edit_post, cast.paul, db.session.scalar(db.select(Post.id)), "Autre")
    for address in NOWHERE:
        assert client.get(address).status_code == 404, address


def test_a_cursor_that_was_tampered_with(client, cast):
    do(services.ensure_categories)
    for cursor in ("x", "W10", "🙂", "a" * 3000):
        assert client.get("/fr/forums/enjeux/", query_string={"page": cursor}).status_code == 422


def test_html_in_a_title_or_a_name_is_text_everywhere(app, cast, sign_in):
    do(services.ensure_categories)
    client = sign_in("paul")
    send(client, "/fr/compte/", name=f"Paul {SCRIPT}", sector="other", organisation=SCRIPT, language="fr")
    answer = send(client, "/fr/sujets/nouveau/", forum="enjeux", title=f"Titre {SCRIPT}", body=SCRIPT, subject="")
    for reader in (client, app.test_client()):
        for address in (answer.location, "/fr/forums/", "/fr/forums/enjeux/", f"{answer.location}repondre/?cite=1"):
            page = reader.get(address, follow_redirects=True).get_data(as_text=True)
            assert SCRIPT not in page
            if "connexion" not in page[:500]:
                assert "Titre &lt;script&gt;" in page or reader is not client


def test_renaming_oneself_shows_on_pages_already_kept(client, cast, sign_in):
    topic = open_topic(cast.paul)
    assert "Paul Participe" in read(client, f"/fr/sujets/{topic.id}/")
    send(sign_in("paul"), "/fr/compte/", name="Paule Participe", sector="other", organisation="CRISES", language="fr")
    page = read(client, f"/fr/sujets/{topic.id}/")
    assert "Paule Participe" in page
    assert "autre milieu · CRISES" in page


def test_no_state_changes_by_get(client, cast):
    topic = open_topic(cast.paul)
    for address in (
        f"/fr/sujets/{topic.id}/fermer/",
        f"/fr/sujets/{topic.id}/rouvrir/",
        f"/fr/sujets/{topic.id}/retablir/",
        "/fr/apercu/message/",
    ):
        assert client.get(address).status_code == 405


def test_a_form_without_its_token_or_with_anothers_is_refused(app, cast, sign_in):
    topic = open_topic(cast.paul)
    client, other = sign_in("paul"), sign_in("mia")
    address = f"/fr/sujets/{topic.id}/repondre/"
    stolen = csrf_of(other, f"/fr/sujets/{topic.id}/")
    for fields in ({}, {"csrf_token": "x"}, {"csrf_token": stolen}):
        assert client.post(address, data={"body": "Non", **fields}).status_code in (400, 403)
    assert app.test_client().post(address, data={"body": "Non"}).status_code in (400, 403)
    assert db.session.query(Post).count() == 1


def test_fields_that_no_form_has_change_nothing(cast, sign_in):
    topic = open_topic(cast.paul)
    client = sign_in("mia")
    send(
        client,
        f"/fr/sujets/{topic.id}/repondre/",
        f"/fr/sujets/{topic.id}/",
        body="Un",
        author_id="1",
        created_at="2000-01-01",
        number="99",
        hidden_at="2000-01-01",
        is_admin="1",
        html="<b>x</b>",
        topic_id="99",
    )
    post = db.session.scalars(db.select(Post).where(Post.number == 2)).one()
    assert (post.author_id, post.html, post.topic_id, post.hidden_at) == (cast.mia.id, "<p>Un</p>\n", topic.id, None)
    assert post.created_at.year > 2000


REFUSED_REPLIES = [
    {"body": ""},
    {"body": "a" * 20_001},
    {"body": "\u200b"},
    {"body": "a" * 100_001},
    {"body": "Un", "submit_key": "court"},
    {"body": "Un", "reply_to": "99"},
    {"body": "Un", "submit_key": "z" * 32},
]


def test_a_reply_that_cannot_be_posted_is_refused_and_nothing_is_stored(cast, sign_in):
    topic = open_topic(cast.paul)
    client = sign_in("mia")
    for fields in REFUSED_REPLIES:
        answer = send(client, f"/fr/sujets/{topic.id}/repondre/", f"/fr/sujets/{topic.id}/", **fields)
        assert 400 <= answer.status_code < 500, fields
    assert db.session.query(Post).count() == 1


def test_a_strange_number_to_reply_to_never_fails(cast, sign_in):
    topic = open_topic(cast.paul)
    client = sign_in("mia")
    for value in ("-1", "1.5", "1e9", "99999999999999999999", "[1]", "²", "x"):
        answer = send(client, f"/fr/sujets/{topic.id}/repondre/", f"/fr/sujets/{topic.id}/", body="Un", reply_to=value)
        assert answer.status_code in (302, 422), value
        assert client.get(f"/fr/sujets/{topic.id}/repondre/", query_string={"cite": value}).status_code == 200, value


REFUSED_TOPICS = [
    {"title": "t" * 256},
    {"title": ""},
    {"forum": "autre"},
    {"forum": ""},
    {"subject": "piste:9"},
    {"subject": "x" * 5000},
    {"body": ""},
]


def test_a_topic_that_cannot_be_opened_is_refused_with_what_was_typed(cast, sign_in):
    do(services.ensure_categories)
    client, good = sign_in("mia"), {"forum": "enjeux", "title": "Un titre", "body": "Mes mots", "subject": ""}
    for fields in REFUSED_TOPICS:
        answer = send(client, "/fr/sujets/nouveau/", **(good | fields))
        assert answer.status_code == 422, fields
        assert "body" in fields or "Mes mots" in answer.get_data(as_text=True)
    assert db.session.query(Topic).count() == 0


def test_a_visitor_who_would_write_is_sent_to_sign_in_and_back(client, cast):
    topic = open_topic(cast.paul)
    answer = client.get(f"/fr/sujets/{topic.id}/repondre/?cite=1")
    assert answer.status_code == 302
    assert "/fr/connexion/?next=" in answer.location
    assert client.get("/fr/sujets/nouveau/").status_code == 302


def test_what_was_taken_away_is_the_same_404_as_what_never_was(app, cast, sign_in):
    topic = open_topic(cast.paul)
    do(services.reply, cast.mia, topic.id, "Des mots secrets")
    post = db.session.scalars(db.select(Post).where(Post.number == 2)).one()
    visitor, member, admin = app.test_client(), sign_in("fred"), sign_in("admin")
    read(visitor, f"/fr/sujets/{topic.id}/")
    do(services.remove_post, cast.mia, post.id, "")
    for reader in (visitor, member):
        assert "Des mots secrets" not in read(reader, f"/fr/sujets/{topic.id}/")
        for act in ("historique", "modifier", "retirer"):
            assert reader.get(f"/fr/messages/{post.id}/{act}/").status_code == 404
        assert reader.get(f"/fr/messages/{post.id}/historique/").data == reader.get(
            "/fr/messages/999/historique/"
        ).data.replace(b"messages/999/", f"messages/{post.id}/".encode())
    assert "Des mots secrets" not in read(member, f"/fr/sujets/{topic.id}/repondre/?cite=2")
    assert "Des mots secrets" in read(admin, f"/fr/messages/{post.id}/historique/")
    do(services.remove_topic, cast.admin, topic.id, "Hors sujet")
    for reader in (visitor, member):
        for address in (f"/fr/sujets/{topic.id}/", f"/fr/sujets/{topic.id}/1/", f"/fr/sujets/{topic.id}/repondre/"):
            assert reader.get(address).status_code == 404
        assert topic.title not in read(reader, "/fr/forums/")
        assert topic.title not in read(reader, "/fr/forums/contextes/")
    assert "Hors sujet" in read(admin, f"/fr/sujets/{topic.id}/")


def test_a_closed_topic_says_so(cast, sign_in, client):
    topic = open_topic(cast.paul)
    admin = sign_in("admin")
    answer = admin.post(
        f"/fr/sujets/{topic.id}/fermer/", data={"csrf_token": csrf_of(admin, f"/fr/sujets/{topic.id}/")}
    )
    assert answer.status_code == 302
    page = read(sign_in("mia"), f"/fr/sujets/{topic.id}/")
    assert "Ce sujet est fermé" in page
    assert "submit_key" not in page
    assert sign_in("mia").get(f"/fr/sujets/{topic.id}/repondre/").status_code == 403


def test_the_preview_is_what_the_page_will_show(app, cast, sign_in):
    topic = open_topic(cast.paul)
    client = sign_in("mia")
    body = "# Titre\n\nNote[^1] <script>x</script> https://x.test/\n\n| a |\n|:-:|\n| 1 |\n\n[^1]: dite\n\n<![ <!--"
    token = csrf_of(client, f"/fr/sujets/{topic.id}/")
    shown = client.post("/fr/apercu/message/", data={"text": body, "csrf_token": token}).get_data(as_text=True)
    send(client, f"/fr/sujets/{topic.id}/repondre/", f"/fr/sujets/{topic.id}/", body=body)
    assert shown in read(client, f"/fr/sujets/{topic.id}/")
    without_script = send(
        client, f"/fr/sujets/{topic.id}/repondre/", f"/fr/sujets/{topic.id}/", body=body, act="preview"
    )
    assert shown in without_script.get_data(as_text=True)
    assert db.session.query(Post).count() == 2


def test_the_preview_is_for_members_and_limited(app, cast, sign_in):
    topic = open_topic(cast.paul)
    client = sign_in("mia")
    token = csrf_of(client, f"/fr/sujets/{topic.id}/")
    answers = [
        client.post("/fr/apercu/message/", data={"text": "a", "csrf_token": token}).status_code for _ in range(45)
    ]
    assert answers[0] == 200
    assert answers[-1] == 429
    assert sign_in("fred").post("/fr/apercu/message/", data={"text": "a"}).status_code in (400, 403)
    other = sign_in("paul")
    token = csrf_of(other, f"/fr/sujets/{topic.id}/")
    assert other.post("/fr/apercu/message/", data={"text": "a" * 20_001, "csrf_token": token}).status_code == 413

"""Topics and messages: written, numbered, edited, taken away, closed."""

import secrets
import threading
from datetime import UTC, datetime, timedelta

import pytest

from forum.core.database import db
from forum.core.errors import Forbidden, Missing, Refusal
from forum.forums import queries, services
from forum.forums.models import Post, Topic
from forum.texts.models import TextVersion
from tests.support.forum import VISITOR, add_posts, do, open_topic, subject

NOON = datetime(2026, 3, 1, 17, 0, tzinfo=UTC)


def posts_of(topic_id, viewer, page=1):
    return queries.list_posts(queries.get_topic(topic_id, viewer), page)


def test_a_topic_starts_with_its_first_message(cast):
    topic = open_topic(cast.paul, "  Un   titre\u202e ", "Bonjour **tous**", now=NOON)
    shown = queries.get_topic(topic.id, VISITOR)
    assert (shown.title, shown.post_count, shown.author_count, shown.author) == ("Un titre", 1, 1, "Paul Participe")
    (post,) = posts_of(topic.id, VISITOR)
    assert (post.number, post.html, post.created_at) == (1, "<p>Bonjour <strong>tous</strong></p>\n", NOON)


def test_replies_are_numbered_and_counted(cast):
    topic = open_topic(cast.paul, now=NOON)
    do(services.reply, cast.mia, topic.id, "Deux", reply_to=1, now=NOON + timedelta(minutes=1))
    do(services.reply, cast.paul, topic.id, "Trois", now=NOON + timedelta(minutes=2))
    shown = queries.get_topic(topic.id, VISITOR)
    assert (shown.post_count, shown.author_count, shown.last_author) == (3, 2, "Paul Participe")
    assert shown.last_post_at == NOON + timedelta(minutes=2)
    assert [(row.number, row.reply_to) for row in posts_of(topic.id, VISITOR)] == [(1, None), (2, 1), (3, None)]


def test_a_form_sent_twice_gives_one_message(cast):
    key = secrets.token_hex(16)
    do(services.ensure_categories)
    first = do(services.open_topic, cast.paul, "enjeux", "Un titre", "Un", submit_key=key)
    again = do(services.open_topic, cast.paul, "enjeux", "Un titre", "Un", submit_key=key)
    assert first.id == again.id
    key = secrets.token_hex(16)
    one, two = (do(services.reply, cast.paul, first.id, "Deux", submit_key=key) for _ in range(2))
    assert one.id == two.id
    assert queries.get_topic(first.id, VISITOR).post_count == 2
    assert do(services.reply, cast.mia, first.id, "Trois", submit_key=key).number == 3, "another's key is another's"


def test_messages_sent_at_the_same_instant_get_different_numbers(app, cast):
    topic_id = open_topic(cast.paul).id
    gate, faults = threading.Barrier(6), []

    def write(viewer, words):
        with app.app_context():
            try:
                gate.wait(10)
                for turn in range(4):
                    do(services.reply, viewer, topic_id, f"{words} {turn}")
            except Exception as fault:
                faults.append(fault)
            finally:
                db.session.remove()

    threads = [
        threading.Thread(target=write, args=(viewer, str(index)))
        for index, viewer in enumerate([cast.paul, cast.mia, cast.fred] * 2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not faults
    numbers = db.session.scalars(db.select(Post.number).where(Post.topic_id == topic_id).order_by(Post.number)).all()
    assert numbers == list(range(1, 26))
    assert db.session.get(Topic, topic_id, populate_existing=True).post_count == 25


def test_one_form_sent_at_the_same_instant_by_two_taps_gives_one_message(app, cast):
    topic_id, key = open_topic(cast.paul).id, secrets.token_hex(16)
    gate, seen = threading.Barrier(2), []

    def tap():
        with app.app_context():
            gate.wait(10)
            try:
                seen.append(do(services.reply, cast.mia, topic_id, "Une fois", submit_key=key).number)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=tap) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert seen == [2, 2]


def test_what_a_message_said_before_is_kept(cast):
    topic = open_topic(cast.paul, body="Le premier jet", now=NOON)
    post = posts_of(topic.id, VISITOR)[0]
    do(services.edit_post, cast.paul, post.id, "Le second jet", now=NOON + timedelta(hours=1))
    do(services.edit_post, cast.paul, post.id, "Le second jet")
    do(services.edit_post, cast.paul, post.id, "Le troisième jet")
    kept = db.session.scalars(db.select(TextVersion).order_by(TextVersion.number)).all()
    assert [version.body for version in kept] == ["Le premier jet", "Le second jet", "Le troisième jet"]
    assert [version.at for version in kept][:2] == [NOON, NOON + timedelta(hours=1)]
    assert posts_of(topic.id, VISITOR)[0].html == "<p>Le troisième jet</p>\n"


def test_a_kept_version_cannot_be_rewritten(cast):
    topic = open_topic(cast.paul, body="Un")
    do(services.edit_post, cast.paul, posts_of(topic.id, VISITOR)[0].id, "Deux")
    version = db.session.scalars(db.select(TextVersion)).first()
    version.body = "Autre"
    with pytest.raises(ValueError, match="never changed"):
        db.session.flush()
    db.session.rollback()


def test_a_message_taken_away_leaves_its_number(cast):
    topic = open_topic(cast.paul)
    add_posts(cast.mia, topic.id, 2)
    second = posts_of(topic.id, VISITOR)[1]
    do(services.remove_post, cast.mia, second.id, "")
    rows = posts_of(topic.id, VISITOR)
    assert [(row.number, row.hidden_by) for row in rows] == [(1, None), (2, "author"), (3, None)]
    assert queries.find_quoted(topic.id, 2, cast.paul) is None
    for someone in (VISITOR, cast.paul, cast.fred):
        with pytest.raises(Missing):
            queries.get_post(second.id, someone)
    assert queries.get_post(second.id, cast.admin)
    do(services.reply, cast.paul, topic.id, "Le suivant")
    assert posts_of(topic.id, VISITOR)[-1].number == 4


def test_an_administrator_says_why(cast):
    topic = open_topic(cast.paul)
    post = posts_of(topic.id, VISITOR)[0]
    with pytest.raises(Refusal):
        do(services.remove_post, cast.admin, post.id, " ")
    do(services.remove_post, cast.admin, post.id, "Attaque une personne")
    assert posts_of(topic.id, VISITOR)[0].hidden_reason == "Attaque une personne"


def test_who_may_write(cast):
    topic = open_topic(cast.paul)
    post = posts_of(topic.id, VISITOR)[0]
    for refused in (
        lambda: do(services.open_topic, VISITOR, "enjeux", "Un titre", "Un"),
        lambda: do(services.reply, VISITOR, topic.id, "Un"),
        lambda: do(services.edit_post, cast.mia, post.id, "Un"),
        lambda: do(services.edit_post, cast.admin, post.id, "Un"),
        lambda: do(services.remove_post, cast.mia, post.id, "Un"),
        lambda: do(services.close_topic, cast.paul, topic.id),
        lambda: do(services.remove_topic, cast.paul, topic.id, "Un"),
    ):
        with pytest.raises(Forbidden) as caught:
            refused()
        assert str(caught.value.message).endswith((".", "?"))
    assert queries.get_topic(topic.id, VISITOR).post_count == 1


def test_a_closed_topic_is_read_and_no_longer_written_in(cast):
    topic = open_topic(cast.paul)
    post = posts_of(topic.id, VISITOR)[0]
    do(services.close_topic, cast.admin, topic.id)
    do(services.close_topic, cast.admin, topic.id)
    for refused in (
        lambda: do(services.reply, cast.paul, topic.id, "Un"),
        lambda: do(services.edit_post, cast.paul, post.id, "Un"),
    ):
        with pytest.raises(Forbidden):
            refused()
    assert posts_of(topic.id, VISITOR)
    do(services.reopen_topic, cast.admin, topic.id)
    assert do(services.reply, cast.paul, topic.id, "Un").number == 2


def test_a_topic_taken_away_is_nowhere_but_for_administrators(cast):
    topic = open_topic(cast.paul)
    post = posts_of(topic.id, VISITOR)[0]
    do(services.remove_topic, cast.admin, topic.id, "Hors sujet")
    for someone in (VISITOR, cast.paul):
        with pytest.raises(Missing):
            queries.get_topic(topic.id, someone)
        with pytest.raises(Missing):
            queries.get_post(post.id, someone)
        with pytest.raises(Missing):
            do(services.reply, someone, topic.id, "Un")
        assert not queries.list_latest_topics(someone)
        assert not queries.list_topics_by_nodes([topic.node_id], someone)
        assert queries.list_categories(someone)[1].topics == 0
    assert queries.get_topic(topic.id, cast.admin)
    do(services.restore_topic, cast.admin, topic.id)
    assert queries.get_topic(topic.id, VISITOR)


REFUSED = [
    ("ab", "Un"),
    ("t" * 151, "Un"),
    ("\u202e\u200b", "Un"),
    ("Titre", ""),
    ("Titre", " \n\u200b"),
    ("Titre", "a" * 20_001),
    ("Titre", "\x00"),
]


def test_what_cannot_be_posted_leaves_nothing(cast):
    do(services.ensure_categories)
    for title, body in REFUSED:
        with pytest.raises(Refusal) as caught:
            do(services.open_topic, cast.paul, "enjeux", title, body)
        assert caught.value.code == "invalid"
        assert caught.value.fields
    assert db.session.query(Topic).count() == db.session.query(Post).count() == 0


def test_a_topic_about_something_stands_on_its_trail(cast):
    with subject() as node_id:
        topic = open_topic(cast.paul, subject="piste:2007·2C")
        assert topic.subject == "piste:2007-2C"
        assert [row.id for row in queries.list_topics_about(node_id, VISITOR)] == [topic.id]
        with pytest.raises(Refusal) as caught:
            do(services.open_topic, cast.paul, "enjeux", "Un titre", "Un", subject="piste:9999-9Z")
        assert "subject" in caught.value.fields


def test_replies_lead_only_to_messages_that_are_there(cast):
    topic = open_topic(cast.paul)
    for number in (0, -1, 2, 10**9):
        with pytest.raises(Refusal):
            do(services.reply, cast.paul, topic.id, "Un", reply_to=number)


def test_topics_are_listed_by_last_message_page_by_page(cast):
    do(services.ensure_categories)
    made = [
        do(services.open_topic, cast.paul, "enjeux", f"Sujet {n}", "Un", now=NOON + timedelta(minutes=n // 2)).id
        for n in range(9)
    ]
    category, seen, cursor = queries.get_category("enjeux"), [], None
    while True:
        page = queries.list_topics(category.id, VISITOR, cursor, size=4)
        seen += [row.id for row in page.rows]
        cursor = page.older
        if cursor is None:
            break
    assert seen == made[::-1]


def test_a_tampered_cursor_is_refused(cast):
    do(services.ensure_categories)
    category = queries.get_category("enjeux").id
    for cursor in (
        "x",
        "W10",
        "WzEsMiwzXQ",
        "WyIxIiwyXQ",
        "W251bGwsMV0",
        "WzkyMjMzNzIwMzY4NTQ3NzU4MDcsMV0",
        "a" * 5000,
    ):
        with pytest.raises(Refusal):
            queries.list_topics(category, VISITOR, cursor)

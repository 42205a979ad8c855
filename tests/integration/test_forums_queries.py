"""What the pages of the forums ask of the database, whatever it holds.

A pin may fall; raising one needs its reason beside it.
"""

import pytest

from forum.app import create_app
from forum.core.database import db, transaction
from forum.forums import services
from forum.forums.models import Post, Topic
from tests.support.forum import count_queries, do, open_topic, subject
from tests.support.sites import settings_for

NOTHING_KEPT = {
    "topic": 5,  # topic, messages, what it is about (link, card), rooms open now
    "forum": 5,  # forum, topics, what they are about (link, card), rooms open now
    "index": 5,  # forums with counts, topics, what they are about (link, card), rooms open now
}


@pytest.fixture(params=[10, 1000])
def filled(request, app, cast):
    """Give a topic of that many messages among that many topics, one of them about something."""
    do(services.ensure_categories)
    with subject():
        topic = open_topic(cast.paul, subject="piste:2007-2C")
        rows = [
            {
                "topic_id": topic.id,
                "number": n,
                "author_id": cast.mia.id,
                "body": "Un",
                "html": "<p>Un</p>",
                "renderer": 1,
                "hidden_reason": "",
                "created_at": topic.created_at,
            }
            for n in range(2, request.param + 1)
        ]
        with transaction():
            db.session.execute(Post.__table__.insert(), rows)
            topic = db.session.get(Topic, topic.id)
            topic.post_count = request.param
        for n in range(request.param // 25):
            do(services.open_topic, cast.mia, "contextes", f"Sujet {n}", "Un", subject="piste:2007-2C")
        yield topic.id


def addresses(topic_id):
    return {"topic": f"/fr/sujets/{topic_id}/", "forum": "/fr/forums/contextes/", "index": "/fr/forums/"}


@pytest.mark.parametrize("page", NOTHING_KEPT)
def test_a_visitors_first_reading(app, client, filled, page):
    app.extensions["pages"].clear()
    with count_queries() as asked:
        assert client.get(addresses(filled)[page]).status_code == 200
    assert len(asked) <= NOTHING_KEPT[page], asked
    with count_queries() as asked:
        client.get(addresses(filled)[page])
    assert not asked, "a visitor's second reading asks nothing"


def test_a_member_who_reads_a_kept_topic(app, filled, sign_in):
    client = sign_in("fred")
    client.get(addresses(filled)["topic"])
    with count_queries() as asked:
        assert client.get(addresses(filled)["topic"]).status_code == 200
    assert len(asked) == 1, "who is reading, and nothing else"


def test_a_member_with_the_caches_off(app, backend, db_url, filled, sign_in):
    cookie = sign_in("fred").get_cookie("session").value
    other = create_app(settings_for(db_url, backend.folder, caches=False))
    with other.app_context():
        client = other.test_client()
        client.set_cookie("session", cookie)
        client.get(addresses(filled)["topic"])
        with count_queries() as asked:
            page = client.get(addresses(filled)["topic"]).get_data(as_text=True)
        db.session.remove()
        db.engine.dispose()
    assert "Fred Anime" in page
    assert len(asked) <= 8
    assert len(asked) <= NOTHING_KEPT["topic"] + 1


def test_a_last_page_costs_what_the_first_does(app, client, filled):
    app.extensions["pages"].clear()
    last = db.session.get(Topic, filled).post_count // 20
    with count_queries() as asked:
        assert client.get(f"{addresses(filled)['topic']}?page={max(last, 1)}").status_code == 200
    assert len(asked) <= NOTHING_KEPT["topic"]

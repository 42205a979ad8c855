"""What a page may show and what a list finds are the same rule, said in Python and in SQL."""

from datetime import UTC, datetime
from itertools import product

from forum.accounts.viewer import Viewer
from forum.communities.models import Guide
from forum.communities.policies import can_see as can_see_guide
from forum.communities.policies import visible as visible_guides
from forum.communities.services import create_community, publish_guide
from forum.core.database import db
from forum.forums import services
from forum.forums.models import Post, Topic
from forum.forums.policies import can_read, can_see, visible, visible_posts
from tests.support.cast import PEOPLE
from tests.support.forum import VISITOR, do, open_topic

NOON = datetime(2026, 3, 1, 17, tzinfo=UTC)


def test_lists_and_judgements_agree_for_every_viewer_and_state(cast):
    for topic_hidden, topic_closed, post_hidden in product((None, NOON), (None, NOON), (None, "author", "moderator")):
        topic = open_topic(cast.paul)
        post = do(services.reply, cast.mia, topic.id, "Un")

        def change(topic_id=topic.id, post_id=post.id, hidden=topic_hidden, closed=topic_closed, by=post_hidden):
            found, message = db.session.get(Topic, topic_id), db.session.get(Post, post_id)
            found.hidden_at, found.closed_at = hidden, closed
            message.hidden_by, message.hidden_at = by, NOON if by else None

        do(change)
    community = do(create_community, cast.admin, "essai", "A", "A", "A", "A", animator=PEOPLE["mia"][0])
    for hidden in (None, NOON):
        guide = do(publish_guide, cast.mia, community.id, "Un guide", "Un", "cc-by")
        do(lambda ident=guide.id, at=hidden: setattr(db.session.get(Guide, ident), "hidden_at", at))
    viewers = [VISITOR, cast.paul, cast.mia, cast.fred, cast.admin, Viewer(id=999, name="Nouvelle")]
    for viewer in viewers:
        topics = db.session.scalars(db.select(Topic)).all()
        assert set(db.session.scalars(db.select(Topic).where(visible(viewer)))) == {
            topic for topic in topics if can_see(viewer, topic)
        }
        posts = db.session.execute(db.select(Post, Topic).join(Topic)).all()
        assert set(db.session.scalars(db.select(Post).join(Topic).where(visible_posts(viewer)))) == {
            post for post, topic in posts if can_read(viewer, post, topic)
        }
        guides = db.session.scalars(db.select(Guide)).all()
        assert set(db.session.scalars(db.select(Guide).where(visible_guides(viewer)))) == {
            g for g in guides if can_see_guide(viewer, g)
        }
    assert not can_see(VISITOR, next(topic for topic in topics if topic.hidden_at))

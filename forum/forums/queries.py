"""Reads of the forums, always for a viewer. Pages read plain columns: objects would cost three times as much."""

from datetime import UTC, datetime, timedelta
from functools import cache

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from forum.accounts.models import Account, Organisation
from forum.accounts.viewer import Viewer
from forum.core.database import db
from forum.core.errors import Missing, Refusal
from forum.core.paging import Page, decode_cursor, encode_cursor
from forum.forums.models import Category, Post, Topic
from forum.forums.policies import visible, visible_posts
from forum.forums.rules import PAGE_SIZE, TOPICS_A_PAGE, count_pages
from forum.forums.subjects import find_subject, list_subjects
from forum.trails.models import Link

Author, LastAuthor = aliased(Account), aliased(Account)
TOPIC_COLUMNS = (
    Topic.id,
    Topic.node_id,
    Topic.title,
    Topic.subject,
    Topic.created_at,
    Topic.last_post_at,
    Topic.post_count,
    Topic.author_count,
    Topic.version,
    Topic.closed_at,
    Topic.hidden_at,
    Topic.hidden_reason,
    Topic.author_id,
    Topic.last_author_id,
    Author.name.label("author"),
    LastAuthor.name.label("last_author"),
    Category.slug,
    Category.title_fr,
    Category.title_en,
)
POST_COLUMNS = (
    Post.id,
    Post.number,
    Post.html,
    Post.created_at,
    Post.edited_at,
    Post.reply_to,
    Post.hidden_at,
    Post.hidden_by,
    Post.hidden_reason,
    Post.author_id,
    Account.name.label("author"),
    Account.sector,
    Account.is_admin.label("by_team"),
    Organisation.name.label("organisation"),
)
CURSOR = (int, int)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def list_categories(viewer):
    """List the forums with their counts: rows of (Category, topics, posts, time of the last message or None)."""
    counts = (
        select(
            Topic.category_id,
            func.count().label("topics"),
            func.sum(Topic.post_count).label("posts"),
            func.max(Topic.last_post_at).label("last_post_at"),
        )
        .where(visible(viewer))
        .group_by(Topic.category_id)
        .subquery()
    )
    return db.session.execute(
        select(
            Category,
            func.coalesce(counts.c.topics, 0).label("topics"),
            func.coalesce(counts.c.posts, 0).label("posts"),
            counts.c.last_post_at,
        )
        .outerjoin(counts, counts.c.category_id == Category.id)
        .order_by(Category.position)
    ).all()


def list_category_names():
    """List the forums, in their order, for a form."""
    return db.session.scalars(select(Category).order_by(Category.position)).all()


def get_category(slug):
    """Give the forum of this address; raises Missing."""
    category = db.session.scalar(select(Category).where(Category.slug == slug))
    if category is None:
        raise Missing()
    return category


def _topics(viewer):
    return (
        select(*TOPIC_COLUMNS)
        .join(Category, Category.id == Topic.category_id)
        .outerjoin(Author, Author.id == Topic.author_id)
        .outerjoin(LastAuthor, LastAuthor.id == Topic.last_author_id)
        .where(visible(viewer))
    )


def list_topics(category_id, viewer, cursor=None, size=TOPICS_A_PAGE):
    """Give a page of a forum's topics, the last written in first; `cursor` is where the page before it ended."""
    query = _topics(viewer).where(Topic.category_id == category_id).order_by(Topic.last_post_at.desc(), Topic.id.desc())
    after = decode_cursor(cursor, CURSOR)
    if after:
        moment, ident = _moment(after[0]), after[1]
        query = query.where(or_(Topic.last_post_at < moment, and_(Topic.last_post_at == moment, Topic.id < ident)))
    rows = db.session.execute(query.limit(size + 1)).all()
    older = None
    if len(rows) > size:
        rows = rows[:size]
        older = encode_cursor([_microseconds(rows[-1].last_post_at), rows[-1].id])
    return Page(rows, older=older)


def list_latest_topics(viewer, limit=5):
    """List the topics last written in, all forums together."""
    return db.session.execute(_topics(viewer).order_by(Topic.last_post_at.desc(), Topic.id.desc()).limit(limit)).all()


def list_topics_about(node_id, viewer, limit=20):
    """List the topics about what this node of the trail stands for, the last written in first."""
    about = select(Link.target_id).where(Link.source_id == node_id, Link.relation == "about")
    return db.session.execute(
        _topics(viewer)
        .where(Topic.node_id.in_(about))
        .order_by(Topic.last_post_at.desc(), Topic.id.desc())
        .limit(limit)
    ).all()


def list_topics_by_nodes(node_ids, viewer):
    """List the topics that these nodes stand for."""
    return db.session.execute(_topics(viewer).where(Topic.node_id.in_(node_ids))).all()


@cache
def _one_topic(is_admin):
    return _topics(Viewer(is_admin=is_admin)).where(Topic.id == bindparam("topic_id"))


def get_topic(topic_id, viewer):
    """Give a topic with its forum and the names of who opened it and wrote last; raises Missing."""
    topic = db.session.connection().execute(_one_topic(viewer.is_admin), {"topic_id": topic_id}).first()
    if topic is None:
        raise Missing()
    return topic


# built once, since building it would cost as much as running it, and run past the session, which has nothing to add
_POSTS = (
    select(*POST_COLUMNS)
    .outerjoin(Account, Account.id == Post.author_id)
    .outerjoin(Organisation, Organisation.id == Account.organisation_id)
    .where(Post.topic_id == bindparam("topic_id"), Post.number > bindparam("first"), Post.number <= bindparam("last"))
    .order_by(Post.number)
)


def list_posts(topic, page):
    """List the messages of one page of a topic, those taken away included; raises Missing past the last page.

    Numbers follow each other without gap, so a page is a range of numbers and the last costs what the first does.
    """
    if not 1 <= page <= count_pages(topic.post_count):
        raise Missing()
    first = (page - 1) * PAGE_SIZE
    bounds = {"topic_id": topic.id, "first": first, "last": first + PAGE_SIZE}
    return db.session.connection().execute(_POSTS, bounds).all()


def get_post(post_id, viewer):
    """Give (Post, Topic) when the viewer may read the message; raises Missing."""
    found = db.session.execute(
        select(Post, Topic).join(Topic, Topic.id == Post.topic_id).where(Post.id == post_id, visible_posts(viewer))
    ).first()
    if found is None:
        raise Missing()
    return found


def find_quoted(topic_id, number, viewer):
    """Give the words, author's name and number of a message to quote, or None when the viewer may not read it."""
    return db.session.execute(
        select(Post.body, Post.number, Account.name.label("author"))
        .join(Topic, Topic.id == Post.topic_id)
        .outerjoin(Account, Account.id == Post.author_id)
        .where(Post.topic_id == topic_id, Post.number == number, visible_posts(viewer))
    ).first()


def _microseconds(moment):
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond


def _moment(microseconds):
    try:
        return EPOCH + timedelta(microseconds=microseconds)
    except OverflowError:
        raise Refusal("invalid") from None


__all__ = [
    "find_quoted",
    "find_subject",
    "get_category",
    "get_post",
    "get_topic",
    "list_categories",
    "list_category_names",
    "list_latest_topics",
    "list_posts",
    "list_subjects",
    "list_topics",
    "list_topics_about",
    "list_topics_by_nodes",
]

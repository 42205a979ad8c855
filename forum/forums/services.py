"""What can be done in the forums: one function an intention, each for a viewer, in the caller's transaction."""

from sqlalchemy import exists, select

from forum.accounts.rules import clean_line
from forum.core.database import db, lock, lock_exclusive, utc_now
from forum.core.errors import Missing, Refusal
from forum.core.i18n import lazy
from forum.core.policies import require
from forum.core.web.pages import changed
from forum.forums import policies
from forum.forums.models import Category, Post, Topic
from forum.forums.queries import get_category
from forum.forums.rules import (
    CATEGORIES,
    POSTS_IN_A_TOPIC,
    REASON_LONGEST,
    TITLE_LONGEST,
    TITLE_SHORTEST,
    is_submit_key,
)
from forum.forums.subjects import choose_subject
from forum.texts.presenters import RENDERER, is_empty, render
from forum.texts.rules import POST_LONGEST, clean, is_too_long
from forum.texts.services import add_version, new_text
from forum.trails.services import link, new_node

NO_TITLE = lazy("Écrivez un titre de 3 à 150 caractères.")
NO_WORDS = lazy("Écrivez votre message.")
TOO_LONG = lazy("Un message a au plus 20 000 caractères. Partagez le vôtre en deux.")
NO_REASON = lazy("Dites pourquoi, en 300 caractères au plus.")
FULL = lazy("Ce sujet a atteint sa limite. Ouvrez-en un autre qui le prolonge.")


def ensure_categories():
    """Make the thematic forums that are missing, and bring the words of the others up to date."""
    known = {category.slug: category for category in db.session.scalars(select(Category))}
    for position, (slug, title_fr, title_en, purpose_fr, purpose_en) in enumerate(CATEGORIES, 1):
        category = known.get(slug)
        if category is None:
            category = Category(slug=slug)
            db.session.add(category)
        category.position, category.title_fr, category.title_en = position, title_fr, title_en
        category.purpose_fr, category.purpose_en = purpose_fr, purpose_en
    db.session.flush()
    changed("forums", *(f"forum:{slug}" for slug, *_ in CATEGORIES))


def open_topic(viewer, category_slug, title, body, subject=None, submit_key=None, now=None):
    """Open a topic with its first message; `subject` is a reference such as "piste:2007-2C" that it is about.

    The same form sent twice opens one topic. Raises Forbidden, Missing, Refusal("invalid") with sentences by field.
    """
    require(policies.can_open(viewer))
    category = get_category(category_slug)
    title, body, html = check_title(title), *check_body(body)
    about = choose_subject(subject, viewer) if subject else None
    lock_exclusive(f"forums:open:{viewer.id}")
    sent = find_sent(viewer, submit_key)
    if sent is not None:
        return db.session.get(Topic, sent.topic_id)
    now = now or utc_now()
    topic = Topic(
        node_id=new_node("topic").id,
        category_id=category.id,
        title=title,
        author_id=viewer.id,
        created_at=now,
        last_post_at=now,
        subject=about.tag if about else None,
    )
    db.session.add(topic)
    db.session.flush()
    if about:
        link(about.node_id, topic.node_id, "about", "platform")
        changed(f"node:{about.node_id}")
    _add_post(viewer, topic, body, html, None, submit_key, now)
    return topic


def reply(viewer, topic_id, body, reply_to=None, submit_key=None, now=None):
    """Add a message at the end of a topic, in reply to the message of that number when one is given.

    The same form sent twice adds one message. Raises Forbidden, Missing, Refusal("invalid").
    """
    topic = lock_topic(viewer, topic_id)
    require(policies.can_reply(viewer, topic))
    sent = find_sent(viewer, submit_key)
    if sent is not None:
        return sent
    if reply_to is not None and not 1 <= reply_to <= topic.post_count:
        raise Refusal("invalid")
    if topic.post_count >= POSTS_IN_A_TOPIC:
        raise Refusal("invalid", FULL, fields={"body": FULL})
    body, html = check_body(body)
    return _add_post(viewer, topic, body, html, reply_to, submit_key, now or utc_now())


def edit_post(viewer, post_id, body, now=None):
    """Change the words of the viewer's own message; what it said before is kept and can be read.

    Raises Forbidden, Missing, Refusal("invalid").
    """
    post, topic = lock_post(viewer, post_id)
    require(policies.can_edit(viewer, post, topic))
    body, html = check_body(body)
    if body == post.body:
        return post
    now = now or utc_now()
    if post.text_id is None:
        post.text_id = new_text(post.body, post.html, post.author_id, post.created_at).id
    add_version(post.text_id, body, html, viewer.id, now)
    post.body, post.html, post.renderer, post.edited_at = body, html, RENDERER, now
    touch(topic)
    return post


def remove_post(viewer, post_id, reason="", now=None):
    """Take the words of a message away; its number stays, with who took it away and the reason given.

    An administrator who removes another's message must say why. Removing what is already removed changes nothing.
    """
    post, topic = lock_post(viewer, post_id)
    require(policies.can_remove(viewer, post))
    if post.hidden_at is not None:
        return post
    by_author = post.author_id == viewer.id
    post.hidden_reason = check_reason(reason, needed=not by_author)
    post.hidden_at, post.hidden_by = now or utc_now(), "author" if by_author else "moderator"
    touch(topic)
    return post


def close_topic(viewer, topic_id, now=None):
    """Close a topic: it can be read and no longer written in."""
    topic = lock_topic(viewer, topic_id)
    require(policies.can_moderate(viewer))
    if topic.closed_at is None:
        topic.closed_at = now or utc_now()
        touch(topic)
    return topic


def reopen_topic(viewer, topic_id):
    """Open a closed topic again."""
    topic = lock_topic(viewer, topic_id)
    require(policies.can_moderate(viewer))
    if topic.closed_at is not None:
        topic.closed_at = None
        touch(topic)
    return topic


def remove_topic(viewer, topic_id, reason, now=None):
    """Take a whole topic away, with the reason; administrators still see it."""
    topic = lock_topic(viewer, topic_id)
    require(policies.can_moderate(viewer))
    if topic.hidden_at is None:
        topic.hidden_reason = check_reason(reason, needed=True)
        topic.hidden_at = now or utc_now()
        touch(topic)
    return topic


def restore_topic(viewer, topic_id):
    """Show a topic again that had been taken away."""
    topic = lock_topic(viewer, topic_id)
    require(policies.can_moderate(viewer))
    topic.hidden_at, topic.hidden_reason = None, ""
    touch(topic)
    return topic


def check_title(title):
    """Give a title as one clean line; raises Refusal("invalid")."""
    line = clean_line(title)
    if not TITLE_SHORTEST <= len(line) <= TITLE_LONGEST:
        raise Refusal("invalid", NO_TITLE, fields={"title": NO_TITLE})
    return line


def check_body(body):
    """Give the clean words and their HTML; raises Refusal("invalid") when too long, empty or too intricate."""
    if is_too_long(body, POST_LONGEST):
        raise Refusal("invalid", TOO_LONG, fields={"body": TOO_LONG})
    body = clean(body)
    html = render(body)
    if is_empty(html):
        raise Refusal("invalid", NO_WORDS, fields={"body": NO_WORDS})
    return body, html


def check_reason(reason, needed):
    """Give a reason as one clean line; raises Refusal("invalid")."""
    line = clean_line(reason)
    if len(line) > REASON_LONGEST or (needed and not line):
        raise Refusal("invalid", NO_REASON, fields={"reason": NO_REASON})
    return line


def lock_topic(viewer, topic_id):
    """Load a topic for writing; raises Missing when the viewer may not see it."""
    topic = lock(Topic, topic_id)
    if not policies.can_see(viewer, topic):
        raise Missing()
    return topic


def lock_post(viewer, post_id):
    """Load a message and its topic for writing, the topic first; raises Missing when the viewer may not read it."""
    post = db.session.get(Post, post_id)
    if post is None:
        raise Missing()
    topic = lock(Topic, post.topic_id)
    post = lock(Post, post_id)
    if post.author_id != viewer.id and not policies.can_read(viewer, post, topic):
        raise Missing()
    return post, topic


def find_sent(viewer, submit_key):
    """Give the message already sent with this form, or None; raises Refusal("invalid") on a strange key."""
    if not submit_key:
        return None
    if not is_submit_key(submit_key):
        raise Refusal("invalid")
    return db.session.scalar(select(Post).where(Post.author_id == viewer.id, Post.submit_key == submit_key))


def touch(topic):
    """Count a change that readers can see, and forget the pages that show it."""
    topic.version += 1
    db.session.flush()
    category = db.session.get(Category, topic.category_id)
    changed(
        f"topic:{topic.id}", f"forum:{category.slug}", "forums", f"node:{topic.node_id}", *filter(None, [topic.subject])
    )


def _add_post(viewer, topic, body, html, reply_to, submit_key, now):
    is_new_here = not db.session.scalar(select(exists().where(Post.author_id == viewer.id, Post.topic_id == topic.id)))
    post = Post(
        topic_id=topic.id,
        number=topic.post_count + 1,
        author_id=viewer.id,
        reply_to=reply_to,
        body=body,
        html=html,
        renderer=RENDERER,
        created_at=now,
        submit_key=submit_key or None,
    )
    db.session.add(post)
    topic.post_count += 1
    topic.author_count += is_new_here
    topic.last_post_at, topic.last_author_id = now, viewer.id
    touch(topic)
    return post

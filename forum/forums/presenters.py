"""The forums as pages show them. A topic's page is made once for all its readers, see `core.web.holes`."""

import secrets
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from flask import current_app
from markupsafe import Markup, escape

from forum.accounts.rules import initials
from forum.core.i18n import _, bi, current_language, format_date, format_datetime, format_number, lazy, ngettext
from forum.core.web.holes import hole, make_holed
from forum.core.web.pages import remember, shows
from forum.forums.forms import ReplyForm
from forum.forums.queries import get_topic, list_posts, list_topics_by_nodes
from forum.forums.rules import count_pages, page_of
from forum.texts.presenters import render
from forum.texts.rules import quote
from forum.trails.queries import list_neighbours
from forum.trails.registry import Card

# what a person says of themselves: their own statement, shown as such
SECTOR_WORDS = {
    "community": lazy("milieu communautaire"),
    "university": lazy("milieu universitaire"),
    "government": lazy("milieu gouvernemental"),
    "business": lazy("milieu économique"),
    "other": lazy("autre milieu"),
}


def draw_submit_key():
    """Draw the key of a form, so that the same form sent twice acts once."""
    return secrets.token_hex(16)


def topic_page(topic_id, page, viewer):
    """Give a page of a topic for this viewer; what readers share is kept until something in it changes.

    Raises Missing.
    """
    language = current_language()
    audience = "admin" if viewer.is_admin else "member" if viewer.is_signed_in else "visitor"
    made, edit_word, remove_word = remember(
        ("topic", topic_id, page, language, audience),
        [f"topic:{topic_id}"],
        lambda: _make_topic_page(topic_id, page, viewer),
    )

    def own(author_id, post_id):
        if author_id == viewer.id:
            return own_link(language, post_id, "modifier", edit_word) + own_link(
                language, post_id, "retirer", remove_word
            )
        return own_link(language, post_id, "retirer", remove_word) if viewer.is_admin else ""

    return made.fill(viewer, own=own, key=draw_submit_key())


def own_link(language, post_id, act, word):
    """Write a link that only who wrote a message gets."""
    return f'<a href="/{language}/messages/{post_id}/{act}/" rel="nofollow">{word}</a>'


def _make_topic_page(topic_id, page, viewer):
    topic = get_topic(topic_id, viewer)
    rows = list_posts(topic, page)
    about = list_neighbours([topic.node_id], "about", viewer, forward=False)[topic.node_id] if topic.subject else []
    shows(*(f"account:{row.author_id}" for row in rows if row.author_id), *filter(None, [topic.subject]))
    other = topic_url(topic_id, "en" if current_language() == "fr" else "fr") + (f"?page={page}" if page > 1 else "")
    main = render_part(
        "forums/_topic.html",
        topic=topic,
        posts=view_posts(rows, topic, page),
        page=page,
        pages=count_pages(topic.post_count),
        about=about[0] if about else None,
        form=blank_reply(),
        forum=bi(topic, "title"),
        is_member=viewer.is_signed_in,
        is_admin=viewer.is_admin,
        hole=hole,
    )
    holed = make_holed("forums/topic.html", viewer, topic=topic, page=page, main=main, other_lang_url=lambda: other)
    return holed, escape(_("Modifier")), escape(_("Retirer"))


def render_part(template, **values):
    """Render a part of a page with no request and no current user in scope, so that it can leak neither."""
    html = current_app.jinja_env.get_template(template).render(lang=current_language(), **values)
    return Markup(html)  # noqa: S704 - made by a template


@cache
def blank_reply():
    """Give the empty form of a reply: the same for everyone, its tokens are holes."""
    return ReplyForm(formdata=None, meta={"csrf": False})


class PostView(NamedTuple):
    """Hold one message as the page shows it, every word of it ready."""

    id: int
    number: int
    html: Markup
    author: str
    initials: str
    statement: str
    colour: int
    at: str
    machine_at: str
    edited: str
    by_team: bool
    removed: str
    own: str
    reply_to: int | None
    reply_url: str
    quote_head: str


def view_posts(rows, topic, page):
    """Turn rows into what the page shows of messages."""
    sectors = {key: str(words) for key, words in SECTOR_WORDS.items()}
    return [view_post(row, topic, page, sectors) for row in rows]


def view_post(row, topic, page, sectors):
    """Turn a row into what the page shows of a message."""
    author = row.author or _("Compte supprimé")
    return PostView(
        id=row.id,
        number=row.number,
        html=Markup("" if row.hidden_at else row.html),  # noqa: S704 - sanitized when written
        author=author,
        initials=initials(author),
        statement=statement(row, sectors),
        colour=(row.author_id or 0) % 6 + 1,
        at=format_datetime(row.created_at),
        machine_at=row.created_at.isoformat(timespec="seconds"),
        edited=format_datetime(row.edited_at) if row.edited_at else "",
        by_team=bool(row.by_team),
        removed=removal_words(row),
        own=hole("own", row.author_id or 0, row.id) if not row.hidden_at else "",
        reply_to=row.reply_to,
        reply_url=post_anchor(row.reply_to, page) if row.reply_to else "",
        quote_head=quote("", author, post_url(topic.id, row.number), f"#{row.number}").split("\n", 1)[0],
    )


def statement(row, sectors):
    """Write what a person says of themselves: their sector, and their organisation if they give one."""
    return " · ".join(filter(None, (sectors.get(row.sector), row.organisation)))


def removal_words(row):
    """Say who took a message away, and why; empty for one that is there."""
    if not row.hidden_at:
        return ""
    who = (
        _("Message retiré par la personne qui l’a écrit.")
        if row.hidden_by == "author"
        else _("Message retiré par l’administration du site.")
    )
    return who + " " + _("Raison : %(reason)s", reason=row.hidden_reason) if row.hidden_reason else who


def post_url(topic_id, number):
    """Give the lasting address of a message, whatever page it stands on."""
    return f"/{current_language()}/sujets/{topic_id}/{number}/"


def post_anchor(number, page=None):
    """Give the address of a message from a page of its topic."""
    there = page_of(number)
    return f"#message-{number}" if there == page else f"?page={there}#message-{number}"


def topic_url(topic_id, language=None):
    """Give the address of a topic."""
    return f"/{language or current_language()}/sujets/{topic_id}/"


def quote_post(found, topic_id):
    """Write a message as a Markdown quotation."""
    return quote(found.body, found.author or _("Compte supprimé"), post_url(topic_id, found.number), f"#{found.number}")


def preview(body):
    """Give the HTML that a page would show of a message."""
    return Markup(render(body))  # noqa: S704 - sanitized by render


@dataclass(frozen=True)
class TopicRow:
    """Hold one topic as lists show it."""

    id: int
    url: str
    title: str
    author: str
    initials: str
    colour: int
    replies: int
    last: str
    last_url: str
    forum: str
    forum_slug: str
    is_closed: bool
    is_hidden: bool
    about: Card | None


def view_topics(rows, viewer, with_subjects=True):
    """Turn rows into what lists show: one query finds what they are about, and one for each kind of thing."""
    nodes = [row.node_id for row in rows if row.subject]
    about = list_neighbours(nodes, "about", viewer, forward=False) if nodes and with_subjects else {}
    shows(*(f"topic:{row.id}" for row in rows), *(row.subject for row in rows if row.subject))
    shows(*(f"account:{ident}" for row in rows for ident in (row.author_id, row.last_author_id) if ident))
    return [_view_topic(row, about.get(row.node_id)) for row in rows]


def _view_topic(row, about):
    author, last_author = (name or _("Compte supprimé") for name in (row.author, row.last_author))
    url = topic_url(row.id)
    return TopicRow(
        id=row.id,
        url=url,
        title=row.title,
        author=author,
        initials=initials(author),
        colour=(row.author_id or 0) % 6 + 1,
        replies=max(0, row.post_count - 1),
        last_url=f"{url}{post_anchor(row.post_count)}",
        forum=bi(row, "title"),
        last=_("%(name)s, %(date)s", name=last_author, date=format_datetime(row.last_post_at)),
        forum_slug=row.slug,
        is_closed=row.closed_at is not None,
        is_hidden=row.hidden_at is not None,
        about=about[0] if about else None,
    )


def view_category(row):
    """Turn a row of counts into what the list of forums shows."""
    category = row.Category
    return {
        "slug": category.slug,
        "title": bi(category, "title"),
        "purpose": bi(category, "purpose"),
        "topics": ngettext("%(count)s sujet", "%(count)s sujets", row.topics, count=format_number(row.topics)),
        "posts": ngettext("%(count)s message", "%(count)s messages", row.posts, count=format_number(row.posts)),
        "last": format_datetime(row.last_post_at) if row.last_post_at else "",
    }


def topic_cards(node_ids, viewer):
    """Load the cards of topics for trails, in one query."""
    rows = list_topics_by_nodes(node_ids, viewer)
    shows(*(f"topic:{row.id}" for row in rows))
    return {
        row.node_id: Card(
            kind="topic",
            title=row.title,
            url=topic_url(row.id),
            state=_("fermé") if row.closed_at else "",
            facts=(
                ngettext("%(num)s réponse", "%(num)s réponses", max(0, row.post_count - 1)),
                _("ouvert le %(date)s", date=format_date(row.created_at)),
            ),
            order=(-row.last_post_at.timestamp(),),
        )
        for row in rows
    }

"""The forums as pages show them. A topic's page is made once for all its readers, with holes for what is each reader's own."""

import re
import secrets
from dataclasses import dataclass

from flask import current_app
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from forum.accounts.rules import initials
from forum.core.i18n import _, bi, current_language, format_date, format_datetime, format_number, lazy, ngettext
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
# NUL is dropped from everything that people write, so that nobody can make a hole
HOLE = re.compile("\x00([a-z]+)(?:-([0-9]+)-([0-9]+))?\x00")


def draw_submit_key():
    """Draw the key of a form, so that the same form sent twice acts once."""
    return secrets.token_hex(16)


class HoledPage:
    """Hold a page that is the same for all its readers but for a few holes."""

    def __init__(self, html):
        self.pieces, self.holes, at = [], [], 0
        for match in HOLE.finditer(html):
            self.pieces += [html[at:match.start()], ""]
            name, author_id, post_id = match.groups()
            self.holes.append((len(self.pieces) - 1, name, int(author_id or 0), post_id))
            at = match.end()
        self.pieces.append(html[at:])

    def fill(self, viewer, words):
        """Give the page of one viewer: `words` are the texts of the plain holes by name."""
        pieces = self.pieces.copy()
        for index, name, author_id, post_id in self.holes:
            if name != "own":
                pieces[index] = words[name]
            elif author_id == viewer.id:
                pieces[index] = words["own"].replace("{}", post_id)
            elif viewer.is_admin:
                pieces[index] = words["moderated"].replace("{}", post_id)
        return Markup("".join(pieces))  # noqa: S704 - made by a template, and filled with what is escaped


@dataclass(frozen=True)
class TopicPage:
    """Hold what all readers of one page of a topic see: its title as text, its main part with holes."""

    title: str
    page: int
    main: HoledPage


def topic_page(topic_id, page, viewer):
    """Give a page of a topic; kept until something in it changes. Raises Missing."""
    audience = "admin" if viewer.is_admin else "member" if viewer.is_signed_in else "visitor"
    key = ("topic", topic_id, page, current_language(), audience)
    return remember(key, [f"topic:{topic_id}"], lambda: _make_topic_page(topic_id, page, viewer))


def _make_topic_page(topic_id, page, viewer):
    topic = get_topic(topic_id, viewer)
    rows = list_posts(topic, page)
    about = list_neighbours([topic.node_id], "about", viewer, forward=False)[topic.node_id] if topic.subject else []
    shows(*(f"account:{row.author_id}" for row in rows if row.author_id), *filter(None, [topic.subject]))
    html = render_part("forums/_topic.html", topic=topic, posts=[view_post(row, topic, page) for row in rows], page=page,
                       pages=count_pages(topic.post_count), about=about[0] if about else None,
                       is_member=viewer.is_signed_in, is_admin=viewer.is_admin, form=_blank_reply(), forum=bi(topic, "title"),
                       hole=lambda name: f"\x00{name}\x00")
    return TopicPage(topic.title, page, HoledPage(html))


def _blank_reply():
    return ReplyForm(formdata=None, meta={"csrf": False})


def render_part(template, **values):
    """Render a part of a page with no request and no current user in scope, so that it can leak neither."""
    return current_app.jinja_env.get_template(template).render(lang=current_language(), **values)


def fill_topic(page, viewer):
    """Give the main part of a topic's page for one viewer."""
    if not viewer.is_signed_in:
        return page.main.fill(viewer, {})
    start = f'<a href="/{current_language()}/messages/{{}}/'
    remove = f'{start}retirer/" rel="nofollow">{escape(_("Retirer"))}</a>'
    return page.main.fill(viewer, {
        "csrf": generate_csrf(), "key": draw_submit_key(), "moderated": remove,
        "own": f'{start}modifier/" rel="nofollow">{escape(_("Modifier"))}</a>{remove}',
    })


@dataclass(frozen=True)
class PostView:
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


def view_post(row, topic, page):
    """Turn a row into what the page shows of a message."""
    author = row.author or _("Compte supprimé")
    return PostView(
        id=row.id, number=row.number, html=Markup("" if row.hidden_at else row.html),  # noqa: S704 - sanitized when written
        author=author, initials=initials(author), statement=statement(row), colour=(row.author_id or 0) % 6 + 1,
        at=format_datetime(row.created_at), machine_at=row.created_at.isoformat(timespec="seconds"),
        edited=format_datetime(row.edited_at) if row.edited_at else "", by_team=bool(row.by_team),
        removed=removal_words(row), own=f"\x00own-{row.author_id or 0}-{row.id}\x00" if not row.hidden_at else "",
        reply_to=row.reply_to, reply_url=post_anchor(row.reply_to, page) if row.reply_to else "",
        quote_head=quote("", author, post_url(topic.id, row.number), f"#{row.number}").split("\n", 1)[0],
    )


def statement(row):
    """Write what a person says of themselves: their sector, and their organisation if they give one."""
    words = [str(SECTOR_WORDS[row.sector]) if row.sector else "", row.organisation or ""]
    return " · ".join(filter(None, words))


def removal_words(row):
    """Say who took a message away, and why; empty for one that is there."""
    if not row.hidden_at:
        return ""
    who = (_("Message retiré par la personne qui l’a écrit.") if row.hidden_by == "author"
           else _("Message retiré par l’administration du site."))
    return f"{who} {_('Raison : %(reason)s', reason=row.hidden_reason)}" if row.hidden_reason else who


def post_url(topic_id, number):
    """Give the lasting address of a message, whatever page it stands on."""
    return f"/{current_language()}/sujets/{topic_id}/{number}/"


def post_anchor(number, page=None):
    """Give the address of a message from a page of its topic."""
    there = page_of(number)
    return f"#message-{number}" if there == page else f"?page={there}#message-{number}"


def topic_url(topic_id):
    """Give the address of a topic."""
    return f"/{current_language()}/sujets/{topic_id}/"


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
        id=row.id, url=url, title=row.title, author=author, initials=initials(author), colour=(row.author_id or 0) % 6 + 1,
        replies=max(0, row.post_count - 1), last_url=f"{url}{post_anchor(row.post_count)}", forum=bi(row, "title"),
        last=_("%(name)s, %(date)s", name=last_author, date=format_datetime(row.last_post_at)), forum_slug=row.slug,
        is_closed=row.closed_at is not None, is_hidden=row.hidden_at is not None, about=about[0] if about else None)


def view_category(row):
    """Turn a row of counts into what the list of forums shows."""
    category = row.Category
    return {"slug": category.slug, "title": bi(category, "title"), "purpose": bi(category, "purpose"),
            "topics": ngettext("%(count)s sujet", "%(count)s sujets", row.topics, count=format_number(row.topics)),
            "posts": ngettext("%(count)s message", "%(count)s messages", row.posts, count=format_number(row.posts)),
            "last": format_datetime(row.last_post_at) if row.last_post_at else ""}


def topic_cards(node_ids, viewer):
    """Load the cards of topics for trails, in one query."""
    rows = list_topics_by_nodes(node_ids, viewer)
    shows(*(f"topic:{row.id}" for row in rows))
    return {row.node_id: Card(
        kind="topic", title=row.title, url=topic_url(row.id), state=_("fermé") if row.closed_at else "",
        facts=(ngettext("%(num)s réponse", "%(num)s réponses", max(0, row.post_count - 1)),
               _("ouvert le %(date)s", date=format_date(row.created_at))),
        order=(-row.last_post_at.timestamp(),)) for row in rows}

"""The communities and their guides as pages show them."""

from dataclasses import dataclass

from markupsafe import Markup

from forum.communities.queries import get_guide, get_words, list_guides_by_nodes
from forum.communities.rules import RIGHTS
from forum.core.i18n import _, bi, current_language, format_date, lazy, ngettext
from forum.core.web.pages import remember, shows
from forum.forums.presenters import draw_submit_key
from forum.texts.presenters import render_guide, table_of_contents, word_differences
from forum.trails.queries import Trail, get_trail, list_neighbours
from forum.trails.registry import Card

ALL_RIGHTS_RESERVED = lazy("Tous droits réservés, citation permise avec la source")
LANGUAGE_NAMES = {"fr": lazy("en français"), "en": lazy("en anglais")}


def rights_name(key):
    """Name the rights that a guide states."""
    return RIGHTS[key][0] or str(ALL_RIGHTS_RESERVED)


def guide_url(guide_id):
    """Give the address of a guide."""
    return f"/{current_language()}/guides/{guide_id}/"


@dataclass(frozen=True)
class GuidePage:
    """Hold a guide as all readers see it."""

    guide: object
    html: Markup
    contents: list
    number: int
    at: object
    rights: str
    rights_url: str
    trail: Trail


def guide_page(guide_id, number, viewer):
    """Give a guide in one of its versions (None: the latest); kept until something in it changes. Raises Missing."""
    key = ("guide", guide_id, number, current_language(), viewer.is_admin)
    return remember(key, [f"guide:{guide_id}"], lambda: _make_guide_page(guide_id, number, viewer))


def _make_guide_page(guide_id, number, viewer):
    guide = get_guide(guide_id, viewer)
    words = get_words(guide, number)
    trail = get_trail(guide.node_id, viewer)
    shows(
        f"node:{guide.node_id}",
        *guide.subjects,
        *(f"node:{step.node_id}" for step in trail.upstream + trail.downstream),
    )
    return GuidePage(
        guide=guide,
        html=Markup(words.html),  # noqa: S704 - sanitized when written
        contents=table_of_contents(words.html),
        number=words.number,
        at=words.at,
        trail=trail,
        rights=rights_name(guide.rights),
        rights_url=RIGHTS[guide.rights][1],
    )


def view_guides(rows, viewer):
    """Turn rows into what lists show, with what each guide is linked to."""
    nodes = [row.node_id for row in rows if row.subjects]
    linked = list_neighbours(nodes, "guide", viewer, forward=False) if nodes else {}
    shows(*(f"guide:{row.id}" for row in rows), *(tag for row in rows for tag in row.subjects))
    return [
        {
            "url": guide_url(row.id),
            "title": row.title,
            "authors": row.authors,
            "rights": rights_name(row.rights),
            "language": row.language,
            "updated": format_date(row.updated_at),
            "is_hidden": row.hidden_at is not None,
            "version": row.version,
            "linked": linked.get(row.node_id, ()),
        }
        for row in rows
    ]


def view_community(row):
    """Turn a row of counts into what the list of communities shows."""
    return {
        "slug": row.Community.slug,
        "name": bi(row.Community, "name"),
        "purpose": bi(row.Community, "purpose"),
        "guides": ngettext("%(num)s guide", "%(num)s guides", row.guides),
        "members": ngettext("%(num)s membre", "%(num)s membres", row.members),
    }


def preview(body):
    """Give the HTML that a page would show of a guide's words."""
    return Markup(render_guide(body))  # noqa: S704 - sanitized by render_guide


def guide_cards(node_ids, viewer):
    """Load the cards of guides for trails, in one query."""
    rows = list_guides_by_nodes(node_ids, viewer)
    shows(*(f"guide:{row.id}" for row in rows))
    return {
        row.node_id: Card(
            kind="guide",
            title=row.title,
            url=guide_url(row.id),
            order=(-row.id,),
            facts=(
                bi(row, "name"),
                _("version %(number)s, %(date)s", number=row.version, date=format_date(row.updated_at)),
            ),
        )
        for row in rows
    }


__all__ = [
    "draw_submit_key",
    "guide_cards",
    "guide_page",
    "guide_url",
    "preview",
    "rights_name",
    "view_community",
    "view_guides",
    "word_differences",
]

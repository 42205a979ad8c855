"""Reads of the communities, always for a viewer."""

from sqlalchemy import func, select

from forum.communities.models import Community, Guide, Membership
from forum.communities.policies import visible
from forum.core.database import db
from forum.core.errors import Missing
from forum.core.paging import Page, decode_cursor, encode_cursor
from forum.texts.models import TextVersion

GUIDES_A_PAGE = 30
GUIDE_COLUMNS = (
    Guide.id,
    Guide.node_id,
    Guide.community_id,
    Guide.text_id,
    Guide.title,
    Guide.authors,
    Guide.rights,
    Guide.language,
    Guide.subjects,
    Guide.version,
    Guide.created_at,
    Guide.updated_at,
    Guide.hidden_at,
    Community.slug,
    Community.name_fr,
    Community.name_en,
)


def _members():
    return select(func.count()).where(Membership.community_id == Community.id).correlate(Community).scalar_subquery()


def list_communities(viewer):
    """List the communities by name: rows of (Community, guides, members)."""
    guides = (
        select(func.count())
        .where(Guide.community_id == Community.id, visible(viewer))
        .correlate(Community)
        .scalar_subquery()
    )
    return db.session.execute(
        select(Community, guides.label("guides"), _members().label("members")).order_by(Community.name_fr)
    ).all()


def get_community(slug):
    """Give the community of this address and how many members it has, as a row; raises Missing."""
    row = db.session.execute(select(Community, _members().label("members")).where(Community.slug == slug)).first()
    if row is None:
        raise Missing()
    return row


def find_membership(viewer, community_id):
    """Give the viewer's own membership, or None."""
    return db.session.get(Membership, (community_id, viewer.id)) if viewer.is_signed_in else None


def _guides(viewer):
    return select(*GUIDE_COLUMNS).join(Community, Community.id == Guide.community_id).where(visible(viewer))


def list_guides(community_id, viewer, cursor=None, size=GUIDES_A_PAGE):
    """Give a page of a community's guides, the newest first."""
    query = _guides(viewer).where(Guide.community_id == community_id).order_by(Guide.id.desc())
    after = decode_cursor(cursor, (int,))
    if after:
        query = query.where(Guide.id < after[0])
    rows = db.session.execute(query.limit(size + 1)).all()
    return Page(rows[:size], older=encode_cursor([rows[size - 1].id]) if len(rows) > size else None)


def list_guides_by_nodes(node_ids, viewer):
    """List the guides that these nodes stand for."""
    return db.session.execute(_guides(viewer).where(Guide.node_id.in_(node_ids))).all()


def get_guide(guide_id, viewer):
    """Give a guide with its community's names, without its words; raises Missing."""
    row = db.session.execute(_guides(viewer).where(Guide.id == guide_id)).first()
    if row is None:
        raise Missing()
    return row


def get_words(guide, number=None):
    """Give one version of a guide's words (the latest by default); raises Missing."""
    version = db.session.scalar(
        select(TextVersion).where(
            TextVersion.text_id == guide.text_id, TextVersion.number == (guide.version if number is None else number)
        )
    )
    if version is None:
        raise Missing()
    return version

"""What can be done in the communities: one function an intention, each for a viewer, in the caller's transaction."""

from sqlalchemy import select

from forum.accounts.queries import find_account
from forum.accounts.rules import clean_line
from forum.communities import policies
from forum.communities.models import Community, Guide, Membership
from forum.communities.queries import find_membership
from forum.communities.rules import (
    AUTHORS_LONGEST,
    LANGUAGES,
    MOST_SUBJECTS,
    RIGHTS,
    SLUG_LONGEST,
    TITLE_LONGEST,
    is_slug,
    is_stale,
    longest_of,
)
from forum.core.database import db, lock, lock_exclusive, utc_now
from forum.core.errors import Missing, Refusal
from forum.core.i18n import lazy
from forum.core.policies import require
from forum.core.web.pages import changed
from forum.forums.rules import is_submit_key
from forum.forums.services import choose_subject
from forum.texts.presenters import is_empty, render_guide
from forum.texts.rules import GUIDE_LONGEST, NOTE_LONGEST, clean, is_too_long, slug_of
from forum.texts.services import add_version, new_text
from forum.trails.models import Link
from forum.trails.services import link, new_node, unlink

NO_TITLE = lazy("Écrivez un titre de 3 à 150 caractères.")
NO_WORDS = lazy("Écrivez le texte du guide.")
TOO_LONG = lazy("Un guide a au plus 60 000 caractères. Partagez le vôtre en deux.")
STALE = lazy(
    "Le guide a changé pendant que vous écriviez. Rien n’a été enregistré : comparez les deux textes et reprenez."
)
RELATION = "guide"


def create_community(viewer, slug, name_fr, name_en, purpose_fr, purpose_en, animator="", now=None):
    """Found a community; `animator` is the address of whoever animates it, by default who founds it.

    An empty `slug` is made from the French name; English may be left empty. Raises Refusal("invalid") with sentences
    by field.
    """
    require(policies.can_found(viewer))
    texts = {"name_fr": name_fr, "name_en": name_en, "purpose_fr": purpose_fr, "purpose_en": purpose_en}
    texts = {key: clean_line(text) for key, text in texts.items()}
    slug = slug or slug_of(texts["name_fr"], SLUG_LONGEST)
    if not is_slug(slug):
        raise Refusal("invalid", fields={"slug": lazy("Écrivez une adresse courte : lettres, chiffres et tirets.")})
    for key, text in texts.items():
        if (not text and key.endswith("_fr")) or len(text) > longest_of(key):
            raise Refusal("invalid", fields={key: lazy("Ce texte est vide ou trop long.")})
    if db.session.scalar(select(Community.id).where(Community.slug == slug)):
        raise Refusal("invalid", fields={"slug": lazy("Une communauté a déjà cette adresse.")})
    animator_id = _find_animator(viewer, animator)
    now = now or utc_now()
    community = Community(slug=slug, created_by_id=viewer.id, created_at=now, **texts)
    db.session.add(community)
    db.session.flush()
    db.session.add(Membership(community_id=community.id, account_id=animator_id, role="animator", joined_at=now))
    _touch(community)
    return community


def _find_animator(viewer, email):
    if not email:
        return viewer.id
    account = find_account(email)
    if account is None or account.suspended_at is not None:
        raise Refusal("invalid", fields={"animator": lazy("Aucun compte n’a cette adresse.")})
    return account.id


def join(viewer, community_id, now=None):
    """Become a member; joining twice changes nothing."""
    community = lock(Community, community_id)
    membership = find_membership(viewer, community_id)
    if membership is None:
        require(policies.can_join(viewer, None))
        membership = Membership(
            community_id=community_id, account_id=viewer.id, role="member", joined_at=now or utc_now()
        )
        db.session.add(membership)
        _touch(community)
    return membership


def leave(viewer, community_id):
    """Stop being a member; one's guides stay."""
    community = lock(Community, community_id)
    membership = find_membership(viewer, community_id)
    if membership is not None:
        db.session.delete(membership)
        _touch(community)


def publish_guide(
    viewer, community_id, title, body, rights, language="fr", authors="", subjects=(), submit_key=None, now=None
):
    """Publish a guide; `subjects` are references such as "piste:2007-2E". The same form sent twice publishes one guide.

    Raises Forbidden, Missing, Refusal("invalid") with sentences by field.
    """
    community = db.session.get(Community, community_id)
    if community is None:
        raise Missing()
    require(policies.can_publish(viewer, find_membership(viewer, community_id)))
    values = check_guide(viewer, title, rights, language, authors)
    body, html = check_words(body)
    lock_exclusive(f"communities:publish:{viewer.id}")
    sent = find_sent(viewer, submit_key)
    if sent is not None:
        return sent
    now = now or utc_now()
    guide = Guide(
        node_id=new_node("guide").id,
        community_id=community_id,
        created_by_id=viewer.id,
        created_at=now,
        updated_at=now,
        text_id=new_text(body, html, viewer.id, now).id,
        submit_key=submit_key or None,
        **values,
    )
    db.session.add(guide)
    db.session.flush()
    set_subjects(viewer, guide, subjects)
    _touch(community, guide)
    return guide


def edit_guide(viewer, guide_id, title, body, base, rights, language="fr", authors="", subjects=(), note="", now=None):
    """Change a guide; a new version is kept when its words change. `base` is the version that was being edited.

    Raises Forbidden, Missing, Refusal("invalid"): with a sentence for "base" when another version came in between.
    """
    guide = lock_guide(viewer, guide_id)
    require(policies.can_publish(viewer, find_membership(viewer, guide.community_id)))
    if is_stale(base, guide.version):
        raise Refusal("invalid", STALE, fields={"base": STALE})
    values = check_guide(viewer, title, rights, language, authors)
    body, html = check_words(body)
    note = clean_line(note)
    if len(note) > NOTE_LONGEST:
        raise Refusal("invalid", fields={"note": lazy("Au plus 200 caractères.")})
    for name, value in values.items():
        setattr(guide, name, value)
    now = guide.updated_at = now or utc_now()
    guide.version = add_version(guide.text_id, body, html, viewer.id, now, note).number
    set_subjects(viewer, guide, subjects)
    _touch(guide.community, guide)
    return guide


def remove_guide(viewer, guide_id, now=None):
    """Take a guide away; administrators still see it."""
    guide = lock_guide(viewer, guide_id)
    require(policies.can_remove(viewer, find_membership(viewer, guide.community_id)))
    if guide.hidden_at is None:
        guide.hidden_at = now or utc_now()
        _touch(guide.community, guide)
    return guide


def set_subjects(viewer, guide, references):
    """Link a guide to these subjects and no other; raises Refusal("invalid") on an unknown one or too many."""
    if len(references) > MOST_SUBJECTS:
        raise Refusal("invalid", fields={"subjects": lazy("Au plus dix liens.")})
    chosen = {subject.node_id: subject for subject in (choose_subject(reference, viewer) for reference in references)}
    before = set(
        db.session.scalars(select(Link.source_id).where(Link.target_id == guide.node_id, Link.relation == RELATION))
    )
    for node_id in before - set(chosen):
        unlink(node_id, guide.node_id, RELATION)
    for node_id in chosen:
        link(node_id, guide.node_id, RELATION, "platform")
    changed(*(f"node:{node_id}" for node_id in before | set(chosen)), *guide.subjects or ())
    guide.subjects = sorted(subject.tag for subject in chosen.values())


def check_guide(viewer, title, rights, language, authors):
    """Give what is said of a guide, clean; raises Refusal("invalid") with sentences by field."""
    title, authors = clean_line(title), clean_line(authors) or viewer.name
    faults = {}
    if not 3 <= len(title) <= TITLE_LONGEST:
        faults["title"] = NO_TITLE
    if rights not in RIGHTS:
        faults["rights"] = lazy("Choisissez les droits dans la liste.")
    if language not in LANGUAGES:
        faults["language"] = lazy("Choisissez la langue du guide.")
    if len(authors) > AUTHORS_LONGEST:
        faults["authors"] = lazy("Au plus 200 caractères.")
    if faults:
        raise Refusal("invalid", fields=faults)
    return {"title": title, "rights": rights, "language": language, "authors": authors}


def check_words(body):
    """Give the clean words and their HTML; raises Refusal("invalid") when too long, empty or too intricate."""
    if is_too_long(body, GUIDE_LONGEST):
        raise Refusal("invalid", TOO_LONG, fields={"body": TOO_LONG})
    body = clean(body)
    html = render_guide(body)
    if is_empty(html):
        raise Refusal("invalid", NO_WORDS, fields={"body": NO_WORDS})
    return body, html


def lock_guide(viewer, guide_id):
    """Load a guide for writing; raises Missing when the viewer may not see it."""
    guide = lock(Guide, guide_id)
    if not policies.can_see(viewer, guide):
        raise Missing()
    return guide


def find_sent(viewer, submit_key):
    """Give the guide already published with this form, or None; raises Refusal("invalid") on a strange key."""
    if not submit_key:
        return None
    if not is_submit_key(submit_key):
        raise Refusal("invalid")
    return db.session.scalar(select(Guide).where(Guide.created_by_id == viewer.id, Guide.submit_key == submit_key))


def _touch(community, guide=None):
    db.session.flush()
    changed("communities", f"community:{community.slug}")
    if guide is not None:
        changed(f"guide:{guide.id}", f"node:{guide.node_id}", *guide.subjects)

"""Who may see, write, change and take away in the forums."""

from sqlalchemy import and_, true

from forum.core.i18n import lazy
from forum.core.policies import allow, deny
from forum.forums.models import Post, Topic

SIGN_IN = lazy("Connectez-vous pour écrire dans les forums.")


def visible(viewer):
    """Give the SQL clause on `Topic` that keeps the topics this viewer may see; the same rule as `can_see`."""
    return true() if viewer.is_admin else Topic.hidden_at.is_(None)


def can_see(viewer, topic):
    """Judge one topic: everyone sees them, but those that were taken away."""
    return allow() if viewer.is_admin or topic.hidden_at is None else deny(lazy("Ce sujet a été retiré."))


def visible_posts(viewer):
    """Give the SQL clause on `Post` joined with `Topic` that keeps the messages whose words this viewer may read."""
    return true() if viewer.is_admin else and_(visible(viewer), Post.hidden_at.is_(None))


def can_read(viewer, post, topic):
    """Judge one message: the words of a message that was taken away are shown to nobody but administrators."""
    if viewer.is_admin or (post.hidden_at is None and can_see(viewer, topic)):
        return allow()
    return deny(lazy("Ce message a été retiré."))


def can_open(viewer):
    """Judge whether the viewer may open a topic."""
    return allow() if viewer.is_signed_in else deny(SIGN_IN)


def can_reply(viewer, topic):
    """Judge whether the viewer may reply in a topic."""
    if not viewer.is_signed_in:
        return deny(SIGN_IN)
    if topic.closed_at is not None:
        return deny(lazy("Ce sujet est fermé : on peut le lire, mais plus y répondre."))
    return can_see(viewer, topic)


def can_edit(viewer, post, topic):
    """Judge whether the viewer may change the words of a message: only who wrote it, as long as the topic is open."""
    if not viewer.is_signed_in:
        return deny(SIGN_IN)
    if post.author_id != viewer.id:
        return deny(lazy("Seule la personne qui a écrit ce message peut le modifier."))
    if post.hidden_at is not None:
        return deny(lazy("Ce message a été retiré."))
    return can_reply(viewer, topic)


def can_remove(viewer, post):
    """Judge whether the viewer may take a message away: who wrote it, and administrators with a reason."""
    if not viewer.is_signed_in:
        return deny(SIGN_IN)
    if post.author_id == viewer.id or viewer.is_admin:
        return allow()
    return deny(lazy("Seule la personne qui a écrit ce message, ou l’administration du site, peut le retirer."))


def can_moderate(viewer):
    """Judge whether the viewer may close, reopen or take away a topic."""
    return allow() if viewer.is_admin else deny(lazy("Seule l’administration du site peut fermer ou retirer un sujet."))

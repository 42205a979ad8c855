"""Reads of the letters."""

from flask import current_app
from sqlalchemy import func, select

from forum.core.database import db
from forum.notifications.models import FollowedNode, Letter, News, Subscription


def are_set_up():
    """Tell whether letters can leave: without that nobody is asked for an address."""
    settings = current_app.extensions["settings"]
    return bool(settings.public_url and (settings.demo or (settings.smtp_url and settings.mail_from)))


def find_subscription(subscription_id):
    """Give a subscription, or None once it is erased."""
    return db.session.get(Subscription, subscription_id) if subscription_id else None


def count_asked(email_key, today):
    """Count the unconfirmed requests made today for an address."""
    return db.session.scalar(select(func.count(Subscription.id)).where(
        Subscription.email_key == email_key, Subscription.asked_on == today, Subscription.confirmed_on.is_(None)))


def find_news(key):
    """Give the id of news already told under this key, or None."""
    return db.session.scalar(select(News.id).where(News.key == key))


def list_followed(subscription_id):
    """List the nodes that a subscription follows."""
    return list(db.session.scalars(select(FollowedNode.node_id).where(FollowedNode.subscription_id == subscription_id)))


def count_waiting(sender, about):
    """Count the letters of another feature, about what begins so, that no attempt was made to send yet."""
    db.session.rollback()  # as they stand now: whoever follows them asks again and again
    return db.session.scalar(select(func.count(Letter.id)).where(
        Letter.sender == sender, Letter.about.startswith(about, autoescape=True), Letter.sent_on.is_(None),
        Letter.failed_on.is_(None), Letter.attempts == 0))


def count_letters():
    """Give {"waiting", "sent", "failed"}: how many letters stand so."""
    sent, failed, every = db.session.execute(
        select(func.count(Letter.sent_on), func.count(Letter.failed_on), func.count(Letter.id))).one()
    return {"waiting": every - sent - failed, "sent": sent, "failed": failed}

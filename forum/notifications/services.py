"""What is done about letters: one function an intention, each inside the caller's transaction."""

import secrets

from sqlalchemy import and_, delete, exists, func, insert, literal, or_, select

from forum.accounts.rules import clean_line
from forum.core.database import db, lock_exclusive, utc_now
from forum.core.errors import Missing
from forum.core.i18n import lazy
from forum.notifications import rules
from forum.notifications.models import FollowedNode, Letter, News, Subscription
from forum.notifications.queries import count_asked, find_news, find_subscription, list_followed

TOO_LATE = lazy("Ce lien n’est plus bon : il dure sept jours et ne sert plus une fois l’adresse effacée.")

_forgetters, _leavers = {}, {}


def subscribe(email, language, event_id, node_ids=(), is_whole_day=False, today=None):
    """Note that an address asks for what becomes of these nodes, or of the whole day, and queue the letter that asks.

    Nothing tells whether the address was known. Beyond three requests a day for one address nothing is queued.
    """
    today, key = today or utc_now().date(), email.casefold()
    lock_exclusive(f"letters:{key}")
    if count_asked(key, today) >= rules.MOST_ASKED:
        return
    row = Subscription(id=secrets.token_urlsafe(16), email=email, email_key=key, language=language, event_id=event_id,
                       is_whole_day=is_whole_day, asked_on=today)
    row.nodes = [FollowedNode(node_id=node_id) for node_id in dict.fromkeys(() if is_whole_day else node_ids)]
    db.session.add_all([row, Letter(subscription=row)])


def confirm(subscription_id, today=None):
    """Confirm what an address asked for, joined with what it already follows of that day; gives the subscription.

    Doing it again changes nothing. Raises Missing when the link is too old or the address was erased.
    """
    today = today or utc_now().date()
    row = find_subscription(subscription_id)
    if row is None or (row.confirmed_on is None and rules.is_late(row.asked_on, today)):
        raise Missing(TOO_LATE)
    lock_exclusive(f"letters:{row.email_key}")
    db.session.refresh(row)
    if row.confirmed_on is not None:
        return row
    earlier = db.session.scalar(select(Subscription).where(
        Subscription.email_key == row.email_key, Subscription.event_id == row.event_id,
        Subscription.confirmed_on.is_not(None)))
    if earlier is not None:
        known = set(list_followed(earlier.id))
        row.is_whole_day = row.is_whole_day or earlier.is_whole_day
        known -= set(list_followed(row.id))
        row.nodes.extend(FollowedNode(node_id=node_id) for node_id in known)
        db.session.execute(Letter.__table__.update().where(Letter.subscription_id == earlier.id,
                           Letter.news_id.is_not(None)).values(subscription_id=row.id))
        db.session.execute(delete(Subscription).where(Subscription.id == earlier.id))
    row.confirmed_on, row.erase_on = today, rules.erase_day(today)
    db.session.flush()
    return row


def leave(subscription_id):
    """Erase an address and all that waits for it; an address that was erased already changes nothing.

    What the same address asked for elsewhere about that day ends with it.
    """
    row = find_subscription(subscription_id)
    for end in _leavers.values() if row else ():
        end(row.event_id, row.email_key)
    db.session.execute(delete(Subscription).where(Subscription.id == subscription_id))


def announce(kind, ident, event_id, node_ids, title, path, today=None):
    """Tell once what became of some nodes of a day: a letter for each address that follows one of them, or the day.

    `title` is (French, English or None), `path` the page's address after the language, such as "votes/ID/". It is
    written with the fact itself, so that neither stands without the other.
    """
    key = f"{kind}:{ident}"
    if find_news(key) is not None:
        return
    nodes = [node_id for node_id in dict.fromkeys(node_ids) if node_id is not None]
    follows = exists().where(FollowedNode.subscription_id == Subscription.id, FollowedNode.node_id.in_(nodes))
    meant = and_(Subscription.confirmed_on.is_not(None),
                 or_(and_(Subscription.event_id == event_id, Subscription.is_whole_day), follows))
    if not db.session.scalar(select(exists().where(meant))):
        return
    news = News(key=key, kind=kind, event_id=event_id, title_fr=clean_line(title[0]),
                title_en=title[1] and clean_line(title[1]), path=path,
                told_on=today or utc_now().date())
    db.session.add(news)
    db.session.flush()
    one_each = select(func.min(Subscription.id), literal(news.id), literal(0)).where(meant).group_by(
        Subscription.email_key)
    db.session.execute(insert(Letter).from_select(["subscription_id", "news_id", "attempts"], one_each))


def post(sender, letters):
    """Queue letters that another feature writes when they leave: [(what it is about, its kind)…]."""
    db.session.add_all(Letter(sender=sender, about=about, kind=kind) for about, kind in letters)
    db.session.flush()


def withdraw(sender, abouts):
    """Erase every letter of another feature about these."""
    db.session.execute(delete(Letter).where(Letter.sender == sender, Letter.about.in_(abouts)))


def drop(letter_id):
    """Erase a letter that has nothing to say any more."""
    db.session.execute(delete(Letter).where(Letter.id == letter_id))


def register_leaver(end):
    """Say what else ends when an address wants nothing more of a day: `end(event id, folded address)`."""
    _leavers[end.__module__] = end


def register_forgetter(forget):
    """Say what else is erased with the addresses whose time is over: `forget(today or None)` gives how many."""
    _forgetters[forget.__module__] = forget


def forget_expired(today=None):
    """Erase the addresses that were never confirmed in time, and those whose time is over; gives how many.

    What other features keep only for a time goes with them.
    """
    others = sum(forget(today) for forget in _forgetters.values())
    today = today or utc_now().date()
    gone = db.session.execute(delete(Subscription).where(or_(
        and_(Subscription.confirmed_on.is_(None), Subscription.asked_on < rules.oldest_asked(today)),
        Subscription.erase_on < today)))
    return gone.rowcount + others

"""What is done once a day is over: topics are opened, those who asked are told, and may ask no more.

Each function is one intention, inside the caller's transaction.
"""

import time

from flask import current_app
from sqlalchemy import select

from forum.core.database import db, utc_now
from forum.core.policies import require
from forum.core.web.pages import changed
from forum.events.services import lock_event
from forum.followup import policies, queries, rules
from forum.followup.faults import refuse
from forum.followup.models import Mailing, Opening
from forum.forums import services as forums
from forum.jobs import services as jobs
from forum.notifications import services as outbox
from forum.notifications.models import Subscription
from forum.notifications.queries import count_waiting
from forum.registration.models import Registration
from forum.registration.services import withdraw_consent

SENDER, KIND, MAILING = "followup", "opened", "mailing"
PAUSE, IDLE_SECONDS = 0.5, 30  # seconds


def open_topics(viewer, slug, chosen, now=None):
    """Open the topic of each of these pistes, [(Seed, slug of the forum)…]; gives how many were not open yet.

    A piste whose topic somebody else opened meanwhile keeps that one. Raises Forbidden, Missing, Refusal("invalid").
    """
    event = lock_event(viewer, slug)
    require(policies.can_open(event))
    if not chosen:
        refuse("none")
    if len(chosen) > rules.MOST_AT_ONCE:
        refuse("many")
    known = set(db.session.scalars(select(Opening.piste_id).where(Opening.event_id == event.id)))
    fresh = [(seed, forum) for seed, forum in chosen if seed.piste.id not in known]
    for seed, forum in fresh:
        topic = forums.open_topic(viewer, forum, seed.title, seed.body, subject=f"piste:{seed.piste.code}", now=now)
        db.session.add(Opening(piste_id=seed.piste.id, topic_id=topic.id, event_id=event.id,
                               opened_at=now or utc_now()))
        db.session.flush()
    changed(f"event:{event.slug}")
    return len(fresh)


def send_letters(viewer, slug, seal, make_seal, back, now=None):
    """Queue one letter for each person who asked, about all that is open and was not told yet; gives the job.

    `make_seal(openings)` gives the mark of what would leave now: unless it is `seal`, what was read, nothing leaves.
    Raises Forbidden, Missing, Refusal("invalid").
    """
    now = now or utc_now()
    event = lock_event(viewer, slug)
    require(policies.can_open(event))
    openings = queries.list_openings(event.id)
    untold = [row for row in openings if row.mailing_id is None]
    readers = queries.map_readers(event.id, [row.piste.node_id for row in untold]) if untold else {}
    last = queries.find_last_mailing(event.id)
    require(policies.can_send(len(untold), len(readers), last.sent_at if last else None, now))
    if make_seal(untold) != seal:
        refuse("stale")
    mailing = Mailing(event_id=event.id, author_id=viewer.id or None, sent_at=now, letters=len(readers))
    db.session.add(mailing)
    db.session.flush()
    for row in untold:
        row.mailing_id = mailing.id
    outbox.post(SENDER, [(f"{mailing.id}:{reader.ident}", KIND) for reader in readers.values()])
    return jobs.begin(viewer, MAILING, back, {"mailing": mailing.id, "back": back, "letters": mailing.letters})


def follow_mailing(job, tell):
    """Follow the letters of a mailing as they leave, until none waits or none has left for a while."""
    about, total, left, idle = f"{job.params['mailing']}:", None, None, 0
    while current_app.extensions["settings"].worker != "none" and left != 0 and idle < IDLE_SECONDS:
        now_left = count_waiting(SENDER, about)
        total = now_left if total is None else total
        idle = 0 if now_left != left else idle + PAUSE
        left = now_left
        tell(total - left, total)
        time.sleep(PAUSE if left else 0)
    return lambda: job.params["back"]


def leave(event_id, ident):
    """End all letters about a day for whoever a letter reached by this row, in whichever lists they are."""
    kind, key = ident[:1], None
    if kind == "s":
        key = db.session.scalar(select(Subscription.email_key).where(Subscription.id == ident[1:]))
    elif ident[1:].isdecimal():
        key = db.session.scalar(select(Registration.email_key).where(
            Registration.id == int(ident[1:]), Registration.event_id == event_id))
    if key is None:
        return
    withdraw_consent(event_id, key)
    mine = Subscription.email_key == key, Subscription.event_id == event_id
    for subscription_id in {*db.session.scalars(select(Subscription.id).where(*mine)), *([ident[1:]] * (kind == "s"))}:
        outbox.leave(subscription_id)

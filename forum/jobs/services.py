"""What is done with long work: begun, claimed, told of, ended. Each inside the caller's transaction."""

import secrets

from sqlalchemy import delete

from forum.core.database import current_transaction, db, utc_now
from forum.core.i18n import current_language
from forum.jobs import rules, working
from forum.jobs.models import Job


def begin(viewer, kind, back, params, payload=None):
    """Write a job down, and give its word once that is safe; gives the row."""
    job = Job(id=secrets.token_urlsafe(16), kind=kind, account_id=viewer.id, language=current_language(), back=back,
              params=params, payload=payload, created_at=utc_now())
    db.session.add(job)
    db.session.flush()
    current_transaction().after_commit(lambda: working.call(job.id))
    return job


def forget_expired(_today=None):
    """Erase the jobs that ended, or were never done, long ago; gives how many."""
    return db.session.execute(delete(Job).where(Job.created_at < utc_now() - rules.KEPT)).rowcount

"""Reads of long work, for whoever asked for it."""

from sqlalchemy import func, select

from forum.core.database import db, utc_now
from forum.core.errors import Missing
from forum.jobs.models import Job


def get_job(viewer, job_id):
    """Give a job to who asked for it; raises Missing for anybody else."""
    job = db.session.scalar(select(Job).where(Job.id == job_id, Job.account_id == viewer.id))
    if job is None:
        raise Missing()
    return job


def list_unfinished(viewer, back):
    """List the jobs that a person asked for from a page and that have not ended, the oldest first."""
    return db.session.scalars(select(Job).where(
        Job.account_id == viewer.id, Job.back == back, Job.state.in_(("waiting", "running"))).order_by(
            Job.created_at)).all()


def count_waiting():
    """Give how many jobs wait or are being done, and for how many seconds the oldest has waited."""
    count, oldest = db.session.execute(select(func.count(), func.min(Job.created_at)).where(
        Job.state.in_(("waiting", "running")))).one()
    return count, (utc_now() - oldest).total_seconds() if oldest else 0

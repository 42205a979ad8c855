"""The worker's side of long work: each job is claimed by one, done, and ended together with what it wrote."""

import logging
import time
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from sqlalchemy import or_, select, update
from sqlalchemy.orm import undefer

from forum.core.database import db, transaction, utc_now
from forum.core.errors import Forbidden, Missing, Refusal
from forum.core.i18n import in_language, lazy
from forum.jobs import rules
from forum.jobs.models import Job

INTERRUPTED = lazy("Le travail a été interrompu deux fois. Recommencez; s’il s’arrête encore, il demande trop.")
GONE = lazy("Ce qui était demandé n’est plus là, ou ne vous est plus permis.")
BROKEN = lazy("Une erreur imprévue a arrêté ce travail. Rien n’en est enregistré.")
log = logging.getLogger(__name__)
_kinds = {}


@dataclass(frozen=True)
class Kind:
    """One kind of work: what it is called, and what does it.

    `work(job, tell)` does what takes long, outside of any transaction; `tell(done, total)` says how far it is. It gives
    a function that writes all that comes of it, inside a transaction, and returns the address to go on to.
    """

    title: object
    work: object


def register_kind(name, title, work):
    """Say what does one kind of work."""
    _kinds[name] = Kind(title, work)


def title_of(name):
    """Give what a kind of work is called."""
    return _kinds[name].title


def call(job_id):
    """Have a job done: by the worker, or here and now where there is none."""
    if current_app.extensions["settings"].worker == "none":
        run(job_id)
    else:
        current_app.extensions["say_job"](job_id)


def run(job_id):
    """Do a job, unless another worker has it or it is over."""
    job = _claim(job_id)
    if job is None:
        return
    with in_language(job.language):
        try:
            write = _kinds[job.kind].work(job, _Teller(job))
            _end(job, write)
        except (Missing, Forbidden):
            _fail(job, str(GONE))
        except Refusal as refusal:
            _fail(job, " ".join(map(str, refusal.fields.values())) or str(refusal.message))
        except Exception as error:  # what somebody sent must not reach a log
            log.error("job %s stopped: %s", job.kind, type(error).__name__)
            _fail(job, str(BROKEN))


def sweep(is_alone=False):
    """Give again the words that were lost, and the jobs whose worker died; give up those that kill their workers.

    A worker that begins, and knows that it `is_alone`, waits for no sign of life from another.
    """
    now = utc_now()
    with transaction():
        dead = select(Job).where(Job.state == "running", Job.beat_at <= now - (
            timedelta(0) if is_alone else rules.DEAD_AFTER)).with_for_update()
        for job in db.session.scalars(dead):
            if job.tries < rules.MOST_TRIES:
                job.state = "waiting"
            else:
                with in_language(job.language):
                    job.state, job.fault, job.payload, job.ended_at = "failed", str(INTERRUPTED), None, now
        db.session.flush()
        lost = db.session.scalars(select(Job.id).where(
            Job.state == "waiting", or_(Job.tries > 0, Job.created_at <= now - rules.LOST_AFTER))).all()
    for job_id in lost:
        call(job_id)


def _claim(job_id):
    """Take a job for this worker alone; gives it as it was read, or None."""
    now = utc_now()
    with transaction():
        taken = db.session.execute(update(Job).where(
            Job.id == job_id, Job.state == "waiting").values(
                state="running", tries=Job.tries + 1, beat_at=now, done=0, total=0)).rowcount
        job = db.session.scalar(select(Job).where(Job.id == job_id).options(undefer(Job.payload)).execution_options(
            populate_existing=True)) if taken else None
        if job is not None:
            db.session.expunge(job)
    return job


def _mine(job):
    """Give the condition under which a job is still this worker's."""
    return Job.id == job.id, Job.state == "running", Job.tries == job.tries


def _end(job, write):
    with transaction():
        # first: whoever was taken for dead and is not writes nothing
        if not db.session.execute(update(Job).where(*_mine(job)).values(
                state="done", payload=None, ended_at=utc_now())).rowcount:
            return
        result = write()
        db.session.execute(update(Job).where(Job.id == job.id).values(result=result))


def _fail(job, fault):
    with transaction():
        db.session.execute(update(Job).where(*_mine(job)).values(
            state="failed", fault=fault, payload=None, ended_at=utc_now()))


class _Teller:
    """Note how far a job is, twice a second at most; it is a sign of life as well."""

    def __init__(self, job):
        self.job, self.told_at = job, 0.0

    def __call__(self, done, total):
        now = time.monotonic()
        if now - self.told_at < rules.TELL_EVERY:
            return
        self.told_at = now
        with transaction():
            db.session.execute(update(Job).where(*_mine(self.job)).values(done=done, total=total, beat_at=utc_now()))

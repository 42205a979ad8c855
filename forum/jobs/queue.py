"""The queue of words that say which job is to be done: huey, on a file of the data folder, or on Redis when grown."""

import hashlib

from huey import RedisHuey, SqliteHuey, crontab
from huey.serializer import SignedSerializer

from forum.jobs import working

NAME, FILE = "concertaction", "jobs.db"


def queue_of(app):
    """Give the queue of an installation, opened when it is first asked for; each minute its worker sweeps.

    Its words are signed: whoever can write to the file or to Redis must not have the worker run what they like.
    """
    if "jobs" not in app.extensions:
        app.extensions["jobs"] = _open(app)
    return app.extensions["jobs"]


def _open(app):
    settings = app.extensions["settings"]
    # two installations on one Redis do not meet
    name = f"{NAME}-{hashlib.sha256(settings.secret_key.encode()).hexdigest()[:12]}"
    shared = {"results": False, "serializer": SignedSerializer(secret=settings.secret_key, salt="jobs")}
    queue = RedisHuey(name, url=settings.redis_url, **shared) if settings.redis_url else SqliteHuey(
        name, filename=str(settings.data / FILE), **shared)

    @queue.task(name="job")
    def job(job_id):
        with app.app_context():
            working.run(job_id)

    @queue.periodic_task(crontab(), name="sweep")
    def sweep():
        with app.app_context():
            working.sweep()

    queue.say = job
    return queue

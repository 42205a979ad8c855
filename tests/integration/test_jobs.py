"""Long work: a job is done once, by one worker, whatever dies; what fails says why, and nothing is half kept."""

import threading
from datetime import timedelta

import pytest
from huey.serializer import SignedSerializer
from sqlalchemy import func, select, update

from forum.core.database import db, transaction, utc_now
from forum.core.errors import Missing, Refusal
from forum.imports import services as imports
from forum.imports.models import Import
from forum.jobs import queries, rules, services, working
from forum.jobs.models import Job
from forum.jobs.queue import queue_of
from tests.support.documents import WORKSHOP, docx
from tests.support.rooms import make_day
from tests.support.sites import opened_app

KIND = "essai"


class Work:
    """A kind of work that a test leads: it waits until let go, and notes each time it wrote."""

    def __init__(self):
        self.has_begun, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()
        self.fault, self.written = None, []

    def __call__(self, job, tell):
        tell(2, 5)
        self.has_begun.set()
        assert self.go_on.wait(20)
        if self.fault:
            raise self.fault

        def write():
            self.written.append(job.tries)
            return "/fr/aide/"
        return write


@pytest.fixture
def work():
    made = Work()
    working.register_kind(KIND, "Un essai", made)
    yield made
    working._kinds.pop(KIND)


@pytest.fixture
def words(app):
    """Let the words of jobs be heard, as where a worker works apart."""
    heard, kept = [], working.call
    working.call = heard.append
    yield heard
    working.call = kept


def ask(viewer, payload=b"un document"):
    with transaction():
        return services.begin(viewer, KIND, "/fr/journees/", {"a": 1}, payload).id


def job_of(ident):
    db.session.rollback()
    return db.session.get(Job, ident, populate_existing=True)


def let_die(ident, ago=rules.DEAD_AFTER):
    """Let the worker of a job be silent since then."""
    with transaction():
        db.session.execute(update(Job).where(Job.id == ident).values(beat_at=utc_now() - ago - timedelta(seconds=1)))


def test_a_job_is_done_and_what_was_sent_is_erased(cast, work):
    ident = ask(cast.ana)
    job = job_of(ident)
    assert (job.state, job.result, job.payload, work.written) == ("done", "/fr/aide/", None, [1])


def test_its_page_is_for_who_asked_and_goes_on_once_it_is_done(app, cast, sign_in, work, words):
    ident = ask(cast.ana)
    address = f"/fr/travaux/{ident}/"
    ana = sign_in("ana")
    assert "En attente" in ana.get(address).get_data(as_text=True)
    assert sign_in("fred").get(address).status_code == 404
    assert app.test_client().get(address).status_code == 302
    with pytest.raises(Missing):
        queries.get_job(cast.fred, ident)
    working.run(ident)
    answer = ana.get(address)
    assert (answer.status_code, answer.location) == (303, "/fr/aide/")


def test_how_far_it_is_stands_on_its_page_while_it_is_done(app, cast, sign_in, work, words):
    ident, ana = ask(cast.ana), sign_in("ana")
    work.go_on.clear()
    hand = threading.Thread(target=in_context, args=(app, working.run, ident))
    hand.start()
    assert work.has_begun.wait(20)
    page = ana.get(f"/fr/travaux/{ident}/").get_data(as_text=True)
    work.go_on.set()
    hand.join(20)
    assert "En cours : 2 sur 5" in page.replace("\u00a0", " ")
    assert 'value="40"' in page
    assert job_of(ident).state == "done"


def in_context(app, act, *values):
    with app.app_context():
        act(*values)
        db.session.remove()


def test_two_workers_do_not_do_one_job(app, cast, work, words):
    ident = ask(cast.ana)
    work.go_on.clear()
    hand = threading.Thread(target=in_context, args=(app, working.run, ident))
    hand.start()
    assert work.has_begun.wait(20)
    working.run(ident)  # it is held: this gives up at once
    work.go_on.set()
    hand.join(20)
    working.run(ident)
    assert (work.written, job_of(ident).tries) == ([1], 1)


def test_a_job_whose_worker_died_is_done_by_another_and_the_dead_that_comes_back_writes_nothing(app, cast, work, words):
    ident = ask(cast.ana)
    words.clear()
    work.go_on.clear()
    dead = threading.Thread(target=in_context, args=(app, working.run, ident))
    dead.start()
    assert work.has_begun.wait(20)
    working.sweep()
    assert words == [], "it gave a sign of life not long ago"
    let_die(ident)
    working.sweep()
    assert words == [ident]
    again = threading.Thread(target=in_context, args=(app, working.run, ident))
    again.start()
    work.go_on.set()
    for hand in (dead, again):
        hand.join(20)
    assert (work.written, job_of(ident).state) == ([2], "done")


def test_a_worker_that_begins_alone_waits_for_nobody(cast, work, words):
    ident = ask(cast.ana)
    working._claim(ident)
    words.clear()
    working.sweep(is_alone=True)
    assert words == [ident]


def test_a_job_that_kills_its_workers_is_given_up_in_words(cast, sign_in, work, words):
    ident = ask(cast.ana)
    for _ in range(rules.MOST_TRIES):
        assert working._claim(ident)
        let_die(ident)
        working.sweep()
    job = job_of(ident)
    assert (job.state, job.payload, work.written) == ("failed", None, [])
    assert "interrompu deux fois" in sign_in("ana").get(f"/fr/travaux/{ident}/").get_data(as_text=True)


def test_a_word_that_was_lost_is_given_again(cast, work, words):
    ident = ask(cast.ana)
    words.clear()
    working.sweep()
    assert words == [], "it has only just been asked"
    with transaction():
        db.session.execute(update(Job).where(Job.id == ident).values(created_at=utc_now() - timedelta(minutes=1)))
    working.sweep()
    assert words == [ident]


@pytest.mark.parametrize(("fault", "says"), [
    (Refusal("invalid", fields={"file": "C’est abîmé."}), "C’est abîmé."),
    (Missing(), "n’est plus là"), (ZeroDivisionError("secret"), "erreur imprévue")])
def test_what_fails_says_why_and_keeps_nothing(cast, sign_in, work, caplog, fault, says):
    work.fault = fault
    ident = ask(cast.ana)
    page = sign_in("ana").get(f"/fr/travaux/{ident}/").get_data(as_text=True)
    assert says in page
    assert 'href="/fr/journees/"' in page
    assert (job_of(ident).payload, work.written) == (None, [])
    assert "secret" not in caplog.text


def test_a_document_that_is_refused_leaves_nothing_behind(cast, sign_in):
    day = make_day(cast, "essai")
    with transaction():
        ident = imports.begin_reading(cast.ana, day.slug, "a.docx", docx(WORKSHOP)[1][:3000], False, "/fr/").id
    assert "abîmé" in sign_in("ana").get(f"/fr/travaux/{ident}/").get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(Import)) == 0


def test_jobs_are_erased_after_some_days(cast, work):
    ident = ask(cast.ana)
    with transaction():
        assert services.forget_expired() == 0
        db.session.execute(update(Job).values(created_at=utc_now() - rules.KEPT - timedelta(minutes=1)))
    with transaction():
        assert services.forget_expired() == 1
    assert job_of(ident) is None


@pytest.mark.parametrize("kind", ["file", "redis"])
@pytest.mark.any_database
def test_a_word_goes_through_the_queue_and_one_that_is_not_ours_is_not_obeyed(backend, db_url, tmp_path, kind, work):
    more = {"redis_url": "redis://127.0.0.1:6379/9"} if kind == "redis" else {}
    with opened_app(db_url, tmp_path, worker="apart", **more) as app:
        queue = queue_of(app)
        queue.storage.flush_all()
        app.extensions["say_job"]("un-mot")
        task = queue.dequeue()
        assert (task.name, task.args) == ("job", ("un-mot",))
        queue.storage.enqueue(SignedSerializer(secret="d’un autre", salt="jobs").serialize("n’importe quoi"))
        with pytest.raises(ValueError, match="ignature"):
            queue.dequeue()
        queue.storage.flush_all()

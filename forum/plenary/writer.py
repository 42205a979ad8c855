"""The writer: votes, or seats, that come within ten milliseconds are written in one transaction, and answered after it.

Under the server greenlets write; without them (tests, commands) each call writes for itself, by the same functions.
"""

import os
import signal
from functools import partial

from flask import current_app
from gevent import Timeout, sleep, spawn
from gevent.event import AsyncResult
from gevent.queue import Empty, SimpleQueue
from sqlalchemy.exc import DBAPIError

from forum.core import measures
from forum.core.database import db, transaction
from forum.core.errors import Refusal
from forum.plenary.hall import halls
from forum.plenary.pulses.rules import RUNNING
from forum.plenary.pulses.services import add_answers, read_answer
from forum.plenary.queries import list_generations
from forum.plenary.questions.queries import get_question
from forum.plenary.questions.services import Wish, support_questions, supporter_code
from forum.plenary.rules import voter_key
from forum.plenary.services import take_seats
from forum.votes.services import Cast, Outcome, cast_batch

WINDOW_SECONDS = 0.010
MOST_AT_ONCE = 500
RUSH = 200
PATIENCE_SECONDS = 30
EXTENSION = "plenary-writer"
FAULT = "FORUM_FAULT"
STOP = object()


class Batcher:
    """Write what has come in together; `write(items)` gives one outcome for each, inside a transaction."""

    def __init__(self, app, name, write):
        self.app = app
        self.name = name
        self.write = write
        self.queue = SimpleQueue()
        measures.QUEUES.labels(name).set_function(self.queue.qsize)
        self.greenlet = spawn(self._run)

    def submit(self, item):
        """Wait for the commit of this item's batch; gives its outcome, or raises the Refusal it was answered."""
        result = AsyncResult()
        self.queue.put((item, result))
        with Timeout(PATIENCE_SECONDS, Refusal("server_error")):
            return result.get()

    def _run(self):
        while True:
            batch = [self.queue.get()]
            sleep(WINDOW_SECONDS)
            while len(batch) < MOST_AT_ONCE:
                try:
                    batch.append(self.queue.get_nowait())
                except Empty:
                    break
            self._answer([entry for entry in batch if entry is not STOP])
            if STOP in batch:
                return

    def _answer(self, batch):
        with self.app.app_context():
            outcomes = write_together(self.write, [item for item, _ in batch]) if batch else []
        measures.batch_written(self.name, len(batch))
        for (_, result), outcome in zip(batch, outcomes, strict=True):
            result.set(outcome)

    def stop(self):
        """Write what has come in and end."""
        self.queue.put(STOP)
        self.greenlet.join(PATIENCE_SECONDS)


def write_together(write, items):
    """Write items in one transaction; when it fails, each in its own. Gives an outcome or a Refusal for each.

    When it was the connection that failed, the batch is first tried again whole on another one: one by one, hundreds of
    callers would wait longer than they may.
    """
    try:
        try:
            return _write(write, items)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            return _write(write, items)
    except Exception as error:  # the fault of one item must not be another's
        current_app.logger.warning("a batch of %d failed (%s); each is tried alone", len(items), type(error).__name__)
    outcomes = []
    for item in items:
        try:
            outcomes += _write(write, [item])
        except Exception as error:
            current_app.logger.error("an item could not be written: %s", type(error).__name__)
            outcomes.append(Refusal("server_error"))
    return outcomes


def _write(write, items):
    with transaction():
        outcomes = write(items)
        meet_fault(write, "before_commit")
    meet_fault(write, "after_commit")
    return outcomes


def meet_fault(write, point):
    """Fail a batch, but of seats, in tests only: FORUM_FAULT is before_commit or after_commit, then :kill or :error."""
    if write is not write_seats and current_app.testing and os.environ.get(FAULT, "").startswith(f"{point}:"):
        if os.environ[FAULT].endswith(":kill"):
            os.kill(os.getpid(), signal.SIGKILL)
        raise RuntimeError(f"a fault at {point}")


class Writer:
    """Hold the batchers of a serving process."""

    def __init__(self, app):
        self.casts = Batcher(app, "casts", write_casts)
        self.seats = Batcher(app, "seats", write_seats)
        self.answers = Batcher(app, "answers", add_answers)
        self.supports = Batcher(app, "supports", support_questions)

    def stop(self):
        """Write what has come in and end."""
        self.casts.stop()
        self.seats.stop()
        self.answers.stop()
        self.supports.stop()


def start(app):
    """Start the writer of a serving process."""
    app.extensions[EXTENSION] = writer = Writer(app)
    return writer


def is_rushed(app):
    """Tell whether so many votes wait to be written that the screens' figures may wait for them."""
    writing = app.extensions.get(EXTENSION)
    return writing is not None and writing.casts.queue.qsize() > RUSH


def _submit(name, write, item):
    writer = current_app.extensions.get(EXTENSION)
    db.session.rollback()  # gives the connection back: callers who wait with one would leave none to the writer
    outcome = getattr(writer, name).submit(item) if writer else write_together(write, [item])[0]
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


def cast_vote(poll_id, seat, secret, choice, represented=None):
    """Cast or change a seat's ballot: {"receipt", "replaced", "first"} once it is safe; raises Refusal.

    `represented` is the key of the absent person for whom the seat votes by proxy, None when it votes for itself. The
    only way to vote: the API, the socket and the plain form all pass here. Outside of any transaction.
    """
    known = halls()
    if known.room_of_poll(poll_id) != seat.room_id:
        raise Refusal("wrong_room")
    own = voter_key(seat.id)
    key, holder = (own, None) if represented in (None, own) else (represented, own)
    with measures.timing(measures.votes.observe):
        outcome: Outcome = _submit("casts", write_casts, (seat, Cast(poll_id, key, secret, choice, holder)))
    if outcome.first and seat.room_id in known.halls:
        hall = known.halls[seat.room_id]
        hall.has_voted(poll_id, key)
        known.on_counts(hall)
    return {"receipt": outcome.receipt, "replaced": outcome.replaced, "first": outcome.first}


def answer_pulse(pulse_id, seat, text):
    """Count a seat's answer to the flash poll on its room's screens; gives how many more it may give; raises Refusal.

    The seat goes no further than this process's memory. Outside of any transaction.
    """
    pulse = halls().find(seat.room_id).pulse
    if pulse is None or pulse.id != pulse_id or pulse.state != RUNNING:
        raise Refusal("pulse_over")
    key, word = read_answer(pulse.kind, text)
    pulse.reserve(seat.id)
    try:
        _submit("answers", add_answers, (pulse_id, key, word))
    except BaseException:
        pulse.release(seat.id)
        raise
    return pulse.left(seat.id)


def support_question(question_id, seat, is_wanted):
    """Support a question from a seat, or no longer; gives how many do; raises Refusal. Outside of any transaction."""
    _question, found, room = get_question(question_id)
    if room.id != seat.room_id:
        raise Refusal("wrong_room")
    return _submit("supports", support_questions, Wish(question_id, supporter_code(found.id, seat), is_wanted))


def write_casts(ballots):
    """Cast ballots together, [(seat, Cast)…] → an outcome for each, as `cast_batch` gives.

    Where several processes serve the room, a seat may have gone to another device through one of them a moment ago, and
    this one not have heard of it: the database says who holds it.
    """
    held = list_generations({seat.id for seat, _ in ballots}) if halls().is_shared else None
    stands = [held is None or held.get(seat.id) == seat.generation for seat, _ in ballots]
    outcomes = iter(cast_batch([cast for (_, cast), is_held in zip(ballots, stands, strict=True) if is_held]))
    return [next(outcomes) if is_held else Refusal("no_seat") for is_held in stands]


def write_seats(wishes):
    """Give seats in several rooms at once: [(room id, wish)…] → an outcome for each, as `take_seats` gives."""
    outcomes = {}
    for room_id in sorted({room_id for room_id, _ in wishes}):
        places = [place for place, (ident, _) in enumerate(wishes) if ident == room_id]
        try:
            found = take_seats(room_id, [wishes[place][1] for place in places])
        except Refusal as refusal:
            found = [refusal] * len(places)
        outcomes.update(zip(places, found, strict=True))
    return [outcomes[place] for place in range(len(wishes))]


sit_down = partial(_submit, "seats", write_seats)
sit_down.__doc__ = "Give a device its seat as `take_seat` does, in the writer's next batch: sit_down((room id, wish))."

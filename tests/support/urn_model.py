"""What the urn ought to do, said once more and simply: a roll, a dictionary of ballots, four cases. And hands that act
at the same time on a real database."""

import threading
from queue import Queue

import psycopg

from forum.core.database import db, transaction
from forum.core.errors import Refusal
from forum.votes import services
from forum.votes.methods import METHODS, read_choice
from forum.votes.sealing import canonical_json, receipt_of
from forum.votes.spec import read_spec
from tests.support.polls import CHAIR, LATER, body_of, choice_on, prepare_after, secret_of, slip, word_of

# who votes for whom by proxy, and what is sent when the absent person comes and votes all the same
HOLDERS, COMES = {3: 1}, {30: 3}
# what begins another round → the act of the chair that ends the one before
NEXT_ROUND = {"correct": "cancel", "runoff": "publish"}


class UrnModel:
    """The construction in a few lines, with no database: who has voted, which secret holds which choice, the state."""

    def __init__(self, roll, body, is_secret=True):
        self.state = "open"
        self.has_voted = dict.fromkeys(roll, False)
        self.body, self.is_secret = body, is_secret
        self.ballots, self.owners = {}, {}
        paper = read_spec(body).paper
        self.paper = METHODS[paper.method].settle(paper)

    def write(self, word):
        """Give a choice as the table ought to hold it."""
        return canonical_json(read_choice(choice_on(self.body, word), self.paper)).decode()

    def cast(self, voter, device, word):
        """Cast one ballot; give the word of its outcome."""
        choice = self.write(word)
        if self.state != "open":
            return "poll_closed"
        if voter not in self.has_voted:
            return "not_entitled"
        if device in self.ballots:
            if not self.has_voted[voter] or not (self.is_secret or self.owners[device] == voter):
                return "secret_in_use"
            word = "same" if self.ballots[device] == choice else "replaced"
        elif self.has_voted[voter]:
            return "ballot_elsewhere"
        else:
            word = "first"
        self.has_voted[voter] = True
        self.ballots[device] = choice
        self.owners.setdefault(device, voter)
        return word

    def act(self, name, voter=None):
        """Let the chair close, cancel, publish or admit; give "done" or the word of the refusal.

        To correct is to cancel, and to run off is to publish; then the next round is prepared (see NEXT_ROUND).
        """
        if name == "admit":
            if self.state != "open":
                return "poll_closed"
            self.has_voted.setdefault(voter, False)
            return "done"
        name = NEXT_ROUND.get(name, name)
        words = {("close", "open"): "closed", ("cancel", "open"): "cancelled", ("cancel", "closed"): "cancelled",
                 ("publish", "closed"): "published", ("close", "closed"): "closed", ("close", "published"): "published",
                 ("cancel", "cancelled"): "cancelled", ("publish", "published"): "published"}
        if (name, self.state) not in words:
            return "not_published" if (name, self.state) == ("publish", "open") else "poll_closed"
        self.state = words[name, self.state]
        return "done"

    def run(self, work):
        """Do a piece of work: a list of casts, or one act of the chair."""
        if isinstance(work, list):
            return [self.cast(*one) for one in work]
        return self.act(*work)

    def urn(self, poll_id):
        """Give the ballots as the table ought to hold them."""
        return {receipt_of(poll_id, secret_of(poll_id, device)): choice for device, choice in self.ballots.items()}

    def marked(self):
        return {f"seat-{voter:03}" for voter, has_voted in self.has_voted.items() if has_voted}


def work_for_real(poll_id, work, body=None, holders=()):
    """Do a piece of work in the open transaction, by the services; give what UrnModel.run gives."""
    if isinstance(work, list):
        held, body = dict(holders), body or body_of("approve")
        slips = [slip(poll_id, COMES.get(voter, voter), choice_on(body, word), device, held.get(voter))
                 for voter, device, word in work]
        return [word_of(outcome) for outcome in services.cast_batch(slips)]
    name, *voter = work
    acts = {"close": ("close_poll", 5), "cancel": ("cancel", "motif"), "publish": ("publish",)}
    function, *values = (("admit", services.Voter(f"seat-{voter[0]:03}")) if name == "admit"
                         else acts[NEXT_ROUND.get(name, name)])
    try:
        getattr(services, function)(poll_id, *values, CHAIR, LATER)
        if name in NEXT_ROUND:
            prepare_after(poll_id)
    except Refusal as refusal:
        return refusal.code
    return "done"


class GiveUp(Exception):
    """Make a transaction fail on purpose."""


class Hand(threading.Thread):
    """Do one piece of work in a transaction of its own, hold it open, and end it when told."""

    def __init__(self, app, work):
        super().__init__(daemon=True)
        self.app, self.work = app, work
        self.outcome, self.fault = None, None
        self.has_worked, self.ending = threading.Event(), Queue()
        self.start()

    def run(self):
        with self.app.app_context():
            try:
                with transaction():
                    self.outcome = self.work()
                    self.has_worked.set()
                    if self.ending.get() == "give up":
                        raise GiveUp
            except GiveUp:
                pass
            except Exception as error:
                self.fault = error
            finally:
                self.has_worked.set()
                db.session.remove()

    def end(self, how="commit"):
        """Commit, or give up; wait for it, and give the outcome of the work."""
        self.ending.put(how)
        self.join(20)
        assert not self.is_alive(), "this hand is still waiting"
        if self.fault:
            raise self.fault
        return self.outcome


class Waiters:
    """Watch who waits for a lock in a PostgreSQL database."""

    def __init__(self, url):
        self.connection = psycopg.connect(url, autocommit=True)

    def wait_for(self, hand):
        """Wait until a hand has done its work or waits for a lock; tell whether it waits."""
        waiting = ("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                   " AND wait_event_type = 'Lock'")
        for _ in range(20_000):
            if hand.has_worked.wait(0.001):
                return False
            if self.connection.execute(waiting).fetchone()[0]:
                return True
        raise AssertionError("a hand neither worked nor waited")

    def close(self):
        self.connection.close()

"""The bus over Redis: one channel, a line that is taken up again for ever, and the others' heartbeats.

Redis forgets what it could not deliver. So whoever lost the line reads everything again and asks the others to tell
what only they know; whoever could not speak has the others read everything again, and tells anew what only it knows.
"""

import hashlib
import json
import logging
import secrets
import time
from weakref import WeakValueDictionary

from gevent import sleep, spawn
from gevent.event import Event
from gevent.queue import Empty, Queue
from redis import Redis
from redis.exceptions import RedisError

from forum.core.bus import Bus
from forum.core.retrying import Pauses

BEAT_SECONDS = 1.0
LAST_WORD_SECONDS = 1.0
SILENCE_SECONDS = 5.0
CONNECT_SECONDS = 2.0
LISTENING_PAUSE_SECONDS = 1.0
SPEAKING_PAUSE_SECONDS = 0.3
MOST_AT_ONCE = 200
MOST_WAITING = 10_000
ALIVE, ANEW, BYE, HEARD, ROSE = "alive", "anew", "bye", "heard", "rose"

log = logging.getLogger(__name__)


def connect(url):
    """Give a client that does not wait long for a Redis that is not there."""
    return Redis.from_url(url, socket_connect_timeout=CONNECT_SECONDS, socket_timeout=CONNECT_SECONDS,
                          decode_responses=True)


def answers(url):
    """Tell whether a Redis answers at this address; raises ValueError when it is no address."""
    client = connect(url)
    try:
        return bool(client.ping())
    except RedisError:
        return False
    finally:
        client.close()


class Telling:
    """Wait until every process has heard something."""

    def __init__(self):
        self.listeners = None
        self.heard = 0
        self.done = Event()

    def note(self, heard=0, listeners=None):
        """Note one more who heard, or how many listen; those who cannot be counted are not waited for."""
        self.heard += heard
        self.listeners = self.listeners if listeners is None else listeners
        if self.listeners is not None and self.heard >= self.listeners:
            self.done.set()

    def wait(self, seconds):
        """Wait for all, but no longer than this: a process that hangs shows nothing either."""
        self.done.wait(seconds)


class RedisBus(Bus):
    """Speak and listen on the installation's own channel."""

    is_shared = True

    def __init__(self, app):
        settings = app.extensions["settings"]
        self.app = app
        self.name = secrets.token_hex(6)
        installation = hashlib.sha256(f"concertaction-bus/1\n{settings.secret_key}".encode()).hexdigest()[:16]
        self.channel = f"concertaction:{installation}"
        self.client = connect(settings.redis_url)
        self.is_up = False
        self.handlers = {}
        self.followers = []
        self.outbox = Queue()
        self.tellings = WeakValueDictionary()  # as long as somebody waits
        self.number = 0
        self.peers = {}
        self.greenlets = []

    def hear(self, topic, handler):
        self.handlers[topic] = handler

    def follow(self, *, up=None, down=None, asked=None, gone=None):
        self.followers.append({"up": up, "down": down, "asked": asked, "gone": gone})

    def publish(self, topic, value=None):
        self.outbox.put((topic, value, None))

    def announce(self, topic, value=None):
        telling = Telling()
        self.outbox.put((topic, value, telling))
        return telling

    def start(self):
        self._tell_followers("down")  # until the line stands, what others change is not heard
        self.greenlets = [spawn(self._listen), spawn(self._speak), spawn(self._beat)]

    def stop(self):
        self.announce(BYE).wait(LAST_WORD_SECONDS)
        for greenlet in self.greenlets:
            greenlet.kill(block=False)

    # ---- listening ----

    def _listen(self):
        pauses = Pauses(most=LISTENING_PAUSE_SECONDS)
        while True:
            line = self.client.pubsub()
            try:
                line.subscribe(self.channel)
                self._hear_all(line, pauses)
            except Exception as error:  # also a change that could not be read: then all is read again
                log.warning("the bus is lost (%s), and is taken up again", type(error).__name__)
            finally:
                line.close()
            self._fall()
            sleep(pauses.next())

    def _hear_all(self, line, pauses):
        last, checked = time.monotonic(), 0.0
        while True:
            message = line.get_message(timeout=BEAT_SECONDS)
            now = time.monotonic()
            if message is None:
                if now - last > SILENCE_SECONDS:  # not even our own heartbeat comes back
                    raise TimeoutError
                continue
            last = now
            if message["type"] == "subscribe":
                self._rise()
                pauses.reset()
            elif message["type"] == "message":
                self._hear(json.loads(message["data"]))
            if now - checked > BEAT_SECONDS:
                self._miss_the_silent(now, is_awake=now - checked < SILENCE_SECONDS)
                checked = now

    def _hear(self, message):
        sender, topic, value, number = message
        if topic == HEARD:
            if value == self.name:
                self._note_heard(number)
            return
        if sender == self.name:
            self._note_heard(number)
            return
        is_met = sender not in self.peers
        self.peers[sender] = time.monotonic()
        if topic == ROSE or (is_met and topic != BYE):
            self._tell_followers("asked")
        if topic == BYE:
            self._miss(sender)
        elif topic == ANEW:
            self._tell_followers("up")
        elif topic in self.handlers:
            with self.app.app_context():
                self.handlers[topic](value, sender)
        if number is not None:
            self.outbox.put((HEARD, sender, number))

    def _note_heard(self, number):
        telling = self.tellings.get(number)
        if telling is not None:
            telling.note(heard=1)

    def _rise(self):
        self._tell_followers("up")
        self.is_up = True
        self.publish(ROSE)

    def _fall(self):
        if self.is_up:
            self.is_up = False
            self._tell_followers("down")

    def _miss_the_silent(self, now, is_awake):
        if not is_awake:  # it was we who slept: what they said meanwhile is still to be heard
            self.peers = dict.fromkeys(self.peers, now)
        for sender, at in list(self.peers.items()):
            if now - at > SILENCE_SECONDS:
                self._miss(sender)

    def _miss(self, sender):
        if self.peers.pop(sender, None) is not None:
            self._tell_followers("gone", sender)

    def _tell_followers(self, what, *values):
        with self.app.app_context():
            for follower in self.followers:
                if follower[what] is not None:
                    follower[what](*values)

    # ---- speaking ----

    def _beat(self):
        while True:
            self.outbox.put((ALIVE, None, None))
            sleep(BEAT_SECONDS)

    def _speak(self):
        pauses, is_behind = Pauses(most=SPEAKING_PAUSE_SECONDS), False
        while True:
            batch = self._gather()
            is_behind = is_behind or len(batch) + self.outbox.qsize() > MOST_WAITING
            if is_behind:
                self._give_up(batch)
                batch = [(ANEW, None, None)]
            try:
                self._send(batch)
            except RedisError:
                is_behind = True
                self._give_up(batch)
                sleep(pauses.next())
            else:
                if is_behind:
                    self._tell_followers("asked")
                is_behind = False
                pauses.reset()

    def _gather(self):
        batch = [self.outbox.get()]
        while len(batch) < MOST_AT_ONCE:
            try:
                batch.append(self.outbox.get_nowait())
            except Empty:
                break
        return batch

    def _give_up(self, batch):
        """Say no more what could not be said: all will be read again."""
        while not self.outbox.empty():
            batch.append(self.outbox.get_nowait())
        for _topic, _value, telling in batch:
            if isinstance(telling, Telling):
                telling.done.set()

    def _send(self, batch):
        tellings = []
        with self.client.pipeline(transaction=False) as line:
            for topic, value, telling in batch:
                number = telling
                if isinstance(telling, Telling):
                    self.number = number = self.number + 1
                    self.tellings[number] = telling
                line.publish(self.channel, json.dumps([self.name, topic, value, number]))
                tellings.append(telling)
            for telling, listeners in zip(tellings, line.execute(), strict=True):
                if isinstance(telling, Telling):
                    telling.note(listeners=listeners)

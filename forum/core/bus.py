"""What several serving processes tell each other: one of them changed something, the others read it again.

A process that serves alone has nobody to tell. With REDIS_URL the bus is Redis; messages are small, may be lost with
the line, and hold nothing about people: whoever hears of a change asks the database.
"""

from werkzeug.utils import import_string

EXTENSION = "bus"
REDIS_BUS = "forum.core.bus_redis.RedisBus"  # loaded where it is used: the library takes a third of a second to load


class Bus:
    """The bus of a process that serves alone."""

    is_shared = False
    is_up = True
    name = "alone"

    def hear(self, topic, handler):
        """Call `handler(value, sender)` for what another process publishes under a topic."""

    def follow(self, *, up=None, down=None, asked=None, gone=None):
        """Call `up()` when the line stands anew and all must be read again, and `down()` when it is lost.

        `asked()` is called when another may not know what only this process knows; `gone(sender)` when one is gone.
        """

    def publish(self, topic, value=None):
        """Tell the other processes, without waiting."""

    def announce(self, topic, value=None):
        """Tell the other processes; gives a Telling whose `wait(seconds)` ends once all have heard, or None."""

    def start(self):
        """Begin to listen and to speak."""

    def stop(self):
        """Take leave."""


def open_bus(app):
    """Give the bus of a serving process, not yet started."""
    settings = app.extensions["settings"]
    bus = import_string(REDIS_BUS)(app) if settings.redis_url else Bus()
    app.extensions[EXTENSION] = bus
    return bus


def init_app(app):
    """Begin alone: only a serving process opens a bus."""
    app.extensions[EXTENSION] = Bus()

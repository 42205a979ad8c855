"""What is written down while the server runs: readable lines, or one JSON object a line with FORUM_LOG=json.

An exception is written as its kinds and its places in the code: its message may quote a row, its locals a ballot.
"""

import json
import logging
import traceback
from datetime import UTC, datetime

from gevent import get_hub

JSON = "json"
EXTRAS = ("request", "endpoint", "method", "status", "ms")
log = logging.getLogger("forum.server")


def describe(error):
    """Give an exception and its causes, outermost first: [{"kind", "at": ["file.py:12 in name"…]}…]."""
    chain, seen = [], set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        places = [f"{frame.filename.rpartition('/forum/')[2]}:{frame.lineno} in {frame.name}"
                  for frame in traceback.extract_tb(error.__traceback__)]
        chain.append({"kind": type(error).__name__, "at": places})
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return chain


class Readable(logging.Formatter):
    """Write a line for a person."""

    def __init__(self):
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record):
        record.exc_text = None  # another handler may have written the message of the exception there
        return super().format(record)

    def formatException(self, exc_info):  # noqa: N802 - the name is logging's
        return "\n".join(f"  {one['kind']}: " + " < ".join(reversed(one["at"])) for one in describe(exc_info[1]))


class JsonLines(logging.Formatter):
    """Write a JSON object."""

    def format(self, record):
        said = {"time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
                "level": record.levelname, "logger": record.name, "message": record.getMessage()}
        said |= {name: getattr(record, name) for name in EXTRAS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1] is not None:
            said["error"] = describe(record.exc_info[1])
        return json.dumps(said, ensure_ascii=False, default=str)


def configure(kind):
    """Write to the error stream in the form asked for, unless something else (the tests) already listens."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if kind == JSON else Readable())
    logging.basicConfig(level=logging.INFO, handlers=[handler])


def tame_the_loop():
    """Write what fails in a greenlet as any other exception: gevent would print what the greenlet was given."""
    def write(context, kind, error, place):
        log.error("a greenlet failed: %s", kind.__name__, exc_info=(kind, error, place))

    get_hub().print_exception = write

"""The database, and the one way to write to it."""

from forum.core.database.constraints import one_of
from forum.core.database.engine import db, off_loop
from forum.core.database.glance import Glance
from forum.core.database.transaction import current_transaction, lock, lock_exclusive, lock_shared, transaction
from forum.core.database.types import JsonText, UtcDateTime, utc_now

__all__ = [
    "Glance",
    "JsonText",
    "UtcDateTime",
    "current_transaction",
    "db",
    "lock",
    "lock_exclusive",
    "lock_shared",
    "off_loop",
    "one_of",
    "transaction",
    "utc_now",
]

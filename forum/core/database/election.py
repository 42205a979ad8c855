"""One process among several: an advisory lock of PostgreSQL, which ends with the connection that holds it."""

import logging

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from forum.core.database.engine import db

log = logging.getLogger(__name__)
TAKE = text("SELECT pg_try_advisory_lock(hashtextextended(:name, 0))")
LOOK = text("SELECT 1")


class Election:
    """Stand for one office, and hold it until the process or its connection ends."""

    def __init__(self, name):
        self.name = name
        self.connection = None
        self.is_won = False

    def stand(self):
        """Tell whether the office is ours: taken if it was free, held if the connection still is. In an app context."""
        try:
            if self.connection is None:
                self.connection = db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if self.is_won:
                self.connection.execute(LOOK)
            else:
                self.is_won = db.engine.dialect.name == "sqlite" or self.connection.scalar(TAKE, {"name": self.name})
        except SQLAlchemyError as error:
            log.warning("an office is lost (%s)", type(error).__name__)
            self.resign()
        return self.is_won

    def resign(self):
        """Leave the office to another."""
        self.is_won = False
        if self.connection is not None:
            self.connection.invalidate()  # the lock is the connection's: it must not go back to the pool with it
            self.connection.close()
            self.connection = None

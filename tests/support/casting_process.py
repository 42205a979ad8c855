"""A process of its own that casts ballots at random until the poll is closed; it prints each answer once committed.

Arguments: the database's address, the poll's id, a seed, the number of seats. Prints [voter, choice, outcome] a line.
"""

import json
import random
import sqlite3
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

from sqlalchemy.exc import OperationalError

from tests.support.polls import cast, slip
from tests.support.sites import make_app


def main(url, poll_id, seed, seats):
    """Cast batches of one to eight ballots with this process's own devices until all are refused as too late.

    A batch that waited in vain for SQLite’s lock, on a busy machine, was told nothing and must leave nothing.
    """
    seed, seats = int(seed), int(seats)
    hall = random.Random(seed)
    with make_app(url, Path(tempfile.mkdtemp())).app_context():
        words = []
        while "poll_closed" not in words:
            batch = [(hall.randrange(seats), hall.choice(["a", "b", "ab"])) for _ in range(hall.randint(1, 8))]
            batch += [second for first, second in pairwise(batch) if hall.random() < 0.2 and first != second]
            try:
                words = cast(*(slip(poll_id, voter, choice, device=(seed, voter)) for voter, choice in batch))
            except (OperationalError, sqlite3.OperationalError) as error:  # the second where the lock is asked for
                if "locked" not in str(error):
                    raise
                continue
            for (voter, choice), word in zip(batch, words, strict=True):
                print(json.dumps([voter, choice, word]), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Someone who has a poll's files after the vote and tries to tell who voted what, by order alone.

They look for any order of the voters who voted and any order of the ballots, put the two side by side and link the
first to the first, the second to the second. Every pair of orders is tried. Against them stands chance: pairing 200
with 200 at random gives one right link on average (the fixed points of a random permutation follow a Poisson law of
mean 1), and a rank correlation of 0 give or take 1/√199.
"""

import struct
from dataclasses import dataclass
from itertools import product
from math import sqrt

from sqlalchemy import text

WAL_HEADER, FRAME_HEADER = 32, 24
ROW_HEADER = 6
POSTGRESQL_PAGE = 8192


@dataclass(frozen=True)
class Attack:
    """The best that came of all pairs of orders: right links, correlation of the true pairs' ranks, by which pair."""

    links: int
    correlation: float
    tried: int
    by: tuple = ()


def attack(voters, ballots, truth):
    """Try every order of voters with every order of ballots; `truth` is {voter: ballot id}."""
    best = Attack(0, 0.0, 0)
    tried = 0
    for (one, first), (two, second) in product(voters.items(), ballots.items()):
        if min(len(first), len(second)) < len(truth) / 2:
            continue
        tried += 1
        links = sum(truth.get(voter) == ballot for voter, ballot in zip(first, second, strict=False))
        ranks = abs(correlate(first, second, truth))
        if (links, ranks) > (best.links, best.correlation):
            best = Attack(links, max(ranks, best.correlation), 0, (one, two))
        best = Attack(best.links, max(ranks, best.correlation), tried, best.by)
    return best


def correlate(first, second, truth):
    """Give Spearman's correlation between the ranks of the true pairs in two orders."""
    places = {ballot: place for place, ballot in enumerate(second)}
    pairs = [(place, places[truth[voter]]) for place, voter in enumerate(first) if truth.get(voter) in places]
    if len(pairs) < 3:
        return 0.0
    ranks = [{value: rank for rank, value in enumerate(sorted(side))} for side in zip(*pairs, strict=True)]
    gaps = sum((ranks[0][one] - ranks[1][two]) ** 2 for one, two in pairs)
    size = len(pairs)
    return 1 - 6 * gaps / (size * (size * size - 1))


def chance(size, tried):
    """Give what chance alone does not pass, whatever the pair of orders: (right links, correlation).

    Right links follow a Poisson law of mean 1: the bound has odds below one in 10,000 for all pairs together. A rank
    correlation is normal with deviation 1/√(n−1): five deviations have odds of one in 1.7 million for each pair.
    """
    odds, links, tail = 1e-4 / max(tried, 1), 0, 1.0
    term = 0.36787944117144233  # e⁻¹
    while tail > odds:
        tail -= term
        links += 1
        term /= links
    return links, 5 / sqrt(size - 1)


# ---- orders that a query shows ----

def orders_of_rows(connection, table, key, hidden, where=""):
    """Give the orders of a table's keys: as it is read, and by each column, `hidden` ones included."""
    shown = connection.execute(text(f"SELECT * FROM {table} LIMIT 0")).keys()
    orders = {}
    for column in ("", *shown, *hidden):
        by = f" ORDER BY {column}" if column else ""
        orders[f"rows {column}".strip()] = connection.scalars(text(f"SELECT {key} FROM {table} {where}{by}")).all()
    return orders


# ---- orders that bytes show ----

def orders_of_bytes(name, data, page_size, keys, before=b""):
    """Give the orders in which keys stand in a file: by their first and last copy, up and down within each page.

    `before` is what stands before each key in a row, such as the poll's id.
    """
    places = {key: find_all(data, before + key.encode()) for key in keys}
    places = {key: found for key, found in places.items() if found}
    orders = {}
    for which, pick in (("first", min), ("last", max)):
        for way, sign in (("up", 1), ("down", -1)):
            spots = {key: divmod(pick(found), page_size) for key, found in places.items()}
            ranks = {key: (page, sign * offset) for key, (page, offset) in spots.items()}
            orders[f"{name} {which} {way}"] = sorted(ranks, key=ranks.get)
    return orders


def find_all(data, needle):
    """Give the offsets of every copy of some bytes."""
    found, start = [], data.find(needle)
    while start >= 0:
        found.append(start)
        start = data.find(needle, start + 1)
    return found


def count_copies(data, keys):
    """Give {how many copies: how many keys have that many}."""
    counts = {}
    for key in keys:
        copies = data.count(key.encode())
        counts[copies] = counts.get(copies, 0) + 1
    return counts


# ---- orders that SQLite's write-ahead log shows ----

def read_frames(wal):
    """Give the page images of a write-ahead log, oldest first (of one generation: the salt of its header)."""
    if len(wal) < WAL_HEADER:
        return []
    page_size, salt = struct.unpack(">8xI4x8s", wal[:24])
    size = FRAME_HEADER + page_size
    frames = [wal[start:start + size] for start in range(WAL_HEADER, len(wal) - size + 1, size)]
    return [frame[FRAME_HEADER:] for frame in frames if frame[8:16] == salt]


def orders_of_frames(wal, keys, before=b""):
    """Give the order in which keys first appear in the log, and in which the row's header before them first changes.

    The header is where a row's small numbers are, such as the mark of having voted; between it and the key is `before`.
    """
    appeared, changed, context = {}, {}, {}
    for number, page in enumerate(read_frames(wal)):
        for key in keys:
            spot = page.find(before + key.encode())
            if spot < 0:
                continue
            appeared.setdefault(key, number)
            header = page[spot - ROW_HEADER:spot]
            if context.setdefault(key, header) != header:
                changed.setdefault(key, number)
    return {"wal appeared": sorted(appeared, key=appeared.get), "wal changed": sorted(changed, key=changed.get)}

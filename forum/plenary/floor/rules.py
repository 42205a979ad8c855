"""Pure decisions about speaking requests: who comes next, how long somebody spoke. Time is an argument."""

from collections import Counter, deque
from operator import attrgetter

LABELS = FOR, AGAINST, PROCEDURE = ("for", "against", "procedure")
REQUEST, SECTORS, BY_LABEL = ORDERS = ("request", "sectors", "labels")
WAITING, SPEAKING, DONE, WITHDRAWN, REMOVED = STATES = ("waiting", "speaking", "done", "withdrawn", "removed")
LIVE = (WAITING, SPEAKING)
LENGTHS = {"name": 80}
DEFAULT_SECONDS, SHORTEST_SECONDS, LONGEST_SECONDS = 120, 15, 1800
MOST_WAITING = 300
# how often one seat may ask within so many minutes: asking and withdrawing costs nothing but other people's patience
MOST_REQUESTS, REQUESTS_MINUTES = 12, 10


def order_queue(waiting, spoken, order):
    """Give the waiting requests in the order in which they will speak.

    `waiting` are objects with `position`, `sector` and `label`; `spoken` those who have the floor or had it, oldest
    first. "request" is the order of asking. "sectors" gives each turn to the sector that has waited longest since it
    last spoke, "labels" does the same with for and against, and lets a procedural point go before them, one at a time.
    Inside a group it is the order of asking. With g groups whoever has r before them in their group speaks within
    g(r + 1) turns, twice that beside procedural points, whoever comes later: nobody starves.
    """
    queue = sorted(waiting, key=attrgetter("position"))
    if order not in (SECTORS, BY_LABEL):
        return queue
    group, lines = attrgetter("sector" if order == SECTORS else "label"), {}
    for request in queue:
        lines.setdefault(group(request), deque()).append(request)
    last = {group(request): turn for turn, request in enumerate(spoken)}
    before, ordered = (group(spoken[-1]) if spoken else None), []
    while lines:
        before = _choose(lines, last, order, before)
        last[before] = len(spoken) + len(ordered)
        ordered.append(lines[before].popleft())
        if not lines[before]:
            del lines[before]
    return ordered


def _choose(lines, last, order, before):
    if order == BY_LABEL and PROCEDURE in lines and (before != PROCEDURE or len(lines) == 1):
        return PROCEDURE
    others = [name for name in lines if order != BY_LABEL or name != PROCEDURE]
    return min(others, key=lambda name: (last.get(name, -1), lines[name][0].position))  # of equals, who asked first


def seconds_between(began, ended):
    """Give how many whole seconds lie between two moments; a clock that went back counts for nothing."""
    return max(0, int((ended - began).total_seconds()))


def share_of_speech(turns, now):
    """Give [(sector, turns, seconds)…] of those who spoke or are speaking, who spoke longest first.

    `turns` are objects with `sector`, `began_at` and `ended_at`.
    """
    seconds, times = Counter(), Counter()
    for turn in turns:
        times[turn.sector] += 1
        seconds[turn.sector] += seconds_between(turn.began_at, turn.ended_at or now)
    return sorted(((sector, times[sector], seconds[sector]) for sector in times), key=lambda row: (-row[2], row[0]))

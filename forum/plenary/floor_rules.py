"""Pure decisions about speaking requests: who comes next, how long somebody spoke. Time is an argument."""

from collections import Counter

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
    queue = sorted(waiting, key=lambda request: request.position)
    if order not in (SECTORS, BY_LABEL):
        return queue
    group = (lambda request: request.sector) if order == SECTORS else (lambda request: request.label)
    last = {group(request): turn for turn, request in enumerate(spoken)}
    turn, before = len(spoken), group(spoken[-1]) if spoken else None
    ordered = []
    while queue:
        chosen = _choose(queue, group, last, order, before)
        queue.remove(chosen)
        ordered.append(chosen)
        before = group(chosen)
        last[before], turn = turn, turn + 1
    return ordered


def _choose(queue, group, last, order, before):
    if order == BY_LABEL:
        procedural = [request for request in queue if group(request) == PROCEDURE]
        others = [request for request in queue if group(request) != PROCEDURE]
        if procedural and (before != PROCEDURE or not others):
            return procedural[0]
        queue = others
    return min(queue, key=lambda request: last.get(group(request), -1))  # of equals, the first who asked


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

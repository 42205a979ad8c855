"""What this process measures of itself, for Prometheus and for the operator's page: sums and delays, never who.

Whatever counts casts moves by lots of five: an exact count, read every second, would tell when each vote came. No label
names an account, a seat, a room, an address or a process.
"""

from contextlib import contextmanager
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

LOT = 5
DELAYS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5)
SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500)
REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)


class Lots:
    """Hold back what was observed until five have come."""

    def __init__(self, *observers):
        self.observers = observers
        self.held = []

    def observe(self, value):
        """Note a value; it is shown with the four that come before or after it."""
        self.held.append(value)
        if len(self.held) >= LOT:
            held, self.held = self.held, []
            for one in held:
                for observe in self.observers:
                    observe(one)


def _histogram(name, says, labels=(), buckets=DELAYS):
    return Histogram(f"forum_{name}", says, labels, buckets=buckets, registry=REGISTRY)


def _counter(name, says, labels=()):
    return Counter(f"forum_{name}", says, labels, registry=REGISTRY)


def _gauge(name, says, labels=()):
    return Gauge(f"forum_{name}", says, labels, registry=REGISTRY)


REQUESTS = _histogram("request_seconds", "Requests that reached the application, by group of endpoints", ("group",))
PAGES = _counter("page_cache", "Anonymous requests answered from the page cache, and pages that had to be made",
                 ("outcome",))
VOTES = _counter("votes_acknowledged", "Votes written and answered, by lots of five")
ACKNOWLEDGEMENT = _histogram("vote_acknowledgement_seconds", "From a vote that was read to its answer, by lots of five")
BROADCAST = _histogram("broadcast_seconds", "To write one message to everybody in a room")
BATCHES = _histogram("batch_size", "Items written in one transaction (casts by lots of five batches)", ("what",), SIZES)
REFUSALS = _counter("refusals", "Requests and messages refused, by the code of the contract", ("code",))
LOOP_LAG = _histogram("event_loop_lag_seconds", "How late the event loop wakes a greenlet that asked to be woken")
QUEUES = _gauge("queue_length", "What waits: to be written, or (sockets) the longest queue of one client", ("queue",))
SEATS = _gauge("seats", "Seats held in the rooms that are live")
SOCKETS = _gauge("sockets", "Socket.IO connections, by transport", ("transport",))
CUT = _counter("clients_dropped", "Clients cut because they no longer read, or speak too much", ("reason",))
DATABASE_ERRORS = _counter("database_errors", "Errors of the database, by kind", ("kind",))

votes = Lots(ACKNOWLEDGEMENT.observe, lambda _: VOTES.inc())
cast_batches = Lots(BATCHES.labels("casts").observe)
page_hits, page_misses = PAGES.labels("hit"), PAGES.labels("miss")
_groups = {}


def request_took(group, seconds):
    """Note how long a request of a group took; by lots of five, since votes are among them."""
    if group not in _groups:
        _groups[group] = Lots(REQUESTS.labels(group).observe)
    _groups[group].observe(seconds)


def batch_written(what, size):
    """Note how many items went into one transaction."""
    (cast_batches if what == "casts" else BATCHES.labels(what)).observe(size)


@contextmanager
def timing(observe):
    """Measure what stands inside, unless it fails."""
    begun = perf_counter()
    yield
    observe(perf_counter() - begun)


def buckets_of(histogram):
    """Give the running counts of a histogram without labels: [(upper bound in seconds, how many up to it)…]."""
    return [(float(sample.labels["le"]), sample.value) for metric in histogram.collect() for sample in metric.samples
            if sample.name.endswith("_bucket")]


def quantile(before, after, share):
    """Give the delay not passed by a share of what came between two readings of a histogram; None when nothing came.

    Within a bucket it is taken as spread evenly; what passed the last bound is given as that bound.
    """
    counts = [(bound, now - then) for (bound, then), (_, now) in zip(before, after, strict=True)]
    total = counts[-1][1]
    if total <= 0:
        return None
    wanted, low, below = share * total, 0.0, 0.0
    for bound, count in counts:
        if count >= wanted and bound != float("inf"):
            return low + (bound - low) * ((wanted - below) / (count - below) if count > below else 1)
        if bound != float("inf"):
            low, below = bound, count
    return low

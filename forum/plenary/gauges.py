"""What stands now in the served rooms, counted when somebody asks: seats, sockets, the longest queue of a client."""

from functools import partial

from forum.core import measures
from forum.plenary.seating import EXTENSION, Seating


def follow(app, server):
    """Let the gauges read this process."""
    seats = app.extensions.setdefault(EXTENSION, Seating())
    measures.SEATS.set_function(lambda: len(seats.by_id))
    for transport, is_upgraded in (("websocket", True), ("polling", False)):
        measures.SOCKETS.labels(transport).set_function(partial(count_sockets, server, is_upgraded))
    measures.QUEUES.labels("sockets").set_function(partial(longest_queue, server))


def count_sockets(server, is_upgraded):
    """Count the connections by WebSocket, or those that poll."""
    return sum(connection.upgraded is is_upgraded for connection in list(server.eio.sockets.values()))


def longest_queue(server):
    """Give how many packets wait for the client that is most behind."""
    return max((connection.queue.qsize() for connection in list(server.eio.sockets.values())), default=0)

"""A client that no longer reads is cut before what waits for it grows; its neighbours keep their lines."""

from queue import Queue
from types import SimpleNamespace

from forum.plenary.live import MOST_WAITING, Live


class Connection:
    """One connection for which packets wait."""

    def __init__(self, waiting, has_line=True):
        self.queue = Queue()
        for number in range(waiting):
            self.queue.put(number)
        self.ends = []
        if has_line:
            self.line = SimpleNamespace(drop=lambda: self.ends.append("dropped"))

    def close(self, wait, abort, reason):
        self.ends.append((wait, abort))


def test_only_those_for_whom_too_much_waits_are_cut_at_once_and_without_waiting_for_them():
    connections = {"reads": Connection(0), "slow": Connection(MOST_WAITING), "stuck": Connection(MOST_WAITING + 1),
                   "polls no more": Connection(MOST_WAITING + 1, has_line=False)}
    live = Live.__new__(Live)
    live.server = SimpleNamespace(eio=SimpleNamespace(sockets=dict(connections)),
                                  reason=SimpleNamespace(SERVER_DISCONNECT="server disconnect"))
    live.drop_stuck()
    assert set(live.server.eio.sockets) == {"reads", "slow"}
    assert connections["stuck"].ends == [(False, True), "dropped"]
    assert connections["polls no more"].ends == [(False, True)]
    assert connections["slow"].ends == []

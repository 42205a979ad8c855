"""Who is present is what a plain reckoning of lines says, whatever comes, goes, sleeps or is told of elsewhere."""

from hypothesis import given
from hypothesis import strategies as st

from forum.plenary.presence import Presence
from forum.plenary.rules import SEEN_SECONDS

SEATS = st.integers(1, 5)
PROCESSES = st.sampled_from(["b", "c"])
ACTS = st.one_of(
    st.tuples(st.sampled_from(["connected", "disconnected", "seen", "gone"]), SEATS),
    st.tuples(st.just("note_elsewhere"), PROCESSES, st.sets(SEATS), st.sets(SEATS), st.booleans()),
    st.tuples(st.just("lose"), PROCESSES),
    st.tuples(st.just("wait"), st.integers(1, SEEN_SECONDS)),
)


class Reckoning:
    """Say who is present from the lines alone, each time anew."""

    def __init__(self):
        self.sockets, self.seen_at, self.elsewhere = {}, {}, {}

    def connected(self, seat):
        self.sockets[seat] = self.sockets.get(seat, 0) + 1

    def disconnected(self, seat):
        self.sockets[seat] = max(0, self.sockets.get(seat, 0) - 1)

    def seen(self, seat, now):
        self.seen_at[seat] = now

    def gone(self, seat):
        self.sockets.pop(seat, None)
        self.seen_at.pop(seat, None)
        for there in self.elsewhere.values():
            there.discard(seat)

    def note_elsewhere(self, process, came, left, is_whole):
        self.elsewhere[process] = ((set() if is_whole else self.elsewhere.get(process, set())) | came) - left

    def lose(self, process):
        self.elsewhere.pop(process, None)

    def here(self, now):
        held = {seat for seat, number in self.sockets.items() if number}
        return held | {seat for seat, at in self.seen_at.items() if at >= now - SEEN_SECONDS}

    def seats(self, now):
        return self.here(now).union(*self.elsewhere.values())


@given(st.lists(ACTS, max_size=30))
def test_whatever_comes_and_goes_the_count_is_that_of_the_lines(acts):
    presence, plain, now = Presence(), Reckoning(), 1000
    for name, *values in acts:
        if name == "wait":
            now += values[0]
        elif name == "seen":
            presence.seen(values[0], now)
            plain.seen(values[0], now)
        else:
            getattr(presence, name)(*values)
            getattr(plain, name)(*values)
        assert presence.seats(now) == plain.seats(now)
        assert presence.here(now) == plain.here(now)
        assert presence.count(now) == len(plain.seats(now))

"""The largest hall: 10,000 seats on one process and one core, and 5,000 through a kill in mid-vote."""

from benchmarks.reporting import Figure
from benchmarks.room_load import VOTING_SECONDS, measure_apart

SEATS, BURST, KILLED = 10_000, 5_000, 5_000


def run():
    """Measure our hall beside the bare echo, once each, then the kill; gives the figures."""
    flags = ("--clients", str(SEATS), "--burst", str(BURST))
    bare, ours = measure_apart("--bare", *flags), measure_apart(*flags)
    killed = measure_apart("--kill", "--clients", str(KILLED))

    def at_most(name, key, unit, goal, note=""):
        return Figure(name, ours[key], unit, bare.get(key), goal=goal, goal_on="value", at_least=False, note=note)

    return [
        at_most(f"{SEATS:,} seated and connected", "connected_seconds", "s", 20),
        at_most("memory a seat", "kilobytes_a_seat", "KiB", 100),
        at_most("last of them sees an opening", "opening_last_ms", "ms", 2000),
        at_most(f"acknowledgement p50, {SEATS:,} votes in {VOTING_SECONDS} s", "ack_p50_ms", "ms", 80),
        at_most("acknowledgement p95", "ack_p95_ms", "ms", 300),
        at_most("acknowledgement p99", "ack_p99_ms", "ms", 500),
        at_most("votes refused or unanswered", "refused", "votes", 0),
        Figure("participation told to each screen", ours["counts_a_second"], "times/s", bare["counts_a_second"], goal=2,
               goal_on="value", note="to the one that was told least often, while all vote"),
        at_most("participation p95", "count_p95_ms", "ms", 350, "after the first screen showed the same figure"),
        at_most(f"{BURST:,} votes at the same instant, the last acknowledged", "burst_seconds", "s", 3),
        at_most("acknowledged ballots that the sealed file lacks", "missing", "ballots", 0),
        Figure(f"all {KILLED:,} back after kill -9 in mid-vote", killed["back_seconds"], "s", goal=10, goal_on="value",
               at_least=False, note="counted from when the server listens again"),
        Figure("acknowledged ballots missing after the kill", killed["missing"], "ballots", goal=0, goal_on="value",
               at_least=False),
        Figure("ballots beyond one a voter after the kill", killed["extra"], "ballots", goal=0, goal_on="value",
               at_least=False),
    ]

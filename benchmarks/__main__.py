"""Measure topic pages, the room and the largest hall (beside bare servers), big tallies and long documents.

`make bench` measures all, `make bench ARGS="pages"` one part.
"""

import sys

from benchmarks import documents, hall_load, room_load, tallies, topic_pages
from benchmarks.reporting import format_table, say, write_results
from forum.core.config import ROOT

PARTS = {"pages": topic_pages.run, "room": room_load.run, "hall": hall_load.run, "tallies": tallies.run,
         "documents": documents.run}
RESULTS = ROOT / "build/bench.json"


def main(names):
    """Run the named parts (all of them when none is named); the exit code tells whether every goal was held."""
    unknown = set(names) - set(PARTS)
    if unknown:
        sys.exit(f"not a part of the benchmark: {', '.join(sorted(unknown))} (there are {', '.join(PARTS)})")
    figures = []
    for name in names or PARTS:
        say(f"== {name}")
        figures += PARTS[name]()
    write_results(figures, RESULTS)
    print("\n".join(format_table(figures)))
    missed = [figure.name for figure in figures if not figure.is_held]
    print("\nMissed: " + "; ".join(missed) if missed else "\nEvery goal is held.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

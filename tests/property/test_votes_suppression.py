"""Tables by sector, attacked: every way that the ballots may have been spread over the sectors is tried.

The attacker knows each ballot without its sector (the sealed file), how many of each sector voted, and what is shown.
"""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from forum.votes.suppression import SMALLEST, hide_sizes, is_wide, suppress

steady = settings(deadline=None, derandomize=True, max_examples=150)
ONE_OF = [frozenset(name) for name in "abc"]
SEVERAL = [frozenset(names) for names in ("", "a", "b", "ab", "abc")]


def rows(kinds, most):
    return st.lists(st.integers(0, most), min_size=len(kinds), max_size=len(kinds)).map(
        lambda numbers: Counter({kind: number for kind, number in zip(kinds, numbers, strict=True) if number}))


def tables(kinds, sectors, most):
    return st.fixed_dictionaries({sector: rows(kinds, most) for sector in sectors})


small = st.one_of(tables(ONE_OF, "xy", 9), tables(ONE_OF, "xyz", 6), tables(SEVERAL, "xy", 5),
                  tables([frozenset("a"), frozenset("b")], "wxyz", 7))


def spreads(number, sizes):
    """List the ways to spread a number of equal ballots over sectors that still take so many."""
    if len(sizes) == 1:
        return [(number,)] if number <= sizes[0] else []
    return [(taken, *rest) for taken in range(min(number, sizes[0]) + 1) for rest in spreads(number - taken, sizes[1:])]


def worlds(table):
    """Yield {(sector, column): count} of every table that has the same ballots and the same sizes."""
    sectors = sorted(table)
    whole = sum(table.values(), Counter())
    sizes = [sum(table[sector].values()) for sector in sectors]
    kinds = sorted(whole, key=sorted)

    def spread(place, left, ways):
        if place == len(kinds):
            yield ways
            return
        for way in spreads(whole[kinds[place]], left):
            yield from spread(place + 1, [room - taken for room, taken in zip(left, way, strict=True)], [*ways, way])

    for ways in spread(0, sizes, []):
        counts = Counter()
        for kind, way in zip(kinds, ways, strict=True):
            for sector, number in zip(sectors, way, strict=True):
                for column in kind:
                    counts[sector, column] += number
        yield counts


def figures_of(table):
    counts = Counter()
    for sector, row in table.items():
        for kind, number in row.items():
            for column in kind:
                counts[sector, column] += number
    return counts


@steady
@given(small)
def test_what_is_shown_is_true_and_tells_of_no_few(table):
    counts, shown = figures_of(table), suppress(table)
    everybody = sum(sum(row.values()) for row in table.values())
    for sector, (size, figures) in shown.items():
        assert size in (None, sum(table[sector].values()))
        for column, figure in figures.items():
            total = sum(counts[other, column] for other in table)
            if figure is not None:
                assert figure == counts[sector, column]
                assert total in (0, everybody) or SMALLEST <= figure <= size - SMALLEST
        assert size is not None or set(figures.values()) <= {None}


@settings(steady, max_examples=60)
@given(small)
def test_nothing_that_is_hidden_can_be_worked_out_by_trying_everything(table):
    shown = {(sector, column): figure for sector, (_, figures) in suppress(table).items()
             for column, figure in figures.items()}
    sizes = {sector: sum(row.values()) for sector, row in table.items()}
    everybody, counts = sum(sizes.values()), figures_of(table)
    seen = {}
    for world in worlds(table):
        if all(figure is None or world[cell] == figure for cell, figure in shown.items()):
            for cell in shown:
                low, high = seen.get(cell, (everybody, 0))
                seen[cell] = min(low, world[cell]), max(high, world[cell])
    for (sector, column), figure in shown.items():
        total = sum(counts[other, column] for other in table)
        if figure is None:
            assert is_wide(*seen[sector, column], sizes[sector], total, everybody)


@steady
@given(st.dictionaries(st.sampled_from("stuvwxyz"), st.integers(0, 30), max_size=8))
def test_sizes_that_are_hidden_are_not_given_back_by_the_total(sizes):
    hidden = hide_sizes(sizes)
    assert {sector for sector, size in sizes.items() if size < SMALLEST} <= hidden
    if hidden and hidden != set(sizes):
        assert len(hidden) >= 2
        assert sum(sizes[sector] for sector in hidden) >= SMALLEST


@steady
@given(small)
def test_the_order_and_the_names_of_sectors_change_no_number_of_hidden_cells(table):
    backwards = dict(reversed(table.items()))
    assert suppress(backwards) == suppress(table)


def test_a_large_room_still_sees_its_table():
    table = {"x": Counter({frozenset("a"): 40, frozenset("b"): 25}),
             "y": Counter({frozenset("a"): 30, frozenset("b"): 9}),
             "z": Counter({frozenset("a"): 12, frozenset("b"): 22})}
    assert suppress(table)["x"] == (65, {"a": 40, "b": 25})
    assert suppress(table)["y"] == (39, {"a": 30, "b": 9})


def test_one_small_cell_takes_others_with_it_and_leaves_the_rest():
    table = {"x": Counter({frozenset("a"): 20, frozenset("b"): 2, frozenset("c"): 10}),
             "y": Counter({frozenset("a"): 15, frozenset("b"): 12, frozenset("c"): 9}),
             "z": Counter({frozenset("a"): 11, frozenset("b"): 14, frozenset("c"): 30})}
    shown = suppress(table)
    hidden = {(sector, column) for sector, (_, figures) in shown.items() for column, figure in figures.items()
              if figure is None}
    assert ("x", "b") in hidden
    assert len(hidden) == 4

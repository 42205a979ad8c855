"""What a table by sector may show: no cell under five, and none that the rest of what is public gives back.

Suppose that everybody knows each ballot but not its sector (the sealed file lists them), how many of each sector voted,
every cell that is shown, and this method. A cell is hidden when fewer than five people of a sector gave an answer, or
fewer than five did not. It stays unknown as long as ballots can be exchanged between its sector and others without
changing anything that is shown: each such exchange is a cycle of hidden cells, and another table that fits just as
well. Where too few exchanges are possible the smallest cell beside it is hidden too, until there are enough. What the
figures of the whole room say by themselves (an answer that nobody gave) is no secret of the table.

Sources: complementary cell suppression by cycles, L. H. Cox, "Suppression methodology and statistical disclosure
control", Journal of the American Statistical Association 75 (1980); intervals that have to be wide, L. Willenborg and
T. de Waal, "Elements of Statistical Disclosure Control", 2001, ch. 6; data swapping, T. Dalenius and S. P. Reiss, 1982.
Limit: who knows that a hidden cell is there because it is small knows that much.
"""

from collections import Counter

SMALLEST = 5
MOST_TRIALS = 12
MOST_WORK = 4_000_000  # ballots looked at: two seconds


def suppress(ballots):
    """Hide what a table would tell about few people: {sector: {cells that a ballot is counted in: ballots}}.

    Each ballot is a frozenset of column names. Gives {sector: (size, {column: count})} with None for what is hidden;
    a size that is hidden hides its whole row.
    """
    columns = sorted({column for row in ballots.values() for cells in row for column in cells})
    table = _Table(ballots, columns)
    hidden_rows = hide_sizes(table.sizes)
    table.protect(hidden_rows)
    return {sector: (None if sector in hidden_rows else table.sizes[sector],
                     {column: table.counts[sector, column] if table.shows(sector, column) else None
                      for column in columns}) for sector in ballots}


def hide_sizes(sizes):
    """Choose the sectors whose size is not shown: those under five, and more until their sum tells of none of them."""
    hidden = {sector for sector, size in sizes.items() if size < SMALLEST}
    shown = sorted(sizes.keys() - hidden, key=lambda sector: (sizes[sector], sector), reverse=True)
    while shown and hidden and (len(hidden) < 2 or sum(sizes[sector] for sector in hidden) < SMALLEST):
        hidden.add(shown.pop())
    return hidden


class _Table:
    """Hold the ballots of each sector as sets of bits, what is counted of them and which cells are hidden."""

    def __init__(self, ballots, columns):
        self.columns = columns
        self.bits = {column: 1 << place for place, column in enumerate(columns)}
        self.ballots = {sector: Counter() for sector in sorted(ballots)}
        self.counts = dict.fromkeys(((sector, column) for sector in ballots for column in columns), 0)
        for sector, row in ballots.items():
            for cells, number in row.items():
                self.ballots[sector][sum(self.bits[column] for column in cells)] += number
                for column in cells:
                    self.counts[sector, column] += number
        self.ballots = {sector: dict(sorted(row.items())) for sector, row in self.ballots.items()}
        self.sizes = {sector: sum(row.values()) for sector, row in ballots.items()}
        self.everybody = sum(self.sizes.values())
        self.totals = {column: sum(self.counts[sector, column] for sector in ballots) for column in columns}
        self.shown_bits = dict.fromkeys(ballots, sum(self.bits.values()))
        self.shown, self.work = set(), 0

    def protect(self, hidden_rows):
        """Hide small cells, then others beside each until every hidden one may be much more and much less.

        When there is more to look at than is reasonable everything is hidden.
        """
        self.whole = hidden_rows
        self.shown = {cell for cell in self.counts if not self._is_told(cell[1])}
        waiting = sorted(cell for cell in self.shown if cell[0] in hidden_rows or self._is_small(cell))
        self._hide(waiting)
        while waiting:
            cell = waiting.pop(0)
            while self.shown and not self._is_unknown(cell):
                more = self._choose_more(cell) if self.work < MOST_WORK else set(self.shown)
                self._hide(more)
                waiting += sorted(more)

    def shows(self, sector, column):
        """Tell whether a cell is shown."""
        return sector not in self.whole and ((sector, column) in self.shown or self._is_told(column))

    def _is_told(self, column):
        """Tell whether the whole room's figure alone gives every cell of a column: nobody, or everybody."""
        return self.totals[column] in (0, self.everybody)

    def _is_small(self, cell):
        return min(self.counts[cell], self.sizes[cell[0]] - self.counts[cell]) < SMALLEST

    def _hide(self, cells):
        self.shown.difference_update(cells)
        for sector, column in cells:
            self.shown_bits[sector] &= ~self.bits[column]

    def _show(self, cells):
        self.shown.update(cells)
        for sector, column in cells:
            self.shown_bits[sector] |= self.bits[column]

    def _choose_more(self, cell):
        """Choose what else to hide: the smallest cycle that is enough, else the smallest cell that is shown."""
        sector, column = cell
        cycles = {frozenset({(other, column), (sector, beside), (other, beside)}) & self.shown
                  for other in self.ballots if other != sector for beside in self.columns}
        for more in sorted(cycles - {frozenset()}, key=self._cost)[:MOST_TRIALS]:
            self._hide(more)
            is_enough = self._is_unknown(cell)
            self._show(more)
            if is_enough:
                return more
        return {min(self.shown, key=lambda other: (other[1] != column, other[0] != sector, self.counts[other], other))}

    def _cost(self, cells):
        return len(cells), sum(self.counts[cell] for cell in cells), sorted(cells)

    def _is_unknown(self, cell):
        """Tell whether a hidden cell may be as far from what it is as five, or as the whole room's figures allow."""
        (sector, column), count = cell, self.counts[cell]
        return is_wide(count - self._exchange(sector, column, False), count + self._exchange(sector, column, True),
                       self.sizes[sector], self.totals[column], self.everybody)

    def _exchange(self, sector, column, is_gain):
        """Count exchanges that raise (or lower) a cell and leave all that is shown as it is; five are enough."""
        bit = self.bits[column]
        mine = {cells: number for cells, number in self.ballots[sector].items() if bool(cells & bit) is not is_gain}
        done = 0
        for other, row in self.ballots.items():
            shown = self.shown_bits[sector] | self.shown_bits[other]
            if other == sector or shown & bit or done >= SMALLEST:
                continue
            self.work += len(row) + len(mine)
            theirs = Counter()
            for cells, number in row.items():
                if bool(cells & bit) is is_gain:
                    theirs[cells & shown] += number
            for cells in mine if theirs else ():
                taken = min(mine[cells], theirs[cells & shown])
                mine[cells] -= taken
                theirs[cells & shown] -= taken
                done += taken
        return min(done, SMALLEST)


def is_wide(lowest, highest, size, total, everybody):
    """Tell whether a hidden cell that may be from `lowest` to `highest` is unknown enough.

    It may be five or more and so may its remainder, and there are five values between, or as far as the column's
    `total` allows with nothing of the table shown: `size` of `everybody` are in the sector.
    """
    most, least = min(size, total), max(0, total - everybody + size)
    return (highest >= min(SMALLEST, most) and lowest <= max(size - SMALLEST, least)
            and highest - lowest >= min(SMALLEST, most - least))

"""The table of a poll by sector: who of each sector gave each answer, in people, whatever they weigh.

In a secret poll it is all that the record tells of sectors, see `suppression`; in a named one every ballot bears its
sector and the table is whole.
"""

from collections import Counter

from forum.core.i18n import _
from forum.votes.methods import METHODS
from forum.votes.suppression import SMALLEST, suppress


def break_down(ballots, paper, rule, roll, is_secret, sectors=()):
    """Give the record's `breakdown` of [(canonical choice, people, sector)…]: {sector: {"voted", "figures"}}.

    A figure is how many of the sector's ballots are among the `votes` of an option, or gave an answer; null where it is
    hidden. `sectors` are those that stand in the table even if nobody of them voted.
    """
    table = {sector: Counter() for sector in sectors}
    columns = list_columns(paper, rule, roll)
    counted_in = {}
    for choice, people, sector in ballots:
        key = repr(choice)
        if key not in counted_in:
            counted_in[key] = frozenset(cells_of(choice, paper, rule, roll))
        table.setdefault(sector or "", Counter())[counted_in[key]] += people
    whole = {sector: (sum(row.values()), _sum_up(row)) for sector, row in table.items()}
    shown = suppress(table) if is_secret else whole
    return {sector: {"voted": voted, "figures": {column: _figure(voted, figures, column, is_secret)
                                                 for column in columns}}
            for sector, (voted, figures) in sorted(shown.items())}


def list_columns(paper, rule, roll):
    """List the columns of a poll's table: its options, or its answers."""
    return list(METHODS[paper.method].tally([], paper, rule, roll)["figures"])


def cells_of(choice, paper, rule, roll):
    """List the columns that one ballot is counted in, as its method counts `votes`."""
    figures = METHODS[paper.method].tally([(choice, 1)], paper, rule, roll)["figures"]
    return [key for key, figure in figures.items() if (figure["votes"] if isinstance(figure, dict) else figure)]


def _sum_up(row):
    figures = Counter()
    for cells, number in row.items():
        for column in cells:
            figures[column] += number
    return figures


def _figure(voted, figures, column, is_secret):
    """Give a figure; of a column that nobody is in the whole room's figures tell that it is 0."""
    if is_secret and voted is None:
        return None
    return figures.get(column, 0)


def find_table_faults(file):
    """Yield what is wrong with the table of a poll file whose ballots can be counted.

    That of a named poll is made again; that of a secret one cannot be, and is held against the room's ballots.
    """
    written = file.document.get("breakdown")
    if written is None:
        return
    ballots = [(file.choice(place), row.get("count", 1), str(row.get("sector") or ""))
               for place, row in enumerate(file.document["ballots"]) if "channel" not in row]
    together = [(choice, people, "all") for choice, people, _sector in ballots]
    whole = break_down(together, file.paper, file.rule, file.roll, False)
    if not isinstance(written, dict):
        yield _("le tableau par milieu n’est pas fait comme il le doit")
    elif file.document["poll"].get("secret") is not True:
        if break_down(ballots, file.paper, file.rule, file.roll, False, written) != written:
            yield _("le tableau par milieu n’est pas ce que donnent les bulletins")
    elif not all(_is_row(row, list_columns(file.paper, file.rule, file.roll)) for row in written.values()):
        yield _("le tableau par milieu n’est pas fait comme il le doit")
    else:
        yield from _check_hidden(list(written.values()), whole.get("all", {"voted": 0, "figures": {}}))


def _is_row(row, columns):
    """Tell whether a value has the form of a row with these columns, its numbers being whole or null."""
    return (isinstance(row, dict) and isinstance(row.get("figures"), dict) and set(row["figures"]) == set(columns)
            and all(number is None or (type(number) is int and number >= 0)
                    for number in (row.get("voted"), *row["figures"].values())))


def _check_hidden(rows, whole):
    people = whole["voted"]
    if sum(row["voted"] or 0 for row in rows) > people:
        yield _("le tableau par milieu compte plus de personnes qu’il n’y en a qui ont voté")
    for column, total in whole["figures"].items():
        cells = [(row["voted"], row["figures"][column]) for row in rows]
        if sum(cell or 0 for _voted, cell in cells) > total:
            yield _("le tableau par milieu donne à %(column)s plus que son chiffre", column=column[:40])
        if 0 < total < people and any(cell is not None and (voted is None or not SMALLEST <= cell <= voted - SMALLEST)
                                      for voted, cell in cells):
            yield _("le tableau par milieu parle de moins de %(least)s personnes, à %(column)s", least=SMALLEST,
                    column=column[:40])

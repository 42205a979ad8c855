"""Bring rows to what a file says, row by row: matched by a natural key, changed only where they differ."""

from dataclasses import dataclass


@dataclass
class Changes:
    """Count what a load did."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    def __bool__(self):
        return bool(self.added or self.changed or self.removed)


def assign(row, values, changes):
    """Set the columns of a row that differ from the values."""
    different = {column: value for column, value in values.items() if getattr(row, column) != value}
    for column, value in different.items():
        setattr(row, column, value)
    changes.changed += bool(different)


def match(rows, wanted, key, make, changes, retire=None):
    """Bring a collection of rows to the wanted values, in their order; gives the rows.

    `make(values)` builds a row that is new; `retire(row)` is asked first about a row that is no longer wanted.
    """
    left = {getattr(row, key): row for row in rows}
    result = []
    for values in wanted:
        row = left.pop(values[key], None)
        if row is None:
            row = make(values)
            rows.append(row)
            changes.added += 1
        else:
            assign(row, values, changes)
        result.append(row)
    for row in left.values():
        if retire:
            retire(row)
        rows.remove(row)
        changes.removed += 1
    return result


def numbered(records, columns, start=1):
    """Give the values of each record for these columns, with its position."""
    return [
        {**{column: record[column] for column in columns}, "position": position}
        for position, record in enumerate(records, start)
    ]


def both(*names):
    """Name the two columns of each bilingual field."""
    return [f"{name}_{language}" for name in names for language in ("fr", "en")]

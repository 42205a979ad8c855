"""The ballots of a published poll as a table (CSV): a line a ballot, a column an option.

What stands in an option's column: its rank (1 is best, the same number for a tie), its mark or grade, or 1 when the
ballot names it. A cell that a spreadsheet would take for a formula is given an apostrophe first.
"""

import csv
import json
from io import StringIO

from forum.votes.methods import METHODS
from forum.votes.queries import get_record

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_ballots(poll):
    """Give the bytes of the table: UTF-8, comma, CRLF, the options' ids as heads (RFC 4180)."""
    record = json.loads(get_record(poll.id))
    options = [option["id"] for option in record["poll"]["options"]]
    extra = [name for name in ("weight", "count", "channel", "sector", "voter")
             if any(name in row for row in record["ballots"])]
    answers = ["answer", "reason"] if METHODS[poll.method].BALLOT == "answer" else []
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([safe(name) for name in ("id", *extra, "blank", *answers, *options)])
    for row in record["ballots"]:
        choice = row["choice"]
        cells = dict.fromkeys(options, "") | _cells_of(choice)
        writer.writerow([safe(cell) for cell in (
            row.get("id", ""), *(row.get(name, "") for name in extra), 1 if "blank" in choice else "",
            *(choice.get(name, "") for name in answers), *(cells[key] for key in options))])
    return out.getvalue().encode()


def _cells_of(choice):
    """Give what stands under each option that a choice names."""
    if "ranking" in choice:
        return {key: rank for rank, group in enumerate(choice["ranking"], 1) for key in group}
    return choice.get("marks") or dict.fromkeys(choice.get("options", ()), 1)


def safe(cell):
    """Give a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell

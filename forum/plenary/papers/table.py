"""The ballots of a published poll as a table (CSV): a line a ballot, a column an option, as `forum tally` reads them.

What stands in an option's column: its rank (1 is best, the same number for a tie), its mark or grade, or 1 when the
ballot names it; a line with nothing there is a blank ballot. A cell that a spreadsheet would take for a formula begins
with an apostrophe.
"""

import csv
import json
from io import StringIO

from forum.votes.methods import METHODS
from forum.votes.queries import get_record

FORMULA = ("=", "+", "-", "@", "\t", "\r")
# field of a ballot → its heading, where some ballot has it
HEADINGS = {"id": "bulletin", "weight": "poids", "count": "nombre", "channel": "canal", "sector": "milieu",
            "voter": "votant"}


def write_ballots(poll):
    """Give the bytes of the table: UTF-8, comma, CRLF (RFC 4180); the options' ids are the headings."""
    record = json.loads(get_record(poll.id))
    rows, options = record["ballots"], [option["id"] for option in record["poll"]["options"]]
    fields = [name for name in HEADINGS if name == "id" or any(name in row for row in rows)]
    columns = options if METHODS[poll.method].BALLOT != "answer" else ["answer", "reason"]
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([safe(name) for name in (*(HEADINGS[name] for name in fields), *columns)])
    for row in rows:
        cells = _cells_of(row["choice"])
        writer.writerow([safe(cell) for cell in (*(row.get(name, "") for name in fields),
                                                 *(cells.get(column, "") for column in columns))])
    return out.getvalue().encode()


def _cells_of(choice):
    """Give {column: what stands in it}."""
    if "blank" in choice:
        return {"answer": "blank"}
    if "answer" in choice:
        return choice
    if "ranking" in choice:
        return {key: rank for rank, group in enumerate(choice["ranking"], 1) for key in group}
    return choice.get("marks") or dict.fromkeys(choice["options"], 1)


def safe(cell):
    """Give a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell

"""The parts of a report and of a brief, what may be written in them, and the licences of open data. Pure."""

KINDS = ("report", "brief")
# the parts of a report, in order; a text of the organiser may stand before each
REPORT_PARTS = ("organisation", "registration", "programme", "account", "themes", "workshops", "votes", "decisions",
                "recommendations", "evaluation", "annexes")
# what is written of a brief: a word before it, and what is asked of whom
BRIEF_PARTS = ("brief_opening", "brief_asks")
PARTS = (*REPORT_PARTS, *BRIEF_PARTS)
LICENCES = ("none", "cc-by-4.0", "cc0-1.0")
LENGTHS = {"text": 20_000, "reason": 300, "author": 200, "remark": 300, "person": 200}
# an edition is a tree of blocks that every writer walks: its size bounds the time they take
MOST_BLOCKS = 3_000
FEWEST_SHOWN = 5  # a sector with fewer people is not counted in public
FILE_NAMES = {"report": "rapport", "brief": "synthese"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# what a brief of two pages holds of each thing; the report holds all
BRIEF_MOST = {"priorities": 6, "wordings": 3, "votes": 4, "reservations": 4}


def harmless(cell):
    """Give a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def shown_count(number):
    """Give a number of people as text, or None when it is of too few to be told."""
    return None if 0 < number < FEWEST_SHOWN else str(number)

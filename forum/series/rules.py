"""Decide which themes of a series are the same one from city to city. Pure: no database."""

import unicodedata
from dataclasses import dataclass, field
from itertools import groupby


@dataclass
class Row:
    """Hold one theme of a series: its number, and {day id: the theme of that day}; the first day names it."""

    number: int
    first: object
    themes: dict = field(default_factory=dict)
    titles: set = field(default_factory=set)

    def take(self, theme):
        self.themes[theme.event_id] = theme
        self.titles.add(fold(theme.title_fr))


def fold(title):
    """Give what two writings of one title have in common: letters and digits, without case or accents."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", title).casefold() if sign.isalnum())


def align_themes(themes):
    """Gather the themes of days, given day by day, into rows: those of one title, else those of one number."""
    rows = []
    for event_id, of_day in groupby(themes, lambda theme: theme.event_id):
        left = list(of_day)
        for is_same in (lambda row, theme: fold(theme.title_fr) in row.titles - {""},
                        lambda row, theme: theme.number == row.number):
            for theme in [*left]:
                row = next((row for row in rows if event_id not in row.themes and is_same(row, theme)), None)
                if row is not None:
                    row.take(theme)
                    left.remove(theme)
        for theme in left:
            rows.append(Row(theme.number, theme))
            rows[-1].take(theme)
    return sorted(rows, key=lambda row: row.number)

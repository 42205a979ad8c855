"""Figures of a benchmark: each beside the bare server of the same run and its goal, as one table and one file."""

import json
import platform
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

HEADINGS = ("figure", "ours", "bare", "ratio", "goal", "")


@dataclass(frozen=True)
class Figure:
    """Hold one measured figure.

    `bare` is the same figure of the bare server, measured in the same run and in the same unit (None when it has none).
    `goal` is about the ratio ours ÷ bare, or about the value itself with `goal_on="value"`; a figure without one is
    only told.
    """

    name: str
    value: float
    unit: str
    bare: float | None = None
    goal: float | None = None
    goal_on: str = "ratio"
    at_least: bool = True
    note: str = ""

    @property
    def ratio(self):
        return self.value / self.bare if self.bare else None

    @property
    def is_held(self):
        """Tell whether the goal is reached; a goal about a ratio that could not be measured is missed."""
        if self.goal is None:
            return True
        measured = self.ratio if self.goal_on == "ratio" else self.value
        if measured is None:
            return False
        return measured >= self.goal if self.at_least else measured <= self.goal


def say(sentence):
    """Tell on the error stream how far a long run is."""
    print(sentence, file=sys.stderr, flush=True)


def write_number(value):
    """Write a figure with as many digits as it deserves."""
    if value is None:
        return "–"
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def describe_goal(figure):
    """Write a goal as "≥ 0.5 of bare" or "≤ 2 queries"; empty when there is none."""
    if figure.goal is None:
        return ""
    sign = "≥" if figure.at_least else "≤"
    what = "of bare" if figure.goal_on == "ratio" else figure.unit
    return f"{sign} {write_number(figure.goal)} {what}"


def format_table(figures):
    """Lay the figures out as lines of aligned columns, one figure a line, its note under it."""
    rows = [HEADINGS]
    for figure in figures:
        verdict = "" if figure.goal is None else "held" if figure.is_held else "MISSED"
        rows.append((figure.name, f"{write_number(figure.value)} {figure.unit}",
                     "" if figure.bare is None else write_number(figure.bare),
                     "" if figure.ratio is None else f"{figure.ratio:.2f}", describe_goal(figure), verdict))
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = []
    for number, row in enumerate(rows):
        cells = [cell.ljust(width) if column in (0, 4, 5) else cell.rjust(width)
                 for column, (cell, width) in enumerate(zip(row, widths, strict=True))]
        lines.append("  ".join(cells).rstrip())
        if number == 0:
            lines.append("  ".join("-" * width for width in widths))
        elif figures[number - 1].note:
            lines.append("    " + figures[number - 1].note)
    return lines


def write_results(figures, path):
    """Keep the figures as JSON beside what they were measured on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(), "machine": platform.machine(),
        "figures": [asdict(figure) | {"ratio": figure.ratio, "held": figure.is_held} for figure in figures],
    }, ensure_ascii=False, indent=1) + "\n")

"""The picture of a count in rounds: a lane for each option, a bar for each round, and the votes that go across.

Lengths are exact until they are written, in tenths of a unit; a unit is about a pixel on a phone. Colours come from
static/css/charts.css.
"""

from dataclasses import dataclass
from fractions import Fraction

from forum.votes.explaining.shapes import clip, element, picture

WIDTH = 360
HEAD = 22  # the numbers of the rounds
FIRST = 48  # how far the words of the first of them reach
LABEL = 19  # a name and what became of it, above the bars
BARS, BAR = 330, 66  # what the bars of all lanes may take together, and how much for each of a few
LEAST_BAR = 4
GAP = 13
FOOT = 24  # what the dashes mean
WIDEST_BAR = 30
LINE = 54  # letters that fit on a line


@dataclass(frozen=True)
class Lane:
    """Hold the votes of an option at each round while it stands; `css` is "won", "tied", "spent" or ""."""

    name: str
    note: str
    votes: tuple
    css: str = ""


@dataclass(frozen=True)
class Move:
    """Say that votes go from a lane to another between a round (from 0) and the next.

    `before` are those of the same lane that are drawn above them.
    """

    round: int
    source: int
    target: int
    votes: Fraction
    before: Fraction = Fraction(0)


def draw_lanes(title, words, lanes, moves, limits):
    """Draw lanes and moves; `limits` are the votes that elect at each round.

    `words` are those for a round and for the limit, which is a line drawn in dashes.
    """
    grid = _Grid(lanes, limits)
    every = 1 if len(limits) < 16 else 2
    parts = [element("text", f"{words[0]} 1", css="chart-note", x=0, y=11)]
    parts += [element("text", number + 1, css="chart-note chart-mid", x=_write(grid.middle(number)), y=11)
              for number in range(every, len(limits), every) if grid.middle(number) > FIRST]
    parts += [part for place, lane in enumerate(lanes) for part in grid.stay(place, lane, moves)]
    parts += [grid.ribbon(move) for move in moves]
    parts += [part for place, lane in enumerate(lanes) for part in grid.lane(place, lane, moves)]
    foot = grid.floors[-1] + FOOT
    parts.append(element("line", css="chart-limit", x1=0, x2=22, y1=_write(foot - 9), y2=_write(foot - 9)))
    parts.append(element("text", words[1], css="chart-note", x=28, y=_write(foot - 5)))
    return picture(title, WIDTH, _write(foot), parts)


class _Grid:
    """Place rounds from left to right and lanes from top to bottom; bars stand on the floor of their lane."""

    def __init__(self, lanes, limits):
        self.lanes, self.limits = lanes, limits
        tallest = [max(*lane.votes, *self._limits_of(lane), 0) for lane in lanes]
        self.scale = Fraction(min(BARS, BAR * len(lanes))) / (sum(tallest) or 1)
        self.width = min(Fraction(WIDTH, len(limits)) * 2 / 5, Fraction(WIDEST_BAR))
        self.step = (WIDTH - self.width) / max(1, len(limits) - 1)
        self.tops, self.floors, y = [], [], Fraction(HEAD)
        for height in tallest:
            self.tops.append(y)
            y += LABEL + max(height * self.scale, Fraction(LEAST_BAR))
            self.floors.append(y)
            y += GAP

    def _limits_of(self, lane):
        return self.limits[:len(lane.votes)] if lane.css in ("won", "tied") else []

    def left(self, number):
        return self.step * number

    def middle(self, number):
        return self.left(number) + self.width / 2

    def lane(self, place, lane, moves):
        """Give the name of a lane, its floor, its bars (what came last above what was there) and its limits."""
        floor = self.floors[place]
        y, css = _write(self.tops[place] + 11), f"chart-name {lane.css}".strip()
        yield element("text", clip(lane.name, LINE - len(lane.note)), css=css, x=0, y=y)
        yield element("text", lane.note, css="chart-note chart-end", x=WIDTH, y=y)
        yield element("line", css="chart-floor", x1=0, x2=WIDTH, y1=_write(floor), y2=_write(floor))
        for number, votes in enumerate(lane.votes):
            gained = self._gained(place, number, moves)
            yield self._block(self.left(number), self.width, floor, votes - gained, f"chart-bar {lane.css}")
            if gained:
                top = floor - (votes - gained) * self.scale
                yield self._block(self.left(number), self.width, top, gained, f"chart-bar chart-gain {lane.css}")
        for number, limit in enumerate(self._limits_of(lane)):
            y, left = _write(floor - limit * self.scale), self.left(number)
            yield element("line", css="chart-limit", x1=_write(max(left - 4, 0)), y1=y, y2=y,
                          x2=_write(min(left + self.width + 4, WIDTH)))

    def stay(self, place, lane, moves):
        """Give the votes that an option keeps from each round to the next."""
        floor, width = self.floors[place], self.step - self.width
        for number, votes in enumerate(lane.votes[1:], 1):
            kept = votes - self._gained(place, number, moves)
            yield self._block(self.left(number) - width, width, floor, kept, f"chart-stay {lane.css}")

    def _gained(self, place, number, moves):
        return sum(move.votes for move in moves if move.target == place and move.round == number - 1)

    def _block(self, left, width, floor, votes, css):
        height = votes * self.scale
        return element("rect", css=css.strip(), x=_write(left), y=_write(floor - height), width=_write(width),
                       height=_write(height))

    def ribbon(self, move):
        """Lead votes from the top of a bar to the top of the next round's, below those that went before them."""
        source, target = self.lanes[move.source], self.lanes[move.target]
        thick = move.votes * self.scale
        start, end = self.left(move.round) + self.width, self.left(move.round + 1)
        top = self.floors[move.source] - (source.votes[move.round] - move.before) * self.scale + thick / 2
        goal = self.floors[move.target] - target.votes[move.round + 1] * self.scale + thick / 2
        x, bend, out, y, to = map(_write, (start, (start + end) / 2, end, top, goal))
        return element("path", css=f"chart-move {target.css}".strip(), d=f"M{x} {y}C{bend} {y} {bend} {to} {out} {to}",
                       stroke_width=_write(max(thick, Fraction(6, 10))))


def _write(value):
    """Write a length to a tenth."""
    tenths = round(value * 10)
    sign, tenths = "-" if tenths < 0 else "", abs(tenths)
    return f"{sign}{tenths // 10}" + (f".{tenths % 10}" if tenths % 10 else "")

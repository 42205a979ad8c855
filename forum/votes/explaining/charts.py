"""The pictures that several ways of voting draw: lines of bars, and lines of stacked grades."""

from forum.votes.explaining.shapes import clip, element, picture

WIDTH, ROW, THICK = 360, 46, 16
MOST_LETTERS = 54
COLOURS = 12  # as many as the classes of static/css/charts.css


def draw_bars(title, rows):
    """Draw a bar for each (label, words, part, whole, standing)."""
    parts = []
    for number, (label, words, part, whole, standing) in enumerate(rows):
        top = number * ROW
        parts += write_line(top, label, words)
        parts.append(element("rect", css="chart-track", x=0, y=top + 22, width=WIDTH, height=THICK, rx=3))
        parts.append(element("rect", css=f"chart-bar {standing}".strip(), x=0, y=top + 22,
                             width=units(tenths(part, whole)), height=THICK, rx=3))
    return picture(title, WIDTH, len(rows) * ROW, parts, css="chart chart-lines")


def draw_gauges(title, rows, legend):
    """Draw for each (label, words, [votes for each grade, best first]) its grades end to end, and the middle."""
    parts = []
    for number, (label, words, counts) in enumerate(rows):
        top = number * ROW + 22
        parts += [*write_line(number * ROW, label, words), *stack(top, counts, legend)]
        parts.append(element("line", css="chart-middle", x1=WIDTH // 2, y1=top - 3, x2=WIDTH // 2, y2=top + THICK + 3))
    bottom = len(rows) * ROW
    for place, word in enumerate(legend):
        left, top = WIDTH // 2 * (place % 2), bottom + 8 + 22 * (place // 2)
        parts.append(element("rect", css=colour(place, len(legend)), x=left, y=top, width=14, height=14, rx=3))
        parts.append(element("text", clip(word, MOST_LETTERS // 2), x=left + 20, y=top + 12))
    return picture(title, WIDTH, bottom + 8 + 22 * ((len(legend) + 1) // 2), parts, css="chart chart-lines")


def write_line(top, label, words):
    """Write what stands above a bar: the option's label and, at the other end, what it comes to."""
    room = max(MOST_LETTERS - len(words), 12)
    return [element("text", clip(label, room), x=0, y=top + 15),
            element("text", words, css="chart-value", x=WIDTH, y=top + 15, text_anchor="end")]


def stack(top, counts, legend):
    """Draw the grades of one option end to end."""
    whole, before, parts = sum(counts), 0, []
    for place, count in enumerate(counts):
        start, end = tenths(before, whole), tenths(before + count, whole)
        if count:
            title = element("title", f"{legend[place]} · {count}")
            parts.append(element("rect", title, css=colour(place, len(counts)), x=units(start), y=top,
                                 width=units(end - start), height=THICK))
        before += count
    return parts


def colour(place, size):
    """Give the class of a grade's colour, the grades being spread over all that there are."""
    return f"chart-grade chart-grade-{1 + place * (COLOURS - 1) // max(size - 1, 1)}"


def tenths(part, whole):
    """Give the length of a part on the whole width, in tenths of a unit."""
    return part * WIDTH * 10 // whole if whole else 0


def units(tenths):
    """Write tenths as SVG has them, without a float on the way."""
    return f"{tenths // 10}.{tenths % 10}"

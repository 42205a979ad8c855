"""The marks of lists, which word processors draw and do not write: « A) », « 2.1. », counted as they count them."""

import re

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
FORMATS = {"decimal": "1", "upperLetter": "A", "lowerLetter": "a", "upperRoman": "I", "lowerRoman": "i",
           "1": "1", "A": "A", "a": "a", "I": "I", "i": "i"}
HIGHEST = 3_000


def write_number(number, form):
    """Write a number in a form of `FORMATS`: 2 → "2", "B", "b", "II", "ii"; nothing for another form."""
    if not 0 < number <= HIGHEST or form not in FORMATS:
        return ""
    form = FORMATS[form]
    if form == "1":
        return str(number)
    if form in "Aa":
        text = chr(97 + (number - 1) % 26) * (1 + (number - 1) // 26)
    else:
        text, left = "", number
        for value, letters in _ROMAN:
            text, left = text + letters * (left // value), left % value
    return text.upper() if form.isupper() else text


class Counters:
    """Count the items of the lists of a document; `levels` gives {list: {level: (form, pattern, start)}}.

    A pattern is Word's: "%1.%2)" stands for the numbers of the first two levels.
    """

    def __init__(self, levels):
        self.levels, self.counts = levels, {}

    def mark(self, key, level):
        """Count one item and give its mark with a space, or nothing when it bears a bullet."""
        levels, counts = self.levels.get(key, {}), self.counts.setdefault(key, {})
        # a style that says nothing of so deep a level speaks of its deepest one
        shift = 0 if level in levels or not levels else max(0, level - max(levels))
        form, pattern, start = levels.get(level - shift, ("", "", 1))
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        if form not in FORMATS:
            return ""

        def written(found):
            place = int(found[1]) - 1
            return write_number(counts.get(place + shift, 1), levels.get(place, (form,))[0])

        text = re.sub(r"%(\d)", written, pattern).strip()
        return f"{text} " if text else ""

    def start_again(self, key):
        """Begin a list anew."""
        self.counts.pop(key, None)

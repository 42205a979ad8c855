"""`.blt`: rankings of an election by single transferable vote, as the counting programs of Scotland exchange them.

First the number of candidates and of seats; then, with a minus sign, the candidates who withdrew; then for each
ranking how many ballots hold it, the candidates best first, and 0; after a line with 0 the names and the title, each in
double quotes. `=` joins candidates at one rank, `-` is a rank that was skipped, `#` begins a comment, and a ballot may
have an identifier in brackets before its number. Numbers are the ids of the options. Format: Hill, Wichmann and
Woodall, "Algorithm 123: Single transferable vote by Meek's method", Computer Journal 30, 1987, as since extended.
"""

import re

from forum.votes.files.sheet import Sheet, check_options, list_lines, read_whole, show
from forum.votes.strict_json import Unreadable

TOKEN = re.compile(r'#.*|"((?:[^"\\]|\\.)*)"|([^\s#"]+|")')


def read_blt(text, method=None, select=None):
    """Read the text of a .blt file; its seats are `select`, and rank_stv counts it, unless something else is said."""
    tokens = _Tokens(text)
    size = tokens.number("the number of candidates", 1)
    check_options(size, tokens.line)
    seats = tokens.number("the number of seats", 1, size)
    sheet = Sheet("ranking", {})
    withdrawn = _read_ballots(tokens, size, sheet)
    names = _read_names(tokens, size)
    sheet.labels = {str(number): name for number, name in enumerate(names[:size], 1) if number not in withdrawn}
    return sheet.use(method, select or min(seats, len(sheet.labels)), "rank_stv")


def _read_ballots(tokens, size, sheet):
    """Read the ballots into the sheet; give the numbers of those who withdrew."""
    withdrawn, singles = set(), {}
    while True:
        word = tokens.word("a ballot, or 0 after the last one,")
        if word.startswith("(") and word.endswith(")"):
            continue
        if word.startswith("-") and not sheet.rows:
            withdrawn.add(_read_candidate(word[1:], size, tokens.line))
            continue
        votes = read_whole(word, tokens.line, "a number of ballots")
        if votes == 0:
            return withdrawn
        line = tokens.line
        sheet.add(_read_ranks(tokens, size, withdrawn, singles), votes, line)


def _read_ranks(tokens, size, withdrawn, singles):
    """Read the ranks of a ballot up to its 0; those who withdrew are no longer there to be chosen."""
    ranks = []
    while (word := tokens.word("the 0 at the end of a ballot")) != "0":
        if word == "-":
            continue
        if word not in singles:
            numbers = [_read_candidate(part, size, tokens.line) for part in word.split("=")]
            singles[word] = tuple(str(number) for number in numbers if number not in withdrawn)
        ranks.append(singles[word])
    return tuple(ranks)


def _read_candidate(word, size, line):
    return read_whole(word, line, "a candidate's number", 1, size)


def _read_names(tokens, size):
    names = []
    while (name := tokens.name()) is not None:
        names.append(name)
        if len(names) > size + 100:
            raise Unreadable(tokens.line, f"there are more names than the {size} candidates, a title and remarks")
    if len(names) < size:
        raise Unreadable(tokens.line, f"there are {len(names)} names for {size} candidates")
    return names


class _Tokens:
    """Go through the words of a file, knowing the line of the last one."""

    def __init__(self, text):
        self.line = 1
        self._found = self._list(text)

    def _list(self, text):
        for number, line in list_lines(text):
            if line and not line.isspace():
                for match in TOKEN.finditer(line):
                    if not match[0].startswith("#"):
                        yield number, match
        self.line = number

    def _next(self):
        found = next(self._found, None)
        if found is None:
            return None
        self.line, match = found
        return match

    def word(self, what):
        match = self._next()
        if match is None:
            raise Unreadable(self.line, f"the file ends before {what}")
        if match[2] is None:
            raise Unreadable(self.line, f"{what} is expected here, not a name")
        return match[2]

    def number(self, what, least, most=10**9):
        return read_whole(self.word(what), self.line, what, least, most)

    def name(self):
        """Give the next name, None at the end of the file."""
        match = self._next()
        if match is None:
            return None
        if match[1] is None:
            raise Unreadable(self.line, f"a name in double quotes is expected here, not {show(match[2])}")
        return re.sub(r"\\(.)", r"\1", match[1]).strip()

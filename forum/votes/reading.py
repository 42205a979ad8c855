"""The contract's poll file (`concertaction-poll/1`): read into what can be counted, every fault told with its line."""

from dataclasses import dataclass
from hashlib import blake2b

from forum.votes.faults import Invalid
from forum.votes.majority import NEED_MAJORITY, Roll, Rule, read_rule
from forum.votes.methods import METHODS, SETTINGS, Paper, check, count, read_choice
from forum.votes.sealing import LARGEST_INTEGER
from forum.votes.strict_json import JsonText, Unreadable, collecting_paused

FORMAT = "concertaction-poll/1"
NUMBERS = ("minimum", "maximum", "points", "budget")
# every pair of options is compared by way of every third one, which takes the cube of their number
MOST_OPTIONS = {None: 2000, "rank_schulze": 250}

# what each code of a fault says in a command's answer
REASONS = {
    "required": "it is missing",
    "too_many_options": "there are more than {most}, or one is too long",
    "unknown_field": "this field is not known",
    "not_object": "it must be an object",
    "not_fraction": 'it must be a fraction such as "2/3", above 0 and at most 1',
    "not_boolean": "it must be true or false",
    "not_one_of": "it must be one of: {words}",
    "never_reached": "more than all can never be reached",
    "out_of_bounds": "it must be between {low} and {high}",
    "not_taken": "this method does not take it",
    "not_a_choice": "this is not an answer of this method",
    "foreign_option": "it names an option that is not in the poll",
    "option_twice": "it names an option twice",
    "no_tie": "this method has no tie at a last place",
    "order_incomplete": "it must name every option once",
    "too_long": "it is longer than {limit} characters",
    "empty": "it is empty",
    "not_text": "it must be a text",
    "not_list": "it must be a list",
    "too_few_options": "at least {least} options are needed",
    "too_many": "it names {given} options, more than the {maximum} allowed",
    "too_few": "it names {given} options, fewer than the {minimum} asked",
    "tie_not_allowed": "it puts options at the same rank, which this method does not take",
    "empty_rank": "one of its ranks is empty",
    "too_many_ranks": "it fills {given} ranks, more than the {maximum} allowed",
    "too_few_ranks": "it fills {given} ranks, fewer than the {minimum} asked",
    "not_points": "points are whole numbers from 0 up",
    "too_many_on_one": "it gives an option more than {maximum} points",
    "too_many_points": "it spreads {given} points, more than the {points} there are",
    "too_few_points": "it spreads {given} points, fewer than the {minimum} asked",
    "nothing_marked": "it marks no option",
    "out_of_scale": "a mark must be a whole number from 0 to {high}",
    "unknown_grade": "it gives a grade that is not one of the poll's",
    "wrong_number_of_grades": "there must be {low} to {high} grades",
    "grade_twice": "a grade is there twice",
    "reason_missing": "an objection must have a reason",
    "reason_not_asked": "only an objection has a reason",
    "bad_characters": "it has characters that cannot be written",
    "too_long_to_count": "they are so contrived that counting them would take minutes",
    "sum_too_large": "they add up to more than can be sealed",
    "blank_not_allowed": "the poll takes no blank ballots",
}


KINDS = {dict: "an object", list: "a list", str: "a text", int: "a whole number", bool: "true or false"}


@dataclass(frozen=True)
class PollFile:
    """Hold a poll file: `document` is the whole value, `ballots` are (position in the file, votes)."""

    text: JsonText
    document: dict
    paper: Paper
    rule: Rule
    roll: Roll
    rows: tuple

    def count(self):
        """Count the ballots and give the contract's `result`; raises Unreadable at the first that is not allowed."""
        with collecting_paused():
            ballots = self._fold()
            try:
                return count(ballots, self.paper, self.rule, self.roll, self.colleges())
            except Invalid as error:
                raise _unreadable(self.text, self.document, "roll", error) from None

    def _fold(self):
        """Judge identical ballots once and give (canonical choice, votes) of each."""
        folded = {}
        for place, (row, votes) in enumerate(zip(self.document["ballots"], self.rows, strict=True)):
            name = blake2b(repr(row["choice"]).encode(), digest_size=20).digest()
            if name in folded:
                folded[name] = folded[name][0], folded[name][1] + votes
            else:
                choice = self.choice(place)
                folded[name] = (row["choice"] if choice == row["choice"] else choice), votes
        return list(folded.values())

    def colleges(self):
        """Give {sector: ballots} of those that bear one, as the file says it of each; {} where no rule asks for it."""
        found = {}
        if self.rule.colleges:
            for place, row in enumerate(self.document["ballots"]):
                if isinstance(row.get("sector"), str):
                    found.setdefault(row["sector"], []).append((self.choice(place), self.rows[place]))
        return found

    def choice(self, place):
        """Give the canonical choice of one ballot; raises Unreadable when the paper does not allow it."""
        row = self.document["ballots"][place]
        try:
            return read_choice(row["choice"], self.paper)
        except Invalid as error:
            raise _unreadable(self.text, row, "choice", error) from None


def reason_of(fault):
    """Say a fault in English, for a command's answer."""
    return REASONS[fault.code].format(**fault.params)


def read_poll_file(data, method=None, select=None):
    """Read the bytes of a file in which result, seal, roll and the ballots' ids may be missing.

    `method` and `select` stand in for the file's own. Raises Unreadable with the line.
    """
    text = JsonText(data)
    document = text.value
    if not isinstance(document, dict):
        raise Unreadable(1, "a poll file is a JSON object")
    if document.get("format") != FORMAT:
        raise Unreadable(text.line_of(document, "format"), f'its format must be "{FORMAT}"')
    poll = _take(text, document, "poll", dict)
    paper = _read_paper(text, poll, method, select)
    rule = _read_rule(text, poll, METHODS[paper.method].TAKES_MAJORITY)
    roll = _read_roll(text, document)
    return PollFile(text, document, paper, rule, roll, _read_rows(text, document))


def _take(text, container, name, kind, default=None):
    if name not in container and default is not None:
        return default
    value = container.get(name)
    if type(value) is not kind:
        reason = f"{name} must be {KINDS[kind]}" if name in container else f"{name} is missing"
        raise Unreadable(text.line_of(container, name), reason)
    return value


def _take_number(text, container, name, least, default=None):
    value = _take(text, container, name, int, default)
    if value < least:
        raise Unreadable(text.line_of(container, name), f"{name} must be at least {least}")
    return value


def _unreadable(text, container, name, error):
    place, fault = next(iter(error.faults.items()))
    return Unreadable(text.line_of(container, name), f"{place}: {reason_of(fault)}")


def _read_paper(text, poll, method, select):
    method = method or _take(text, poll, "method", str)
    if method not in METHODS:
        known = ", ".join(METHODS)
        raise Unreadable(text.line_of(poll, "method"), f"the method {method[:40]!r} is not one of: {known}")
    takes = METHODS[method].SETTINGS if poll.get("method") != method else SETTINGS
    keys, costs = _read_options(text, poll, method)
    numbers = {name: _take_number(text, poll, name, 1) for name in NUMBERS
               if poll.get(name) is not None and name in takes}
    if costs and "costs" in takes:
        numbers["costs"] = costs
    paper = Paper(method, keys, select or _take_number(text, poll, "select", 1, 1),
                  blank=_take(text, poll, "blank", bool, True), **numbers,
                  grades=_read_grades(text, poll) if "grades" in takes else ())
    for name, reason in find_faults(paper):
        raise Unreadable(text.line_of(poll, "options" if name == "costs" else name), f"{name}: {reason}")
    return paper


def _read_options(text, poll, method):
    """Give the keys of the options and their costs, () where they have none."""
    options = _take(text, poll, "options", list, None if METHODS[method].TAKES_OPTIONS else [])
    keys, costs = {}, {}
    for place, option in enumerate(options):
        if not isinstance(option, dict):
            raise Unreadable(text.line_of(options, place), "an option must be an object")
        key = _take(text, option, "id", str)
        if key in keys:
            raise Unreadable(text.line_of(option, "id"), f"the option {key[:40]!r} is there twice")
        keys[key] = place
        if option.get("cost") is not None:
            costs[key] = _take_number(text, option, "cost", 1)
    if costs and len(costs) < len(keys):
        place = next(place for key, place in keys.items() if key not in costs)
        raise Unreadable(text.line_of(options, place), "this option has no cost, and others have one")
    return tuple(keys), tuple(costs.values())


def find_faults(paper):
    """Yield (field, reason) for what is wrong with a paper; too many options for its method to count soon too."""
    most = MOST_OPTIONS.get(paper.method, MOST_OPTIONS[None])
    if len(paper.options) > most:
        yield "options", f"there are {len(paper.options):,} of them, more than the {most:,} that {paper.method} takes"
    for name, fault in check(paper).items():
        yield name, reason_of(fault)


def _read_grades(text, poll):
    if poll.get("grades") is None:
        return ()
    words = _take(text, poll, "grades", list)
    for place, word in enumerate(words):
        if not isinstance(word, str):
            raise Unreadable(text.line_of(words, place), "a grade must be a text")
    return tuple(words)


def _read_rule(text, poll, takes_majority):
    data = poll.get("rule")
    if not takes_majority and isinstance(data, dict):  # what only ranks has no majority to reach
        data = {name: value for name, value in data.items() if name not in NEED_MAJORITY}
    try:
        return read_rule(data, takes_majority)
    except Invalid as error:
        raise _unreadable(text, poll, "rule", error) from None


def _read_roll(text, document):
    if document.get("roll") is None:
        return Roll()
    roll = _take(text, document, "roll", dict)
    colleges = _take(text, roll, "colleges", dict, {})
    return Roll(**_read_sizes(text, roll), colleges={
        key: Roll(**_read_sizes(text, _take(text, colleges, key, dict))) for key in colleges})


def _read_sizes(text, roll):
    return {name: _take_number(text, roll, name, 0) for name in ("entitled", "present") if roll.get(name) is not None}


def _read_rows(text, document):
    ballots = _take(text, document, "ballots", list)
    votes, ids, total = [], set(), 0
    for place, row in enumerate(ballots):
        if not isinstance(row, dict):
            raise Unreadable(text.line_of(ballots, place), "a ballot must be an object")
        _take(text, row, "choice", dict)
        if "id" in row:
            ident = _take(text, row, "id", str)
            if ident in ids:
                raise Unreadable(text.line_of(row, "id"), f"the ballot {ident[:64]!r} is there twice")
            ids.add(ident)
        number = 1
        if "weight" in row or "count" in row:
            number = _take_number(text, row, "weight", 0, 1) * _take_number(text, row, "count", 1, 1)
        votes.append(number)
        total += number
    if total > LARGEST_INTEGER:
        raise Unreadable(text.line_of(document, "ballots"), "the votes add up to more than can be sealed")
    return tuple(votes)

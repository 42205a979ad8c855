"""A poll as it is prepared: read from the contract's JSON, judged, before anything is stored."""

from dataclasses import dataclass, replace

from forum.votes.faults import Fault, Invalid
from forum.votes.majority import MOST_PROXIES as MOST_PROXIES
from forum.votes.majority import Rule, read_rule
from forum.votes.methods import METHODS, Paper, check
from forum.votes.texts import BAD_CHARACTERS as BAD_CHARACTERS
from forum.votes.texts import LINE_BREAKS as LINE_BREAKS
from forum.votes.texts import find_fault, tidy

METHOD_NAMES = tuple(METHODS)
LENGTHS = {"question": 500, "label": 300, "wording": 20_000, "subject": 100, "key": 64,
           "grade": 60}
MOST_OPTIONS = 100
LARGEST_NUMBER = 10_000
MOST_GRADES = 12
LARGEST_COST = 10**12
FIELDS = ("question", "method", "options", "subject", "select", "maximum", "minimum", "points", "grades", "budget",
          "secret", "blank", "rule", "wording", "admission", "breakdown", "rehearsal", "electorate")
OPTION_FIELDS = ("id", "label", "cost", "subject")


@dataclass(frozen=True)
class OptionSpec:
    """Describe one option; `node_id` is the node of the trail that `subject` was found to be."""

    key: str
    label_fr: str
    label_en: str | None = None
    cost: int | None = None
    subject: str | None = None
    node_id: int | None = None


@dataclass(frozen=True)
class PollSpec:
    """Describe a poll; `indicative`, `entry`, `previous_id`, the node ids and the `sectors` are the caller's to add.

    `sectors` are those the voters may belong to: (key, French label, English label or None). `electorate` is who of
    them the poll is for, as the contract has it, and once the caller has named them each is {"id", "fr", "en"}.
    """

    question_fr: str
    method: str
    question_en: str | None = None
    options: tuple[OptionSpec, ...] = ()
    select: int = 1
    minimum: int | None = None
    maximum: int | None = None
    points: int | None = None
    grades: tuple[str, ...] = ()
    budget: int | None = None
    blank: bool = True
    secret: bool = True
    rule: Rule = Rule()
    subject: str | None = None
    subject_node_id: int | None = None
    wording_fr: str | None = None
    wording_en: str | None = None
    indicative: bool = False
    admission: bool = False
    breakdown: bool = False
    rehearsal: bool = False
    entry: str | None = None
    electorate: dict | None = None
    sectors: tuple[tuple[str, str, str | None], ...] = ()
    previous_id: str | None = None

    @property
    def paper(self):
        """The ballot paper, as the methods know it."""
        return Paper.of(self, [(option.key, option.cost) for option in self.options])

    @property
    def subjects(self):
        """Every subject named, each once: what the caller has to find the nodes of."""
        named = (self.subject, *(option.subject for option in self.options))
        return tuple(dict.fromkeys(subject for subject in named if subject))

    def with_nodes(self, node_ids):
        """Give the same poll with the nodes of its subjects, from {subject: node id}."""
        options = tuple(replace(option, node_id=node_ids.get(option.subject)) for option in self.options)
        return replace(self, options=options, subject_node_id=node_ids.get(self.subject))


def read_spec(body):
    """Read the contract's body of `POST /rooms/<code>/polls`; raises Invalid with the faults by field."""
    if not isinstance(body, dict):
        raise Invalid.at("body", "not_object")
    reader = _Reader(body)
    reader.refuse_others(FIELDS)
    method = reader.take("method", required=True)
    if method is not None and (not isinstance(method, str) or method not in METHODS):
        reader.fault("method", "not_one_of", words=", ".join(METHODS))
    values = {
        "subject": reader.line("subject"),
        "select": reader.number("select", 1),
        "minimum": reader.number("minimum", None),
        "maximum": reader.number("maximum", None),
        "points": reader.number("points", None),
        "grades": _read_grades(reader),
        "budget": reader.number("budget", None, LARGEST_COST),
        "blank": reader.truth("blank", True),
        "secret": reader.truth("secret", True),
        "admission": reader.truth("admission", False),
        "breakdown": reader.truth("breakdown", False),
        "rehearsal": reader.truth("rehearsal", False),
        "options": _read_options(reader),
        "electorate": _read_electorate(reader),
    }
    values["question_fr"], values["question_en"] = reader.text("question", required=True)
    values["wording_fr"], values["wording_en"] = reader.text("wording")
    reader.raise_faults()
    keys = [option.key for option in values["options"]]
    rule = read_rule(reader.take("rule"), METHODS[method].TAKES_MAJORITY, keys, is_wish=True)
    spec = PollSpec(method=method, rule=rule, **values)
    check_spec(spec)
    return spec


def check_spec(spec):
    """Judge a poll as a whole: enough options, their keys different, the method's settings; raises Invalid."""
    keys = [option.key for option in spec.options]
    faults = {f"options.{place}.id": Fault("same_key") for place, key in enumerate(keys) if key in keys[:place]}
    faults = check(spec.paper) | faults
    if spec.rule.tie is not None and not METHODS[spec.method].TAKES_OPTIONS:
        faults["rule.tie"] = Fault("no_tie")
    if spec.breakdown and spec.secret and spec.rule.colleges:  # a ballot that names its college breaks everything down
        faults["breakdown"] = Fault("colleges_break_down")
    if spec.rule.weighted and spec.secret:
        faults["rule.weighted"] = Fault("weights_reveal")
    if spec.rule.colleges and spec.sectors and not set(spec.rule.colleges) <= {key for key, *_ in spec.sectors}:
        faults["rule.colleges"] = Fault("not_one_of", {"words": ", ".join(key for key, *_ in spec.sectors)})
    if faults:
        raise Invalid(faults)


def read_line(value, name, limit):
    """Read one line of text that has to be there, such as the reason of a cancellation; raises Invalid."""
    reader = _Reader({name: value})
    text = reader.clean(reader.take(name, required=True), name, limit)
    reader.raise_faults()
    return text


def _read_options(reader):
    items = reader.take("options")
    if items is None:
        return ()
    if not isinstance(items, list):
        reader.fault("options", "not_list")
        return ()
    if len(items) > MOST_OPTIONS:
        reader.fault("options", "too_many_options", most=MOST_OPTIONS)
        return ()
    return tuple(_read_option(item, f"options.{place}", reader.faults) for place, item in enumerate(items))


def _read_option(item, place, faults):
    if not isinstance(item, dict):
        faults[place] = Fault("not_object")
        return OptionSpec("", "")
    reader = _Reader(item, f"{place}.", faults)
    reader.refuse_others(OPTION_FIELDS)
    label_fr, label_en = reader.text("label", required=True)
    return OptionSpec(reader.line("id", required=True, kind="key"), label_fr, label_en,
                      reader.number("cost", None, LARGEST_COST), reader.line("subject"))


def _read_electorate(reader):
    """Take who a poll is for, {"sectors": [keys]} or {"workshop": number}; None for everybody."""
    wish = reader.take("electorate")
    if wish is None:
        return None
    if not isinstance(wish, dict) or set(wish) not in ({"sectors"}, {"workshop"}):
        reader.fault("electorate", "not_electorate")
        return None
    if "workshop" in wish:
        if type(wish["workshop"]) is not int:
            reader.fault("electorate.workshop", "not_integer")
        return {"workshop": wish["workshop"]}
    keys = wish["sectors"]
    if not isinstance(keys, list) or not keys or not all(isinstance(key, str) for key in keys):
        reader.fault("electorate.sectors", "not_list")
        return None
    return {"sectors": list(dict.fromkeys(keys))}


def _read_grades(reader):
    """Take the words of the grades, best first; () when there are none, for the method's own."""
    words = reader.take("grades")
    if words is None:
        return ()
    if not isinstance(words, list) or len(words) > MOST_GRADES:
        reader.fault("grades", "not_list" if not isinstance(words, list) else "too_many_options", most=MOST_GRADES)
        return ()
    inner = _Reader(dict(enumerate(words)), f"{reader.place}grades.", reader.faults)
    return tuple(inner.clean(word, str(place), LENGTHS["grade"]) for place, word in enumerate(words))


class _Reader:
    """Take the fields of a JSON object, each of its type, and keep what is wrong; a null stands for an absent field."""

    def __init__(self, data, place="", faults=None):
        self.data = data
        self.place = place
        self.faults = {} if faults is None else faults

    def fault(self, name, code, **params):
        self.faults[self.place + name] = Fault(code, params)

    def raise_faults(self):
        if self.faults:
            raise Invalid(self.faults)

    def refuse_others(self, names):
        for name in self.data:
            if name not in names:
                self.fault(name[:40], "unknown_field")

    def take(self, name, required=False):
        value = self.data.get(name)
        if value is None and required:
            self.fault(name, "required")
        return value

    def number(self, name, default, largest=LARGEST_NUMBER):
        value = self.take(name)
        if value is None:
            return default
        if type(value) is not int:
            self.fault(name, "not_integer")
        elif not 0 <= value <= largest:
            self.fault(name, "out_of_bounds", low=1, high=largest)
        else:
            return value
        return default

    def truth(self, name, default):
        value = self.take(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fault(name, "not_boolean")
        return value

    def line(self, name, required=False, kind=None):
        """Take a text of one line, as it is; None when it is absent."""
        return self.clean(self.take(name, required), name, LENGTHS[kind or name])

    def text(self, name, required=False):
        """Take a text in French, or an object with "fr" and "en"; give both, None for an English one that is absent."""
        value, is_long = self.take(name, required), name == "wording"
        if not isinstance(value, dict):
            return self.clean(value, name, LENGTHS[name], is_long), None
        inner = _Reader(value, f"{self.place}{name}.", self.faults)
        inner.refuse_others(("fr", "en"))
        return tuple(inner.clean(inner.take(language, language == "fr"), language, LENGTHS[name], is_long)
                     for language in ("fr", "en"))

    def clean(self, value, name, limit, is_long=False):
        """Give a text without the space around it; None when absent or no text. Only a long one has line breaks."""
        if value is None:
            return None
        if not isinstance(value, str):
            self.fault(name, "not_text")
            return None
        text = tidy(value)
        fault = find_fault(text, limit, is_long)
        if fault:
            self.faults[self.place + name] = fault
        return text

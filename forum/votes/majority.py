"""Majorities and quorums in exact integers; no division, no float.

The four bases of a majority, each in votes (that is, in weights when voters weigh differently):
`expressed` = yes + no; `cast` = every ballot, abstentions and blank ballots included; `present` = those present at
opening and those admitted since; `entitled` = everyone on the roll. With colleges (sectors that each have to agree) the
majority is measured in each of them, on the same base within it, and the motion is adopted when it holds in all.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from forum.votes.faults import Fault, Invalid
from forum.votes.ties import Tie, read_tie

BASES = ("expressed", "cast", "present", "entitled")
QUORUM_BASES = ("entitled", "present")
QUORUM_COUNTS = ("cast", "expressed")
FIELDS = ("majority", "strict", "base", "quorum", "tie", "colleges", "proxies", "weighted")
NEED_MAJORITY = ("majority", "strict", "base", "colleges")
QUORUM_FIELDS = ("share", "of", "strict", "count")
MOST_COLLEGES, LONGEST_COLLEGE, MOST_PROXIES = 20, 40, 20
FRACTION = re.compile(r"[0-9]{1,6}/[0-9]{1,6}", re.ASCII)


@dataclass(frozen=True)
class Roll:
    """Hold what a rule may be measured against, in votes; None where a file does not say. `colleges`: {key: Roll}."""

    entitled: int | None = None
    present: int | None = None
    colleges: Mapping = field(default_factory=dict)

    def of_college(self, key):
        """Give the roll of one college; an empty one where a file does not say."""
        return self.colleges.get(key, Roll())

    def size(self, name):
        """Give one of the two figures; raises Invalid when a rule needs it and it is not there."""
        value = getattr(self, name)
        if value is None:
            raise Invalid.at(f"roll.{name}", "required")
        return value


@dataclass(frozen=True)
class Quorum:
    """Ask for a share of the entitled or of the present to have voted.

    `count` says whose vote helps: "cast" takes every ballot, "expressed" leaves abstentions and blank ballots out.
    """

    share: Fraction
    of: str
    strict: bool = False
    count: str = "cast"

    def needed(self, roll):
        """Give the number of votes that must be cast: "at least" rounds up, "more than" is the whole number above."""
        return least_votes(self.share, self.strict, roll.size(self.of))

    def judge(self, ballots, roll):
        """Give the verdict of its own: how many votes of [(canonical choice, votes)…] help, how many were needed."""
        counted = sum(votes for choice, votes in ballots if self.count == "cast" or is_expressed(choice))
        needed = self.needed(roll)
        return {"counted": counted, "needed": needed, "reached": counted >= needed}

    def to_json(self):
        written = {"share": write_fraction(self.share), "of": self.of, "strict": self.strict}
        return written if self.count == "cast" else written | {"count": self.count}


def is_expressed(choice):
    """Tell whether a canonical choice says something: neither a blank ballot nor an abstention."""
    return "blank" not in choice and choice.get("answer") != "abstain"


@dataclass(frozen=True)
class Rule:
    """Say when a poll adopts (`majority` is None where the method only ranks) and which quorum it needs, if any.

    `colleges` are the sectors that each have to agree; `proxies` is how many absent people one holder may vote for;
    `weighted` says that those on the roll may have more votes than one.
    """

    majority: Fraction | None = None
    strict: bool = False
    base: str = "expressed"
    quorum: Quorum | None = None
    tie: Tie | None = None
    colleges: tuple[str, ...] = ()
    proxies: int = 0
    weighted: bool = False

    def to_json(self):
        """Give the rule as the contract writes it, every default spelled out."""
        rule = {}
        if self.majority is not None:
            rule.update(majority=write_fraction(self.majority), strict=self.strict, base=self.base)
        if self.quorum is not None:
            rule["quorum"] = self.quorum.to_json()
        if self.tie is not None:
            rule["tie"] = self.tie.to_json()
        if self.colleges:
            rule["colleges"] = list(self.colleges)
        if self.proxies:
            rule["proxies"] = self.proxies
        if self.weighted:
            rule["weighted"] = True
        return rule


def least_votes(share, strict, base):
    """Give the smallest whole number that is at least (or, strictly, more than) a share of the base."""
    above, exact = divmod(share.numerator * base, share.denominator)
    return above + (1 if strict or exact else 0)


def is_reached(share, strict, votes, base):
    """Tell whether votes ÷ base reaches the share: votes·den ≥ num·base, or > when strict; 0 of 0 never does."""
    if votes == 0 or base == 0:
        return False
    left, right = votes * share.denominator, share.numerator * base
    return left > right if strict else left >= right


def write_fraction(value):
    """Write a fraction as the contract does: "2/3"."""
    return f"{value.numerator}/{value.denominator}"


def read_fraction(value):
    """Read "2/3" as an exact share above 0 and at most 1; None when it is anything else."""
    if not isinstance(value, str) or not FRACTION.fullmatch(value):
        return None
    above, below = (int(part) for part in value.split("/"))
    return Fraction(above, below) if 0 < above <= below else None


def read_rule(data, takes_majority, keys=None, is_wish=False):
    """Read the contract's `rule` (None stands for an empty one); raises Invalid with the faults by field.

    `keys` are the poll's options, where they are known: what a criterion against ties has to put in order. `is_wish`
    says that it comes from who prepares a poll, and not from a record: see `read_tie`.

    Without a majority a question is adopted by more than half. With one, "more than" is meant for one half and "at
    least" for every other share, unless `strict` says it.
    """
    faults = {}
    data = _read_object({} if data is None else data, FIELDS, "rule", faults)
    if not takes_majority:
        faults.update({f"rule.{name}": Fault("no_majority") for name in NEED_MAJORITY if name in data})
    if takes_majority and "tie" in data:
        faults["rule.tie"] = Fault("no_tie")
    tie = None if takes_majority else read_tie(data.get("tie"), faults, keys, is_wish)
    quorum = _read_quorum(data.get("quorum"), faults)
    majority, strict = _read_share(data, "majority", "rule", faults, default="1/2")
    base = _read_word(data, "base", BASES, "rule.base", faults, default="expressed")
    colleges, proxies = _read_colleges(data, faults), _read_proxies(data, faults)
    weighted = data.get("weighted", False)
    if not isinstance(weighted, bool):
        faults["rule.weighted"] = Fault("not_boolean")
    if faults:
        raise Invalid(faults)
    if takes_majority:
        return Rule(majority, strict, base, quorum, colleges=colleges, proxies=proxies, weighted=weighted)
    return Rule(quorum=quorum, tie=tie, proxies=proxies, weighted=weighted)


def _read_colleges(data, faults):
    keys = data.get("colleges", [])
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys) or len(set(keys)) < len(keys):
        faults["rule.colleges"] = Fault("not_list")
        return ()
    if len(keys) > MOST_COLLEGES or not all(0 < len(key) <= LONGEST_COLLEGE for key in keys):
        faults["rule.colleges"] = Fault("too_many_options", {"most": MOST_COLLEGES})
    return tuple(keys)


def _read_proxies(data, faults):
    most = data.get("proxies", 0)
    if type(most) is not int or not 0 <= most <= MOST_PROXIES:
        faults["rule.proxies"] = Fault("out_of_bounds", {"low": 0, "high": MOST_PROXIES})
    return most


def _read_object(data, names, place, faults):
    """Give the fields that are there and known; a null stands for a field that is not there."""
    if not isinstance(data, dict):
        faults[place] = Fault("not_object")
        return {}
    faults.update({f"{place}.{name[:40]}": Fault("unknown_field") for name in data if name not in names})
    return {name: value for name, value in data.items() if value is not None}


def _read_quorum(data, faults):
    if data is None:
        return None
    data = _read_object(data, QUORUM_FIELDS, "rule.quorum", faults)
    share, strict = _read_share(data, "share", "rule.quorum", faults)
    return Quorum(share, _read_word(data, "of", QUORUM_BASES, "rule.quorum.of", faults, default="entitled"), strict,
                  _read_word(data, "count", QUORUM_COUNTS, "rule.quorum.count", faults, default="cast"))


def _read_share(data, name, place, faults, default=None):
    share = read_fraction(data.get(name, default))
    strict = data.get("strict")
    if strict is None:
        strict = name == "majority" and share == Fraction(1, 2)
    if share is None:
        faults[f"{place}.{name}"] = Fault("not_fraction")
    if not isinstance(strict, bool):
        faults[f"{place}.strict"] = Fault("not_boolean")
    elif strict and share == 1:
        faults[f"{place}.{name}"] = Fault("never_reached")
    return share, strict


def _read_word(data, name, words, place, faults, default):
    word = data.get(name, default)
    if not isinstance(word, str) or word not in words:
        faults[place] = Fault("not_one_of", {"words": ", ".join(words)})
    return word

"""Ties: what was settled before opening, should options be equal where not all of them fit.

Without a procedure a tie stays a tie. The order of the options, their ids and the time of a ballot never break one.
"""

import hashlib
from dataclasses import dataclass

from forum.votes.faults import Fault

PROCEDURES = ("keep", "runoff", "criterion", "lot")
FIELDS = {"keep": (), "runoff": (), "criterion": ("text", "order"), "lot": ("hash", "seed")}
LONGEST_TEXT = 500
LONGEST_SEED = 128
MOST_BRANCHES = 64


@dataclass(frozen=True)
class Tie:
    """Say how a tie is settled; `order`, best first, is announced for a criterion and drawn from `seed` for a lot."""

    by: str
    text: str | None = None
    order: tuple[str, ...] = ()
    hash: str | None = None
    seed: str | None = None

    def to_json(self):
        """Give the procedure as the contract writes it; the seed is there once the poll is closed."""
        known = {name: getattr(self, name) for name in FIELDS[self.by]}
        return {"by": self.by} | {name: list(value) if name == "order" else value
                                  for name, value in known.items() if value}

    def rank(self, keys):
        """Give keys in the order that settles them, best first; None where nothing settles them yet."""
        if self.by == "lot" and self.seed is not None:
            return draw_lots(self.seed, keys)
        if self.by == "criterion" and set(keys) <= set(self.order):
            return sorted(keys, key=self.order.index)
        return None


def commitment_of(seed):
    """Give the hash by which a seed is announced before it is known."""
    return "sha256:" + hashlib.sha256(f"concertaction-lot/1\n{seed}".encode()).hexdigest()


def draw_lots(seed, keys):
    """Put keys in the order of the lot: that of SHA-256 over the seed and the key, whatever order they come in."""
    return sorted(keys, key=lambda key: hashlib.sha256(f"concertaction-lot/1\n{seed}\n{key}".encode()).digest())


def read_tie(data, faults, keys=None, is_wish=False):
    """Read the contract's `rule.tie` (None where there is none) and note what is wrong in `faults`, by field.

    `keys`, where they are known, are the options that a criterion's order has to name, each once. A wish, from whoever
    prepares a poll, may ask for a lot and never bring its hash or its seed: who knew the seed would know the draw.
    """
    if data is None:
        return None
    if not isinstance(data, dict):
        faults["rule.tie"] = Fault("not_object")
        return None
    by = data.get("by")
    if not isinstance(by, str) or by not in PROCEDURES:
        faults["rule.tie.by"] = Fault("not_one_of", {"words": ", ".join(PROCEDURES)})
        return None
    faults.update({f"rule.tie.{name[:40]}": Fault("unknown_field") for name in data if name not in ("by", *FIELDS[by])})
    if is_wish and by == "lot":
        faults.update({f"rule.tie.{name}": Fault("drawn_here") for name in FIELDS[by] if data.get(name) is not None})
    texts = {name: _read_text(data, name, faults) for name in FIELDS[by] if name != "order"}
    order = _read_order(data.get("order"), faults, keys) if by == "criterion" else ()
    if by == "criterion" and not texts["text"]:
        faults.setdefault("rule.tie.text", Fault("required"))
    return Tie(by, order=order, **texts)


def _read_text(data, name, faults):
    text = data.get(name)
    if text is None:
        return None
    if not isinstance(text, str):
        faults[f"rule.tie.{name}"] = Fault("not_text")
        return None
    limit = LONGEST_TEXT if name == "text" else LONGEST_SEED
    if not text.strip() or len(text) > limit:
        faults[f"rule.tie.{name}"] = Fault("too_long", {"limit": limit}) if text.strip() else Fault("empty")
    return text


def _read_order(order, faults, keys):
    if not isinstance(order, list) or not all(isinstance(key, str) for key in order) or len(set(order)) < len(order):
        faults["rule.tie.order"] = Fault("not_list")
        return ()
    if keys is not None and set(order) != set(keys):
        faults["rule.tie.order"] = Fault("order_incomplete")
    return tuple(order)


def cut(groups, places, tie=None):
    """Fill places from groups of equal options, best first; give `status`, `winners`, `tied` and, if any, `settled`.

    A group that does not fit as a whole is tied, unless the procedure keeps all of it or puts it in order.
    """
    winners = []
    for group in groups:
        room = places - len(winners)
        if room <= 0:
            break
        if len(group) > room:
            return settle(winners, sorted(group), room, tie)
        winners += sorted(group)
    return {"status": "decided" if winners else "no_result", "winners": winners, "tied": []}


def rank_by(scores):
    """Put the keys of {key: number} in groups of equal ones, highest number first; a key with 0 is in none."""
    groups = {}
    for key, score in scores.items():
        if score:
            groups.setdefault(score, []).append(key)
    return [groups[score] for score in sorted(groups, reverse=True)]


def settle(winners, tied, room, tie):
    """Settle options that are equal for fewer places (`room`) as the procedure says, or leave them tied."""
    order = tie and (tied if tie.by == "keep" else tie.rank(tied))
    if not order:
        return {"status": "tie", "winners": winners, "tied": tied}
    taken = order if tie.by == "keep" else order[:room]
    return {"status": "decided", "winners": [*winners, *taken], "tied": [],
            "settled": {"by": tie.by, "tied": tied, "order": list(order)}}


def list_outcomes(run, most=MOST_BRANCHES):
    """Run a count that eliminates or elects one option after the other, once for each way its ties may fall.

    `run(pick)` counts from the beginning and calls `pick(keys)` wherever keys are equal, to be given one of them.
    Yields what each run gives, and stops after `most` of them.
    """
    paths = [()]
    for _ in range(most):
        if not paths:
            return
        branch = _Branch(paths.pop(), paths)
        yield run(branch.pick)


class _Branch:
    """Follow the picks of a path; where it ends take the first key and leave the others for later runs."""

    def __init__(self, path, paths):
        self.path, self.paths, self.taken = path, paths, ()

    def pick(self, keys):
        keys = sorted(keys)
        if len(self.taken) < len(self.path):
            chosen = self.path[len(self.taken)]
        else:
            chosen = keys[0]
            self.paths.extend((*self.taken, key) for key in reversed(keys[1:]))
        self.taken = (*self.taken, chosen)
        return chosen

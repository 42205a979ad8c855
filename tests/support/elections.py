"""Elections of every method, drawn at random: papers, rules, ballots and what the server counts of them."""

from forum.votes.majority import Roll, read_rule
from forum.votes.methods import METHODS, Paper, check, count, read_choice

PROCEDURES = (None, None, "keep", "runoff", "criterion", "lot")


def draw_election(random, method, options=None, ballots=None):
    """Give a record of a few ballots, many of them alike, so that ties are common; its `result` is the server's."""
    size = options or random.randint(2, 7)
    paper = draw_paper(random, method, [f"{random.choice(('', 'o', 'é', '😀'))}{place}" for place in range(size)])
    number = ballots or random.choice((1, 2, 3, 5, 8, 20))
    rows = [{"choice": choice} for choice in draw_choices(random, paper, number)]
    for row in rows:
        if random.random() < 0.05:
            row["weight"] = random.randint(0, 3)
    rule, roll = draw_rule(random, method, list(paper.options)), {"entitled": 3 * number, "present": 2 * number}
    takes_majority = METHODS[method].TAKES_MAJORITY
    counted = [(read_choice(row["choice"], paper), row.get("weight", 1)) for row in rows]
    result = count(counted, paper, read_rule(rule, takes_majority, paper.options or None), Roll(**roll))
    return {"poll": describe(paper) | {"rule": rule}, "roll": roll, "ballots": rows, "result": result}


def draw_paper(random, method, keys):
    """Draw the settings of a method over these options."""
    module, size = METHODS[method], len(keys)
    settings = {"select": random.randint(1, size - 1)} if "select" in module.SETTINGS else {}
    if method == "dots":
        settings["points"] = random.choice((3, 10))
    if method == "equal_shares" and random.random() < 0.6:
        costs = tuple(random.choice((1, 3, 5, 10, 1000, 4000, 25000)) for _ in keys)
        settings = {"costs": costs, "budget": random.randint(1, sum(costs))}
    paper = module.settle(Paper(method, tuple(keys) if module.TAKES_OPTIONS else (), **settings))
    assert not check(paper)
    return paper


def describe(paper):
    """Write a paper as the record does."""
    numbers = {name: getattr(paper, name) for name in ("minimum", "maximum", "points", "budget")}
    costs = paper.cost_of
    return {"id": "p", "method": paper.method, "select": paper.select,
            "options": [{"id": key, "label": key, **({"cost": costs[key]} if costs else {})} for key in paper.options],
            **{name: value for name, value in numbers.items() if value is not None},
            **({"grades": list(paper.grades)} if paper.grades else {})}


def draw_rule(random, method, keys):
    """Draw a majority, or what is done with a tie; a quorum now and then."""
    if METHODS[method].TAKES_MAJORITY:
        rule = {"majority": random.choice(("1/2", "2/3", "1/1")), "strict": False,
                "base": random.choice(("expressed", "cast", "present", "entitled"))}
    else:
        by = random.choice(PROCEDURES) if keys else None
        more = {"criterion": {"text": "t", "order": random.sample(keys, len(keys))},
                "lot": {"seed": f"s{random.randint(0, 99)}"}}
        rule = {"tie": {"by": by, **more.get(by, {})}} if by else {}
    if random.random() < 0.2:
        rule["quorum"] = {"share": random.choice(("1/2", "1/3")), "of": "entitled", "strict": random.random() < 0.5}
    return rule


def draw_choices(random, paper, number):
    """Draw this many choices from a smaller pool of different ones."""
    pool = [_draw_choice(random, paper) for _ in range(max(1, number // random.choice((1, 1, 3))))]
    return [random.choice(pool) for _ in range(number)]


def _draw_choice(random, paper):
    module = METHODS[paper.method]
    if random.random() < 0.05:
        return {"blank": True}
    if module.BALLOT == "answer":
        answer = random.choice(module.ANSWERS)
        return {"answer": answer, "reason": "motif"} if answer == "object" else {"answer": answer}
    keys = random.sample(paper.options, random.randint(1, len(paper.options)))
    if module.BALLOT == "ranking":
        return {"ranking": _draw_groups(random, paper, keys)}
    if module.BALLOT == "options":
        keys = keys[:1 if paper.method == "choose" else min(3, paper.maximum)]
        return {"options": [key for key in paper.options if key in keys]}
    return {"marks": _draw_marks(random, paper, keys)}


def _draw_groups(random, paper, keys):
    groups = [[key] for key in keys]
    if paper.method == "rank_schulze":
        for _ in range(random.randint(0, len(groups) - 1)):
            groups[-2:] = [groups[-2] + groups[-1]]
    return [[key for key in paper.options if key in group] for group in groups]


def _draw_marks(random, paper, keys):
    if paper.method == "judge":
        return {key: random.choice(paper.grades) for key in paper.options if key in keys}
    if paper.method == "score":
        return {key: random.randint(0, paper.maximum) for key in paper.options if key in keys}
    left, marks = paper.points, {}
    for key in keys:
        marks[key] = random.randint(0, left)
        left -= marks[key]
    marks = {key: marks[key] for key in paper.options if marks.get(key)}
    return marks or {keys[0]: 1}

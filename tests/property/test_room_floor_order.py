"""Whoever asks to speak does speak: for every arrival and every order, in a bounded number of turns."""

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as some

from forum.plenary.floor.rules import LABELS, ORDERS, PROCEDURE, order_queue

SECTORS = ("a", "b", "c")
people = some.tuples(some.sampled_from(SECTORS), some.sampled_from(("", *LABELS)))
# at each step either somebody asks, or the first of the list speaks
steps = some.lists(some.one_of(people, some.none()), max_size=60)


def make(position, sector, label):
    return SimpleNamespace(position=position, sector=sector, label=label)


def group_of(request, order):
    return {"request": "", "sectors": request.sector, "labels": request.label}[order]


@given(some.lists(people, max_size=25), some.lists(people, max_size=10), some.sampled_from(ORDERS))
def test_an_order_is_of_the_same_people_and_stable_in_each_group(asking, spoken, order):
    waiting = [make(place, *person) for place, person in enumerate(asking)]
    before = [make(-1, *person) for person in spoken]
    ordered = order_queue(list(reversed(waiting)), before, order)
    assert sorted(ordered, key=lambda request: request.position) == waiting
    for group in {group_of(request, order) for request in waiting}:
        places = [request.position for request in ordered if group_of(request, order) == group]
        assert places == sorted(places)


@given(steps, some.sampled_from(ORDERS))
def test_what_is_shown_of_the_order_is_the_order_in_which_people_speak_when_nobody_else_asks(events, order):
    waiting, spoken = play(events, order)
    shown = order_queue(waiting, spoken, order)
    for expected in shown:
        chosen = order_queue(waiting, spoken, order)[0]
        assert chosen is expected
        waiting.remove(chosen)
        spoken.append(chosen)


def play(events, order, note=lambda spoken, waiting: None):
    waiting, spoken = [], []
    for place, event in enumerate(events):
        if event is not None:
            waiting.append(make(place, *event))
            continue
        queue = order_queue(waiting, spoken, order)
        if queue:
            waiting.remove(queue[0])
            spoken.append(queue[0])
            note(spoken, waiting)
    return waiting, spoken


@given(steps, some.sampled_from(ORDERS), people, some.integers(0, 2))
def test_nobody_starves_whoever_comes_later(events, order, person, others):
    waiting, spoken = play(events, order)
    mine = make(10_000, *person)
    before_me = sum(group_of(request, order) == group_of(mine, order) for request in waiting)
    waiting.append(mine)
    groups = {"request": 1, "sectors": len(SECTORS), "labels": 3}[order]
    turns = groups * (before_me + 1) * (2 if order == "labels" else 1)
    for turn in range(turns):
        # the most hostile arrivals: a new request of every other group, procedural points among them, at each turn
        waiting += [make(20_000 + turn * 10 + number, sector, label) for number, (sector, label) in enumerate(
            [*((sector, "") for sector in SECTORS[:others + 1]), ("a", "for"), ("b", "against"), ("c", PROCEDURE)])]
        chosen = order_queue(waiting, spoken, order)[0]
        if chosen is mine:
            return
        waiting.remove(chosen)
        spoken.append(chosen)
    raise AssertionError(f"{person} still waits after {turns} turns")

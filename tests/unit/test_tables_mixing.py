"""Tables on which sectors mix: what is promised of them, whoever comes."""

from collections import Counter, defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from forum.plenary.entry.mixing import Guest, spread

SECTORS = ("community", "university", "government", "business")


def make_guests(*counts, organisation=""):
    people = [sector for sector, count in zip(SECTORS, counts, strict=False) for _ in range(count)]
    return [Guest(number, sector, organisation) for number, sector in enumerate(people)]


def seat(guests, workshops=(), size=8, **more):
    """Give {(workshop, table): [guests]}."""
    found, at = spread(guests, workshops, size, **more), defaultdict(list)
    for guest in guests:
        at[found[guest.id]].append(guest)
    return at


def test_every_table_has_some_of_each_sector():
    tables = seat(make_guests(16, 8, 8), size=8)
    assert [Counter(guest.sector for guest in table) for table in tables.values()] == [
        {"community": 4, "university": 2, "government": 2}] * 4


def test_people_of_one_organisation_do_not_sit_together_while_there_are_tables():
    guests = [Guest(number, SECTORS[number % 4], f"org-{number // 4}") for number in range(24)]
    for table in seat(guests, size=6).values():
        assert max(Counter(guest.organisation for guest in table).values()) <= 2


def test_a_chosen_workshop_stands_and_the_others_even_out():
    guests = [Guest(number, "community", workshop=7) for number in range(5)] + [
        Guest(number, "university") for number in range(5, 12)]
    tables = seat(guests, workshops=(7, 9), size=6)
    at = Counter(workshop for (workshop, _number), table in tables.items() for _ in table)
    assert all(guest.workshop != 7 or key[0] == 7 for key, table in tables.items() for guest in table)
    assert at == {7: 8, 9: 4} or at == {7: 9, 9: 3}


def test_a_pinned_person_stays_and_the_rest_sit_around_them():
    guests = [Guest(0, "community", at=(None, 3), is_pinned=True), *make_guests(12)[1:]]
    assert spread(guests, (), 4)[0] == (None, 3)


def test_redone_without_those_who_are_absent_few_people_move():
    guests = make_guests(16, 12, 12)
    first = spread(guests, (), 8)
    here = [Guest(one.id, one.sector, at=first[one.id]) for one in guests if one.id not in (3, 17, 30)]
    again = spread(here, (), 8, keep=True)
    assert sum(again[one.id] != one.at for one in here) <= 3
    assert max(Counter(again.values()).values()) <= 8


@given(st.lists(st.tuples(st.sampled_from(SECTORS), st.sampled_from(("", "a", "b", "c"))), min_size=1, max_size=60),
       st.integers(2, 12), st.integers(0, 3), st.booleans())
@settings(deadline=None, max_examples=60)
def test_everybody_sits_once_and_tables_are_even(people, size, workshops, keep):
    guests = [Guest(number, *person) for number, person in enumerate(people)]
    found = spread(guests, range(1, workshops + 1), size, keep)
    assert set(found) == {guest.id for guest in guests}
    by_workshop = defaultdict(Counter)
    for workshop, table in found.values():
        by_workshop[workshop][table] += 1
    for tables in by_workshop.values():
        assert set(tables) == set(range(1, max(tables) + 1))
        assert max(tables.values()) <= size
        assert max(tables.values()) - min(tables.values()) <= 1
    assert spread(guests, range(1, workshops + 1), size, keep) == found


@given(st.integers(4, 40), st.integers(2, 8), st.booleans(), st.data())
@settings(max_examples=60, deadline=None)
def test_two_who_are_kept_apart_do_not_share_a_table_where_there_are_two(count, size, keep, data):
    one, other = data.draw(st.lists(st.integers(0, count - 1), min_size=2, max_size=2, unique=True))
    apart = {one: frozenset([other]), other: frozenset([one])}
    guests = [Guest(number, SECTORS[number % 3], at=(None, 1 + number // size), apart=apart.get(number, frozenset()))
              for number in range(count)]
    found = spread(guests, (), size, keep=keep)
    assert (found[one] == found[other]) == (count <= size)


def test_those_kept_apart_change_few_tables_when_the_deal_is_redone():
    guests = [Guest(number, SECTORS[number % 4], at=(None, 1 + number // 4)) for number in range(16)]
    guests[0] = Guest(0, SECTORS[0], at=(None, 1), apart=frozenset([1]))
    guests[1] = Guest(1, SECTORS[1], at=(None, 1), apart=frozenset([0]))
    found = spread(guests, (), 4, keep=True)
    assert found[0] != found[1]
    assert sum(found[guest.id] != guest.at for guest in guests) <= 2

"""Two people at once: the last place, one address, two cancellations; driven step by step on both databases."""

import pytest
from sqlalchemy import select

from forum.core.database import db, transaction
from forum.plenary.entry.models import Participant
from forum.registration import services
from forum.registration.models import Registration
from tests.integration.test_registration import cancel, find, register, set_up, states
from tests.support.rooms import make_day
from tests.support.urn_model import Hand, Waiters


@pytest.fixture
def race(app):
    """Do two pieces of work, the second while the first waits to end; give both outcomes."""
    waiters = None
    if db.engine.dialect.name == "postgresql":
        waiters = Waiters(db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False))

    def run(first, second, ending="commit"):
        db.session.rollback()
        one = Hand(app, first)
        assert one.has_worked.wait(20)
        two = Hand(app, second)
        if waiters is None:
            assert not two.has_worked.wait(0.1)
        else:
            assert waiters.wait_for(two), "the second ought to wait for the first"
        return one.end(ending), two.end()
    yield run
    if waiters:
        waiters.close()


@pytest.fixture
def day(cast):
    made = make_day(cast)
    set_up(cast, places=2)
    return made.id


def ask(day, who):
    return lambda: services.register(day, {"name": who, "email": f"{who}@exemple.org", "sector": "community"})


def give_back(who):
    return lambda: services.cancel(db.session.scalar(
        select(Registration).where(Registration.email == f"{who}@exemple.org"))).state


class Day:
    def __init__(self, ident):
        self.id = ident


def test_the_last_place_goes_to_one_and_to_the_other_when_the_first_gives_up(race, day):
    register(Day(day), "a")
    assert race(ask(day, "b"), ask(day, "c")) == ("registered", "waiting")
    cancel("b")
    assert states() == {"a": "registered", "b": "cancelled", "c": "registered"}
    cancel("a")
    assert race(ask(day, "d"), ask(day, "e"), "give up")[1] == "registered"
    assert states() == {"a": "cancelled", "b": "cancelled", "c": "registered", "e": "registered"}
    assert len(db.session.scalars(select(Participant)).all()) == 2


def test_one_address_sent_twice_at_once_is_one_registration(race, day):
    assert race(ask(day, "a"), ask(day, "a")) == ("registered", "registered")
    assert states() == {"a": "registered"}
    assert find("a").revision == 1


def test_two_cancellations_at_once_promote_two_and_the_same_one_promotes_one(race, day):
    for who in "abcde":
        register(Day(day), who)
    assert race(give_back("a"), give_back("b")) == ("cancelled", "cancelled")
    assert [who for who, state in sorted(states().items()) if state == "registered"] == ["c", "d"]
    race(give_back("c"), give_back("c"))
    assert [who for who, state in sorted(states().items()) if state == "registered"] == ["d", "e"]


def test_more_places_while_somebody_cancels_go_to_those_in_line_and_no_further(race, cast, day):
    for who in "abcdef":
        register(Day(day), who)
    more = {"mode": "public", "officer_name": "Personne inventée", "officer_email": "loi25@exemple.org",
            "erase_on": find("a") and db.session.get(services.Setting, day).erase_on, "places": 3}
    race(lambda: services.set_up(cast.ana, "journee", more, {}).mode, give_back("a"))
    assert sorted(who for who, state in states().items() if state == "registered") == ["b", "c", "d"]
    with transaction():
        services.set_up(cast.ana, "journee", more | {"places": 1}, {})  # fewer places take none away
    assert list(states().values()).count("registered") == 3

"""Two people change a series at one moment; the second act waits for the first and sees what it did."""

import secrets

import pytest

from forum.core.database import db, transaction
from forum.core.errors import Refusal
from forum.events import services as events
from forum.events.models import Event, Series
from forum.series import services
from tests.integration.test_registration_races import race  # noqa: F401 - a fixture

DAYS = ("un", "deux", "trois")


@pytest.fixture
def days_of(app, cast):
    """Make three days that ana and sol organise."""
    with transaction():
        for number, slug in enumerate(DAYS):
            event = events.create_event(cast.admin, {"slug": slug, "code": f"C{number}", "title_fr": slug})
            for viewer in (cast.ana, cast.sol):
                events.give_role(event.id, viewer.id, "organiser")


def series_of(slug):
    db.session.rollback()
    found = db.session.query(Event).filter_by(slug=slug).one().series
    return found.slug if found else None


def begin(viewer, day, slug):
    return lambda: services.begin_series(viewer, day, {"slug": slug, "title_fr": slug}).slug


def put(viewer, day, slug):
    return lambda: services.put_in_series(viewer, day, slug)


def test_a_day_put_in_two_series_at_once_is_in_the_first(race, cast, days_of):  # noqa: F811
    for number, day in enumerate(DAYS[1:]):
        with transaction():
            begin(cast.ana, day, f"s{number}")()
    with pytest.raises(Refusal) as raised:
        race(put(cast.ana, "un", "s0"), put(cast.sol, "un", "s1"))
    assert raised.value.fields.keys() == {"series"}
    assert series_of("un") == "s0"


def test_when_the_first_gives_up_the_second_has_the_day(race, cast, days_of):  # noqa: F811
    for number, day in enumerate(DAYS[1:]):
        with transaction():
            begin(cast.ana, day, f"s{number}")()
    race(put(cast.ana, "un", "s0"), put(cast.sol, "un", "s1"), ending="give up")
    assert series_of("un") == "s1"


def test_two_series_of_one_address_begun_at_once_are_one_and_a_refusal(race, cast, days_of):  # noqa: F811
    with pytest.raises(Refusal) as raised:
        race(begin(cast.ana, "un", "pareil"), begin(cast.sol, "deux", "pareil"))
    assert raised.value.fields.keys() == {"slug"}
    assert (series_of("un"), series_of("deux")) == ("pareil", None)


def test_one_form_sent_twice_at_once_makes_one_city(race, cast, days_of):  # noqa: F811
    with transaction():
        begin(cast.ana, "un", "s")()
    key = secrets.token_hex(16)
    made = race(*[lambda: services.add_city(
        cast.ana, "s", "un", {"city_fr": "Québec", "slug": "quebec", "code": "Q"}, key).id] * 2)
    assert made[0] == made[1]
    db.session.rollback()
    assert db.session.query(Event).filter_by(city_fr="Québec").count() == 1


def test_the_last_two_days_taken_out_at_once_take_the_series_along(race, cast, days_of):  # noqa: F811
    with transaction():
        begin(cast.ana, "un", "s")()
        put(cast.ana, "deux", "s")()
    race(lambda: services.take_out(cast.ana, "un"), lambda: services.take_out(cast.sol, "deux"))
    db.session.rollback()
    assert db.session.query(Series).count() == 0


def test_a_day_put_in_a_series_while_its_last_day_leaves_is_in_none(race, cast, days_of):  # noqa: F811
    with transaction():
        begin(cast.ana, "un", "s")()
    with pytest.raises(Refusal) as raised:
        race(lambda: services.take_out(cast.ana, "un"), put(cast.sol, "deux", "s"))
    assert raised.value.fields.keys() == {"series"}
    assert series_of("deux") is None
    assert db.session.query(Series).count() == 0

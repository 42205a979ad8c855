"""Before, during and after a day: by the clock of where it is held, from its first to its last hour."""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from forum.events.rules import phase_of

TORONTO = ZoneInfo("America/Toronto")
DAY = date(2031, 6, 5)


def part(starts_at=None, ends_at=None):
    return SimpleNamespace(starts_at=starts_at, ends_at=ends_at)


def at(hour, minute=0, day=DAY, zone=TORONTO):
    return datetime.combine(day, time(hour, minute), zone).astimezone(UTC)


def test_a_day_lasts_from_its_first_to_its_last_hour_where_it_is_held():
    programme = [part(time(9), time(12)), part(), part(time(13), time(16, 30))]
    begins, ends = at(9), at(16, 30)
    for now, phase, turns in (
        (begins - timedelta(days=9), "before", begins), (begins - timedelta(seconds=1), "before", begins),
        (begins, "during", ends), (at(12, 30), "during", ends), (ends - timedelta(seconds=1), "during", ends),
        (ends, "after", None), (ends + timedelta(days=4000), "after", None),
    ):
        assert phase_of(DAY, programme, TORONTO, now) == (phase, turns), now
    assert begins == datetime(2031, 6, 5, 13, 0, tzinfo=UTC)


def test_without_hours_it_lasts_the_whole_day_and_without_a_date_it_is_in_no_phase():
    midnight, next_one = at(0), at(0, day=DAY + timedelta(days=1))
    for programme in ((), [part()], [part(time(9))]):
        assert phase_of(DAY, programme, TORONTO, midnight - timedelta(seconds=1)) == ("before", midnight), programme
        assert phase_of(DAY, programme, TORONTO, midnight) == ("during", next_one), programme
        assert phase_of(DAY, programme, TORONTO, next_one) == ("after", None), programme
    assert phase_of(None, (), TORONTO, midnight) == (None, None)


def test_a_day_on_which_the_clocks_change_is_as_long_as_it_is():
    for day, hours in ((date(2031, 3, 9), 23), (date(2031, 11, 2), 25)):
        begins = at(0, day=day)
        assert phase_of(day, (), TORONTO, begins) == ("during", begins + timedelta(hours=hours)), day

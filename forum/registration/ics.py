"""The calendar file of a letter: one event of a stable name, whose revisions only grow."""

from datetime import datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

from flask import current_app
from icalendar import Calendar, vCalAddress
from icalendar import Event as Entry

from forum.core.database import utc_now
from forum.core.i18n import TIME_ZONE, bi, current_language
from forum.events.presenters import where_of
from forum.events.rules import day_hours


def hours_of(event):
    """Give (start, end) of a day: the programme's first and last hours, else the whole day; None without a date."""
    if event.date is None:
        return None
    known = day_hours(event.programme)
    if known is None:
        return event.date, event.date + timedelta(days=1)
    return tuple(datetime.combine(event.date, hour, TIME_ZONE) for hour in known)


def write_calendar(event, uid, revision, is_cancelled=False):
    """Give (method, bytes) of the calendar file of a day for one person; None for a day without a date."""
    hours = hours_of(event)
    if hours is None:
        return None
    settings = current_app.extensions["settings"]
    host = urlsplit(settings.public_url).hostname or "localhost"
    calendar, entry = Calendar(), Entry()
    method = "CANCEL" if is_cancelled else "PUBLISH"
    for name, value in (("version", "2.0"), ("prodid", "-//Concert'Action//Concert'Action//FR"), ("method", method)):
        calendar.add(name, value)
    entry.add("uid", f"{uid}@{host}")
    entry.add("sequence", revision)
    entry.add("dtstamp", utc_now())
    entry.add("dtstart", hours[0])
    entry.add("dtend", hours[1])
    entry.add("summary", bi(event, "title"))
    entry.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    entry.add("url", f"{settings.public_url}/{current_language()}/journees/{event.slug}/")
    if where_of(event):
        entry.add("location", where_of(event))
    entry.add("organizer", vCalAddress(f"mailto:{parseaddr(settings.mail_from)[1] or f'concertaction@{host}'}"))
    calendar.add_component(entry)
    calendar.add_missing_timezones(first_date=event.date - timedelta(days=366),
                                   last_date=event.date + timedelta(days=366))
    return method, calendar.to_ical()

"""Where those who are registered are expected: the room above says how, in forum/wiring.py."""

_desk = {}


def register_desk(expect, release):
    """Say who keeps the list of the day's desk: `expect(event_id, registrations)`, `release(registration ids)`."""
    _desk.update(expect=expect, release=release)


def expect(event_id, rows):
    """Put these registrations on the desk's list, once each, as they stand now."""
    if rows and _desk:
        _desk["expect"](event_id, rows)


def release(event_id, rows):
    """Take these registrations off the desk's list."""
    if rows and _desk:
        _desk["release"](event_id, [row.id for row in rows])

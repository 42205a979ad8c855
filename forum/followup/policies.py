"""Who opens what follows a day, and when those who asked may be written to."""

from forum.core.i18n import format_time, lazy
from forum.core.policies import allow, deny
from forum.events.policies import can_edit
from forum.followup.faults import SENTENCES
from forum.followup.rules import next_letter_at

DRAFT = lazy("Publiez d’abord la journée : ses suites sont publiques.")


def can_prepare(viewer, roles):
    """Judge whether the viewer may prepare what follows a day: whoever organises it."""
    return can_edit(viewer, roles)


def can_open(event):
    """Judge whether a day may have what follows: what it says is read in public from then on."""
    return allow() if event.state == "published" else deny(DRAFT)


def can_send(untold, people, last_sent_at, now):
    """Judge whether those who asked may be told now of so many topics: once an hour at most, and never of nothing."""
    if not untold:
        return deny(SENTENCES["nothing"])
    if not people:
        return deny(SENTENCES["nobody"])
    again = next_letter_at(last_sent_at, now)
    if again is not None:
        return deny(lazy("Une lettre est partie il y a moins d’une heure. La prochaine, qui dira tout ce qui est "
                         "ouvert d’ici là, peut partir à %(hour)s.", hour=format_time(again)))
    return allow()

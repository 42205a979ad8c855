"""Who may do what in which phase: every role against every act and every state of a poll."""

import pytest

from forum.accounts.viewer import ANONYMOUS
from forum.core.database import db, transaction
from forum.core.errors import Forbidden, Refusal
from forum.core.policies import Verdict
from forum.plenary import presenters, services
from forum.plenary.models import Room
from tests.support.rooms import YESNO, do, make_day, open_room, prepare, sit

STATES = ("prepared", "open", "closed", "published", "cancelled")
# act → what it answers in each state to whoever drives the room: done, or the refusal's code
ACTS = {
    "open_poll": ("done", "done", "poll_closed", "poll_closed", "poll_closed"),
    "close_poll": ("poll_not_open", "done", "done", "done", "poll_closed"),
    "publish_poll": ("poll_not_open", "not_published", "done", "done", "poll_closed"),
    "cancel_poll": ("done", "done", "done", "poll_closed", "done"),
    "edit_poll": ("done", "forbidden", "forbidden", "forbidden", "forbidden"),
    "duplicate_poll": ("done", "done", "done", "done", "done"),
    "remove_poll": ("done", "forbidden", "forbidden", "forbidden", "forbidden"),
    "move_poll": ("done", "done", "done", "done", "done"),
    "admit_seat": ("poll_not_open", "done", "poll_closed", "poll_closed", "poll_closed"),
}
# acts that prepare are any facilitator's; the others are those of the one who drives
PREPARING = ("edit_poll", "duplicate_poll", "remove_poll", "move_poll")
# acts that are answered "done" again, though their button is greyed
DONE_ALREADY = {"open_poll": ("open",), "close_poll": ("closed", "published"), "publish_poll": ("published",),
                "cancel_poll": ("cancelled",)}
OUTSIDERS = ("ana", "paul", "anonymous")


def bring(cast, poll, state):
    """Bring a prepared poll to a state, as fred does."""
    way = {
        "open": ["open_poll"],
        "closed": ["open_poll", "close_poll"],
        "published": ["open_poll", "close_poll", "publish_poll"],
    }
    for act in way.get(state, []):
        do(act, cast.fred, poll)
    if state == "cancelled":
        do("cancel_poll", cast.fred, poll, "Un essai.")


def attempt(act, viewer, poll, late):
    """Try an act; gives "done" or the refusal's code, and keeps nothing of it."""
    more = {"cancel_poll": ["Un motif."], "edit_poll": [YESNO], "move_poll": [True], "admit_seat": [late.id]}
    try:
        with transaction():
            getattr(services, act)(viewer, poll.id, *more.get(act, []))
            raise KeepNothing
    except KeepNothing:
        return "done"
    except Refusal as refusal:
        return refusal.code


class KeepNothing(Exception):
    pass


@pytest.mark.parametrize("state", STATES)
def test_each_act_is_allowed_to_whoever_drives_in_its_state_and_to_nobody_else(cast, state):
    room = open_room(cast, make_day(cast))
    sit(room)
    poll = prepare(cast, room, YESNO, admission=True)
    bring(cast, poll, state)
    with transaction():
        services.take_control(cast.fred, room.id)
    late = sit(room)
    expected = {act: answers[STATES.index(state)] for act, answers in ACTS.items()}
    assert {act: attempt(act, cast.fred, poll, late) for act in ACTS} == expected
    assert {act: attempt(act, cast.sol, poll, late) for act in ACTS} == {
        act: expected[act] if act in PREPARING else "forbidden" for act in ACTS}
    people = {"ana": cast.ana, "paul": cast.paul, "anonymous": ANONYMOUS}
    for name in OUTSIDERS:
        assert {attempt(act, people[name], poll, late) for act in ACTS} == {"forbidden"}, name
    with transaction():
        services.take_control(cast.admin, room.id)
    assert {act: attempt(act, cast.admin, poll, late) for act in ACTS} == expected


@pytest.mark.any_database
@pytest.mark.parametrize("state", STATES)
def test_a_greyed_button_is_refused_and_the_others_are_not(cast, state):
    room = open_room(cast, make_day(cast))
    sit(room)
    poll = prepare(cast, room, YESNO, admission=True)
    bring(cast, poll, state)
    late = sit(room)
    for viewer in (cast.fred, cast.sol, cast.admin):
        room = db.session.get(Room, room.id, populate_existing=True)
        line = presenters.console_state(room, viewer)["run"][0]
        acts = {"open": "open_poll", "close": "close_poll", "publish": "publish_poll", "cancel": "cancel_poll",
                "edit": "edit_poll", "admit": "admit_seat", "duplicate": "duplicate_poll", "move": "move_poll"}
        for name, act in acts.items():
            verdict = line["may"][name]
            assert isinstance(verdict, Verdict)
            answer = attempt(act, viewer, poll, late)
            if verdict:
                assert answer == "done", (viewer.name, name)
            else:
                assert verdict.reason
                assert answer != "done" or state in DONE_ALREADY[act], (viewer.name, name)


def test_only_facilitators_and_the_chair_open_end_and_take_over_rooms(cast):
    event = make_day(cast)
    for viewer in (cast.ana, cast.paul, ANONYMOUS):
        with pytest.raises(Forbidden), transaction():
            services.open_room(viewer, event.id)
    room = open_room(cast, event)
    for act in (services.take_control, services.end_room):
        for viewer in (cast.ana, cast.paul, ANONYMOUS):
            with pytest.raises(Forbidden), transaction():
                act(viewer, room.id)
    for viewer in (cast.ana, cast.paul, ANONYMOUS):
        with pytest.raises(Forbidden), transaction():
            services.prepare_poll(viewer, room.id, YESNO)
        with pytest.raises(Forbidden), transaction():
            services.name_facilitator(viewer, room.id, "mia@essai.test")
    with transaction():
        services.end_room(cast.sol, room.id)

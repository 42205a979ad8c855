"""What the console's pages name: the poll in hand, the next step, the rooms of a day."""

from sqlalchemy import select

from forum.core.database import db, utc_now
from forum.plenary import policies, presenters, queries
from forum.plenary.console.forms import CancelForm, FacilitatorForm
from forum.plenary.console.readiness import list_checks
from forum.plenary.console.steps import next_link, next_step
from forum.plenary.entry.entrance import public_address, way_in
from forum.plenary.floor.presenters import desk_floor
from forum.plenary.hall import hall_of
from forum.plenary.models import RunItem
from forum.plenary.pages import counts_coarsely, day_of
from forum.plenary.pulses.presenters import list_for_console
from forum.plenary.questions.presenters import desk_questions, list_rounds_to_read
from forum.plenary.results import show_result
from forum.plenary.scene import make_poll
from forum.plenary.screen.countdown import CHOICES
from forum.votes.explaining.terms import say_electorate
from forum.votes.models import Poll, RollEntry
from forum.votes.presenters import method_title, quorum_needed, rule_sentences, who_votes

MOST_NAMES = 100


def console_page(room, viewer, wanted=None):
    """Give what the console names: `wanted` is the id of the poll to have in hand, else the room chooses."""
    state = presenters.console_state(room, viewer)
    line = choose(state["run"], wanted)
    held, after = in_hand(line, state), following(state["run"], line)
    return {
        **way_in(room),
        "event": day_of(room),
        "entry_sentence": who_votes(room.entry),
        "desk": state,
        "line": line,
        **held,
        "step": line and (next_step(line, state, held["is_coarse"]) or (next_link(after) if after else None)),
        "removed": queries.find_removed_poll(room.id),
        "ends": CHOICES,
        "checks": list_checks(room, hall_of(room.id), public_address()) if not has_voted(state["run"]) else [],
        "token": presenters.console_token(viewer, room),
        "cancel_form": CancelForm(formdata=None),
        "facilitator_form": FacilitatorForm(formdata=None),
        "following": after,
        **list_for_console(room.id),
        **desk_floor(room),
        **desk_questions(room),
    }


def has_voted(run):
    """Tell whether a vote that counts was opened in this room."""
    return any(line["poll"].opened_at and not line["poll"].rehearsal for line in run)


def choose(run, wanted):
    """Choose the poll in hand: the one asked for, else open, closed, announced, the next prepared one, the last one."""
    live = [line for state in ("open", "closed") for line in run if line["state"] == state]
    announced = [line for line in run if line["state"] == "prepared" and line["is_current"]]
    prepared = [line for line in run if line["state"] == "prepared"]
    asked = [line for line in run if line["id"] == wanted]
    return next(iter([*asked, *live, *announced, *prepared, *run[-1:]]), None)


def following(run, line):
    """Give the first poll still to be opened, other than the one in hand, or None."""
    return next((other for other in run if other["state"] == "prepared" and other is not line), None)


def in_hand(line, state):
    """Give the poll in hand as the room sees it, its rule, its turnout and quorum, how long it has been open."""
    if line is None:
        return {"poll": None}
    poll, is_live = line["poll"], line["state"] == "open"
    return {
        "poll": make_poll(poll),
        "row": poll,
        "method": method_title(poll),
        "rules": rule_sentences(poll),
        "for_whom": say_electorate(poll.electorate),
        "poll_voted": state["voted"] if is_live else (poll.turnout or {}).get("voted"),
        "needed": quorum_needed(poll),
        "is_coarse": counts_coarsely(poll),
        "silent": list_silent(poll) if is_live and not poll.secret else [],
        "result": show_result(poll, make_poll(poll)) if line["state"] == "published" else None,
        "elapsed": max(0, int((utc_now() - poll.opened_at).total_seconds())) if is_live else None,
    }


def list_silent(poll):
    """List by name who has not voted yet in a named poll; of a secret one nobody is told."""
    query = select(RollEntry.name).where(
        RollEntry.poll_id == poll.id, RollEntry.voted.is_(False), RollEntry.name.is_not(None)
    )
    return db.session.scalars(query.order_by(RollEntry.name).limit(MOST_NAMES)).all()


def end_page(room, viewer):
    """Give what the page that asks before a room ends names."""
    state = presenters.console_state(room, viewer)
    return {
        "room": room,
        "event": day_of(room),
        "verdict": state["may_act"]["end"],
        "present": state["present"],
        "unpublished": [line for line in state["run"] if line["state"] == "closed"],
    }


def rooms_page(event, viewer):
    """Give the rooms of a day, with the polls that were opened in each, and whether the viewer may open one."""
    rooms = queries.list_rooms(event.id)
    opened = (
        select(RunItem.room_id, Poll)
        .join(Poll, Poll.id == RunItem.poll_id)
        .where(RunItem.room_id.in_([room.id for room in rooms]), Poll.opened_at.is_not(None),
               Poll.rehearsal.is_(False))
    )
    polls = db.session.execute(opened.order_by(RunItem.position)).all()
    return {
        "event": event,
        "verdict": policies.can_open_room(viewer, event.id),
        "rooms": [(room, [poll for room_id, poll in polls if room_id == room.id]) for room in rooms],
        "live": next((room for room in rooms if room.ended_at is None), None),
        "question_rounds": list_rounds_to_read(rooms, viewer),
    }

"""The room as pages, screens and consoles show it."""

from dataclasses import dataclass

from sqlalchemy import select

from forum.accounts.models import Account
from forum.core.database import db
from forum.core.i18n import bi, current_language
from forum.core.web.pages import remember
from forum.plenary import policies, rules, tokens
from forum.plenary.hall import hall_of
from forum.plenary.queries import list_live_rooms, list_run
from forum.plenary.seating import seating

MOST_WAITING = 50


def seat_token(seat):
    """Give the token that a device shows to vote from its seat."""
    return tokens.seat_token(seat.id, seat.generation)


def console_token(viewer, room):
    """Give the token that a console's page hands its socket."""
    return tokens.console_token(viewer, room.id)


def snapshot(room):
    """Give the contract's snapshot of a live room."""
    return hall_of(room.id).snapshot()


def pulse_left(room, seat):
    """Give how many answers a seat may still give to the flash poll on the room's screens."""
    pulse = hall_of(room.id).pulse
    return pulse.left(seat.id) if pulse else 0


@dataclass(frozen=True)
class LiveRoom:
    """What an ordinary page says of a room that is open."""

    code: str
    title: str
    url: str
    event_id: int


def live_rooms():
    """List the rooms open now in the page's language, remembered until one opens or ends: every page shows them."""
    language = current_language()
    return remember(("live-rooms", language), ("rooms",), lambda: [
        LiveRoom(room.code, bi(room.event, "title"), f"/{language}/salle/{room.code}/", room.event_id)
        for room in list_live_rooms()])


def phase_of(room):
    """Give the phase of a room from its rows, for whoever is not the serving process."""
    return rules.phase_of(room.current_poll.state) if room.current_poll else "lobby"


def console_state(room, viewer):
    """Give what a console shows; each act bears its verdict, so that a greyed button says why.

    `by_sector` lists (label, present, voted) with None where fewer than five people would be told about. Nothing tells
    what was voted before publication. The number of queries does not depend on the polls.
    """
    hall, run = hall_of(room.id), list_run(room.id)
    facilitation, control = policies.can_facilitate(viewer, room), policies.can_control(viewer, room)
    has_open_poll = any(item.is_open for item, _ in run)
    holder = db.session.scalar(select(Account.name).where(Account.id == room.controller_id))
    figures = hall.by_sector()
    labels = {sector["id"]: _label(sector["label"]) for sector in hall.sectors}
    present, voted = hall.figures()
    return {
        "sequence": hall.snapshot()["sequence"], "phase": hall.scene["phase"], "poll": hall.scene["poll"],
        "message": hall.scene["message"], "reveal": hall.scene["reveal"],
        "until": hall.countdown and hall.countdown.left(),
        "lines": hall.lines.show(),
        "taken": len(seating().by_room.get(room.id, ())),
        "run": [_run_line(item, poll, room, place, len(run), facilitation, control, has_open_poll)
                for place, (item, poll) in enumerate(run)],
        "present": present, "voted": voted, "entitled": hall.entitled, "not_voted": not_voted(hall),
        "by_sector": [(labels.get(sector, sector), *cells) for sector, cells in figures.items()],
        "waiting": [{"id": str(seat.id), "number": seat.number, "sector": labels.get(seat.sector, seat.sector)}
                    for seat in hall.waiting()[:MOST_WAITING]],
        "waiting_count": len(hall.waiting()),
        "control": {"holder": holder, "mine": policies.drives(viewer, room),
                    "elsewhere": room.controller_id == viewer.id},
        "may_act": {"prepare": facilitation, "control": control, "end": policies.can_end(control, has_open_poll),
                    "take_control": policies.can_take_control(viewer, room)},
    }


def _run_line(item, poll, room, place, size, facilitation, control, has_open_poll):
    is_current = poll.id == room.current_poll_id
    return {
        "id": poll.id, "state": poll.state, "question": bi(poll, "question"), "method": poll.method,
        "secret": poll.secret, "admission": poll.admission, "entitled": poll.entitled, "poll": poll,
        "is_current": is_current, "is_first": place == 0, "is_last": place == size - 1,
        "may": {
            "open": policies.can_open(control, poll, has_open_poll), "close": policies.can_close(control, poll),
            "publish": policies.can_publish(control, poll), "cancel": policies.can_cancel(control, poll),
            "admit": policies.can_admit(control, poll),
            "edit": policies.can_edit(facilitation, poll, is_current),
            "announce": policies.can_announce(control, poll, has_open_poll),
            "show": policies.can_show(control, poll, has_open_poll),
            "duplicate": facilitation, "move": facilitation,
        },
    }


def not_voted(hall):
    """Give how many have not voted in the open poll, as it may be shown; None when none is open."""
    return hall.entitled - hall.figures()[1] if hall.poll_id else None


def console_figures(hall):
    """Give what the consoles' sockets are sent between two transitions: totals, and sectors with nothing small."""
    present, voted = hall.figures()
    return {
        "sequence": hall.snapshot()["sequence"], "present": present, "voted": voted, "entitled": hall.entitled,
        "not_voted": not_voted(hall), "waiting": len(hall.waiting()), **hall.lines.show(),
        "by_sector": [{"sector": sector, "present": here, "voted": cast}
                      for sector, (here, cast) in hall.by_sector().items()],
    }


def _label(text):
    return text if isinstance(text, str) else bi({"label_fr": text["fr"], "label_en": text["en"]}, "label")

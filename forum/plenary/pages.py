"""What the room's pages name besides the snapshot: where a voter stands, the way in, the list of ballots."""

import json
import re
from textwrap import wrap

from forum.core.database import db
from forum.core.errors import Missing, Refusal
from forum.core.i18n import bi
from forum.deliberation.presenters import follow_trail
from forum.events.models import Event
from forum.events.queries import list_sectors
from forum.plenary import ballots, presenters
from forum.plenary.entry.entrance import way_in
from forum.plenary.floor.presenters import phone_floor, stage_floor
from forum.plenary.models import Room, Seat
from forum.plenary.papers import statement
from forum.plenary.papers.verifier import recount_words
from forum.plenary.queries import find_room_of_poll, list_run, voter_state
from forum.plenary.questions.presenters import phone_questions, stage_questions
from forum.plenary.results import show_result
from forum.plenary.scene import make_poll
from forum.plenary.screen.services import is_announced
from forum.plenary.tellers.queries import find_proxy_for, list_proxies_of
from forum.plenary.tellers.weights import weight_of
from forum.plenary.tokens import read_seat_token
from forum.votes.explaining.terms import say_electorate
from forum.votes.presenters import (
    choice_words,
    method_title,
    notices,
    quorum_needed,
    rule_sentences,
    who_votes,
)
from forum.votes.queries import find_ballot, get_poll, get_record
from forum.votes.rules import SMALL_ROLL, is_secret
from forum.votes.sealing import receipt_of

BALLOTS_A_PAGE = 100
SHORTEST_CODE = 16
LOOK_ALIKE = str.maketrans("oil", "011")


def day_of(room):
    """Give the day of a room."""
    return db.session.get(Event, room.event_id)


def sectors_of(room):
    """List the sectors of a room's day."""
    return list_sectors(room.event_id)


# ---- the phone ----


def phone_page(room, seat, scene, secret, refused=None, is_changing=False, represented=None):
    """Give what the phone's page names: `secret` is the plain form's cookie, `refused` a ballot that is sent back.

    `represented` is the key of an absent person whose proxy the seat holds, where the page is about their ballot;
    raises Missing for any other.
    """
    proxies = list_proxies_of(seat)
    held_for = next((proxy for proxy in proxies if proxy.key == represented), None)
    if represented is not None and held_for is None:
        raise Missing()
    status, mine = standing(scene["poll"], seat, secret, represented)
    if mine and is_changing and scene["phase"] == "open":
        status = "changing"
    if refused:
        status = "changing" if mine else "unvoted"
    words = poll_words(scene["poll"])
    if refused or mine:
        words |= {"held": ballots.Held.of(refused.choice if refused else mine["choice"])}
    sector = next((bi(row, "label") for row in sectors_of(room) if row.key == seat.sector), seat.sector)
    return {
        "room": room,
        "code": room.code,
        "seat": seat,
        "seated": True,
        "token": presenters.seat_token(seat),
        "sector": sector,
        "scene": scene,
        "pulse_left": presenters.pulse_left(room, seat),
        **phone_floor(room, seat),
        **phone_questions(room, seat),
        **words,
        **({"fault": refused.fault, "faults": refused.fields} if refused else {}),
        "status": status,
        "mine": mine,
        "proxies": proxies,
        "represented": held_for,
        "own_proxy": find_proxy_for(seat),
        "entry_sentence": who_votes(room.entry),
        "weight": weight_of(seat.id),
    }


def refused_ballot(poll_id, choice, refusal):
    """Give a ballot that was refused as it is sent back, with what is wrong with it."""
    return ballots.Refused.of(get_poll(poll_id), choice, refusal)


def poll_part(poll_id):
    """Give what the public part of a poll names, for every phone alike; raises Missing before it was opened."""
    poll = get_poll(poll_id)
    if poll.opened_at is None:
        raise Missing()
    return poll_words(make_poll(poll))


def shown_part(poll_id):
    """Give the same of a poll that a room shows, which may be announced and not yet open."""
    return poll_words(make_poll(get_poll(poll_id))) if is_announced(poll_id) else poll_part(poll_id)


def poll_words(poll):
    """Give a poll as the snapshot shows it, its rule in sentences, and its result in words once it is published."""
    if poll is None:
        return {"poll": None}
    row = get_poll(poll["id"])
    return {
        "poll": poll,
        "row": row,
        "method_title": method_title(row),
        "form": ballots.form_of(row),
        "held": ballots.Held(),
        "faults": {},
        "rules": rule_sentences(row),
        "for_whom": say_electorate(row.electorate),
        "notices": notices(row),
        "needed": quorum_needed(row),
        "is_coarse": counts_coarsely(row),
        "result": show_result(row, poll) if poll["state"] == "published" else None,
    }


def counts_coarsely(poll):
    """Tell whether the count of an open poll moves in steps, so that nobody watches one person vote."""
    return poll.state == "open" and poll.secret and poll.entitled < SMALL_ROLL


def standing(poll, seat, secret, represented=None):
    """Tell where a seat stands in the poll that is shown: (status, its own ballot if this browser's cookie holds it).

    With `represented` it tells where the absent person stands for whom the seat votes.

    The status is "unvoted", "voted", "elsewhere" (voted, but not with this cookie), "late", "outside" (it is
    for others) or "observer".
    """
    if seat.capacity == "observer":
        return "observer", None
    if poll is None or poll["state"] == "prepared":
        return "unvoted", None
    known = voter_state(poll["id"], seat)
    if represented is not None:
        found = [proxy for proxy in known.get("proxies", ()) if proxy["for"] == represented]
        known = {"entitled": bool(found), "voted": bool(found) and found[0]["voted"]}
    if not known["voted"]:
        return ("unvoted" if known["entitled"] else "outside" if known.get("outside") else "late"), None
    mine = own_ballot(poll, secret)
    return ("voted" if mine else "elsewhere"), mine


def own_ballot(poll, secret):
    """Give the ballot that stands under a secret: its receipt, choice and labels; None when there is none."""
    if not is_secret(secret):
        return None
    receipt = receipt_of(poll["id"], secret)
    text = find_ballot(poll["id"], receipt)
    if text is None:
        return None
    choice = json.loads(text)
    code = " ".join(wrap(receipt[:SHORTEST_CODE], 4))
    return {"receipt": receipt, "code": code, "choice": choice, "labels": choice_words(get_poll(poll["id"]), choice)}


def find_ended_room(code, token):
    """Give the ended room of this code in which a device had a seat, or None."""
    seat_id, _generation = read_seat_token(token)
    seat = db.session.get(Seat, seat_id) if seat_id else None
    room = db.session.get(Room, seat.room_id) if seat else None
    return room if room and room.ended_at and room.code == code else None


def ended_page(room):
    """Give what the page of an ended room names: its published polls."""
    return {"event": day_of(room), "polls": [poll for _item, poll in list_run(room.id)
                                             if poll.state == "published" and not poll.rehearsal]}


# ---- the hall's screen ----


def stage(room):
    """Give what the hall's screen names."""
    scene = presenters.snapshot(room)
    return {"scene": scene, **poll_words(scene["poll"]), **way_in(room), "stage_floor": stage_floor(room),
            "asked": stage_questions(room), "entry_sentence": who_votes(room.entry)}


# ---- a poll for everybody ----


def poll_page(poll_id, viewer):
    """Give what a poll's page names: the poll, its stored result, its trail; raises Missing before opening.

    A rehearsal has no page: it is shown in the room alone.
    """
    part = poll_part(poll_id)
    row = part["row"]
    if row.rehearsal:
        raise Missing()
    return {
        **part,
        "event": day_of(find_room_of_poll(poll_id)),
        # a page kept for everybody names only the configured address: a request's could be anybody's
        "address": statement.address_of(row),
        "previous": statement.list_rounds(row),
        "sections": {found["id"]: found for found in statement.list_sections(row)} if part["result"] else {},
        "trail": follow_trail(row.node_id, viewer),
    }


def verify_page(poll_id, receipt, secret, page):
    """Give what the verification names: the receipt to look for, typed or from the cookie, and the ballots."""
    part = poll_part(poll_id)
    poll = part["poll"]
    if poll["rehearsal"]:
        raise Missing()
    if not receipt and is_secret(secret):
        receipt = receipt_of(poll["id"], secret)
    code = read_code(receipt)
    part |= {"receipt": receipt, "words": recount_words(), "is_short": bool(receipt) and len(code) < SHORTEST_CODE}
    try:
        return {**part, "listed": list_ballots(poll, code, page)}
    except Refusal:
        return {**part, "listed": None}


def read_code(text):
    """Give the start of a receipt that somebody typed: letters that hands confuse are read as the digits they are."""
    return re.sub("[^0-9a-f]", "", text.lower().translate(LOOK_ALIKE)) if text else ""


def list_ballots(poll, code, page):
    """Give a page of the ballots from the record, and the one whose receipt begins so; raises Refusal("not_published").

    A code of less than 64 bits finds nothing: it could be another's.
    """
    record, row = json.loads(get_record(poll["id"])), get_poll(poll["id"])
    rows = record["ballots"]
    pages = max(1, -(-len(rows) // BALLOTS_A_PAGE))
    page = min(max(page, 1), pages)
    shown = rows[(page - 1) * BALLOTS_A_PAGE : page * BALLOTS_A_PAGE]
    found = [one for one in rows if len(code) >= SHORTEST_CODE and one.get("id", "").startswith(code)]
    return {
        "ballots": [_show_ballot(row, one) for one in shown],
        "total": len(rows),
        "page": page,
        "pages": pages,
        "found": _show_ballot(row, found[0]) if len(found) == 1 else None,
        "seal": record["seal"],
    }


def _show_ballot(poll, row):
    receipt = row.get("id", "")
    return {
        "id": receipt,
        "code": " ".join(wrap(receipt[:SHORTEST_CODE], 4)),
        "labels": choice_words(poll, row["choice"]),
        "voter": row.get("voter"),
        "weight": row.get("weight", 1),
    }

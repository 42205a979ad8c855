"""Acts on the polls of a room's run of show; joins votes to what the day deliberates. Others call plenary.services."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select, update

from forum.core.database import db, lock, utc_now
from forum.core.errors import Missing, Refusal
from forum.core.i18n import lazy
from forum.core.policies import deny, require
from forum.core.web.pages import changed
from forum.deliberation import services as deliberation
from forum.deliberation.models import Recommendation
from forum.deliberation.queries import find_decision_node, find_subject
from forum.events.models import Event
from forum.events.queries import list_sectors, list_workshops
from forum.notifications import services as letters
from forum.plenary import policies
from forum.plenary.hall import show_after_commit, tell_consoles_after_commit, tell_voter_after_commit
from forum.plenary.models import RunItem, Seat
from forum.plenary.polls.attendance import count_present, count_present_in, count_present_still
from forum.plenary.queries import find_room_of_poll, has_stations
from forum.plenary.questions.rounds import clear_screen
from forum.plenary.rooms import actor, claim_control, has_open_poll, lock_live_room, lock_room, move, put_pulse_away
from forum.plenary.rules import is_among, may_vote, voter_key
from forum.plenary.scene import poll_body, runoff_body
from forum.plenary.tellers.queries import list_proxies
from forum.plenary.tellers.weights import weights_for
from forum.votes import services as votes
from forum.votes.queries import lock_poll as hold_poll


def lock_poll(poll_id):
    """Load a poll's room alone, then its place in the run and itself: (Room, RunItem, Poll); raises Missing."""
    room = find_room_of_poll(poll_id)
    if room is None:
        raise Missing()
    room = lock_room(room.id)
    poll = hold_poll(poll_id)  # no ballot is on its way: one would wait for the poll's row while we wait for it
    return room, lock(RunItem, poll_id), poll


def require_in_run(item):
    """Refuse a poll that was taken out of the run of show; raises Missing."""
    if item.removed_at is not None:
        raise Missing()


# ---- before a poll opens ----


def prepare_poll(viewer, room_id, spec):
    """Put a poll at the end of the run of show, from the contract's body; raises Refusal("invalid") with the faults."""
    room = lock_live_room(room_id)
    require(policies.can_facilitate(viewer, room))
    return _prepare(viewer, room, spec)


def _prepare(viewer, room, body, previous_id=None):
    spec, wording_id = read_poll(viewer, body, room)
    poll = votes.prepare(replace(spec, previous_id=previous_id), actor(viewer), utc_now())
    last = db.session.scalar(select(func.max(RunItem.position)).where(RunItem.room_id == room.id)) or 0
    db.session.add(RunItem(poll_id=poll.id, room_id=room.id, position=last + 1, is_open=False, wording_id=wording_id))
    db.session.flush()
    tell_consoles_after_commit(room.id)
    return poll


def read_poll(viewer, body, room):
    """Judge a poll's body and find what it is about: (PollSpec, wording's id); raises Refusal("invalid").

    A poll held in an open room is indicative: anyone with a phone may take a seat. A recommendation put to a question
    brings its current wording, unless the body gives another text. The day's sectors are those of its colleges and
    tables.
    """
    spec = votes.read_spec(body)
    rows = {ref: find_subject(ref, viewer) for ref in spec.subjects}
    unknown = [ref for ref, row in rows.items() if row is None]
    if unknown:
        raise Refusal("invalid", fields={"subject": lazy("Rien ne porte ce code : %(code)s.", code=unknown[0])})
    sectors = tuple((row.key, row.label_fr, row.label_en) for row in list_sectors(room.event_id))
    nodes = {ref: row.node_id for ref, row in rows.items()}
    spec = replace(spec.with_nodes(nodes), **standing_of(room), sectors=sectors,
                   electorate=name_electorate(spec.electorate, sectors, room.event_id))
    asks_for_wording = spec.wording_fr is None and not spec.options
    wording = wording_of(rows.get(spec.subject)) if asks_for_wording else None
    if wording is None:
        return spec, None
    return replace(spec, wording_fr=wording.text_fr, wording_en=wording.text_en), wording.id


def standing_of(room):
    """Give what a poll held in a room says of who may vote: how they are admitted, and whether it is indicative."""
    return {"indicative": room.entry == "open", "entry": None if room.entry == "open" else room.entry}


def name_electorate(wish, sectors, event_id):
    """Give who a poll is for with their names, {"sectors": [{"id", "fr", "en"}…]} or {"workshop": {…}}, or None.

    Raises Refusal("invalid").
    """
    if wish is None:
        return None
    if "workshop" in wish:
        found = next((row for row in list_workshops(event_id) if row.id == wish["workshop"]), None)
        if found is None:
            raise Refusal("invalid", fields={"electorate.workshop": lazy("Choisissez un atelier de la journée.")})
        return {"workshop": {"id": found.id, "fr": found.title_fr, "en": found.title_en}}
    named = {key: {"id": key, "fr": french, "en": english} for key, french, english in sectors}
    if not set(wish["sectors"]) <= named.keys():
        sentence = lazy("Choisissez parmi : %(words)s.", words=", ".join(named))
        raise Refusal("invalid", fields={"electorate.sectors": sentence})
    return {"sectors": [named[key] for key in named if key in wish["sectors"]]}


def wording_of(row):
    """Give the current wording of a recommendation; None for anything else."""
    return row.wording if isinstance(row, Recommendation) else None


def edit_poll(viewer, poll_id, spec):
    """Change a poll that has not opened."""
    room, item, poll = lock_poll(poll_id)
    require_in_run(item)
    require(policies.can_edit(policies.can_facilitate(viewer, room), poll, room.current_poll_id == poll_id))
    read, item.wording_id = read_poll(viewer, spec, room)
    poll = votes.edit_prepared(poll_id, replace(read, previous_id=poll.previous_id), actor(viewer), utc_now())
    tell_consoles_after_commit(room.id)
    return poll


def duplicate_poll(viewer, poll_id):
    """Prepare the same question again, as a poll of its own: a poll never reopens, a second round is a new one."""
    room, item, poll = lock_poll(poll_id)
    require(policies.can_facilitate(viewer, room))
    is_round = poll.opened_at is not None and not poll.rehearsal
    return _prepare(viewer, lock_live_room(room.id), poll_body(poll, item), previous_id=poll.id if is_round else None)


def prepare_runoff(viewer, poll_id):
    """Prepare a run-off of a published poll among those that are tied, or else the two first; earlier rounds stay."""
    room, item, poll = lock_poll(poll_id)
    require(policies.can_run_off(policies.can_facilitate(viewer, room), poll))
    return _prepare(viewer, lock_live_room(room.id), runoff_body(poll_body(poll, item), poll.result), poll.id)


def correct_poll(viewer, poll_id, reason, body):
    """Cancel a poll and put it right in one act: gives the corrected one, prepared in its place in the run of show.

    Raises Refusal("invalid") with the faults by field, and nothing is changed then.
    """
    room, item, poll = lock_poll(poll_id)
    require(policies.can_correct(policies.can_control(viewer, room), poll))
    corrected = _prepare(viewer, lock_live_room(room.id), {**body, "rehearsal": poll.rehearsal}, poll.id)
    db.session.execute(update(RunItem).where(RunItem.room_id == room.id, RunItem.position > item.position)
                       .values(position=RunItem.position + 1))
    db.session.get(RunItem, corrected.id, populate_existing=True).position = item.position + 1
    cancel_poll(viewer, poll_id, reason)
    return corrected


# ---- from opening to publication ----


def open_poll(viewer, poll_id, seconds=None):
    """Open a poll: wording, options and roll are frozen, and the vote is drawn on the trail of what it is about.

    `seconds` announces an end that far away; nothing closes by itself.
    """
    room, item, poll = lock_poll(poll_id)
    claim_control(viewer, room)
    require_in_run(item)
    if poll.state == "open":
        return poll
    if poll.state == "prepared" and has_open_poll(room):
        require(deny(policies.ONE_AT_A_TIME))
    if poll.state == "prepared":
        _freeze_wording(viewer, item, poll)
        put_pulse_away(room.id)
        clear_screen(room.id)
        for name, value in standing_of(room).items():
            setattr(poll, name, value)
        poll.stations = has_stations(room.id)
    voters = list_voters(room, poll, weights_for(room.id, poll))
    poll = votes.open_poll(poll_id, voters, count_present(room.id, poll, voters), actor(viewer), utc_now(),
                           present_in=count_present_in(room.id, poll, voters))
    item.is_open = True
    changed(f"poll:{room.current_poll_id}")
    room.current_poll_id, room.is_revealed = poll_id, True
    room.ends_at = utc_now() + timedelta(seconds=seconds) if seconds else None
    tell_pages(poll, room)
    move(room)
    return poll


def _freeze_wording(viewer, item, poll):
    if item.wording_id is not None:
        wording = wording_of(find_subject(poll.subject, viewer))
        item.wording_id, poll.wording_fr, poll.wording_en = wording.id, wording.text_fr, wording.text_en


def list_voters(room, poll, weights):
    """List who is entitled: every seat that is held, was admitted as the room asks, and is one of those it is for.

    `weights` is {seat id: weight} of those that weigh more than one. Only a named poll is given names. An absent
    person votes by proxy where they and the holder are both among them.
    """
    seats = {row.id: row for row in db.session.execute(select(
        Seat.id, Seat.number, Seat.name, Seat.sector, Seat.capacity, Seat.entry, Seat.workshop_id).where(
        Seat.room_id == room.id, Seat.released_at.is_(None))) if may_vote(room.entry, poll.electorate, row)}
    voters = {voter_key(row.id): voter(row, poll, weights) for row in seats.values()}
    if poll.rule.get("proxies"):
        voters |= {proxy.key: represented(proxy, poll, weights) for proxy, _ in list_proxies(room.id)
                   if proxy.holder_id in seats and _is_concerned(proxy, seats[proxy.holder_id], poll.electorate)}
    return list(voters.values())


def _is_concerned(proxy, holder, electorate):
    """Tell whether a poll is for an absent person: by their sector, or the workshop of their seat or the holder's."""
    if electorate is None or "workshop" not in electorate:
        return is_among(electorate, proxy)
    return is_among(electorate, db.session.get(Seat, proxy.seat_id) if proxy.seat_id else holder)


def represented(proxy, poll, weights):
    """Give an absent person as a poll knows them: the holder's seat votes for them, and their own does not."""
    return votes.Voter(proxy.key, name=None if poll.secret else proxy.name, holder_key=voter_key(proxy.holder_id),
                       sector=None if poll.sectors is None else proxy.sector, weight=weights.get(proxy.seat_id, 1))


def voter(seat, poll, weights):
    """Give a seat as a poll knows it; the name, or « siège 14 », only where ballots name their voter."""
    return votes.Voter(voter_key(seat.id), name=None if poll.secret else seat.name or f"siège {seat.number}",
                       sector=None if poll.sectors is None else seat.sector, weight=weights.get(seat.id, 1))


def subject_nodes(poll):
    """Give the nodes that a poll is about, each once."""
    nodes = [poll.subject_node_id, *(option.node_id for option in poll.options)]
    return list(dict.fromkeys(node_id for node_id in nodes if node_id is not None))


def admit_seat(viewer, poll_id, seat_id):
    """Put a latecomer's seat on the roll of an open poll that was prepared with admission; a logged act."""
    room, item, poll = lock_poll(poll_id)
    claim_control(viewer, room)
    seat = db.session.get(Seat, seat_id)
    if seat is None or seat.room_id != room.id or seat.released_at is not None:
        raise Missing()
    if not may_vote(room.entry, poll.electorate, seat):
        raise Missing()
    if poll.state == "open":
        require(policies.can_admit(policies.can_control(viewer, room), poll))
    votes.admit(poll_id, voter(seat, poll, weights_for(room.id, poll)), actor(viewer), utc_now())
    show_after_commit(room.id)
    tell_voter_after_commit(room.id, seat_id)


def close_poll(viewer, poll_id):
    """Close a poll: it is counted once, sealed, and the decision is written down, not yet to be seen."""
    room, item, poll = lock_poll(poll_id)
    claim_control(viewer, room)
    if poll.state in ("closed", "published"):
        return poll
    room.ends_at = None
    move(room)  # before the urn asks to be emptied: the screens come first
    votes.close_poll(poll_id, count_present_still(room.id, poll), actor(viewer), utc_now())
    item.is_open = False
    if not poll.rehearsal:
        deliberation.record_decision(poll, event_id=room.event_id, wording_id=item.wording_id)
    tell_pages(poll, room)
    return poll


def publish_poll(viewer, poll_id, is_revealed=True):
    """Publish a closed poll: its record can be read, and the decision stands on its trail.

    Unless `is_revealed` the hall's screen says only that the result can be read; phones show it all the same.
    """
    room, item, poll = lock_poll(poll_id)
    claim_control(viewer, room)
    if poll.state == "published":
        return poll
    votes.publish(poll_id, actor(viewer), utc_now())
    if not poll.rehearsal:
        deliberation.publish_decision(poll_id)
        letters.announce("result", poll.id, room.event_id,
                         [poll.node_id, *subject_nodes(poll), find_decision_node(poll.id)],
                         (poll.question_fr, poll.question_en), f"votes/{poll.id}/")
    if not has_open_poll(room):
        room.current_poll_id, room.is_revealed = poll_id, is_revealed
    tell_pages(poll, room)
    move(room)
    return poll


def cancel_poll(viewer, poll_id, reason):
    """Cancel a poll that is not published, saying why; it is kept as cancelled, never removed."""
    room, item, poll = lock_poll(poll_id)
    claim_control(viewer, room)
    if poll.state == "cancelled":
        return poll
    was_counted = poll.state == "closed" and not poll.rehearsal
    if item.is_open:
        room.ends_at = None
    move(room)
    votes.cancel(poll_id, reason, actor(viewer), utc_now())
    item.is_open = False
    if was_counted:
        deliberation.cancel_decision(poll_id)
    tell_pages(poll, room)
    return poll


def tell_pages(poll, room):
    """Forget the pages that show a poll: its own, the day's, and those of whatever it is about."""
    nodes = [poll.node_id, *subject_nodes(poll)]
    slug = db.session.scalar(select(Event.slug).where(Event.id == room.event_id))
    changed(f"poll:{poll.id}", f"event:{slug}", *(f"node:{node_id}" for node_id in nodes))

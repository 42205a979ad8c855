"""Flash polls: prepared, launched, answered, put away. They are no votes: nothing here touches a poll or a trail.

Who answers is nowhere written. The serving process remembers how often each seat answered, while it runs.
"""

import secrets
from collections import Counter

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from forum.core.database import db
from forum.core.errors import Missing, Refusal
from forum.core.i18n import lazy
from forum.core.policies import require
from forum.core.web.pages import changed
from forum.plenary import policies
from forum.plenary.hall import after_commit, halls, tell_consoles_after_commit
from forum.plenary.pulses.models import Pulse, PulseAnswer
from forum.plenary.pulses.rules import (
    AWAY,
    ENDED,
    KINDS,
    LENGTHS,
    MOODS,
    MOST_WORDS,
    ON_SCREEN,
    PREPARED,
    RUNNING,
    BadWord,
    is_bad,
    read_word,
)
from forum.plenary.rooms import claim_control, has_open_poll, lock_live_room, move, put_pulse_away

MOST_PULSES = 100
SENTENCES = {
    "empty": lazy("Écrivez un mot."),
    "too_long": lazy("Écrivez au plus 40 caractères."),
    "bad_characters": lazy("Ce texte contient des caractères qui ne s’écrivent pas."),
}
FULL = lazy("Ce nuage a déjà deux mille mots différents.")
UPSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


# ---- on the console ----


def prepare_pulse(viewer, room_id, *, kind, question_fr, question_en=None, is_shown=False):
    """Prepare a flash poll; `is_shown` says whether answers appear as they come. Raises Refusal("invalid")."""
    room = lock_live_room(room_id)
    require(policies.can_facilitate(viewer, room))
    faults = {name: fault for name, text in (("question_fr", question_fr or ""), ("question_en", question_en or ""))
              if (fault := _judge(text, name == "question_fr"))}
    if kind not in KINDS:
        faults["kind"] = lazy("Choisissez une réponse.")
    numbers = db.session.execute(select(func.count(), func.max(Pulse.number)).where(Pulse.room_id == room_id)).one()
    if numbers[0] >= MOST_PULSES:
        faults["question_fr"] = lazy("Cette salle a déjà cent sondages éclair : retirez-en d’abord.")
    if faults:
        raise Refusal("invalid", fields=faults)
    pulse = Pulse(id=secrets.token_urlsafe(16), room_id=room_id, number=(numbers[1] or 0) + 1, kind=kind,
                  question_fr=question_fr.strip(), question_en=(question_en or "").strip() or None, state=PREPARED,
                  is_shown=is_shown)
    db.session.add(pulse)
    db.session.flush()
    tell_consoles_after_commit(room_id)
    return pulse


def _judge(text, is_needed):
    text = text.strip()
    if is_needed and not text:
        return lazy("Écrivez la question.")
    if len(text) > LENGTHS["question"]:
        return lazy("Écrivez au plus 200 caractères.")
    return SENTENCES["bad_characters"] if any(map(is_bad, text)) else None


def lock_pulse(pulse_id):
    """Load a flash poll's room alone, then itself: (Room, Pulse); raises Missing, Refusal("unknown_room")."""
    room_id = db.session.scalar(select(Pulse.room_id).where(Pulse.id == pulse_id))
    if room_id is None:
        raise Missing()
    room = lock_live_room(room_id)
    pulse = db.session.get(Pulse, pulse_id, with_for_update=True, populate_existing=True)
    if pulse is None:
        raise Missing()
    return room, pulse


def launch_pulse(viewer, pulse_id):
    """Let the room answer; whatever flash poll was on its screens is put away. Never beside an open vote."""
    room, pulse = lock_pulse(pulse_id)
    claim_control(viewer, room)
    if pulse.state != RUNNING:
        require(policies.can_launch_pulse(policies.can_control(viewer, room), pulse, has_open_poll(room)))
        put_pulse_away(room.id)
        _move(room, pulse, RUNNING)
    return pulse


def show_pulse(viewer, pulse_id):
    """Show the answers, from now on as they come."""
    room, pulse = lock_pulse(pulse_id)
    claim_control(viewer, room)
    if not pulse.is_shown and pulse.state in ON_SCREEN:
        pulse.is_shown = True
        _move(room, pulse, pulse.state)
    return pulse


def end_pulse(viewer, pulse_id):
    """Take no more answers; what is shown stays on the screens until it is put away."""
    room, pulse = lock_pulse(pulse_id)
    claim_control(viewer, room)
    if pulse.state == RUNNING:
        _move(room, pulse, ENDED)
    return pulse


def clear_pulse(viewer, pulse_id):
    """Take a flash poll off the screens."""
    room, pulse = lock_pulse(pulse_id)
    claim_control(viewer, room)
    if pulse.state in ON_SCREEN:
        _move(room, pulse, AWAY)
    return pulse


def _move(room, pulse, state):
    pulse.state = state
    db.session.flush()
    changed(f"pulse:{pulse.id}")
    move(room)


def remove_pulse(viewer, pulse_id):
    """Remove a flash poll that is on no screen, with its counters."""
    room, pulse = lock_pulse(pulse_id)
    require(policies.can_remove_pulse(policies.can_facilitate(viewer, room), pulse))
    db.session.execute(delete(PulseAnswer).where(PulseAnswer.pulse_id == pulse_id))
    db.session.delete(pulse)
    db.session.flush()
    changed(f"pulse:{pulse_id}")
    tell_consoles_after_commit(room.id)


def hide_word(viewer, pulse_id, key, is_hidden=True):
    """Hide a word from every screen, or show it again; it is counted all the same."""
    room, pulse = lock_pulse(pulse_id)
    require(policies.can_facilitate(viewer, room))
    answer = db.session.get(PulseAnswer, (pulse_id, key), with_for_update=True, populate_existing=True)
    if answer is None or pulse.kind != "words":
        raise Missing()
    answer.is_hidden = is_hidden
    db.session.flush()
    changed(f"pulse:{pulse_id}")
    _tell_counts(room.id, pulse_id, [(key, answer.word, answer.count, is_hidden)])
    tell_consoles_after_commit(room.id)


# ---- in the room ----


def read_answer(kind, text):
    """Give (key, word) of an answer as it was sent; raises Refusal("invalid") with a sentence under "answer"."""
    if kind == "mood":
        if text not in MOODS:
            raise Refusal("invalid", fields={"answer": lazy("Choisissez une réponse.")})
        return text, ""
    try:
        return read_word(text)
    except BadWord as fault:
        raise Refusal("invalid", fields={"answer": SENTENCES[str(fault)]}) from None


def add_answers(answers):
    """Count [(pulse id, key, word)…] at once; gives True or a Refusal for each, in their order."""
    outcomes = dict.fromkeys(pulse_id for pulse_id, _key, _word in answers)
    kept = {}
    for pulse_id in sorted(outcomes):
        pulse = db.session.get(Pulse, pulse_id, with_for_update={"read": True}, populate_existing=True)
        if pulse is None or pulse.state != RUNNING:
            outcomes[pulse_id] = Refusal("pulse_over")
            continue
        kept[pulse_id] = _add(pulse, [(key, word) for ident, key, word in answers if ident == pulse_id])
    return [outcomes[pulse_id] or (True if key in kept[pulse_id] else Refusal("too_many", FULL))
            for pulse_id, key, _word in answers]


def _add(pulse, answers):
    """Raise the counters of one flash poll; gives the keys that were counted: there is an end to new words."""
    words, times = dict(reversed(answers)), Counter(key for key, _word in answers)
    mine = PulseAnswer.pulse_id == pulse.id
    known = set(db.session.scalars(select(PulseAnswer.key).where(mine, PulseAnswer.key.in_(times))))
    fresh = sorted(set(times) - known)
    if fresh:
        room_left = MOST_WORDS - db.session.scalar(select(func.count()).select_from(PulseAnswer).where(mine))
        fresh = fresh[:max(0, room_left)]
    counted = sorted(known.union(fresh))  # in one order everywhere: two writers never wait for each other
    if not counted:
        return set()
    insert = UPSERTS[db.engine.dialect.name](PulseAnswer).values([
        {"pulse_id": pulse.id, "key": key, "word": words[key], "count": times[key], "is_hidden": False}
        for key in counted])
    db.session.execute(insert.on_conflict_do_update(
        index_elements=["pulse_id", "key"], set_={"count": PulseAnswer.count + insert.excluded.count}))
    rows = db.session.execute(select(PulseAnswer.key, PulseAnswer.word, PulseAnswer.count, PulseAnswer.is_hidden).where(
        mine, PulseAnswer.key.in_(counted))).all()
    _tell_counts(pulse.room_id, pulse.id, [tuple(row) for row in rows])
    return set(counted)


def _tell_counts(room_id, pulse_id, rows):
    """Let the screens know of counters once they are committed."""
    known = halls()

    def tell():
        hall = known.halls.get(room_id)
        if hall is not None and hall.pulse is not None and hall.pulse.id == pulse_id:
            hall.pulse.count(rows)
            known.on_counts(hall)
        known.tell_others("pulse", [room_id, pulse_id])

    after_commit(tell)

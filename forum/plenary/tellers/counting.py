"""What tellers count by hand: entered for a channel of an open poll, confirmed by another teller."""

from forum.core.database import utc_now
from forum.core.errors import Refusal
from forum.core.i18n import lazy
from forum.core.policies import require
from forum.plenary import policies
from forum.plenary.hall import tell_consoles_after_commit
from forum.plenary.polls.services import lock_poll
from forum.plenary.rooms import actor
from forum.votes import services as votes
from forum.votes.methods import METHODS
from forum.votes.presenters import choice_words

SEPARATORS = {"ranking": ">", "marks": ","}
REASONED = "object"


def enter_count(viewer, poll_id, channel, people, choices):
    """Enter what was counted: [(choice, ballots)…]; raises Refusal("invalid") with the faults by field."""
    room, teller = _teller(viewer, poll_id)
    row = votes.enter_count(poll_id, channel, people, choices, teller, utc_now())
    tell_consoles_after_commit(room.id)
    return row


def confirm_count(viewer, poll_id, channel, seen):
    """Confirm what somebody else entered, as it was shown (`seen` is its fingerprint)."""
    room, teller = _teller(viewer, poll_id)
    row = votes.confirm_count(poll_id, channel, seen, teller, utc_now())
    tell_consoles_after_commit(room.id)
    return row


def remove_count(viewer, poll_id, channel):
    """Take back what was counted in a channel."""
    room, teller = _teller(viewer, poll_id)
    votes.remove_count(poll_id, channel, teller, utc_now())
    tell_consoles_after_commit(room.id)


def _teller(viewer, poll_id):
    room, _item, _poll = lock_poll(poll_id)
    require(policies.can_count(viewer, room))
    return room, votes.Teller(f"account:{viewer.id}", actor(viewer))


def list_kinds(poll):
    """List the kinds of ballots that a teller may find, [(choice, its words)…], and whether others have to be typed.

    All can be listed where a ballot is one answer, or one option; those with a reason cannot.
    """
    method, paper = METHODS[poll.method], poll.paper
    choices, has_lines = [], False
    if method.BALLOT == "answer":
        choices = [{"answer": answer} for answer in method.ANSWERS if answer != REASONED]
        has_lines = REASONED in method.ANSWERS
    elif poll.method == "choose" or (method.BALLOT == "options" and paper.maximum == 1):
        choices = [{"options": [key]} for key in paper.options]
    if not choices:
        return [], True
    return [(choice, ", ".join(choice_words(poll, choice)))
            for choice in [*choices, *([{"blank": True}] if paper.blank else [])]], has_lines


def read_lines(text, kind):
    """Read counted ballots, a kind of ballot a line: [(choice, number)…]; raises Refusal("invalid") with the line.

    « 12 : a, c » for options, « 3 : a > b = c » for a ranking, « 2 : a=3, b=1 » for marks, « 4 : blanc » for blank
    ballots; for an objection its reason.
    """
    choices = []
    for place, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        number, colon, said = line.replace("\u00a0", " ").partition(":")
        if not colon or not number.strip().isascii() or not number.strip().isdigit() or len(number.strip()) > 6:
            raise Refusal("invalid", fields={"lines": lazy("Ligne %(place)s : un nombre, deux points, un bulletin.",
                                                           place=place)})
        choices.append((read_said(said.strip(), kind), int(number)))
    return choices


def read_said(said, kind):
    """Read one ballot as it is written on a line; what makes no sense is refused when it is judged."""
    if said.lower() in ("blanc", "blank"):
        return {"blank": True}
    parts = [part.strip() for part in said.split(SEPARATORS.get(kind, ",")) if part.strip()]
    if kind == "answer":  # only an objection is typed, by its reason: « 2 : le budget manque »
        return {"answer": REASONED, "reason": said}
    if kind == "ranking":
        return {"ranking": [[key.strip() for key in part.split("=")] for part in parts]}
    if kind == "marks":
        pairs = [part.partition("=") for part in parts]
        return {"marks": {key.strip(): _mark(mark.strip()) for key, _, mark in pairs}}
    return {"options": parts}


def _mark(text):
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else text


def write_said(choice):
    """Write one ballot as it is typed on a line."""
    if "blank" in choice:
        return "blanc"
    if "answer" in choice:
        return choice["reason"]
    if "ranking" in choice:
        return " > ".join(" = ".join(group) for group in choice["ranking"])
    if "marks" in choice:
        return ", ".join(f"{key}={mark}" for key, mark in choice["marks"].items())
    return ", ".join(choice["options"])

"""How those who ask for a seat are admitted: as they come, by a slip or a badge, with their account.

An open room asks nothing of the database here, however many come at once.
"""

from dataclasses import dataclass, field

from sqlalchemy import or_, select

from forum.core.database import db
from forum.core.errors import Refusal
from forum.core.i18n import lazy
from forum.events.models import ProgrammeItem
from forum.plenary.entry import codes
from forum.plenary.entry.models import Participant, Pass
from forum.plenary.models import Seat

ELSEWHERE = lazy("Ce siège est déjà tenu par un autre appareil. Déplacez-le : sur cet autre appareil, touchez "
                 "« Changer d’appareil »; s’il ne marche plus, demandez à l’accueil.")
ANOTHER = lazy("Cet appareil tient déjà le siège de quelqu’un. Votez d’un autre appareil, ou à un poste de vote.")
REVOKED = lazy("Ce billet a été annulé. Demandez-en un autre à l’accueil.")
NOT_HERE = lazy("Cette personne n’a pas encore été accueillie. Passez d’abord à l’accueil.")
NEEDS_SLIP = lazy("Tapez le code de huit signes de votre billet.")
NEEDS_BADGE = lazy("Tapez le code de huit signes que l’accueil vous a remis.")
NEEDS_ACCOUNT = lazy("Connectez-vous : dans cette salle, chaque compte a un siège.")
UNKNOWN = lazy("Aucun billet de cette salle ne porte ce code. Vérifiez-le, signe par signe.")


class UnknownPass(Refusal):
    """Refuse a code that is nobody's: whoever types many of them is slowed."""

    def __init__(self):
        super().__init__("invalid", UNKNOWN, {"slip": UNKNOWN})


@dataclass(frozen=True)
class Admitted:
    """Hold how somebody was admitted, and what is known of them whatever they say themselves."""

    entry: str = "open"
    pass_id: int | None = None
    account_id: int | None = None
    known: dict = field(default_factory=dict)

    @property
    def is_tied(self):
        """Tell whether this seat is one person's, by a pass or an account."""
        return self.pass_id is not None or self.account_id is not None

    def columns(self):
        """Give the columns of the seat."""
        return {"entry": self.entry, "pass_id": self.pass_id, "account_id": self.account_id}


class Gate:
    """Judge how each of several wishes enters one room."""

    def __init__(self, room, wishes):
        self.room = room
        self.passes, self.people, self.holders = {}, {}, {}
        if room.entry in ("slips", "checked_in"):
            self._load_passes([wish["slip"] for wish in wishes if wish.get("slip")])
        if room.entry == "accounts":
            ids = {wish["account"].id for wish in wishes if wish.get("account")}
            self._load_holders(Seat.account_id, ids)
        named = {wish["workshop"] for wish in wishes if wish.get("workshop") is not None}
        self.workshops = set(db.session.scalars(select(ProgrammeItem.id).where(
            ProgrammeItem.event_id == room.event_id, ProgrammeItem.kind == "workshop",
            ProgrammeItem.id.in_(named)))) if named else set()

    def _load_passes(self, typed):
        hashes = {_hash(self.room.event_id, text): text for text in typed}
        rows = find_passes(self.room, set(hashes) - {None})
        for row, person in rows:
            self.passes[row.code_hash] = self.passes[row.key_hash] = row
            self.people[row.id] = person
        self._load_holders(Seat.pass_id, {row.id for row, _ in rows})

    def _load_holders(self, column, ids):
        if ids:
            query = select(Seat).where(Seat.room_id == self.room.id, column.in_(ids))
            self.holders = {getattr(seat, column.key): seat for seat in db.session.scalars(query)}

    def holder_of(self, admitted):
        """Give the seat that a pass or an account already has in the room, or None."""
        return self.holders.get(admitted.pass_id or admitted.account_id) if admitted.is_tied else None

    def seated(self, admitted, seat):
        """Remember the seat that was given, for those who come next in the same batch."""
        if admitted.is_tied:
            self.holders[admitted.pass_id or admitted.account_id] = seat

    def judge(self, wish):
        """Give how a wish is admitted; raises Refusal("invalid" or "forbidden") with a sentence for `slip`.

        Who only observes needs nothing, and stands on no roll.
        """
        if self.room.entry == "open" or (wish["capacity"] == "observer" and not wish.get("slip")):
            return Admitted()
        if self.room.entry == "accounts":
            return self._judge_account(wish.get("account"))
        return self._judge_pass(wish.get("slip"))

    def _judge_account(self, account):
        if account is None:
            raise refuse("forbidden", NEEDS_ACCOUNT)
        return Admitted("accounts", account_id=account.id, known={"name": account.name})

    def _judge_pass(self, text):
        if not (text or "").strip():
            raise refuse("invalid", NEEDS_SLIP if self.room.entry == "slips" else NEEDS_BADGE)
        row = self.passes.get(_hash(self.room.event_id, text))
        person = self.people.get(row.id) if row else None
        if row is None or (self.room.entry == "slips") != (person is None):
            raise UnknownPass()
        if row.revoked_at is not None:
            raise refuse("forbidden", REVOKED)
        if person is None:
            return Admitted("slips", row.id, known={"sector": row.sector} if row.sector else {})
        if person.checked_in_at is None:
            raise refuse("forbidden", NOT_HERE)
        known = {"name": person.name, "organisation": person.organisation, "capacity": person.capacity,
                 "workshop": person.workshop_id, **({"sector": person.sector} if person.sector else {})}
        return Admitted("checked_in", row.id, known=known)


def refuse(code, sentence):
    """Build the refusal of a pass, whose sentence stands beside the field in which it is typed."""
    return Refusal(code, sentence, {"slip": sentence})


def _hash(event_id, text):
    if codes.is_key(text):
        return codes.hash_key(text)
    code = codes.read_code(text)
    return code and codes.hash_code(f"event:{event_id}", code)


def find_passes(room, hashes):
    """Give [(Pass, Participant or None)…] of the passes with one of these hashes that are good in a room."""
    if not hashes:
        return []
    query = select(Pass, Participant).outerjoin(Participant, Participant.pass_id == Pass.id).where(
        Pass.event_id == room.event_id, or_(Pass.room_id.is_(None), Pass.room_id == room.id),
        or_(Pass.code_hash.in_(hashes), Pass.key_hash.in_(hashes)))
    return [tuple(row) for row in db.session.execute(query)]


def find_pass(room, text):
    """Give the (Pass, Participant or None) that a typed code or a scanned key names in a room, or None."""
    hashed = _hash(room.event_id, text or "")
    return next(iter(find_passes(room, {hashed} if hashed else set())), None)

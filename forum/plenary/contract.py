"""The contract as data: bodies, answers, routes, messages and refusals, for the doors and for their documentation."""

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from forum.core.i18n import lazy
from forum.plenary.contract_shapes import Body, PulseAnswered, PulseChanged, PulseShown, Text
from forum.plenary.rules import LENGTHS
from forum.votes.spec import METHOD_NAMES

Hex32 = Annotated[str, StringConstraints(pattern="^[0-9a-fA-F]{32}$")]
Phase = Literal["lobby", "open", "closed", "published"]


class SeatWish(Body):
    """A device asks for a seat; the same `device` is given the same seat again."""

    sector: str
    device: Hex32 | None = Field(None, description="Drawn by the client, so that a retry is the same seat.")
    name: Annotated[str, StringConstraints(max_length=4 * LENGTHS["name"])] | None = None
    organisation: Annotated[str, StringConstraints(max_length=4 * LENGTHS["organisation"])] | None = None
    capacity: Literal["personal", "organisation", "observer"] | None = None


class OptionWish(Body):
    """One option of a poll that is prepared."""

    id: str
    label: Text
    subject: str | None = None
    cost: int | None = None


class QuorumWish(Body):
    """How many must have voted: a share such as "1/2" of the entitled or of the present."""

    share: str
    of: Literal["entitled", "present"] | None = None
    strict: bool | None = None
    count: Literal["cast", "expressed"] | None = Field(
        None, description='"expressed" leaves abstentions and blank ballots out; "cast" when absent.')


class TieWish(Body):
    """What settles a tie, chosen before opening; without it a tie stays a tie."""

    by: Literal["keep", "runoff", "criterion", "lot"]
    text: str | None = Field(None, description="The criterion, in words.")
    order: list[str] | None = Field(None, description="The options as the criterion puts them, best first.")
    hash: str | None = Field(None, description="Refused: a lot is drawn by the server, and its hash shown at once.")
    seed: str | None = Field(None, description="Refused: the seed is shown with the published result.")


class RuleWish(Body):
    """When a poll adopts: a share such as "2/3" of a base; what settles a tie."""

    majority: str | None = None
    strict: bool | None = None
    base: Literal["expressed", "cast", "present", "entitled"] | None = None
    quorum: QuorumWish | None = None
    tie: TieWish | None = None
    colleges: list[str] | None = Field(None, description="Sectors in each of which the majority has to hold.")
    proxies: int | None = Field(None, description="How many absent people one holder may vote for; 0 when absent.")


class PollWish(Body):
    """A poll to prepare."""

    question: Text
    method: Literal[METHOD_NAMES]
    options: list[OptionWish] | None = None
    subject: str | None = Field(None, description='"piste:2007-1G" or "recommendation:2021-2.1"')
    select: int | None = Field(None, description="How many are to be chosen; 1 when absent.")
    maximum: int | None = None
    minimum: int | None = None
    points: int | None = None
    grades: list[str] | None = Field(None, description="The words of the grades, best first.")
    budget: int | None = None
    secret: bool | None = None
    blank: bool | None = None
    admission: bool | None = None
    wording: Text | None = None
    breakdown: bool | None = Field(None, description="Publish a table by sector, in which nothing small is shown.")
    rehearsal: bool | None = Field(None, description="Nothing of it counts, and no record is kept.")
    rule: RuleWish | None = None


CHOICES = {"anyOf": [
    {"type": "object", "required": ["options"],
     "properties": {"options": {"type": "array", "items": {"type": "string"}}}},
    {"type": "object", "required": ["answer"], "properties": {"answer": {"enum": ["yes", "no", "abstain"]}}},
    {"type": "object", "required": ["ranking"],
     "properties": {"ranking": {"type": "array", "items": {"type": "array", "items": {"type": "string"}}}}},
    {"type": "object", "required": ["marks"], "properties": {"marks": {"type": "object"}}},
    {"type": "object", "required": ["blank"], "properties": {"blank": {"const": True}}},
]}


class BallotBody(Body):
    """A ballot: the secret that the device drew for this seat and poll, and the choice."""

    secret: Hex32 = Field(repr=False)
    choice: Annotated[dict[str, Any], Field(repr=False, json_schema_extra=CHOICES)]
    represented: Annotated[str, StringConstraints(max_length=64)] | None = Field(
        None, alias="for", repr=False, description="The key of the absent person whose proxy this seat holds, as its"
        " `proxies` give it; each has a secret of their own. The seat itself when absent.")


class VoteMessage(BallotBody):
    """The same over Socket.IO."""

    poll: str


class Reason(Body):
    """Why a poll is cancelled; it is shown to the room and kept."""

    reason: str


class Correction(Reason):
    """A poll put right: why the first is cancelled, and the poll that takes its place."""

    poll: PollWish


class ProblemBody(Body):
    """A problem with a vote, in words; public, with the chair's answer. Signed only if `name` is there."""

    text: str = Field(description="At most 1,000 characters.")
    name: str | None = None


class ReservationBody(ProblemBody):
    """A disagreement that stands beside a result, once somebody has read it."""

    organisation: str | None = None


class Nothing(Body):
    """An empty object; no body at all means the same."""


class SeatAnswer(BaseModel):
    """The seat's token, and the room's code."""

    seat: str
    room: str
    number: int


class OptionShown(BaseModel):
    id: str
    label: Text
    subject: str | None = None
    code: str | None = None
    theme: int | None = None
    cost: int | None = None


class PollShown(BaseModel):
    """A poll as everybody in the room may see it; `result` is there only once it is published."""

    id: str
    state: Literal["prepared", "open", "closed", "published", "cancelled"]
    question: Text
    method: Literal[METHOD_NAMES]
    options: list[OptionShown]
    minimum: int | None
    maximum: int | None
    points: int | None = None
    grades: list[str] | None = None
    budget: int | None = None
    select: int
    blank: bool
    rule: dict[str, Any]
    secret: bool
    indicative: bool
    admission: bool
    entitled: int | None
    breakdown: bool
    rehearsal: bool
    sectors: dict[str, Text] | None = None
    subject: str | None = None
    wording: Text | None = None
    wording_version: int | None = None
    reason: str | None = None
    result: dict[str, Any] | None = None
    turnout: dict[str, Any] | None = None
    seal: str | None = None
    seal_words: list[str] | None = Field(
        None, description="Four French words made of the seal, from closing on, for the hall to compare by eye.")


class Snapshot(BaseModel):
    """The whole state of a room; `sequence` only grows."""

    sequence: int
    phase: Phase
    poll: PollShown | None
    present: int
    voted: int
    room: str
    event: Text
    pulse: PulseShown | None = None
    ended: bool = False


class SectorShown(BaseModel):
    id: str
    label: Text


class RoomAnswer(Snapshot):
    """The snapshot, and the sectors a seat may declare."""

    sectors: list[SectorShown]


class Counts(BaseModel):
    """What changes between two snapshots."""

    sequence: int
    present: int
    voted: int


class PulseAnswerBody(Body):
    """An answer to a flash poll: a mood's key, or a word."""

    answer: Annotated[str, StringConstraints(max_length=1000), Field(repr=False)]


class BallotAnswer(BaseModel):
    """The ballot is recorded; the same choice again is answered the same, `replaced` false."""

    receipt: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
    replaced: bool


class ProxyShown(BaseModel):
    """An absent person for whom a seat votes; told to that seat alone."""

    represented: str = Field(alias="for")
    name: str
    voted: bool


class VoterShown(BaseModel):
    """Where one seat stands in a poll; sent to that seat alone."""

    poll: str
    entitled: bool
    voted: bool
    proxies: list[ProxyShown] | None = None


class SaidAnswer(BaseModel):
    """It is written down."""

    at: str


class ProblemShown(BaseModel):
    """A problem, and what the chair made of it."""

    at: str
    text: str
    name: str | None = None
    answer: Literal["upheld", "redone", "cancelled", "not_upheld"] | None = None
    reason: str | None = None
    answered_at: str | None = None


class ReservationShown(BaseModel):
    text: str
    name: str | None = None
    organisation: str | None = None


class AnnexAnswer(BaseModel):
    """What came after the sealed record of a published poll: problems and their answers, and reservations."""

    poll: str
    seal: str
    problems: list[ProblemShown]
    reservations: list[ReservationShown]


class RunChanged(BaseModel):
    """The run of show is to be read again."""

    sequence: int


class SectorFigures(BaseModel):
    """How many of a sector are present and have voted; null where it would tell about fewer than five people."""

    sector: str
    present: int | None
    voted: int | None


class ConsoleFigures(Counts):
    """What a console shows of the room besides its state."""

    entitled: int
    not_voted: int | None
    waiting: int
    by_sector: list[SectorFigures]


class ErrorShown(BaseModel):
    code: str
    message: str
    fields: dict[str, str] | None = None


class ErrorAnswer(BaseModel):
    """Every refusal has this form."""

    error: ErrorShown


ANYONE, SEAT, FACILITATOR = "anyone", "seat", "facilitator"
ALWAYS = ("too_many", "server_error")
BODY_FAULTS = ("invalid", "too_large")


@dataclass(frozen=True)
class Route:
    """One address of the API: who calls it, what it takes, what it answers."""

    endpoint: str
    method: str
    path: str
    caller: str
    summary: object
    answers: dict
    refusals: tuple = ()
    body: type | None = None
    media: str = "application/json"
    query: dict = field(default_factory=dict)

    @property
    def codes(self):
        """Every refusal this address may answer."""
        return tuple(dict.fromkeys((*self.refusals, *(BODY_FAULTS if self.body else ()), *ALWAYS)))


JOIN_KEY = {"key": lazy("La clé du code QR : qui la donne n’est jamais ralenti, même derrière une adresse qui tape de "
                        "faux codes")}
ACT = ("not_found", "forbidden", "poll_not_open", "poll_closed")
ROUTES = (
    Route("take_seat", "POST", "/rooms/<code>/seats", ANYONE, lazy("Prendre un siège dans une salle"),
          {201: SeatAnswer, 200: SeatAnswer}, ("unknown_room",), SeatWish, query=JOIN_KEY),
    Route("get_room", "GET", "/rooms/<code>", ANYONE, lazy("Lire l’état de la salle"), {200: RoomAnswer},
          ("unknown_room",), query=JOIN_KEY),
    Route("prepare_poll", "POST", "/rooms/<code>/polls", FACILITATOR, lazy("Préparer un vote"), {201: PollShown},
          ("unknown_room", "forbidden"), PollWish),
    Route("take_control", "POST", "/rooms/<code>/control", FACILITATOR, lazy("Prendre la main dans la salle"),
          {200: Snapshot}, ("unknown_room", "forbidden"), Nothing),
    Route("open_poll", "POST", "/polls/<poll_id>/opening", FACILITATOR, lazy("Ouvrir un vote"), {200: PollShown}, ACT,
          Nothing),
    Route("close_poll", "POST", "/polls/<poll_id>/closing", FACILITATOR, lazy("Fermer un vote"), {200: PollShown}, ACT,
          Nothing),
    Route("publish_poll", "POST", "/polls/<poll_id>/publication", FACILITATOR, lazy("Publier le résultat d’un vote"),
          {200: PollShown}, (*ACT, "not_published"), Nothing),
    Route("cancel_poll", "POST", "/polls/<poll_id>/cancellation", FACILITATOR, lazy("Annuler un vote"),
          {200: PollShown}, ACT, Reason),
    Route("correct_poll", "POST", "/polls/<poll_id>/correction", FACILITATOR,
          lazy("Annuler un vote et le reprendre corrigé, en un seul acte"), {201: PollShown}, ACT, Correction),
    Route("prepare_runoff", "POST", "/polls/<poll_id>/runoff", FACILITATOR,
          lazy("Préparer un second tour entre les options à égalité, ou entre les deux premières"), {201: PollShown},
          ("not_found", "forbidden", "unknown_room"), Nothing),
    Route("report_problem", "POST", "/polls/<poll_id>/problems", SEAT, lazy("Signaler un problème"), {201: SaidAnswer},
          ("no_seat", "wrong_room", "not_found", "unknown_room"), ProblemBody),
    Route("add_reservation", "POST", "/polls/<poll_id>/reservations", SEAT, lazy("Exprimer une réserve"),
          {201: SaidAnswer}, ("no_seat", "wrong_room", "not_found", "not_published", "unknown_room"), ReservationBody),
    Route("cast_ballot", "POST", "/polls/<poll_id>/ballots", SEAT, lazy("Voter, ou modifier son vote"),
          {201: BallotAnswer, 200: BallotAnswer},
          ("no_seat", "wrong_room", "not_entitled", "not_found", "poll_not_open", "poll_closed", "ballot_elsewhere",
           "secret_in_use"), BallotBody),
    Route("get_voter", "GET", "/polls/<poll_id>/voter", SEAT, lazy("Savoir si son siège peut voter, et s’il a voté"),
          {200: VoterShown}, ("no_seat", "wrong_room", "not_found")),
    Route("answer_pulse", "POST", "/pulses/<pulse_id>/answers", SEAT,
          lazy("Répondre à un sondage éclair, qui n’est pas un vote"), {201: PulseAnswered},
          ("no_seat", "pulse_over", "pulse_answered"), PulseAnswerBody),
    Route("get_record", "GET", "/polls/<poll_id>/record", ANYONE, lazy("Lire le relevé scellé d’un vote publié"),
          {200: None}, ("not_found", "not_published")),
    Route("get_annex", "GET", "/polls/<poll_id>/record/annex", ANYONE,
          lazy("Lire ce qui est venu après le relevé : problèmes, réponses, réserves"), {200: AnnexAnswer},
          ("not_found", "not_published")),
)


@dataclass(frozen=True)
class Message:
    """One message of the namespace /plenary."""

    name: str
    comes_from: Literal["server", "client"]
    summary: object
    payload: type
    answer: type | None = None
    refusals: tuple = field(default=())


MESSAGES = (
    Message("state", "server",
            lazy("L’état entier, à la connexion et à chaque ouverture, fermeture, publication ou annulation"),
            Snapshot),
    Message("counts", "server", lazy("Entre deux états : combien de présents, combien ont voté"), Counts),
    Message("pulse", "server", lazy("Aux écrans et aux consoles : où en est le sondage éclair"), PulseChanged),
    Message("voter", "server", lazy("À un siège seul : peut-il voter, a-t-il voté"), VoterShown),
    Message("vote", "client",
            lazy("Voter, ou modifier son vote; l’accusé de réception est la réponse de POST …/ballots"),
            VoteMessage, BallotAnswer, next(route.codes for route in ROUTES if route.endpoint == "cast_ballot")),
    Message("run", "server", lazy("Aux consoles : le déroulement a changé, le relire"), RunChanged),
    Message("console", "server", lazy("Aux consoles : les chiffres de la salle, rien sur moins de cinq personnes"),
            ConsoleFigures),
)

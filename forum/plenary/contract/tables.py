"""The contract as data: bodies, answers, routes, messages and refusals, for the doors and for their documentation."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from forum.core.i18n import lazy
from forum.plenary.contract.bodies import (
    BallotBody,
    Correction,
    Nothing,
    PollWish,
    ProblemBody,
    Reason,
    ReservationBody,
    SeatWish,
    VoteMessage,
)
from forum.plenary.contract.shapes import ANYONE, FACILITATOR, SEAT, Message, Route, Text
from forum.plenary.floor.contract import FLOOR_MESSAGES, FLOOR_ROUTES, FloorFigures
from forum.plenary.pulses.contract import PULSE_MESSAGES, PULSE_ROUTES, PulseShown
from forum.plenary.questions.contract import QUESTION_MESSAGES, QUESTION_ROUTES, QuestionFigures
from forum.plenary.rules import ENTRIES
from forum.votes.spec import METHOD_NAMES

Phase = Literal["lobby", "open", "closed", "published"]
Entry = Literal[ENTRIES]


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


class SectorShown(BaseModel):
    id: str
    label: Text


class GroupShown(BaseModel):
    id: int
    label: Text


class ElectorateShown(BaseModel):
    """Who a poll is for."""

    sectors: list[SectorShown] | None = None
    workshop: GroupShown | None = None


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
    entry: Entry | None = Field(None, description="How those on the roll were admitted; absent in an open room.")
    electorate: ElectorateShown | None = None
    stations: bool | None = Field(None, description="Shared stations stood open, which admit whoever comes.")
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
    """The whole state of a room; `sequence` only grows. A poll whose state is "prepared" is announced, not yet open."""

    sequence: int
    phase: Phase
    poll: PollShown | None
    present: int
    voted: int
    room: str
    entry: Entry = Field("open", description="How a seat is taken: by anybody, with a slip, with the badge of a"
                         " participant who was checked in, with an account.")
    event: Text
    message: Text | None = Field(None, description="What the facilitator tells the whole room.")
    until: float | None = Field(None, description="Seconds left, when this was sent, to the end that was announced for"
                                " the open poll. Nothing closes by itself.")
    reveal: bool = Field(True, description="Whether the hall's screen shows the result of the poll, once published.")
    pulse: PulseShown | None = None
    floor: FloorFigures | None = None
    questions: QuestionFigures | None = None
    ended: bool = False


class WorkshopShown(BaseModel):
    id: int
    title: Text


class RoomAnswer(Snapshot):
    """The snapshot, and the sectors and the workshops a seat may declare."""

    sectors: list[SectorShown]
    workshops: list[WorkshopShown] | None = None


class Counts(BaseModel):
    """What changes between two snapshots."""

    sequence: int
    present: int
    voted: int


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
    outside: bool | None = Field(None, description="True when the poll is for others.")
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
    reconnecting: int = Field(description="Devices whose line broke in the last minute and a half.")
    screens: int
    polling: int = Field(description="Devices without a WebSocket, counted every ten seconds.")
    requests: int = Field(description="Devices that come by plain requests alone.")
    delay_p50: int | None = Field(description="Milliseconds that half of the devices take to answer a ping.")
    delay_p95: int | None
    by_sector: list[SectorFigures]


class ErrorShown(BaseModel):
    code: str
    message: str
    fields: dict[str, str] | None = None


class ErrorAnswer(BaseModel):
    """Every refusal has this form."""

    error: ErrorShown


JOIN_KEY = {"key": lazy("La clé du code QR : qui la donne n’est jamais ralenti, même derrière une adresse qui tape de "
                        "faux codes")}
ACT = ("not_found", "forbidden", "poll_not_open", "poll_closed")
ROUTES = (
    Route("take_seat", "POST", "/rooms/<code>/seats", ANYONE, lazy("Prendre un siège dans une salle"),
          {201: SeatAnswer, 200: SeatAnswer}, ("unknown_room", "forbidden"), SeatWish, query=JOIN_KEY),
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
    *PULSE_ROUTES,
    Route("get_record", "GET", "/polls/<poll_id>/record", ANYONE, lazy("Lire le relevé scellé d’un vote publié"),
          {200: None}, ("not_found", "not_published")),
    Route("get_annex", "GET", "/polls/<poll_id>/record/annex", ANYONE,
          lazy("Lire ce qui est venu après le relevé : problèmes, réponses, réserves"), {200: AnnexAnswer},
          ("not_found", "not_published")),
    *FLOOR_ROUTES,
    *QUESTION_ROUTES,
)


MESSAGES = (
    Message("state", "server",
            lazy("L’état entier, à la connexion et à chaque ouverture, fermeture, publication ou annulation"),
            Snapshot),
    Message("counts", "server", lazy("Entre deux états : combien de présents, combien ont voté"), Counts),
    *PULSE_MESSAGES,
    Message("voter", "server", lazy("À un siège seul : peut-il voter, a-t-il voté"), VoterShown),
    Message("vote", "client",
            lazy("Voter, ou modifier son vote; l’accusé de réception est la réponse de POST …/ballots"),
            VoteMessage, BallotAnswer, next(route.codes for route in ROUTES if route.endpoint == "cast_ballot")),
    Message("echo", "client", lazy("Mesurer l’aller-retour; l’accusé de réception est vide"), Nothing, Nothing),
    Message("run", "server", lazy("Aux consoles : le déroulement a changé, le relire"), RunChanged),
    Message("console", "server", lazy("Aux consoles : les chiffres de la salle, rien sur moins de cinq personnes"),
            ConsoleFigures),
    *FLOOR_MESSAGES,
    *QUESTION_MESSAGES,
)

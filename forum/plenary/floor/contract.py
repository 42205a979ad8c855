"""What the contract says of the floor and of questions from the room: shapes, routes, messages."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from forum.core.i18n import lazy
from forum.plenary.contract.bodies import Nothing
from forum.plenary.contract.rows import ANYONE, FACILITATOR, SEAT, Message, Route
from forum.plenary.contract.shapes import Body, Text
from forum.plenary.floor import rules as floor_rules
from forum.plenary.questions import rules as question_rules

Label = Literal[floor_rules.LABELS]


class FloorFigures(BaseModel):
    """The list of speaking requests in figures: nobody's name. `speaking` is the turn that has the floor."""

    id: str
    open: bool
    labels: bool
    waiting: int
    speaking: int | None
    version: int


class FloorChanged(BaseModel):
    """The list moved; sent to everybody, once a second at most."""

    sequence: int
    floor: FloorFigures | None


class QuestionFigures(BaseModel):
    """The questions that the room is shown, in figures; `screen` is what the hall's screen shows of them."""

    id: str
    open: bool
    version: int
    screen: Literal[question_rules.ON_SCREEN]


class QuestionsChanged(BaseModel):
    """Questions, or their support, changed: read them again; sent to everybody, every three seconds at most."""

    sequence: int
    questions: QuestionFigures | None


class TurnShown(BaseModel):
    """Who has the floor. The name is there only where that person chose to be named."""

    id: int
    name: str | None
    seat: int | None
    sector: Text | None
    label: Label | None
    elapsed: int = Field(description="Seconds, by the server's clock.")
    seconds: int = Field(description="How long a speaker has; nothing is cut.")


class Standing(BaseModel):
    """Where one seat stands; sent to that seat alone."""

    state: Literal["none", "waiting", "speaking", "removed"]
    place: int | None = None
    elapsed: int | None = None
    seconds: int | None = None


class FloorAnswer(BaseModel):
    """The floor as everybody may see it, and where the caller's seat stands. Null before it was ever opened."""

    floor: FloorFigures | None
    speaker: TurnShown | None = None
    mine: Standing | None = None


class FloorSettings(Body):
    """How the floor is asked for; what is absent stays."""

    order: Literal[floor_rules.ORDERS] | None = Field(
        None, description="In order of asking, sectors in turn, or for and against in turn.")
    labels: bool | None = Field(None, description="Who asks says: for, against, or a procedural point.")
    seconds: int | None = None


class FloorWish(Body):
    """Ask to speak. With `named` the room sees the name that the seat gave."""

    label: Label | None = None
    named: bool | None = None


class FloorGiven(Body):
    """Whom the floor is given to; the next one when absent. `seen` is whom the caller saw speaking, 0 for nobody."""

    turn: int | None = None
    seen: int | None = None


class QuestionShown(BaseModel):
    """A question that the whole room may read; signed neither by a name nor by a seat it is anonymous."""

    id: str
    text: str
    name: str | None
    seat: int | None
    support: int
    shortlisted: bool
    answered: Literal["live", "written"] | None
    answer: str | None


class QuestionsAnswer(BaseModel):
    """The questions of the round that the room is shown, as the room sees them; `questions` is null without one."""

    questions: QuestionFigures | None
    subject: Text | None = None
    anonymous: bool | None = None
    approval: bool | None = None
    items: list[QuestionShown]


class OwnQuestion(BaseModel):
    id: str
    text: str
    state: Literal[question_rules.STATES]


class OwnQuestions(BaseModel):
    """What one seat asked and supports in the round that is shown; told to that seat alone."""

    asked: list[OwnQuestion]
    supported: list[str]


class QuestionWish(Body):
    """A question for the room; how it is signed, anonymous where that is allowed when absent."""

    text: Annotated[str, StringConstraints(max_length=10 * question_rules.LENGTHS["text"])]
    sign: Literal[question_rules.SIGNATURES] | None = None


class SupportAnswer(BaseModel):
    """How many support the question now; the same wish again is answered the same."""

    support: int


OF_ROOM = ("unknown_room", "no_seat", "wrong_room")
LED = ("unknown_room", "forbidden", "not_found")
FLOOR_ROUTES = (
    Route("get_floor", "GET", "/rooms/<code>/floor", ANYONE,
          lazy("Lire où en sont les demandes de parole, et où en est son siège"), {200: FloorAnswer},
          ("unknown_room",)),
    Route("ask_floor", "POST", "/rooms/<code>/floor/requests", SEAT, lazy("Demander la parole"),
          {201: Standing, 200: Standing}, (*OF_ROOM, "floor_closed"), FloorWish),
    Route("withdraw_floor", "POST", "/rooms/<code>/floor/withdrawal", SEAT,
          lazy("Retirer sa demande, ou rendre la parole"), {200: Standing}, OF_ROOM, Nothing),
    Route("open_floor", "POST", "/rooms/<code>/floor/opening", FACILITATOR,
          lazy("Ouvrir la liste des demandes de parole"), {200: FloorAnswer}, LED, FloorSettings),
    Route("close_floor", "POST", "/rooms/<code>/floor/closing", FACILITATOR,
          lazy("Fermer la liste; qui attend y reste"), {200: FloorAnswer}, LED, Nothing),
    Route("give_floor", "POST", "/rooms/<code>/floor/turn", FACILITATOR, lazy("Donner la parole"),
          {200: FloorAnswer}, (*LED, "floor_taken"), FloorGiven),
    Route("end_turn", "POST", "/rooms/<code>/floor/turn/end", FACILITATOR, lazy("Reprendre la parole"),
          {200: FloorAnswer}, LED, Nothing),
    Route("get_questions", "GET", "/rooms/<code>/questions/shown", ANYONE, lazy("Lire les questions de la salle"),
          {200: QuestionsAnswer}, ("unknown_room",)),
    Route("get_own_questions", "GET", "/rooms/<code>/questions/own", SEAT,
          lazy("Savoir ce que son siège a demandé et soutient"), {200: OwnQuestions}, OF_ROOM),
    Route("ask_question", "POST", "/rooms/<code>/questions", SEAT, lazy("Poser une question"), {201: OwnQuestion},
          (*OF_ROOM, "questions_closed"), QuestionWish),
    Route("support_question", "POST", "/questions/<question_id>/support", SEAT, lazy("Soutenir une question"),
          {200: SupportAnswer}, ("no_seat", "wrong_room", "not_found", "questions_closed"), Nothing),
    Route("unsupport_question", "POST", "/questions/<question_id>/support/withdrawal", SEAT,
          lazy("Ne plus soutenir une question"), {200: SupportAnswer},
          ("no_seat", "wrong_room", "not_found", "questions_closed"), Nothing),
)
FLOOR_MESSAGES = (
    Message("floor", "server", lazy("Combien attendent la parole, et si la liste est ouverte : jamais qui"),
            FloorChanged),
    Message("turn", "server", lazy("À un siège seul : où il en est dans la liste, ou que la parole est à lui"),
            Standing),
    Message("questions", "server", lazy("Les questions de la salle ont changé : les relire"), QuestionsChanged),
)

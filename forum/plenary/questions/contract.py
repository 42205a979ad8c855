"""What the contract says of questions from the room: shapes, routes, messages."""

from typing import Annotated, Literal

from pydantic import BaseModel, StringConstraints

from forum.core.i18n import lazy
from forum.plenary.contract.bodies import Nothing
from forum.plenary.contract.shapes import ANYONE, OF_ROOM, SEAT, Body, Message, Route, Text
from forum.plenary.questions import rules


class QuestionFigures(BaseModel):
    """The questions that the room is shown, in figures; `screen` is what the hall's screen shows of them."""

    id: str
    open: bool
    version: int
    screen: Literal[rules.ON_SCREEN]


class QuestionsChanged(BaseModel):
    """Questions, or their support, changed: read them again; sent to everybody, every three seconds at most."""

    sequence: int
    questions: QuestionFigures | None


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
    state: Literal[rules.STATES]


class OwnQuestions(BaseModel):
    """What one seat asked and supports in the round that is shown; told to that seat alone."""

    asked: list[OwnQuestion]
    supported: list[str]


class QuestionWish(Body):
    """A question for the room; how it is signed, anonymous where that is allowed when absent."""

    text: Annotated[str, StringConstraints(max_length=10 * rules.LENGTHS["text"])]
    sign: Literal[rules.SIGNATURES] | None = None


class SupportAnswer(BaseModel):
    """How many support the question now; the same wish again is answered the same."""

    support: int


QUESTION_ROUTES = (
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
QUESTION_MESSAGES = (
    Message("questions", "server", lazy("Les questions de la salle ont changé : les relire"), QuestionsChanged),
)

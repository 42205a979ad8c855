"""What the contract says of the floor: shapes, routes, messages."""

from typing import Literal

from pydantic import BaseModel, Field

from forum.core.i18n import lazy
from forum.plenary.contract.bodies import Nothing
from forum.plenary.contract.shapes import ANYONE, FACILITATOR, OF_ROOM, SEAT, Body, Message, Route, Text
from forum.plenary.floor import rules

Label = Literal[rules.LABELS]


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

    order: Literal[rules.ORDERS] | None = Field(
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
)
FLOOR_MESSAGES = (
    Message("floor", "server", lazy("Combien attendent la parole, et si la liste est ouverte : jamais qui"),
            FloorChanged),
    Message("turn", "server", lazy("À un siège seul : où il en est dans la liste, ou que la parole est à lui"),
            Standing),
)

"""What programs send to the room: each body of the contract as a strict shape."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from forum.plenary.contract.shapes import Body, Text
from forum.plenary.rules import LENGTHS
from forum.votes.spec import METHOD_NAMES

Hex32 = Annotated[str, StringConstraints(pattern="^[0-9a-fA-F]{32}$")]


class SeatWish(Body):
    """A device asks for a seat; the same `device` is given the same seat again."""

    sector: str | None = Field(None, description="One of the day's; absent where the slip or the badge bears it.")
    device: Hex32 | None = Field(None, description="Drawn by the client, so that a retry is the same seat.")
    name: Annotated[str, StringConstraints(max_length=4 * LENGTHS["name"])] | None = None
    organisation: Annotated[str, StringConstraints(max_length=4 * LENGTHS["organisation"])] | None = None
    capacity: Literal["personal", "organisation", "observer"] | None = None
    slip: Annotated[str, StringConstraints(max_length=80)] | None = Field(
        None, repr=False, description="The code of a slip or a badge, or the key of its QR code, where the room's"
        " `entry` asks for one; in a room of accounts the call bears the account's token.")
    workshop: int | None = Field(None, description="The id of one of the room's workshops.")


class ElectorateWish(Body):
    """Who a poll is for: some sectors, or the people of one workshop."""

    sectors: list[str] | None = None
    workshop: int | None = None


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
    weighted: bool | None = Field(None, description="Count by the weights of the seats; in a named poll only.")


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
    electorate: ElectorateWish | None = Field(None, description="Everybody on the roll when absent.")


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

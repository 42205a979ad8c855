"""Sectors in a vote, on both databases: colleges that each have to agree, tables that tell nothing of few people."""

import json

import pytest
from sqlalchemy import select

from forum.core.database import db
from forum.core.errors import Forbidden, Refusal
from forum.plenary.scene import make_poll
from forum.votes import queries, services
from forum.votes.models import Ballot, RollEntry
from forum.votes.recount import judge
from forum.votes.sealing import seal_of
from tests.support.polls import APPROVE, YESNO, act, cast, keep_app, open_poll, prepare, slip

TWO = {**YESNO, "rule": {"majority": "1/2", "colleges": ["x", "y"]}}
SECTORS = "x" * 6 + "y" * 6


@pytest.fixture(scope="module")
def app(backend):
    yield from keep_app(backend, "sectors")


def roll_of(sectors, **more):
    return [services.Voter(f"seat-{number:03}", sector=sector, **more) for number, sector in enumerate(sectors)]


def held(body, sectors, answers, **more):
    """Hold a poll whose voters are of these sectors, an answer each (None: did not vote); give its record."""
    poll_id = open_poll(prepare(body, **more), roll_of(sectors))
    cast(*(slip(poll_id, number, answer) for number, answer in enumerate(answers) if answer))
    act("close_poll", poll_id, len(sectors))
    act("publish", poll_id)
    db.session.rollback()
    return json.loads(queries.get_record(poll_id))


def judged(record):
    return judge(json.dumps({**record, "seal": seal_of(record)}).encode())


def refused(body, sectors):
    poll_id = prepare(body)
    with pytest.raises(Refusal) as refusal:
        open_poll(poll_id, roll_of(sectors))
    assert queries.get_poll(poll_id).state == "prepared"
    return str(next(iter(refusal.value.fields.values())))


# ---- colleges ----


@pytest.mark.parametrize("secret", [True, False])
def test_majority_has_to_hold_in_each_college(app, secret):
    answers = ["yes"] * 6 + ["yes"] * 3 + ["no"] * 3
    record = held(TWO, SECTORS, answers, secret=secret)
    result = record["result"]
    assert (result["figures"]["yes"], result["adopted"]) == (9, False)
    assert result["colleges"] == {
        "x": {"figures": {"yes": 6, "no": 0, "abstain": 0, "blank": 0}, "base": 6, "adopted": True},
        "y": {"figures": {"yes": 3, "no": 3, "abstain": 0, "blank": 0}, "base": 6, "adopted": False}}
    assert judged(record).code == 0
    assert held(TWO, SECTORS, ["yes"] * 10 + ["no"] * 2, secret=secret)["result"]["adopted"] is True


def test_college_is_measured_on_its_own_roll(app):
    rule = {"majority": "1/2", "base": "entitled", "colleges": ["x", "y"]}
    record = held({**YESNO, "rule": rule}, SECTORS, ["yes"] * 10)
    assert record["roll"]["colleges"] == {"x": {"entitled": 6, "present": 6}, "y": {"entitled": 6, "present": 6}}
    assert [college["base"] for college in record["result"]["colleges"].values()] == [6, 6]
    assert record["result"]["adopted"] is True
    assert judged(record).code == 0
    assert held({**YESNO, "rule": rule}, SECTORS, ["yes"] * 9)["result"]["adopted"] is False


def test_recount_redoes_the_colleges(app):
    record = held(TWO, SECTORS, ["yes"] * 9 + ["no"] * 3)
    moved = [{**ballot, "sector": "x"} for ballot in record["ballots"]]
    assert judged({**record, "ballots": moved}).code == 1
    colleges = record["result"]["colleges"]
    raised = {**colleges, "y": {**colleges["y"], "adopted": True}}
    assert judged({**record, "result": {**record["result"], "colleges": raised}}).code == 1
    assert judged({**record, "result": {**record["result"], "adopted": True}}).code == 1


def test_ballots_of_those_in_no_college_bear_nothing(app):
    record = held(TWO, SECTORS + "z" * 5, ["yes"] * 17)
    assert sorted(ballot.get("sector", "") for ballot in record["ballots"]) == [""] * 5 + ["x"] * 6 + ["y"] * 6
    assert record["result"]["figures"]["yes"] == 17
    assert judged(record).code == 0


@pytest.mark.parametrize("sectors", ["x" * 6 + "y" * 4, "x" * 6 + "y" * 6 + "z" * 2, "x" * 4 + "y" * 4])
def test_secret_poll_with_a_college_of_few_or_few_outside_is_not_opened(app, sectors):
    assert "5" in refused(TWO, sectors)
    open_poll(prepare(TWO, secret=False), roll_of(sectors))


def test_college_of_nobody_is_not_opened(app):
    assert refused({**TWO, "secret": False}, "x" * 9)


def test_latecomer_may_not_be_alone_outside_the_colleges(app):
    poll_id = open_poll(prepare(TWO, admission=True), roll_of(SECTORS))
    with pytest.raises(Forbidden):
        act("admit", poll_id, services.Voter("late", sector="z"))
    act("admit", poll_id, services.Voter("late", sector="y"))
    act("close_poll", poll_id, 13)
    act("publish", poll_id)
    assert json.loads(queries.get_record(poll_id))["roll"]["colleges"]["y"] == {"entitled": 7, "present": 7}


def test_colleges_and_a_table_in_one_secret_poll_are_refused(app):
    with pytest.raises(Refusal) as refusal:
        services.read_spec({**TWO, "breakdown": True})
    assert list(refusal.value.fields) == ["breakdown"]
    services.read_spec({**TWO, "breakdown": True, "secret": False})
    with pytest.raises(Refusal):
        services.read_spec({**APPROVE, "rule": {"colleges": ["x"]}})


# ---- quorum ----


@pytest.mark.parametrize(("count", "status", "counted"), [("cast", "decided", 4), ("expressed", "quorum_missed", 2)])
def test_quorum_says_whose_vote_helps_and_its_verdict_is_kept(app, count, status, counted):
    quorum = {"share": "1/2", "of": "entitled", "count": count}
    record = held({**YESNO, "rule": {"quorum": quorum}}, "x" * 8, ["yes", "yes", "abstain", {"blank": True}])
    assert record["result"]["status"] == status
    assert record["result"]["quorum"] == {"counted": counted, "needed": 4, "reached": status == "decided"}
    assert judged(record).code == 0
    wrong = {**record["result"]["quorum"], "counted": 8}
    assert judged({**record, "result": {**record["result"], "quorum": wrong}}).code == 1


# ---- tables by sector ----


def test_secret_table_hides_what_few_people_did_and_the_file_bears_no_sector(app):
    answers = ["yes"] * 12 + ["no"] * 8 + ["yes"] * 9 + ["no"] * 11 + ["yes"] * 3
    record = held(YESNO, "x" * 20 + "y" * 20 + "z" * 3, answers, breakdown=True)
    assert not [ballot for ballot in record["ballots"] if "sector" in ballot]
    assert record["poll"]["breakdown"] is True
    assert set(record["breakdown"]) == {"x", "y", "z"}
    assert record["breakdown"]["z"] == {"voted": None, "figures": dict.fromkeys(("yes", "no", "abstain", "blank"))}
    sizes = [row["voted"] for row in record["breakdown"].values()]
    assert sizes.count(None) >= 2, "the size of one sector would be what the others leave"
    assert judged(record).code == 0


def test_table_is_shown_where_every_cell_is_large(app):
    answers = (["yes"] * 12 + ["no"] * 8) * 2
    record = held(YESNO, "x" * 20 + "y" * 20, answers, breakdown=True)
    shown = {"voted": 20, "figures": {"yes": 12, "no": 8, "abstain": 0, "blank": 0}}
    assert record["breakdown"] == {"x": shown, "y": shown}
    poll = queries.get_poll(record["poll"]["id"])
    assert poll.turnout["breakdown"] == record["breakdown"]
    assert make_poll(poll)["turnout"]["breakdown"] == record["breakdown"]


def test_sectors_leave_the_rows_of_a_secret_poll_when_it_closes(app):
    poll_id = open_poll(prepare(YESNO, breakdown=True), roll_of("x" * 6))
    cast(*(slip(poll_id, number, "yes") for number in range(6)))
    assert set(db.session.scalars(select(Ballot.sector).where(Ballot.poll_id == poll_id))) == {"x"}
    act("close_poll", poll_id, 6)
    for model in (Ballot, RollEntry):
        assert set(db.session.scalars(select(model.sector).where(model.poll_id == poll_id))) == {None}


def test_sectors_leave_the_rows_when_it_is_cancelled(app):
    poll_id = open_poll(prepare(YESNO, breakdown=True), roll_of("x" * 6))
    cast(slip(poll_id, 1, "yes"))
    act("cancel", poll_id, "erreur")
    assert set(db.session.scalars(select(Ballot.sector).where(Ballot.poll_id == poll_id))) == {None}


def test_named_table_is_whole_and_its_ballots_bear_their_sector(app):
    record = held(APPROVE, "xxy", ["ab", "a", "c"], breakdown=True, secret=False)
    figures = dict.fromkeys("abcde", 0)
    assert record["breakdown"] == {"x": {"voted": 2, "figures": {**figures, "a": 2, "b": 1}},
                                   "y": {"voted": 1, "figures": {**figures, "c": 1}}}
    assert judged(record).code == 0
    wrong = {**record["breakdown"], "y": {"voted": 1, "figures": {**figures, "a": 1}}}
    assert judged({**record, "breakdown": wrong}).code == 1


def test_recount_tells_a_secret_table_that_shows_few_people_or_too_many(app):
    record = held(YESNO, "x" * 20 + "y" * 20, (["yes"] * 12 + ["no"] * 8) * 2, breakdown=True)
    for change in ({"yes": 3}, {"yes": 19}, {"yes": 25}):
        row = record["breakdown"]["x"]
        wrong = {**record["breakdown"], "x": {**row, "figures": {**row["figures"], **change}}}
        assert judged({**record, "breakdown": wrong}).code == 1
    for wrong in ([], {"x": 5}, {"x": {"voted": "6", "figures": {}}}, {"x": {"voted": 6, "figures": []}}):
        assert judged({**record, "breakdown": wrong}).code == 1



"""The chair's acts on both databases: frozen at opening, counted once at closing, kept when cancelled."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from forum.core.database import db, transaction
from forum.core.errors import Forbidden, Missing, Refusal
from forum.trails import services as trails
from forum.trails.models import Link
from forum.votes import queries, services
from forum.votes.models import Ballot, Option, Poll, RollEntry
from forum.votes.recount import judge
from forum.votes.sealing import seal_of
from tests.support.polls import (
    APPROVE,
    LATER,
    NOW,
    YESNO,
    act,
    cast,
    keep_app,
    open_poll,
    opened,
    prepare,
    slip,
    urn,
    voters,
)


@pytest.fixture(scope="module")
def app(backend):
    yield from keep_app(backend, "acts")


def poll_of(poll_id):
    db.session.rollback()
    return queries.get_poll(poll_id)


def record_of(poll_id):
    db.session.rollback()
    return json.loads(queries.get_record(poll_id))


def journal(poll_id):
    db.session.rollback()
    return [(row.act, row.detail) for row in queries.list_acts(poll_id)]


def refused(name, poll_id, *values):
    with pytest.raises(Refusal) as refusal:
        act(name, poll_id, *values)
    return refusal.value.code


def held(body=APPROVE, ballots=(), roll=5, **more):
    """Hold a poll to its publication; give its record."""
    poll_id = opened(body, roll, **more)
    cast(*(slip(poll_id, number, choice) for number, choice in enumerate(ballots)))
    act("close_poll", poll_id, roll)
    act("publish", poll_id)
    return record_of(poll_id)


# ---- preparing ----

def test_prepared_poll_spells_out_its_limits(app):
    poll = poll_of(prepare(maximum=None))
    assert (poll.state, poll.minimum, poll.maximum, poll.select) == ("prepared", 1, 5, 2)
    assert [(option.key, option.label_fr) for option in poll.options][:2] == [("a", "Piste a"), ("b", "Piste b")]
    assert len(poll.id) == 22
    assert poll.node_id


def test_prepared_poll_can_be_edited_until_it_opens(app):
    poll_id = prepare()
    spec = services.read_spec({**YESNO, "question": "Autre?"})
    act("edit_prepared", poll_id, spec)
    poll = poll_of(poll_id)
    assert (poll.method, poll.question_fr, poll.options, poll.maximum) == ("yesno", "Autre?", [], None)
    act("edit_prepared", poll_id, services.read_spec({**APPROVE, "maximum": 2}))
    act("edit_prepared", poll_id, services.read_spec(APPROVE))
    assert len(poll_of(poll_id).options) == 5
    open_poll(poll_id)
    with pytest.raises(Forbidden):
        act("edit_prepared", poll_id, spec)
    assert poll_of(poll_id).method == "approve"


def test_malformed_poll_is_refused_with_a_sentence_for_each_field(app):
    with pytest.raises(Refusal) as refusal:
        services.read_spec({"method": "approve", "options": [{"id": "a", "label": "A"}], "select": "2"})
    assert (refusal.value.code, set(refusal.value.fields)) == ("invalid", {"question", "select"})
    assert all(str(sentence).endswith(".") for sentence in refusal.value.fields.values())


def test_poll_that_was_put_together_by_hand_is_judged_too(app):
    spec = replace(services.read_spec(APPROVE), maximum=9)
    with pytest.raises(Refusal), transaction():
        services.prepare(spec, "x", NOW)


def test_acts_on_a_poll_that_is_not_there_are_missing(app):
    for name, values in (("close_poll", (3,)), ("publish", ()), ("cancel", ("non",)), ("open_poll", (voters(1), 1)),
                         ("admit", (services.Voter("seat"),))):
        with pytest.raises(Missing):
            act(name, "x" * 22, *values)


# ---- opening ----

def test_opening_freezes_the_roll_and_tells_who_was_there(app):
    poll_id = open_poll(prepare(), voters(12), present=9)
    poll = poll_of(poll_id)
    assert (poll.state, poll.entitled, poll.present_opening, poll.opened_at) == ("open", 12, 9, NOW)
    assert poll.fingerprint.startswith("sha256:")
    assert queries.count_marks(poll_id) == 0


def test_opening_draws_the_poll_on_the_trail_of_what_it_is_about(app):
    with transaction():
        one, two, text = (trails.new_node(kind).id for kind in ("piste", "piste", "recommendation"))
    body = {**APPROVE, "subject": "r", "options": [{"id": "a", "label": "A", "subject": "p1"},
                                                   {"id": "b", "label": "B", "subject": "p2"}], "maximum": 2}
    spec = services.read_spec(body).with_nodes({"r": text, "p1": one, "p2": two})
    with transaction():
        poll = services.prepare(spec, "x", NOW)
        poll_id, node_id = poll.id, poll.node_id
    query = select(Link.source_id, Link.drawn_by).where(Link.target_id == node_id).order_by(Link.source_id)
    assert db.session.execute(query).all() == []
    open_poll(poll_id)
    assert db.session.execute(query).all() == [(one, "platform"), (two, "platform"), (text, "platform")]


def test_opening_again_changes_nothing(app):
    poll_id = opened()
    act("open_poll", poll_id, voters(9), 9)
    assert poll_of(poll_id).entitled == 5
    assert [name for name, _ in journal(poll_id)] == ["prepared", "opened"]


def test_secret_poll_whose_weights_differ_is_refused(app):
    roll = [services.Voter("one", weight=1), services.Voter("two", weight=2)]
    poll_id = prepare()
    assert refused("open_poll", poll_id, roll, 2) == "invalid"
    assert poll_of(poll_id).state == "prepared"
    open_poll(prepare(secret=False), roll)


def test_poll_may_open_for_nobody(app):
    assert held(roll=0)["result"]["status"] == "no_result"


# ---- late arrivals ----

def test_late_voter_is_admitted_by_a_logged_act_where_the_poll_allows_it(app):
    poll_id = opened(admission=True)
    assert cast(slip(poll_id, 8, "a")) == ["not_entitled"]
    act("admit", poll_id, services.Voter("seat-008"))
    act("admit", poll_id, services.Voter("seat-008"))
    assert cast(slip(poll_id, 8, "a")) == ["first"]
    assert journal(poll_id)[2:] == [("admitted", {"before": 5, "after": 6})]
    act("close_poll", poll_id, 6)
    act("publish", poll_id)
    record = record_of(poll_id)
    assert record["roll"] == {"entitled": 6, "present": 6, "present_closing": 6, "voted": 1, "blank": 0}
    assert record["incidents"] == [{"act": "admitted", "at": "2031-05-06T13:05:00+00:00", "before": 5, "after": 6}]


def test_late_voter_is_not_admitted_otherwise(app):
    poll_id = opened()
    with pytest.raises(Forbidden):
        act("admit", poll_id, services.Voter("seat-008"))
    assert refused("admit", prepare(admission=True), services.Voter("seat-008")) == "poll_not_open"
    act("close_poll", poll_id, 5)
    assert refused("admit", poll_id, services.Voter("seat-008")) == "poll_closed"


# ---- closing and publishing ----

def test_closing_counts_and_seals_and_shows_nothing_yet(app):
    poll_id = opened()
    cast(slip(poll_id, 1, "ab"), slip(poll_id, 2, "b"))
    result = act("close_poll", poll_id, 4)
    poll = poll_of(poll_id)
    assert poll.result == result
    assert (poll.state, poll.closed_at, poll.present_closing) == ("closed", LATER, 4)
    assert result["winners"] == ["b", "a"]
    with pytest.raises(Refusal) as refusal:
        queries.get_record(poll_id)
    assert refusal.value.code == "not_published"


def test_published_record_holds_and_has_the_form_of_the_contract(app):
    record = held(ballots=["ab", "b", {"blank": True}], question={"fr": "Quoi?", "en": "What?"},
                  subject="piste:2007-2C", rule={"quorum": {"share": "1/2"}})
    assert sorted(record) == ["ballots", "format", "incidents", "poll", "result", "roll", "seal"]
    assert record["format"] == "concertaction-poll/1"
    assert record["poll"] == {
        "id": record["poll"]["id"], "question": "Quoi?", "method": "approve", "select": 2, "minimum": 1, "maximum": 3,
        "blank": True, "options": [{"id": key, "label": f"Piste {key}"} for key in "abcde"],
        "rule": {"quorum": {"share": "1/2", "of": "entitled", "strict": False}}, "secret": True, "indicative": False,
        "subject": "piste:2007-2C"}
    assert record["roll"] == {"entitled": 5, "present": 5, "present_closing": 5, "voted": 3, "blank": 1}
    assert [ballot["id"] for ballot in record["ballots"]] == sorted(ballot["id"] for ballot in record["ballots"])
    assert all(set(ballot) == {"id", "choice"} for ballot in record["ballots"])
    assert record["result"] == {
        "status": "decided", "winners": ["b", "a"], "tied": [],
        "figures": {"a": {"votes": 1}, "b": {"votes": 2}, **{key: {"votes": 0} for key in "cde"}},
        "quorum": {"counted": 3, "needed": 3, "reached": True}}
    assert record["seal"] == seal_of(record)
    assert judge(json.dumps(record).encode()).code == 0


def test_record_of_a_question_tells_its_majority(app):
    record = held(YESNO, ["yes", "yes", "no", "abstain"], wording={"fr": "Un texte.\n\nDeux.", "en": "A text."})
    assert record["poll"]["rule"] == {"majority": "2/3", "strict": False, "base": "expressed"}
    assert (record["poll"]["options"], record["poll"]["select"]) == ([], 1)
    assert record["poll"]["wording"] == "Un texte.\n\nDeux."
    assert record["result"] == {"status": "decided", "winners": [], "tied": [], "adopted": True,
                                "figures": {"yes": 2, "no": 1, "abstain": 1, "blank": 0}}
    assert judge(json.dumps(record).encode()).code == 0


def test_named_record_names_its_voters(app):
    roll = [services.Voter("seat-000", name="Ana", sector="community"), services.Voter("seat-001")]
    poll_id = open_poll(prepare(YESNO, secret=False), roll)
    cast(slip(poll_id, 0, "yes"), slip(poll_id, 1, "no"))
    act("close_poll", poll_id, 2)
    act("publish", poll_id)
    ballots = sorted(record_of(poll_id)["ballots"], key=lambda ballot: ballot["voter"])
    assert [(ballot["voter"], ballot.get("sector")) for ballot in ballots] == [("Ana", "community"), ("seat-001", None)]


def test_weights_are_in_the_record(app):
    roll = [services.Voter(f"seat-{number:03}", weight=weight) for number, weight in enumerate((3, 1, 0))]
    poll_id = open_poll(prepare(YESNO, secret=False, rule={"majority": "1/2", "base": "entitled"}), roll, present=4)
    cast(*(slip(poll_id, number, "yes") for number in (0, 2)))
    act("close_poll", poll_id, 4)
    act("publish", poll_id)
    record = record_of(poll_id)
    assert (record["roll"]["entitled"], record["roll"]["voted"], record["result"]["figures"]["yes"]) == (4, 3, 3)
    assert sorted(ballot.get("weight", 1) for ballot in record["ballots"]) == [0, 3]
    assert judge(json.dumps(record).encode()).code == 0


@pytest.mark.parametrize(("body", "ballots", "status"), [
    (APPROVE, [], "no_result"), (APPROVE, [{"blank": True}] * 2, "no_result"), (APPROVE, ["ab", "ac"], "tie"),
    (YESNO, [], "no_result"), (YESNO, ["abstain", {"blank": True}], "no_result"), (YESNO, ["no"], "decided"),
    ({**YESNO, "rule": {"quorum": {"share": "1/2"}}}, ["yes", "yes"], "quorum_missed"),
])
def test_statuses_of_their_own(app, body, ballots, status):
    record = held(body, ballots)
    assert record["result"]["status"] == status
    assert record["result"].get("adopted", False) is False
    assert judge(json.dumps(record).encode()).code == 0


def test_acts_that_are_done_change_nothing_when_repeated(app):
    poll_id = opened()
    cast(slip(poll_id, 1, "a"))
    first = act("close_poll", poll_id, 5)
    assert act("close_poll", poll_id, 3) == first
    act("publish", poll_id)
    record = record_of(poll_id)
    act("publish", poll_id)
    assert act("close_poll", poll_id, 1) == first
    assert record_of(poll_id) == record
    assert [name for name, _ in journal(poll_id)] == ["prepared", "opened", "closed", "published"]


def test_acts_out_of_turn_are_refused(app):
    prepared, is_open, published = prepare(), opened(), opened()
    act("close_poll", published, 5)
    act("publish", published)
    assert refused("close_poll", prepared, 1) == "poll_not_open"
    assert refused("publish", prepared) == "poll_not_open"
    assert refused("publish", is_open) == "not_published"
    assert refused("open_poll", published, voters(3), 3) == "poll_closed"
    assert refused("cancel", published, "trop tard") == "poll_closed"


def test_poll_whose_question_was_changed_while_it_was_open_cannot_be_closed(app):
    for change in (update(Poll).values(question_fr="Autre?"), update(Poll).values(minimum=2)):
        poll_id = opened()
        with transaction():
            db.session.execute(change.where(Poll.id == poll_id))
        with pytest.raises(RuntimeError, match="changed"):
            act("close_poll", poll_id, 5)
        act("cancel", poll_id, "le texte a changé")
    poll_id = opened()
    with transaction():
        db.session.execute(update(Option).where(Option.poll_id == poll_id, Option.key == "a").values(label_fr="Z"))
    with pytest.raises(RuntimeError, match="changed"):
        act("close_poll", poll_id, 5)


def test_mark_without_a_ballot_or_the_reverse_stops_the_count(app):
    poll_id = opened()
    cast(slip(poll_id, 1, "a"))
    with transaction():
        db.session.execute(update(RollEntry).where(RollEntry.poll_id == poll_id).values(voted=True))
    with pytest.raises(RuntimeError, match="ballots"):
        act("close_poll", poll_id, 5)


# ---- cancelling ----

@pytest.mark.parametrize("acts", [(), ("open_poll",), ("open_poll", "close_poll")])
def test_cancelled_poll_is_kept_with_its_reason_and_shows_nothing(app, acts):
    poll_id = prepare()
    for name in acts:
        act(name, poll_id, *{"open_poll": (voters(5), 5), "close_poll": (5,)}[name])
        cast(slip(poll_id, 1, "a"))
    before = urn(poll_id)
    act("cancel", poll_id, " Le libellé était faux. ")
    act("cancel", poll_id, "autre raison")
    poll = poll_of(poll_id)
    assert (poll.state, poll.cancel_reason, poll.cancelled_at) == ("cancelled", "Le libellé était faux.", LATER)
    assert urn(poll_id) == before
    with pytest.raises(Refusal):
        queries.get_record(poll_id)
    assert refused("publish", poll_id) == "poll_closed"
    assert refused("open_poll", poll_id, voters(1), 1) == "poll_closed"


@pytest.mark.parametrize("reason", ["", "  ", None, 5, "x" * 501, "a\x00b", "a\nb", ["x"]])
def test_cancelling_needs_a_reason(app, reason):
    poll_id = opened()
    with pytest.raises(Refusal) as refusal:
        act("cancel", poll_id, reason)
    assert (refusal.value.code, list(refusal.value.fields)) == ("invalid", ["reason"])
    assert poll_of(poll_id).state == "open"


def test_second_round_is_a_poll_of_its_own(app):
    first = opened()
    act("cancel", first, "égalité")
    with transaction():
        second = services.prepare(replace(services.read_spec(APPROVE), previous_id=first), "x", NOW).id
    assert poll_of(second).previous_id == first


# ---- what can be read ----

def test_ballot_is_found_under_its_receipt(app):
    poll_id = opened(roll=2)
    cast(slip(poll_id, 1, "a"))
    (receipt,) = urn(poll_id)
    assert queries.find_ballot(poll_id, receipt) == '{"options":["a"]}'
    assert queries.find_ballot(poll_id, "0" * 64) is None


@pytest.mark.parametrize("poll_id", ["", "x", "x" * 22, "\x00" * 22, "é" * 22, None, 5])
def test_poll_that_is_not_there_is_missing_whatever_is_asked_for(app, poll_id):
    for read in (queries.get_poll, queries.get_record, queries.lock_poll):
        with pytest.raises(Missing):
            read(poll_id)


def test_prepared_polls_are_on_no_trail(app):
    prepared, is_open = prepare(), opened()
    nodes = [poll_of(poll_id).node_id for poll_id in (prepared, is_open)]
    assert [poll.id for poll in queries.list_polls_by_node(nodes)] == [is_open]
    assert {poll.id for poll in queries.list_polls([prepared, is_open])} == {prepared, is_open}


def test_no_row_of_a_secret_poll_tells_when_or_whose(app):
    assert set(RollEntry.__table__.columns.keys()) == {"poll_id", "voter_key", "voted", "weight", "name", "sector",
                                                       "holder_key"}
    assert set(Ballot.__table__.columns.keys()) == {"poll_id", "id", "choice", "weight", "voter_key", "name", "sector"}

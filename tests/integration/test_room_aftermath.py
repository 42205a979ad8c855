"""What follows a vote in a room: a run-off, a correction in mid-vote, a rehearsal, problems, reservations."""

import json
import secrets

import pytest
from sqlalchemy import select

from forum.core.database import db, transaction
from forum.core.errors import Forbidden, Missing, Refusal
from forum.deliberation.models import Decision
from forum.events.services import give_role
from forum.plenary import queries, services
from forum.plenary.hall import hall_of
from forum.plenary.models import RunItem
from forum.plenary.scene import make_poll
from forum.plenary.writer import cast_vote
from forum.trails.models import Link
from forum.votes.models import Ballot, Incident, Poll, Reservation
from forum.votes.queries import get_poll, get_record, list_acts, list_annex, list_polls_by_node, list_reservations
from forum.votes.recount import judge
from tests.support.rooms import APPROVE, YESNO, do, make_day, open_room, prepare, sit

REASON = "Une faute dans le libellé."


@pytest.fixture
def room(cast):
    return open_room(cast, make_day(cast))


def vote(poll, seat, choice):
    choice = {"options": list(choice)} if poll.method == "approve" else {"answer": choice}
    return cast_vote(poll.id, seat, secrets.token_hex(16), choice)


def held(cast, room, body, choices, until="publish_poll", **more):
    """Hold a poll: a seat for each choice, up to an act of the chair; gives (poll, seats)."""
    seats = [sit(room) for _ in choices]
    poll = prepare(cast, room, body, **more)
    do("open_poll", cast.fred, poll)
    for seat, choice in zip(seats, choices, strict=True):
        if choice:
            vote(poll, seat, choice)
    for name in ("close_poll", "publish_poll")[:("open_poll", "close_poll", "publish_poll").index(until)]:
        do(name, cast.fred, poll)
    db.session.rollback()
    return get_poll(poll.id), seats


# ---- another round ----


def test_runoff_is_among_the_tied_for_the_places_that_are_left(app, cast, room):
    poll, _ = held(cast, room, {**APPROVE, "rule": {"tie": {"by": "runoff"}}}, ["ab", "ac", "a"])
    assert (poll.result["status"], poll.result["tied"]) == ("tie", ["b", "c"])
    second = do("prepare_runoff", cast.fred, poll)
    assert [option.key for option in second.options] == ["b", "c"]
    assert (second.select, second.maximum, second.previous_id, second.state) == (1, 2, poll.id, "prepared")
    assert get_poll(poll.id).result["tied"] == ["b", "c"], "the first round stays as it was"


def test_runoff_without_a_tie_is_between_the_two_first_and_who_equals_the_second(app, cast, room):
    poll, _ = held(cast, room, {**APPROVE, "select": 1, "rule": {"tie": {
        "by": "criterion", "text": "Le coût", "order": list("edcba")}}}, ["a", "a", "a", "b", "c"])
    second = do("prepare_runoff", cast.fred, poll)
    assert [option.key for option in second.options] == ["a", "b", "c"]
    assert second.rule["tie"]["order"] == ["c", "b", "a"]
    assert second.select == 1


def test_runoff_waits_for_the_result_and_needs_options(app, cast, room):
    closed, _ = held(cast, room, APPROVE, ["a"], until="close_poll")
    with pytest.raises(Forbidden):
        do("prepare_runoff", cast.fred, closed)
    do("cancel_poll", cast.fred, closed, "non")
    question, _ = held(cast, room, YESNO, ["yes"])
    with pytest.raises(Forbidden):
        do("prepare_runoff", cast.fred, question)
    with pytest.raises(Forbidden):
        do("prepare_runoff", cast.paul, question)


# ---- a correction in mid-vote ----


@pytest.mark.parametrize("until", ["open_poll", "close_poll"])
def test_correction_cancels_and_prepares_in_one_act(app, cast, room, until):
    poll, seats = held(cast, room, APPROVE, ["a", "b"], until=until)
    later = prepare(cast, room, YESNO)
    with transaction():
        corrected = services.correct_poll(cast.fred, poll.id, REASON, {**APPROVE, "question": "Sans faute?"})
    db.session.rollback()
    first = get_poll(poll.id)
    assert (first.state, first.cancel_reason) == ("cancelled", REASON)
    assert (corrected.state, corrected.question_fr, corrected.previous_id) == ("prepared", "Sans faute?", poll.id)
    run = db.session.scalars(select(RunItem.poll_id).where(RunItem.room_id == room.id).order_by(RunItem.position)).all()
    assert run == [poll.id, corrected.id, later.id]
    do("open_poll", cast.fred, corrected)
    for seat in seats:
        vote(corrected, seat, "c")
    assert [act.act for act in list_acts(poll.id)][-1] == "cancelled"
    with pytest.raises(Refusal):
        get_record(poll.id)


@pytest.mark.parametrize(("reason", "body"), [
    ("", {}), (None, {}), (REASON, {"maximum": 99}), (REASON, {"options": []})])
def test_bad_correction_changes_nothing(app, cast, room, reason, body):
    poll, _ = held(cast, room, APPROVE, ["a"], until="open_poll")
    with pytest.raises(Refusal), transaction():
        services.correct_poll(cast.fred, poll.id, reason, {**APPROVE, **body})
    db.session.rollback()
    assert get_poll(poll.id).state == "open"
    assert len(db.session.scalars(select(Poll)).all()) == 1
    assert hall_of(room.id).poll_id == poll.id


def test_correction_is_for_who_drives_and_before_publication(app, cast, room):
    poll, _ = held(cast, room, APPROVE, ["a"])
    with pytest.raises(Forbidden), transaction():
        services.correct_poll(cast.fred, poll.id, REASON, APPROVE)
    is_open, _ = held(cast, room, APPROVE, ["a"], until="open_poll")
    for viewer in (cast.paul, cast.sol):
        with pytest.raises(Forbidden), transaction():
            services.correct_poll(viewer, is_open.id, REASON, APPROVE)


# ---- a rehearsal ----


def test_rehearsal_shows_its_result_in_the_room_and_leaves_nothing(app, client, cast, room):
    poll, _ = held(cast, room, APPROVE, ["a", "ab"], rehearsal=True)
    shown = hall_of(room.id).snapshot()["poll"]
    assert (shown["rehearsal"], shown["result"]["winners"]) == (True, ["a", "b"])
    assert "seal" not in shown
    assert db.session.scalars(select(Decision)).all() == []
    assert db.session.scalars(select(Link).where(Link.target_id == poll.node_id)).all() == []
    assert list_polls_by_node([poll.node_id]) == []
    with pytest.raises(Missing):
        get_record(poll.id)
    for path in (f"/api/v1/polls/{poll.id}/record", f"/api/v1/polls/{poll.id}/record/annex", f"/fr/votes/{poll.id}/",
                 f"/fr/votes/{poll.id}/verifier/"):
        assert client.get(path).status_code == 404
    assert (poll.record, poll.seal) == ("", "")


@pytest.mark.parametrize("until", ["open_poll", "close_poll", "publish_poll"])
def test_rehearsal_says_so_on_every_screen(app, client, cast, room, until):
    poll, _ = held(cast, room, APPROVE, ["a"], until=until, rehearsal=True)
    for page in (f"/fr/salle/{room.code}/ecran/", f"/fr/votes/{poll.id}/vue/"):
        assert 'class="rehearsal"' in client.get(page).get_data(as_text=True)
    assert make_poll(poll)["rehearsal"] is True


def test_what_was_rehearsed_is_then_held_for_good(app, cast, room):
    poll, _ = held(cast, room, APPROVE, ["a"], rehearsal=True)
    real = do("duplicate_poll", cast.fred, poll)
    assert (real.rehearsal, real.previous_id) == (False, None)


def test_cancelled_rehearsal_leaves_nothing_either(app, cast, room):
    poll, _ = held(cast, room, APPROVE, ["a"], until="close_poll", rehearsal=True)
    do("cancel_poll", cast.fred, poll, "fini")
    assert db.session.scalars(select(Decision)).all() == []


# ---- problems ----


def report(seat, poll, text="Ma page est restée vide.", name=None):
    with transaction():
        return services.report_problem(seat, poll.id, text, name).id


def answer(viewer, poll, ident, word="not_upheld", reason="La page s’est affichée partout."):
    with transaction():
        return services.answer_problem(viewer, poll.id, ident, word, reason)


def test_problem_told_before_closing_is_sealed_with_its_answer_and_names_no_seat(app, cast, room):
    poll, (seat,) = held(cast, room, YESNO, ["yes"], until="open_poll")
    answered, waiting = report(seat, poll), report(seat, poll, "Autre chose.", "Mme Signe")
    answer(cast.fred, poll, answered)
    for name in ("close_poll", "publish_poll"):
        do(name, cast.fred, poll)
    db.session.rollback()
    record = json.loads(get_record(poll.id))
    told = [{key: value for key, value in row.items() if key != "at"} for row in record["incidents"]]
    assert told == [
        {"act": "problem", "text": "Ma page est restée vide.", "answer": "not_upheld",
         "reason": "La page s’est affichée partout."},
        {"act": "problem", "text": "Autre chose.", "name": "Mme Signe"}]
    assert judge(json.dumps(record).encode()).code == 0
    assert list_annex(poll.id) == []
    answer(cast.fred, poll, waiting, "upheld", "C’est vrai.")
    assert [row.id for row in list_annex(poll.id)] == [waiting]
    assert set(Incident.__table__.columns.keys()).isdisjoint({"seat_id", "voter_key", "account_id", "device"})


def test_problem_told_after_closing_stands_in_the_annex(app, client, cast, room):
    poll, (seat,) = held(cast, room, YESNO, ["yes"])
    seal = poll.seal
    ident = report(seat, poll)
    annex = client.get(f"/api/v1/polls/{poll.id}/record/annex").json
    assert (annex["seal"], annex["reservations"]) == (seal, [])
    assert [(row["text"], row["answer"]) for row in annex["problems"]] == [("Ma page est restée vide.", None)]
    answer(cast.sol, poll, ident, "redone", "Nous revotons.")
    annex = client.get(f"/api/v1/polls/{poll.id}/record/annex").json
    assert [(row["answer"], row["reason"]) for row in annex["problems"]] == [("redone", "Nous revotons.")]
    assert get_poll(poll.id).seal == seal
    assert [act.act for act in list_acts(poll.id)][-1] == "problem_answered"


def test_problem_is_answered_once_by_who_runs_the_room(app, cast, room):
    poll, (seat,) = held(cast, room, YESNO, ["yes"])
    other, _ = held(cast, room, YESNO, ["yes"])
    ident = report(seat, poll)
    for viewer in (cast.paul, cast.ana):
        with pytest.raises(Forbidden):
            answer(viewer, poll, ident)
    for fault in ({"word": "maybe"}, {"reason": ""}, {"reason": " "}, {"reason": "x" * 1001}, {"reason": None}):
        with pytest.raises(Refusal) as refusal:
            answer(cast.fred, poll, ident, **fault)
        assert refusal.value.code == "invalid"
    with pytest.raises(Missing):
        answer(cast.fred, other, ident)
    answer(cast.fred, poll, ident)
    with pytest.raises(Forbidden):
        answer(cast.fred, poll, ident, "upheld")


@pytest.mark.parametrize(("text", "name"), [("", None), ("  ", None), (None, None), (5, None), ("x" * 1001, None),
                                            ("a\x00", None), ("bon", "x" * 201), ("bon", "a\nb")])
def test_bad_problem_is_refused_without_change(app, cast, room, text, name):
    poll, (seat,) = held(cast, room, YESNO, ["yes"])
    with pytest.raises(Refusal) as refusal:
        report(seat, poll, text, name)
    assert refusal.value.code == "invalid"
    assert db.session.scalars(select(Incident)).all() == []


def test_problem_is_about_a_vote_of_ones_own_live_room(app, cast, room):
    poll, (seat,) = held(cast, room, YESNO, ["yes"])
    with pytest.raises(Missing):
        report(seat, prepare(cast, room, YESNO))
    elsewhere = open_room(cast, make_day(cast, "autre", "2032"))
    with pytest.raises(Refusal) as refusal:
        report(sit(elsewhere), poll)
    assert refusal.value.code == "wrong_room"
    with transaction():
        services.end_room(cast.fred, room.id)
    with pytest.raises(Refusal):
        report(seat, poll)


# ---- reservations ----


def test_reservation_is_shown_once_the_note_taker_has_read_it(app, client, cast, room):
    poll, (seat,) = held(cast, room, YESNO, ["yes"])
    with transaction():
        give_role(room.event_id, cast.mia.id, "note_taker")
    with transaction():
        ident = services.add_reservation(seat, poll.id, "Le budget manque.", "Ana", "Coop").id
    path = f"/api/v1/polls/{poll.id}/record/annex"
    assert client.get(path).json["reservations"] == []
    with pytest.raises(Forbidden), transaction():
        services.judge_reservation(cast.paul, poll.id, ident, True)
    for is_shown, texts in ((True, ["Le budget manque."]), (False, []), (True, ["Le budget manque."])):
        with transaction():
            services.judge_reservation(cast.mia, poll.id, ident, is_shown)
        assert [row["text"] for row in client.get(path).json["reservations"]] == texts
    assert [(row.name, row.organisation) for row in list_reservations(poll.id)] == [("Ana", "Coop")]
    assert set(Reservation.__table__.columns.keys()).isdisjoint({"seat_id", "voter_key", "account_id"})


def test_reservation_waits_for_the_vote_to_close(app, cast, room):
    poll, (seat,) = held(cast, room, YESNO, ["yes"], until="open_poll")
    with pytest.raises(Refusal) as refusal, transaction():
        services.add_reservation(seat, poll.id, "Déjà?")
    assert refusal.value.code == "not_published"


def test_texts_said_on_paper_are_typed_in_by_who_runs_the_room(app, cast, room):
    poll, _ = held(cast, room, YESNO, ["yes"])
    for name, viewer in (("note_problem", cast.paul), ("note_reservation", cast.paul)):
        with pytest.raises(Forbidden), transaction():
            getattr(services, name)(viewer, poll.id, "Sur papier.")
        with transaction():
            getattr(services, name)(cast.fred, poll.id, "Sur papier.")
    assert [row.text for row in list_annex(poll.id)] == ["Sur papier."]


def test_nothing_of_it_touches_a_ballot(app, cast, room):
    poll, (seat,) = held(cast, room, YESNO, ["yes"], until="open_poll")
    before = db.session.execute(select(Ballot.id, Ballot.choice)).all()
    report(seat, poll)
    assert db.session.execute(select(Ballot.id, Ballot.choice)).all() == before
    assert queries.voter_state(poll.id, seat) == {"entitled": True, "voted": True}

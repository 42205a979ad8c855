"""From seats to a decision on its trail: what the acts on a room do, on both databases."""

import secrets
from dataclasses import replace

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from forum.core.database import db, transaction
from forum.core.errors import Forbidden, Missing, Refusal
from forum.deliberation.models import Decision
from forum.deliberation.queries import find_recommendation
from forum.deliberation.services import add_recommendation, add_theme, add_wording, paste_pistes
from forum.plenary import queries, services
from forum.plenary.hall import hall_of
from forum.plenary.models import Room, RoomAct, RunItem
from forum.plenary.tokens import seat_token
from forum.plenary.writer import cast_vote
from forum.trails.queries import get_trail
from forum.votes.queries import get_poll, get_record, list_acts
from tests.support.rooms import APPROVE, YESNO, do, make_day, open_room, prepare, sit


@pytest.fixture
def event(cast):
    return make_day(cast)


@pytest.fixture
def room(cast, event):
    return open_room(cast, event)


def vote(poll, seat, choice, secret=None):
    return cast_vote(poll.id, seat, secret or secrets.token_hex(16), choice)


def sitting(room, count):
    return [sit(room) for _ in range(count)]


# ---- the whole way ----


def test_a_vote_goes_from_the_lobby_to_a_published_result(cast, room):
    seats = sitting(room, 12)
    poll = prepare(cast, room, YESNO)
    hall = hall_of(room.id)
    assert hall.snapshot()["phase"] == "lobby"
    assert hall.snapshot()["poll"] is None
    do("open_poll", cast.fred, poll)
    assert hall.snapshot()["phase"] == "open"
    assert hall.snapshot()["poll"]["entitled"] == 12
    for seat, answer in zip(seats, ["yes"] * 8 + ["no"] * 3, strict=False):
        assert vote(poll, seat, {"answer": answer})["first"]
    assert hall.snapshot()["voted"] == 11
    do("close_poll", cast.fred, poll)
    assert hall.snapshot()["phase"] == "closed"
    assert "result" not in hall.snapshot()["poll"]
    do("publish_poll", cast.fred, poll)
    shown = hall.snapshot()
    assert shown["phase"] == "published"
    assert shown["poll"]["result"]["figures"] == {"yes": 8, "no": 3, "abstain": 0, "blank": 0}
    assert shown["poll"]["result"]["adopted"]
    assert shown["voted"] == 11


def test_a_recommendations_wording_is_voted_as_it_stands_at_opening_and_the_decision_stands_on_its_trail(
    cast, event, room
):
    with transaction():
        add_recommendation(
            cast.ana, event.slug, {"number": "2.1", "title_fr": "Une recommandation", "text_fr": "Texte un."}
        )
    poll = prepare(cast, room, YESNO, subject="recommendation:2031-2.1")
    assert poll.wording_fr == "Texte un."
    with transaction():
        add_wording(cast.ana, find_recommendation("2031-2.1", cast.ana).id, {"text_fr": "Texte deux."})
    seat = sit(room)
    do("open_poll", cast.fred, poll)
    shown = hall_of(room.id).snapshot()["poll"]
    assert shown["wording"] == "Texte deux."
    assert shown["wording_version"] == 2
    assert shown["subject"] == "recommendation:2031-2.1"
    vote(poll, seat, {"answer": "yes"})
    do("close_poll", cast.fred, poll)
    subject = find_recommendation("2031-2.1", cast.ana)
    decision = db.session.scalar(select(Decision).where(Decision.poll_id == poll.id))
    assert (decision.wording.number, decision.is_indicative, decision.is_published) == (2, True, False)
    assert {step.card.kind for step in get_trail(subject.node_id, cast.mia).downstream} <= {"poll"}
    do("publish_poll", cast.fred, poll)
    steps = get_trail(subject.node_id, cast.mia).downstream
    assert [(step.card.kind, step.drawn_by) for step in steps] == [("poll", "platform"), ("decision", "platform")]


def test_options_that_name_pistes_bear_their_code_and_lead_to_the_poll(cast, event, room):
    with transaction():
        theme = add_theme(cast.ana, event.slug, {"title_fr": "Volet un"})
        pistes = paste_pistes(cast.ana, theme.id, "Première piste\nDeuxième piste")
    options = [{"id": "un", "label": "Première", "subject": "piste:2031-1A"}, {"id": "deux", "label": "Autre"}]
    poll = prepare(cast, room, {**APPROVE, "maximum": 1, "select": 1}, options=options)
    assert not get_trail(pistes[0].node_id, cast.mia).downstream
    sit(room)
    do("open_poll", cast.fred, poll)
    first, second = hall_of(room.id).snapshot()["poll"]["options"]
    assert (first["code"], first["theme"], first["subject"]) == ("1A", 1, "piste:2031-1A")
    assert (second["code"], second["theme"]) == (None, None)
    assert [step.card.kind for step in get_trail(pistes[0].node_id, cast.mia).downstream] == ["poll"]


def test_an_open_room_only_holds_indicative_polls(cast, room):
    assert prepare(cast, room, APPROVE).indicative
    with pytest.raises(Refusal) as refused:
        prepare(cast, room, APPROVE, subject="piste:2031-9Z")
    assert refused.value.code == "invalid"


# ---- rooms ----


def test_a_day_has_one_live_room_whose_code_ends_with_it(cast, event, room):
    assert open_room(cast, event).id == room.id
    token = seat_token(sit(room).id)
    with transaction():
        services.end_room(cast.fred, room.id)
    with pytest.raises(Refusal) as refused:
        queries.get_room(room.code)
    assert refused.value.code == "unknown_room"
    assert queries.find_room_by_key(room.join_key) is None
    assert queries.find_seat(token) is None
    again = open_room(cast, event)
    assert again.id != room.id
    assert again.join_key != room.join_key
    assert len(again.join_key) == 22
    with transaction():
        services.end_room(cast.fred, room.id)


def test_a_room_with_an_open_poll_cannot_be_ended(cast, room):
    poll = prepare(cast, room, YESNO)
    do("open_poll", cast.fred, poll)
    with pytest.raises(Forbidden), transaction():
        services.end_room(cast.fred, room.id)


def test_the_database_refuses_a_second_room_of_one_code_and_a_second_open_poll(cast, room):
    other = make_day(cast, "autre", "2032")
    with pytest.raises(IntegrityError), transaction():
        db.session.add(Room(event_id=other.id, code=room.code, join_key="k" * 22, opened_at=room.opened_at))
    polls = [prepare(cast, room, YESNO) for _ in range(2)]
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(update(RunItem).where(RunItem.poll_id.in_([poll.id for poll in polls])).values(is_open=True))


def test_nobody_opens_a_second_poll_while_one_is_open(cast, room):
    first, second = prepare(cast, room, YESNO), prepare(cast, room, APPROVE)
    do("open_poll", cast.fred, first)
    with pytest.raises(Forbidden):
        do("open_poll", cast.fred, second)
    do("close_poll", cast.fred, first)
    do("open_poll", cast.fred, second)
    assert hall_of(room.id).snapshot()["poll"]["id"] == second.id
    do("publish_poll", cast.fred, first)
    assert hall_of(room.id).snapshot()["poll"]["id"] == second.id


# ---- who drives ----


def test_whoever_acts_first_drives_the_room_until_another_takes_it_over(cast, room):
    poll = prepare(cast, room, YESNO)
    assert room.controller_id is None
    do("open_poll", cast.fred, poll)
    with pytest.raises(Forbidden):
        do("close_poll", cast.sol, poll)
    with transaction():
        services.take_control(cast.sol, room.id)
    do("close_poll", cast.sol, poll)
    with pytest.raises(Forbidden):
        do("publish_poll", cast.fred, poll)
    acts = [(act.actor, act.act, act.detail) for act in queries.list_acts(room.id)]
    assert acts == [
        ("Fred Anime", "opened", ""),
        ("Fred Anime", "control", ""),
        ("Sol Seconde", "control", "Fred Anime"),
    ]


def test_one_device_of_a_person_drives_at_a_time(cast, room):
    laptop, phone = (replace(cast.fred, session_id=name) for name in ("laptop", "phone"))
    poll = prepare(cast, room, YESNO)
    do("open_poll", laptop, poll)
    with pytest.raises(Forbidden) as refused:
        do("close_poll", phone, poll)
    assert "un autre appareil" in str(refused.value.message)
    with transaction():
        services.take_control(phone, room.id)
    do("close_poll", phone, poll)
    with pytest.raises(Forbidden):
        do("publish_poll", laptop, poll)
    acts = [(act.actor, act.act, act.detail) for act in queries.list_acts(room.id)]
    assert acts[-1] == ("Fred Anime", "control", "Fred Anime")


def test_a_named_second_facilitator_may_take_over(cast, room):
    with pytest.raises(Forbidden), transaction():
        services.take_control(cast.mia, room.id)
    with transaction():
        services.name_facilitator(cast.fred, room.id, "MIA@essai.test")
    with transaction():
        services.take_control(cast.mia, room.id)
    with pytest.raises(Refusal), transaction():
        services.name_facilitator(cast.fred, room.id, "personne@essai.test")
    assert db.session.scalar(select(RoomAct.detail).where(RoomAct.act == "facilitator")) == "Mia Membre"


# ---- seats and the roll ----


def test_a_device_is_given_the_same_seat_again(cast, room):
    device = secrets.token_hex(16)
    first = sit(room, device=device, name="Une personne")
    again = sit(room, device=device.upper(), sector="university", name="Une autre")
    assert again == first
    assert first.number == 1
    assert sit(room).number == 2


def test_a_seat_that_was_left_is_taken_again_with_what_is_said_then(cast, room):
    device = secrets.token_hex(16)
    seat = sit(room, device=device)
    token = seat_token(seat.id)
    with transaction():
        services.release_seat(seat)
    assert queries.find_seat(token) is None
    assert hall_of(room.id).presence.count() == 0
    again = sit(room, device=device, sector="university")
    assert (again.id, again.sector) == (seat.id, "university")


@pytest.mark.parametrize(
    "fault",
    [{"sector": "inconnu"}, {"device": "court"}, {"capacity": "roi"}, {"name": "n" * 81}, {"organisation": "o" * 201}],
)
def test_a_seat_is_refused_with_a_sentence_for_its_fault(cast, room, fault):
    with pytest.raises(Refusal) as refused:
        sit(room, **fault)
    assert refused.value.code == "invalid"
    assert list(refused.value.fields) == list(fault)


def test_observers_and_seats_that_were_left_are_not_on_the_roll(cast, room):
    voter, observer, gone = sit(room), sit(room, capacity="observer"), sit(room)
    with transaction():
        services.release_seat(gone)
    poll = prepare(cast, room, YESNO)
    do("open_poll", cast.fred, poll)
    assert get_poll(poll.id).entitled == 1
    assert queries.voter_state(poll.id, voter) == {"entitled": True, "voted": False}
    with pytest.raises(Refusal) as refused:
        vote(poll, observer, {"answer": "yes"})
    assert refused.value.code == "not_entitled"
    assert hall_of(room.id).snapshot()["present"] == 1


def test_a_latecomer_waits_for_the_next_poll_unless_admitted_into_one_prepared_for_it(cast, room):
    sit(room)
    closed_roll, open_roll = prepare(cast, room, YESNO), prepare(cast, room, YESNO, admission=True)
    do("open_poll", cast.fred, closed_roll)
    late = sit(room)
    with pytest.raises(Refusal) as refused:
        vote(closed_roll, late, {"answer": "yes"})
    assert refused.value.code == "not_entitled"
    with pytest.raises(Forbidden):
        do("admit_seat", cast.fred, closed_roll, late.id)
    do("close_poll", cast.fred, closed_roll)
    do("open_poll", cast.fred, open_roll)
    later = sit(room)
    assert [seat.id for seat in hall_of(room.id).waiting()] == [later.id]
    do("admit_seat", cast.fred, open_roll, later.id)
    assert vote(open_roll, later, {"answer": "yes"})["first"]
    assert hall_of(room.id).snapshot()["poll"]["entitled"] == 3
    assert "admitted" in [act.act for act in list_acts(open_roll.id)]
    with pytest.raises(Missing):
        do("admit_seat", cast.fred, open_roll, sit(room, capacity="observer").id)


def test_only_a_named_poll_is_given_names(cast, room):
    seats = [sit(room, name="Ana Organise"), sit(room)]
    secret, named = prepare(cast, room, YESNO), prepare(cast, room, YESNO, secret=False)
    for poll in (secret, named):
        do("open_poll", cast.fred, poll)
        for seat in seats:
            vote(poll, seat, {"answer": "yes"})
        do("close_poll", cast.fred, poll)
        do("publish_poll", cast.fred, poll)
    ballots = {poll.id: get_record(poll.id) for poll in (secret, named)}
    assert "voter" not in ballots[secret.id]
    assert '"voter":"Ana Organise"' in ballots[named.id]
    assert '"voter":"siège 2"' in ballots[named.id]


# ---- the run of show ----


def test_polls_are_edited_moved_duplicated_and_removed_before_they_open(cast, room):
    first, second = prepare(cast, room, YESNO), prepare(cast, room, APPROVE)
    do("move_poll", cast.fred, second, True)
    assert [poll.id for _, poll in queries.list_run(room.id)] == [second.id, first.id]
    do("move_poll", cast.fred, second, True)
    with transaction():
        services.edit_poll(cast.fred, first.id, {**YESNO, "question": "Autrement?"})
    assert get_poll(first.id).question_fr == "Autrement?"
    copy = do("duplicate_poll", cast.fred, second)
    assert [option.key for option in copy.options] == list("abcde")
    assert copy.previous_id is None
    do("remove_poll", cast.fred, copy)
    assert [poll.id for _, poll in queries.list_run(room.id)] == [second.id, first.id]
    do("open_poll", cast.fred, first)
    for act in ("remove_poll", "edit_poll"):
        with pytest.raises(Forbidden):
            do(act, cast.fred, first, *([YESNO] if act == "edit_poll" else []))
    do("cancel_poll", cast.fred, first, "Une option manquait.")
    assert do("duplicate_poll", cast.fred, first).previous_id == first.id


def test_a_cancelled_poll_sends_the_room_back_to_the_lobby_and_says_why(cast, room):
    sit(room)
    poll = prepare(cast, room, YESNO)
    do("open_poll", cast.fred, poll)
    with pytest.raises(Refusal):
        do("cancel_poll", cast.fred, poll, "   ")
    do("cancel_poll", cast.fred, poll, "Une option manquait.")
    shown = hall_of(room.id).snapshot()
    assert (shown["phase"], shown["poll"]["state"], shown["poll"]["reason"]) == (
        "lobby",
        "cancelled",
        "Une option manquait.",
    )
    do("cancel_poll", cast.fred, poll, "Encore.")
    assert get_poll(poll.id).cancel_reason == "Une option manquait."


def test_a_poll_cancelled_after_closing_no_longer_decides(cast, room):
    sit(room)
    poll = prepare(cast, room, YESNO)
    for act in ("open_poll", "close_poll"):
        do(act, cast.fred, poll)
    do("cancel_poll", cast.fred, poll, "Un incident.")
    decision = db.session.scalar(select(Decision).where(Decision.poll_id == poll.id))
    assert decision is None or decision.cancelled_at is not None


def test_repeated_acts_change_nothing(cast, room):
    sit(room)
    poll = prepare(cast, room, YESNO)
    hall = hall_of(room.id)
    for act in ("open_poll", "close_poll", "publish_poll"):
        do(act, cast.fred, poll)
        before = hall.snapshot()["sequence"]
        do(act, cast.fred, poll)
        assert hall.snapshot()["sequence"] == before
    assert [act.act for act in list_acts(poll.id)] == ["prepared", "opened", "closed", "published"]


# ---- what everybody sees ----


def test_the_sequence_only_grows_whatever_happens_and_wherever_it_is_read(app, cast, room):
    hall, seen = hall_of(room.id), []

    def look():
        seen.append(hall.snapshot()["sequence"])

    look()
    seats = sitting(room, 3)
    look()
    polls = [prepare(cast, room, YESNO, secret=False) for _ in range(2)]
    for act in ("open_poll", "close_poll", "publish_poll"):
        do(act, cast.fred, polls[0])
        look()
    do("open_poll", cast.fred, polls[1])
    for seat in seats:
        vote(polls[1], seat, {"answer": "no"})
        look()
    do("cancel_poll", cast.fred, polls[1], "Un essai.")
    look()
    with transaction():
        services.begin_epochs()
    del app.extensions["plenary"]
    hall = hall_of(room.id)
    look()
    assert seen == sorted(set(seen))


def test_an_older_reading_that_comes_late_changes_nothing(cast, room):
    hall = hall_of(room.id)
    poll = prepare(cast, room, YESNO)
    older = queries.get_room_state(room.id)
    db.session.expunge_all()
    do("open_poll", cast.fred, poll)
    before = hall.snapshot()
    older.room.epoch = 1
    hall.load(older, hall.sectors)
    assert hall.snapshot() == before


def test_the_count_moves_in_fives_in_a_small_secret_poll_and_by_one_otherwise(cast, room):
    seats = sitting(room, 9)
    secret, named = prepare(cast, room, YESNO), prepare(cast, room, YESNO, secret=False)
    shown = {}
    for poll in (secret, named):
        do("open_poll", cast.fred, poll)
        shown[poll.id] = []
        for seat in seats[:6]:
            vote(poll, seat, {"answer": "yes"})
            shown[poll.id].append(hall_of(room.id).snapshot()["voted"])
        do("close_poll", cast.fred, poll)
    assert shown[secret.id] == [0, 0, 0, 0, 5, 5]
    assert shown[named.id] == [1, 2, 3, 4, 5, 6]
    assert hall_of(room.id).snapshot()["voted"] == 6

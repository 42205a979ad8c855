"""What the room is shown beside an open vote: announcements, results, an announced end, messages."""

from datetime import timedelta

import pytest

from forum.core.database import db, transaction, utc_now
from forum.core.errors import Forbidden, Missing, Refusal
from forum.plenary import queries, services
from forum.plenary.hall import hall_of
from forum.plenary.models import Room, RunItem
from forum.plenary.screen import countdown
from forum.plenary.screen.countdown import Countdown
from forum.trails.models import Node
from tests.support.rooms import APPROVE, YESNO, do, make_day, open_room, prepare, sit
from tests.support.sites import token_of


@pytest.fixture
def room(cast):
    return open_room(cast, make_day(cast))


@pytest.fixture
def fred(sign_in):
    return sign_in("fred")


def seen(room):
    return hall_of(room.id).snapshot()


def act(service, viewer, room, *values):
    with transaction():
        return getattr(services, service)(viewer, room.id, *values)


def published(cast, room, body=YESNO, **publication):
    poll = prepare(cast, room, body)
    do("open_poll", cast.fred, poll)
    do("close_poll", cast.fred, poll)
    with transaction():
        services.publish_poll(cast.fred, poll.id, **publication)
    return poll


# ---- announcing ----


def test_an_announced_poll_is_read_by_all_and_voted_by_none_until_it_opens(app, cast, room):
    sit(room)
    poll, other = prepare(cast, room, APPROVE), prepare(cast, room, YESNO)
    view = f"/fr/votes/{poll.id}/vue/"
    phone = app.test_client()
    assert phone.get(view).status_code == 404
    do("announce_poll", cast.fred, poll)
    shown = seen(room)
    assert (shown["phase"], shown["poll"]["id"], shown["poll"]["state"]) == ("lobby", poll.id, "prepared")
    part = phone.get(view).get_data(as_text=True)
    assert f'data-of="{poll.id}:prepared"' in part
    assert "Les 2 options qui ont le plus de voix sont retenues." in part
    assert "data-ballot" not in part
    assert phone.get(f"/fr/votes/{poll.id}/").status_code == 404
    screen = phone.get(f"/fr/salle/{room.code}/ecran/").get_data(as_text=True)
    assert "Le vote n’est pas encore ouvert." in screen
    do("announce_poll", cast.fred, other)
    assert phone.get(view).status_code == 404
    do("open_poll", cast.fred, poll)
    assert seen(room)["poll"]["state"] == "open"
    with pytest.raises(Forbidden):
        do("announce_poll", cast.fred, other)


def test_an_announcement_is_taken_back_before_the_poll_changes(cast, room):
    poll = prepare(cast, room, YESNO)
    do("announce_poll", cast.fred, poll)
    sequence = seen(room)["sequence"]
    do("announce_poll", cast.fred, poll)
    assert seen(room)["sequence"] == sequence
    for change in ("remove_poll", "edit_poll"):
        with pytest.raises(Forbidden):
            do(change, cast.fred, poll, *([YESNO] if change == "edit_poll" else []))
    act("clear_stage", cast.fred, room)
    assert seen(room)["poll"] is None
    do("remove_poll", cast.fred, poll)


# ---- results ----


def test_a_result_is_published_without_the_screen_then_shown_then_taken_off_and_shown_again(app, cast, room):
    sit(room)
    first = published(cast, room, is_revealed=False)
    visitor, screen = app.test_client(), f"/fr/salle/{room.code}/ecran/"
    assert (seen(room)["phase"], seen(room)["reveal"]) == ("published", False)
    assert "Le résultat est publié" in visitor.get(screen).get_data(as_text=True)
    assert "verdict-word" not in visitor.get(screen).get_data(as_text=True)
    assert "verdict-word" in visitor.get(f"/fr/votes/{first.id}/vue/").get_data(as_text=True)
    do("show_result", cast.fred, first)
    assert seen(room)["reveal"]
    assert "verdict-word" in visitor.get(screen).get_data(as_text=True)
    second = published(cast, room)
    act("clear_stage", cast.fred, room)
    assert seen(room)["phase"] == "lobby"
    do("show_result", cast.fred, first)
    assert seen(room)["poll"]["id"] == first.id
    third = prepare(cast, room, YESNO)
    with pytest.raises(Forbidden):
        do("show_result", cast.fred, third)
    do("open_poll", cast.fred, third)
    for refused in (lambda: do("show_result", cast.fred, second), lambda: act("clear_stage", cast.fred, room)):
        with pytest.raises(Forbidden):
            refused()
    assert [row.act for row in queries.list_acts(room.id)].count("shown") == 2


# ---- an announced end ----


def test_an_announced_end_counts_down_is_put_off_and_closes_nothing(cast, room, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(countdown.time, "monotonic", lambda: now[0])
    sit(room)
    poll = prepare(cast, room, YESNO)
    with pytest.raises(Refusal):
        act("extend_end", cast.fred, room)
    with transaction():
        services.open_poll(cast.fred, poll.id, 120)
    assert seen(room)["until"] == pytest.approx(120, abs=2)
    now[0] += 100
    left = seen(room)["until"]
    assert left == pytest.approx(20, abs=2)
    act("extend_end", cast.fred, room)
    assert seen(room)["until"] == pytest.approx(left + 30, abs=2)
    now[0] += 1000
    assert (seen(room)["until"], seen(room)["phase"]) == (0.0, "open")
    assert b'"until":0.0' in hall_of(room.id).body()
    act("extend_end", cast.fred, room)
    assert seen(room)["until"] == pytest.approx(30, abs=2)
    act("withdraw_end", cast.fred, room)
    assert seen(room)["until"] is None
    for seconds in (9, 3601):
        with pytest.raises(Refusal):
            act("announce_end", cast.fred, room, seconds)
    act("announce_end", cast.fred, room, 60)
    do("close_poll", cast.fred, poll)
    assert seen(room)["until"] is None


def test_a_clock_that_jumps_moves_no_announced_end(monkeypatch):
    end = utc_now() + timedelta(seconds=60)
    before = Countdown.follow(end, None)
    monkeypatch.setattr(countdown, "utc_now", lambda: utc_now() + timedelta(hours=1))
    assert Countdown.follow(end, before).left() == pytest.approx(60, abs=2)
    assert Countdown.follow(None, before) is None


# ---- a message ----


def test_a_message_reaches_phones_and_screens_in_their_language_and_ends_with_the_room(app, cast, room):
    phone = app.test_client()
    act("say_to_room", cast.fred, room, "  La pause  est à 10 h.\n", "Break at 10.")
    assert seen(room)["message"] == {"fr": "La pause est à 10 h.", "en": "Break at 10."}
    assert "Break at 10." in phone.get(f"/en/salle/{room.code}/ecran/").get_data(as_text=True)
    sequence = seen(room)["sequence"]
    act("say_to_room", cast.fred, room, "La pause est à 10 h.", "Break at 10.")
    assert seen(room)["sequence"] == sequence
    act("say_to_room", cast.fred, room, "<b>Autre</b>")
    assert seen(room)["message"] == "<b>Autre</b>"
    assert "&lt;b&gt;Autre" in phone.get(f"/fr/salle/{room.code}/ecran/").get_data(as_text=True)
    for faulty in (("",), ("m" * 201,), ("Bon", "m" * 201)):
        with pytest.raises(Refusal):
            act("say_to_room", cast.fred, room, *faulty)
    act("withdraw_message", cast.fred, room)
    assert seen(room)["message"] is None
    act("say_to_room", cast.fred, room, "Au revoir.")
    act("end_room", cast.fred, room)
    assert db.session.get(Room, room.id).message_fr is None


def test_only_who_drives_the_room_changes_what_it_shows(cast, room):
    poll = prepare(cast, room, YESNO)
    do("announce_poll", cast.fred, poll)
    for refused in (lambda: do("announce_poll", cast.sol, poll), lambda: act("clear_stage", cast.sol, room),
                    lambda: act("say_to_room", cast.sol, room, "Bonjour"), lambda: act("extend_end", cast.mia, room),
                    lambda: act("withdraw_message", cast.paul, room)):
        with pytest.raises(Forbidden):
            refused()


# ---- the run of show ----


def test_a_poll_taken_out_is_put_back_in_its_place_until_another_is_taken_out(cast, room):
    first, second, third = (prepare(cast, room, YESNO) for _ in range(3))
    first_id, node_id = first.id, first.node_id

    def run():
        db.session.expire_all()
        return [poll.id for _item, poll in queries.list_run(room.id)]

    do("remove_poll", cast.fred, first)
    assert run() == [second.id, third.id]
    for change in ("open_poll", "announce_poll", "move_poll", "remove_poll"):
        with pytest.raises(Missing):
            do(change, cast.fred, first, *([True] if change == "move_poll" else []))
    do("restore_poll", cast.fred, first)
    do("restore_poll", cast.fred, first)
    assert run() == [first.id, second.id, third.id]
    do("place_poll", cast.fred, third, 0)
    assert run() == [third.id, first.id, second.id]
    do("place_poll", cast.fred, third, 99)
    do("move_poll", cast.fred, first, False)
    assert run() == [second.id, first.id, third.id]
    do("remove_poll", cast.fred, first)
    do("remove_poll", cast.fred, second)
    assert db.session.get(RunItem, first_id) is None
    assert db.session.get(Node, node_id) is None
    with pytest.raises(Missing):
        do("restore_poll", cast.fred, first)


def test_the_consoles_plain_forms_do_all_of_it(fred, cast, room):
    sit(room)
    poll, other = prepare(cast, room, YESNO), prepare(cast, room, YESNO)
    console = f"/fr/salle/{room.code}/console/"

    def post(rest, **data):
        answer = fred.post(console + rest, data={"csrf_token": token_of(fred, console), **data})
        db.session.rollback()
        db.session.expire_all()
        return answer.status_code

    assert post(f"votes/{other.id}/retirer/") == 303
    assert "Vote retiré" in fred.get(console).get_data(as_text=True)
    assert post(f"votes/{other.id}/remettre/") == 303
    assert len(queries.list_run(room.id)) == 2
    assert post(f"votes/{other.id}/placer/", place="0") == 303
    assert queries.list_run(room.id)[0][1].id == other.id
    assert post(f"votes/{poll.id}/annoncer/") == 303
    assert "Retirer l’annonce" in fred.get(f"{console}?vote={poll.id}").get_data(as_text=True)
    assert post("message/", message_fr="Bonjour à tous") == 303
    assert "Bonjour à tous" in fred.get(console).get_data(as_text=True)
    assert post(f"votes/{poll.id}/ouvrir/", seconds="5") == 422
    assert post(f"votes/{poll.id}/ouvrir/", seconds="120") == 303
    assert seen(room)["until"] > 100
    assert post("fin-annoncee/prolonger/") == 303
    assert seen(room)["until"] > 130
    assert post("fin-annoncee/retirer/") == 303
    assert post("fin-annoncee/annoncer/", seconds="x") == 422
    page = fred.get(console).get_data(as_text=True)
    assert "1 personne au plus n’a pas encore voté. Fermer le vote?" in page
    assert post(f"votes/{poll.id}/fermer/") == 303
    assert post(f"votes/{poll.id}/publier_seulement/") == 303
    assert not seen(room)["reveal"]
    assert post(f"votes/{poll.id}/montrer/") == 303
    assert seen(room)["reveal"]
    assert post("ecran/vider/", vote=poll.id) == 303
    assert seen(room)["phase"] == "lobby"
    assert post("message/retirer/") == 303

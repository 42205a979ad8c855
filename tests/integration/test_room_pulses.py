"""Flash polls: counters and nothing else, between two votes, for who holds a seat; never a vote."""

import re
from functools import cache

import pytest
from sqlalchemy import select, text

from forum.core.database import db, transaction
from forum.core.errors import Forbidden, Missing, Refusal
from forum.events.models import Event
from forum.plenary import services, writer
from forum.plenary.contract import tables as contract
from forum.plenary.hall import hall_of, halls
from forum.plenary.models import RoomAct
from forum.plenary.presenters import seat_token, snapshot
from forum.plenary.pulses import services as pulses
from forum.plenary.pulses.contract import PulseAnswered
from forum.plenary.pulses.models import Pulse, PulseAnswer
from forum.plenary.pulses.rules import MOST_WORDS
from forum.trails.models import Node
from forum.votes.models import Act, Poll
from tests.support.forum import count_queries
from tests.support.polls import keep_app
from tests.support.rooms import APPROVE, YESNO, do, make_day, open_room, prepare, room_on_shared_day, sit
from tests.support.sites import sign_in_as, token_in, token_of
from tests.support.urn_model import Hand, Waiters


@pytest.fixture(scope="module")
def app(backend):
    yield from keep_app(backend, "pulses")


@pytest.fixture(scope="module")
def people(app):
    """Give the browser of one of the cast, who signs in once."""
    return cache(lambda name: sign_in_as(app, name))


@pytest.fixture
def fred(people):
    return people("fred")


@pytest.fixture
def room(cast):
    """Give a room of its own on the one day that these tests share."""
    with room_on_shared_day(cast) as room:
        yield room


@pytest.fixture
def other_room(cast):
    """Give a room of another day."""
    return open_room(cast, db.session.scalar(select(Event).where(Event.slug == "autre")) or make_day(
        cast, "autre", "2032"))


def make(cast, room, kind="mood", viewer=None, **more):
    with transaction():
        return services.prepare_pulse(viewer or cast.fred, room.id, **{
            "kind": kind, "question_fr": "Comment va la salle?", "question_en": "How is the room?", **more})


def launched(cast, room, kind="mood", **more):
    pulse = make(cast, room, kind, **more)
    do("launch_pulse", cast.fred, pulse)
    return pulse


def answers_of(pulse):
    db.session.rollback()
    return dict(db.session.execute(select(PulseAnswer.key, PulseAnswer.count).where(
        PulseAnswer.pulse_id == pulse.id)).all())


def state_of(pulse):
    db.session.rollback()
    return db.session.scalar(select(Pulse.state).where(Pulse.id == pulse.id))


def shown(room):
    return contract.Snapshot.model_validate(snapshot(room)).pulse


def refused(code, act, *values, **more):
    with pytest.raises(Refusal) as refusal:
        act(*values, **more)
    assert refusal.value.code == code
    return refusal.value


# ---- the services ----


def test_a_mood_goes_from_preparation_to_the_shelf_and_shows_its_counts_when_told(cast, room):
    seats = [sit(room) for _ in range(4)]
    pulse = make(cast, room)
    assert shown(room) is None
    refused("pulse_over", writer.answer_pulse, pulse.id, seats[0], "good")
    do("launch_pulse", cast.fred, pulse)
    do("launch_pulse", cast.fred, pulse)  # pressed twice
    for seat, mood in zip(seats, ("good", "good", "difficult"), strict=False):
        assert writer.answer_pulse(pulse.id, seat, mood) == 0
    hidden = shown(room)
    assert (hidden.state, hidden.answers, hidden.counts, hidden.shown) == ("running", 3, None, False)
    do("show_pulse", cast.fred, pulse)
    assert {row.key: row.count for row in shown(room).counts} == {
        "very_good": 0, "good": 2, "mixed": 0, "uneasy": 0, "difficult": 1}
    do("end_pulse", cast.fred, pulse)
    do("end_pulse", cast.fred, pulse)
    assert shown(room).state == "ended"
    refused("pulse_over", writer.answer_pulse, pulse.id, seats[3], "good")
    do("clear_pulse", cast.fred, pulse)
    assert shown(room) is None
    assert answers_of(pulse) == {"good": 2, "difficult": 1}
    do("remove_pulse", cast.fred, pulse)
    assert answers_of(pulse) == {}


def test_words_are_folded_and_bounded_to_three_a_seat(cast, room):
    seat, other = sit(room), sit(room)
    pulse = launched(cast, room, "words", is_shown=True)
    assert [writer.answer_pulse(pulse.id, seat, word) for word in ("Écoute", " ecoute", "Audace")] == [2, 1, 0]
    refused("pulse_answered", writer.answer_pulse, pulse.id, seat, "encore")
    assert writer.answer_pulse(pulse.id, other, "ÉCOUTE") == 2
    assert answers_of(pulse) == {"ecoute": 3, "audace": 1}
    assert [(row.word, row.count) for row in shown(room).counts] == [("Écoute", 3), ("Audace", 1)]


def test_a_mood_is_one_answer_a_seat(cast, room):
    seat = sit(room)
    pulse = launched(cast, room)
    writer.answer_pulse(pulse.id, seat, "good")
    refused("pulse_answered", writer.answer_pulse, pulse.id, seat, "difficult")
    assert answers_of(pulse) == {"good": 1}


@pytest.mark.parametrize(("kind", "text"), [
    ("mood", ""), ("mood", "GOOD"), ("mood", "<script>"), ("words", ""), ("words", "w" * 41), ("words", "a\u202eb"),
    ("words", "a\nb"), ("words", "\ud800"), ("words", "…"),
])
def test_what_is_no_answer_is_refused_and_costs_nothing(cast, room, kind, text):
    seat = sit(room)
    pulse = launched(cast, room, kind)
    fault = refused("invalid", writer.answer_pulse, pulse.id, seat, text)
    assert set(fault.fields) == {"answer"}
    assert answers_of(pulse) == {}
    assert hall_of(room.id).pulse.left(seat.id) == (1 if kind == "mood" else 3)


def test_an_answer_that_could_not_be_written_may_be_given_again(cast, room, monkeypatch):
    seat = sit(room)
    pulse = launched(cast, room)
    monkeypatch.setenv("FORUM_FAULT", "before_commit:error")
    refused("server_error", writer.answer_pulse, pulse.id, seat, "good")
    monkeypatch.delenv("FORUM_FAULT")
    writer.answer_pulse(pulse.id, seat, "good")
    assert answers_of(pulse) == {"good": 1}


def test_new_words_have_an_end_and_known_ones_do_not(cast, room, monkeypatch):
    monkeypatch.setattr(pulses, "MOST_WORDS", 2)
    seats = [sit(room) for _ in range(2)]
    pulse = launched(cast, room, "words")
    for seat, word in ((seats[0], "a1"), (seats[0], "b2"), (seats[1], "A1")):
        writer.answer_pulse(pulse.id, seat, word)
    refused("too_many", writer.answer_pulse, pulse.id, seats[1], "c3")
    assert answers_of(pulse) == {"a1": 2, "b2": 1}
    assert hall_of(room.id).pulse.left(seats[1].id) == 2
    assert MOST_WORDS > 100


def test_a_batch_counts_each_answer_and_refuses_those_of_another_poll(cast, room):
    pulse, waiting = launched(cast, room, "words"), make(cast, room)
    with transaction():
        outcomes = pulses.add_answers([(pulse.id, "a", "A"), (waiting.id, "good", ""), (pulse.id, "a", "Â"),
                                       ("nobody" * 3, "a", "A"), (pulse.id, "b", "B")])
    assert [getattr(outcome, "code", outcome) for outcome in outcomes] == [
        True, "pulse_over", True, "pulse_over", True]
    assert answers_of(pulse) == {"a": 2, "b": 1}


def test_opening_a_vote_ends_the_flash_poll_and_none_is_launched_beside_it(cast, room):
    seat = sit(room)
    pulse, later = launched(cast, room), make(cast, room)
    poll = prepare(cast, room, YESNO)
    do("open_poll", cast.fred, poll)
    assert shown(room) is None
    assert state_of(pulse) == "away"
    refused("pulse_over", writer.answer_pulse, pulse.id, seat, "good")
    with pytest.raises(Forbidden):
        do("launch_pulse", cast.fred, later)
    do("close_poll", cast.fred, poll)
    do("launch_pulse", cast.fred, later)
    assert (shown(room).id, snapshot(room)["phase"]) == (later.id, "closed")


def test_one_flash_poll_is_on_the_screens_and_a_new_one_takes_its_place(cast, room):
    first, second = launched(cast, room), launched(cast, room, "words")
    assert shown(room).id == second.id
    assert state_of(first) == "away"
    with pytest.raises(Forbidden):
        do("launch_pulse", cast.fred, first)


def test_ending_the_room_ends_its_flash_poll(cast, room):
    pulse = launched(cast, room)
    do("end_room", cast.fred, room)
    assert state_of(pulse) == "away"
    refused("unknown_room", do, "launch_pulse", cast.fred, pulse)


def test_a_hidden_word_is_nowhere_shown_and_may_come_back(cast, room):
    seats = [sit(room) for _ in range(2)]
    pulse = launched(cast, room, "words", is_shown=True)
    writer.answer_pulse(pulse.id, seats[0], "Vilain")
    with transaction():
        services.hide_word(cast.sol, pulse.id, "vilain")
    writer.answer_pulse(pulse.id, seats[1], "vilain")
    assert shown(room).counts == []
    with transaction():
        services.hide_word(cast.fred, pulse.id, "vilain", is_hidden=False)
    assert [(row.word, row.count) for row in shown(room).counts] == [("Vilain", 2)]
    with pytest.raises(Missing), transaction():
        services.hide_word(cast.fred, pulse.id, "absent")


@pytest.mark.parametrize(("field", "value"), [
    ("question_fr", " "), ("question_fr", "q" * 201), ("question_fr", "a\u202eb"), ("question_fr", "a\nb"),
    ("question_en", "q" * 201), ("kind", "vote"),
])
def test_what_cannot_be_asked_is_refused_at_its_field(cast, room, field, value):
    assert set(refused("invalid", make, cast, room, **{field: value}).fields) == {field}


def test_a_room_holds_a_hundred_flash_polls(cast, room, monkeypatch):
    monkeypatch.setattr(pulses, "MOST_PULSES", 1)
    make(cast, room)
    refused("invalid", make, cast, room)


ACTS = ("launch_pulse", "show_pulse", "end_pulse", "clear_pulse", "remove_pulse")


@pytest.mark.parametrize("act", ACTS)
def test_every_act_asks_who_may(cast, room, act):
    pulse = make(cast, room)
    for viewer in (cast.paul, cast.mia, cast.ana):
        with pytest.raises(Forbidden):
            do(act, viewer, pulse)
    with pytest.raises(Missing), transaction():
        getattr(services, act)(cast.fred, "x" * 22)
    with pytest.raises(Forbidden), transaction():
        services.prepare_pulse(cast.paul, room.id, kind="mood", question_fr="Q?")
    with pytest.raises(Forbidden), transaction():
        services.hide_word(cast.paul, pulse.id, "a")


def test_who_does_not_drive_the_room_prepares_and_hides_but_does_not_launch(cast, room):
    pulse = launched(cast, room)
    mine = make(cast, room, viewer=cast.sol)
    for act in ACTS[:4]:
        with pytest.raises(Forbidden):
            do(act, cast.sol, mine if act == "launch_pulse" else pulse)
    with pytest.raises(Forbidden):
        do("remove_pulse", cast.fred, pulse)  # it is on the screens


# ---- what is kept ----


def test_nothing_of_who_answered_reaches_the_database(cast, room):
    seats = [sit(room, name=f"Nom {place}") for place in range(5)]
    pulse = launched(cast, room, "words", is_shown=True)
    before = everything()
    for place, seat in enumerate(seats):
        writer.answer_pulse(pulse.id, seat, "commun" if place else "Seul")
    after = everything()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"plenary_pulse_answer"}
    columns = {column.name for column in PulseAnswer.__table__.columns}
    assert columns == {"pulse_id", "key", "word", "count", "is_hidden"}
    assert answers_of(pulse) == {"commun": 4, "seul": 1}


def everything():
    db.session.rollback()
    found = {table.name: sorted(map(repr, db.session.execute(select(table)).all()))
             for table in db.metadata.sorted_tables}
    db.session.rollback()
    return found


def test_a_flash_poll_is_no_vote_no_act_of_a_vote_and_on_no_trail(cast, room):
    tables = (Node, Poll, Act)
    before = [db.session.query(table).count() for table in tables]
    seat = sit(room)
    pulse = launched(cast, room)
    writer.answer_pulse(pulse.id, seat, "good")
    do("end_pulse", cast.fred, pulse)
    assert [db.session.query(table).count() for table in tables] == before
    assert {act.act for act in db.session.query(RoomAct).filter_by(room_id=room.id)} == {"opened", "control"}


def test_who_has_answered_is_kept_for_the_flash_polls_life_alone(cast, room):
    seat = sit(room)
    pulse = launched(cast, room)
    writer.answer_pulse(pulse.id, seat, "good")
    hall = hall_of(room.id)
    assert hall.pulse.seats == {seat.id: 1}
    do("end_pulse", cast.fred, pulse)
    assert hall.pulse.seats == {}
    do("clear_pulse", cast.fred, pulse)
    assert hall.pulse is None


def test_a_process_that_starts_again_finds_the_counts(app, cast, room):
    seat = sit(room)
    pulse = launched(cast, room, is_shown=True)
    writer.answer_pulse(pulse.id, seat, "good")
    halls().halls.clear()
    halls().by_code.clear()
    assert {row.key: row.count for row in shown(room).counts}["good"] == 1


# ---- two at once ----


def test_two_answers_at_once_add_up(app, cast, room):
    pulse = launched(cast, room, "words")
    db.session.rollback()
    waiters = None
    if db.engine.dialect.name == "postgresql":
        waiters = Waiters(db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False))
    one = Hand(app, lambda: pulses.add_answers([(pulse.id, "a", "A"), (pulse.id, "b", "B")]))
    assert one.has_worked.wait(20)
    two = Hand(app, lambda: pulses.add_answers([(pulse.id, "b", "B"), (pulse.id, "a", "Â")]))
    if waiters:
        assert waiters.wait_for(two)
        waiters.close()
    assert (one.end(), two.end()) == ([True, True], [True, True])
    assert answers_of(pulse) == {"a": 2, "b": 2}


@pytest.mark.parametrize("how", ["commit", "give up"])
def test_an_answer_that_meets_the_end_is_counted_or_told_that_it_is_over(app, cast, room, how):
    pulse = launched(cast, room)
    db.session.rollback()
    end = Hand(app, lambda: services.end_pulse(cast.fred, pulse.id))
    assert end.has_worked.wait(20)
    answer = Hand(app, lambda: pulses.add_answers([(pulse.id, "good", "")]))
    assert not answer.has_worked.wait(0.1)
    end.end(how)
    [outcome] = answer.end()
    assert getattr(outcome, "code", outcome) == ("pulse_over" if how == "commit" else True)
    assert answers_of(pulse) == ({} if how == "commit" else {"good": 1})


def test_the_database_holds_one_on_the_screens(cast, room):
    launched(cast, room)
    other = make(cast, room)
    with pytest.raises(Exception, match="(?i)unique"), transaction():
        db.session.execute(text("UPDATE plenary_pulse SET state = 'running' WHERE id = :id"), {"id": other.id})


# ---- the doors ----


def send(client, address, page, **data):
    return client.post(address, data={"csrf_token": token_of(client, page), **data})


def enter(client, room):
    place = f"/fr/salle/{room.code}/"
    assert send(client, f"{place}siege/", place, sector="community", capacity="personal").status_code == 303
    return place


def test_a_phone_without_a_script_answers_and_reads_the_result(cast, client, room):
    place = enter(client, room)
    pulse = launched(cast, room, question_fr="Un <b>essai</b>?")
    page = client.get(place).get_data(as_text=True)
    assert "Un &lt;b&gt;essai&lt;/b&gt;?" in page
    assert "Ce n’est pas un vote" in page
    answer = send(client, f"{place}sondage/", place, pulse=pulse.id, answer="good")
    assert answer.status_code == 303
    page = client.get(place).get_data(as_text=True)
    assert "Réponse comptée. Merci!" in page
    assert re.search(r'data-pulse-form[^>]* hidden', page)
    send(client, f"{place}sondage/", place, pulse=pulse.id, answer="difficult")
    assert "Vous avez déjà répondu" in client.get(place).get_data(as_text=True)
    assert answers_of(pulse) == {"good": 1}
    do("show_pulse", cast.fred, pulse)
    do("end_pulse", cast.fred, pulse)
    page = client.get(place).get_data(as_text=True)
    assert '<b class="n">1</b>' in page
    assert "data-pulse-form" not in page


def test_a_form_that_says_nonsense_is_told_so_and_counts_nothing(cast, client, room):
    place = enter(client, room)
    pulse = launched(cast, room, "words")
    for answer in ("", "…", "w" * 41, "a\u202eb"):
        assert send(client, f"{place}sondage/", place, pulse=pulse.id, answer=answer).status_code == 303
        assert 'class="flash warning"' in client.get(place).get_data(as_text=True)
    assert send(client, f"{place}sondage/", place, pulse="x", answer="a").status_code == 303
    assert answers_of(pulse) == {}


def test_a_visitor_without_a_seat_answers_nothing(app, cast, client, room):
    pulse = launched(cast, room)
    page = f"/fr/salle/{room.code}/"
    assert send(client, f"{page}sondage/", page, pulse=pulse.id, answer="good").status_code == 401
    bearer = {"Authorization": "Bearer s.1.AAAAAAAAAAAAAAAAAAAAAA"}
    for headers in ({}, bearer):
        answer = client.post(f"/api/v1/pulses/{pulse.id}/answers", json={"answer": "good"}, headers=headers)
        assert (answer.status_code, answer.json["error"]["code"]) == (401, "no_seat")
    assert answers_of(pulse) == {}


def test_the_api_answers_as_the_contract_says(cast, client, room, other_room):
    seat, pulse = sit(room), launched(cast, room, "words")
    other = sit(other_room)

    def answer(body, who=seat, ident=pulse.id, **more):
        return client.post(f"/api/v1/pulses/{ident}/answers", headers={"Authorization": f"Bearer {seat_token(who)}"},
                           **({"json": body} if body is not None else more))

    taken = answer({"answer": "Écoute"})
    assert (taken.status_code, PulseAnswered.model_validate(taken.json).left) == (201, 2)
    for body in ({}, {"answer": 3}, {"answer": None}, {"answer": ["a"]}, {"answer": "x" * 1001}, {"answer": ""}):
        fault = answer(body)
        assert (fault.status_code, set(fault.json["error"]["fields"])) == (422, {"answer"}), body
    assert answer(None, data=b"{" * 600_000, content_type="application/json").status_code == 413
    for who, ident in ((other, pulse.id), (seat, "x"), (seat, "../polls")):
        assert answer({"answer": "a"}, who, ident).status_code in (404, 409)
    answer({"answer": "b"}), answer({"answer": "c"})
    over = answer({"answer": "d"})
    assert (over.status_code, over.json["error"]["code"]) == (409, "pulse_answered")
    assert answers_of(pulse) == {"ecoute": 1, "b": 1, "c": 1}


def test_what_every_phone_is_given_says_nothing_before_it_is_launched_and_no_hidden_word(cast, client, room):
    pulse = make(cast, room, "words")
    place = f"/fr/sondages/{pulse.id}/vue/"
    assert client.get(place).status_code == 404
    do("launch_pulse", cast.fred, pulse)
    assert "csrf_token" not in client.get(place).get_data(as_text=True)
    seat = sit(room)
    for word in ("Vilain", "Joli"):
        writer.answer_pulse(pulse.id, seat, word)
    with transaction():
        services.hide_word(cast.fred, pulse.id, "vilain")
    do("end_pulse", cast.fred, pulse)
    page = client.get(place).get_data(as_text=True)
    assert "Joli" not in page
    do("show_pulse", cast.fred, pulse)
    page = client.get(place).get_data(as_text=True)
    assert "Joli" in page
    assert "Vilain" not in page


def test_the_screen_shows_the_flash_poll_in_both_languages_and_no_word_too_early(cast, client, room):
    seat, pulse = sit(room), launched(cast, room, "words")
    writer.answer_pulse(pulse.id, seat, "<img src=x>")
    pages = [client.get(f"/{language}/salle/{room.code}/ecran/").get_data(as_text=True) for language in ("fr", "en")]
    assert "Comment va la salle?" in pages[0]
    assert "How is the room?" in pages[1]
    assert all("img src" not in page for page in pages)
    do("show_pulse", cast.fred, pulse)
    page = client.get(f"/fr/salle/{room.code}/ecran/").get_data(as_text=True)
    assert "&lt;img src=x&gt;" in page
    assert "voix" not in re.search(r'class="stage-pulse".*', page, re.DOTALL)[0]


def console(room, rest=""):
    return f"/fr/salle/{room.code}/console/{rest}"


def test_the_console_prepares_launches_hides_and_clears_by_plain_forms(cast, fred, room):
    form = {"kind": "words", "question_fr": "Un mot?", "shown": "live"}
    assert send(fred, console(room, "nouveau/sondage/"), console(room, "nouveau/sondage/"), **form).status_code == 303
    pulse = db.session.scalar(select(Pulse).where(Pulse.room_id == room.id))
    assert (pulse.state, pulse.is_shown, pulse.question_en) == ("prepared", True, None)
    assert "Un mot?" in fred.get(console(room)).get_data(as_text=True)
    for act, state in (("lancer", "running"), ("terminer", "ended")):
        assert send(fred, console(room, f"sondages/{pulse.id}/{act}/"), console(room)).status_code == 303
        assert state_of(pulse) == state
        if act == "lancer":
            writer.answer_pulse(pulse.id, sit(room), "Mot")
            page = fred.get(console(room)).get_data(as_text=True)
            assert f'action="/fr/salle/{room.code}/console/sondages/{pulse.id}/mots/masquer/"' in page
            send(fred, console(room, f"sondages/{pulse.id}/mots/masquer/"), console(room), word="mot")
            assert shown(room).counts == []
            send(fred, console(room, f"sondages/{pulse.id}/mots/remettre/"), console(room), word="mot")
            assert len(shown(room).counts) == 1
    send(fred, console(room, f"sondages/{pulse.id}/montrer/"), console(room))
    send(fred, console(room, f"sondages/{pulse.id}/retirer/"), console(room))
    assert "Retirez d’abord ce sondage de l’écran." in fred.get(console(room)).get_data(as_text=True)
    send(fred, console(room, f"sondages/{pulse.id}/ranger/"), console(room))
    send(fred, console(room, f"sondages/{pulse.id}/retirer/"), console(room))
    db.session.rollback()
    assert db.session.scalar(select(Pulse).where(Pulse.room_id == room.id)) is None


def test_saving_and_launching_is_one_act(fred, room):
    form = {"kind": "mood", "question_fr": "Ça va?", "shown": "later", "launch": "1"}
    send(fred, console(room, "nouveau/sondage/"), console(room, "nouveau/sondage/"), **form)
    assert shown(room).question == "Ça va?"


@pytest.mark.parametrize(("change", "field"), [
    ({"question_fr": ""}, "question_fr"), ({"question_fr": "q" * 201}, "question_fr"), ({"kind": "x"}, "kind"),
    ({"question_en": "\u202e"}, "question_en"), ({"shown": "never"}, "shown"),
])
def test_a_fault_is_told_at_its_field(fred, room, change, field):
    form = {"kind": "mood", "question_fr": "Ça va?", "shown": "later", **change}
    answer = send(fred, console(room, "nouveau/sondage/"), console(room, "nouveau/sondage/"), **form)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.get_data(as_text=True)


def test_a_flash_poll_of_another_room_is_not_found_and_others_may_not_act(cast, fred, people, room, other_room):
    pulse = launched(cast, other_room)
    assert send(fred, console(room, f"sondages/{pulse.id}/terminer/"), console(room)).status_code == 404
    mine = launched(cast, room)
    paul = people("paul")
    token = token_in(paul.get("/fr/compte/").get_data(as_text=True))
    for rest in (f"sondages/{mine.id}/terminer/", f"sondages/{mine.id}/mots/masquer/", "nouveau/sondage/"):
        assert paul.post(console(room, rest), data={"csrf_token": token}).status_code == 403
    assert state_of(mine) == "running"


def test_the_console_asks_as_much_whatever_the_words(cast, fred, room):
    pulse = launched(cast, room, "words")

    def ask():
        with count_queries() as statements:
            assert fred.get(console(room)).status_code == 200
        return len(statements)

    prepare(cast, room, APPROVE)
    few = ask()
    for place in range(6):
        writer.answer_pulse(pulse.id, sit(room), f"mot {place}")
        make(cast, room)
    assert ask() == few

"""Questions from the room: supported once a seat, read first, merged with supporters united, no seat behind a text."""

import threading
from functools import cache

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError

from forum.core.database import db, transaction, utc_now
from forum.core.errors import Forbidden, Missing, Refusal
from forum.events.services import give_role
from forum.plenary import services, writer
from forum.plenary.contract import tables as contract
from forum.plenary.presenters import seat_token, snapshot
from forum.plenary.questions import services as questions
from forum.plenary.questions.contract import OwnQuestions, QuestionsAnswer
from forum.plenary.questions.models import Question, QuestionRound, QuestionSupport
from forum.plenary.questions.queries import find_current_round, list_questions
from tests.support.forum import count_queries, send
from tests.support.polls import keep_app
from tests.support.rooms import YESNO, prepare, room_on_shared_day, sit
from tests.support.sites import sign_in_as


@pytest.fixture(scope="module")
def app(backend):
    yield from keep_app(backend, "questions")


@pytest.fixture(scope="module")
def people(app):
    return cache(lambda name: sign_in_as(app, name))


@pytest.fixture
def room(cast):
    """Give a room of its own on the one day that these tests share."""
    with room_on_shared_day(cast) as room:
        yield room


def do(service, *values, **more):
    with transaction():
        return getattr(services, service)(*values, **more)


def opened(cast, room, **more):
    return do("open_round", cast.fred, room.id, **{"subject_fr": "Les moyens", "needs_approval": False, **more}).id


def ask(seat, round_id, what="Qui paie?", sign="anonymous"):
    return do("ask_question", seat, round_id, what, sign).id


def refused(code, act, *values, **more):
    with pytest.raises(Refusal) as refusal:
        act(*values, **more)
    assert refusal.value.code == code
    return refusal.value


def row(question_id):
    db.session.rollback()
    return db.session.get(Question, question_id, populate_existing=True)


def listed(client, room):
    answer = QuestionsAnswer.model_validate(client.get(f"/api/v1/rooms/{room.code}/questions/shown").json)
    return [(item.text, item.support) for item in answer.items]


def test_a_question_is_read_before_the_room_sees_it_where_the_room_wants_that(cast, client, room):
    seat, other = sit(room), sit(room)
    round_id = opened(cast, room, needs_approval=True)
    first, second = ask(seat, round_id), ask(other, round_id, "Et après?")
    assert listed(client, room) == []
    do("judge_question", cast.fred, first, is_shown=True)
    do("judge_question", cast.fred, second, is_shown=False)
    assert listed(client, room) == [("Qui paie?", 0)]
    with pytest.raises(Missing):
        writer.support_question(second, seat, True)
    do("judge_question", cast.fred, first, is_shown=False)
    assert listed(client, room) == []
    assert contract.Snapshot.model_validate(snapshot(room)).questions.open


def test_the_most_supported_come_first_and_a_seat_counts_once_however_often_it_presses(cast, client, room):
    seats = [sit(room) for _ in range(4)]
    round_id = opened(cast, room)
    first, second = ask(seats[0], round_id), ask(seats[1], round_id, "Quand?")
    assert [writer.support_question(second, seat, True) for seat in seats[:3]] == [1, 2, 3]
    assert writer.support_question(second, seats[0], True) == 3
    assert writer.support_question(first, seats[0], True) == 1
    assert listed(client, room) == [("Quand?", 3), ("Qui paie?", 1)]
    assert [writer.support_question(second, seat, False) for seat in (*seats[:3], seats[0])] == [2, 1, 0, 0]
    assert listed(client, room) == [("Qui paie?", 1), ("Quand?", 0)]
    do("close_round", cast.fred, round_id)
    refused("questions_closed", writer.support_question, first, seats[3], True)
    refused("questions_closed", ask, seats[3], round_id)
    do("reopen_round", cast.fred, round_id)
    assert writer.support_question(first, seats[3], True) == 2


def test_merged_questions_unite_their_supporters_and_can_be_separated(cast, room):
    seats = [sit(room) for _ in range(5)]
    round_id = opened(cast, room)
    kept, twin, third = (ask(seats[place], round_id, what) for place, what in enumerate(("Un?", "Un??", "Un???")))
    for question, supporters in ((kept, seats[:3]), (twin, seats[2:4]), (third, seats[3:])):
        for seat in supporters:
            writer.support_question(question, seat, True)
    do("merge_question", cast.fred, twin, kept)
    assert (row(kept).support, row(twin).state) == (4, "merged")
    do("merge_question", cast.fred, kept, third)
    assert (row(third).support, row(twin).merged_into_id) == (5, third)
    assert writer.support_question(twin, seats[0], False) == 4, "a support is taken back wherever it was given"
    do("separate_question", cast.fred, twin)
    assert (row(third).support, row(twin).support, row(twin).state) == (4, 2, "shown")
    for bad in (third, "nothing", kept):
        refused("invalid", do, "merge_question", cast.fred, third, bad)


def test_a_batch_counts_each_wish_in_its_order_and_one_fault_spoils_no_other(cast, room):
    seats = [sit(room) for _ in range(3)]
    round_id = opened(cast, room)
    question, hidden = ask(seats[0], round_id), ask(seats[1], round_id, "Caché?")
    do("judge_question", cast.fred, hidden, is_shown=False)
    codes = [questions.supporter_code(round_id, seat) for seat in seats]
    with transaction():
        outcomes = questions.support_questions([
            questions.Wish(question, codes[0], True), questions.Wish(hidden, codes[0], True),
            questions.Wish(question, codes[1], True), questions.Wish(question, codes[1], False),
            questions.Wish(question, codes[1], True), questions.Wish("nothing", codes[1], True),
            questions.Wish(question, codes[2], True), questions.Wish(question, codes[2], False)])
    assert [outcome if isinstance(outcome, int) else outcome.code for outcome in outcomes] == [
        2, "not_found", 2, 2, 2, "not_found", 2, 2]


def test_a_question_is_signed_as_the_room_and_the_person_wish(cast, room):
    named, plain = sit(room, name="Ana Signe"), sit(room)
    round_id = opened(cast, room)
    signed = [row(ask(seat, round_id, f"{place}?", sign)) for place, (seat, sign) in enumerate(
        [(named, "name"), (named, "seat"), (named, "anonymous"), (plain, "name")])]
    assert [(found.author, found.seat_number) for found in signed] == [("Ana Signe", 1), ("", 1), ("", None), ("", 2)]
    strict = opened(cast, room, allows_anonymous=False, subject_fr="Autre")
    assert row(ask(plain, strict, "Signée?", "anonymous")).seat_number == 2
    assert set(refused("invalid", ask, named, strict, "x", "crown").fields) == {"sign"}


def test_five_questions_in_ten_minutes_and_no_more(cast, room):
    seat, other = sit(room), sit(room)
    round_id = opened(cast, room)
    for number in range(5):
        ask(seat, round_id, f"Question {number}?")
    refused("too_many", ask, seat, round_id, "Encore?")
    ask(other, round_id)
    again = opened(cast, room, subject_fr="Autre sujet")
    refused("too_many", ask, seat, again, "Ailleurs?")
    with transaction():
        db.session.execute(update(Question).values(asked_at=utc_now().replace(year=2020)))
    ask(seat, again, "Plus tard?")


@pytest.mark.parametrize("what", ["", "   ", "\u200b\u202e", "q" * 301])
def test_a_text_that_cannot_be_a_question_is_refused_with_a_sentence(cast, room, what):
    assert set(refused("invalid", ask, sit(room), opened(cast, room), what).fields) == {"text"}


def test_nothing_stored_says_which_seat_asked_or_supported_and_ending_drops_even_the_codes(cast, client, room):
    seats = [sit(room) for _ in range(3)]
    round_id = opened(cast, room)
    asked = [ask(seats[0], round_id, what) for what in ("Un?", "Deux?")]
    for seat in seats:
        writer.support_question(asked[0], seat, True)
    everything = " ".join(str(found) for table in ("plenary_question", "plenary_question_support",
                                                   "plenary_question_round")
                          for found in db.session.execute(text(f"SELECT * FROM {table}")).all())
    assert not any(str(seat.id) in everything or seat_token(seat) in everything for seat in seats)
    codes = {row(question).asker for question in asked}
    assert len(codes) == 2, "two questions of one person cannot be told to be"
    supporters = set(db.session.scalars(select(QuestionSupport.supporter)))
    assert not codes & supporters
    do("end_room", cast.fred, room.id)
    db.session.rollback()
    mine = select(Question.id).where(Question.round_id == round_id)
    assert db.session.scalars(select(QuestionSupport).where(QuestionSupport.question_id.in_(mine))).all() == []
    assert [(found.asker, found.asked_at, found.support) for found in list_questions(round_id)] == [
        (None, None, 3), (None, None, 0)]


def test_own_questions_and_supports_are_told_to_their_seat_alone(cast, client, room):
    seat, other = sit(room), sit(room)
    round_id = opened(cast, room, needs_approval=True)
    question = ask(seat, round_id)

    def own(who):
        answer = client.get(f"/api/v1/rooms/{room.code}/questions/own",
                            headers={"Authorization": f"Bearer {seat_token(who)}"})
        return OwnQuestions.model_validate(answer.json).model_dump()

    assert own(seat) == {"asked": [{"id": question, "text": "Qui paie?", "state": "waiting"}], "supported": []}
    assert own(other) == {"asked": [], "supported": []}
    do("judge_question", cast.fred, question, is_shown=True)
    writer.support_question(question, other, True)
    assert own(other)["supported"] == [question]
    assert client.get(f"/api/v1/rooms/{room.code}/questions/own").status_code == 401


def test_the_note_taker_reads_merges_and_answers_and_only_who_runs_the_room_leads(cast, room, people):
    with transaction():
        give_role(room.event_id, cast.mia.id, "note_taker")
    round_id = opened(cast, room, needs_approval=True)
    seats = [sit(room), sit(room)]
    first, second = ask(seats[0], round_id), ask(seats[1], round_id, "Qui paye?")
    for act, values in (("judge_question", [first, True]), ("judge_question", [second, True]),
                        ("merge_question", [second, first]), ("separate_question", [second]),
                        ("shortlist_question", [first, True]), ("shortlist_question", [second, True]),
                        ("move_question", [second, True]), ("answer_question", [first, "live"])):
        with pytest.raises(Forbidden):
            do(act, cast.paul, *values)
        do(act, cast.mia, *values)
    assert (row(second).place, row(first).place, row(first).answered) == (1, 2, "live")
    for act, values in (("open_round", [room.id]), ("close_round", [round_id]), ("put_round_away", [round_id]),
                        ("show_on_screen", [round_id, "shortlist"])):
        with pytest.raises(Forbidden):
            do(act, cast.mia, *values, **({"subject_fr": "x"} if act == "open_round" else {}))
    assert people("mia").get(f"/fr/questions/{round_id}/").status_code == 200
    rooms = "/fr/journees/journee/salles/"
    assert f"/fr/questions/{round_id}/" in people("mia").get(rooms).get_data(as_text=True)
    assert f"/fr/questions/{round_id}/" not in people("paul").get(rooms).get_data(as_text=True)
    assert people("paul").get(f"/fr/questions/{round_id}/").status_code == 404


def test_questions_take_the_screen_when_told_and_leave_it_to_a_vote(cast, client, people, room):
    round_id = opened(cast, room)
    seats = [sit(room) for _ in range(2)]
    first, second = ask(seats[0], round_id, "La première?"), ask(seats[1], round_id, "La seconde?")
    place = f"/fr/salle/{room.code}/ecran/"
    assert "La première?" not in client.get(place).get_data(as_text=True)
    do("show_on_screen", cast.fred, round_id, "one", first)
    page = client.get(place).get_data(as_text=True)
    assert ("La première?" in page, "La seconde?" in page) == (True, False)
    do("shortlist_question", cast.fred, second, is_wanted=True)
    do("show_on_screen", cast.fred, round_id, "shortlist")
    assert "La seconde?" in client.get(f"/fr/salle/{room.code}/texte/").get_data(as_text=True)
    do("show_on_screen", cast.fred, round_id, "one", second)
    desk = f"/fr/questions/{round_id}/"
    assert "à l’écran</b>" in people("fred").get(desk).get_data(as_text=True)
    pulse = do("prepare_pulse", cast.fred, room.id, kind="mood", question_fr="Ça va?", question_en="All well?")
    do("launch_pulse", cast.fred, getattr(pulse, "id", pulse))
    page = people("fred").get(desk).get_data(as_text=True)
    assert "à l’écran</b>" not in page
    assert "paraîtra après le sondage éclair" in page
    do("clear_pulse", cast.fred, getattr(pulse, "id", pulse))
    do("show_on_screen", cast.fred, round_id, "shortlist")
    poll = prepare(cast, room, YESNO)
    do("announce_poll", cast.fred, poll.id)
    assert "La seconde?" not in client.get(place).get_data(as_text=True), "the rules of the vote are there to be read"
    do("show_on_screen", cast.fred, round_id, "shortlist")
    do("open_poll", cast.fred, poll.id)
    assert "La seconde?" not in client.get(place).get_data(as_text=True)
    assert find_current_round(room.id).on_screen == ""
    with pytest.raises(Forbidden):
        do("show_on_screen", cast.fred, round_id, "shortlist")
    do("close_poll", cast.fred, poll.id)
    do("publish_poll", cast.fred, poll.id)
    do("show_on_screen", cast.fred, round_id, "one", second)
    assert "La seconde?" in client.get(place).get_data(as_text=True)
    do("judge_question", cast.fred, second, is_shown=False)
    assert "La seconde?" not in client.get(place).get_data(as_text=True)


def test_what_was_published_stands_on_the_days_page_once_the_room_ended_and_can_be_answered_after(
        cast, client, room, people):
    round_id = opened(cast, room, subject_en="The means")
    seat = sit(room, name="Ana Anonyme")
    answered, hidden, later = (ask(seat, round_id, what) for what in ("Qui paie la suite?", "À cacher?", "Plus tard?"))
    do("answer_question", cast.fred, answered, "written", "L’État,\n et les milieux. ")
    do("judge_question", cast.fred, hidden, is_shown=False)
    place = "/fr/journees/journee/"
    assert "Qui paie la suite?" not in client.get(place).get_data(as_text=True)
    do("end_room", cast.fred, room.id)
    page = client.get(place).get_data(as_text=True)
    assert all(words in page for words in ("Qui paie la suite?", "L’État,\net les milieux.", "Plus tard?", "Anonyme"))
    assert "À cacher?" not in page
    assert "Ana Anonyme" not in page
    assert "The means" in client.get("/en/journees/journee/").get_data(as_text=True)
    form = f"/fr/questions/{round_id}/"
    assert send(people("fred"), f"{form}{later}/reponse/", form, text="Au printemps.").status_code == 303
    assert "Au printemps." in client.get(place).get_data(as_text=True)
    refused("unknown_room", do, "judge_question", cast.fred, later, is_shown=False)


def test_one_seat_that_supports_from_many_hands_at_once_counts_once(cast, app, room):
    round_id, seat = opened(cast, room), sit(room)
    question = ask(seat, round_id)
    counts, together = [], threading.Barrier(5)

    def press():
        with app.app_context():
            together.wait()
            counts.append(writer.support_question(question, seat, True))
            db.session.remove()

    hands = [threading.Thread(target=press) for _ in range(5)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(60)
    assert counts == [1] * 5
    assert row(question).support == 1


def test_two_rounds_opened_at_once_leave_one_on_the_phones(cast, app, room):
    together = threading.Barrier(3)

    def begin(number):
        with app.app_context():
            together.wait()
            opened(cast, room, subject_fr=f"Sujet {number}")
            db.session.remove()

    hands = [threading.Thread(target=begin, args=(number,)) for number in range(3)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(60)
    db.session.rollback()
    states = db.session.scalars(select(QuestionRound.state).where(QuestionRound.room_id == room.id)).all()
    assert sorted(states) == ["away", "away", "open"]


def test_the_database_refuses_a_second_support_a_merge_into_itself_and_an_answer_without_words(cast, room):
    round_id, seat = opened(cast, room), sit(room)
    question = ask(seat, round_id)
    writer.support_question(question, seat, True)
    code = questions.supporter_code(round_id, seat)
    for statement in (insert(QuestionSupport).values(question_id=question, supporter=code),
                      update(Question).where(Question.id == question).values(state="merged", merged_into_id=question),
                      update(Question).where(Question.id == question).values(state="merged"),
                      update(Question).where(Question.id == question).values(answered="written"),
                      update(QuestionRound).where(QuestionRound.id == round_id).values(on_screen="one"),
                      insert(QuestionRound).values(id="x" * 22, room_id=room.id, number=9, subject_fr="x", state="open",
                                                   allows_anonymous=True, needs_approval=True, on_screen="",
                                                   version=0)):
        with pytest.raises(IntegrityError), transaction():
            db.session.execute(statement)


# ---- doors ----


def test_a_program_asks_and_supports_and_is_refused_in_the_contracts_words(cast, client, room):
    seat, stranger = sit(room), sit(room)

    def call(path, body, who=seat):
        return client.post(f"/api/v1{path}", json=body, headers={"Authorization": f"Bearer {seat_token(who)}"})

    place = f"/rooms/{room.code}/questions"
    assert call(place, {"text": "Qui?"}).json["error"]["code"] == "questions_closed"
    assert client.get(f"/api/v1{place}/shown").json == {"questions": None, "items": []}
    opened(cast, room)
    made = call(place, {"text": "Qui?", "sign": "seat"})
    assert (made.status_code, made.json["state"]) == (201, "shown")
    for body in ({}, {"text": 3}, {"text": "x" * 3001}, {"text": "Oui", "sign": "king"}, {"text": ""}):
        assert call(place, body).status_code == 422, body
    question = made.json["id"]
    assert call(f"/questions/{question}/support", {}, stranger).json == {"support": 1}
    assert call(f"/questions/{question}/support/withdrawal", {}, stranger).json == {"support": 0}
    assert call("/questions/nothing/support", {}).status_code == 404
    assert client.post(f"/api/v1/questions/{question}/support", json={}).status_code == 401


def test_a_phone_without_a_script_asks_supports_and_finds_its_own(cast, client, room):
    round_id = opened(cast, room, needs_approval=True)
    seat, place = sit(room), f"/fr/salle/{room.code}/"
    client.set_cookie(f"seat-{room.code}", seat_token(seat))
    assert "Ce qui est gardé" in client.get(place).get_data(as_text=True)
    send(client, f"{place}question/", place, round=round_id, text="Qui <b>paie</b>?", sign="anonymous")
    page = client.get(place).get_data(as_text=True)
    assert "pas encore lue" in page
    assert "Qui &lt;b&gt;paie&lt;/b&gt;?" in page
    db.session.rollback()
    question = db.session.scalar(select(Question.id).where(Question.round_id == round_id))
    do("judge_question", cast.fred, question, is_shown=True)
    send(client, f"{place}question/soutien/", place, question=question, act="support")
    assert 'aria-pressed="true"' in client.get(place).get_data(as_text=True)
    send(client, f"{place}question/soutien/", place, question=question, act="withdraw")
    assert 'aria-pressed="false"' in client.get(place).get_data(as_text=True)
    part = client.get(f"/fr/questions/{round_id}/vue/").get_data(as_text=True)
    assert "csrf_token" not in part
    assert "<b data-own hidden>" in part
    do("put_round_away", cast.fred, round_id)
    assert client.get(f"/fr/questions/{round_id}/vue/").status_code == 404


def test_the_console_opens_reads_orders_answers_and_shows_by_plain_forms(cast, people, room):
    fred, console = people("fred"), f"/fr/salle/{room.code}/console/questions/"
    assert send(fred, console, console, subject_fr="", anonymous="yes", approval="yes").status_code == 422
    assert send(fred, console, console, subject_fr="Les moyens", anonymous="yes", approval="yes").status_code == 303
    round_id = find_current_round(room.id).id
    place = f"/fr/questions/{round_id}/"
    first, second = ask(sit(room), round_id), ask(sit(room), round_id, "Qui paye?")
    assert "Qui paye?" in fred.get(place).get_data(as_text=True)
    for rest, more in ((f"{first}/montrer/", {}), (f"{second}/fusionner/", {"into": first}), (f"{first}/choisir/", {}),
                       (f"{first}/vive/", {}), ("ecran/", {"what": "one", "question": first}), ("fermer/", {}),
                       (f"{first}/reponse/", {"text": "L’État."}), (f"{second}/separer/", {})):
        assert send(fred, f"{place}{rest}", place, **more).status_code == 303
    found, round_row = row(first), find_current_round(room.id)
    assert (found.answered, found.answer, found.place, round_row.state) == ("written", "L’État.", 1, "closed")
    assert row(second).state == "shown"
    assert round_row.screen_question_id == first
    assert send(fred, f"{place}nothing/montrer/", place).status_code == 404
    assert "Les moyens" in fred.get(f"/fr/salle/{room.code}/console/").get_data(as_text=True)


def test_the_pages_ask_as_much_whatever_the_questions(cast, people, room):
    fred, round_id = people("fred"), opened(cast, room)

    def counted():
        numbers = []
        for address in (f"/fr/questions/{round_id}/", f"/fr/salle/{room.code}/console/"):
            with count_queries() as statements:
                assert fred.get(address).status_code == 200
            numbers.append(len(statements))
        return numbers

    ask(sit(room), round_id)
    counted()  # what is kept for every page is made
    few = counted()
    for number in range(6):
        ask(sit(room), round_id, f"Question {number}?")
    assert counted() == few

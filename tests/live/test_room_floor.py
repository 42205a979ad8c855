"""The floor and the questions on the sockets: figures for everybody at a pace, and to a seat alone where it stands."""

import json
import threading
import time

from forum.plenary.floor.contract import FloorChanged, Standing
from forum.plenary.questions.contract import QuestionsChanged
from tests.live.conftest import wait_until
from tests.live.test_room_pulses import Desk

SEATS = 40


def floor(site, path, body=None, token=None):
    return site.call("POST", f"/rooms/{site.code}/floor{path}", {} if body is None else body, token or site.token)


def timed(client, name):
    """Note when each message of this name comes."""
    times = []
    client.io.on(name, lambda value: (times.append(time.monotonic()), client.messages.append((name, value))),
                 namespace="/plenary")
    return times


def test_everybody_hears_figures_once_a_second_and_one_seat_alone_where_it_stands(site):
    seats = [site.sit(name=f"Personne {number}") for number in range(12)]
    phones = [site.phone(seat) for seat in seats[:2]]
    screen, console = site.connect({"room": site.code}), site.connect({"token": site.token})
    times, begun = timed(screen, "floor"), time.monotonic()
    assert floor(site, "/opening")[0] == 200
    for seat in seats:
        assert floor(site, "/requests", {"named": True}, seat)[0] == 201
        time.sleep(0.1)
    wait_until(lambda: screen.told("floor") and screen.told("floor")[-1]["floor"]["waiting"] == 12)
    # over the whole: where one message was late, the next one comes soon after it
    assert len(times) <= 2 + times[-1] - begun
    assert FloorChanged.model_validate(screen.told("floor")[-1]).floor.open
    assert floor(site, "/turn", {"seen": 0})[0] == 200
    speaking = phones[0].wait("turn", lambda value: value["state"] == "speaking")
    assert Standing.model_validate(speaking).seconds == 120
    assert [value["state"] for value in phones[1].told("turn")] == ["waiting"]
    for client in (phones[0], console):
        client.wait("floor", lambda value: value["floor"]["speaking"])
    said = json.dumps([phone.messages for phone in phones] + [screen.messages, console.messages])
    assert "Personne" not in said
    assert all(seat.split(".")[1] not in said for seat in seats)


def test_a_phone_that_comes_back_is_told_where_it_stands(site):
    seat = site.sit()
    floor(site, "/opening")
    floor(site, "/requests", {}, seat)
    assert site.phone(seat).wait("turn", lambda value: value["state"] == "waiting")["place"] == 1


def test_hundreds_of_supports_in_a_second_are_a_few_messages_and_every_one_counts(site):
    desk = Desk(site)
    page = f"{desk.console}questions/"
    desk.send(page, page, subject_fr="Les moyens", anonymous="yes", approval="no")
    seats = [site.sit() for _ in range(SEATS)]
    place = f"/rooms/{site.code}/questions"
    questions = [site.call("POST", place, {"text": f"Question {number}?"}, seats[number])[1]["id"]
                 for number in range(4)]
    phone = site.phone(seats[0])
    times, codes = timed(phone, "questions"), []
    begun = time.monotonic()

    def press(seat):
        for question in questions:
            codes.append(site.call("POST", f"/questions/{question}/support", {}, seat)[0])

    hands = [threading.Thread(target=press, args=(seat,)) for seat in seats]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    lasted = time.monotonic() - begun
    assert codes == [200] * (4 * SEATS)
    shown = site.call("GET", f"{place}/shown")[1]["items"]
    assert [item["support"] for item in shown] == [SEATS] * 4
    last = site.snapshot()["questions"]
    wait_until(lambda: phone.told("questions") and phone.told("questions")[-1]["questions"] == last)
    assert len(times) <= 3 + lasted / 3, "160 supports must not be 160 messages"
    assert QuestionsChanged.model_validate(phone.told("questions")[-1]).questions.open

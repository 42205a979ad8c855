"""Ballots that arrive while the chair acts: each is counted or told that it came too late, and nothing fails."""

import secrets
import threading
import time

import pytest

ACTS = [("closing", {}), ("cancellation", {"reason": "Un incident."})]


@pytest.mark.parametrize(("act", "body"), ACTS, ids=["closing", "cancelling"])
def test_votes_that_race_with_the_end_of_a_poll_are_counted_or_told_that_they_are_late(site, act, body):
    seats = [site.sit() for _ in range(40)]
    site.act("opening")
    answers, lock = [], threading.Lock()

    def vote(seat):
        for choice in ({"options": ["a"]}, {"options": ["b"]}):
            sent = {"secret": seat[-22:].encode().hex()[:32], "choice": choice}
            status, answer = site.call("POST", f"/polls/{site.polls[0]}/ballots", sent, seat)
            with lock:
                answers.append((status, answer.get("receipt"), answer.get("error", {}).get("code")))

    threads = [threading.Thread(target=vote, args=(seat,)) for seat in seats]
    for thread in threads[:20]:
        thread.start()
    time.sleep(0.02)
    ending = threading.Thread(target=site.act, args=(act,), kwargs=body)
    ending.start()
    for thread in threads[20:]:
        thread.start()
    for thread in (*threads, ending):
        thread.join(60)
    assert {(status, code) for status, _, code in answers} <= {(201, None), (200, None), (409, "poll_closed")}
    if act == "closing":
        site.act("publication")
        assert {row["id"] for row in site.record()["ballots"]} == {receipt for _, receipt, _ in answers if receipt}


def test_seats_taken_and_left_by_many_at_once_all_stand_on_the_roll_that_opens_after_them(site):
    taken = []

    def sit():
        taken.extend(site.sit(device=secrets.token_hex(16)) for _ in range(10))

    threads = [threading.Thread(target=sit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(set(taken)) == 80
    assert site.act("opening")["entitled"] == 80


def test_two_facilitators_who_open_at_the_same_instant_open_one_poll(site):
    statuses = []

    def open_poll(place):
        statuses.append(site.call("POST", f"/polls/{site.polls[place]}/opening", {}, site.token)[0])

    threads = [threading.Thread(target=open_poll, args=(place,)) for place in (0, 1, 0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(statuses) == [200, 200, 403, 403]
    assert site.snapshot()["phase"] == "open"

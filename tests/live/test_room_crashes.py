"""The server is killed or fails around a commit: no acknowledged ballot is lost, and nobody votes twice."""

import secrets
import threading
import time

import pytest

from forum.votes.sealing import receipt_of

CHOICE = {"options": ["a"]}


def vote_until_answered(site, poll, seat, secret, choice, answers, stop):
    """Vote as a phone does: the same ballot again until an answer comes, whatever happens to the server."""
    while not stop.is_set():
        status, answer = site.call(
            "POST", f"/polls/{site.polls[poll]}/ballots", {"secret": secret, "choice": choice}, seat
        )
        if status in (200, 201):
            answers.append(answer["receipt"])
            return
        time.sleep(0.05)


def vote_through_a_kill(site, seats, poll=0):
    """Let each seat vote, kill the server once a quarter has, start it again; gives (receipts told, ballots' ids)."""
    answers, stop = [], threading.Event()
    secret = [secrets.token_hex(16) for _ in seats]

    def vote(part):
        for place in range(part, len(seats), 4):
            choice = {"options": ["abcde"[place % 5]]}
            vote_until_answered(site, poll, seats[place], secret[place], choice, answers, stop)

    threads = [threading.Thread(target=vote, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    while len(answers) < len(seats) // 4:
        time.sleep(0.005)
    site.server.kill()
    site.server.start()
    for thread in threads:
        thread.join(60)
    stop.set()
    assert len(answers) == len(seats)
    return answers, [receipt_of(site.polls[poll], one) for one in secret]


def sealed(site, poll=0):
    site.act("closing", poll)
    site.act("publication", poll)
    return [row["id"] for row in site.record(poll)["ballots"]]


def test_killed_in_mid_vote_and_restarted_no_acknowledged_ballot_is_lost_and_nobody_votes_twice(own_site):
    site = own_site
    site.server.start()
    seats = [site.sit() for _ in range(60)]
    site.act("opening")
    before = site.snapshot()["sequence"]
    answers, expected = vote_through_a_kill(site, seats)
    assert site.snapshot()["sequence"] > before
    ids = sealed(site)
    assert len(ids) == len(set(ids)) == 60
    assert set(answers) == set(ids) == set(expected)


def test_killed_in_the_middle_of_a_run_off_both_rounds_hold(own_site):
    site = own_site
    site.server.start()
    seats = [site.sit() for _ in range(20)]
    site.act("opening")
    for place, seat in enumerate(seats):
        choice = {"options": ["abcde"[place % 5]]}
        vote_until_answered(site, 0, seat, secrets.token_hex(16), choice, [], threading.Event())
    sealed(site)
    first = site.record()
    status, second = site.call("POST", f"/polls/{site.polls[0]}/runoff", {}, site.token)
    assert status == 201
    site.polls.append(second["id"])
    site.act("opening", 2)
    answers, expected = vote_through_a_kill(site, seats, 2)
    ids = sealed(site, 2)
    assert len(ids) == len(set(ids)) == 20
    assert set(answers) == set(ids) == set(expected)
    assert site.record() == first


def test_a_server_that_dies_after_the_commit_and_before_the_answer_has_kept_the_ballot(own_site):
    site = own_site
    site.server.env = {"FORUM_FAULT": "after_commit:kill"}
    site.server.start()
    seat, other = site.sit(), site.sit()
    site.act("opening")
    sent = {"secret": "a" * 32, "choice": CHOICE}
    assert site.call("POST", f"/polls/{site.polls[0]}/ballots", sent, seat) == (None, None)
    assert site.server.wait_for_end() == -9
    site.server.env = {}
    site.server.start()
    status, answer = site.call("POST", f"/polls/{site.polls[0]}/ballots", sent, seat)
    assert (status, answer) == (200, {"receipt": receipt_of(site.polls[0], "a" * 32), "replaced": False})
    assert site.call("POST", f"/polls/{site.polls[0]}/ballots", {**sent, "secret": "b" * 32}, other)[0] == 201
    assert len(sealed(site)) == 2


def test_a_server_that_dies_before_the_commit_has_kept_nothing(own_site):
    site = own_site
    site.server.env = {"FORUM_FAULT": "before_commit:kill"}
    site.server.start()
    seat = site.sit()
    site.act("opening")
    sent = {"secret": "a" * 32, "choice": CHOICE}
    assert site.call("POST", f"/polls/{site.polls[0]}/ballots", sent, seat) == (None, None)
    site.server.wait_for_end()
    site.server.env = {}
    site.server.start()
    assert site.call("GET", f"/polls/{site.polls[0]}/voter", token=seat)[1]["voted"] is False
    assert site.call("POST", f"/polls/{site.polls[0]}/ballots", sent, seat)[0] == 201


@pytest.mark.parametrize("point", ["before_commit", "after_commit"])
def test_a_fault_around_the_commit_is_answered_as_an_error_and_a_retry_puts_it_right(own_site, point):
    site = own_site
    site.server.env = {"FORUM_FAULT": f"{point}:error"}
    site.server.start()
    seat = site.sit()
    site.act("opening")
    phone = site.phone(seat)
    assert phone.vote(site.polls[0], CHOICE, "a" * 32)["error"]["code"] == "server_error"
    assert site.call("POST", f"/polls/{site.polls[0]}/ballots", {"secret": "a" * 32, "choice": CHOICE}, seat)[0] == 500
    phone.close()
    assert "aaaaaaaa" not in "\n".join(site.server.log)
    site.server.stop()
    site.server.env = {}
    site.server.start()
    assert site.call("POST", f"/polls/{site.polls[0]}/ballots", {"secret": "a" * 32, "choice": CHOICE}, seat)[0] == (
        201 if point == "before_commit" else 200
    )
    assert sealed(site) == [receipt_of(site.polls[0], "a" * 32)]


def test_after_a_restart_phones_keep_their_seats_and_the_numbers_have_grown(own_site):
    site = own_site
    site.server.start()
    seat = site.sit()
    phone = site.phone(seat)
    phone.wait("state")
    site.act("opening")
    last = phone.wait("state", lambda value: value["phase"] == "open")["sequence"]
    assert site.server.stop() == 0
    site.server.start()
    again = site.phone(seat)
    state = again.wait("state")
    assert state["phase"] == "open"
    assert state["sequence"] > last
    assert again.wait("voter") == {"poll": site.polls[0], "entitled": True, "voted": False}
    assert "receipt" in again.vote(site.polls[0], CHOICE, "a" * 32)


def test_a_server_told_to_stop_answers_the_votes_it_has_taken(own_site):
    site = own_site
    site.server.start()
    seats = [site.sit() for _ in range(20)]
    site.act("opening")
    answers, stop = [], threading.Event()
    threads = [
        threading.Thread(target=vote_until_answered, args=(site, 0, seat, f"{number:032x}", CHOICE, answers, stop))
        for number, seat in enumerate(seats)
    ]
    for thread in threads:
        thread.start()
    assert site.server.stop() == 0
    stop.set()
    for thread in threads:
        thread.join(30)
    site.server.start()
    assert set(answers) <= set(sealed(site))

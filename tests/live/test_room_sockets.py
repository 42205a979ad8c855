"""What sockets are told and answered: the messages of the contract, over WebSockets and over plain requests."""

import json
import secrets
from itertools import groupby

import pytest
import socketio.exceptions
import websocket

from forum.plenary.contract.tables import ConsoleFigures, Counts, Snapshot, VoterShown
from forum.plenary.entry.tries import MOST_WRONG
from forum.votes.sealing import receipt_of
from tests.live.conftest import wait_until
from tests.live.test_room_hostile import raw, wait_for
from tests.support.servers import ServedApplication

CHOICE = {"options": ["a"]}


def refused_at_the_door(site, auth, **options):
    with pytest.raises(socketio.exceptions.ConnectionError) as error:
        site.connect(auth, **options)
    return str(error.value)


def test_everybody_is_told_each_transition_and_the_counts_between(site):
    phones = [site.phone() for _ in range(3)]
    screen, console = site.connect({"room": site.code}), site.connect({"token": site.token})
    everybody = [*phones, screen, console]
    for client in everybody:
        state = Snapshot.model_validate(client.wait("state"))
        assert (state.phase, state.poll) == ("lobby", None)
    site.act("opening")
    secret = secrets.token_hex(16)
    for client in everybody:
        opened = client.wait("state", lambda value: value["phase"] == "open")
        assert opened["poll"]["id"] == site.polls[0]
    answer = phones[0].vote(site.polls[0], CHOICE, secret)
    assert answer == {"receipt": receipt_of(site.polls[0], secret), "replaced": False}
    assert phones[0].vote(site.polls[0], CHOICE, secret) == answer
    assert phones[0].vote(site.polls[0], {"options": ["b"]}, secret)["replaced"]
    for act, phase in (("closing", "closed"), ("publication", "published")):
        site.act(act)
        for client in everybody:
            client.wait("state", lambda value, phase=phase: value["phase"] == phase)
    assert screen.told("state")[-1]["poll"]["result"]["figures"]["b"] == {"votes": 1}
    assert all("result" not in (state["poll"] or {}) for state in screen.told("state")[:-1])
    for client in everybody:
        # a line that fell on a busy machine and came back is told once more where the room stands
        phases = [phase for phase, _again in groupby(state["phase"] for state in client.told("state"))]
        assert phases == ["lobby", "open", "closed", "published"]
        sequences = [value["sequence"] for kind, value in client.messages if kind in ("state", "counts")]
        assert sequences == sorted(sequences)
    for counts in screen.told("counts"):
        assert set(counts) == {"sequence", "present", "voted"}
        Counts.model_validate(counts)


def test_a_fresh_page_and_the_messages_tell_the_same(site):
    screen = site.connect({"room": site.code})
    phones = [site.phone() for _ in range(12)]
    site.act("opening")
    for phone in phones:
        phone.vote(site.polls[0], CHOICE, secrets.token_hex(16))
    screen.wait("counts", lambda value: value["voted"] == 12)
    fresh = site.connect({"room": site.code}).wait("state")
    known = {**screen.told("state")[-1], **screen.told("counts")[-1]}
    assert fresh == known
    assert {name: value for name, value in site.snapshot().items() if name != "sectors"} == fresh


def test_a_phone_alone_is_told_where_its_seat_stands(site):
    early = site.sit()
    site.act("opening")
    late = site.phone()
    assert VoterShown.model_validate(late.wait("voter")).entitled is False
    assert late.vote(site.polls[0], CHOICE, "a" * 32)["error"]["code"] == "not_entitled"
    phone = site.phone(early)
    assert phone.wait("voter") == {"poll": site.polls[0], "entitled": True, "voted": False}
    phone.vote(site.polls[0], CHOICE, "a" * 32)
    assert site.phone(early).wait("voter")["voted"] is True
    assert not site.connect({"room": site.code}).told("voter")


def test_two_tabs_of_one_phone_are_one_seat_present_and_one_ballot(site):
    seat = site.sit()
    first, second = site.phone(seat), site.phone(seat)
    assert site.snapshot()["present"] == 1
    site.act("opening")
    first.wait("state", lambda value: value["phase"] == "open")
    secret = secrets.token_hex(16)
    answers = [tab.vote(site.polls[0], {"options": [key]}, secret) for tab, key in ((first, "a"), (second, "b"))]
    assert [answer["replaced"] for answer in answers] == [False, True]
    assert second.vote(site.polls[0], CHOICE, secrets.token_hex(16))["error"]["code"] == "ballot_elsewhere"
    first.close()
    assert site.snapshot()["present"] == 1
    site.act("closing")
    site.act("publication")
    assert [row["choice"] for row in site.record()["ballots"]] == [{"options": ["b"]}]


def test_a_client_behind_a_proxy_that_blocks_websockets_does_the_same_by_plain_requests(site):
    phone, screen = site.phone(transports=["polling"]), site.connect({"room": site.code}, transports=["polling"])
    assert phone.io.transport() == "polling"
    site.act("opening")
    phone.wait("state", lambda value: value["phase"] == "open")
    assert "receipt" in phone.vote(site.polls[0], CHOICE, "a" * 32)
    site.act("closing")
    screen.wait("state", lambda value: value["phase"] == "closed")


def test_a_client_that_begins_by_polling_may_go_on_by_websocket(site):
    phone = site.phone(transports=["polling", "websocket"])
    wait_until(lambda: phone.io.transport() == "websocket")
    site.act("opening")
    phone.wait("state", lambda value: value["phase"] == "open")
    assert "receipt" in phone.vote(site.polls[0], CHOICE, "a" * 32)


def test_a_console_is_told_of_no_group_under_five_and_of_no_name(site):
    console = site.connect({"token": site.token, "room": site.code})
    for number in range(6):
        site.phone(site.sit(name=f"Personne {number}"))
    for number in range(2):
        site.phone(site.sit(sector="university", name=f"Autre {number}"))
    figures = console.wait("console", lambda value: value["present"] == 8)
    ConsoleFigures.model_validate(figures)
    assert {row["sector"]: row["present"] for row in figures["by_sector"]} == {
        "community": None,
        "university": None,
        "government": None,
    }
    assert "Personne" not in str([value for _, value in console.messages])


def test_the_door_refuses_what_it_does_not_know(site):
    seat = site.sit()
    forged = f"{seat[:-2]}AA" if not seat.endswith("AA") else f"{seat[:-2]}BB"
    refusals = {
        "no_seat": [{"seat": None}, {"seat": forged}, {"seat": {"id": 1}}, {"seat": ["s.1.x"]}],
        "forbidden": [{"token": "t_nothing"}, {"token": {}}],
        "unknown_room": [None, {}, [], "x", {"room": "000000x"}, {"room": 123456}, {"room": None}, {"room": ["a"]},
                         {"room": {"a": 1}}, {"room": "room:1"}, {"room": ["a"], "key": ["a"]},
                         {"token": site.token, "room": "000000x"}, {"token": site.token, "room": ["a"]}],
    }
    for code, refused in refusals.items():
        for auth in refused:
            line = raw(site)
            line.send("40/plenary" + ("" if auth is None else "," + json.dumps(auth)))
            answer = wait_for(line, "44/plenary,")
            assert answer, f"the line was cut without a word: {auth}"
            assert json.loads(answer.partition(",")[2])["data"]["error"]["code"] == code, auth
            line.close()
    assert refused_at_the_door(site, {"seat": forged})
    assert site.snapshot()["present"] == 1  # the seat that was taken, seen by HTTP


def test_a_page_of_another_site_is_refused_and_our_own_is_not(site):
    line = site.address.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
    for origin in ("https://evil.example", "http://localhost.evil.example", "null", f"{site.address}.evil.example"):
        refused_at_the_door(site, {"room": site.code}, transports=["polling"], headers={"Origin": origin})
        with pytest.raises(websocket.WebSocketBadStatusException):
            websocket.create_connection(line, origin=origin, timeout=10)
    websocket.create_connection(line, origin=site.address, timeout=10).close()
    ours = site.connect({"room": site.code}, transports=["polling"], headers={"Origin": site.address})
    assert ours.wait("state")


def test_no_other_address_becomes_a_websocket(site):
    with pytest.raises(websocket.WebSocketBadStatusException):
        websocket.create_connection(site.address.replace("http", "ws", 1) + f"/api/v1/rooms/{site.code}", timeout=10)


def test_one_seat_cannot_join_another_room_and_a_screen_cannot_vote(site):
    screen = site.connect({"room": site.code})
    site.act("opening")
    for client in (screen, site.connect({"token": site.token})):
        assert client.vote(site.polls[0], CHOICE, "a" * 32)["error"]["code"] == "no_seat"
    both = site.connect({"seat": site.sit(), "room": "999999", "token": "x"})
    assert both.wait("state")["room"] == site.code


def test_a_ballot_over_the_socket_gets_the_contracts_refusals(site):
    phone = site.phone()
    poll = site.polls[0]
    assert phone.vote(poll, CHOICE, "a" * 32)["error"]["code"] == "poll_not_open"
    site.act("opening")
    answers = {
        "invalid": [phone.vote(poll, choice, "a" * 32) for choice in ({"options": ["z"]}, {}, None, [1], "a")]
        + [phone.vote(poll, CHOICE, secret) for secret in ("short", None, 5)]
        + [phone.io.call("vote", body, namespace="/plenary") for body in (None, [], "x", 3, {"poll": poll})]
        + [phone.io.call(name, {}, namespace="/plenary") for name in ("__proto__", "__class__", "state", "join", "*")],
        "not_found": [phone.vote("nothing", CHOICE, "a" * 32)],
    }
    for code, given in answers.items():
        assert [answer["error"]["code"] for answer in given] == [code] * len(given)
    site.act("closing")
    assert phone.vote(poll, CHOICE, "a" * 32)["error"]["code"] == "poll_closed"


def test_a_room_in_which_nothing_happens_any_more_still_answers(site):
    phone = site.phone()
    assert phone.wait("state")["phase"] == "lobby"
    phone.close()
    assert site.phone().wait("state")["phase"] == "lobby"


def test_wrong_codes_slow_a_bare_code_but_not_a_screen_that_holds_the_key(own_site):
    own_site.server.start()
    for number in range(MOST_WRONG):
        own_site.call("GET", f"/rooms/{(int(own_site.code) + 1 + number) % 10**6:06d}")
    assert own_site.call("GET", f"/rooms/{own_site.code}")[0] == 429
    refused_at_the_door(own_site, {"room": own_site.code})
    refused_at_the_door(own_site, {"room": own_site.code, "key": "A" * 22})
    screen = own_site.connect({"room": own_site.code, "key": own_site.join_key})
    assert screen.wait("state")["phase"] == "lobby"


def test_an_address_that_is_taken_is_said_in_a_sentence(served, tmp_path):
    url, server = served
    second = ServedApplication(url, tmp_path, port=server.arguments["port"])
    with pytest.raises(RuntimeError, match=r"d’écouter sur 127\.0\.0\.1:\d+\u00a0: Address already in use") as failure:
        second.start()
    assert "Traceback" not in str(failure.value)


def scripted(site, poll):
    """Play a short room; gives what a phone and two screens were told, but for the numbers that differ."""
    clients = [site.phone(), site.connect({"room": site.code}),
               site.connect({"room": site.code, "key": site.join_key}, transports=("polling",))]
    wanted = site.polls[poll]

    def wait_for_all(phase):
        for client in clients:
            client.wait("state", lambda value: value["phase"] == phase and value["poll"]["id"] == wanted)

    for client in clients:
        client.wait("state")
    site.act("opening", poll=poll)
    wait_for_all("open")
    clients[0].vote(wanted, CHOICE, secrets.token_hex(16))
    site.act("closing", poll=poll)
    wait_for_all("closed")
    # whoever comes in while a state goes out may be told it twice
    told = [list(dict.fromkeys((value["phase"], value["poll"]["question"], tuple(sorted(value)))
                               for value in client.told("state") if (value["poll"] or {}).get("id") == wanted))
            for client in clients]
    for client in clients:
        client.close()
    return told


def test_the_fast_broadcast_and_the_librarys_own_tell_the_same(own_site):
    told = []
    for poll, wanted in enumerate(("1", "0")):
        own_site.server.env = {"FORUM_FAST_BROADCAST": wanted}
        own_site.server.start()
        told.append(scripted(own_site, poll))
        is_said = any("library's own emit is used" in line for line in own_site.server.log)
        assert is_said is (wanted == "0")
        own_site.server.stop()
    assert told[0] == told[1]
    assert [phase for phase, *_ in told[0][0]] == ["open", "closed"]


def test_a_console_is_told_of_screens_and_of_devices_that_are_coming_back(site):
    console = site.connect({"token": site.token, "room": site.code})
    screen, phone = site.connect({"room": site.code}), site.phone()
    console.wait("console", lambda value: value["screens"] == 1 and value["present"] == 1)
    phone.close()
    told = console.wait("console", lambda value: value["reconnecting"] == 1)
    ConsoleFigures.model_validate(told)
    assert told["delay_p50"] is None, "nobody has answered a ping yet"
    screen.close()
    console.wait("console", lambda value: value["screens"] == 0)

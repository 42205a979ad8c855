"""Clients that mean harm, or are broken: their line may be cut, and nobody else notices."""

import json
import re
import socket
import struct
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
import websocket

CHOICE = {"options": ["a"]}


def line_of(site):
    return site.address.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"


def raw(site, auth=None):
    """Open a WebSocket without a library's manners and, with `auth`, enter the namespace."""
    line = websocket.create_connection(line_of(site), timeout=10)
    line.close = line.shutdown  # the library's close leaves the socket open when the server was first
    site.clients.append(line)
    line.recv()
    if auth is not None:
        line.send("40/plenary," + json.dumps(auth))
        wait_for(line, "40/plenary")
    return line


def wait_for(line, start):
    while True:
        text = line.recv()
        if not text or text.startswith(start):
            return text


def is_cut(line):
    with suppress(websocket.WebSocketConnectionClosedException, ConnectionError):
        while line.recv():
            pass
    line.close()
    return True


@pytest.fixture
def calm(site):
    """A phone and an open poll beside the attack; afterwards the phone still votes and is still told."""
    phone = site.phone()
    site.act("opening")
    phone.wait("state", lambda value: value["phase"] == "open")
    yield phone
    assert "receipt" in phone.vote(site.polls[0], CHOICE, "a" * 32)
    site.act("closing")
    phone.wait("state", lambda value: value["phase"] == "closed")
    log = "\n".join(site.server.log)
    assert "Traceback" not in log
    site.server.log.clear()


def test_an_event_whose_name_is_an_object_is_answered_with_a_refusal(site, calm):
    line = raw(site, {"seat": site.sit()})
    for number, name in enumerate(
        ['{"a":1}', '["vote"]', "3", "null", "true", '"connect"', '"disconnect"', '"__proto__"', '""']
    ):
        line.send(f"42/plenary,{number}[{name},{{}}]")
        answer = wait_for(line, f"43/plenary,{number}[")
        assert json.loads(answer.partition("[")[2][:-1])["error"]["code"] == "invalid"
    line.send('42/plenary,["vote",{"poll":1}]')  # no acknowledgement was asked for
    line.send('42/plenary,99["nothing"]')
    assert "invalid" in wait_for(line, "43/plenary,99[")
    line.close()


FRAMES = [
    "4",
    "42",
    "42/plenary,",
    "42/plenary,{}",
    "42/plenary,[]",
    "42/plenary,[",
    "42/plenary,1",
    '42/plenary,["vote"',
    "4" + "9",
    "4x",
    "45",
    '451-/plenary,["vote",{"_placeholder":true,"num":0}]',
    '4599999-/plenary,["vote"]',
    '43/plenary,1["x"]',
    "40/plenary," + json.dumps({"room": "000000"}),
    "40/plenary,[[[",
    "42/plenary," + "[" * 20_000,
    '42/plenary,1["vote",' + "[" * 20_000 + "]" * 20_000 + "]",
    "9",
    "",
    "x",
    '42/plenary,["vote",NaN]',
    '42/plenary,["vote",{"poll":1,"poll":2}]',
    "44/plenary,{}",
    "42/plenary,1e999[]",
    "42/plenary," + "9" * 200 + '["vote"]',
]


@pytest.mark.parametrize("frames", [FRAMES], ids=["all"])
def test_a_malformed_packet_cuts_its_sender_alone(site, calm, frames):
    for text in frames:
        line = raw(site, {"room": site.code})
        line.send(text)
        line.send("3")
        line.settimeout(0.5)
        with suppress(websocket.WebSocketException, OSError):
            while line.recv():
                pass
        line.close()


def test_a_message_above_64_kb_cuts_its_sender_alone(site, calm):
    line = raw(site, {"seat": site.sit()})
    line.send('42/plenary,["vote",{"poll":"' + "x" * 70_000 + '"}]')
    assert is_cut(line)
    pieces = raw(site, {"room": site.code})
    frame = websocket.ABNF.create_frame("x" * 30_000, websocket.ABNF.OPCODE_TEXT, fin=0)
    more = websocket.ABNF.create_frame("x" * 30_000, websocket.ABNF.OPCODE_CONT, fin=0)
    pieces.send_frame(frame)
    with suppress(OSError):
        for _ in range(5):
            pieces.send_frame(more)
    assert is_cut(pieces)


def test_frames_that_lie_about_themselves_cut_their_sender_alone(site, calm):
    lies = [
        b"\x81\xff" + struct.pack("!Q", 2**40) + b"\0\0\0\0",  # a terabyte is announced
        b"\x81\x05hello",  # not masked
        b"\xf1\x85\0\0\0\0hello",  # reserved bits
        b"\x83\x85\0\0\0\0hello",  # an opcode that does not exist
        b"\x80\x85\0\0\0\0hello",  # a continuation of nothing
        b"\x89\xfe" + struct.pack("!H", 200) + b"\0\0\0\0" + b"x" * 200,  # a ping that is too long
        b"\x81\x82\0\0\0\0\xff\xfe",  # not UTF-8
        b"\x88\x82\0\0\0\0\x00\x01",  # a close code that does not exist
        b"\x82\x83\0\0\0\0abc",  # binary
    ]
    for lie in lies:
        line = raw(site, {"room": site.code})
        line.sock.sendall(lie)
        assert is_cut(line)


def test_two_hundred_events_in_ten_seconds_cut_their_sender_alone(site, calm):
    line = raw(site, {"seat": site.sit()})
    with suppress(OSError):
        for _ in range(200):
            line.send('42/plenary,["vote",{}]')
    assert is_cut(line)


def test_whoever_asks_to_enter_twice_on_one_line_is_cut(site, calm):
    line = raw(site, {"room": site.code})
    line.send("40/plenary," + json.dumps({"room": site.code}))
    assert is_cut(line)


def test_a_reader_that_stopped_reading_is_dropped_and_holds_nobody_up(site, calm):
    stuck = raw(site, {"seat": site.sit()})
    stuck.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    before = memory_of(site.server.process.pid)
    slowest = 0.0
    for _ in range(20):
        begun = time.monotonic()
        others = [raw(site, {"room": site.code}) for _ in range(5)]
        slowest = max(slowest, time.monotonic() - begun)
        for other in others:
            other.close()
    assert slowest < 5
    assert memory_of(site.server.process.pid) - before < 50_000
    stuck.close()


def memory_of(pid):
    """Give the resident memory of a process, in kB."""
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1])


def test_three_hundred_idle_connections_cost_no_thread_and_hold_nobody_up(site, calm):
    def threads():
        return int(re.search(r"Threads:\s+(\d+)", Path(f"/proc/{site.server.process.pid}/status").read_text())[1])

    before = threads()
    address = ("127.0.0.1", site.server.arguments["port"])
    idle = [socket.create_connection(address) for _ in range(150)]
    lines = [raw(site, {"room": site.code}) for _ in range(150)]
    assert threads() <= before + 10
    begun = time.monotonic()
    assert site.snapshot()["phase"] == "open"
    assert time.monotonic() - begun < 5
    for line in (*idle, *lines):
        line.close()


def test_large_and_broken_requests_are_refused_and_the_connection_survives_none_of_it(site, calm):
    address = ("127.0.0.1", site.server.arguments["port"])
    requests = [
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 70_000 + b"\r\n\r\n",
        b"\x00\x01\x02\r\n\r\n",
        b"GET\r\n\r\n",
        b"POST /api/v1/rooms/"
        + site.code.encode()
        + b"/seats HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Content-Length: -5\r\n\r\n",
        b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /socket.io/?EIO=4&transport=polling&sid=none HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc",
        b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
        b"Connection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: !!!\r\n\r\n",
        b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
        b"Connection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 1\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
    ]
    for request in requests:
        with socket.create_connection(address, timeout=10) as line:
            line.sendall(request)
            answer = line.recv(4096)
        assert answer[:12] in (
            b"",
            *(b"HTTP/1.1 %d" % status for status in (400, 401, 404, 411, 413, 414, 422, 431)),
        ), answer[:60]
    status, answer = site.call("POST", f"/rooms/{site.code}/seats", {"sector": "community", "name": "n" * 1_000_000})
    assert status == 413, answer


def test_many_phones_at_the_same_instant_cast_one_ballot_each_even_with_two_tabs(site):
    seats = [site.sit() for _ in range(8)]
    phones = [(number, site.phone(seat)) for number, seat in enumerate(seats) for _ in range(2)]
    site.act("opening", poll=1)
    start, answers = threading.Barrier(len(phones)), []

    def vote(number, phone):
        start.wait()
        answers.append((number, phone.vote(site.polls[1], {"options": ["abcde"[number % 5]]}, f"{number:032x}")))

    threads = [threading.Thread(target=vote, args=phone) for phone in phones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    receipts = {answer["receipt"] for _, answer in answers}
    assert len(answers) == 16
    assert len(receipts) == 8
    site.act("closing", poll=1)
    site.act("publication", poll=1)
    assert {row["id"] for row in site.record(1)["ballots"]} == receipts

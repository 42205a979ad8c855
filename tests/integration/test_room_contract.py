"""The contract, word for word: each route, each refusal, each shape, as a program that calls them sees them."""

import json
import secrets

import pytest

from forum.accounts.queries import find_account
from forum.accounts.services import make_api_token
from forum.core.database import transaction
from forum.core.errors import REFUSALS
from forum.plenary.contract import tables as contract
from forum.plenary.entry.tries import MOST_WRONG
from forum.votes.recount import judge
from forum.votes.sealing import receipt_of
from tests.support.cast import PEOPLE
from tests.support.rooms import APPROVE, YESNO, make_day, open_room

API = "/api/v1"
CONTRACT_REFUSALS = {
    "unknown_room": 404,
    "no_seat": 401,
    "wrong_room": 403,
    "not_entitled": 403,
    "forbidden": 403,
    "poll_not_open": 409,
    "poll_closed": 409,
    "ballot_elsewhere": 409,
    "secret_in_use": 409,
    "not_published": 409,
    "invalid": 422,
    "too_large": 413,
    "too_many": 429,
}


class Caller:
    """Call the API as a program does."""

    def __init__(self, app, token=None):
        self.client = app.test_client()
        self.token = token

    def send(self, method, path, body=None, **more):
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if body is not None:
            more["json"] = body
        return self.client.open(API + path, method=method, headers={**headers, **more.pop("headers", {})}, **more)

    def post(self, path, body=None, **more):
        return self.send("POST", path, {} if body is None and "data" not in more else body, **more)

    def get(self, path):
        return self.send("GET", path)


def token_of(name):
    with transaction():
        return make_api_token(find_account(PEOPLE[name][0]))


def refused(answer, code):
    assert (answer.status_code, answer.json["error"]["code"]) == (CONTRACT_REFUSALS.get(code, 404), code)
    contract.ErrorAnswer.model_validate(answer.json)
    return answer.json["error"]


@pytest.fixture
def room(cast):
    return open_room(cast, make_day(cast))


@pytest.fixture
def fred(app, room):
    return Caller(app, token_of("fred"))


@pytest.fixture
def sit(app, room):
    def take(code=room.code, **more):
        answer = Caller(app).post(f"/rooms/{code}/seats", {"sector": "community", **more})
        assert answer.status_code == 201, answer.json
        contract.SeatAnswer.model_validate(answer.json)
        assert answer.json["room"] == code
        return Caller(app, answer.json["seat"])

    return take


@pytest.fixture
def opened(fred, room):
    def prepare(body=APPROVE, **more):
        poll = fred.post(f"/rooms/{room.code}/polls", {**body, **more})
        assert poll.status_code == 201, poll.json
        assert fred.post(f"/polls/{poll.json['id']}/opening").status_code == 200
        return poll.json["id"]

    return prepare


def ballot(choice, secret=None):
    return {"secret": secret or secrets.token_hex(16), "choice": choice}


# ---- the table against the contract ----


def test_every_refusal_of_the_contract_has_its_status():
    assert {code: REFUSALS[code][0] for code in CONTRACT_REFUSALS} == CONTRACT_REFUSALS


def test_every_route_of_the_contract_is_in_the_document_with_its_refusals(client):
    document = client.get(f"{API}/openapi.json").json
    routes = {(method, path.removeprefix(API)) for path, methods in document["paths"].items() for method in methods}
    assert routes >= {
        ("post", "/rooms/{code}/seats"),
        ("get", "/rooms/{code}"),
        ("post", "/rooms/{code}/polls"),
        ("post", "/polls/{poll_id}/opening"),
        ("post", "/polls/{poll_id}/closing"),
        ("post", "/polls/{poll_id}/publication"),
        ("post", "/polls/{poll_id}/cancellation"),
        ("post", "/polls/{poll_id}/ballots"),
        ("get", "/polls/{poll_id}/record"),
    }
    assert {code: entry["status"] for code, entry in document["x-errors"].items()}.items() >= CONTRACT_REFUSALS.items()
    told = {
        code
        for methods in document["paths"].values()
        for operation in methods.values()
        for answer in operation["responses"].values()
        for code in answer["description"].split(", ")
    }
    assert told >= set(CONTRACT_REFUSALS)
    assert {message["name"] for message in document["x-socket.io"]["messages"]} >= {"state", "counts", "vote"}
    assert document["openapi"].startswith("3.1")


def test_every_route_that_the_application_serves_is_in_the_document(app, client):
    document = client.get(f"{API}/openapi.json").json
    served = {
        rule.rule.replace("<", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(f"{API}/") and rule.endpoint.startswith("api.")
    }
    assert served == set(document["paths"])


def test_the_document_is_readable_as_a_page_of_our_own(client):
    page = client.get("/api/docs", headers={"Accept-Language": "en"})
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert all(code in text for code in CONTRACT_REFUSALS)
    assert "https://" not in text.replace("https://www.w3.org", "")


# ---- the whole way, through the API alone ----


def test_a_poll_is_held_from_seats_to_a_sealed_record_through_the_api_alone(app, room, fred, sit):
    seats = [sit() for _ in range(12)]
    answer = fred.post(f"/rooms/{room.code}/polls", APPROVE)
    assert answer.status_code == 201
    poll = contract.PollShown.model_validate(answer.json)
    assert (poll.state, poll.question, poll.maximum, poll.indicative) == ("prepared", APPROVE["question"], 3, True)
    refused(seats[0].post(f"/polls/{poll.id}/ballots", ballot({"options": ["a"]})), "poll_not_open")
    assert fred.post(f"/polls/{poll.id}/opening").status_code == 200
    snapshot = contract.RoomAnswer.model_validate(Caller(app).get(f"/rooms/{room.code}").json)
    assert (snapshot.phase, snapshot.poll.id, snapshot.poll.entitled) == ("open", poll.id, 12)
    assert [sector.id for sector in snapshot.sectors] == ["community", "university", "government"]
    receipts = set()
    for seat in seats[:10]:
        sent = ballot({"options": ["b", "a"]})
        first = seat.post(f"/polls/{poll.id}/ballots", sent)
        assert (first.status_code, first.json["replaced"]) == (201, False)
        assert first.json["receipt"] == receipt_of(poll.id, sent["secret"])
        receipts.add(first.json["receipt"])
    refused(Caller(app).get(f"/polls/{poll.id}/record"), "not_published")
    assert fred.post(f"/polls/{poll.id}/closing").status_code == 200
    refused(Caller(app).get(f"/polls/{poll.id}/record"), "not_published")
    refused(seats[11].post(f"/polls/{poll.id}/ballots", ballot({"options": ["a"]})), "poll_closed")
    assert fred.post(f"/polls/{poll.id}/publication").status_code == 200
    record = Caller(app).get(f"/polls/{poll.id}/record")
    assert record.mimetype == "application/json"
    assert {row["id"] for row in record.json["ballots"]} == receipts
    verdict = judge(record.get_data())
    assert (verdict.code, verdict.result["winners"]) == (0, ["a", "b"])
    snapshot = Caller(app).get(f"/rooms/{room.code}").json
    assert (snapshot["phase"], snapshot["voted"], snapshot["poll"]["result"]) == (
        "published",
        10,
        record.json["result"],
    )


def test_a_ballot_is_changed_retried_and_answered_as_the_contract_says(opened, sit):
    seat, other = sit(), sit()
    poll = opened()
    sent = ballot({"options": ["a"]})
    statuses = []
    for choice in (
        {"options": ["a"]},
        {"options": ["a"]},
        {"options": ["b"]},
        {"blank": True},
        {"options": ["b", "c"]},
    ):
        answer = seat.post(f"/polls/{poll}/ballots", {**sent, "choice": choice})
        statuses.append((answer.status_code, answer.json["replaced"]))
        assert answer.json["receipt"] == receipt_of(poll, sent["secret"])
    assert statuses == [(201, False), (200, False), (200, True), (200, True), (200, True)]
    refused(seat.post(f"/polls/{poll}/ballots", ballot({"options": ["a"]})), "ballot_elsewhere")
    refused(other.post(f"/polls/{poll}/ballots", sent), "secret_in_use")
    assert other.get(f"/polls/{poll}/voter").json == {"poll": poll, "entitled": True, "voted": False}
    assert seat.get(f"/polls/{poll}/voter").json == {"poll": poll, "entitled": True, "voted": True}


def test_acts_are_answered_200_also_when_repeated_and_a_cancellation_says_why(app, room, fred, opened):
    poll = opened(YESNO)
    assert fred.post(f"/polls/{poll}/opening").json["state"] == "open"
    refused(fred.post(f"/polls/{poll}/publication"), "not_published")
    refused(fred.post(f"/polls/{poll}/cancellation", {}), "invalid")
    for _ in range(2):
        assert fred.post(f"/polls/{poll}/cancellation", {"reason": "Une option manquait."}).json["state"] == "cancelled"
    refused(fred.post(f"/polls/{poll}/closing"), "poll_closed")
    snapshot = Caller(app).get(f"/rooms/{room.code}").json
    assert (snapshot["phase"], snapshot["poll"]["state"], snapshot["poll"]["reason"]) == (
        "lobby",
        "cancelled",
        "Une option manquait.",
    )


def test_an_act_takes_an_empty_object_or_no_body_at_all(fred, room):
    poll = fred.post(f"/rooms/{room.code}/polls", YESNO).json["id"]
    assert fred.send("POST", f"/polls/{poll}/opening").status_code == 200
    refused(fred.post(f"/polls/{poll}/closing", []), "invalid")
    assert fred.post(f"/polls/{poll}/closing", {"more": 1}).status_code == 200


def test_texts_come_back_as_they_were_given(fred, room):
    given = {
        **APPROVE,
        "question": {"fr": "Lesquelles?", "en": "Which ones?"},
        "options": [{"id": "x", "label": "Un"}, {"id": "y", "label": {"fr": "Deux", "en": "Two"}}],
        "maximum": 1,
        "select": 1,
    }
    poll = fred.post(f"/rooms/{room.code}/polls", given).json
    assert poll["question"] == given["question"]
    assert [option["label"] for option in poll["options"]] == ["Un", {"fr": "Deux", "en": "Two"}]


# ---- who is refused ----


def test_a_device_gets_its_seat_again_on_a_retry(app, room):
    wish = {"sector": "community", "device": "0123456789abcdef" * 2}
    first, again = (Caller(app).post(f"/rooms/{room.code}/seats", wish) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json


def test_only_facilitators_prepare_and_act(app, room, fred, sit, opened):
    poll = opened(YESNO)
    for caller in (Caller(app), sit(), Caller(app, token_of("mia")), Caller(app, "t_nonsense"), Caller(app, "é" * 30)):
        refused(caller.post(f"/rooms/{room.code}/polls", APPROVE), "forbidden")
        refused(caller.post(f"/polls/{poll}/closing"), "forbidden")
        refused(caller.post(f"/rooms/{room.code}/control"), "forbidden")
    sol = Caller(app, token_of("sol"))
    refused(sol.post(f"/polls/{poll}/closing"), "forbidden")
    assert sol.post(f"/rooms/{room.code}/control").status_code == 200
    assert sol.post(f"/polls/{poll}/closing").status_code == 200


def test_a_sign_in_cookie_is_worth_nothing_to_the_api(sign_in, room):
    browser = sign_in("fred")
    assert browser.post(f"{API}/rooms/{room.code}/polls", json=YESNO).status_code == 403


def test_a_ballot_needs_a_seat_of_the_room_that_is_on_the_roll(app, cast, room, sit, opened, fred):
    sit()
    poll = opened()
    sent = ballot({"options": ["a"]})
    for caller in (Caller(app), fred, Caller(app, "s.1.AAAAAAAAAAAAAAAAAAAAAA"), Caller(app, "s." + "9" * 400 + ".x")):
        refused(caller.post(f"/polls/{poll}/ballots", sent), "no_seat")
    elsewhere = sit(code=open_room(cast, make_day(cast, "autre", "2032")).code)
    refused(elsewhere.post(f"/polls/{poll}/ballots", sent), "wrong_room")
    refused(elsewhere.get(f"/polls/{poll}/voter"), "wrong_room")
    refused(sit().post(f"/polls/{poll}/ballots", sent), "not_entitled")
    refused(elsewhere.post("/polls/unknown-poll/ballots", sent), "not_found")


def test_an_unknown_room_is_told_on_every_route(app, fred, room):
    code = f"{(int(room.code) + 1) % 10**6:06d}"
    for path in (code, "12", "abcdef", "٠١٢٣٤٥", "0123456"):
        refused(Caller(app).get(f"/rooms/{path}"), "unknown_room")
        refused(Caller(app).post(f"/rooms/{path}/seats", {"sector": "community"}), "unknown_room")
        refused(fred.post(f"/rooms/{path}/polls", YESNO), "unknown_room")


def test_sixty_wrong_codes_slow_an_address_but_not_who_holds_a_seat_and_not_the_many_who_take_one(app, room, sit):
    seat = sit()
    for number in range(MOST_WRONG):
        refused(Caller(app).get(f"/rooms/{(int(room.code) + 1 + number) % 10**6:06d}"), "unknown_room")
    refused(Caller(app).get(f"/rooms/{room.code}"), "too_many")
    refused(Caller(app).post(f"/rooms/{room.code}/seats", {"sector": "community"}), "too_many")
    assert seat.get(f"/rooms/{room.code}").status_code == 200
    refused(Caller(app).get(f"/rooms/{room.code}?key={'A' * 22}"), "too_many")
    assert Caller(app).get(f"/rooms/{room.code}?key={room.join_key}").status_code == 200
    taken = Caller(app).post(f"/rooms/{room.code}/seats?key={room.join_key}", {"sector": "community"})
    assert taken.status_code == 201


def test_three_hundred_seats_from_one_address_are_not_slowed(app, room):
    caller = Caller(app)
    answers = {caller.post(f"/rooms/{room.code}/seats", {"sector": "university"}).status_code for _ in range(300)}
    assert answers == {201}


def test_other_methods_are_refused(app, room):
    assert Caller(app).get(f"/rooms/{room.code}/seats").status_code == 405
    assert Caller(app).send("DELETE", f"/rooms/{room.code}").status_code == 405


# ---- what is refused ----

BAD_CHOICES = [
    {"options": ["z"]},
    {"options": ["a", "b", "c", "d"]},
    {"options": ["a", "a"]},
    {"options": []},
    {"options": "a"},
    {"options": [1]},
    {"options": [["a"]]},
    {"options": {"a": 1}},
    {"answer": "yes"},
    {"blank": False},
    {"blank": 1},
    {},
    {"options": ["a"], "blank": True},
    {"ranking": [["a"], ["b", "c"]]},
    {"marks": {"a": 3}},
    {"options": ["a"], "more": 1},
    [],
    "a",
    1,
    None,
    True,
    1.5,
    [["a"]],
]
BAD_SECRETS = ["", "abc", "g" * 32, "a" * 31, "a" * 33, " " + "a" * 31, 5, None, ["a" * 32], "٠" * 32, "a" * 32 + "\n"]


def test_a_choice_that_the_paper_does_not_allow_is_refused_and_changes_nothing(app, room, fred, sit, opened):
    seat = sit()
    poll = opened()
    secret = "a" * 32
    assert seat.post(f"/polls/{poll}/ballots", ballot({"options": ["a"]}, secret)).status_code == 201
    for choice in BAD_CHOICES:
        error = refused(seat.post(f"/polls/{poll}/ballots", ballot(choice, secret)), "invalid")
        assert list(error["fields"]) == ["choice"], choice
    for bad in BAD_SECRETS:
        error = refused(seat.post(f"/polls/{poll}/ballots", {"secret": bad, "choice": {"options": ["b"]}}), "invalid")
        assert list(error["fields"]) == ["secret"], bad
    for act in ("closing", "publication"):
        fred.post(f"/polls/{poll}/{act}")
    ballots = Caller(app).get(f"/polls/{poll}/record").json["ballots"]
    assert [row["choice"] for row in ballots] == [{"options": ["a"]}]


RAW = [
    b"",
    b"{",
    b"[" * 20_000,
    b'{"choice":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
    b'{"secret": NaN}',
    b"\xff\xfe{}",
    b'{"sector":"community","sector":"community"}',
    b'{"sector":"\\ud800"}',
    b'{"sector":' + b"9" * 5000 + b"}",
    b'{"sector":1e999}',
    b"null",
    b"3",
    b'"community"',
    b'{"sector":null}',
    b'{"sector":["community"]}',
    b'{"sector":{}}',
    b'{"sector":"community","device":"short"}',
    b'{"sector":"community","device":3}',
    b'{"sector":"community","name":{}}',
    b'{"sector":"community","capacity":"king"}',
    b'{"sector":""}',
    b'{"sector":"community"} {}',
    b'{"name":"x"}',
    b'{"sector":"community","name":"' + b"n" * 400 + b'"}',
    b'{"sector":"community","device":"' + b"0" * 33 + b'"}',
]


def test_a_body_that_is_not_what_the_contract_says_is_refused_with_a_sentence(app, room):
    for body in RAW:
        answer = Caller(app).post(f"/rooms/{room.code}/seats", data=body, headers={"Content-Type": "application/json"})
        error = refused(answer, "invalid")
        assert error["message"]
        assert "Traceback" not in answer.get_data(as_text=True)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
        answer = Caller(app).post(
            f"/rooms/{room.code}/seats", data=b'{"sector":"community"}', headers={"Content-Type": kind}
        )
        refused(answer, "invalid")
    assert Caller(app).get(f"/rooms/{room.code}").json["present"] == 0


def test_a_large_body_is_refused_before_it_is_read(app, room):
    body = json.dumps({"sector": "community", "name": "n" * 1_000_000}).encode()
    refused(
        Caller(app).post(f"/rooms/{room.code}/seats", data=body, headers={"Content-Type": "application/json"}),
        "too_large",
    )


BAD_POLLS = [
    ({"question": ""}, "question"),
    ({"question": "q" * 501}, "question"),
    ({"question": {"en": "Only"}}, "question.fr"),
    ({"question": 3}, "question"),
    ({"method": "ranked"}, "method"),
    ({"options": []}, "options"),
    ({"options": "a"}, "options"),
    ({"options": [{"id": "a", "label": "A"}, {"id": "a", "label": "B"}]}, "options.1.id"),
    ({"options": [1, 2]}, "options.0"),
    ({"options": [{"id": "a"}, {"id": "b", "label": "B"}]}, "options.0.label"),
    ({"maximum": 0}, "maximum"),
    ({"maximum": 6}, "maximum"),
    ({"maximum": "3"}, "maximum"),
    ({"maximum": 10**30}, "maximum"),
    ({"maximum": True}, "maximum"),
    ({"minimum": 4}, "minimum"),
    ({"select": 0}, "select"),
    ({"select": 9}, "select"),
    ({"secret": "yes"}, "secret"),
    ({"subject": "piste:2031-9Z"}, "subject"),
    ({"subject": "nonsense"}, "subject"),
    ({"rule": {"majority": "2/3"}}, "rule.majority"),
    ({"rule": "2/3"}, "rule"),
    ({"question": "a\u202eb"}, "question"),
    ({"options": [{"id": str(n), "label": "x"} for n in range(1000)]}, "options"),
]


def test_a_poll_that_cannot_be_held_is_refused_with_its_fields(fred, room):
    for change, field in BAD_POLLS:
        error = refused(fred.post(f"/rooms/{room.code}/polls", {**APPROVE, **change}), "invalid")
        assert field in error["fields"], (change, error)
    for change, field in (
        ({"rule": {"majority": "3/2"}}, "rule.majority"),
        ({"rule": {"base": "hands"}}, "rule.base"),
        ({"options": APPROVE["options"]}, "options"),
        ({"rule": {"quorum": {"share": "x"}}}, "rule.quorum.share"),
    ):
        error = refused(fred.post(f"/rooms/{room.code}/polls", {**YESNO, **change}), "invalid")
        assert field in error["fields"], (change, error)


def test_refusals_speak_the_callers_language(app, room):
    spoken = {
        language: Caller(app)
        .send("GET", "/rooms/999999x", headers={"Accept-Language": language})
        .json["error"]["message"]
        for language in ("fr-CA", "en;q=0.8", "de")
    }
    assert spoken["fr-CA"] == spoken["de"] == "Aucune salle ne porte ce code."
    assert spoken["en;q=0.8"] == "No room has this code."


def test_no_ballot_and_no_address_reaches_the_log(app, sit, opened, caplog):
    seat = sit()
    poll = opened()
    secret = "feedfacefeedfacefeedfacefeedface"
    with caplog.at_level("DEBUG"):
        seat.post(f"/polls/{poll}/ballots", ballot({"options": ["a"]}, secret))
        seat.post(f"/polls/{poll}/ballots", ballot({"options": ["zzzz"]}, secret))
        seat.post(f"/polls/{poll}/ballots", data=b'{"secret":"feedface', headers={"Content-Type": "application/json"})
    written = "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("sqlalchemy.engine")
    )
    assert "feedface" not in written
    assert "127.0.0.1" not in written

"""The phone's doors without a script: seats by cookie, ballots by a plain form, nothing told too early."""

import json
import re

import pytest
from sqlalchemy import select

from forum.core.database import db
from forum.votes.methods import METHODS
from forum.votes.models import Ballot
from tests.support.rooms import APPROVE, YESNO, do, make_day, open_room, prepare, sit
from tests.support.sites import token_in


@pytest.fixture
def room(cast):
    return open_room(cast, make_day(cast))


def enter(client, room, **more):
    """Take a seat through the form and give the room's page."""
    page = client.get(f"/fr/salle/{room.code}/").get_data(as_text=True)
    answer = client.post(f"/fr/salle/{room.code}/siege/", data={
        "csrf_token": token_in(page), "sector": "community", "capacity": "personal", **more})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer


def look(client, room, query=""):
    return client.get(f"/fr/salle/{room.code}/{query}").get_data(as_text=True)


def vote(client, room, poll, **choice):
    token = token_in(look(client, room, "?modifier=1"))
    return client.post(f"/fr/salle/{room.code}/vote/", data={"csrf_token": token, "poll": poll.id, **choice})


def status_of(page):
    return re.search(r'data-status="(\w+)"', page)[1]


def cookies_of(answer):
    return {line.partition("=")[0]: line for line in answer.headers.getlist("Set-Cookie")}


def choices(poll=None):
    """Give the choices that stand in the urn now, or in that of one poll."""
    db.session.rollback()
    asked = select(Ballot.choice) if poll is None else select(Ballot.choice).where(Ballot.poll_id == poll.id)
    return [json.loads(choice) for choice in db.session.scalars(asked)]


def test_a_seat_is_a_cookie_that_no_script_reads_and_no_other_site_sends(client, room):
    answer = enter(client, room)
    cookie = cookies_of(answer)[f"seat-{room.code}"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert status_of(look(client, room)) == "unvoted"


def test_the_same_device_sent_again_is_the_same_seat(app, room):
    numbers = set()
    for _ in range(2):
        client = app.test_client()
        enter(client, room, device="a" * 32)
        numbers.add(re.search(r"Siège (\d+)", look(client, room))[1])
    assert len(numbers) == 1


@pytest.mark.parametrize("wrong", [{"sector": "elsewhere"}, {"capacity": "king"}, {"name": "n" * 81}])
def test_a_wrong_seat_is_refused_with_a_sentence(client, room, wrong):
    page = look(client, room)
    answer = client.post(f"/fr/salle/{room.code}/siege/", data={
        "csrf_token": token_in(page), "sector": "community", "capacity": "personal", **wrong})
    assert answer.status_code == 422
    assert 'class="error-summary"' in answer.get_data(as_text=True)


def test_a_device_that_drew_no_number_is_given_one(client, room):
    enter(client, room, device="short")


def test_a_seat_of_another_room_opens_nothing(app, cast, room):
    other = open_room(cast, make_day(cast, "autre", "2032"))
    client = app.test_client()
    token = cookies_of(enter(client, room))[f"seat-{room.code}"].partition("=")[2].partition(";")[0]
    client.set_cookie(f"seat-{other.code}", token)
    assert "Prenez un siège" in look(client, other)


def test_the_secret_of_the_plain_form_is_a_cookie_drawn_with_the_ballot_and_stored_nowhere(app, client, cast, room):
    enter(client, room)
    poll = prepare(cast, room, APPROVE)
    do("open_poll", cast.fred, poll)
    shown = client.get(f"/fr/salle/{room.code}/")
    cookie = cookies_of(shown)[f"ballot-{poll.id}"]
    assert "HttpOnly" in cookie
    secret = cookie.partition("=")[2].partition(";")[0]
    assert re.fullmatch("[0-9a-f]{32}", secret)
    assert secret not in shown.get_data(as_text=True)
    assert vote(client, room, poll, options=["a", "b"]).status_code == 303
    assert status_of(look(client, room)) == "voted"
    db.session.rollback()
    dump = "\n".join(str(row) for table in db.metadata.sorted_tables for row in db.session.execute(table.select()))
    assert secret not in dump


def test_a_ballot_is_changed_and_counted_once(client, cast, room):
    enter(client, room)
    poll = prepare(cast, room, APPROVE)
    do("open_poll", cast.fred, poll)
    vote(client, room, poll, options=["a", "b"])
    assert 'value="a" checked' in look(client, room, "?modifier=1")
    vote(client, room, poll, options=["c"])
    assert choices() == [{"options": ["c"]}]


@pytest.mark.parametrize("choice", [
    {"options": ["a", "b", "c", "d"]}, {"options": ["z"]}, {"options": ["a"], "blank": "1"}, {"answer": "yes"}, {}])
def test_a_wrong_ballot_changes_nothing_and_says_why(client, cast, room, choice):
    enter(client, room)
    poll = prepare(cast, room, APPROVE)
    do("open_poll", cast.fred, poll)
    answer = vote(client, room, poll, **choice)
    assert answer.status_code == 422
    assert re.search(r"data-note[^>]*>[^<]+<", answer.get_data(as_text=True))
    assert choices() == []
    assert status_of(look(client, room)) == "unvoted"


OPTIONS = [{"id": key, "label": f"Piste {key}"} for key in "abcd"]
COSTS = [{**option, "cost": 100 * place} for place, option in enumerate(OPTIONS, 1)]
# how each way of voting is answered by the plain form: what it is given, what is sent, what stands in the urn,
# what the page says of it, what stands in the form when it is changed
FORMS = {
    "choose": ({"options": OPTIONS}, {"options": "b"}, {"options": ["b"]}, ["Piste b"], 'value="b" checked'),
    "approve": ({"options": OPTIONS}, {"options": ["c", "a"]}, {"options": ["a", "c"]}, ["Piste a", "Piste c"],
                'value="c" checked'),
    "yesno": ({}, {"answer": "no"}, {"answer": "no"}, ["Contre"], 'value="no" checked'),
    "dots": ({"options": OPTIONS, "points": 5}, {"mark:a": "3", "mark:b": "", "mark:c": "0", "mark:d": "1"},
             {"marks": {"a": 3, "d": 1}}, ["Piste a\u00a0: 3 points", "Piste d\u00a0: 1 point"], 'value="3"'),
    "score": ({"options": OPTIONS}, {"mark:a": "5", "mark:c": "0"}, {"marks": {"a": 5, "c": 0}},
              ["Piste a\u00a0: 5", "Piste c\u00a0: 0"], 'name="mark:c" value="0" checked'),
    "judge": ({"options": OPTIONS, "grades": ["3", "2", "1"]}, {"mark:b": "2"}, {"marks": {"b": "2"}},
              ["Piste b\u00a0: 2"], 'name="mark:b" value="2" checked'),
    "consent": ({}, {"answer": "object", "reason": " Trop tôt. "}, {"answer": "object", "reason": "Trop tôt."},
                ["Objection\u00a0: Trop tôt."], ">Trop tôt.</textarea>"),
    "rank_irv": ({"options": OPTIONS}, {"rank:a": "4", "rank:b": "", "rank:c": "2"}, {"ranking": [["c"], ["a"]]},
                 ["1. Piste c", "2. Piste a"], "<option selected>2"),
    "rank_schulze": ({"options": OPTIONS}, {"rank:b": "1", "rank:d": "2", "rank:a": "2"},
                     {"ranking": [["b"], ["a", "d"]]}, ["1. Piste b", "2. Piste a et Piste d, à égalité"],
                     "<option selected>2"),
    "rank_stv": ({"options": OPTIONS, "select": 2}, {"rank:d": "1"}, {"ranking": [["d"]]}, ["1. Piste d"],
                 "<option selected>1"),
    "equal_shares": ({"options": COSTS, "budget": 500}, {"options": ["a", "d"]}, {"options": ["a", "d"]},
                     ["Piste a", "Piste d"], "Coût\u00a0: 400"),
}


def open_form(cast, room, method):
    """Open a poll of a method and give it."""
    poll = prepare(cast, room, {"question": "Que voulez-vous?", "method": method, **FORMS[method][0]})
    do("open_poll", cast.fred, poll)
    return poll


def labels_on(page):
    """Give the texts of the voter's own choice, as a page says them."""
    return re.findall(r"<li>([^<]*)</li>", re.search(r"data-mine>(.*?)</ul>", page, re.DOTALL)[1])


def test_each_way_of_voting_is_answered_changed_and_made_blank_by_a_plain_form(client, cast, room):
    enter(client, room)
    for method, (_body, sent, choice, labels, held) in FORMS.items():
        poll = open_form(cast, room, method)
        shown = look(client, room)
        assert not re.search(r'<input [^>]*name="(?:options|answer|mark:|blank)[^>]* checked', shown), method
        assert not re.search(r'type="number"[^>]* value=', shown), method
        assert "<option selected>" not in shown, method
        assert vote(client, room, poll, **sent).status_code == 303
        assert choices(poll) == [choice]
        assert labels_on(look(client, room)) == labels
        assert held in look(client, room, "?modifier=1"), method
        single = {"yesno": {"answer": "blank"}, "consent": {"answer": "blank"}, "choose": {"options": ""}}
        assert vote(client, room, poll, **single.get(method, {"blank": "1"})).status_code == 303
        assert choices(poll) == [{"blank": True}]
        assert labels_on(look(client, room)) == ["Bulletin blanc"]
        do("cancel_poll", cast.fred, poll, "Au suivant.")
    assert set(FORMS) == set(METHODS)


FAULTY = [
    ("dots", {"mark:a": "6"}, 'name="mark:a"[^>]*aria-invalid="true"', 'name="mark:a"[^>]* value="6"'),
    ("dots", {"mark:a": "3", "mark:b": "3"}, "data-note[^>]*>[^<]*5", 'name="mark:b"[^>]* value="3"'),
    ("dots", {"mark:a": "deux"}, 'name="mark:a"[^>]*aria-invalid="true"', 'name="mark:a"[^>]* value="deux"'),
    ("dots", {"mark:a": "-1"}, 'name="mark:a"[^>]*aria-invalid="true"', 'name="mark:a"[^>]* value="-1"'),
    ("score", {"mark:a": "6", "mark:b": "2"}, "data-note[^>]*>[^<]*5", 'name="mark:b" value="2" checked'),
    ("judge", {"mark:b": "1", "blank": "1"}, "Un bulletin blanc ne contient rien d’autre",
     'name="mark:b" value="1" checked'),
    ("consent", {"answer": "object", "reason": " "}, '<textarea[^>]*aria-invalid="true"', 'value="object" checked'),
    ("consent", {"answer": "object", "reason": "x" * 501}, '<textarea[^>]*aria-invalid="true"', "x" * 501),
    ("rank_irv", {"rank:a": "1", "rank:b": "1", "rank:c": "2"}, 'name="rank:b"[^>]*aria-invalid="true"',
     'name="rank:c".*?<option selected>2'),
    ("rank_stv", {"rank:a": "premier"}, "data-note[^>]*>[^<]+<", 'name="rank:a"'),
    ("yesno", {}, "data-note[^>]*>Faites votre choix", 'name="answer"'),
]


@pytest.mark.any_database
def test_a_faulty_form_comes_back_as_it_was_with_its_fault_at_the_field(client, cast, room):
    enter(client, room)
    for method, sent, marked, kept in FAULTY:
        poll = open_form(cast, room, method)
        answer = vote(client, room, poll, **sent)
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert re.search(marked, page), sent
        assert re.search(kept, page, re.DOTALL), sent
        assert choices() == []
        do("cancel_poll", cast.fred, poll, "Au suivant.")


def test_a_faulty_change_leaves_the_vote_that_counts(client, cast, room):
    enter(client, room)
    poll = open_form(cast, room, "dots")
    vote(client, room, poll, **{"mark:a": "2"})
    answer = vote(client, room, poll, **{"mark:a": "2", "mark:b": "9"})
    assert answer.status_code == 422
    assert 'data-status="changing"' in answer.get_data(as_text=True)
    assert choices() == [{"marks": {"a": 2}}]


def test_a_ballot_cast_elsewhere_is_said_to_count_and_cannot_be_changed_here(app, client, cast, room):
    enter(client, room, device="b" * 32)
    poll = prepare(cast, room, YESNO)
    do("open_poll", cast.fred, poll)
    vote(client, room, poll, answer="yes")
    other = app.test_client()
    enter(other, room, device="b" * 32)
    assert status_of(look(other, room)) == "elsewhere"
    assert "Votre vote est enregistré et compte." in look(other, room)
    answer = vote(other, room, poll, answer="no")
    assert answer.status_code == 303
    assert choices() == [{"answer": "yes"}]


def test_late_seats_and_observers_are_told_where_they_stand(app, cast, room):
    poll = prepare(cast, room, YESNO)
    observer, late = app.test_client(), app.test_client()
    enter(observer, room, capacity="observer")
    do("open_poll", cast.fred, poll)
    enter(late, room)
    change = re.compile(r'<span data-if="unvoted sending changing"( hidden)?>Vous pouvez changer d’avis')
    for client, status in ((observer, "observer"), (late, "late")):
        page = look(client, room)
        assert status_of(page) == status
        assert change.search(page)[1], "who does not vote is not told that they may change their mind"


def test_nothing_is_told_of_a_result_before_it_is_published(app, client, cast, room):
    enter(client, room)
    poll = prepare(cast, room, YESNO)
    stranger = app.test_client()
    addresses = (f"/fr/votes/{poll.id}/", f"/fr/votes/{poll.id}/vue/", f"/fr/votes/{poll.id}/verifier/")
    assert [stranger.get(address).status_code for address in addresses] == [404] * 3
    do("open_poll", cast.fred, poll)
    vote(client, room, poll, answer="yes")
    for act in ("close_poll", None):
        for address in (*addresses, f"/fr/salle/{room.code}/ecran/", f"/fr/salle/{room.code}/"):
            page = client.get(address).get_data(as_text=True)
            assert "verdict-word" not in page
            assert "sha256:" not in page
        if act:
            do(act, cast.fred, poll)
    do("publish_poll", cast.fred, poll)
    for address in (addresses[0], addresses[1], f"/fr/salle/{room.code}/ecran/", f"/fr/salle/{room.code}/"):
        assert "verdict-word" in client.get(address).get_data(as_text=True)


def test_a_receipt_is_found_among_the_ballots_by_cookie_or_by_pasting(app, client, cast, room):
    enter(client, room)
    for _ in range(3):
        sit(room)
    poll = prepare(cast, room, YESNO)
    do("open_poll", cast.fred, poll)
    vote(client, room, poll, answer="no")
    receipt = re.search(r"[0-9a-f]{64}", look(client, room))[0]
    do("close_poll", cast.fred, poll)
    do("publish_poll", cast.fred, poll)

    def is_found(page):
        return re.search(r'data-verdict="found">', page) is not None

    own = client.get(f"/fr/votes/{poll.id}/verifier/").get_data(as_text=True)
    pasted = app.test_client().get(f"/fr/votes/{poll.id}/verifier/?recu={receipt.upper()}").get_data(as_text=True)
    other = app.test_client().get(f"/fr/votes/{poll.id}/verifier/?recu={'0' * 64}").get_data(as_text=True)
    assert (is_found(own), is_found(pasted), is_found(other)) == (True, True, False)
    assert receipt in own


def test_sixty_wrong_codes_slow_the_typed_ones_but_never_a_scanned_key(app, room):
    client = app.test_client()
    for number in range(60):
        assert client.get(f"/fr/salle/?code={number:06d}").status_code == 404
    assert client.get(f"/fr/salle/?code={room.code}").status_code == 429
    assert client.get(f"/fr/salle/{room.code}/").status_code == 429
    scanned = client.get(f"/r/{room.join_key}")
    assert scanned.status_code == 302
    page = client.get(scanned.headers["Location"]).get_data(as_text=True)
    answer = client.post(re.search(r'action="([^"]+siege/[^"]*)"', page)[1], data={
        "csrf_token": token_in(page), "sector": "community", "capacity": "personal"})
    assert answer.status_code == 303
    assert client.get(f"/fr/salle/{room.code}/").status_code == 200
    screen = app.test_client().get(f"/fr/salle/{room.code}/ecran/?cle={room.join_key}").get_data(as_text=True)
    assert f'data-key="{room.join_key}"' in screen, "the screen's line and its parts are asked for with the key"
    assert app.test_client().get(re.search(r'data-part="([^"]+)"', screen)[1].replace("&amp;", "&")).status_code == 200


def test_an_ended_room_thanks_those_who_had_a_seat_and_is_unknown_to_others(app, client, cast, room):
    enter(client, room)
    do("end_room", cast.fred, room)
    assert "La salle est fermée" in look(client, room)
    assert app.test_client().get(f"/fr/salle/{room.code}/").status_code == 404


def test_a_public_part_of_a_poll_is_kept_for_all_phones_and_forgotten_when_it_moves(app, cast, room):
    sit(room)
    poll = prepare(cast, room, YESNO)
    do("open_poll", cast.fred, poll)
    phones = app.test_client()
    for state in ("open", "closed", "published"):
        if state != "open":
            do({"closed": "close_poll", "published": "publish_poll"}[state], cast.fred, poll)
        for _ in range(2):
            assert f'data-of="{poll.id}:{state}"' in phones.get(f"/fr/votes/{poll.id}/vue/").get_data(as_text=True)


def test_an_earlier_round_stands_on_the_page_of_the_next(client, cast, room):
    sit(room)
    first = prepare(cast, room, YESNO)
    do("open_poll", cast.fred, first)
    do("cancel_poll", cast.fred, first, "Le libellé manquait.")
    second = do("duplicate_poll", cast.fred, first)
    do("open_poll", cast.fred, second)
    page = client.get(f"/fr/votes/{second.id}/").get_data(as_text=True)
    assert f'href="/fr/votes/{first.id}/"' in page
    assert "Le libellé manquait." in client.get(f"/fr/votes/{first.id}/").get_data(as_text=True)

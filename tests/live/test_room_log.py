"""What a served process writes down while people sign in, take seats and vote, and while it fails: nothing of them."""

import http.cookiejar
import json
import secrets
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime

from forum.core.database import db
from forum.plenary.models import Seat
from forum.votes.sealing import receipt_of
from tests.live.conftest import NAMESPACE, wait_until
from tests.support.cast import PASSWORD, PEOPLE
from tests.support.sites import token_in

CHOICE = {"options": ["a", "c"]}


class Person:
    """A browser with cookies, as plain as can be."""

    def __init__(self, address):
        self.address = address
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar(policy=http.cookiejar.DefaultCookiePolicy())))

    def ask(self, path, **form):
        data = urllib.parse.urlencode(form).encode() if form else None
        try:
            with self.opener.open(f"{self.address}{path}", data, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def send(self, path, page, **form):
        return self.ask(path, csrf_token=token_in(page), **form)


def sign_in(site, name, password):
    person = Person(site.address)
    _, page = person.ask("/fr/connexion/")
    person.send("/fr/connexion/", page, email=PEOPLE[name][0], password=password)
    return person


def sit_by_form(site, name, organisation):
    """Take a seat as a phone without JavaScript does."""
    person, room = Person(site.address), f"/fr/salle/{site.code}/"
    _, page = person.ask(f"{room}?cle={site.join_key}")
    status, page = person.send(f"{room}siege/", page, sector="community", capacity="organisation", name=name,
                               organisation=organisation, device=secrets.token_hex(16))
    assert "Coop" not in page
    assert status == 200
    return person


def vote_by_form(site, person):
    """Vote as a phone without JavaScript does."""
    room = f"/fr/salle/{site.code}/"
    _, page = person.ask(room)
    return person.send(f"{room}vote/", page, poll=site.polls[0], options="b")


def cast(site, seat, secret, choice=CHOICE, poll=0):
    return site.call("POST", f"/polls/{site.polls[poll]}/ballots", {"secret": secret, "choice": choice}, seat)[0]


def seat_ids(site):
    with site.app.app_context():
        found = [str(ident) for (ident,) in db.session.query(Seat.id)]
        db.session.remove()
        db.engine.dispose()
    return found


def test_the_log_of_a_whole_vote_names_nobody_and_no_ballot(own_site):
    site = own_site
    site.server.env = {"FORUM_LOG": "json"}
    site.server.start()
    seats, drawn = [site.sit(name="Noëlle Tremblay") for _ in range(6)], [secrets.token_hex(16) for _ in range(6)]
    sign_in(site, "fred", PASSWORD).ask(f"/fr/salle/{site.code}/console/?secret=parole-de-passage")
    sign_in(site, "paul", "mauvaise phrase de passe")
    plain = sit_by_form(site, "Marie-Ève Dupuis", "Coop de l’Anse")
    site.act("opening")
    begun = time.time()
    time.sleep(0.6)
    for seat, secret in zip(seats[:3], drawn, strict=False):
        assert cast(site, seat, secret) == 201
    for seat, secret in zip(seats[3:], drawn[3:], strict=False):
        assert "receipt" in site.phone(seat).vote(site.polls[0], CHOICE, secret)
    assert cast(site, seats[0], "court", {"options": ["zzzz"]}) == 422
    assert vote_by_form(site, plain)[0] == 200
    time.sleep(0.6)
    ended = time.time()
    site.act("closing")
    site.act("publication")
    assert len(site.record()["ballots"]) == 7
    site.act("opening", poll=1)
    site.server.stop()

    site.server.env |= {"FORUM_FAULT": "before_commit:error"}
    site.server.start()
    assert site.phone(seats[0]).vote(site.polls[1], {"options": ["b"]}, drawn[0])["error"]["code"] == "server_error"
    assert cast(site, seats[1], drawn[1], poll=1) == 500
    Person(site.address).ask("/fr/salle/999999/?cle=parole-de-passage")
    site.server.stop()

    log = "\n".join(line for line in site.server.log if "listening on" not in line)
    forbidden = [*drawn, *(receipt_of(site.polls[0], one) for one in drawn), *seats, *seat_ids(site), "court", "zzzz",
                 '"options"', "'options'", "Noëlle", "Tremblay", "Marie-Ève", "Coop", "parole-de-passage",
                 site.join_key, "127.0.0.1", "@essai.test", "mauvaise phrase", PASSWORD, site.polls[0],
                 *(name for _, name, *_ in PEOPLE.values())]
    assert not [word for word in forbidden if word in log]
    assert "console.console" in log
    assert "accounts.sign_in_page" in log
    assert "RuntimeError" in log
    lines = [json.loads(line) for line in log.splitlines()]
    assert {"time", "level", "logger", "message"} <= set.intersection(*map(set, lines))
    times = [datetime.fromisoformat(line["time"]).timestamp() for line in lines]
    assert not [at for at in times if begun + 0.5 < at < ended - 0.5], "a line stands beside the casts"


def test_figures_and_health_of_a_served_process(own_site):
    site = own_site
    site.server.start()
    seats = [site.sit() for _ in range(6)]
    site.act("opening")
    phones = [site.phone(seat) for seat in seats[:5]]
    phones.append(site.connect({"seat": seats[5]}, transports=("polling",)))
    for number, phone in enumerate(phones):
        assert "receipt" in phone.vote(site.polls[0], CHOICE, f"{number:032x}")
    assert phones[0].io.call("echo", namespace=NAMESPACE) == {}
    person = Person(site.address)
    told = dict(line.rsplit(" ", 1) for line in person.ask("/metrics")[1].splitlines() if line[0] != "#")
    assert told["forum_seats"] == "6.0"
    assert (told['forum_sockets{transport="websocket"}'], told['forum_sockets{transport="polling"}']) == ("5.0", "1.0")
    assert told["forum_votes_acknowledged_total"] == told["forum_vote_acknowledgement_seconds_count"] == "5.0"
    assert float(told["forum_broadcast_seconds_count"]) > 0
    wait_until(lambda: "forum_event_loop_lag_seconds_count 0.0" not in person.ask("/metrics")[1])
    wait_until(lambda: person.ask("/health")[0] == 200, 30)

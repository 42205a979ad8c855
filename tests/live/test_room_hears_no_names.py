"""Nothing that is broadcast names anybody: all that phones, screens and consoles hear in a whole room is searched."""

import json
import secrets

from sqlalchemy import select

from forum.core.database import db
from forum.plenary.models import Seat
from tests.live.conftest import wait_until
from tests.live.test_room_pulses import Desk, answer
from tests.support.rooms import APPROVE, YESNO

PEOPLE = 9


def seat_ids(site):
    with site.app.app_context():
        found = db.session.execute(select(Seat.id, Seat.device).where(Seat.name.like("Zébulon %"))).all()
        db.session.remove()
        db.engine.dispose()
    return found


def prepare(site, body, **more):
    status, made = site.call("POST", f"/rooms/{site.code}/polls", {**body, **more}, site.token)
    assert status == 201, made
    return made["id"]


def act(site, poll, name, **body):
    status, answered = site.call("POST", f"/polls/{poll}/{name}", body, site.token)
    assert status == 200, answered


def hold(site, poll, seats, choice):
    """Open, let everybody vote, close and publish; gives the receipts."""
    act(site, poll, "opening")
    receipts = [site.call("POST", f"/polls/{poll}/ballots", {"secret": secrets.token_hex(16), "choice": choice},
                          seat)[1]["receipt"] for seat in seats]
    act(site, poll, "closing")
    act(site, poll, "publication")
    return receipts


def test_nothing_that_is_broadcast_names_a_person_a_seat_or_a_ballot(site):
    seats = [site.sit(name=f"Zébulon {number}", organisation=f"Quintessence {number}",
                      sector=("community", "university", "government")[number % 3]) for number in range(PEOPLE)]
    listeners = [site.phone(seats[0]), site.connect({"room": site.code}), site.connect({"token": site.token}),
                 site.connect({"room": site.code, "key": site.join_key}, transports=("polling",))]
    receipts = hold(site, prepare(site, APPROVE), seats, {"options": ["a"]})
    receipts += hold(site, prepare(site, YESNO, secret=False), seats, {"answer": "yes"})
    admitting = prepare(site, APPROVE, admission=True, breakdown=True)
    act(site, admitting, "opening")
    late = site.sit(name="Zébulon tardif", organisation="Quintessence tardive")
    desk = Desk(site)
    desk.send(f"{desk.console}votes/{admitting}/admettre/", desk.console, seat=late.split(".")[1])
    act(site, admitting, "cancellation", reason="Un incident.")
    pulse = desk.launch(kind="words")
    for number, seat in enumerate(seats):
        answer(site, pulse, seat, f"mot {number}")
    listeners[1].wait("pulse", lambda value: value["pulse"]["answers"] == PEOPLE)
    desk.act(pulse, "montrer")
    desk.act(pulse, "terminer")
    wait_until(lambda: all(client.told("state")[-1]["pulse"]["state"] == "ended" for client in listeners))
    heard = json.dumps([client.messages for client in listeners], ensure_ascii=False)
    assert "mot 3" in heard  # what everybody may read is there
    hidden = ["Zébulon", "Quintessence", "seat:", "voter_key", *receipts, *seats]
    for row in seat_ids(site):
        hidden += [str(row.id), row.device]
    assert [word for word in hidden if word in heard] == []

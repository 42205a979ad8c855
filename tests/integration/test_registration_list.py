"""The list of who is registered: found, added to, exported; what was said in private, for the organisers alone."""

import csv
from io import StringIO

import pytest
from sqlalchemy import insert

from forum.core.database import db, transaction, utc_now
from forum.core.errors import Forbidden, Refusal
from forum.events import services as events
from forum.registration import services
from forum.registration.models import Registration
from forum.registration.queries import PAGE_SIZE, list_registrations
from tests.integration.test_registration import PRIVATE, find, register, set_up, states
from tests.support.forum import csrf_of
from tests.support.rooms import make_day
from tests.support.sites import sign_in_as

LIST = "/fr/journees/journee/inscriptions/"


@pytest.fixture
def day(cast):
    made = make_day(cast)
    with transaction():
        events.give_role(made.id, cast.mia.id, "desk")
    set_up(cast, {"university": 1}, places=3)
    return made


def table(answer):
    return list(csv.reader(StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))


def test_an_export_is_harmless_and_what_is_private_is_asked_for_by_the_organisers_alone(app, cast, day, sign_in):
    register(day, "a", name="=HYPERLINK(1)", organisation="@x", access_needs="+1 secrète", meal="-2 secrète")
    register(day, "b", name="Élise; Roy\t", **PRIVATE)
    people = {who: sign_in(who) for who in ("ana", "mia", "fred", "paul")}
    for who, status in (("ana", 200), ("mia", 200), ("fred", 403), ("paul", 403)):
        for path in ("", "liste.csv", f"{find('a').id}/"):
            assert people[who].get(f"{LIST}{path}").status_code == status, (who, path)
            assert "secrète" not in people[who].get(f"{LIST}{path}").get_data(as_text=True) or who == "ana"
        assert people[who].get(f"{LIST}privee.csv").status_code == (200 if who == "ana" else 403)
    for path in ("", "liste.csv"):
        assert "secrète" not in people["ana"].get(f"{LIST}{path}").get_data(as_text=True)
    assert app.test_client().get(f"{LIST}liste.csv").status_code == 302
    head, first, second = table(people["ana"].get(f"{LIST}privee.csv"))
    assert head[-2:] == ["Besoins d’accès", "Repas"]
    assert (first[0], first[2], first[-2:]) == ("'=HYPERLINK(1)", "'@x", ["'+1 secrète", "'-2 secrète"])
    assert second[0] == "Élise; Roy"
    assert table(people["mia"].get("/en/journees/journee/inscriptions/liste.csv"))[0][0] == "Name"


def test_people_are_found_by_name_state_and_sector_and_hundreds_are_paged(app, cast, day, sign_in):
    set_up(cast)
    with transaction():
        db.session.execute(insert(Registration), [
            {"event_id": day.id, "state": "waiting" if n % 2 else "cancelled", "email": f"p{n}@exemple.org",
             "email_key": f"p{n}@exemple.org", "name": f"Zoé Numéro {n:03}", "folded": f"zoe numero {n:03}\n",
             "sector": "government", "uid": str(n), "queued_at": utc_now()} for n in range(2 * PAGE_SIZE + 1)])
    register(day, "elise", name="Élise Roy")
    found = lambda **more: [row.name for row in list_registrations(day.id, **more)]  # noqa: E731
    assert found(wanted="ROY elise") == found(wanted="elise@exemple") == found(sector="community") == ["Élise Roy"]
    assert len(found(state="waiting", most=None)) == PAGE_SIZE
    ana = sign_in("ana")
    for page, number in ((1, PAGE_SIZE), (2, PAGE_SIZE), (3, 2), (4, 0)):
        assert ana.get(f"{LIST}?page={page}").get_data(as_text=True).count('class="title') == number, page
    assert ana.get(f"{LIST}?page=x&etat=x&milieu=x").status_code == 200


def test_somebody_is_added_by_hand_whatever_the_dates_once_and_within_the_places(app, cast, day, sign_in):
    set_up(cast, places=1, mode="closed")
    client = sign_in("mia")
    form = {"csrf_token": csrf_of(client, LIST), "name": "Par Téléphone", "email": "tel@exemple.org", "sector": "",
            "capacity": "observer", "language": "fr"}
    assert [client.post(LIST, data=form | {"email": f"{who}@exemple.org"}).status_code
            for who in ("tel", "tel", "suite")] == [303, 422, 303]
    assert states() == {"tel": "registered", "suite": "waiting"}
    for _ in range(2):
        client.post(f"{LIST}{find('tel').id}/annuler/", data=form)
        assert states() == {"tel": "cancelled", "suite": "registered"}
    with pytest.raises(Forbidden), transaction():
        services.cancel_by_hand(cast.fred, find("suite"))
    set_up(cast, mode="closed", officer_name="")
    with pytest.raises(Refusal), transaction():  # nobody answers for it yet
        services.add_by_hand(cast.mia, day.id, form | {"email": "x@exemple.org"})
    assert sign_in_as(app, "mia").get("/fr/journees/journee/modifier/inscriptions/").status_code == 403

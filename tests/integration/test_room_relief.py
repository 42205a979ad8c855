"""A room taken over by a relief code: once, from any device, for its console alone, until it ends or is revoked."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from forum.core.database import db, transaction
from forum.core.errors import Forbidden, Missing, Refusal
from forum.plenary import live, presenters, queries, services
from forum.plenary.console import relief
from forum.plenary.console.models import Relief
from tests.support.rooms import YESNO, do, make_day, open_room, prepare, sit
from tests.support.sites import token_of


@pytest.fixture
def room(cast):
    return open_room(cast, make_day(cast))


def draw(room, viewer, account):
    with transaction():
        return services.draw_relief(viewer, room.id, account.id)


def take(room, code):
    with transaction():
        return services.relieve(room.id, code)


def post(client, address, page=None, **data):
    token = token_of(client, page or address)
    return client.post(address, data={"csrf_token": token, **data})


def test_a_code_drawn_on_the_console_takes_the_room_over_from_a_phone_without_an_account(app, sign_in, cast, room):
    sit(room)
    poll = prepare(cast, room, YESNO)
    do("announce_poll", cast.fred, poll)
    fred, phone = sign_in("fred"), app.test_client()
    console = f"/fr/salle/{room.code}/console/"
    assert "Sol Seconde" in fred.get(f"{console}releve/").get_data(as_text=True)
    shown = post(fred, f"{console}releve/tirer/", f"{console}releve/", account=cast.sol.id).get_data(as_text=True)
    code = re.search(r"([2-9A-Z]{5}-[2-9A-Z]{5})<", shown)[1]
    assert code.replace("-", "") not in fred.get(f"{console}releve/").get_data(as_text=True).replace("-", "")
    door = f"/fr/salle/{room.code}/releve/"
    assert post(phone, door, code="AAAAA-AAAAA").status_code == 422
    assert post(phone, door, code=f" {code.lower()} ").status_code == 303
    page = phone.get(console).get_data(as_text=True)
    assert "Vous avez la main." in page
    assert "Sol Seconde a la main." in fred.get(console).get_data(as_text=True)
    assert post(phone, f"{console}votes/{poll.id}/ouvrir/", console).status_code == 303
    assert post(fred, f"{console}votes/{poll.id}/fermer/", console).status_code == 303
    db.session.rollback()
    db.session.expire_all()
    assert queries.list_run(room.id)[0][1].state == "open"
    assert post(app.test_client(), door, code=code).status_code == 422, "a code serves once"
    acts = [(act.actor, act.act) for act in queries.list_acts(room.id)]
    assert ("Sol Seconde (par code de relève)", "control") in acts
    # the session is good for nothing else
    for elsewhere in ("/fr/compte/", "/fr/journees/nouvelle/"):
        assert phone.get(elsewhere).status_code in (302, 403, 404)
    assert post(phone, f"{console}animation/", console, email=cast.mia.email).status_code == 303
    assert queries.list_acts(room.id)[-1].act != "facilitator"
    assert phone.get(f"{console}modeles/").status_code == 403
    assert "disabled" in phone.get(f"{console}releve/").get_data(as_text=True)


def test_what_a_code_opens_ends_when_it_is_revoked_and_with_the_room(app, cast, room):
    first = take(room, draw(room, cast.fred, cast.sol))
    viewer = relief.find_by_token(room.id, first)
    assert (viewer.id, viewer.is_admin, viewer.session_id.startswith("relief:")) == (cast.sol.id, False, True)
    token = presenters.console_token(viewer, room)
    assert live.identify(token)[0].id == cast.sol.id
    held = db.session.query(Relief).one()
    with pytest.raises(Forbidden), transaction():
        services.revoke_relief(viewer, room.id, held.id)
    with transaction():
        services.revoke_relief(cast.fred, room.id, held.id)
    assert relief.find_by_token(room.id, first) is None
    assert live.identify(token)[0] is None
    second = take(room, draw(room, cast.fred, cast.sol))
    with transaction():
        services.end_room(relief.find_by_token(room.id, second), room.id)
    assert relief.find_by_token(room.id, second) is None
    with pytest.raises(Refusal):
        take(room, "AAAAAAAAAA")


def test_codes_are_drawn_for_those_who_are_named_and_a_new_one_cancels_the_old(cast, room):
    with pytest.raises(Forbidden):
        draw(room, cast.mia, cast.sol)
    with pytest.raises(Missing):
        draw(room, cast.fred, cast.mia)
    old, new = draw(room, cast.fred, cast.sol), draw(room, cast.fred, cast.sol)
    assert old not in {row.code_hash for row in db.session.query(Relief)}
    with pytest.raises(Refusal):
        take(room, old)
    other = open_room(cast, make_day(cast, "autre", "2032"))
    with pytest.raises(Refusal):
        take(other, new)
    assert take(room, new)


def test_two_phones_with_one_code_are_one_relief(app, cast, room):
    code, room_id = draw(room, cast.fred, cast.sol), room.id
    db.session.remove()

    def attempt(_):
        with app.app_context():
            try:
                with transaction():
                    return services.relieve(room_id, code)
            except Refusal:
                return None

    with ThreadPoolExecutor(4) as pool:
        assert len([token for token in pool.map(attempt, range(4)) if token]) == 1

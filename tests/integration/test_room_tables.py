"""Tables dealt by the desk: sectors mixed, redone for those who came, kept for whoever was put at one by hand."""

from collections import Counter

import pytest
from sqlalchemy import select

from forum.core.database import db, transaction
from forum.core.errors import Forbidden, Refusal
from forum.events import services as events
from forum.events.queries import list_workshops
from forum.plenary import services
from forum.plenary.entry import tables
from forum.plenary.entry.models import Participant
from tests.support.forum import send
from tests.support.rooms import make_day
from tests.support.sites import sign_in_as

SLUG = "journee"
PAGE = f"/fr/journees/{SLUG}/accueil/tables/"


@pytest.fixture
def event(app, cast):
    made = make_day(cast)
    with transaction():
        lines = [f"Personne {n:02}; Organisme {n % 6}; {'community' if n % 2 else 'university'}" for n in range(12)]
        services.paste_participants(cast.fred, made.id, "\n".join(lines))
    return made


def do(name, *values, **more):
    with transaction():
        return getattr(services, name)(*values, **more)


def people(event):
    db.session.rollback()
    return db.session.scalars(select(Participant).where(Participant.event_id == event.id).order_by(
        Participant.id)).all()


def test_sectors_mix_and_whoever_is_pinned_stays(event, cast):
    first = people(event)[0].id
    do("put_at_table", cast.fred, first, 3)
    assert do("spread_people", cast.fred, event.id, 4, only_here=False, keep=False) == 12
    for _workshop, found in tables.list_tables(event.id):
        for _number, seated, mix in found:
            assert len(seated) == 4
            assert set(mix.values()) == {2}
    assert people(event)[0].table_number == 3


def test_redone_for_those_who_came_the_absent_have_no_table(event, cast):
    do("spread_people", cast.fred, event.id, 4, only_here=False, keep=False)
    with pytest.raises(Refusal):
        do("spread_people", cast.fred, event.id, 4, only_here=True, keep=True)
    before = {person.id: person.table_number for person in people(event)}
    for person in people(event)[:9]:
        do("check_in", cast.fred, person.id)
    assert do("spread_people", cast.fred, event.id, 4, only_here=True, keep=True) == 9
    after = people(event)
    assert [person.table_number for person in after[9:]] == [None] * 3
    assert sorted(Counter(person.table_number for person in after[:9]).values()) == [3, 3, 3]
    assert sum(before[person.id] != person.table_number for person in after[:9]) <= 3


def test_workshops_are_evened_out_and_a_choice_stands(event, cast):
    with transaction():
        events.replace_programme(cast.ana, SLUG, [
            {"kind": "workshop", "title_fr": title} for title in ("Atelier A", "Atelier B")])
    a, b = (row.id for row in list_workshops(event.id))
    chosen = people(event)[5]
    do("edit_participant", cast.fred, chosen.id, {"name": chosen.name, "organisation": chosen.organisation,
                                                  "sector": chosen.sector, "workshop": b})
    do("spread_people", cast.fred, event.id, 6, only_here=False, keep=False)
    found = people(event)
    assert Counter(person.workshop_id for person in found) == {a: 6, b: 6}
    assert (found[5].workshop_id, found[5].is_dealt) == (b, False)


@pytest.mark.any_database
def test_desk_deals_in_one_tap_and_nobody_else_sees_who_sits_where(app, event, cast):
    assert sign_in_as(app, "paul").get(PAGE).status_code == 403
    with pytest.raises(Forbidden):
        do("spread_people", cast.paul, event.id, 4, only_here=False, keep=False)
    fred = sign_in_as(app, "fred")
    bad = send(fred, PAGE, size="1", who="all", do="anew")
    assert bad.status_code == 422
    assert "de 2 à 50" in bad.text
    nobody = send(fred, PAGE, size="4", who="here", do="anew")
    assert nobody.status_code == 422
    assert "Personne n’est encore sur place" in nobody.text
    assert send(fred, PAGE, size="4", who="all", do="anew").status_code == 303
    assert "Table 3" in fred.get(PAGE).text
    person = f"/fr/journees/{SLUG}/accueil/{people(event)[2].id}/"
    send(fred, f"{person}table/", page=person, table="900")
    assert people(event)[2].is_pinned is False

"""Two people whom the desk keeps apart: dealt to other tables, seen by the desk alone, and said where it cannot be."""

import pytest

from forum.core.database import db, transaction
from forum.core.errors import Forbidden, Refusal
from forum.plenary import services
from forum.plenary.entry.models import Participant
from forum.plenary.entry.tables import list_apart, list_together
from tests.support.rooms import make_day
from tests.support.sites import token_of

DESK = "/fr/journees/journee/accueil/"
NAMES = ("Lise Roy", "Lise Roy-Côté", "Noé Hébert", "Zoé Noël")


@pytest.fixture
def people(cast):
    """Expect four people at a day; gives their ids by name."""
    day = make_day(cast)
    with transaction():
        return {name: services.add_participant(cast.fred, day.id, {"name": name}).id for name in NAMES}


def person_of(ident):
    db.session.rollback()
    return db.session.get(Participant, ident, populate_existing=True)


def separate(viewer, ident, name):
    with transaction():
        return services.keep_apart(viewer, ident, name).name


def deal(cast, keep=False):
    day = db.session.query(Participant).first().event_id
    with transaction():
        services.spread_people(cast.fred, day, 2, only_here=False, keep=keep)
    return day


def test_a_pair_is_noted_once_in_whichever_order_and_seen_from_both(cast, people):
    lise, noe = people["Lise Roy"], people["Noé Hébert"]
    assert separate(cast.fred, lise, "noe hebert") == "Noé Hébert"
    assert separate(cast.fred, noe, "Lise Roy") == "Lise Roy", "a whole name wins over a longer one"
    assert [[one.id for one in list_apart(person_of(ident))] for ident in (lise, noe)] == [[noe], [lise]]
    with transaction():
        services.let_together(cast.fred, noe, lise)
    assert list_apart(person_of(lise)) == []


@pytest.mark.parametrize("name", ["", "   ", "Personne", "o", "Lise Roy"])
def test_a_name_that_says_nobody_or_several_is_refused(cast, people, name):
    with pytest.raises(Refusal) as refused:
        separate(cast.fred, people["Lise Roy"], name) if name != "Lise Roy" else separate(
            cast.fred, people["Noé Hébert"], "lise")
    assert "name" in refused.value.fields


def test_the_deal_keeps_them_apart_and_redone_it_moves_few(cast, people):
    lise, noe = people["Lise Roy"], people["Noé Hébert"]
    deal(cast)
    together = next(name for name in NAMES[1:] if person_of(people[name]).table_number == person_of(lise).table_number)
    separate(cast.fred, lise, together)
    day = deal(cast, keep=True)
    assert list_together(day) == []
    assert person_of(lise).table_number != person_of(people[together]).table_number
    assert person_of(noe).table_number is not None


def test_where_it_cannot_be_held_the_tables_page_says_so(cast, people, sign_in):
    lise, noe = people["Lise Roy"], people["Noé Hébert"]
    separate(cast.fred, lise, "Noé Hébert")
    for ident in (lise, noe):
        with transaction():
            services.put_at_table(cast.fred, ident, 1)
    deal(cast)
    page = sign_in("fred").get(f"{DESK}tables/").get_data(as_text=True)
    assert "devaient être séparées" in page


def test_only_the_desk_does_it_by_a_plain_form(cast, people, sign_in):
    lise = people["Lise Roy"]
    with pytest.raises(Forbidden):
        separate(cast.paul, lise, "Noé Hébert")
    fred, page = sign_in("fred"), f"{DESK}{lise}/"
    fred.post(f"{page}separer/", data={"csrf_token": token_of(fred, page), "name": "Zoé Noël"})
    assert "Zoé Noël" in fred.get(page).get_data(as_text=True)
    fred.post(f"{page}separer/{people['Zoé Noël']}/retirer/", data={"csrf_token": token_of(fred, page)})
    assert "Zoé Noël" not in fred.get(page).get_data(as_text=True)
